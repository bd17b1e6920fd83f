//! How long runs take to compute, once somebody asks for it.

use super::column::Heading;
use super::row::Comparison;
use super::{Since, Wish};
use crate::view::Computed;
use crate::view::asked::{Ask, SoFar, TimesOf};
use crate::view::memo::Same;
use egui::{Label, RichText, Ui};

/// What the times are, and what they are not.
const ABOUT: &str = "Seconds: each run by itself on this machine's CPU, with all its seeds and whatever is recorded and \
    looked at of it; the fastest of up to three. Another machine, or another engine, takes another time.";

/// What is asked for, where it is.
pub fn asked(since: &Since, done: &Computed) -> Option<TimesOf> {
    since.is_of(done).then(|| TimesOf {
        trace: Same::as_this(&done.trace),
    })
}

/// The wish for it.
pub fn wish(of: TimesOf) -> Wish {
    Ask::Times(of).wish(true)
}

/// The button that asks.
pub fn button(ui: &mut Ui, since: &mut Since, done: &Computed) {
    if since.is_of(done) {
        return;
    }
    let button = ui.button("Time").accessible_name("Time the runs");
    let tip =
        "Computes every run once more, by itself on the CPU, and says how long that takes on this machine";
    if button.on_hover_text(tip).clicked() {
        since.of = Some(done.experiment.clone());
    }
}

/// What the times are, or how far they are.
pub fn words(ui: &mut Ui, known: Option<&SoFar<'_, [Option<f64>]>>) {
    let Some(known) = known else { return };
    let words = match &known.progress {
        Some(progress) => format!("Timing: {:.0} %", 100.0 * progress.share),
        None => ABOUT.to_owned(),
    };
    ui.add(Label::new(RichText::new(words).small().weak()).wrap());
}

impl Comparison {
    /// The same with the seconds that runs take, by place in the experiment. Seeds of a run share the cores: so only
    /// all of them together have a time, and a row of one of several has none.
    #[must_use]
    pub fn timed(mut self, seconds: &[Option<f64>]) -> Self {
        let runs: Vec<usize> = self.rows.iter().map(|row| row.run).collect();
        for row in &mut self.rows {
            let is_alone = runs.iter().filter(|run| **run == row.run).count() == 1;
            let time = seconds.get(row.run).copied().flatten();
            row.set(Heading::Time, time.filter(|_| is_alone));
        }
        self.columns.push(Heading::Time);
        self
    }
}
