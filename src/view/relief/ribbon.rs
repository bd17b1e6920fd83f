//! Lines that lie on the relief: cut at its cells' size, and hidden by what stands before them.

use super::camera::{BlockPoint, Projection};
use super::terrain::Terrain;
use egui::{Color32, Mesh, Pos2, Rect, Vec2, pos2};

/// How far above the ground a line floats.
const LIFT: f32 = 0.004;
/// Cells by which a line is drawn later than its own: a line is wider than nothing, and its far half would
/// otherwise sink into the cell in front of it.
const LATER: usize = 2;
/// Width of the edge that fades, in points.
const FEATHER: f32 = 0.8;
/// Most pieces of one line.
const PIECES: f32 = 6000.0;

/// When the cells of a relief are drawn.
pub struct CellOrder {
    /// The cells' places along x and y, in the order of drawing.
    pub columns: Vec<usize>,
    /// The same along y.
    pub rows: Vec<usize>,
    rank: [Vec<usize>; 2],
}

/// A piece of a line: when it is drawn, and the first of its eight vertices.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// The cell after which it is drawn, counted in the order of drawing.
    pub after: usize,
    first: u32,
}

impl CellOrder {
    /// The order for an eye.
    pub fn new(size: [usize; 2], eye: BlockPoint) -> Self {
        let [columns, rows] = [0, 1].map(|axis| super::terrain::far_to_near(size[axis] - 1, eye[axis]));
        let rank = [&columns, &rows].map(|order| {
            let mut rank = vec![0; order.len()];
            for (place, &cell) in order.iter().enumerate() {
                rank[cell] = place;
            }
            rank
        });
        Self { columns, rows, rank }
    }

    /// After which cell a line over a place on the ground is drawn.
    fn after(&self, at: Pos2) -> usize {
        let rank = |v: f32, axis: usize| {
            let ranks = &self.rank[axis];
            let cell = ((v + 1.0) / 2.0 * ranks.len() as f32).max(0.0) as usize;
            (ranks[cell.min(ranks.len() - 1)] + LATER).min(ranks.len() - 1)
        };
        rank(at.y, 1) * self.columns.len() + rank(at.x, 0)
    }
}

/// Brings pieces in front of everything.
pub fn raise(pieces: &mut [Piece]) {
    for piece in pieces {
        piece.after = usize::MAX;
    }
}

/// Lays a line over the relief. `ground` are places on its ground, from -1 to 1.
pub fn lay(
    mesh: &mut Mesh,
    pieces: &mut Vec<Piece>,
    (terrain, order, projection): (&Terrain, &CellOrder, &Projection),
    ground: &[Pos2],
    (width, color): (f32, Color32),
) {
    let whole = Rect::from_min_max(pos2(-1.0, -1.0), pos2(1.0, 1.0));
    for part in crate::view::line::clip(ground, whole) {
        let points = divided(&part, terrain);
        let seen: Vec<Pos2> = points
            .iter()
            .map(|&p| {
                let [x, y, z] = terrain.over(p);
                projection.place([x, y, z + LIFT])
            })
            .collect();
        let first = mesh.vertices.len() as u32;
        for (i, &at) in seen.iter().enumerate() {
            corners(mesh, at, side(&seen, i), width, color);
        }
        let between = points.windows(2).zip(0u32..);
        pieces.extend(between.map(|(ends, i)| Piece {
            after: order.after(ends[0] + (ends[1] - ends[0]) / 2.0),
            first: first + 4 * i,
        }));
    }
}

/// Adds the triangles of a piece.
pub fn fill(mesh: &mut Mesh, piece: Piece) {
    for k in 0..3 {
        let (a, b) = (piece.first + k, piece.first + 4 + k);
        mesh.add_triangle(a, a + 1, b);
        mesh.add_triangle(a + 1, b, b + 1);
    }
}

/// Four vertices across a line: its faded edges and its core.
fn corners(mesh: &mut Mesh, at: Pos2, side: Vec2, width: f32, color: Color32) {
    let core = (width - FEATHER).max(0.2) / 2.0;
    mesh.colored_vertex(at - side * (core + FEATHER), Color32::TRANSPARENT);
    mesh.colored_vertex(at - side * core, color);
    mesh.colored_vertex(at + side * core, color);
    mesh.colored_vertex(at + side * (core + FEATHER), Color32::TRANSPARENT);
}

/// The unit vector across a line at one of its points.
fn side(seen: &[Pos2], i: usize) -> Vec2 {
    let before = seen[i.saturating_sub(1)];
    let after = seen[(i + 1).min(seen.len() - 1)];
    (after - before).normalized().rot90()
}

/// The same line in pieces no longer than the relief's cells, so that it follows the ground.
fn divided(points: &[Pos2], terrain: &Terrain) -> Vec<Pos2> {
    let cell = 2.0 / terrain.size[0].max(terrain.size[1]) as f32;
    let longest = cell.max(crate::view::line::length(points) / PIECES);
    let mut divided: Vec<Pos2> = points.first().copied().into_iter().collect();
    for ends in points.windows(2) {
        let step = ends[1] - ends[0];
        let count = (step.length() / longest).ceil().max(1.0) as usize;
        divided.extend((1..=count).map(|k| ends[0] + step * (k as f32 / count as f32)));
    }
    divided
}
