//! The presenter view, for a room: the picture half as large again, beside it the open card and, where
//! wanted, a chart.
//!
//! [`keys`] says which key does what. [`light`]: on the pointer; [`pen`]: what is drawn on the picture; [`legend`](mod@legend): the runs
//! by number, hidden and revealed; [`notes`]: the speaker's, in a window of their own. `layout` gives all of
//! it its place.

mod keys;
mod legend;
mod light;
pub mod notes;
mod pen;

use super::{App, platform};
use egui::{Area, Color32, Context, CursorIcon, Event, Id, Key, Order, Role, Sense, WidgetInfo};
pub use keys::KEYS;
pub(super) use legend::show as legend;
use pen::PresenterPen;

/// How much larger text and lines are.
const SCALE: f32 = 1.5;
/// Narrowest screen, in points, on which they are.
const ROOM: f32 = 900.0;

/// Whether the presenter view is on, and what is on in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Presenter {
    /// Whether it is on.
    pub on: bool,
    /// Whether a chart stands beside the picture; it does the next time, too.
    pub chart: bool,
    /// Whether all is black.
    pub blank: bool,
    /// The pen.
    pub pen: PresenterPen,
    /// Whether the speaker's notes are open.
    pub notes: bool,
    /// The scale to go back to.
    scale: f32,
    /// Whether the screen has been filled since.
    filled: bool,
    /// Whether a text field had the keyboard in the last frame: Esc leaves only that.
    typing: bool,
}

impl Presenter {
    /// Enters or leaves the presenter view.
    pub fn toggle(&mut self, ctx: &Context) {
        match self.on {
            true => self.leave(ctx),
            false => self.enter(ctx),
        }
    }

    /// Leaves it by key, or where the system has ended filling the screen. While something is open above the
    /// picture, which is what `covered` tells, both close only that. Returns whether the system's end is to
    /// close it.
    pub fn update(&mut self, ctx: &Context, covered: bool) -> bool {
        let typing = std::mem::replace(&mut self.typing, ctx.text_edit_focused());
        if !self.on {
            return false;
        }
        let fills = platform::is_fullscreen(ctx);
        // A browser ends it to open the window of the notes: the presenter goes on, in the page.
        let ended = self.filled && !fills && !self.notes;
        self.filled = fills;
        if self.blank {
            self.blank = !(take_any(ctx) || ended);
            return false;
        }
        let asked = ended || !typing && ctx.input(|i| i.key_pressed(Key::Escape));
        if asked && !covered {
            match self.pen.on {
                true => self.pen.on = false,
                false => self.leave(ctx),
            }
        }
        // A browser keeps the key by which it ends filling the screen.
        ended && covered
    }

    /// What lies above all else: the light on the pointer, or black.
    pub fn above(&self, ctx: &Context) {
        match (self.on, self.blank) {
            (false, _) => {}
            (true, true) => black(ctx),
            (true, false) if self.pen.on => {}
            (true, false) => light::draw(ctx),
        }
    }

    fn enter(&mut self, ctx: &Context) {
        let scale = ctx.zoom_factor();
        *self = Self {
            on: true,
            chart: self.chart,
            scale,
            ..Self::default()
        };
        if ctx.content_rect().width() >= ROOM {
            ctx.set_zoom_factor(scale * SCALE);
        }
        platform::fullscreen(ctx, true);
    }

    fn leave(&mut self, ctx: &Context) {
        ctx.set_zoom_factor(self.scale);
        platform::fullscreen(ctx, false);
        if self.notes {
            platform::close_notes();
        }
        *self = Self {
            chart: self.chart,
            ..Self::default()
        };
    }
}

impl App {
    /// Hides a run or reveals it, as a speaker does: that is no change of the scene that undo would take
    /// back.
    pub(super) fn toggle_run(&mut self, place: usize) {
        let scene = &mut self.session.scene;
        if place < scene.experiment.runs.len() {
            scene.view.mute(place);
            self.history.overlook(&scene.view);
        }
    }
}

/// Whether any key or pointer was pressed anew; nothing else hears of keys.
fn take_any(ctx: &Context) -> bool {
    ctx.input_mut(|input| {
        let fresh = |e: &Event| {
            matches!(
                e,
                Event::Key {
                    pressed: true,
                    repeat: false,
                    ..
                }
            )
        };
        let any = input.events.iter().any(fresh) || input.pointer.any_pressed();
        input
            .events
            .retain(|e| !matches!(e, Event::Key { pressed: true, .. } | Event::Text(_)));
        any
    })
}

fn black(ctx: &Context) {
    let screen = ctx.content_rect();
    let area = Area::new(Id::unique("black")).order(Order::Foreground);
    area.fixed_pos(screen.min).constrain(false).show(ctx, |ui| {
        let (rect, response) = ui.allocate_exact_size(screen.size(), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Blank screen: show again"));
        ui.painter().rect_filled(rect, 0.0, Color32::BLACK);
    });
    ctx.move_to_top(egui::LayerId::new(Order::Foreground, Id::unique("black")));
    ctx.set_cursor_icon(CursorIcon::None);
}
