//! What stands above everything else.

use super::help;
use super::share::Share;
use egui::Context;

/// The dialogs.
pub enum Dialog {
    /// The help.
    Help,
    /// The scene's link.
    Share(Share),
}

impl Dialog {
    /// Shows the dialog. False once it was closed.
    pub fn show(&mut self, ctx: &Context) -> bool {
        match self {
            Self::Help => help::show(ctx),
            Self::Share(share) => share.show(ctx),
        }
    }
}
