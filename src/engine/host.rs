//! What the host works out in f64: a run's constants, its table by step, its initial state.

use super::cpu::machine::Machine;
use crate::compile::input::FirstInput;
use crate::compile::program::RecordSource;
use crate::compile::{Lane, Plan, PlannedRun};

/// Steps worked out at once.
const BLOCK: usize = 16;

/// The host's numbers for one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tabulated {
    /// Once a run.
    pub constants: Vec<f64>,
    /// By step: the program's table.
    pub table: Vec<f64>,
    /// By step: recorded numbers that no lane computes.
    pub records: Vec<f64>,
    /// Numbers a step in `records`.
    pub record_width: usize,
}

/// Works out a run's numbers for all steps of a plan.
pub fn tabulate(plan: &Plan, run: &PlannedRun) -> Tabulated {
    let steps = plan.steps_of(run);
    let settings = &run.settings;
    let constants = run.host.once.values(|input| input.value(settings, 0, steps));
    let width = run.host.each.outputs.len();
    let record_width = width - run.host.table;
    let mut table = Vec::with_capacity(steps * run.host.table);
    let mut records = Vec::with_capacity(steps * record_width);
    let mut each = Machine::<f64, BLOCK>::new(&run.host.each);
    for first in (0..steps).step_by(BLOCK) {
        for (place, input) in run.host.each.inputs.iter().enumerate() {
            let value = |i| input.value(settings, first + i, steps);
            each.set(place, std::array::from_fn(value));
        }
        each.run();
        for i in 0..BLOCK.min(steps - first) {
            let number = |o: usize| each.get(run.host.each.outputs[o] as usize)[i];
            table.extend((0..run.host.table).map(number));
            records.extend((run.host.table..width).map(number));
        }
    }
    Tabulated {
        constants,
        table,
        records,
        record_width,
    }
}

/// A recorded number of a run inside some steps, where no lane is needed to know it; None where one is.
pub fn recorded(
    plan: &Plan,
    run: &PlannedRun,
    column: &str,
    steps: impl Iterator<Item = usize>,
) -> Option<Vec<f64>> {
    let column = run.columns.iter().find(|c| c.name == column)?;
    let [RecordSource::Host(place)] = column.sources[..] else {
        return None;
    };
    let output = run.host.table + place;
    let total = plan.steps_of(run);
    let value = |step| {
        run.host
            .each
            .values(|input| input.value(&run.settings, step, total))[output]
    };
    Some(steps.map(value).collect())
}

/// The state with which the rules of a run on a surface begin at a point, w first.
pub fn begun_at(plan: &Plan, run: &PlannedRun, w: &[f64]) -> Vec<f64> {
    let mut state = w.to_vec();
    state.extend(first(plan, run, |coordinate| w[coordinate as usize]));
    state
}

/// The first numbers of the states behind w; `w` gives those of w itself.
pub fn first(plan: &Plan, run: &PlannedRun, w: impl Fn(u32) -> f64) -> Vec<f64> {
    run.host.start.values(|input| match input {
        FirstInput::W(place) => w(place),
        FirstInput::Host(input) => input.value(&run.settings, 0, plan.steps_of(run)),
    })
}

/// The state of a lane on a surface before its first step: a given one, else the rules' own at its start.
pub fn initial_state(plan: &Plan, lane: &Lane) -> Vec<f64> {
    let run = &plan.runs[lane.run];
    let own = || begun_at(plan, run, lane.start.point());
    lane.state.clone().unwrap_or_else(own)
}
