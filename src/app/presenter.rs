//! The presenter view: nothing but the picture and the timeline, half as large again, and a light on the pointer.

use super::platform;
use egui::{Color32, Context, Id, Key, LayerId, Mesh, Order, Pos2, Stroke, Vec2};
use std::time::Duration;

/// How much larger text and lines are.
const SCALE: f32 = 1.5;
/// Narrowest screen, in points, on which they are.
const ROOM: f32 = 900.0;
/// Radius of the light.
const LIGHT: f32 = 70.0;
/// How long, in seconds, the light stays when the pointer rests.
const REST: f32 = 2.0;

/// Whether the presenter view is on, and what it changed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Presenter {
    /// Whether it is on.
    pub on: bool,
    /// The scale to go back to.
    scale: f32,
    /// Whether the screen has been filled since.
    filled: bool,
}

impl Presenter {
    /// Enters or leaves the presenter view.
    pub fn toggle(&mut self, ctx: &Context) {
        match self.on {
            true => self.leave(ctx),
            false => self.enter(ctx),
        }
    }

    /// Leaves it by key, or where the system has ended filling the screen. While something is open above the picture,
    /// which is what `covered` tells, both close only that. Returns whether the system's end is to close it.
    pub fn update(&mut self, ctx: &Context, covered: bool) -> bool {
        if !self.on {
            return false;
        }
        let fills = platform::is_fullscreen(ctx);
        let ended = self.filled && !fills;
        self.filled = fills;
        let asked = ended || ctx.input(|i| i.key_pressed(Key::Escape));
        if asked && !covered {
            self.leave(ctx);
        }
        // A browser keeps the key by which it ends filling the screen.
        ended && covered
    }

    /// Draws the light: all but the pointer's surroundings is a little darker while the pointer moves.
    pub fn spotlight(&self, ctx: &Context) {
        let (at, rested) = ctx.input(|i| (i.pointer.latest_pos(), i.pointer.time_since_last_movement()));
        let (Some(at), true) = (at, self.on && rested < REST) else {
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

    fn enter(&mut self, ctx: &Context) {
        let scale = ctx.zoom_factor();
        *self = Self {
            on: true,
            scale,
            filled: false,
        };
        if ctx.content_rect().width() >= ROOM {
            ctx.set_zoom_factor(scale * SCALE);
        }
        platform::fullscreen(ctx, true);
    }

    fn leave(&mut self, ctx: &Context) {
        ctx.set_zoom_factor(self.scale);
        platform::fullscreen(ctx, false);
        *self = Self::default();
    }
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
