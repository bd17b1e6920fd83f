//! What weight decay takes of w at each step: one line a coordinate, on a network one a parameter tensor of the
//! selected run.
//!
//! It is recorded only where it is looked at: of a scene that does not ask for it its companion is computed.

use super::chart::{Chart, Scale, Scales, Series, scales};
use super::charted::{Absent, Charted, Exhibit};
use super::columns::{self, RunValues, element};
use super::network::layers::by_layer;
use super::network::trained::{Trained, looked_at};
use super::quantity;
use super::{Computed, Shown, Tab, Wish};
use crate::compile::decay::{COLUMN, PARAMETER};
use crate::lang::Kind;
use crate::scene::{Experiment, Reference, Run};
use crate::trace::RunTrace;
use egui::{Label, RichText, Ui};

/// The view of the decay.
#[derive(Debug, Default)]
pub struct Decay {
    /// What was last computed with the decay recorded; what is new takes its place once it is there.
    known: Option<Computed>,
}

/// Lines whose middles lie so far apart are spread over a logarithm.
const APART: f64 = 20.0;

const NAME: &str = "Decay chart";
const TITLE: &str = "Effective decay";
const ABOUT: &str = "Which share of w the weight decay takes in each step: ηλ under AdamW, under an L2 \
    penalty what the rule leaves of it";
/// What is no part of it.
const OWN: &str = "The direct effect of each step, its states held. What a penalty leaves in them (in m and \
    v of Adam with L2) acts in later steps and is not in it.";

impl Charted for Decay {
    fn tab(&self) -> Tab {
        Tab {
            name: NAME,
            id: COLUMN,
            title: "Decay",
            about: ABOUT,
            of: None,
        }
    }

    fn needs(&mut self, shown: &Shown) -> Vec<Wish> {
        let companion = shown.done.and_then(|done| companion(&done.experiment));
        let wish = companion.map(|experiment| Wish::Companion(Box::new(experiment)));
        wish.into_iter().collect()
    }

    fn controls(&mut self, ui: &mut Ui, _shown: &Shown) -> Vec<Wish> {
        ui.add(Label::new(
            RichText::new("Direct effect of each step").small().weak(),
        ))
        .on_hover_text(OWN);
        Vec::new()
    }

    fn charts<'a>(&'a mut self, shown: &Shown<'a>, dark: bool) -> Result<Vec<Exhibit<'a>>, Absent> {
        let done = shown.done.ok_or(Absent::now("Nothing is computed yet."))?;
        if !done.experiment.runs.iter().any(decays) {
            return Err(Absent::now("No rule of these runs has a `weight_decay`."));
        }
        self.follow(shown, done);
        let known = self.known.as_ref();
        let known = known.ok_or(Absent::now("Computing what the decay takes."))?;
        let (series, unit) = match known.plan.network() {
            Some(_) => (of_layers(shown, known, dark), "each tensor; dashed: biases"),
            None => of_coordinates(shown, known, dark),
        };
        if series.is_empty() {
            let why = "What is shown has no weight decay, or a gradient whose place the decay itself moves.";
            return Err(Absent::now(why));
        }
        Ok(vec![Exhibit::new(NAME, chart(shown, unit, series))])
    }
}

impl Decay {
    /// What is shown with its decay, once it is there; what was shown before where it has as many runs.
    fn follow(&mut self, shown: &Shown, done: &Computed) {
        let found = match companion(&done.experiment) {
            None => Some(done.clone()),
            Some(experiment) => shown.companion(&experiment).cloned(),
        };
        let same = |known: &Computed| known.trace.runs.len() == done.trace.runs.len();
        self.known = found.or(self.known.take().filter(same));
    }
}

/// The lines on a logarithm where most of them lie decades apart: there what is not above 0 is a gap.
fn chart<'a>(shown: &Shown<'a>, unit: &str, series: Vec<Series<'a>>) -> Chart<'a> {
    let lows: Option<Vec<[f64; 2]>> = series.iter().map(|line| usual(&line.values)).collect();
    let ends = lows.as_ref().and_then(|lows| {
        let least = lows.iter().map(|[low, _]| *low).reduce(f64::min)?;
        let middles = || lows.iter().map(|[_, middle]| *middle);
        let [lowest, highest] = [middles().reduce(f64::min)?, middles().reduce(f64::max)?];
        (highest > APART * lowest).then_some(least)
    });
    let Some(least) = ends else {
        let scaled = (Scale::Linear, scales(&series));
        return quantity::chart(shown, (TITLE, unit.to_owned()), series, scaled);
    };
    let gaps = series
        .iter()
        .any(|line| line.values.iter().any(|share| *share < 0.0));
    let unit = match gaps {
        true => format!("{unit}; gaps: < 0"),
        false => unit.to_owned(),
    };
    let mut chart = quantity::chart(shown, (TITLE, unit), series, (Scale::Log, Scales::Both));
    // What rounding leaves of nothing in a first step has no place on the axis.
    chart.y.low = chart.y.low.max(least / 3.0);
    chart
}

/// The tenth smallest of a hundred values and the middle one; None where that is not above 0.
fn usual(values: &[f64]) -> Option<[f64; 2]> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|share| share.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let at = |part: usize| sorted.get(sorted.len() * part / 10).copied();
    Some([at(1)?, at(5)?]).filter(|[low, _]| *low > 0.0)
}

/// The same experiment with its decay recorded; None where it is, or where there is none.
fn companion(experiment: &Experiment) -> Option<Experiment> {
    let lacks = !experiment.decay && experiment.runs.iter().any(decays);
    lacks.then(|| Experiment {
        decay: true,
        ..experiment.clone()
    })
}

/// Whether a rule of a run has the parameter.
fn decays(run: &Run) -> bool {
    let has = |kind: Kind, reference: &Reference| {
        let rule = reference.rule(kind);
        rule.is_some_and(|rule| rule.params.iter().any(|param| param.name.text == PARAMETER))
    };
    has(Kind::Optimizer, &run.optimizer) || run.stages.iter().any(|stage| has(Kind::Stage, &stage.name))
}

/// A line a run and coordinate, of the second one in dashes.
fn of_coordinates<'a>(shown: &Shown<'a>, known: &Computed, dark: bool) -> (Vec<Series<'a>>, &'static str) {
    let line = |run: &RunTrace, place: usize| {
        let same = |other: &&RunTrace| (other.run, &other.start) == (run.run, &run.start);
        let found = known.trace.runs.iter().find(same)?;
        let values = element(found, COLUMN, place)?;
        Some(RunValues {
            every: values.every,
            values: values.values.into_owned().into(),
        })
    };
    let first = columns::series(shown, dark, |run| line(run, 0));
    let second = columns::series(shown, dark, |run| line(run, 1)).into_iter();
    let second: Vec<Series> = second.map(dashed).collect();
    let unit = match second.is_empty() {
        true => "w",
        false => "x; dashed: y",
    };
    let solid = |mut line: Series<'a>| {
        line.style.dash = &[];
        line
    };
    (first.into_iter().map(solid).chain(second).collect(), unit)
}

fn dashed(mut line: Series) -> Series {
    line.style.dash = &[7.0, 4.0];
    line.label = "".into();
    line
}

/// A line a parameter tensor of the selected run, or of the first one that has any decay.
fn of_layers(shown: &Shown, known: &Computed, dark: bool) -> Vec<Series<'static>> {
    let runs = &known.trace.runs;
    let view = &shown.scene.view;
    let selected = looked_at(runs, view.selected, view.learning.seed).map(|place| &runs[place]);
    let has = |run: &&RunTrace| run.column(COLUMN).is_some();
    let of = |trace: &RunTrace| {
        let network = known.network_of(trace.run)?;
        let trained = Trained {
            computed: known,
            network,
            trace,
        };
        Some(by_layer(&trained, COLUMN, dark))
    };
    let trace = selected.filter(has).or_else(|| runs.iter().find(has));
    trace.and_then(of).unwrap_or_default()
}
