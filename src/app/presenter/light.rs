//! The light on the pointer, which a room follows.

use egui::{Color32, Context, Id, LayerId, Mesh, Order, Pos2, Stroke, Vec2};
use std::time::Duration;

/// Radius of the light.
const LIGHT: f32 = 70.0;
/// How long, in seconds, the light stays when the pointer rests.
const REST: f32 = 2.0;

/// Draws the light: all but the pointer's surroundings is a little darker while the pointer moves.
pub(super) fn draw(ctx: &Context) {
    let (at, rested) = ctx.input(|i| (i.pointer.latest_pos(), i.pointer.time_since_last_movement()));
    let (Some(at), true) = (at, rested < REST) else {
        return;
    };
    ctx.request_repaint_after(Duration::from_secs_f32(REST - rested));
    let painter = ctx.layer_painter(LayerId::new(Order::Foreground, Id::unique("spotlight")));
    // A ring so wide that it reaches beyond the screen.
    painter.add(ring(
        at,
        LIGHT,
        ctx.content_rect().size().length(),
        Color32::from_black_alpha(64),
    ));
    painter.circle_stroke(at, LIGHT, Stroke::new(1.5, Color32::from_white_alpha(120)));
}

fn ring(at: Pos2, inner: f32, outer: f32, color: Color32) -> Mesh {
    const PARTS: u32 = 96;
    let mut mesh = Mesh::default();
    for part in 0..=PARTS {
        let way = Vec2::angled(part as f32 / PARTS as f32 * std::f32::consts::TAU);
        mesh.colored_vertex(at + way * inner, color);
        mesh.colored_vertex(at + way * outer, color);
    }
    for first in (0..PARTS).map(|part| part * 2) {
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first + 1, first + 2, first + 3);
    }
    mesh
}
