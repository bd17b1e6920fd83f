//! The block's top: heights, normals and colours on a grid, and the order in which its cells hide each other.

use super::camera::{BlockPoint, HEIGHT, Projection, dot, normalized};
use crate::scene::picture::Map;
use crate::trace::Field;
use crate::view::colormap;
use crate::view::field::Spread;
use egui::{Color32, Pos2, Rgba};

/// Most cells along an axis.
const CELLS: usize = 160;

/// The surface as a relief.
#[derive(Clone, Debug)]
pub struct Terrain {
    /// Corners along x and y.
    pub size: [usize; 2],
    heights: Vec<f32>,
    normals: Vec<BlockPoint>,
    colors: Vec<Color32>,
    /// Corners beside which there is no loss.
    holes: Vec<bool>,
}

impl Terrain {
    /// The relief of a field of at least two rows and columns.
    pub fn of(field: &Field, spread: &Spread, map: Map, dark: bool) -> Self {
        let size = [field.columns.min(CELLS + 1), field.rows.min(CELLS + 1)];
        let mut places: Vec<f64> = corners(size)
            .map(|[i, j]| sampled(field, spread, [i, j], size))
            .collect();
        let holes = places.iter().map(|place| place.is_nan()).collect();
        places
            .iter_mut()
            .filter(|place| place.is_nan())
            .for_each(|place| *place = 0.0);
        let heights: Vec<f32> = places.iter().map(|&p| p as f32 * HEIGHT).collect();
        let mut terrain = Self {
            size,
            colors: places.iter().map(|&p| colormap::lit(map, p, dark)).collect(),
            normals: Vec::new(),
            heights,
            holes,
        };
        terrain.normals = corners(size).map(|[i, j]| terrain.normal(i, j)).collect();
        terrain
    }

    /// A corner as a point of the block.
    pub fn corner(&self, i: usize, j: usize) -> BlockPoint {
        let along = |k: usize, axis: usize| 2.0 * k as f32 / (self.size[axis] - 1) as f32 - 1.0;
        [along(i, 0), along(j, 1), self.heights[self.index(i, j)]]
    }

    /// A corner's place in lists of corners.
    pub fn index(&self, i: usize, j: usize) -> usize {
        j * self.size[0] + i
    }

    /// Whether a cell has a corner beside which there is no loss.
    pub fn is_hole(&self, i: usize, j: usize) -> bool {
        let corners = [(i, j), (i + 1, j), (i, j + 1), (i + 1, j + 1)];
        corners.iter().any(|&(i, j)| self.holes[self.index(i, j)])
    }

    /// Whether a cell changes more from its first to its last corner than across.
    pub fn rises_along(&self, i: usize, j: usize) -> bool {
        let height = |i, j| self.heights[self.index(i, j)];
        let along = height(i + 1, j + 1) - height(i, j);
        let across = height(i, j + 1) - height(i + 1, j);
        along.abs() > across.abs()
    }

    /// The point of the block over a place on its ground.
    pub fn over(&self, at: Pos2) -> BlockPoint {
        let along = |v: f32, axis: usize| {
            let cells = (self.size[axis] - 1) as f32;
            let at = ((v + 1.0) / 2.0 * cells).clamp(0.0, cells);
            let cell = (at as usize).min(self.size[axis] - 2);
            (cell, at - cell as f32)
        };
        let ((i, s), (j, t)) = (along(at.x, 0), along(at.y, 1));
        let height = |i, j| self.heights[self.index(i, j)];
        let low = height(i, j) + (height(i + 1, j) - height(i, j)) * s;
        let high = height(i, j + 1) + (height(i + 1, j + 1) - height(i, j + 1)) * s;
        [at.x, at.y, low + (high - low) * t]
    }

    /// A corner's colour under the light.
    pub fn color(&self, corner: usize, light: BlockPoint, dark: bool) -> Color32 {
        let facing = dot(self.normals[corner], light).max(0.0);
        let (around, direct) = if dark { (0.34, 0.92) } else { (0.55, 0.58) };
        shaded(self.colors[corner], around + direct * facing)
    }

    /// Whether the relief hides a point of the block from an eye.
    pub fn hides(&self, point: BlockPoint, eye: BlockPoint) -> bool {
        let step =
            |part: f32| -> BlockPoint { std::array::from_fn(|i| point[i] + (eye[i] - point[i]) * part) };
        // The block ends well before a third of the way to the eye.
        (1..=96).map(|k| step(k as f32 / 96.0 * 0.34)).any(|at| {
            let inside = at[0].abs() <= 1.0 && at[1].abs() <= 1.0;
            inside && self.over(Pos2::new(at[0], at[1]))[2] > at[2] + 0.012
        })
    }

    fn normal(&self, i: usize, j: usize) -> BlockPoint {
        let at = |i: usize, j: usize| self.corner(i, j);
        let around = |k: usize, axis: usize| (k.saturating_sub(1), (k + 1).min(self.size[axis] - 1));
        let ((i0, i1), (j0, j1)) = (around(i, 0), around(j, 1));
        let slope = |a: BlockPoint, b: BlockPoint, axis: usize| (b[2] - a[2]) / (b[axis] - a[axis]);
        let along_x = slope(at(i0, j), at(i1, j), 0);
        let along_y = slope(at(i, j0), at(i, j1), 1);
        normalized([-along_x, -along_y, 1.0])
    }
}

/// A colour in more or less light.
pub fn shaded(color: Color32, light: f32) -> Color32 {
    let color = Rgba::from(color);
    let bright = |v: f32| (v * light * light).min(1.0);
    Color32::from(Rgba::from_rgb(
        bright(color.r()),
        bright(color.g()),
        bright(color.b()),
    ))
}

/// The places of cells along an axis, from the farthest to the nearest: along a ray from the eye both
/// distances only grow, so cells drawn in this order, row by row, hide those behind them.
pub fn far_to_near(cells: usize, eye: f32) -> Vec<usize> {
    let distance = |i: &usize| (2.0 * (*i as f32 + 0.5) / cells as f32 - 1.0 - eye).abs();
    let mut order: Vec<usize> = (0..cells).collect();
    order.sort_by(|a, b| distance(b).total_cmp(&distance(a)));
    order
}

fn corners([columns, rows]: [usize; 2]) -> impl Iterator<Item = [usize; 2]> {
    (0..rows).flat_map(move |j| (0..columns).map(move |i| [i, j]))
}

/// The place of the loss at a corner, between samples where the field has more of them. NaN beside a hole.
fn sampled(field: &Field, spread: &Spread, corner: [usize; 2], size: [usize; 2]) -> f64 {
    let along = |k: usize, corners: usize, samples: usize| {
        let at = k as f64 * (samples - 1) as f64 / (corners - 1) as f64;
        let low = (at as usize).min(samples - 2);
        (low, at - low as f64)
    };
    let (i, s) = along(corner[0], size[0], field.columns);
    let (j, t) = along(corner[1], size[1], field.rows);
    let place = |i: usize, j: usize| {
        let loss = field.values[j * field.columns + i];
        match loss.is_nan() {
            true => f64::NAN,
            false => spread.place(f64::from(loss)),
        }
    };
    let low = place(i, j) + (place(i + 1, j) - place(i, j)) * s;
    let high = place(i, j + 1) + (place(i + 1, j + 1) - place(i, j + 1)) * s;
    low + (high - low) * t
}

/// Where the corners are seen.
pub fn placed(terrain: &Terrain, projection: &Projection) -> Vec<Pos2> {
    corners(terrain.size)
        .map(|[i, j]| projection.place(terrain.corner(i, j)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::picture;
    use egui::pos2;

    /// A wall along y in the middle of a plain.
    fn wall() -> Terrain {
        let columns = 41;
        let values = (0..columns * columns).map(|k| if k % columns == 20 { 10.0 } else { 0.0 });
        let field = Field {
            x: [-1.0, 1.0],
            y: [-1.0, 1.0],
            columns,
            rows: columns,
            values: values.collect(),
            minima: Vec::new(),
        };
        let spread = Spread::of(&field, picture::Spread::Linear);
        Terrain::of(&field, &spread, Map::Cividis, true)
    }

    #[test]
    fn what_stands_behind_a_wall_is_hidden() {
        let eye = [-6.0, 0.0, 1.5];
        for (x, hidden) in [
            (-0.8, false),
            (-0.1, false),
            (0.0, false),
            (0.3, true),
            (0.9, true),
        ] {
            let terrain = wall();
            assert_eq!(terrain.hides(terrain.over(pos2(x, 0.0)), eye), hidden, "{x}");
        }
    }

    #[test]
    fn there_is_no_ground_where_there_is_no_loss() {
        let columns = 21;
        let field = Field {
            columns,
            rows: columns,
            values: (0..columns * columns)
                .map(|k| if k % columns < 5 { f32::NAN } else { 1.0 })
                .collect(),
            ..Field::default()
        };
        let spread = Spread::of(&field, picture::Spread::Linear);
        let terrain = Terrain::of(&field, &spread, Map::Cividis, true);
        assert!((0..20).all(|i| terrain.is_hole(i, 3) == (i < 5)));
        assert!(terrain.heights.iter().all(|height| height.is_finite()));
    }

    #[test]
    fn cells_come_from_the_farthest_to_the_nearest() {
        for (eye, order) in [
            (-3.0, vec![3, 2, 1, 0]),
            (3.0, vec![0, 1, 2, 3]),
            (-0.2, vec![3, 0, 2, 1]),
        ] {
            assert_eq!(far_to_near(4, eye), order, "{eye}");
        }
    }

    #[test]
    fn between_corners_the_ground_is_straight() {
        let terrain = wall();
        for (x, height) in [(0.0, HEIGHT), (0.025, HEIGHT / 2.0), (0.5, 0.0)] {
            assert!((terrain.over(pos2(x, 0.3))[2] - height).abs() < 1e-4, "{x}");
        }
    }
}
