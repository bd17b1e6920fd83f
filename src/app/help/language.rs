//! The reference of the rule language, as it is looked up: in the help, and beside a rule that is written.

use crate::app::controls::theme;
use crate::lang::reference::{Example, ReferenceEntry, find, groups};
use crate::view::palette::Palette;
use egui::{CollapsingHeader, Id, Label, RichText, TextEdit, Ui};

/// Most entries that a search shows.
const FOUND: usize = 30;

/// A field to search in, and under it what is found; without a search all groups, to be unfolded.
pub fn show(ui: &mut Ui) {
    let id = Id::unique("searched word of the language");
    let mut wanted: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let field = TextEdit::singleline(&mut wanted)
        .hint_text("A word, such as clamp")
        .desired_width(220.0);
    ui.add(field)
        .accessible_name("Search the language")
        .on_hover_text("What a word of the rule language means, with an example");
    ui.add_space(4.0);
    match wanted.trim() {
        "" => all(ui),
        word => {
            let mut count = 0;
            for (_, shown) in find(word).take(FOUND) {
                entry(ui, shown);
                count += 1;
            }
            if count == 0 {
                ui.label("The language has no such word.");
            }
        }
    }
    ui.data_mut(|data| data.insert_temp(id, wanted));
}

fn all(ui: &mut Ui) {
    for group in groups() {
        let unfolded = CollapsingHeader::new(group.title).show(ui, |ui| {
            ui.add(Label::new(plain(group.about).weak()).wrap());
            ui.add_space(4.0);
            group.entries.iter().for_each(|shown| entry(ui, shown));
        });
        unfolded
            .header_response
            .on_hover_text(format!("{} of the rule language", group.title));
    }
}

fn entry(ui: &mut Ui, entry: &ReferenceEntry) {
    let colors = Palette::in_ui(ui);
    let code = |text: &str| RichText::new(text).monospace().size(theme::SMALL);
    ui.add(Label::new(code(&entry.form)).wrap());
    ui.indent(Id::unique((entry.word, entry.form.as_str())), |ui| {
        ui.add(Label::new(plain(&entry.about)).wrap());
        let example = match entry.example {
            Example::Rule(_, text) => text.to_owned(),
            Example::Value(text, _) | Example::OfGradient(text, _) => {
                format!("{text}  {}", entry.example.result())
            }
        };
        ui.add(Label::new(code(&example).color(colors.weak)).wrap());
    });
    ui.add_space(6.0);
}

/// Prose; what is code in it stands there without its marks.
fn plain(text: &str) -> RichText {
    RichText::new(text.replace('`', "")).small()
}
