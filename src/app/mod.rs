//! The application: closes the loop from what is seen to what is run.

/// The application's state, one per window or page.
#[derive(Default)]
pub struct App {}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        ui.label("Ravine");
    }
}
