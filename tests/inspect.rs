//! An inspection says of every name of every rule what the engine recorded, at every step.

use ravine::catalog;
use ravine::compile::Plan;
use ravine::compile::inspect::{Inspection, inspect};
use ravine::engine::cpu::Precision;
use ravine::engine::inspect::{Inspector, Recorded};
use ravine::lang::Kind;
use ravine::lang::rule::{StatementKind, Value};
use ravine::scene::{Fork, Params, Reference, Run, Scene, Schedule, Stage};
use ravine::trace::Trace;
use ravine_testing::scenes::{self, on_surface, plan};
use std::sync::Arc;

fn stage(name: &str) -> Stage {
    Stage {
        name: Reference::name(name),
        params: Params::new(),
    }
}

fn trace_of(plan: &Arc<Plan>) -> Trace {
    scenes::trace_of(plan.clone(), Precision::Double)
}

fn scene(runs: Vec<Run>) -> Scene {
    on_surface("rosenbrock", 40, runs)
}

/// The names that a rule assigns last in each line, with the prefix of their columns.
fn last_lines(inspection: &Inspection, run: &Run) -> Vec<(String, usize)> {
    let mut last: Vec<(String, usize)> = Vec::new();
    for (index, line) in inspection.lines.iter().enumerate() {
        let Some(statement) = inspection.statement(line) else {
            continue;
        };
        let StatementKind::Assign { target, .. } = &statement.kind else {
            continue;
        };
        let prefix = match inspection.rules[line.rule].rule.kind {
            Kind::Optimizer => String::new(),
            Kind::Schedule => "schedule.".to_owned(),
            Kind::Stage | Kind::Surface | Kind::Activation => match &run.stages[line.rule - 2].name {
                Reference::Name(id) => format!("{id}."),
                Reference::Source(_) => unreachable!("the stages here are the catalog's"),
            },
        };
        let name = format!("{prefix}{}", target.text);
        last.retain(|(known, _)| *known != name);
        last.push((name, index));
    }
    last
}

/// Compares all values with the recorded columns; how many columns there were.
fn compare(scene: &Scene) -> usize {
    let plan = plan(scene);
    let trace = trace_of(&plan);
    let mut compared = 0;
    for (place, run) in trace.runs.iter().enumerate() {
        let recorded = Recorded::of(&plan, &trace, place).expect("they belong together");
        let inspection = inspect(&scene.experiment, &plan, plan.lanes[place].run).expect("it compiles");
        let inspector = Inspector::new(&inspection, recorded.clone());
        let names = last_lines(&inspection, &scene.experiment.runs[run.run]);
        let columns = names
            .iter()
            .filter_map(|(name, line)| Some((run.column(name)?, *line)));
        for (column, line) in columns.filter(|(c, _)| !["g", "w"].contains(&c.name.as_str())) {
            let value = inspection.lines[line].value.clone();
            let places: Vec<usize> = value.collect();
            let series = inspector.over(&places);
            for k in recorded.steps() {
                let at = inspector.at(k).expect("it took this step");
                if line >= inspection.executed(&at) {
                    continue;
                }
                for (element, (&place, series)) in places.iter().zip(&series).enumerate() {
                    let wanted = column.entry(k)[element];
                    let close = |found: f64| {
                        found == wanted || (found - wanted).abs() <= 1e-12 * wanted.abs().max(1.0)
                    };
                    assert!(
                        close(at[place]) && close(series[k - recorded.steps().start]),
                        "{} of {} at {k}: {} instead of {wanted}",
                        column.name,
                        run.label,
                        at[place]
                    );
                }
            }
            compared += 1;
        }
    }
    compared
}

#[test]
fn every_optimizer_is_taken_apart_as_it_ran() {
    let optimizers = catalog::entries(Kind::Optimizer);
    let runs = optimizers.iter().map(|entry| Run::of(&entry.id)).collect();
    assert!(compare(&scene(runs)) > 60);
}

#[test]
fn every_schedule_is_taken_apart_as_it_ran() {
    let scheduled = |id: &str| {
        let mut run = Run::of("adam");
        run.schedule = Schedule {
            name: Reference::name(id),
            ..Schedule::default()
        };
        run
    };
    let schedules = catalog::entries(Kind::Schedule);
    let runs = schedules.iter().map(|entry| scheduled(&entry.id)).collect();
    assert!(compare(&scene(runs)) > 60);
}

#[test]
fn stages_stand_between_gradient_and_optimizer() {
    let mut run = Run::of("adam");
    run.stages = ["noise", "f16", "clip_norm"].map(stage).to_vec();
    // A first scale that overflows: some steps are skipped, and the count of steps is the lane's own.
    run.stages[1]
        .params
        .insert("init_scale".to_owned(), Value::Number(1e7));
    let scene = scene(vec![run]);
    assert!(compare(&scene) >= 14);
    let inspection = inspect(&scene.experiment, &plan(&scene), 0).expect("it compiles");
    let mut order: Vec<usize> = inspection.lines.iter().map(|l| l.rule).collect();
    order.dedup();
    assert_eq!(order, [0, 1, 2, 3, 4, 1]);
    assert!(inspection.lines.iter().any(|l| l.statement.is_none()));
}

#[test]
fn every_expression_has_its_value() {
    let scene = scene(vec![Run::of("adam")]);
    let inspection = inspect(&scene.experiment, &plan(&scene), 0).expect("it compiles");
    let plan = plan(&scene);
    let trace = trace_of(&plan);
    let recorded = Recorded::of(&plan, &trace, 0).expect("they belong together");
    let values = Inspector::new(&inspection, recorded.clone())
        .at(4)
        .expect("it took this step");
    let source = &inspection.optimizer().rule.source;
    let (line, _) = inspection.assignments("m_hat").next().expect("Adam has one");
    let named = |text: &str| {
        let part = line
            .parts
            .iter()
            .find(|p| &source[p.span.start..p.span.end] == text);
        values[part.unwrap_or_else(|| panic!("no {text}")).value.start]
    };
    for (text, wanted) in [
        ("bias_correction", 1.0),
        ("t", 5.0),
        ("beta1^t", 0.9f64.powi(5)),
        ("(1 - beta1^t)", 1.0 - 0.9f64.powi(5)),
        (
            "m / (1 - beta1^t)",
            trace.runs[0].number("m_hat", 4).expect("recorded"),
        ),
    ] {
        assert!((named(text) - wanted).abs() < 1e-12, "{text}: {}", named(text));
    }
}

#[test]
fn what_does_not_compile_or_does_not_belong_together_has_none() {
    let good = scene(vec![Run::of("adam")]);
    let (adam, sgd) = (plan(&good), plan(&scene(vec![Run::of("sgd")])));
    assert!(inspect(&scene(vec![Run::of("adma")]).experiment, &adam, 0).is_none());
    assert!(inspect(&scene(Vec::new()).experiment, &adam, 0).is_none());
    assert!(Recorded::of(&adam, &trace_of(&sgd), 0).is_none());
    assert!(Recorded::of(&adam, &trace_of(&adam), 1).is_none());
}

#[test]
fn a_fork_is_taken_apart_from_where_it_begins() {
    let mut fork = Run::of("adam");
    fork.from = Some(Fork { run: 0, step: 25 });
    let mut skipping = Run::of("sgd");
    skipping.stages = vec![stage("f16")];
    skipping.stages[0]
        .params
        .insert("init_scale".to_owned(), Value::Number(1e7));
    assert!(compare(&scene(vec![skipping, fork])) >= 4);
}
