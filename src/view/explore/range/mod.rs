//! A range test: the selected run once more while its learning rate rises at every step, and beside what the
//! rules of thumb take from it what is true.
//!
//! [`marks`] and [`truth`] of the course: what the rules of thumb take; what a sweep and the rule itself say.

mod bound;

pub use crate::course::explore::{marks, truth};

use super::chart::{Chart, tidy};
use super::more;
use crate::course::explore::range::{self as course, STEPS, Tested};
use crate::scene::Experiment;
use crate::scene::explore::{Explore, RangeTest};
use crate::scene::sweep::Sweep;
use crate::view::asked::Ask;
use crate::view::figure::profile::{GuideLine, Line, Profile};
use crate::view::figure::{Axis, Cell, Measure};
use crate::view::number::short;
use crate::view::quantity::instead;
use crate::view::ticks::Scale;
use crate::view::{Shown, Wish, entry};
use bound::{bound, sharpness_of};
use egui::{Button, DragValue, Label, RichText, ScrollArea, Ui};
use marks::{Curve, Suggestion};
use std::sync::Arc;
use truth::{Declared, Truth};

/// The accessible name of the chart.
pub const NAME: &str = "Range test";
/// The share of the page that the chart takes, and its least height.
const CHART: f32 = 0.58;
const LEAST: f32 = 190.0;

/// Draws the page; what is chosen is put into `explore`.
pub fn ui(ui: &mut Ui, shown: &Shown, explore: &mut Explore) -> Vec<Wish> {
    let below = super::is_small(ui);
    if !below {
        controls(ui, &mut explore.range);
    }
    let Some(experiment) = experiment(shown, &explore.range) else {
        instead(ui, NAME, "There is no run to test.");
        return Vec::new();
    };
    let mut wishes = vec![Wish::Companion(Box::new(experiment.clone()))];
    let sweep = sweep(shown, &explore.range).map(Arc::new);
    wishes.extend(sweep.clone().map(Wish::Sweep));
    let sharpness = shown.companion(&experiment).and_then(sharpness_of);
    wishes.extend(sharpness.clone().map(|of| Ask::Sharpness(of).wish(true)));
    let bound = bound(shown, sharpness.as_ref());
    let Some(tested) = tested(shown, &explore.range, &experiment) else {
        instead(ui, NAME, "Computing the range test…");
        return wishes;
    };
    let truth = sweep.and_then(|sweep| {
        let asked = shown.sweep(&sweep)?;
        Truth::of(asked.plan.as_deref().ok()?, &asked.outcomes)
    });
    let profile = tested.profile(&explore.range, truth.as_ref());
    let chart = Chart {
        name: NAME,
        height: (ui.available_height() * CHART).max(LEAST),
        profile: &profile,
    };
    let pointed = chart.show(ui);
    let rate = |place: usize| profile.x.values.get(place).copied();
    let hovered = pointed.at.and_then(|(_, place)| {
        let loss = tested.raw.losses.get(place)?;
        Some(format!(
            "η = {}: loss {}; a click takes this rate",
            short(rate(place)?),
            short(*loss)
        ))
    });
    let mut taken = pointed.clicked().and_then(|(_, place)| rate(place)).map(tidy);
    let mut rest = |ui: &mut Ui| {
        if below {
            controls(ui, &mut explore.range);
        }
        let text = hovered.clone().unwrap_or_else(|| tested.form(&explore.range));
        ui.add(Label::new(RichText::new(text).small()).wrap());
        suggestions(ui, &tested, truth.as_ref(), &mut taken);
        truths(ui, shown, (truth.as_ref(), bound), &mut taken);
    };
    match ui.available_height() < 60.0 {
        true => rest(ui),
        false => {
            let area = ScrollArea::vertical().id_salt(NAME).auto_shrink(false);
            area.show(ui, rest);
        }
    }
    wishes.extend(
        taken
            .filter(|_| !shown.presented)
            .map(|rate| Wish::Rate(tested.run, rate)),
    );
    wishes
}

/// The chart for a file, where it is known.
pub fn figure(shown: &Shown, explore: &Explore) -> Option<Profile> {
    let experiment = experiment(shown, &explore.range)?;
    let tested = tested(shown, &explore.range, &experiment)?;
    Some(tested.profile(&explore.range, None))
}

/// The selected run alone with a rate that rises from step to step.
pub fn experiment(shown: &Shown, test: &RangeTest) -> Option<Experiment> {
    let explore = of_test(test);
    course::experiment(&super::exploring(shown, &explore))
}

/// The sweep over the same rates, each constant over the scene's own steps.
fn sweep(shown: &Shown, test: &RangeTest) -> Option<Sweep> {
    let explore = of_test(test);
    course::sweep(&super::exploring(shown, &explore))
}

fn of_test(test: &RangeTest) -> Explore {
    Explore {
        range: test.clone(),
        ..Explore::default()
    }
}

/// The test, where it is computed.
fn tested(shown: &Shown, test: &RangeTest, experiment: &Experiment) -> Option<Tested> {
    Tested::of(shown.companion(experiment)?, shown.scene.view.selected, test)
}

impl Tested {
    /// How the loss is smoothed, and what is marked.
    fn form(&self, test: &RangeTest) -> String {
        let stop = match self.marks.explosion {
            Some(place) => format!(
                "It stops at η = {}, where the loss is more than {} times the lowest.",
                short(self.marked().rates[place]),
                short(test.stop)
            ),
            None => "No loss is that many times the lowest: it goes to the end.".to_owned(),
        };
        match self.noisy {
            true => format!(
                "Smoothed: the exponential average with β = {}, divided by 1 − βᵗ; it is marked. {stop}",
                short(test.beta)
            ),
            false => format!(
                "{} draws no random numbers on its way, so the loss itself is marked. {stop}",
                self.label
            ),
        }
    }

    fn profile(&self, test: &RangeTest, truth: Option<&Truth>) -> Profile {
        // A little of the explosion is seen.
        let end = self
            .marks
            .explosion
            .map_or(self.raw.rates.len(), |place| place + 1);
        let cells = |curve: &Curve| {
            curve.losses[..end]
                .iter()
                .map(|loss| Cell::Value(*loss))
                .collect()
        };
        let marks = [Some(self.marks.lowest), self.marks.steepest, self.marks.explosion];
        let raw = Line {
            faint: self.noisy,
            ..Line::of(
                self.run,
                if self.noisy { "raw" } else { "loss" }.to_owned(),
                cells(&self.raw),
            )
        };
        let mut lines = vec![raw];
        if self.noisy {
            lines.push(Line::of(self.run, "smoothed".to_owned(), cells(&self.smooth)));
        }
        if let Some(line) = lines.last_mut() {
            line.marks = marks.into_iter().flatten().collect();
        }
        let positive = self.raw.losses[..end].iter().all(|loss| *loss > 0.0);
        let mut guides = Vec::new();
        if let Some(stable) = truth.and_then(|truth| truth.stable) {
            guides.push(GuideLine {
                at: stable,
                text: "largest stable".to_owned(),
            });
        }
        Profile {
            title: String::new(),
            x: Axis {
                label: "Learning rate η".to_owned(),
                scale: Scale::Log,
                values: self.raw.rates[..end].to_vec(),
            },
            measure: Measure {
                label: format!("Loss while η rises, {} steps", test.steps),
                scale: if positive { Scale::Log } else { Scale::Linear },
                missing: String::new(),
            },
            range: None,
            lines,
            guides,
            caption: Vec::new(),
        }
    }
}

/// The rates that rules of thumb take, each with a button that takes it and what it is beside the truth.
fn suggestions(ui: &mut Ui, tested: &Tested, truth: Option<&Truth>, taken: &mut Option<f64>) {
    for suggestion in tested.suggestions() {
        let Suggestion { rate, words, .. } = suggestion;
        let beside = truth
            .and_then(|truth| truth.stable)
            .map(|stable| match rate <= stable {
                true => format!("; stable, {} of the largest stable rate", share(rate / stable)),
                false => format!("; {} times the largest stable rate", short(rate / stable)),
            });
        row(ui, rate, words, &beside.unwrap_or_default(), taken);
    }
}

fn share(part: f64) -> String {
    format!("{:.0} %", 100.0 * part)
}

/// What is true: tried out, and declared.
fn truths(
    ui: &mut Ui,
    shown: &Shown,
    (truth, bound): (Option<&Truth>, Option<Declared>),
    taken: &mut Option<f64>,
) {
    let steps = shown.scene.experiment.steps;
    let rates = course::rates_of(&shown.scene.experiment);
    ui.add(
        Label::new(
            RichText::new(format!(
                "Beside it, {rates} constant rates of {steps} steps each:"
            ))
            .small(),
        )
        .wrap(),
    );
    match truth {
        None => {
            ui.label(RichText::new("computing…").small());
        }
        Some(truth) => {
            let beyond = if truth.beyond {
                "; the highest tried, larger ones may be stable, too"
            } else {
                ""
            };
            if let Some(stable) = truth.stable {
                row(ui, stable, "the largest stable rate", beyond, taken);
            }
            if let Some(best) = truth.best {
                row(ui, best, "the lowest loss at the end", "", taken);
            }
        }
    }
    if let Some(bound) = bound {
        row(ui, bound.rate, bound.words, bound.behind, taken);
    }
}

fn row(ui: &mut Ui, rate: f64, words: &str, behind: &str, taken: &mut Option<f64>) {
    ui.horizontal_wrapped(|ui| {
        let button = ui.add(Button::new(RichText::new(format!("η = {}", short(rate))).small()));
        let button = button.accessible_name(format!("Take {words}"));
        if button.on_hover_text("Give the run this learning rate").clicked() {
            *taken = Some(tidy(rate));
        }
        ui.label(RichText::new(format!("{words}{behind}")).small());
    });
}

/// The controls: the rates, the steps, where it stops, how it is smoothed.
fn controls(ui: &mut Ui, test: &mut RangeTest) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let tip = "The learning rate of the first or the last step";
        super::ends(ui, &mut test.rates, "Range test", tip);
        let drag = DragValue::new(&mut test.steps).range(2..=STEPS).prefix("steps ");
        entry::add(
            ui,
            drag,
            "Steps of the range test",
            "In how many steps the learning rate rises",
        );
        let now = format!("stop × {}, β {}", short(test.stop), short(test.beta));
        let tip = "Where the test stops, and how its loss is smoothed";
        more::show(ui, &now, "Stop and smoothing of the range test", tip, |ui| {
            let drag = DragValue::new(&mut test.stop)
                .range(1.1..=1000.0)
                .speed(0.02)
                .prefix("stop at × ");
            entry::add(
                ui,
                drag,
                "Stop of the range test",
                "It stops where the loss is so many times the lowest",
            );
            let drag = DragValue::new(&mut test.beta)
                .range(0.0..=0.999)
                .speed(0.002)
                .prefix("smoothing β ");
            entry::add(
                ui,
                drag,
                "Smoothing of the range test",
                "The share of the average that stays at each step; used where the run draws random numbers",
            );
        });
    });
}
