//! One run from a whole grid of starts: all its points at the current step.

use super::axes::Plot;
use super::field::Spread;
use super::palette::Palette;
use super::style::run_style;
use super::{Shown, Wish};
use crate::compile::Surface;
use crate::engine::swarm::SwarmDot;
use crate::scene::picture;
use egui::{Color32, Mesh, Painter, Rect, Shape, pos2, vec2};
use std::fmt::Debug;
use std::sync::Arc;

/// Radius of a point of thousands, and of a few.
const RADIUS: f32 = 1.3;
const LARGER: f32 = 1.8;
/// Strength of a point: where many meet it adds up.
const STRENGTH: f32 = 0.7;
/// How much of a point on the highest loss is taken away, as in the shader.
const FADE: f32 = 0.8;

/// A swarm as far as it is known.
#[derive(Clone, Debug)]
pub struct Swarm {
    /// The run's place in the experiment.
    pub run: usize,
    /// How many starts there are.
    pub count: usize,
    /// The step at which they are; behind the current one while it catches up.
    pub step: usize,
    /// Where they are.
    pub points: Points,
}

/// Where the points of a swarm are.
#[derive(Clone, Debug)]
pub enum Points {
    /// Where only the device knows, which draws them.
    Drawn(Arc<dyn Paint>),
    /// In a list.
    Listed(Arc<Vec<SwarmDot>>),
}

/// Draws points that nobody reads back.
pub trait Paint: Debug + Send + Sync {
    /// The shape that does it, on a plot.
    fn shape(&self, plot: Rect, look: SwarmLook) -> Shape;
}

/// How a swarm looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SwarmLook {
    /// Shown range of x.
    pub x: [f64; 2],
    /// Shown range of y, or of the loss over one coordinate.
    pub y: [f64; 2],
    /// Whether the points stand on the curve of the loss over one coordinate.
    pub curve: bool,
    /// Radius of a point, in points.
    pub radius: f32,
    /// The run's colour.
    pub color: Color32,
    /// The colour of points that diverged or stopped, or have no loss.
    pub gone: Color32,
    /// Lowest loss, knee and top of a logarithmic spread, where points are the stronger the lower they are.
    pub by_loss: Option<[f64; 3]>,
}

/// The wish of a picture that shows a swarm.
pub fn wish(shown: &Shown) -> Option<Wish> {
    let view = &shown.scene.view;
    (view.picture.swarm != picture::Swarm::Off).then_some(Wish::Swarm(view.selected))
}

/// Paints the swarm that is known, if any.
pub fn paint(painter: &Painter, plot: &Plot, shown: &Shown, spread: Option<&Spread>, colors: &Palette) {
    let surface = shown.plan.and_then(|plan| plan.surface());
    let Some((swarm, surface)) = shown.swarm.zip(surface) else {
        return;
    };
    let by_loss = shown.scene.view.picture.swarm == picture::Swarm::Loss;
    let look = SwarmLook {
        x: plot.x,
        y: plot.y,
        curve: surface.n == 1,
        radius: match swarm.points {
            Points::Drawn(_) => RADIUS,
            Points::Listed(_) => LARGER,
        },
        color: run_style(swarm.run, colors.dark).color.gamma_multiply(STRENGTH),
        gone: colors.danger.gamma_multiply(STRENGTH),
        by_loss: spread.filter(|_| by_loss).map(Spread::logarithm),
    };
    let inside = painter.with_clip_rect(plot.rect.intersect(painter.clip_rect()));
    inside.add(match &swarm.points {
        Points::Drawn(paint) => paint.shape(plot.rect, look),
        Points::Listed(points) => Shape::mesh(mesh(points, plot, &look, surface)),
    });
}

/// What stands beside the picture about its swarm.
pub fn note(shown: &Shown) -> Option<String> {
    let swarm = shown.swarm?;
    let label = shown
        .trace
        .runs
        .iter()
        .find(|r| r.run == swarm.run)
        .map(|r| r.label.as_str());
    let count = grouped(swarm.count);
    let mut note = format!("{} from {count} starts", label.unwrap_or("The run"));
    if matches!(swarm.points, Points::Listed(_)) {
        note += "; a GPU would move 16,384";
    }
    if swarm.step != shown.position as usize {
        note += &format!("; at step {}, catching up", swarm.step);
    }
    Some(note)
}

/// A whole number in groups of three digits.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|g| std::str::from_utf8(g).ok())
        .collect();
    groups.join(",")
}

/// A small square for each point.
fn mesh(dots: &[SwarmDot], plot: &Plot, look: &SwarmLook, surface: &Surface) -> Mesh {
    let mut mesh = Mesh::default();
    for dot in dots {
        let loss = surface.loss_at(&dot.at, &surface.settings);
        let at = plot.place(dot.at[0], if look.curve { loss } else { dot.at[1] });
        if plot.rect.expand(look.radius).contains(at) {
            let rect = Rect::from_center_size(pos2(at.x, at.y), vec2(2.0, 2.0) * look.radius);
            mesh.add_colored_rect(rect, look.color_of(dot, loss));
        }
    }
    mesh
}

impl SwarmLook {
    /// The colour of a point that has a loss, as in the shader.
    fn color_of(&self, dot: &SwarmDot, loss: f64) -> Color32 {
        if dot.gone || loss.is_nan() {
            return self.gone;
        }
        let Some([lowest, knee, top]) = self.by_loss else {
            return self.color;
        };
        let place = ((loss - lowest).max(0.0) / knee).ln_1p() / top;
        self.color
            .gamma_multiply(1.0 - FADE * place.clamp(0.0, 1.0) as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stopped_or_has_no_loss_never_looks_fine() {
        let look = SwarmLook {
            x: [0.0, 1.0],
            y: [0.0, 1.0],
            curve: false,
            radius: 1.0,
            color: Color32::WHITE,
            gone: Color32::RED,
            by_loss: None,
        };
        let by_loss = SwarmLook {
            by_loss: Some([0.0, 1.0, 2.0]),
            ..look
        };
        let at = [0.5; 2];
        for look in [look, by_loss] {
            assert_eq!(look.color_of(&SwarmDot { at, gone: false }, 0.0), Color32::WHITE);
            assert_eq!(look.color_of(&SwarmDot { at, gone: true }, 0.0), Color32::RED);
            assert_eq!(
                look.color_of(&SwarmDot { at, gone: false }, f64::NAN),
                Color32::RED
            );
        }
    }

    #[test]
    fn long_numbers_are_grouped() {
        for (count, text) in [
            (7, "7"),
            (1024, "1,024"),
            (16_384, "16,384"),
            (1_048_576, "1,048,576"),
        ] {
            assert_eq!(grouped(count), text);
        }
    }
}
