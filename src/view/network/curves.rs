//! Charts of a network over its steps: training against validation, gradients before and after the stages. Of several
//! repetitions the median is drawn, on the band from 10 to 90 %.

use super::seeds::{Spread, smoothed, spread};
use crate::scene::{Learning, Problem, Run};
use crate::trace::{RunTrace, Trace, Why};
use crate::view::chart::{Chart, Look, Note, Scale, Series, Weight, scales, widget};
use crate::view::columns::Values;
use crate::view::memo::{Memo, Same};
use crate::view::number::short;
use crate::view::quantity::{self, instead};
use crate::view::{Computed, Shown, Tab, View, Wish, entry};
use egui::{DragValue, Ui};

/// What a chart of a network shows.
#[derive(Debug)]
pub struct Quantity {
    /// How its chart is listed.
    pub tab: Tab,
    /// The accessible name of its chart.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What its lines are.
    pub unit: &'static str,
    /// The lines of each run.
    pub lines: &'static [Line],
    /// The scale it is shown on until another is chosen.
    pub scale: Scale,
    /// Whether the lowest of its last line is where training would be stopped.
    pub stops: bool,
    /// What is said where no run has it.
    pub missing: &'static str,
}

/// A line of each run.
#[derive(Debug)]
pub struct Line {
    /// What it shows of a run.
    pub of: Of,
    /// Whether it has the noise of mini-batches, which can be averaged.
    pub noisy: bool,
    /// Its dashes.
    pub dash: &'static [f32],
}

/// Numbers of a run, as it was chosen and as it was recorded.
pub type Of = for<'a> fn(&Run, &'a RunTrace) -> Option<Values<'a>>;

/// A quantity's chart as a view.
#[derive(Debug)]
pub struct OverTraining {
    quantity: &'static Quantity,
    look: Look,
    known: Memo<(Same<Trace>, u32), Vec<Known>>,
}

/// A line of all repetitions of a run.
#[derive(Debug)]
struct Known {
    run: usize,
    label: String,
    line: &'static Line,
    several: bool,
    diverged_at: Option<usize>,
    spread: Spread,
}

impl OverTraining {
    /// The chart of a quantity.
    pub fn of(quantity: &'static Quantity) -> Self {
        Self {
            quantity,
            look: Look::default(),
            known: Memo::default(),
        }
    }
}

impl View for OverTraining {
    fn name(&self) -> &'static str {
        self.quantity.name
    }

    fn tab(&self) -> Tab {
        self.quantity.tab
    }

    fn suits(&self, problem: &Problem) -> bool {
        problem.network().is_some()
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let Self {
            quantity,
            look,
            known,
        } = self;
        let Some(done) = shown.done.filter(|done| done.plan.network().is_some()) else {
            instead(ui, quantity.name, "Nothing is trained yet.");
            return Vec::new();
        };
        let learning = &shown.scene.view.learning;
        let key = (Same::as_this(&done.trace), learning.smoothing);
        let known = known.get(key, || quantity.known(done, learning.smoothing));
        if known.is_empty() {
            instead(ui, quantity.name, quantity.missing);
            return Vec::new();
        }
        let mut wishes = Vec::new();
        let mut changed = learning.clone();
        ui.horizontal_wrapped(|ui| controls(ui, quantity, &mut changed));
        if changed != *learning {
            wishes.push(Wish::Learning(Box::new(changed)));
        }
        let chart = quantity.chart(shown, look, known, ui.visuals().dark_mode);
        wishes.extend(widget::show(ui, look, quantity.name, chart));
        wishes
    }

    fn charts(&mut self, shown: &Shown, dark: bool) -> Vec<Chart<'static>> {
        let Some(done) = shown.done else {
            return Vec::new();
        };
        let known = self.quantity.known(done, shown.scene.view.learning.smoothing);
        let mut chart = self.quantity.chart(shown, &self.look, &known, dark);
        self.look.apply(&mut chart);
        match known.is_empty() {
            true => Vec::new(),
            false => vec![chart.into_owned()],
        }
    }
}

impl Quantity {
    /// The lines of all runs, those of a run in order.
    fn known(&'static self, done: &Computed, smoothing: u32) -> Vec<Known> {
        let trace = &done.trace;
        let mut runs: Vec<usize> = trace.runs.iter().map(|r| r.run).collect();
        runs.dedup();
        let mut known = Vec::new();
        for run in runs {
            let Some(chosen) = done.experiment.runs.get(run) else {
                continue;
            };
            let seeds: Vec<&RunTrace> = trace.runs.iter().filter(|r| r.run == run).collect();
            for line in self.lines {
                let values = |seed: &&'_ RunTrace| {
                    let values: Option<Values> = (line.of)(chosen, seed);
                    let steps = if line.noisy { smoothing as usize } else { 0 };
                    values.map(|v| Values {
                        every: v.every,
                        values: smoothed(v, steps).values.into_owned().into(),
                    })
                };
                let all: Vec<Values> = seeds.iter().filter_map(values).collect();
                known.extend(spread(&all).map(|spread| Known {
                    run,
                    label: seeds[0].label.clone(),
                    line,
                    several: all.len() > 1,
                    diverged_at: diverged(&seeds),
                    spread,
                }));
            }
        }
        known
    }

    fn chart<'a>(&self, shown: &Shown<'a>, look: &Look, known: &'a [Known], dark: bool) -> Chart<'a> {
        let view = &shown.scene.view;
        let mut seen: Vec<&Known> = known.iter().filter(|k| !view.muted.contains(&k.run)).collect();
        // Stable: the lines of a run stay in their order.
        seen.sort_by_key(|k| k.run == view.selected);
        let mut series = Vec::new();
        for (place, known) in seen.iter().enumerate() {
            let first = place == 0 || seen[place - 1].run != known.run;
            let last = seen.get(place + 1).is_none_or(|next| next.run != known.run);
            if known.several && last {
                series.extend([&known.spread.low, &known.spread.high].map(|edge| Series {
                    label: "".into(),
                    weight: Weight::Edge,
                    ..line(shown, known, edge, dark)
                }));
            }
            let label = if first { &*known.label } else { "" };
            series.push(Series {
                label: label.into(),
                ..line(shown, known, &known.spread.median, dark)
            });
        }
        let scales = scales(&series);
        let scale = look.scale(self.scale, scales);
        let mut chart = quantity::chart(shown, (self.title, self.unit), series, (scale, scales));
        let selected = seen.iter().rev().find(|k| k.run == view.selected);
        if let Some(selected) = selected.filter(|k| self.stops && !k.line.noisy) {
            chart.notes = stop(selected, shown.trace.steps, &view.learning);
        }
        chart
    }
}

/// A line of a run in its look.
fn line<'a>(shown: &Shown<'a>, known: &'a Known, values: &'a [f64], dark: bool) -> Series<'a> {
    let style = shown.style(known.run, dark);
    let selected = known.run == shown.scene.view.selected;
    Series {
        label: "".into(),
        style: crate::view::style::RunStyle {
            dash: known.line.dash,
            ..style
        },
        values: values.into(),
        every: known.spread.every,
        end: shown.trace.steps,
        diverged_at: known.diverged_at,
        why: Why::default(),
        weight: if selected { Weight::Strong } else { Weight::Plain },
        run: Some(known.run),
    }
}

/// The step at which most of a run's repetitions have diverged.
fn diverged(seeds: &[&RunTrace]) -> Option<usize> {
    let mut steps: Vec<usize> = seeds.iter().filter_map(|r| r.diverged_at).collect();
    steps.sort_unstable();
    steps.get(seeds.len() / 2).copied()
}

/// Where the validation loss is lowest, and where the patience with it is over.
fn stop<'a>(known: &Known, steps: usize, learning: &Learning) -> Vec<Note<'a>> {
    let (values, patience) = (&known.spread.median, learning.patience as usize);
    let step = |place: usize| (place * known.spread.every).min(steps);
    let mut best = 0;
    for place in 0..values.len() {
        if values[place] < values[best] {
            best = place;
        } else if patience > 0 && step(place) - step(best) >= patience {
            let note = |place: usize, text: String| Note {
                step: step(place) as f64,
                value: values[place],
                text: text.into(),
            };
            return vec![
                note(best, format!("lowest {}", short(values[best]))),
                note(place, format!("early stop at {}", step(place))),
            ];
        }
    }
    Vec::new()
}

fn controls(ui: &mut Ui, quantity: &Quantity, learning: &mut Learning) {
    if quantity.lines.iter().any(|line| line.noisy) {
        let drag = DragValue::new(&mut learning.smoothing).range(0..=1000).speed(0.5);
        let drag = drag.prefix("Mean of ").suffix(" steps");
        let tip = "Over how many steps the noise of mini-batches is averaged; 0 shows each step by itself";
        entry::add(ui, drag, "Steps averaged", tip);
    }
    if quantity.stops {
        let drag = DragValue::new(&mut learning.patience)
            .range(0..=100_000)
            .speed(1.0);
        let drag = drag.prefix("Patience ").suffix(" steps");
        let tip = "Early stopping: after how many steps without a lower validation loss training would end; 0 is \
                   never";
        entry::add(ui, drag, "Patience", tip);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(median: &[f64]) -> Known {
        Known {
            run: 0,
            label: String::new(),
            line: &crate::view::network::quantities::LOSS.lines[1],
            several: false,
            diverged_at: None,
            spread: Spread {
                every: 10,
                median: median.to_vec(),
                ..Spread::default()
            },
        }
    }

    #[test]
    fn training_stops_when_patience_is_over() {
        let falling_then_rising = known(&[3.0, 2.0, 1.0, 1.5, 1.2, 1.4, 0.5]);
        for (patience, steps) in [
            (20, vec![20.0, 40.0]),
            (30, vec![20.0, 50.0]),
            (40, vec![]),
            (0, vec![]),
        ] {
            let learning = Learning {
                patience,
                ..Learning::default()
            };
            let notes = stop(&falling_then_rising, 60, &learning);
            let found: Vec<f64> = notes.iter().map(|n| n.step).collect();
            assert_eq!(found, steps, "{patience}");
        }
    }

    #[test]
    fn a_run_diverges_with_most_of_its_repetitions() {
        let run = |at| RunTrace {
            diverged_at: at,
            ..RunTrace::default()
        };
        let [lost, well] = [run(Some(7)), run(None)];
        assert_eq!(diverged(&[&lost, &well, &well]), None);
        assert_eq!(diverged(&[&lost, &lost, &well]), Some(7));
    }
}
