//! The button that saves what the pages have asked for; what they ask is the course's, too.

pub use crate::course::explore::ask::*;

use egui::{Button, RichText, Ui};

/// The button that saves outcomes; true where it is clicked.
pub fn csv_button(ui: &mut Ui) -> bool {
    let button = ui.add(Button::new(RichText::new("CSV").small()));
    let button = button.accessible_name("Save the outcomes");
    let tip = "The outcomes as a CSV file: a line for each run that was computed";
    button.on_hover_text(tip).clicked()
}
