//! What is done with a text that may be anything: it is read, checked and compiled, and where that goes well
//! some steps are computed. Nothing may panic; the time it takes is for the caller to measure.

use ravine::compile::{Plan, compile, wgsl};
use ravine::engine::cpu::field::CpuSampler;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::field::Sampler;
use ravine::engine::{Engine, Poll};
use ravine::lang::limits::NODES;
use ravine::lang::{Kind, compile_rule};
use ravine::link;
use ravine::scene::{Problem, Reference, Run, Scene, Stage, file};
use ravine::trace::Grid;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A text of one of the three kinds that come from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// A rule.
    Rule(Kind, String),
    /// A scene's JSON.
    Scene(String),
    /// A link.
    Link(String),
}

/// How many steps are computed.
const STEPS: u32 = 3;
/// How long is computed at most, and in which slices.
const COMPUTING: Duration = Duration::from_millis(8);
const SLICE: Duration = Duration::from_millis(2);

/// Takes a text through the whole program. Gives what the program says of it; nothing where all is right.
pub fn try_out(text: &Text) -> Vec<String> {
    match text {
        Text::Rule(kind, text) => rule(*kind, text),
        Text::Scene(text) => scene(text),
        Text::Link(text) => link(text),
    }
}

/// A rule, alone and as part of a scene. What is wrong with it names a place in it.
fn rule(kind: Kind, text: &str) -> Vec<String> {
    let (_, checked, found) = compile_rule(kind, text);
    for diagnostic in &found {
        let (start, end) = (diagnostic.span.start, diagnostic.span.end);
        assert!(
            start <= end && end <= text.len().max(1),
            "{diagnostic:?} lies outside the text"
        );
        let _place = diagnostic.span.line_column(text);
    }
    assert!(checked.is_some() || !found.is_empty(), "no rule, and no reason");
    match checked {
        Some(_) => experiment(&scene_of(kind, text)),
        None => found.into_iter().map(|d| d.message).collect(),
    }
}

/// A scene that uses a rule.
fn scene_of(kind: Kind, text: &str) -> Scene {
    let own = || Reference::Source(text.to_owned());
    let mut scene = Scene::on_surface("rosenbrock");
    let mut run = Run::of("adam");
    match kind {
        Kind::Surface => {
            let params = Default::default();
            scene.experiment.problem = Problem::Surface {
                surface: own(),
                params,
            };
        }
        Kind::Activation => {
            let network = r#"{"network": {"data": "moons", "layers": [2, 2, 2]}}"#;
            scene.experiment.problem = serde_json::from_str(network).expect("a network");
            if let Problem::Network { network } = &mut scene.experiment.problem {
                network.activation = own();
            }
        }
        Kind::Optimizer => run.optimizer = own(),
        Kind::Schedule => run.schedule.name = own(),
        Kind::Stage => run.stages.push(Stage {
            name: own(),
            ..Stage::of("")
        }),
    }
    scene.experiment.runs.push(run);
    scene
}

/// A scene. One that can be read comes back from its own text.
fn scene(text: &str) -> Vec<String> {
    match file::parse("scene.json", text) {
        Ok(scene) => {
            let json = serde_json::to_string(&scene).expect("a scene is JSON");
            let again = file::parse("again.json", &json);
            assert_eq!(again.as_ref(), Ok(&scene), "a scene comes back from its text");
            experiment(&scene)
        }
        Err(message) => {
            assert!(message.to_string().starts_with("scene.json:"), "{message}");
            vec![message.to_string()]
        }
    }
}

/// A link. Its scene, if it has one, comes back from the link made of it.
fn link(text: &str) -> Vec<String> {
    match link::decode(text) {
        Ok(scene) => {
            let link = link::encode(&scene);
            assert_eq!(link::decode(&link), Ok(scene), "a scene comes back from its link");
            Vec::new()
        }
        Err(error) => vec![error.to_string()],
    }
}

fn experiment(scene: &Scene) -> Vec<String> {
    let (plan, findings) = compile(&scene.experiment);
    assert!(
        plan.is_some() || findings.iter().any(|f| f.is_error),
        "no plan, and no reason"
    );
    for finding in &findings {
        assert!(finding.pointer.starts_with("/experiment"), "{finding}");
    }
    if let Some(plan) = plan {
        for program in plan.surface().iter().flat_map(|surface| &surface.programs) {
            let operations = program.step.code.len();
            assert!(operations <= 2 * NODES, "{operations} operations a step");
        }
        let mut small = scene.clone();
        let experiment = &mut small.experiment;
        experiment.steps = experiment.steps.min(STEPS);
        experiment.starts.truncate(2);
        if let Problem::Network { network } = &mut experiment.problem {
            network.seeds = 1;
        }
        // With so few steps a fork from a later one is wrong by now.
        if let (Some(plan), _) = compile(&small.experiment) {
            steps(Arc::new(plan));
        }
    }
    findings.iter().map(ToString::to_string).collect()
}

/// Computes a plan as far as time allows, and samples its surface.
fn steps(plan: Arc<Plan>) {
    for program in plan.surface().iter().flat_map(|surface| &surface.programs) {
        let _text = wgsl::surface_trace(program);
    }
    let deadline = Instant::now() + COMPUTING;
    let mut engine = CpuEngine::new(Precision::Single);
    engine.submit(plan.clone());
    let mut poll = Poll::Busy;
    while matches!(poll, Poll::Busy) && Instant::now() < deadline {
        poll = engine.poll(SLICE);
    }
    if let Poll::Ready(trace) = poll {
        for run in &trace.runs {
            let names: BTreeSet<&str> = run.columns.iter().map(|c| c.name.as_str()).collect();
            assert_eq!(names.len(), run.columns.len(), "{:?}", run.label);
        }
    }
    if let Some(surface) = plan.surface() {
        let y = surface.domain.get(1).copied().unwrap_or_default();
        let grid = Grid {
            x: surface.domain[0],
            y,
            columns: 9,
            rows: 7,
        };
        let mut sampler = CpuSampler::default();
        sampler.submit(surface, grid);
        let _sampled = sampler.poll(SLICE);
    }
}
