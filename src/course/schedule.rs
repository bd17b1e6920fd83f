//! A schedule over its true number of steps, such as the million of a case study, without a run.

use crate::compile::{Plan, compile};
use crate::engine::host;
use crate::lang::Kind;
use crate::lang::rule::Value;
use crate::scene::{Experiment, Params, Problem, Reference, Run, Scene};

/// What the run is on: a schedule does not see it.
const SURFACE: &str = "f = x^2";

/// The plan of one run over so many steps, for its schedule alone: on the simplest surface, without stages
/// and past. None where it does not compile.
pub fn alone(run: &Run, steps: u32) -> Option<Plan> {
    let experiment = Experiment {
        problem: Problem::surface(Reference::Source(SURFACE.to_owned())),
        steps,
        runs: vec![Run {
            from: None,
            stages: Vec::new(),
            ..run.clone()
        }],
        ..Scene::on_surface("").experiment
    };
    compile(&experiment).0
}

/// The learning rate that a run's schedule gives in a step, from 1, of so many.
pub fn rate(run: &Run, step: usize, steps: u32) -> Option<f64> {
    let lr = run.params.get("lr").or(default_rate(run).as_ref())?.clone();
    // The rule matters only by its rate, and the simplest one records least.
    let plain = Run {
        optimizer: Reference::name("sgd"),
        params: Params::from([("lr".to_owned(), lr)]),
        ..run.clone()
    };
    let plan = alone(&plain, steps)?;
    let rates = host::recorded(&plan, plan.runs.first()?, "lr", std::iter::once(step - 1))?;
    rates.first().copied()
}

fn default_rate(run: &Run) -> Option<Value> {
    let rule = run.optimizer.rule(Kind::Optimizer)?;
    rule.param("lr").map(|lr| lr.default.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Warmup;

    /// BERT's schedule: a rise over 10,000 of a million steps to 1e-4, then a straight line to 0
    /// (arXiv:1810.04805).
    #[test]
    fn a_million_steps_are_sampled_at_once() {
        let mut run = Run::of("adam");
        run.params.insert("lr".to_owned(), Value::Number(1e-4));
        run.schedule.name = Reference::name("linear");
        run.schedule.warmup = Some(Warmup {
            steps: 10_000,
            start: 0.0,
            first: 1,
        });
        for (step, wanted) in [(12, 1.2e-7), (10_000, 1e-4), (505_001, 5e-5)] {
            let found = rate(&run, step, 1_000_000).expect("it compiles");
            assert!((found / wanted - 1.0).abs() < 1e-3, "step {step}: {found}");
        }
    }
}
