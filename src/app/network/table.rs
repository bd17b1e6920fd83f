//! A table that was pasted or dropped: its text, what was understood of it, and every choice in that.

use crate::data::table::read::{Decimal, Read, Separator};
use crate::data::table::understood::{ColumnRole, ShownColumn, Understood};
use crate::data::table::{detect, detect_with};
use crate::data::{Source, Target};
use egui::{ComboBox, Grid, Id, Label, RichText, ScrollArea, TextEdit, TextStyle, Ui};
use std::sync::Arc;

/// A table to begin with.
const EXAMPLE: &str =
    "x1,x2,class\n0.0,0.1,a\n0.9,1.1,a\n1.0,0.0,b\n0.1,0.9,b\n0.2,0.0,a\n0.8,1.0,a\n1.1,0.2,b\n0.0,1.0,b\n";
/// Letters of a cell that are shown.
const LETTERS: usize = 14;

/// The data of a table's text, read as is detected.
pub fn of_text(text: String) -> Source {
    Source {
        read: detect(&text).ok(),
        csv: Some(text),
        ..Source::default()
    }
}

/// The data of a table to begin with.
pub fn example() -> Source {
    of_text(EXAMPLE.to_owned())
}

/// A table and what was understood of it, kept from frame to frame: reading a large one takes longer than a
/// frame.
struct Kept {
    source: Source,
    understood: Result<Understood, String>,
}

impl Kept {
    fn of(ui: &Ui, source: &Source) -> Arc<Self> {
        let id = Id::unique("table understood");
        let known = ui.data(|data| data.get_temp::<Arc<Self>>(id));
        if let Some(kept) = known.filter(|kept| kept.source == *source) {
            return kept;
        }
        let understood = source.understood().unwrap_or_else(|| Ok(Understood::default()));
        let kept = Arc::new(Self {
            source: source.clone(),
            understood: understood.map_err(|error| error.message),
        });
        ui.data_mut(|data| data.insert_temp(id, kept.clone()));
        kept
    }
}

/// The controls of a table; what is wrong with it is said below by line and column.
pub fn show(ui: &mut Ui, data: &mut Source) {
    let kept = Kept::of(ui, data);
    text(ui, data, &kept);
    let Some(text) = &data.csv else { return };
    if let Ok(understood) = &kept.understood {
        let chosen = form(ui, text, understood).or_else(|| columns(ui, understood));
        if let Some(read) = chosen {
            data.read = Some(read);
        }
        ui.add(Label::new(RichText::new(sentence(understood)).small().weak()).wrap());
    }
    ui.horizontal_wrapped(|ui| {
        for (target, words, tip) in [
            (
                None,
                "As it looks",
                "Classes where what is predicted are words or few whole numbers",
            ),
            (
                Some(Target::Class),
                "Classes",
                "What is predicted is one of several classes",
            ),
            (Some(Target::Value), "Values", "What is predicted is a number"),
        ] {
            ui.selectable_value(&mut data.target, target, words)
                .on_hover_text(tip);
        }
        ui.checkbox(&mut data.standardize, "Standardize")
            .on_hover_text("Bring each feature to mean 0 and standard deviation 1 over what is trained on");
    });
}

/// The text. Once it changes it is read anew, unless somebody chose otherwise and the choice still fits.
fn text(ui: &mut Ui, data: &mut Source, kept: &Kept) {
    let Some(text) = &mut data.csv else { return };
    let scrolled = ScrollArea::vertical().id_salt("table").max_height(150.0);
    let edit = scrolled.show(ui, |ui| {
        let edit = TextEdit::multiline(text)
            .font(TextStyle::Monospace)
            .desired_rows(6)
            .desired_width(f32::INFINITY)
            .hint_text("Paste a table here");
        ui.add(edit).accessible_name("Table")
    });
    let tip = "One row a line. Commas, semicolons, tabs, spaces or bars between cells are told by themselves";
    if edit.inner.on_hover_text(tip).changed() {
        let before = kept.source.csv.as_deref().and_then(|text| detect(text).ok());
        let width = kept
            .understood
            .as_ref()
            .map_or(0, |understood| understood.columns.len());
        data.read = detect(text).ok().map(|found| match data.read.take() {
            Some(chosen) if Some(&chosen) != before.as_ref() && fits(text, &chosen, width) => chosen,
            _ => found,
        });
    }
}

/// Whether a text read so has as many columns as another one had.
fn fits(text: &str, read: &Read, width: usize) -> bool {
    let source = Source {
        csv: Some(text.to_owned()),
        read: Some(read.clone()),
        ..Source::default()
    };
    matches!(source.understood(), Some(Ok(understood)) if understood.columns.len() == width)
}

/// What parts cells and numbers, and whether there is a header. Returns another reading once one is chosen.
fn form(ui: &mut Ui, text: &str, understood: &Understood) -> Option<Read> {
    let read = &understood.read;
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Cells separated by").small());
        let combo = ComboBox::from_id_salt("separator").selected_text(read.separator.name());
        let shown = combo.show_ui(ui, |ui| {
            for separator in Separator::ALL {
                let row = ui.selectable_label(separator == read.separator, separator.name());
                if row
                    .on_hover_text(format!("A row is cut at its {}", separator.name()))
                    .clicked()
                {
                    chosen = detect_with(text, separator, None).ok();
                }
            }
        });
        let combo = shown.response.accessible_name("Separator of the table");
        combo.on_hover_text("What stands between two cells; several spaces separate cells only once");
        let mut comma = read.decimal == Decimal::Comma;
        let tip = "Numbers are written 0,5 rather than 0.5";
        if ui
            .checkbox(&mut comma, "Decimal comma")
            .on_hover_text(tip)
            .clicked()
        {
            let decimal = if comma { Decimal::Comma } else { Decimal::Point };
            chosen = detect_with(text, read.separator, Some(decimal)).ok();
        }
        let mut header = read.header;
        let tip = "The first row holds the names of the columns";
        if ui.checkbox(&mut header, "Header").on_hover_text(tip).clicked() {
            chosen = Some(Read {
                header,
                ..read.clone()
            });
        }
    });
    chosen
}

/// The columns with their first rows: what is learned from, what is predicted. Returns another reading once
/// one is chosen.
fn columns(ui: &mut Ui, understood: &Understood) -> Option<Read> {
    let mut chosen = None;
    ScrollArea::horizontal().id_salt("columns").show(ui, |ui| {
        Grid::new("columns").spacing([12.0, 2.0]).show(ui, |ui| {
            let small = |text: &str| RichText::new(text).small();
            ui.label("");
            for column in &understood.columns {
                ui.label(small(&short(&column.called())).strong())
                    .on_hover_text(column.called());
            }
            ui.end_row();
            ui.label(small("Learn from"));
            for column in &understood.columns {
                let mut on = column.role == ColumnRole::Feature;
                ui.add_enabled_ui(column.role != ColumnRole::Label, |ui| {
                    let name = format!("Learn from {}", placed(column));
                    let tip = match column.role {
                        ColumnRole::LeftOut(why) => format!("Left out: {why}. Learn from this column, too"),
                        _ => "Leave this column out: nothing is learned from it".to_owned(),
                    };
                    let check = ui.checkbox(&mut on, "").accessible_name(name);
                    if check.on_hover_text(tip).clicked() {
                        chosen = Some(understood.learning(column.place, on));
                    }
                });
            }
            ui.end_row();
            ui.label(small("Predict"));
            for column in &understood.columns {
                let name = format!("Predict {}", placed(column));
                let radio = ui
                    .radio(column.role == ColumnRole::Label, "")
                    .accessible_name(name);
                if radio
                    .on_hover_text("Let this column be what is predicted")
                    .clicked()
                {
                    chosen = Some(understood.predicting(column.place));
                }
            }
            ui.end_row();
            for row in &understood.first {
                ui.label("");
                for (cell, column) in row.iter().zip(&understood.columns) {
                    let text = small(&short(cell));
                    let text = if matches!(column.role, ColumnRole::LeftOut(_)) {
                        text.weak()
                    } else {
                        text
                    };
                    ui.label(text);
                }
                ui.end_row();
            }
        });
    });
    chosen
}

/// A column by place and name: two may have the same name.
fn placed(column: &ShownColumn) -> String {
    match column.name.as_str() {
        "" => column.called(),
        name => format!("column {}, {name}", column.place),
    }
}

/// The beginning of a long text, on one line.
fn short(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    match line.chars().count() > LETTERS {
        true => line.chars().take(LETTERS - 1).chain(['…']).collect(),
        false => line,
    }
}

/// What was understood, as a sentence.
fn sentence(understood: &Understood) -> String {
    let text = understood.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str() + "."
}
