//! The rows of the comparison: a table where there is room, else two lines a run.

use super::racer::Racer;
use super::words::{self, Row, TITLES};
use crate::view::style::run_style;
use egui::text::LayoutJob;
use egui::{Align, FontSelection, Grid, Label, RichText, Ui};

/// The width from which on the table needs no scrolling.
const WIDE: f32 = 560.0;

/// Shows them, the best first.
pub(super) fn show(ui: &mut Ui, racers: &[Racer]) {
    let rows = words::rows(racers);
    match ui.available_width() < WIDE {
        true => rows.iter().for_each(|row| narrow(ui, row)),
        false => wide(ui, &rows),
    }
}

fn place(rank: Option<usize>) -> String {
    rank.map_or("–".to_owned(), |rank| rank.to_string())
}

fn name(ui: &Ui, row: &Row) -> RichText {
    let color = run_style(row.run, ui.visuals().dark_mode).color;
    RichText::new(&row.texts[0]).small().strong().color(color)
}

/// The place, the run, its best rate and what comes of it; below the good rates and the default one.
fn narrow(ui: &mut Ui, row: &Row) {
    let [_, rate, outcome, good, at_default] = &row.texts;
    let text = |words: String| RichText::new(words).small();
    let style = ui.style().clone();
    let mut job = LayoutJob::default();
    for part in [
        text(format!("{}  ", place(row.ranks[0]))),
        name(ui, row),
        text(format!("  η {rate}  {outcome}")),
    ] {
        part.append_to(&mut job, &style, FontSelection::Default, Align::Center);
    }
    let by_default = match row.ranks[1] {
        Some(rank) => format!("{at_default} (#{rank})"),
        None => at_default.clone(),
    };
    if row.ranks[0].is_some() {
        let below = text(format!("\n     good {good}, default {by_default}")).weak();
        below.append_to(&mut job, &style, FontSelection::Default, Align::Center);
    }
    let about = TITLES.map(|(title, about)| format!("{title}: {about}"));
    ui.add(Label::new(job).wrap()).on_hover_text(about.join("\n"));
}

fn wide(ui: &mut Ui, rows: &[Row]) {
    let grid = Grid::new("race").num_columns(7).min_col_width(0.0);
    grid.spacing([12.0, 2.0]).show(ui, |ui| {
        for (title, about) in TITLES {
            ui.label(RichText::new(title).small().weak()).on_hover_text(about);
        }
        ui.end_row();
        for row in rows {
            ui.label(RichText::new(place(row.ranks[0])).small());
            ui.label(name(ui, row));
            for text in &row.texts[1..] {
                ui.label(RichText::new(text).small());
            }
            ui.label(RichText::new(place(row.ranks[1])).small());
            ui.end_row();
        }
    });
}
