//! What stands above everything else.

use super::give::code::Code;
use super::give::share::{Scan, Share};
use super::keep::keeper::Card;
use super::{help, platform};
use crate::course::selection::Selection;
use crate::scene::Scene;
use egui::Context;

/// The dialogs.
pub enum Dialog {
    /// The help.
    Help,
    /// The scene's link.
    Share(Share),
    /// The link as a code alone, for the phones of a room.
    Scan(Scan),
    /// A run as a program.
    Code(Code),
}

impl Dialog {
    /// The dialog of a scene's link, or of a card's.
    pub fn share(scene: &Scene, card: Option<&Card>) -> Self {
        Self::Share(Share::of(scene, card, platform::address().as_deref()))
    }

    /// The dialog of a selection's link.
    pub fn selection(selection: &Selection) -> Self {
        Self::Share(Share::of_selection(selection, platform::address().as_deref()))
    }

    /// The code of that link alone.
    pub fn scan(scene: &Scene, card: Option<&Card>) -> Self {
        Self::Scan(Scan::of(scene, card, platform::address().as_deref()))
    }

    /// The dialog of a scene's runs as programs.
    pub fn code(scene: &Scene) -> Self {
        Self::Code(Code::of(scene))
    }

    /// Shows the dialog. False once it was closed.
    pub fn show(&mut self, ctx: &Context) -> bool {
        match self {
            Self::Help => help::show(ctx),
            Self::Share(share) => share.show(ctx),
            Self::Scan(scan) => scan.show(ctx),
            Self::Code(code) => code.show(ctx),
        }
    }
}
