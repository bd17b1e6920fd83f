//! The keys of the presenter view. A clicker sends the page keys, and `.` or B for black.

use crate::app::App;
use crate::app::dialog::Dialog;
use egui::{Context, Event, Key, Popup};

/// Keys and what they do.
pub const KEYS: [(&str, &str); 11] = [
    ("Page down, ↓", "The next card; so does a clicker"),
    ("Page up, ↑", "The card before"),
    (
        "1 to 9",
        "Choose that answer; once the runs are seen, hide or reveal that run",
    ),
    ("R", "Show the runs without a guess"),
    ("C", "The chart beside the picture, or away"),
    ("D", "The pen, or away; drag to draw on the picture"),
    ("E", "Erase what was drawn"),
    ("Q", "The link to what is on screen as a large QR code"),
    ("N", "Your notes in a window of their own"),
    ("B, .", "Black, until any key"),
    ("Esc, P", "Leave the presenter view"),
];

const DIGITS: [Key; 9] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

impl App {
    /// Does what keys ask for in the presenter view, while no text field has them.
    pub(in crate::app) fn presenter_keys(&mut self, ctx: &Context) {
        if matches!(self.dialog, Some(Dialog::Scan(_))) && taken(ctx, Key::Q) {
            self.dialog = None;
        }
        if !self.presenter.on || self.dialog.is_some() || Popup::is_any_open(ctx) {
            return;
        }
        let free = ctx.memory(|m| m.focused().is_none());
        for (key, other, by) in [
            (Key::PageDown, Key::ArrowDown, 1),
            (Key::PageUp, Key::ArrowUp, -1),
        ] {
            if taken(ctx, key) || free && taken(ctx, other) {
                self.turn_card(by);
            }
        }
        for (place, key) in DIGITS.into_iter().enumerate() {
            if taken(ctx, key) {
                match self.study.asks_choice() {
                    true => self.answer(place),
                    false => self.toggle_run(place),
                }
            }
        }
        if taken(ctx, Key::R) {
            self.show_anyway();
        }
        if taken(ctx, Key::C) {
            self.presenter.chart = !self.presenter.chart;
        }
        if taken(ctx, Key::D) {
            self.presenter.pen.on = !self.presenter.pen.on;
        }
        if taken(ctx, Key::E) {
            self.presenter.pen.erase();
        }
        if taken(ctx, Key::N) {
            self.toggle_notes(ctx);
        }
        if taken(ctx, Key::B) || taken(ctx, Key::Period) {
            self.presenter.blank = true;
        }
        if taken(ctx, Key::Q) {
            self.scan();
        }
    }
}

/// Takes a key that was pressed alone, so that nothing else hears of it; held down it counts once.
pub(super) fn taken(ctx: &Context, key: Key) -> bool {
    ctx.input_mut(|input| {
        let mut fresh = false;
        input.events.retain(|event| match event {
            Event::Key {
                key: pressed,
                pressed: true,
                modifiers,
                repeat,
                ..
            } if *pressed == key && modifiers.is_none() => {
                fresh |= !repeat;
                false
            }
            _ => true,
        });
        fresh
    })
}
