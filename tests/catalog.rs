//! Every entry of the catalog: it is described, it parses, it compiles, and its WGSL is valid.

use ravine::catalog;
use ravine::compile::input::PointInput;
use ravine::compile::network::model::Network;
use ravine::compile::tape::Tape;
use ravine::compile::wgsl::network::{Seating, net_look, net_train};
use ravine::compile::{compile, wgsl};
use ravine::lang::rule::Scale;
use ravine::lang::{Checked, Kind};
use ravine::scene::{Experiment, Reference, Run, Scene, Stage};
use std::sync::Arc;

const OPTIMIZERS: &str = "sgd momentum momentum_ema nesterov nesterov_torch adagrad adadelta rmsprop rmsprop_centered \
    rmsprop_momentum adam adam_l2 adamw amsgrad adamax nadam nadam_torch radam lion adafactor adafactor_auto lamb lars \
    adabelief yogi sam";
const SCHEDULES: &str = "constant step multistep exponential linear polynomial cosine cosine_restarts inverse_sqrt noam \
    cyclic_triangular cyclic_triangular2 cyclic_exp_range one_cycle_cos one_cycle_linear one_cycle_linear_3phase \
    range_test";
const STAGES: &str = "clip_norm clip_value l2 noise f16 bf16";
const SURFACES: &str = "rosenbrock ravine bowl theta_squared beale himmelblau rastrigin ackley saddle monkey_saddle \
    three_hump_camel styblinski_tang goldstein_price plateau sharp_and_flat cliff";
const ACTIVATIONS: &str = "tanh relu gelu sigmoid silu leaky_relu elu softplus";

#[test]
fn the_promised_rules_are_there() {
    for (kind, names) in [
        (Kind::Optimizer, OPTIMIZERS),
        (Kind::Schedule, SCHEDULES),
        (Kind::Stage, STAGES),
        (Kind::Surface, SURFACES),
        (Kind::Activation, ACTIVATIONS),
    ] {
        for name in names.split_whitespace() {
            assert!(catalog::find(kind, name).is_some(), "{kind} {name}");
        }
    }
}

#[test]
fn every_rule_is_described_and_free_of_findings() {
    for kind in Kind::ALL {
        for entry in catalog::entries(kind) {
            let rule = &entry.rule;
            assert!(
                entry.diagnostics.is_empty(),
                "{}: {:?}",
                entry.id,
                entry.diagnostics
            );
            assert!(entry.checked.is_some(), "{}", entry.id);
            assert!(!rule.name.is_empty(), "{} has a name", entry.id);
            assert!(rule.paper.is_some(), "{} has a source", entry.id);
            assert!(
                rule.about.as_ref().is_some_and(|a| a.ends_with('.')),
                "{}: about is a sentence",
                entry.id
            );
            for param in &rule.params {
                assert!(
                    !param.about.is_empty(),
                    "{}: {} is described",
                    entry.id,
                    param.name.text
                );
                // Between 0.9 and 0.999 lies what matters of a decay.
                let decays = param.range.is_some_and(|(_, high)| (0.99..1.0).contains(&high));
                let fine = param.scale == Scale::NearOne;
                assert_eq!(decays, fine, "{}: {} is fine near 1", entry.id, param.name.text);
            }
            for parent in &rule.parents {
                assert!(
                    catalog::find(kind, &parent.text).is_some(),
                    "{}: parent {}",
                    entry.id,
                    parent.text
                );
            }
        }
    }
}

#[test]
fn parents_come_before_their_children() {
    for kind in Kind::ALL {
        let entries = catalog::entries(kind);
        for (place, entry) in entries.iter().enumerate() {
            for parent in &entry.rule.parents {
                let before = entries[..place].iter().any(|e| e.id == parent.text);
                assert!(before, "{} comes after {}", entry.id, parent.text);
            }
        }
    }
}

#[test]
fn every_surface_says_where_to_look_and_start() {
    for entry in catalog::entries(Kind::Surface) {
        let checked: &Checked = entry.checked.as_ref().expect("checked");
        assert_eq!(checked.domain.len(), checked.dimensions, "{}", entry.id);
        assert!(!checked.starts.is_empty(), "{}", entry.id);
    }
}

#[test]
fn every_preset_scene_compiles() {
    assert!(!catalog::scenes().is_empty());
    for (name, text) in catalog::scenes() {
        let scene: Scene = serde_json::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"));
        let (plan, findings) = compile(&scene.experiment);
        assert!(findings.is_empty(), "{name}: {findings:?}");
        assert!(!plan.expect("a plan").lanes.is_empty(), "{name}");
    }
}

fn validate(name: &str, experiment: &Experiment) {
    let (plan, findings) = compile(experiment);
    assert!(findings.iter().all(|f| !f.is_error), "{name}: {findings:?}");
    let plan = plan.expect("a plan");
    let surface = plan.surface().expect("a surface");
    let traces = surface.programs.iter().map(|p| wgsl::surface_trace(p));
    for text in traces.chain([wgsl::field(surface), wgsl::render_swarm(surface)]) {
        validate_text(name, &text);
    }
}

fn validate_text(name: &str, text: &str) {
    let module = naga::front::wgsl::parse_str(text)
        .unwrap_or_else(|e| panic!("{name}: {}\n{text}", e.emit_to_string(text)));
    let flags = naga::valid::ValidationFlags::all();
    let mut validator = naga::valid::Validator::new(flags, naga::valid::Capabilities::empty());
    validator
        .validate(&module)
        .unwrap_or_else(|e| panic!("{name}: {e:?}\n{text}"));
}

#[test]
fn the_wgsl_of_every_optimizer_on_every_surface_is_valid() {
    for surface in catalog::entries(Kind::Surface) {
        let mut scene = Scene::on_surface(&surface.id);
        let optimizers = catalog::entries(Kind::Optimizer);
        scene.experiment.runs = optimizers.iter().map(|e| Run::of(&e.id)).collect();
        validate(&surface.id, &scene.experiment);
    }
}

#[test]
fn the_wgsl_of_every_schedule_and_stage_is_valid() {
    let mut scene = Scene::on_surface("rosenbrock");
    for schedule in catalog::entries(Kind::Schedule) {
        let mut run = Run::of("adam");
        run.schedule.name = Reference::name(&schedule.id);
        scene.experiment.runs.push(run);
    }
    validate("schedules", &scene.experiment);
    scene.experiment.runs.clear();
    for stage in catalog::entries(Kind::Stage) {
        let mut run = Run::of("adam");
        run.stages.push(Stage::of(&stage.id));
        scene.experiment.runs.push(run);
    }
    validate("stages", &scene.experiment);
}

/// A network with an activation of the catalog.
fn network(activation: &str) -> Arc<Network> {
    let text = format!(
        r#"{{"experiment": {{"problem": {{"network": {{"data": "moons", "layers": [2, 3, 2], "activation": "{activation}"}}}},
            "runs": [{{"optimizer": "sgd"}}]}}}}"#
    );
    let scene: Scene = serde_json::from_str(&text).expect("a scene");
    let (plan, findings) = compile(&scene.experiment);
    assert!(findings.is_empty(), "{activation}: {findings:?}");
    plan.and_then(|plan| plan.network().cloned()).expect("a network")
}

#[test]
fn the_wgsl_of_every_activation_is_valid() {
    for entry in catalog::entries(Kind::Activation) {
        let network = network(&entry.id);
        for seating in [Seating::Group, Seating::Alone] {
            validate_text(&entry.id, &net_train(&network, &network.programs[0], seating));
        }
        validate_text(&entry.id, &net_look(&network).0);
    }
}

/// What a tape gives of one number, in f32.
fn computed(tape: &Tape<PointInput>, z: f32) -> Vec<f32> {
    let mut places: Vec<f32> = tape.inputs.iter().map(|_| z).collect();
    places.extend(tape.constants.iter().map(|&c| c as f32));
    for instruction in &tape.code {
        let arguments = instruction.arguments.map(|a| places[a as usize]);
        places.push(instruction.op.value(arguments));
    }
    tape.outputs
        .iter()
        .map(|&output| places[output as usize])
        .collect()
}

#[test]
fn every_activation_has_a_value_and_a_derivative_for_every_sum() {
    for entry in catalog::entries(Kind::Activation) {
        let tape = &network(&entry.id).activation.tape;
        let magnitudes = (-40..=60).map(|e| 2f32.powi(e)).chain([0.0]);
        for z in magnitudes.flat_map(|z| [z, -z]) {
            let values = computed(tape, z);
            assert!(
                values.iter().all(|x| x.abs() < 2e18),
                "{} at {z}: {values:?}",
                entry.id
            );
        }
    }
}

#[test]
fn runs_that_differ_in_values_alone_share_a_program() {
    let mut scene = Scene::on_surface("rosenbrock");
    for lr in [0.1, 0.01, 0.001] {
        let mut run = Run::of("adam");
        run.params
            .insert("lr".to_owned(), ravine::lang::rule::Value::Number(lr));
        scene.experiment.runs.push(run);
    }
    scene.experiment.runs[2].schedule.name = Reference::name("cosine");
    let (plan, _) = compile(&scene.experiment);
    let plan = plan.expect("a plan");
    assert_eq!(
        plan.surface().map_or(0, |surface| surface.programs.len()),
        1,
        "lr and its schedule never enter the lanes' program"
    );
}
