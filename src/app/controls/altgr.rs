//! Letters that are typed with AltGr, told from commands.
//!
//! Windows reports AltGr as Ctrl and Alt together. What is typed with it comes as text; but the key comes
//! too, and a text field would take Polish ą for Ctrl+A, which selects everything, and the letter would then
//! replace it all.

use egui::{Context, Event, Plugin, RawInput};

/// Keeps keys with Ctrl and Alt from acting as commands: no command of the app or of a text field has both.
pub struct AltGr;

impl Plugin for AltGr {
    fn debug_name(&self) -> &'static str {
        "AltGr"
    }

    fn input_hook(&mut self, _context: &Context, input: &mut RawInput) {
        let types = |event: &Event| match event {
            Event::Key { modifiers, .. } => modifiers.ctrl && modifiers.alt && !modifiers.mac_cmd,
            _ => false,
        };
        input.events.retain(|event| !types(event));
    }
}
