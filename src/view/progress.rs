//! How far something is that is computed for a view, and the button that stops it: one form for all.

use crate::engine::look::Progress;
use egui::{Button, ProgressBar, RichText, Ui};

/// Width of the bar, where there is room.
const WIDTH: f32 = 360.0;

/// A row that says what is computed of `whole`, such as "the landscape", and how far; its button stops it and
/// lets it go on, where `stopped` remembers `of` what that is. Nothing is shown of what is done.
pub fn show<K: PartialEq>(
    ui: &mut Ui,
    whole: &str,
    progress: Option<Progress>,
    stopped: &mut Option<K>,
    of: K,
) {
    let Some(Progress { what, share }) = progress else {
        return;
    };
    let percent = 100.0 * share;
    let is_stopped = stopped.as_ref() == Some(&of);
    let text = match is_stopped {
        true => format!("Stopped at {percent:.0} %: {what}"),
        false => format!("Computing {what}: {percent:.0} %"),
    };
    ui.horizontal(|ui| {
        let (verb, tip) = match is_stopped {
            true => ("Go on", "Go on where it was stopped"),
            false => ("Stop", "Stop computing; what is known stays"),
        };
        let width = (ui.available_width() - 80.0).clamp(60.0, WIDTH);
        let bar = ProgressBar::new(share as f32)
            .desired_width(width)
            .text(RichText::new(text).small());
        ui.add(bar);
        let button = ui.add(Button::new(RichText::new(verb).small()));
        let button = button.accessible_name(format!("{verb} computing {whole}"));
        if button.on_hover_text(tip).clicked() {
            *stopped = (!is_stopped).then_some(of);
        }
    });
}
