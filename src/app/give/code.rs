//! A run as a program for PyTorch or optax, to be copied.

use crate::app::controls::tabs::{self, TabItem};
use crate::app::controls::{names, theme};
use crate::app::{help, platform};
use crate::code::short::shortened;
use crate::code::{Library, Refusal, program};
use crate::scene::{Experiment, Scene};
use egui::{ComboBox, Context, FontId, Id, Label, Modal, RichText, ScrollArea, TextEdit, Ui};

const TABS: [TabItem; 2] = [
    TabItem {
        title: "PyTorch",
        about: "The run with torch.optim",
    },
    TabItem {
        title: "optax",
        about: "The run with optax and JAX",
    },
];

/// The dialog of one scene.
pub struct Code {
    experiment: Experiment,
    names: Vec<String>,
    run: usize,
    library: Library,
    text: Result<Written, Refusal>,
    copied: bool,
    /// What came of saving it.
    saved: Option<String>,
}

/// A program, and what is shown of it.
struct Written {
    whole: String,
    shown: String,
}

impl Code {
    /// The dialog for the selected run of a scene.
    pub fn of(scene: &Scene) -> Self {
        let mut code = Self {
            experiment: scene.experiment.clone(),
            names: scene.experiment.runs.iter().map(names::run).collect(),
            run: scene.view.selected,
            library: Library::Torch,
            text: Err(Refusal::NoRun),
            copied: false,
            saved: None,
        };
        code.write();
        code
    }

    fn write(&mut self) {
        let whole = program(&self.experiment, self.run, self.library);
        self.text = whole.map(|whole| Written {
            shown: shortened(&whole),
            whole,
        });
        (self.copied, self.saved) = (false, None);
    }

    /// Shows the dialog. False once it was closed.
    pub fn show(&mut self, ctx: &Context) -> bool {
        let screen = ctx.content_rect().size();
        let modal = Modal::new(Id::unique("code")).show(ctx, |ui| {
            ui.set_width(720.0_f32.min(screen.x - 48.0));
            ui.label(RichText::new("Code").family(theme::strong()));
            let before = (self.run, self.library);
            self.choices(ui);
            if before != (self.run, self.library) {
                self.write();
            }
            self.contents(ui, (screen.y - 300.0).clamp(120.0, 520.0));
            ui.horizontal_wrapped(|ui| {
                self.copy(ui);
                self.save(ui);
                ui.button("Close").on_hover_text(help::CLOSE).clicked()
            })
            .inner
        });
        !(modal.inner || modal.should_close())
    }

    fn choices(&mut self, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            let shown = self.names.get(self.run).map_or("", String::as_str);
            ComboBox::from_id_salt("run of the code")
                .selected_text(shown)
                .show_ui(ui, |ui| {
                    for (index, name) in self.names.iter().enumerate() {
                        ui.selectable_value(&mut self.run, index, name)
                            .on_hover_text("Write this run as a program");
                    }
                })
                .response
                .accessible_name("Run of the code")
                .on_hover_text("Which run is written as a program");
            let current = Library::ALL.iter().position(|l| *l == self.library).unwrap_or(0);
            if let Some(chosen) = tabs::row(ui, &TABS, current) {
                self.library = Library::ALL[chosen];
            }
        });
    }

    fn contents(&self, ui: &mut Ui, height: f32) {
        let text = match &self.text {
            Ok(text) => text,
            Err(reason) => {
                ui.add(Label::new(reason.to_string()).wrap());
                return;
            }
        };
        let mut about =
            "It runs as it stands, and checks the first steps against the values that Ravine computes."
                .to_owned();
        if text.shown != text.whole {
            about += " Long lists are cut short here; what is copied or saved has them whole.";
        }
        ui.add(Label::new(RichText::new(about).small().weak()).wrap());
        // Its height is fixed: a dialog that grows moves its controls from under the pointer.
        let scrolled = ScrollArea::both()
            .min_scrolled_height(height)
            .max_height(height)
            .auto_shrink(false);
        scrolled.show(ui, |ui| {
            let mut shown = text.shown.as_str();
            let field = TextEdit::multiline(&mut shown)
                .font(FontId::monospace(theme::SMALL))
                .lock_focus(false)
                .desired_width(f32::INFINITY);
            ui.add(field).accessible_name("Program");
        });
    }

    fn copy(&mut self, ui: &mut Ui) {
        let Ok(text) = &self.text else { return };
        let name = if self.copied { "Copied" } else { "Copy code" };
        let button = ui.button(name).on_hover_text("Copy the program to the clipboard");
        if button.clicked() {
            ui.copy_text(text.whole.clone());
            self.copied = true;
        }
    }

    fn save(&mut self, ui: &mut Ui) {
        let Ok(text) = &self.text else { return };
        let button = ui
            .button("Save")
            .on_hover_text("Save the program as a file of Python");
        if button.clicked() {
            let name = format!("ravine-{}.py", self.library.name().to_lowercase());
            let saved = platform::save(&name, "text/x-python", text.whole.as_bytes());
            self.saved = saved.unwrap_or_else(Some);
        }
        if let Some(saved) = &self.saved {
            ui.label(saved);
        }
    }
}
