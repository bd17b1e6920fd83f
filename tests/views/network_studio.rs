//! The studio's features on networks: forks, links, files, the presenter view.

use crate::network::{MOONS, app, image};
use crate::{PHONE, WIDE, open, press};
use egui::accesskit::Role;
use egui::{Key, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::app::give::export::Export;
use ravine::lang::rule::Value;
use ravine::link;
use ravine::scene::Fork;
use ravine::scene::network::Batch;
use ravine::trace::RunTrace;

fn loss(run: &RunTrace) -> &[f64] {
    &run.column("loss").expect("a loss").values
}

#[test]
fn a_run_is_forked_at_the_step_shown_and_goes_on_by_itself() {
    let mut harness = app(MOONS, 40);
    harness.state_mut().session.scene.view.step = 17;
    harness.run();
    press(&mut harness, "Fork from here");
    let session = &harness.state().session;
    assert!(session.findings.is_empty(), "{:?}", session.findings);
    let fork = &session.scene.experiment.runs[2];
    assert_eq!(fork.from, Some(Fork { run: 1, step: 17 }));
    assert_eq!(session.trace.runs[2].label, "Adam from 17");
    assert_eq!(
        loss(&session.trace.runs[2]),
        loss(&session.trace.runs[1]),
        "nothing was changed yet"
    );
    let rate = Value::Number(0.3);
    harness.state_mut().session.scene.experiment.runs[2]
        .params
        .insert("lr".to_owned(), rate);
    harness.run();
    let runs = &harness.state().session.trace.runs;
    assert_eq!(loss(&runs[2])[..=17], loss(&runs[1])[..=17], "the past is shared");
    assert_ne!(loss(&runs[2])[19..], loss(&runs[1])[19..]);
    let slider = harness.get_by_role_and_label(Role::Slider, "Fork step of Adam from 17");
    slider.focus();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.run();
    let from = harness.state().session.scene.experiment.runs[2].from;
    assert!(from.is_some_and(|fork| fork.step > 17), "{from:?}");
    for tab in ["Inspect tab", "Layers tab", "Accuracy tab"] {
        press(&mut harness, tab);
    }
    press(&mut harness, "Undo");
}

#[test]
fn a_link_holds_all_of_a_network() {
    let network = r#"{"data": {"csv": "a,b,kind\n0,1,x\n1,0,y\n0.5,0.2,x\n0.1,0.4,y\n", "standardize": true},
        "layers": [2, 3, 2], "activation": "gelu", "batch": "full", "validation": 0, "seeds": 3,
        "precision": {"gradients": "bf16"}, "record": {"every": 3}}"#;
    let mut harness = app(network, 12);
    press(&mut harness, "Share");
    let shown = harness.get_by_role_and_label(Role::TextInput, "Link").value();
    let decoded = link::decode(&shown.expect("the link")).expect("it is a link");
    assert_eq!(decoded, harness.state().session.scene);
    let again = open(WIDE, Theme::Dark, Session::on_cpu(decoded));
    let [before, after] = [&harness, &again].map(|harness| &harness.state().session.trace.runs);
    assert_eq!(before, after, "the same scene gives the same numbers");
}

#[test]
fn every_file_can_be_saved_of_a_network() {
    let mut harness = app(MOONS, 12);
    let save = |harness: &mut egui_kittest::Harness<ravine::app::App>, what| {
        let file = harness
            .state_mut()
            .file(what)
            .unwrap_or_else(|e| panic!("{what:?}: {e}"));
        assert!(file.bytes.len() > 100, "{what:?}");
        file.bytes
    };
    for what in Export::ALL {
        save(&mut harness, what);
    }
    let csv = String::from_utf8(save(&mut harness, Export::Csv)).expect("text");
    assert_eq!(csv.lines().next(), Some("run,step,variable,element,value"));
    let trace = harness.state().session.trace.clone();
    let wanted: usize = trace
        .runs
        .iter()
        .flat_map(|r| &r.columns)
        .map(|c| c.values.len())
        .sum();
    assert_eq!(csv.lines().count(), wanted + 1, "a line a number");
    for (variable, run, step, element) in [
        ("loss", 1, 12, 0),
        ("val_loss", 0, 4, 0),
        ("w", 1, 7, 40),
        ("w_norms", 0, 3, 5),
    ] {
        let column = trace.runs[run].column(variable).expect("it is recorded");
        let value = column.entry(step)[element] as f32;
        let line = format!("{run},{step},{variable},{element},{value}");
        assert!(csv.lines().any(|l| l == line), "{line}");
    }
}

#[test]
fn the_presenter_view_has_the_data_and_the_timeline() {
    for size in [WIDE, PHONE] {
        let mut harness = open(
            size,
            Theme::Dark,
            Session::on_cpu(crate::network::scene(MOONS, 30)),
        );
        harness.key_press(Key::P);
        harness.run();
        harness.run();
        assert!(harness.query_by_label("Add run").is_none());
        let (picture, screen) = (
            image(&harness, "Data and predictions"),
            harness.ctx.content_rect(),
        );
        assert!(
            picture.width() > 0.9 * screen.width() - 24.0,
            "{picture:?} in {screen:?}"
        );
        assert!(
            picture.height() > 0.7 * screen.height() - 60.0,
            "{picture:?} in {screen:?}"
        );
        let before = harness.state().session.scene.view.step;
        press(&mut harness, "Step back");
        assert_eq!(harness.state().session.scene.view.step, before - 1);
        harness.key_press(Key::Escape);
        harness.run();
        harness.get_by_label("Add run");
    }
}

/// Presses what may stand below the panel's end.
fn turn(harness: &mut Harness<App>, name: &str) {
    harness.get_by_label(name).scroll_to_me();
    harness.run();
    press(harness, name);
}

#[test]
fn a_run_gets_settings_of_its_own_and_gives_them_back() {
    let mut harness = app(MOONS, 40);
    turn(&mut harness, "Own training of Adam");
    turn(&mut harness, "Add a setting of Adam");
    turn(&mut harness, "Own batch size");
    turn(&mut harness, "Add a setting of Adam");
    turn(&mut harness, "Own seed");
    let own = |harness: &Harness<App>| harness.state().session.scene.experiment.runs[1].training.clone();
    let given = own(&harness);
    assert_eq!(
        (given.batch, given.seed),
        (Some(Batch::Of(32)), Some(2)),
        "as the others have it, but for the seed"
    );
    let slider = harness.get_by_role_and_label(Role::Slider, "Batch size of Adam");
    slider.focus();
    harness.run();
    harness.key_press(Key::ArrowLeft);
    harness.run();
    assert!(
        matches!(own(&harness).batch, Some(Batch::Of(size)) if size < 32),
        "{:?}",
        own(&harness)
    );
    let session = &harness.state().session;
    assert!(session.findings.is_empty(), "{:?}", session.findings);
    assert!(
        session.scene.experiment.runs[0].training.is_default(),
        "the other run stays"
    );
    let network = session.plan().and_then(|plan| plan.network_of(1).cloned());
    assert_eq!(
        network.map(|network| Batch::Of(network.batch as u32)),
        own(&harness).batch
    );
    turn(&mut harness, "Drop own batch size of Adam");
    turn(&mut harness, "Drop own seed of Adam");
    assert!(own(&harness).is_default());
}

#[test]
fn a_batch_of_a_runs_own_that_is_too_large_is_said_at_its_row() {
    let mut harness = app(MOONS, 40);
    harness.state_mut().session.scene.experiment.runs[1]
        .training
        .batch = Some(Batch::Of(5000));
    harness.run();
    harness.get_by_label_contains("5000 samples x 1 micro-batches are more than");
}
