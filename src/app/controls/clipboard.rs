//! What is copied, where a page has rules of its own for that.

use crate::app::platform;
use egui::{Context, FullOutput, OutputCommand, Plugin};

/// Lets the platform copy what anything in the app copies.
pub struct Clipboard;

impl Plugin for Clipboard {
    fn debug_name(&self) -> &'static str {
        "clipboard"
    }

    fn output_hook(&mut self, _context: &Context, output: &mut FullOutput) {
        let left = |command: &OutputCommand| match command {
            OutputCommand::CopyText(text) => !platform::copy(text),
            _ => true,
        };
        output.platform_output.commands.retain(left);
    }
}
