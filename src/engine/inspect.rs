//! What every part of a run's rules is worth at any of its steps: on a surface worked out in f64 from the
//! recorded states; on a network, where these are too many to be recorded, read from a replay.

use super::cpu::machine::Machine;
use super::cpu::network::replay::Rows;
use super::fork::state_at;
use super::moment::Moment;
use crate::compile::input::StepInput;
use crate::compile::inspect::Inspection;
use crate::compile::tape::Tape;
use crate::compile::{Lane, Plan, PlannedRun, PlannedState};
use crate::trace::{RunTrace, Trace};
use std::ops::Range;

/// Steps worked out at once.
const BLOCK: usize = 16;

/// A recorded run on a surface: where the states come from.
#[derive(Clone, Debug)]
pub struct Recorded<'a> {
    plan: &'a Plan,
    lane: &'a Lane,
    run: &'a RunTrace,
    /// The whole state before its first own step.
    initial: Vec<f64>,
    /// Where the numbers of the state behind w are recorded: column and element.
    places: Vec<(usize, usize)>,
}

/// Reads the values of an inspection at any step of a run.
pub struct Inspector<'a>(Past<'a>);

/// What is known of a run.
enum Past<'a> {
    /// Its states, from which the inspected rules go on under these settings.
    Recorded(&'a Inspection, &'a [f64], Recorded<'a>),
    /// The values themselves, as far as it was taken once more.
    Replayed(&'a Rows),
}

impl<'a> Recorded<'a> {
    /// A run of a trace, by its place there, and the plan that the trace is of. None where they do not belong
    /// together, and on a network.
    pub fn of(plan: &'a Plan, trace: &'a Trace, place: usize) -> Option<Self> {
        let (lane, run) = (plan.lanes.get(place)?, trace.runs.get(place)?);
        let surface = plan.surface()?;
        let planned = plan.runs.get(lane.run).filter(|p| p.run == run.run)?;
        let columns = planned.columns.iter().map(|c| &c.name);
        // Behind the trace's own loss and w.
        let recorded = run.columns.iter().skip(2).map(|c| &c.name);
        if !columns.eq(recorded) {
            return None;
        }
        let numbers = |s: &PlannedState| {
            let column = s.column + 2;
            (0..s.shape.width(surface.n)).map(move |element| (column, element))
        };
        Some(Self {
            plan,
            lane,
            run,
            initial: state_at(plan, &trace.runs, place, lane.first),
            places: planned.states().iter().flat_map(numbers).collect(),
        })
    }

    /// How the run was compiled.
    pub fn planned(&self) -> &'a PlannedRun {
        &self.plan.runs[self.lane.run]
    }

    /// The steps that it took itself: not those of a past that it shares, and none after it diverged.
    pub fn steps(&self) -> Range<usize> {
        let end = self.run.diverged_at.map(|at| at / self.every());
        let end = end.unwrap_or(self.plan.steps_of(self.planned()));
        self.lane.first.min(end)..end
    }

    /// Entries of the trace a step.
    pub fn every(&self) -> usize {
        self.plan.every(self.planned())
    }

    /// A number of the state before step `k + 1`.
    fn state(&self, k: usize, place: usize) -> f64 {
        let every = self.every();
        let point = self.run.point(k * every);
        match point.get(place) {
            Some(&coordinate) => coordinate,
            None if k <= self.lane.first => self.initial[place],
            None => {
                let (column, element) = self.places[place - point.len()];
                self.run.columns[column].entry((k - 1) * every)[element]
            }
        }
    }
}

impl<'a> Inspector<'a> {
    /// An inspection of a recorded run itself.
    pub fn new(inspection: &'a Inspection, recorded: Recorded<'a>) -> Self {
        Self::with_settings(inspection, &recorded.planned().settings, recorded)
    }

    /// An inspection of a run with other settings and the same states.
    pub fn with_settings(inspection: &'a Inspection, settings: &'a [f64], recorded: Recorded<'a>) -> Self {
        Self(Past::Recorded(inspection, settings, recorded))
    }

    /// What a replay knows of an inspection.
    pub fn replayed(rows: &'a Rows) -> Self {
        Self(Past::Replayed(rows))
    }

    /// The steps whose values are known, counted from 0.
    pub fn steps(&self) -> Range<usize> {
        match &self.0 {
            Past::Recorded(.., recorded) => recorded.steps(),
            Past::Replayed(rows) => rows.steps(),
        }
    }

    /// The known step nearest to `k`; None where there is none.
    pub fn nearest(&self, k: usize) -> Option<usize> {
        let steps = self.steps();
        let last = steps.end.checked_sub(1).filter(|last| *last >= steps.start)?;
        Some(k.clamp(steps.start, last))
    }

    /// Values of all parts inside step `k + 1`, or inside the nearest known step; none where there is none.
    pub fn at(&self, k: usize) -> Option<Vec<f64>> {
        let k = self.nearest(k)?;
        match &self.0 {
            Past::Replayed(rows) => rows.at(k).map(<[f64]>::to_vec),
            Past::Recorded(inspection, settings, recorded) => {
                let tape = inspection.tape()?;
                Some(tape.values(|input| recorded.read(input, settings, k)))
            }
        }
    }

    /// Some of the values, each inside every known step.
    pub fn over(&self, places: &[usize]) -> Vec<Vec<f64>> {
        match &self.0 {
            Past::Replayed(rows) => places.iter().map(|&place| rows.over(place)).collect(),
            Past::Recorded(inspection, settings, recorded) => match inspection.tape() {
                Some(tape) => recorded.over(tape, settings, places),
                None => vec![Vec::new(); places.len()],
            },
        }
    }
}

impl Recorded<'_> {
    fn over(&self, tape: &Tape<StepInput>, settings: &[f64], places: &[usize]) -> Vec<Vec<f64>> {
        let steps = self.steps();
        let mut series = vec![Vec::with_capacity(steps.len()); places.len()];
        let mut machine = Machine::<f64, BLOCK>::new(tape);
        for first in steps.clone().step_by(BLOCK) {
            let last = (first + BLOCK).min(steps.end) - 1;
            for (place, input) in tape.inputs.iter().enumerate() {
                let at = |i: usize| self.read(*input, settings, (first + i).min(last));
                machine.set(place, std::array::from_fn(at));
            }
            machine.run();
            for (values, &place) in series.iter_mut().zip(places) {
                values.extend(&machine.get(tape.outputs[place] as usize)[..=last - first]);
            }
        }
        series
    }

    fn read(&self, input: StepInput, settings: &[f64], k: usize) -> f64 {
        let planned = self.planned();
        let moment = Moment {
            settings,
            seed: planned.seed,
            replicate: self.lane.replicate,
            step: k,
            steps: self.plan.steps_of(planned),
        };
        moment.read(input, |place| self.state(k, place))
    }
}
