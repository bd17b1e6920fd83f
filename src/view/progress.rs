//! How far something is that is computed for a view, and the button that stops it: one form for all.

use crate::engine::look::Progress;
use egui::{Button, Context, ProgressBar, RichText, Ui};
use std::time::Duration;

/// Longest share of a frame, in which a hand still feels no delay.
const LONGEST: Duration = Duration::from_millis(50);
/// Width of the bar, where there is room.
const WIDTH: f32 = 360.0;

/// The time in a frame that what is computed in this thread may take: `least`, and half of the time where drawing a
/// frame takes longer.
pub fn slice(ctx: &Context, least: Duration) -> Duration {
    let frame = ctx.input(|i| i.stable_dt);
    let frame = Duration::try_from_secs_f32(frame).unwrap_or(least);
    (frame / 2).clamp(least, LONGEST)
}

/// A row that says what is computed of `whole`, such as "the landscape", and how far; its button stops it and lets it go
/// on. Returns whether it goes on. Nothing is shown of what is done.
pub fn show(ui: &mut Ui, whole: &str, progress: Option<&Progress>, stopped: &mut bool) -> bool {
    let Some(Progress { what, share }) = progress else {
        return false;
    };
    let percent = 100.0 * share;
    let text = match *stopped {
        true => format!("Stopped at {percent:.0} %: {what}"),
        false => format!("Computing {what}: {percent:.0} %"),
    };
    ui.horizontal(|ui| {
        let (verb, tip) = match *stopped {
            true => ("Go on", "Go on where it was stopped"),
            false => ("Stop", "Stop computing; what is known stays"),
        };
        let width = (ui.available_width() - 80.0).clamp(60.0, WIDTH);
        let bar = ProgressBar::new(*share as f32)
            .desired_width(width)
            .text(RichText::new(text).small());
        ui.add(bar);
        let button = ui.add(Button::new(RichText::new(verb).small()));
        let button = button.accessible_name(format!("{verb} computing {whole}"));
        if button.on_hover_text(tip).clicked() {
            *stopped = !*stopped;
        }
    });
    !*stopped
}
