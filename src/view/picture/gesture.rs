//! What the hand does on the picture, by mouse, by touch or by keyboard.

use egui::{EventFilter, Key, PointerButton, Pos2, Response, Ui, Vec2, vec2};

/// What the hand did in this frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gesture {
    /// The picture was dragged by so much.
    pub drag: Vec2,
    /// It was drawn nearer, so many times, around a point.
    pub zoom: f32,
    /// That point.
    pub at: Pos2,
    /// All is to be seen again.
    pub reset: bool,
    /// Several fingers are down.
    pub fingers: bool,
    /// A point was clicked or tapped once, and whether with shift.
    pub click: Option<(Pos2, bool)>,
    /// A point was clicked or tapped twice.
    pub double_click: Option<Pos2>,
}

/// Points on the screen that a key moves the picture.
const STRIDE: f32 = 40.0;
/// How much nearer one press of a key brings the picture.
pub const NEARER: f32 = 1.25;
/// Scrolled points that bring it e times nearer.
const SCROLL: f32 = 240.0;

impl Gesture {
    /// What the hand does on a widget; `middle` is where keys zoom.
    pub fn read(ui: &Ui, response: &Response, middle: Pos2) -> Self {
        let mut gesture = Self {
            drag: Vec2::ZERO,
            zoom: 1.0,
            at: response.hover_pos().unwrap_or(middle),
            reset: false,
            fingers: false,
            click: None,
            double_click: None,
        };
        gesture.fingers_or_mouse(ui, response);
        if response.has_focus() {
            gesture.keys(ui, response, middle);
        }
        let at = response.interact_pointer_pos();
        let shift = ui.input(|i| i.modifiers.shift);
        if response.double_clicked() && !shift {
            gesture.double_click = at;
        } else if response.clicked_by(PointerButton::Primary) {
            gesture.click = at.map(|at| (at, shift));
        }
        gesture
    }

    fn fingers_or_mouse(&mut self, ui: &Ui, response: &Response) {
        let (fingers, scrolled, pinched) =
            ui.input(|i| (i.multi_touch(), i.smooth_scroll_delta().y, i.zoom_delta()));
        self.fingers = fingers.is_some();
        match fingers {
            Some(fingers) if response.rect.contains(fingers.center_pos) => {
                self.drag = fingers.translation_delta;
                self.zoom = fingers.zoom_delta;
                self.at = fingers.center_pos;
            }
            Some(_) => {}
            None => {
                self.drag = response.drag_delta();
                if response.contains_pointer() {
                    self.zoom = pinched * (scrolled / SCROLL).exp();
                }
            }
        }
    }

    fn keys(&mut self, ui: &Ui, response: &Response, middle: Pos2) {
        let arrows = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(response.id, arrows));
        let pressed = |key: Key| ui.input(|i| i.key_pressed(key));
        for (key, step) in [
            (Key::ArrowLeft, vec2(1.0, 0.0)),
            (Key::ArrowRight, vec2(-1.0, 0.0)),
            (Key::ArrowUp, vec2(0.0, 1.0)),
            (Key::ArrowDown, vec2(0.0, -1.0)),
        ] {
            if pressed(key) {
                self.drag += step * STRIDE;
            }
        }
        let nearer = pressed(Key::Plus) || pressed(Key::Equals);
        let farther = pressed(Key::Minus);
        if nearer || farther {
            self.zoom *= if nearer { NEARER } else { 1.0 / NEARER };
            self.at = middle;
        }
        self.reset |= pressed(Key::Num0);
    }
}
