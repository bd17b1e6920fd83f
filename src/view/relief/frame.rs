//! The block's ground, walls and axes.

use super::camera::{BlockPoint, HEIGHT, Projection};
use super::ribbon::CellOrder;
use super::terrain::{Terrain, shaded};
use crate::view::number;
use crate::view::palette::Palette;
use crate::view::ticks::{Scale, ticks};
use egui::{Align2, Color32, FontId, Mesh, Painter, Pos2, Vec2, pos2};

/// Space between ticks of the loss, in points.
const APART: f32 = 22.0;

/// The walls under the two edges of the relief that face the eye.
pub fn walls(mesh: &mut Mesh, terrain: &Terrain, projection: &Projection, dark: bool) {
    let eye = projection.eye();
    let [columns, rows] = terrain.size;
    let near = |axis: usize, last: usize| if eye[axis] > 0.0 { last } else { 0 };
    let (i, j) = (near(0, columns - 1), near(1, rows - 1));
    let along_y: Vec<[usize; 2]> = (0..rows).map(|j| [i, j]).collect();
    let along_x: Vec<[usize; 2]> = (0..columns).map(|i| [i, j]).collect();
    let light = projection.light();
    for (edge, axis, visible) in [(along_y, 0, eye[0].abs() > 1.0), (along_x, 1, eye[1].abs() > 1.0)] {
        if !visible {
            continue;
        }
        let facing = (light[axis] * eye[axis].signum()).max(0.0);
        let first = mesh.vertices.len() as u32;
        for &[i, j] in &edge {
            let top = terrain.corner(i, j);
            let color = terrain.color(terrain.index(i, j), [0.0, 0.0, 1.0], dark);
            let shade = if dark { 0.42 } else { 0.78 } + 0.25 * facing;
            mesh.colored_vertex(projection.place(top), shaded(color, shade));
            mesh.colored_vertex(
                projection.place([top[0], top[1], 0.0]),
                shaded(color, shade * 0.8),
            );
        }
        for k in 0..(edge.len() as u32 - 1) * 2 {
            mesh.add_triangle(first + k, first + k + 1, first + k + 2);
        }
    }
}

/// The cells of the relief and the lines on it, from the farthest to the nearest; last what lies in front of
/// all.
pub fn cells(
    mesh: &mut Mesh,
    terrain: &Terrain,
    order: &CellOrder,
    mut pieces: Vec<super::ribbon::Piece>,
    first: u32,
) {
    pieces.sort_by_key(|p| p.after);
    let mut pieces = pieces.into_iter().peekable();
    let at = |i: usize, j: usize| first + terrain.index(i, j) as u32;
    let mut drawn = 0;
    for &j in &order.rows {
        for &i in &order.columns {
            let [a, b, c, d] = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)];
            // The flatter diagonal: across a narrow valley the other one would draw teeth.
            let halves = match terrain.rises_along(i, j) {
                true => [[a, b, d], [b, c, d]],
                false => [[a, b, c], [a, c, d]],
            };
            for [a, b, c] in halves.into_iter().filter(|_| !terrain.is_hole(i, j)) {
                mesh.add_triangle(a, b, c);
            }
            while let Some(piece) = pieces.next_if(|p| p.after <= drawn) {
                super::ribbon::fill(mesh, piece);
            }
            drawn += 1;
        }
    }
    pieces.for_each(|piece| super::ribbon::fill(mesh, piece));
}

/// The numbers along the three axes.
pub struct Axes<'a> {
    /// Range of x and y.
    pub ranges: [[f64; 2]; 2],
    /// Losses to mark, with their places from 0 to 1.
    pub losses: &'a [(f64, f64)],
}

impl Axes<'_> {
    /// Writes the axes beside the edges that face the eye.
    pub fn paint(&self, painter: &Painter, projection: &Projection, colors: &Palette) {
        let eye = projection.eye();
        let near = |axis: usize| if eye[axis] > 0.0 { 1.0 } else { -1.0 };
        let (x, y) = (near(0), near(1));
        self.ground(painter, projection, colors, 0, &|v| [v, y, 0.0]);
        self.ground(painter, projection, colors, 1, &|v| [x, v, 0.0]);
        self.loss(painter, projection, colors);
    }

    fn ground(
        &self,
        painter: &Painter,
        projection: &Projection,
        colors: &Palette,
        axis: usize,
        edge: &dyn Fn(f32) -> BlockPoint,
    ) {
        let place = |v: f32| projection.place(edge(v));
        let (from, to) = (place(-1.0), place(1.0));
        let middle = projection.place([0.0, 0.0, 0.0]);
        let outwards = away((to - from).normalized().rot90(), place(0.0) - middle);
        let line = |a: Pos2, b: Pos2| {
            painter.line_segment([a, b], (1.0, colors.weak));
        };
        line(from, to);
        let [low, high] = self.ranges[axis];
        let count = ((to - from).length() / 70.0).clamp(2.0, 7.0) as usize;
        for tick in ticks(Scale::Linear, low, high, count) {
            let at = place((2.0 * (tick.value - low) / (high - low) - 1.0) as f32);
            line(at, at + outwards * 4.0);
            write(painter, at + outwards * 14.0, &tick.text, 12.0, colors.weak);
        }
        let name = ["x", "y"][axis];
        write(painter, place(0.0) + outwards * 34.0, name, 14.0, colors.text);
    }

    /// The loss stands at the corner farthest to the left.
    fn loss(&self, painter: &Painter, projection: &Projection, colors: &Palette) {
        let corners = [(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)];
        let seen = |&(x, y): &(f32, f32)| projection.place([x, y, 0.0]).x;
        let Some((x, y)) = corners.into_iter().min_by(|a, b| seen(a).total_cmp(&seen(b))) else {
            return;
        };
        let place = |part: f64| projection.place([x, y, part as f32 * HEIGHT]);
        let (bottom, top) = (place(0.0), place(1.0));
        painter.line_segment([bottom, top], (1.0, colors.weak));
        let mut last = bottom + Vec2::new(0.0, APART / 2.0);
        for &(loss, part) in self.losses {
            let at = place(part);
            if (last - at).length() < APART {
                continue;
            }
            last = at;
            painter.line_segment([at, at - Vec2::new(4.0, 0.0)], (1.0, colors.weak));
            let text = number::significant(loss, 2);
            let font = FontId::proportional(12.0);
            painter.text(
                at - Vec2::new(7.0, 0.0),
                Align2::RIGHT_CENTER,
                text,
                font,
                colors.weak,
            );
        }
        write(painter, top - Vec2::new(0.0, 14.0), "loss", 14.0, colors.text);
    }
}

/// The one of the two directions across a line that points away from the middle.
fn away(across: Vec2, from_middle: Vec2) -> Vec2 {
    if across.dot(from_middle) < 0.0 {
        -across
    } else {
        across
    }
}

fn write(painter: &Painter, at: Pos2, text: &str, size: f32, color: Color32) {
    painter.text(
        pos2(at.x, at.y),
        Align2::CENTER_CENTER,
        text,
        FontId::proportional(size),
        color,
    );
}
