//! The factors of the step, as they are found in the texts of the real rules.

use crate::stage::{SIDE, on_stage, preset, press};
use egui::Theme;
use egui_kittest::kittest::Queryable as _;
use ravine::compile::inspect::{Inspection, inspect};
use ravine::engine::cpu::Precision;
use ravine::engine::inspect::{Inspector, Recorded};
use ravine::scene::{Reference, Run, Scene};
use ravine::view::Computed;
use ravine::view::xray::factors::{Part, terms};
use ravine_testing::scenes::computed;

fn apart(run: Run) -> (Computed, Inspection) {
    let mut scene = Scene::on_surface("rosenbrock");
    scene.experiment.steps = 30;
    scene.experiment.runs = vec![run];
    let computed = computed(&scene.experiment, Precision::Single);
    let inspection = inspect(&computed.experiment, &computed.plan, 0).expect("it compiles");
    (computed, inspection)
}

#[test]
fn steps_are_split_into_terms_and_factors() {
    for (id, wanted) in [
        ("sgd", &["lr · g"][..]),
        ("adam", &["lr / (sqrt(v_hat) + eps) · m_hat"]),
        ("adagrad", &["lr / (sqrt(v) + eps) · g"]),
        ("adadelta", &["lr · sqrt(u + eps) / sqrt(v + eps) · g"]),
        (
            "adamw",
            &["lr / (sqrt(v_hat) + eps) · m_hat", "lr · weight_decay · w"],
        ),
        ("lion", &["lr · update", "lr · weight_decay · w"]),
        (
            "lamb",
            &[
                "lr · ratio / (sqrt(v_hat) + eps) · m_hat",
                "lr · weight_decay · ratio · w",
            ],
        ),
        ("lars", &["v"]),
        ("nesterov_torch", &["lr · g", "lr · beta · v"]),
    ] {
        let (_, inspection) = apart(Run::of(id));
        let found: Vec<String> = terms(&inspection).iter().map(|t| t.text()).collect();
        assert_eq!(found, wanted, "{id}");
    }
}

#[test]
fn a_shrinking_w_is_a_term_too() {
    let mut run = Run::of("sgd");
    run.optimizer =
        Reference::Source("param lr = 0.01\nparam decay = 0.1\nw *= 1 - lr*decay\nw = w - lr*g".to_owned());
    let (_, inspection) = apart(run);
    let found: Vec<String> = terms(&inspection).iter().map(|t| t.text()).collect();
    assert_eq!(found, ["lr · decay · w", "lr · g"]);
}

#[test]
fn the_factors_multiply_to_the_step() {
    for id in [
        "adam",
        "adamw",
        "lamb",
        "adadelta",
        "lion",
        "adafactor",
        "radam",
        "rmsprop_momentum",
    ] {
        let (computed, inspection) = apart(Run::of(id));
        let recorded = Recorded::of(&computed.plan, &computed.trace, 0).expect("they belong together");
        let inspector = Inspector::new(&inspection, recorded);
        let run = &computed.trace.runs[0];
        for k in [0, 7, 29] {
            let values = inspector.at(k).expect("it took this step");
            let step: f64 = terms(&inspection)
                .iter()
                .map(|term| {
                    let value = |place: &std::ops::Range<usize>| values[place.end - 1];
                    let factors = term.factors.iter();
                    factors.fold(1.0, |product, f| match f.divides {
                        true => product / value(&f.value),
                        false => product * value(&f.value),
                    })
                })
                .sum();
            let moved = run.point(k)[1] - run.point(k + 1)[1];
            assert!(
                (step - moved).abs() < 1e-6,
                "{id} at {k}: {step} instead of {moved}"
            );
        }
    }
}

#[test]
fn the_learning_rate_comes_before_what_adapts_it() {
    let (_, inspection) = apart(Run::of("adam"));
    let parts: Vec<Part> = terms(&inspection)[0].factors.iter().map(|f| f.part).collect();
    assert_eq!(parts, [Part::Nominal, Part::Adaptive, Part::Direction]);
}

#[test]
fn the_view_tells_each_factor_and_offers_each_term() {
    let mut scene = preset("adamw_vs_l2");
    let adamw = |r: &Run| r.optimizer == Reference::name("adamw");
    let place = scene.experiment.runs.iter().position(adamw);
    scene.view.selected = place.expect("AdamW is in it");
    scene.view.step = 5;
    let mut harness = on_stage("xray", scene, SIDE, Theme::Dark);
    harness.get_by_label("Effective step chart");
    harness.get_by_label_contains("/ (sqrt(v_hat) + eps)");
    press(&mut harness, "Term");
    press(&mut harness, "lr · weight_decay · w");
    harness.get_by_label_contains("· weight_decay");
}
