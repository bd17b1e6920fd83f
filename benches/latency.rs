//! What a student waits for: a new rule's first result, a dragged slider's next program, and the whole trace
//! after it. `cargo bench --bench latency`, one figure alone by name: `cargo bench --bench latency trace`.

use divan::Bencher;
use ravine::catalog;
use ravine::compile::{Plan, compile};
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::gpu::{Gpu, GpuEngine};
use ravine::engine::run;
use ravine::lang::Kind;
use ravine::lang::rule::Value;
use ravine::scene::{Experiment, Params, Problem, Reference, Run, Scene, Stage};
use std::fmt;
use std::sync::Arc;

fn main() {
    divan::main();
}

/// A rule of the catalog, as if a student had just written it.
struct Written {
    kind: Kind,
    id: &'static str,
    experiment: Experiment,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.id)
    }
}

fn written() -> impl Iterator<Item = Written> {
    let of_kind = |kind| catalog::entries(kind).iter().map(move |entry| (kind, entry));
    Kind::ALL.into_iter().flat_map(of_kind).map(|(kind, entry)| {
        let text = Reference::Source(entry.rule.source.clone());
        let mut experiment = Scene::on_surface("rosenbrock").experiment;
        experiment.steps = 1;
        experiment.runs = vec![Run::of("adam")];
        let run = &mut experiment.runs[0];
        match kind {
            Kind::Optimizer => run.optimizer = text,
            Kind::Schedule => run.schedule.name = text,
            Kind::Stage => {
                run.stages = vec![Stage {
                    name: text,
                    params: Params::new(),
                }]
            }
            Kind::Activation => {
                let network = r#"{"network": {"data": "moons", "layers": [2, 8, 2]}}"#;
                experiment.problem = serde_json::from_str(network).expect("a network");
                if let Problem::Network { network } = &mut experiment.problem {
                    network.activation = text;
                }
            }
            Kind::Surface => {
                experiment.problem = Problem::Surface {
                    surface: text,
                    params: Params::new(),
                }
            }
        }
        Written {
            kind,
            id: &entry.id,
            experiment,
        }
    })
}

fn planned(experiment: &Experiment) -> Arc<Plan> {
    let (plan, findings) = compile(experiment);
    Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")))
}

/// Parse, check, derive, lower, and one step on the CPU.
#[divan::bench(args = written())]
fn first_result(bencher: Bencher, written: &Written) {
    bencher.bench(|| {
        let plan = planned(&written.experiment);
        run(&mut CpuEngine::new(Precision::Single), plan).expect("the CPU engine does not fail")
    });
}

/// Eight optimizers on Rosenbrock's valley, all variables recorded, with a learning rate.
fn race(lr: f64) -> Experiment {
    let mut experiment = Scene::on_surface("rosenbrock").experiment;
    experiment.steps = 2000;
    let names = [
        "sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw", "radam", "lion",
    ];
    experiment.runs = names.map(Run::of).into();
    experiment.runs[4]
        .params
        .insert("lr".to_owned(), Value::Number(lr));
    experiment
}

/// 8 runs of 2,000 steps on the CPU engine.
#[divan::bench]
fn trace(bencher: Bencher) {
    let plan = planned(&race(0.01));
    let mut engine = CpuEngine::new(Precision::Single);
    bencher.bench_local(|| run(&mut engine, plan.clone()).expect("the CPU engine does not fail"));
}

/// The next program while the learning rate is dragged; a GPU has made no pipeline for it afterwards.
#[divan::bench]
fn dragged_rate(bencher: Bencher) {
    let mut rates = (1..).map(|i| 1e-5 * f64::from(i));
    let mut next = || race(rates.next().expect("endless"));
    bencher
        .with_inputs(&mut next)
        .bench_local_refs(|experiment| planned(experiment));
    match Gpu::open().map(GpuEngine::new) {
        Err(error) => println!("pipelines not counted: {error}"),
        Ok(mut gpu) => println!("new pipelines in 100 drags: {}", pipelines(&mut gpu, &mut next)),
    }
}

/// How many pipelines 100 drags make once the first scene was shown.
fn pipelines(gpu: &mut GpuEngine, mut next: impl FnMut() -> Experiment) -> usize {
    let mut drag = |steps| {
        let mut experiment = next();
        experiment.steps = steps;
        run(gpu, planned(&experiment)).expect("the GPU computes");
        gpu.pipelines_made()
    };
    let before = drag(10);
    (0..100).map(|_| drag(10)).last().unwrap_or(before) - before
}
