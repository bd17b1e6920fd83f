//! The help: the keys, and what can be done where.

pub(super) mod language;
pub mod learn;

use super::controls::tabs::{self, TabItem};
use super::controls::theme;
use super::presenter;
use egui::{Context, Grid, Id, Modal, RichText, ScrollArea, Ui};

/// Keys and what they do.
const KEYS: [(&str, &str); 10] = [
    ("Space", "Play or pause"),
    ("← →", "One step back or forward; with Shift ten"),
    ("Home, End", "To the start or the end"),
    ("0 to 9", "To that tenth of the way"),
    ("Ctrl+Z", "Take the last change back"),
    ("Ctrl+Shift+Z, Ctrl+Y", "Make the change again"),
    (
        "P",
        "The presenter view: the picture, the card and the timeline, large",
    ),
    ("?", "This help"),
    ("Tab", "To the next control; Enter presses it"),
    ("Esc", "Close, or leave a field or the presenter view"),
];

/// What else there is to know.
const HINTS: [&str; 10] = [
    "Click a number to type any value; drag its slider to see every run change under the finger.",
    "Drag in a chart to go to that step; the same step is marked in all views.",
    "Fork rule opens a rule's text as your own: it runs as you type, and while there is an error the last \
        good text goes on. Your rules are offered wherever a rule is picked.",
    "Explain, in a rule's editor, shows it at every stage from its text to the program of the graphics card; \
        Rule language, above, has every word that a rule may use.",
    "Fork from here, beside the timeline, makes a run that shares its past and goes on with its own \
        settings.",
    "Export saves figures, tables and the scene; its Code is a run as a program for PyTorch or optax.",
    "The page's address always holds the whole scene: copy it to share it, or use Share for a QR code.",
    "Study is a course of cards: guess, see the runs, drag the numbers in the text. Leave Study gives your \
        scene back.",
    "Drop a scene's file on the app to open it.",
    "The badge in the bar says what computes, and compares the GPU with the CPU on request.",
];

/// What the button that closes a dialog tells.
pub(super) const CLOSE: &str = "Back to the picture (Esc)";

/// The pages of the help.
const PAGES: [TabItem; 2] = [
    TabItem {
        title: "Keys and hints",
        about: "The keys, and what can be done where",
    },
    TabItem {
        title: "Rule language",
        about: "Every word in which rules are written, with an example",
    },
];

/// Shows the help. False once it was closed.
pub fn show(ctx: &Context) -> bool {
    let modal = Modal::new(Id::unique("help")).show(ctx, |ui| {
        let screen = ctx.content_rect().size();
        ui.set_width(460.0_f32.min(screen.x - 48.0));
        let height = screen.y - 160.0;
        let id = Id::unique("page of the help");
        let page: usize = ui.data(|data| data.get_temp(id)).unwrap_or(0);
        let chosen = tabs::row(ui, &PAGES, page).unwrap_or(page);
        ui.data_mut(|data| data.insert_temp(id, chosen));
        ui.add_space(4.0);
        ScrollArea::vertical()
            .id_salt(("help", chosen))
            .max_height(height)
            .min_scrolled_height(height)
            .show(ui, |ui| match chosen {
                0 => contents(ui),
                _ => language::show(ui),
            });
        ui.add_space(8.0);
        ui.button("Close").on_hover_text(CLOSE).clicked()
    });
    !(modal.inner || modal.should_close())
}

fn keys(ui: &mut Ui, title: &str, keys: &[(&str, &str)]) {
    ui.label(RichText::new(title).family(theme::strong()));
    Grid::new(title)
        .num_columns(2)
        .spacing([20.0, 6.0])
        .show(ui, |ui| {
            for (keys, what) in keys {
                ui.label(RichText::new(*keys).monospace());
                ui.add(egui::Label::new(RichText::new(*what).small()).wrap());
                ui.end_row();
            }
        });
    ui.add_space(8.0);
}

fn contents(ui: &mut Ui) {
    keys(ui, "Keys", &KEYS);
    keys(ui, "In the presenter view", &presenter::KEYS);
    for hint in HINTS {
        ui.add(egui::Label::new(RichText::new(hint).small()).wrap());
    }
}
