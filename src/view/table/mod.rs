//! What came of the runs, side by side: final and best loss, distance to the nearest minimum, cost until a
//! tolerance, divergence; of networks validation, by method and by seed, and once somebody asks what the test
//! part says.
//!
//! [`column`](mod@column): what there is to compare; [`row`]: the numbers; [`measure`]: those that no trace has; `times`: how
//! long runs take to compute; `sheet`: the table laid out and drawn.

pub mod column;
pub mod measure;
pub mod row;
mod sheet;
mod times;

use super::asked::{Ask, MeasuresOf};
use super::chart::Chart;
use super::charted::Absent;
use super::memo::{Memo, Same};
use super::number;
use super::quantity::instead;
use super::{Shown, Tab, View, Wish, entry};
use crate::scene::Experiment;
use crate::trace::Trace;
use crate::view::Computed;
use column::Heading;
use egui::{Align, DragValue, Label, Layout, RichText, Role, ScrollArea, Ui};
use measure::Measured;
use row::Comparison;
use sheet::LaidTable;
use std::sync::Arc;

/// The view of the comparison.
#[derive(Debug, Default)]
pub struct Table {
    known: Memo<Key, Comparison>,
    /// The column by which it is sorted, and whether the largest come first.
    order: Option<(Heading, bool)>,
    /// Whether each seed of a network has a row.
    by_seed: bool,
    looks: Looks,
    timed: Since,
    /// Of all of it, when it was last drawn.
    height: Option<f32>,
}

/// What a comparison is made from: the trace, the tolerance, how many runs are measured, and with the test
/// part; by method.
type Key = (Same<Trace>, u64, (usize, bool), bool);

/// Whether the test part was asked for.
#[derive(Debug, Default)]
struct Looks {
    since: Since,
    /// How often.
    times: usize,
}

/// Whether something was asked for, and of what.
#[derive(Debug, Default)]
struct Since {
    /// What was computed when it was.
    of: Option<Arc<Experiment>>,
}

impl Since {
    /// Whether it was asked for with this experiment.
    fn is_of(&self, done: &Computed) -> bool {
        let same = |of: &Arc<Experiment>| Arc::ptr_eq(of, &done.experiment) || **of == *done.experiment;
        self.of.as_ref().is_some_and(same)
    }
}

const NAME: &str = "Comparison of the runs";
/// Beside what scrolls.
const HANDLE: f32 = 6.0;

impl View for Table {
    fn tab(&self) -> Tab {
        Tab {
            name: NAME,
            id: "table",
            title: "Comparison",
            about: "Final and best loss, distance to the minimum or validation, and what it cost to come \
                there",
            of: None,
        }
    }

    fn height(&self) -> Option<f32> {
        self.height
    }

    fn charts(&mut self, _shown: &Shown, _dark: bool) -> Result<Vec<Chart<'static>>, Absent> {
        Err(Absent::Never("The comparison is a table, which is saved as CSV."))
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let Some(done) = shown.done else {
            instead(ui, NAME, "Nothing is computed yet.");
            return Vec::new();
        };
        let top = ui.cursor().top();
        let of = self.measures(done);
        let known = of.as_ref().and_then(|of| shown.asked?.measures(of));
        let measured = known.as_ref().map_or(&[][..], |known| known.found);
        let several = done.plan.is_repeated();
        let by_method = several && !self.by_seed;
        let tolerance = tolerance(shown);
        let tested = measured.iter().any(|measured| measured.test.is_some());
        let key = (
            Same::as_this(&done.trace),
            tolerance.to_bits(),
            (measured.len(), tested),
            by_method,
        );
        let make = || Comparison::of(done, tolerance, measured, by_method);
        let mut comparison = self.known.get(key, make).clone();
        let timed = times::asked(&self.timed, done);
        let times = timed.as_ref().and_then(|of| shown.asked?.times(of));
        if let Some(known) = &times {
            comparison = comparison.timed(known.found);
        }
        if let Some((column, falling)) = self.order {
            comparison.sort(column, falling);
        }
        let missing = match &known {
            None => of.is_some().then_some(0.0),
            Some(known) => known.progress.as_ref().map(|progress| progress.share),
        };
        let mut wishes: Vec<Wish> = of.into_iter().map(|of| Ask::Measures(of).wish(true)).collect();
        wishes.extend(timed.map(times::wish));
        ui.horizontal_wrapped(|ui| {
            if several {
                rows_by(ui, &mut self.by_seed);
            }
            times::button(ui, &mut self.timed, done);
            wishes.extend(bar(ui, &comparison, tolerance, missing));
        });
        self.looks.show(ui, done);
        times::words(ui, times.as_ref());
        // Room for the handle by which it scrolls.
        let sheet = LaidTable::of(ui, &comparison, self.order, ui.available_width() - HANDLE);
        let height = sheet.height(ui);
        self.height = Some(ui.cursor().top() - top + height);
        if height <= ui.available_height() {
            wishes.extend(self.sheet(ui, &sheet, shown));
            return wishes;
        }
        let area = ScrollArea::vertical().id_salt(NAME).auto_shrink(false);
        wishes.extend(area.show(ui, |ui| self.sheet(ui, &sheet, shown)).inner);
        wishes
    }
}

impl Table {
    fn sheet(&mut self, ui: &mut Ui, sheet: &LaidTable, shown: &Shown) -> Vec<Wish> {
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_role(Role::Table);
            node.set_label(NAME);
        });
        ui.spacing_mut().item_spacing.y = 0.0;
        if let Some(column) = sheet.head(ui) {
            self.order = next(self.order, column);
        }
        let rows = 0..sheet.rows.len();
        rows.filter_map(|index| sheet.row(ui, index, shown)).collect()
    }

    /// What is measured of networks.
    fn measures(&self, done: &Computed) -> Option<MeasuresOf> {
        done.plan.network().map(|_| MeasuresOf {
            trace: Same::as_this(&done.trace),
            test: self.looks.since.is_of(done),
        })
    }
}

impl Looks {
    /// The button that asks, and why one asks only once; nothing where no samples are kept for a test.
    fn show(&mut self, ui: &mut Ui, done: &Computed) {
        let kept = done.plan.network().map_or(0, |network| network.test.len());
        if kept == 0 {
            return;
        }
        let is_shown = self.since.is_of(done);
        ui.horizontal_wrapped(|ui| {
            if !is_shown {
                let tip = "Evaluates every run and seed on the samples kept for a test, with the last \
                    weights and with those of the least validation loss";
                let button = ui.button("Show the test set's result");
                if button.on_hover_text(tip).clicked() {
                    self.since.of = Some(done.experiment.clone());
                    self.times += 1;
                }
            }
            let words = match (is_shown, self.times) {
                (false, 0) => "Look once, at the end: whoever chooses by the test has trained on \
                    it."
                .to_owned(),
                (_, times @ ..=1) => looked(kept, times),
                (_, times) => format!(
                    "{} What was chosen since the first time may fit the test by chance.",
                    looked(kept, times)
                ),
            };
            ui.add(Label::new(RichText::new(words).small().weak()).wrap());
        });
    }
}

fn looked(kept: usize, times: usize) -> String {
    let times = match times {
        1 => "once".to_owned(),
        times => format!("{times} times"),
    };
    format!("The test, {kept} samples, was looked at {times}.")
}

/// The tolerance of a scene.
pub fn tolerance(shown: &Shown) -> f64 {
    shown.scene.view.reached_within()
}

/// Whether each run has a row, or each of its seeds.
fn rows_by(ui: &mut Ui, by_seed: &mut bool) {
    let tip =
        "A row each seed. Else a row each run: the median over its seeds, and where 10 to 90 % of them are";
    let button = ui.selectable_label(*by_seed, RichText::new("By seed").small());
    if button.on_hover_text(tip).clicked() {
        *by_seed = !*by_seed;
    }
}

/// The tolerance, and what takes the table elsewhere; `missing`: the share that is measured, where that is
/// not all.
fn bar(ui: &mut Ui, comparison: &Comparison, tolerance: f64, missing: Option<f64>) -> Vec<Wish> {
    let mut wishes = Vec::new();
    ui.small("Tolerance");
    let mut wanted = tolerance;
    let drag = DragValue::new(&mut wanted)
        .speed(tolerance * 0.02)
        .range(1e-30..=1e30)
        .custom_formatter(|value, _| number::significant(value, 4));
    let tip = "How far above the lowest known loss counts as reached; where no minimum is known, above 0, or \
        above the lowest loss of all runs where that is below 0";
    entry::add(ui, drag, "Tolerance", tip);
    if wanted != tolerance {
        wishes.push(Wish::Tolerance(wanted));
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_enabled_ui(missing.is_none(), |ui| {
            let csv = ui.button("CSV").accessible_name("Save the comparison as CSV");
            if csv
                .on_hover_text("Save the table with all digits as a CSV file")
                .clicked()
            {
                wishes.push(Wish::Comparison(comparison.text(',')));
            }
            let copy = ui.button("Copy").accessible_name("Copy the comparison");
            let tip = "Copy the table as text, with tabs between the columns";
            if copy.on_hover_text(tip).clicked() {
                ui.ctx().copy_text(comparison.text('\t'));
            }
        });
        if let Some(share) = missing {
            ui.small(format!("Evaluating: {:.0} %", 100.0 * share));
        }
    });
    wishes
}

/// The order after a click on a column: the smallest first, then the largest, then that of the list.
fn next(order: Option<(Heading, bool)>, clicked: Heading) -> Option<(Heading, bool)> {
    match order {
        Some((column, false)) if column == clicked => Some((clicked, true)),
        Some((column, true)) if column == clicked => None,
        _ => Some((clicked, false)),
    }
}

/// The comparison as text for a file, a row per seed, with what was measured of the runs.
pub fn csv(done: &Computed, tolerance: f64, measured: &[Measured]) -> String {
    Comparison::of(done, tolerance, measured, false).text(',')
}
