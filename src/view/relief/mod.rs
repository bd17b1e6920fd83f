//! The surface in three dimensions: a lit block, with the runs' paths laid over it.
//!
//! - [`camera`]: from the block to the screen.
//! - [`terrain`]: the block's top; cells are drawn from the farthest to the nearest, which for a height field
//!   is exact.
//! - [`ribbon`]: lines on it, drawn between its cells, so that hills hide them.
//! - [`frame`]: walls and axes. [`runs`]: paths, heads and their names.
//!
//! All of it is one mesh in egui's own colours: it looks the same with WebGPU, with WebGL and in a test.

pub mod camera;
pub mod frame;
pub mod ribbon;
pub mod runs;
pub mod terrain;

use super::Shown;
use super::canvas::on_painter;
use super::contour::{Contour, contours};
use super::field::{Look, Spread};
use super::palette::Palette;
use super::path::{alive, names};
use super::picture::{arrows, starts};
use crate::scene::picture::Camera;
use crate::trace::Field;
use camera::Projection;
use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape, pos2};
use ribbon::CellOrder;
use std::sync::Arc;
use terrain::Terrain;

/// How many level lines there are, about.
const LEVELS: usize = 12;

/// The relief, with what it keeps between frames.
#[derive(Default)]
pub struct Relief {
    made: Option<Made>,
}

/// What was made of a field.
struct Made {
    field: Arc<Field>,
    look: Look,
    spread: Spread,
    terrain: Terrain,
    levels: Vec<Contour>,
}

/// What lines on the relief need to know.
#[derive(Clone, Copy)]
pub struct ReliefGround<'a> {
    /// The field's range.
    pub field: &'a Field,
    /// The block's top.
    pub terrain: &'a Terrain,
    /// When its cells are drawn.
    pub order: &'a CellOrder,
    /// Where it is seen.
    pub projection: &'a Projection,
}

impl Relief {
    /// Paints the relief into a part of the screen.
    pub fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        field: &Arc<Field>,
        shown: &Shown,
        colors: &Palette,
    ) {
        let picture = &shown.scene.view.picture;
        let made = self.made(field, Look::of(picture, colors.dark));
        let projection = Projection::new(picture.camera, rect);
        let order = CellOrder::new(made.terrain.size, projection.eye());
        let ground = ReliefGround {
            field,
            terrain: &made.terrain,
            order: &order,
            projection: &projection,
        };
        painter.add(Shape::mesh(block(made, ground, shown, colors)));
        let losses: Vec<(f64, f64)> = made
            .levels
            .iter()
            .map(|l| (l.level, made.spread.place(l.level)))
            .collect();
        let axes = frame::Axes {
            ranges: [field.x, field.y],
            losses: &losses,
        };
        axes.paint(painter, &projection, colors);
        let place = |point: &[f64]| match *point {
            [x, y, ..] => projection.place(ground.terrain.over(ground.on(x, y))),
            _ => rect.center(),
        };
        on_painter(painter, |pen| {
            let (heads, mut labels) = runs::heads(pen, rect, ground, shown, colors)?;
            let ranges = [field.x, field.y];
            arrows::draw(pen, &mut labels, shown, &heads, &ranges, &place, colors)?;
            names(pen, &mut labels, shown, &heads, colors)?;
            arrows::legend(pen, rect, shown, colors)
        });
    }

    /// Where starts are seen on the relief that was painted last, and where minima and heads are.
    pub fn points(&self, rect: Rect, shown: &Shown) -> [Vec<Pos2>; 2] {
        let Some(made) = &self.made else {
            return Default::default();
        };
        let projection = Projection::new(shown.scene.view.picture.camera, rect);
        let place = |point: &[f64]| match *point {
            [x, y, ..] => Some(projection.place(made.terrain.over(on(&made.field, x, y)))),
            _ => None,
        };
        let heads = shown
            .runs()
            .into_iter()
            .map(|run| run.point(alive(run, shown.position) as usize));
        let minima = made.field.minima.iter().map(Vec::as_slice);
        let starts = starts::current(shown);
        [
            starts.iter().filter_map(|start| place(start)).collect(),
            minima.chain(heads).filter_map(place).collect(),
        ]
    }

    fn made(&mut self, field: &Arc<Field>, look: Look) -> &Made {
        let fresh = matches!(&self.made, Some(m) if Arc::ptr_eq(&m.field, field) && m.look == look);
        if !fresh {
            self.made = None;
        }
        self.made.get_or_insert_with(|| {
            let spread = Spread::of(field, look.spread);
            Made {
                field: field.clone(),
                look,
                terrain: Terrain::of(field, &spread, look.map, look.dark),
                levels: contours(field, &spread, LEVELS),
                spread,
            }
        })
    }
}

/// The block and all lines on it.
fn block(made: &Made, ground: ReliefGround, shown: &Shown, colors: &Palette) -> Mesh {
    let terrain = ground.terrain;
    let mut mesh = Mesh::default();
    let light = ground.projection.light();
    for (corner, at) in terrain::placed(terrain, ground.projection)
        .into_iter()
        .enumerate()
    {
        mesh.colored_vertex(at, terrain.color(corner, light, colors.dark));
    }
    let mut pieces = Vec::new();
    let faint = if colors.dark {
        Color32::WHITE
    } else {
        Color32::BLACK
    }
    .gamma_multiply(0.22);
    for line in made.levels.iter().flat_map(|l| &l.lines) {
        let points: Vec<Pos2> = line.iter().map(|[x, y]| ground.on(*x, *y)).collect();
        ground.lay(&mut mesh, &mut pieces, &points, (1.2, faint));
    }
    for run in shown.runs() {
        runs::trail(&mut mesh, &mut pieces, ground, shown, run, colors);
    }
    frame::cells(&mut mesh, terrain, ground.order, pieces, 0);
    frame::walls(&mut mesh, terrain, ground.projection, colors.dark);
    mesh
}

impl ReliefGround<'_> {
    /// A point of the surface as a place on the block's ground.
    pub fn on(&self, x: f64, y: f64) -> Pos2 {
        on(self.field, x, y)
    }

    /// Lays a line of places on the ground over the relief.
    pub fn lay(
        &self,
        mesh: &mut Mesh,
        pieces: &mut Vec<ribbon::Piece>,
        points: &[Pos2],
        look: (f32, Color32),
    ) {
        ribbon::lay(
            mesh,
            pieces,
            (self.terrain, self.order, self.projection),
            points,
            look,
        );
    }
}

/// A point of a field's surface as a place on the block's ground, -1 to 1 where it is shown; far outside it is
/// moved nearer, so that f32 stays exact.
fn on(field: &Field, x: f64, y: f64) -> Pos2 {
    let along = |v: f64, [low, high]: [f64; 2]| {
        let place = 2.0 * (v - low) / (high - low) - 1.0;
        if place.is_nan() {
            0.0
        } else {
            place.clamp(-FAR, FAR) as f32
        }
    };
    pos2(along(x, field.x), along(y, field.y))
}

/// How many blocks away a point may lie.
const FAR: f64 = 50.0;

/// The camera after a drag over the picture, in points, and a zoom.
pub fn orbit(camera: Camera, drag: egui::Vec2, zoom: f32) -> Camera {
    Camera {
        turn: camera.turn + f64::from(drag.x) * 0.4,
        tilt: camera.tilt + f64::from(drag.y) * 0.3,
        zoom: camera.zoom * f64::from(zoom),
    }
    .bounded()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Computed;
    use crate::scene::{Run, Scene};
    use crate::view::canvas::headless;
    use crate::view::figure::still;
    use egui::vec2;

    #[test]
    fn a_note_knows_where_starts_stand_on_the_relief() {
        let mut scene = Scene::on_surface("rosenbrock");
        scene.experiment.runs = vec![Run::of("sgd")];
        let done = Computed::reference(&scene.experiment).expect("it compiles");
        let field = still::field(&scene, &done.plan).expect("a field");
        let shown = Shown::still(&scene, &done, field.as_ref(), 0.0);
        let size = vec2(400.0, 300.0);
        let rect = Rect::from_min_size(Pos2::ZERO, size);
        let mut relief = Relief::default();
        assert_eq!(
            relief.points(rect, &shown),
            [Vec::new(), Vec::new()],
            "nothing is seen yet"
        );
        let ([starts, others], _) = headless::paint(size, 1.0, |painter| {
            let field = field.as_ref().expect("a surface has one");
            relief.paint(painter, rect, field, &shown, &Palette::of(true));
            relief.points(rect, &shown)
        });
        // The start of the picture is that of the run, which stands there yet; the minimum is elsewhere.
        assert_eq!((starts.len(), others.len()), (1, 2));
        assert!(
            rect.contains(starts[0]) && rect.contains(others[0]),
            "{starts:?} {others:?}"
        );
        assert!(starts[0].distance(others[1]) < 1.0 && starts[0].distance(others[0]) > 30.0);
    }

    #[test]
    fn the_camera_stays_above_the_ground_and_turns_all_around() {
        let camera = Camera::default();
        for (drag, zoom, check) in [
            (vec2(0.0, -1e4), 1.0, [30.0, 8.0, 1.0]),
            (vec2(0.0, 1e4), 1.0, [30.0, 89.0, 1.0]),
            (vec2(900.0, 0.0), 1.0, [30.0, 48.0, 1.0]),
            (vec2(0.0, 0.0), 100.0, [30.0, 48.0, 6.0]),
        ] {
            let Camera { turn, tilt, zoom } = orbit(camera, drag, zoom);
            let close = [turn, tilt, zoom]
                .iter()
                .zip(check)
                .all(|(a, b)| (a - b).abs() < 1e-6);
            assert!(close, "{drag}: {turn} {tilt} {zoom}");
        }
    }
}
