//! The speaker's notes, in a window that the room does not see. They follow the card.

use crate::app::{App, platform};
use egui::Context;

/// What the notes' window says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// What is on screen.
    pub title: String,
    /// What is to be remembered of it, by paragraphs.
    pub paragraphs: Vec<String>,
}

impl App {
    /// Opens the notes, or closes them.
    pub(in crate::app) fn toggle_notes(&mut self, ctx: &Context) {
        if self.presenter.notes {
            self.presenter.notes = false;
            return platform::close_notes();
        }
        match platform::open_notes(ctx, &self.study.notes()) {
            true => self.presenter.notes = true,
            false => {
                self.notices.message = Some(
                    "The browser has blocked the window of your notes. Allow this page to open windows, then \
                        press N again."
                        .to_owned(),
                );
            }
        }
    }

    /// Keeps the notes true to the card, until they are closed; a page key that their window hears turns
    /// cards, too.
    pub(in crate::app) fn follow_notes(&mut self, ctx: &Context) {
        if !self.presenter.notes {
            return;
        }
        let kept = platform::keep_notes(ctx, &self.study.notes());
        self.presenter.notes = kept.is_open;
        if kept.turn != 0 {
            self.turn_card(kept.turn);
            ctx.request_repaint();
        }
    }
}

/// What became of the notes in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptNotes {
    /// Whether they are still open.
    pub is_open: bool,
    /// How many cards on their window asks to turn.
    pub turn: isize,
}
