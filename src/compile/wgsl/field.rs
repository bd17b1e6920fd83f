//! The function of a field and of a swarm: the loss at a point.

use super::{body, line, sound, whole};
use crate::compile::Surface;
use crate::compile::input::PointInput;

const FIELD: &str = include_str!("../../../shaders/field.wgsl");
const RENDER_SWARM: &str = include_str!("../../../shaders/render_swarm.wgsl");

/// The whole shader that samples a surface on a grid. Settings and the grid are not in it.
pub fn field(surface: &Surface) -> String {
    whole(&loss(surface), FIELD)
}

/// The whole shader that draws the lanes of a sweep as points. Settings and colours are not in it.
pub fn render_swarm(surface: &Surface) -> String {
    whole(&loss(surface), RENDER_SWARM)
}

fn loss(surface: &Surface) -> String {
    let mut out = String::from("\n// Generated from the surface.\n");
    line(&mut out, "fn surface_loss(point: vec2<f32>) -> f32 {");
    let places = body(&mut out, &surface.loss, |input| match input {
        PointInput::Coordinate(0) => ("x".to_owned(), "point.x".to_owned()),
        PointInput::Coordinate(_) => ("y".to_owned(), "point.y".to_owned()),
        PointInput::Setting(slot) => (format!("s{slot}"), format!("settings[{slot}u]")),
    });
    line(&mut out, &format!("    return {};\n}}\n", sound(&places)));
    out
}
