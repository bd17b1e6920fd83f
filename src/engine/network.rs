//! What the lanes of a network recorded to a trace.

use super::Info;
use super::host::{self, Tabulated};
use crate::compile::input::FirstInput;
use crate::compile::network::model::Network;
use crate::compile::network::program::{Program, State};
use crate::compile::network::{EXPONENTS, QUANTILES};
use crate::compile::program::RecordSource;
use crate::compile::trial::Blame;
use crate::compile::{Lane, Plan, PlannedRun, Start};
use crate::lang::column;
use crate::lang::shape::Shape;
use crate::real::Real;
use crate::scene::network::Format;
use crate::trace::{Column, RunTrace, Stopped, Trace, Why};
use std::sync::Arc;

/// What a lane has written so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordedLane {
    /// Before each step and at the end: loss, share of right answers, the program's recorded numbers.
    pub rows: Vec<f64>,
    /// At each look: validation loss and accuracy, the program's layers, its quantiles, the gradient's
    /// exponents.
    pub looks: Vec<f64>,
    /// At each look at the weights: all of them.
    pub weights: Vec<f64>,
    /// The step (from 1) that could not be taken, or 0.
    pub diverged: usize,
    /// Which of the watched numbers was lost in it.
    pub lost: Option<u32>,
}

impl RecordedLane {
    /// What a lane of a program has written that begins at a step: nothing stands yet where its source's past
    /// will.
    pub fn before(network: &Network, program: &Program, first: usize) -> Self {
        let [row, look] = network.widths(program);
        let looks = first.div_ceil(network.every);
        let weights = first.div_ceil(network.weights_every);
        Self {
            rows: vec![0.0; first * row],
            looks: vec![0.0; looks * look],
            weights: vec![0.0; weights * network.parameters()],
            diverged: 0,
            lost: None,
        }
    }
}

/// The states of a lane before its first step, without gaps: given ones, or the network's and the rules' own.
pub fn initial_states(plan: &Plan, network: &Network, lane: &Lane) -> Vec<Vec<f64>> {
    let states = &network.programs[plan.runs[lane.run].program].states;
    if let Some(given) = &lane.state {
        let mut rest = given.iter().copied();
        let mut take = |state: &State| rest.by_ref().take(network.size(state.shape)).collect();
        return states.iter().map(&mut take).collect();
    }
    let run = &plan.runs[lane.run];
    let mut weights = network.initial(run.seed, lane.replicate);
    kept(network, &mut weights);
    begun_at(plan, network, run, weights)
}

/// Rounds weights to the format in which a network keeps them.
pub fn kept(network: &Network, weights: &mut [f64]) {
    match network.formats.weights {
        Format::F32 => {}
        Format::F16 => weights.iter_mut().for_each(|w| *w = Real::f16(*w)),
        Format::Bf16 => weights.iter_mut().for_each(|w| *w = Real::bf16(*w)),
    }
}

/// The states with which the rules of a run begin at some weights, which come first.
pub fn begun_at(plan: &Plan, network: &Network, run: &PlannedRun, weights: Vec<f64>) -> Vec<Vec<f64>> {
    let states = &network.programs[run.program].states;
    let reads_w = run
        .host
        .start
        .inputs
        .iter()
        .any(|input| matches!(input, FirstInput::W(_)));
    let numbers = |w: f64| host::first(plan, run, |_| w);
    let plain = numbers(0.0);
    let mut all: Vec<Vec<f64>> = states[1..]
        .iter()
        .zip(&plain)
        .map(|(state, &value)| vec![value; network.size(state.shape)])
        .collect();
    for (place, &w) in weights.iter().enumerate().filter(|_| reads_w) {
        for ((own, state), value) in all.iter_mut().zip(&states[1..]).zip(numbers(w)) {
            if state.shape == Shape::Element {
                own[place] = value;
            }
        }
    }
    all.insert(0, weights);
    all
}

/// Numbers of a row before the program's own.
pub const ROW: usize = 2;
/// Numbers of a look before the program's own.
pub const LOOK: usize = 2;

/// The trace of a plan on a network; `single` marks f32.
pub fn assemble(
    plan: &Plan,
    network: &Arc<Network>,
    info: &Info,
    single: bool,
    tabulated: &[Arc<Tabulated>],
    recorded: &[&RecordedLane],
) -> Trace {
    let runs = plan.lanes.iter().zip(recorded).map(|(lane, recorded)| {
        let reader = Reader {
            plan,
            network: plan.runs[lane.run].trains(network),
            lane,
            tabulated: &tabulated[lane.run],
            recorded,
            single,
        };
        reader.trace()
    });
    Trace {
        engine: info.kind,
        adapter: info.adapter.clone(),
        single,
        steps: plan.steps,
        runs: runs.collect(),
    }
}

/// Why a step could not be taken, by what was lost in it.
pub fn why(blame: Option<&Blame>) -> Why {
    match blame {
        None => Why::Diverged,
        Some(blame) if blame.is_undefined() => Why::Undefined,
        Some(_) => Why::Range,
    }
}

struct Reader<'a> {
    plan: &'a Plan,
    network: &'a Network,
    lane: &'a Lane,
    tabulated: &'a Tabulated,
    recorded: &'a RecordedLane,
    single: bool,
}

/// A list of entries of one width, read through what is known of divergence.
struct Entries<'a> {
    values: &'a [f64],
    width: usize,
    every: usize,
}

impl Entries<'_> {
    /// The entry of a place, or the last one there is.
    fn at(&self, place: usize) -> &[f64] {
        let last = (self.values.len() / self.width.max(1)).saturating_sub(1);
        let place = place.min(last);
        &self.values[place * self.width..(place + 1) * self.width]
    }

    /// Part of every entry as a column; `width` 0 for a plain number.
    fn column(&self, name: &str, count: usize, first: usize, width: usize) -> Column {
        let mut values = Vec::with_capacity(count * width.max(1));
        for place in 0..count {
            values.extend_from_slice(&self.at(place)[first..first + width.max(1)]);
        }
        Column {
            name: name.to_owned(),
            width,
            every: self.every,
            values,
        }
    }
}

impl Reader<'_> {
    fn trace(&self) -> RunTrace {
        let run = &self.plan.runs[self.lane.run];
        let (steps, of_length) = (self.plan.steps_of(run), self.plan.every(run));
        let diverged = self.recorded.diverged;
        let mut columns = self.scores(steps);
        for recorded in &run.columns {
            let number = |k: usize| self.number(k, recorded.sources[0]);
            columns.push(Column {
                name: recorded.name.clone(),
                width: 0,
                every: 1,
                values: (0..steps).map(number).collect(),
            });
        }
        columns.extend(self.looked());
        columns.iter_mut().for_each(|column| column.every *= of_length);
        let end = if diverged > 0 {
            diverged
        } else {
            self.lane.until.min(steps)
        };
        RunTrace {
            run: run.run,
            label: run.label.clone(),
            start: Start::Drawn,
            replicate: self.lane.replicate as usize,
            diverged_at: (diverged > 0).then_some(diverged * of_length),
            stopped: self.stopped(of_length),
            began: Vec::new(),
            evaluations: self.plan.evaluations(self.lane.run) * end.saturating_sub(self.lane.first),
            columns,
        }
    }

    /// Why it stopped, at how much of the length.
    fn stopped(&self, of_length: usize) -> Option<Stopped> {
        let step = Some(self.recorded.diverged * of_length).filter(|step| *step > 0)?;
        let blame = self.plan.runs[self.lane.run].blame(self.recorded.lost);
        let stopped = Stopped::diverged(step);
        Some(match blame {
            Some(blame) => Stopped {
                why: why(Some(blame)),
                place: blame.place.clone(),
                operation: blame.op.map(|op| op.row().name.to_owned()),
                ..stopped
            },
            None => stopped,
        })
    }

    fn rows(&self) -> Entries<'_> {
        let program = &self.network.programs[self.plan.runs[self.lane.run].program];
        Entries {
            values: &self.recorded.rows,
            width: self.network.widths(program)[0],
            every: 1,
        }
    }

    /// Loss, accuracy and weights; before validation.
    fn scores(&self, steps: usize) -> Vec<Column> {
        let rows = self.rows();
        let mut columns = vec![rows.column(column::LOSS, steps + 1, 0, 0)];
        if self.network.classifies() {
            columns.push(rows.column(column::ACCURACY, steps + 1, 1, 0));
        }
        let parameters = self.network.parameters();
        let weights = Entries {
            values: &self.recorded.weights,
            width: parameters,
            every: self.network.weights_every,
        };
        columns.push(weights.column(column::W, self.count(weights.every), 0, parameters));
        columns
    }

    /// What is looked at only now and then.
    fn looked(&self) -> Vec<Column> {
        let program = &self.network.programs[self.plan.runs[self.lane.run].program];
        let layers = self.network.layers.len();
        let looks = Entries {
            values: &self.recorded.looks,
            width: self.network.widths(program)[1],
            every: self.network.every,
        };
        let count = self.count(looks.every);
        let mut columns = Vec::new();
        if !self.network.validation.is_empty() {
            columns.push(looks.column(column::VAL_LOSS, count, 0, 0));
            if self.network.classifies() {
                columns.push(looks.column(column::VAL_ACCURACY, count, 1, 0));
            }
        }
        let mut first = LOOK;
        for (name, _) in &program.layers {
            columns.push(looks.column(name, count, first, layers));
            first += layers;
        }
        for name in &program.quantiles {
            columns.push(looks.column(&format!("{name}_quantiles"), count, first, QUANTILES.len()));
            first += QUANTILES.len();
        }
        if self.network.exponents {
            columns.push(looks.column(column::G_EXPONENTS, count, first, EXPONENTS));
        }
        columns
    }

    /// Entries at the multiples of `every` below the number of steps, and one at the end.
    fn count(&self, every: usize) -> usize {
        self.plan.steps_of(&self.plan.runs[self.lane.run]).div_ceil(every) + 1
    }

    fn number(&self, k: usize, source: RecordSource) -> f64 {
        match source {
            RecordSource::Lane(place) => self.rows().at(k)[ROW + place],
            RecordSource::Host(place) => {
                let last = self.recorded.diverged.checked_sub(1).unwrap_or(k);
                let value = self.tabulated.records[k.min(last) * self.tabulated.record_width + place];
                if self.single {
                    f64::from(value as f32)
                } else {
                    value
                }
            }
        }
    }
}
