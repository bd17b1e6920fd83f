//! What of the user's work outlives a visit: own rules and texts with errors from the keystroke on, and the
//! scene, which [`crate::app::keep::keeper`] keeps.

use super::library::{RuleLibrary, Store};
use crate::app::editor::draft::Drafts;
use crate::app::{App, platform};
use egui::{Context, Event};

impl App {
    /// Offers the rules that the user wrote in earlier visits, and keeps those of this one.
    #[must_use]
    pub fn with_library(mut self) -> Self {
        self.rules.library = RuleLibrary::of_store(Store {
            read: || platform::recall(platform::RULES),
            write: |text| platform::remember(platform::RULES, text),
        });
        let drafts = Drafts::of_store(Store {
            read: || platform::recall(platform::DRAFTS),
            write: |text| platform::remember(platform::DRAFTS, text),
        });
        self.editor.go_on(drafts, &self.session.scene);
        self
    }

    /// Keeps at once what would else wait until nothing moves: the page may be gone in a moment.
    pub fn keep_now(&mut self) {
        if self.session.computed() > 0 {
            let scene = &self.session.scene;
            self.keeper.flush(scene, self.study.address(scene));
        }
    }

    /// Takes over what another page or window has stored: when it says so, and when the user comes back.
    pub(in crate::app) fn follow_store(&mut self, ctx: &Context) {
        let came = ctx.input(|i| i.events.contains(&Event::WindowFocused(true)));
        if self.remote.take_stored() || came {
            self.rules.library.refresh();
            self.study.refresh();
        }
    }
}
