//! Says of each run of a trace that stopped why it did, from its recorded states.

use super::fork::state_at;
use super::moment::Moment;
use super::verdict::{loses_the_loss, stopped, stopped_by_loss};
use crate::compile::input::StepInput;
use crate::compile::trial::Trial;
use crate::compile::{Lane, Plan};
use crate::lang::column;
use crate::real::Real;
use crate::trace::{RunTrace, Trace};

/// Puts the reasons into the trace of a plan on a surface.
pub(super) fn explain(plan: &Plan, trace: &mut Trace) {
    for (place, lane) in plan.lanes.iter().enumerate() {
        if let Some(trial) = plan.runs[lane.run].trial() {
            match trace.single {
                true => explain_run::<f32>(plan, lane, trial, &mut trace.runs, place),
                false => explain_run::<f64>(plan, lane, trial, &mut trace.runs, place),
            }
        }
    }
}

fn explain_run<R: Real>(plan: &Plan, lane: &Lane, trial: &Trial, runs: &mut [RunTrace], place: usize) {
    let every = plan.every(&plan.runs[lane.run]);
    let (state, k) = match runs[place].diverged_at {
        Some(at) => {
            let k = at / every - 1;
            (state_at(plan, runs, place, k), k)
        }
        // Behind the last step there is only the loss, which needs w alone.
        None => (runs[place].point(lane.until * every).to_vec(), lane.until),
    };
    let planned = &plan.runs[lane.run];
    let moment = Moment {
        settings: &planned.settings,
        seed: planned.seed,
        replicate: lane.replicate,
        step: k,
        steps: plan.steps_of(planned),
    };
    let read = |input: StepInput| moment.read(input, |place| state[place]);
    let (run, step) = (&mut runs[place], (k + 1) * every);
    let is_lost = loses_the_loss::<R>(trial, &read);
    match run.diverged_at {
        Some(_) => run.stopped = Some(stopped::<R>(trial, &read, step)),
        None if is_lost => run.stopped = Some(stopped_by_loss::<R>(trial, &read, step)),
        None => {}
    }
    if is_lost {
        let loss = run
            .columns
            .iter_mut()
            .filter(|column| column.name == column::LOSS);
        loss.flat_map(|column| column.values.iter_mut().skip(k))
            .for_each(|value| *value = f64::NAN);
    }
}
