//! Where the keyboard is: a ring around it, drawn in one place for every control; and where it goes when that
//! is gone.

use crate::view::palette::Palette;
use egui::{Context, Id, Popup, Stroke, StrokeKind};

/// How many places are remembered.
const KEPT: usize = 16;
/// After how many frames it is certain that a control is gone.
const SETTLED: u8 = 3;

/// The control that has the keyboard, and those that had it before.
#[derive(Debug, Default)]
pub struct Focus {
    /// What had it while nothing stood above the rest; the last one comes last.
    trail: Vec<Id>,
    /// Whether something stands above the rest.
    covered: bool,
    /// Frames until what was closed is gone.
    settling: u8,
    /// Frames since nothing has had the keyboard.
    lost: u8,
}

impl Focus {
    /// Follows the keyboard, at the end of a frame. What had it may be gone, as the row of a menu that was
    /// chosen: then it goes back to the last control that is still there. `dialog` tells whether one is open.
    pub fn update(&mut self, ctx: &Context, dialog: bool) {
        let covered = dialog || Popup::is_any_open(ctx);
        if self.covered && !covered {
            self.settling = SETTLED;
        }
        self.covered = covered;
        let now = ctx.memory(|m| m.focused());
        if let Some(id) = now {
            ring(ctx, id);
        }
        if covered {
            return;
        }
        let closed = self.settling > 0;
        if closed {
            self.settling -= 1;
            ctx.request_repaint();
        }
        match now {
            // What is gone may still have it for a frame.
            Some(_) if self.settling > 0 => {}
            Some(id) => self.note(id),
            None => self.back(ctx, closed),
        }
    }

    fn note(&mut self, id: Id) {
        self.lost = 0;
        self.trail.retain(|other| *other != id);
        self.trail.push(id);
        let over = self.trail.len().saturating_sub(KEPT);
        self.trail.drain(..over);
    }

    /// Gives the keyboard to the last control that is there; to one that let it go by itself only where
    /// something above it was `closed`, by the same key.
    fn back(&mut self, ctx: &Context, closed: bool) {
        let is_there = |id: &Id| {
            // A label may have got the name of a field that is gone.
            let there = ctx.read_response(*id);
            there.is_some_and(|r| r.enabled() && r.sense.is_focusable())
        };
        let gone = self.trail.last().is_some_and(|last| !is_there(last));
        if !gone && !closed {
            match self.lost < SETTLED {
                true => self.lost += 1,
                false => self.trail.clear(),
            }
            if !self.trail.is_empty() {
                ctx.request_repaint();
            }
            return;
        }
        self.trail.retain(is_there);
        if let Some(last) = self.trail.last() {
            ctx.memory_mut(|m| m.request_focus(*last));
            ctx.request_repaint();
        }
    }
}

/// Outlines the control that has the keyboard; a text field shows it by itself.
fn ring(ctx: &Context, id: Id) {
    if ctx.text_edit_focused() || !ctx.input(|i| i.focused) {
        return;
    }
    let Some(control) = ctx.read_response(id) else {
        return;
    };
    let seen = control.rect.intersect(control.interact_rect);
    if !seen.is_positive() {
        return;
    }
    let accent = Palette::of(ctx.global_style().visuals.dark_mode).accent;
    let painter = ctx
        .layer_painter(control.layer_id)
        .with_clip_rect(ctx.content_rect());
    painter.rect_stroke(seen, 6.0, Stroke::new(2.0, accent), StrokeKind::Outside);
}
