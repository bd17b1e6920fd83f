//! Networks: the data and what a run says of them, the charts of training, the controls.

use crate::{PHONE, WIDE, controls, name, open, press};
use egui::accesskit::Role;
use egui::{Modifiers, Pos2, Theme, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::scene::network::{Batch, Format, Init, Network};
use ravine::scene::{Reference, Scene};

/// A scene on a network, from its JSON, with two runs.
pub fn scene(network: &str, steps: u32) -> Scene {
    let runs = r#"[{"label": "SGD", "optimizer": "sgd", "params": {"lr": 0.3}},
        {"label": "Adam", "optimizer": "adam", "params": {"lr": 0.02},
         "stages": [{"name": "clip_norm", "params": {"max_norm": 0.2}}]}]"#;
    let text = format!(
        r#"{{"experiment": {{"problem": {{"network": {network}}}, "steps": {steps}, "runs": {runs}}},
             "view": {{"selected": 1, "step": {steps}}}}}"#
    );
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e} in {text}"))
}

pub const MOONS: &str = r#"{"data": "moons", "layers": [2, 8, 8, 2]}"#;
pub const TABLE: &str = r#"{"data": {"csv": "x,y,kind\n1,2,a\n2,1,b\n0,3,a\n3,0,b\n1,3,a\n",
    "read": {"header": true, "label": 3}}, "layers": [2, 4, 2], "batch": "full"}"#;
pub const DIGITS: &str = r#"{"data": {"name": "digits", "size": 300}, "layers": [64, 16, 10]}"#;

/// Room for long lists.
pub const TALL: Vec2 = vec2(1440.0, 1900.0);

pub fn app(network: &str, steps: u32) -> Harness<'static, App> {
    open(WIDE, Theme::Dark, Session::on_cpu(scene(network, steps)))
}

pub fn network<'a>(harness: &'a Harness<App>) -> &'a Network {
    let problem = &harness.state().session.scene.experiment.problem;
    problem.network().expect("the problem is a network")
}

pub fn image(harness: &Harness<App>, name: &str) -> egui::Rect {
    harness.get_by_role_and_label(Role::Image, name).rect()
}

/// Something of the summary above the data.
pub fn says(harness: &Harness<App>, part: &str) -> bool {
    harness.query_all_by_label_contains(part).next().is_some()
}

#[test]
fn the_data_stand_where_a_surface_would_with_how_well_they_are_told_apart() {
    let mut harness = app(MOONS, 300);
    let middle = image(&harness, "Data and predictions");
    assert!(middle.width() > 400.0, "{middle:?}");
    assert!(says(&harness, "Adam: training"), "the selected run");
    let at_the_end = said(&harness);
    assert!(
        at_the_end > 90.0,
        "{at_the_end} % of the training samples are told rightly"
    );
    harness.state_mut().session.scene.view.step = 0;
    harness.run();
    assert!(
        said(&harness) < at_the_end,
        "before the first step it knows nothing"
    );
    press(&mut harness, "Run SGD");
    assert!(says(&harness, "SGD: training"));
}

/// A text on screen.
pub fn text(harness: &Harness<App>, part: &str) -> String {
    let node = harness.get_by_label_contains(part);
    let node = node.accesskit_node();
    node.label().or_else(|| node.value()).unwrap_or_default()
}

/// The percentage of training samples that are told rightly.
fn said(harness: &Harness<App>) -> f64 {
    let label = text(harness, ": training ");
    let (_, rest) = label.split_once(": training ").expect("the summary");
    rest.split(" %")
        .next()
        .and_then(|n| n.parse().ok())
        .expect("a percentage")
}

#[test]
fn the_pointer_reads_probabilities() {
    let mut harness = app(MOONS, 60);
    let middle = image(&harness, "Data and predictions");
    harness.hover_at(middle.center());
    harness.run();
    let text = text(&harness, "p(class 1) =");
    let share = |class: &str| -> f64 {
        let (_, rest) = text.split_once(class).expect("both classes");
        rest.split(" %")
            .next()
            .and_then(|n| n.trim().parse().ok())
            .expect("a share")
    };
    assert!(
        (share("p(class 0) =") + share("p(class 1) =") - 100.0).abs() < 0.2,
        "{text}"
    );
}

#[test]
fn one_feature_is_fitted_by_a_curve() {
    let mut harness = app(r#"{"data": "sine", "layers": [1, 12, 1]}"#, 200);
    let middle = image(&harness, "Data and predictions");
    assert!(says(&harness, "training loss"));
    harness.hover_at(middle.center());
    harness.run();
    harness.get_by_label_contains("f(x) = ");
    press(&mut harness, "Accuracy tab");
    image(&harness, "Accuracy chart");
}

#[test]
fn digits_are_shown_with_what_is_read() {
    let mut harness = app(DIGITS, 8);
    image(&harness, "Data and predictions");
    let read = |harness: &Harness<App>, part: &str| {
        harness
            .query_all_by_label_contains(part)
            .filter(|n| name(n).len() < 20)
            .count()
    };
    let (right, wrong) = (read(&harness, "read rightly"), read(&harness, "read as"));
    assert!(right > 5 && wrong > 0, "{right} right, {wrong} wrong");
    press(&mut harness, "Mistakes only");
    assert_eq!(read(&harness, "read rightly"), 0);
    assert_eq!(read(&harness, "read as"), wrong);
    assert!(harness.state().session.scene.view.learning.mistakes);
    press(&mut harness, "Training images");
    assert!(harness.state().session.scene.view.learning.training);
}

#[test]
fn a_click_draws_a_point_and_a_button_clears_them() {
    let mut harness = app(MOONS, 30);
    let middle = image(&harness, "Data and predictions");
    click(&mut harness, middle.center(), Modifiers::NONE);
    assert_eq!(
        network(&harness).data.points,
        None,
        "clicks add nothing by themselves"
    );
    press(&mut harness, "Draw points");
    press(&mut harness, "Draw class 1");
    click(&mut harness, middle.center(), Modifiers::NONE);
    let points = |harness: &Harness<App>| network(harness).data.points.clone().expect("points");
    assert_eq!(points(&harness).len(), 401);
    assert_eq!(points(&harness)[400][2], 1.0);
    click(&mut harness, middle.center(), Modifiers::SHIFT);
    assert_eq!(points(&harness).len(), 400, "shift takes it away");
    press(&mut harness, "Clear all points");
    assert!(points(&harness).is_empty());
    for (class, x) in [("Draw class 0", -60.0), ("Draw class 2", 60.0)] {
        press(&mut harness, class);
        for y in [-40.0, 0.0, 40.0] {
            click(&mut harness, middle.center() + vec2(x, y), Modifiers::NONE);
        }
    }
    assert_eq!(points(&harness).len(), 6);
    assert_eq!(
        network(&harness).layers,
        [2, 8, 8, 2],
        "two classes are told apart"
    );
    let left: Vec<f64> = points(&harness).iter().map(|p| p[2]).collect();
    assert_eq!(left, [0.0, 0.0, 0.0, 2.0, 2.0, 2.0]);
    assert!(errors(&harness).is_empty(), "{:?}", errors(&harness));
    press(&mut harness, "Undo");
    assert_eq!(points(&harness).len(), 5);
}

fn click(harness: &mut Harness<App>, at: Pos2, modifiers: Modifiers) {
    for pressed in [true, false] {
        harness.event_modifiers(
            egui::Event::PointerButton {
                pos: at,
                button: egui::PointerButton::Primary,
                pressed,
                modifiers,
            },
            modifiers,
        );
    }
    harness.hover_at(at);
    harness.run();
    // The next click is no double click.
    harness.run_steps(60);
}

fn errors(harness: &Harness<App>) -> Vec<String> {
    let findings = harness.state().session.findings.iter();
    findings
        .filter(|f| f.is_error)
        .map(|f| f.message.clone())
        .collect()
}

#[test]
fn training_stands_against_validation_with_its_early_stop() {
    let mut harness = app(MOONS, 200);
    image(&harness, "Training and validation loss chart");
    for control in ["Steps averaged", "Patience"] {
        harness.get_by_role_and_label(Role::SpinButton, control);
    }
    press(&mut harness, "Accuracy tab");
    image(&harness, "Accuracy chart");
    press(&mut harness, "Gradient tab");
    image(&harness, "Gradient norm before and after stages chart");
    press(&mut harness, "More charts");
    harness.get_by_label("Layers tab");
    assert!(
        harness.query_by_label("Distance tab").is_none(),
        "what needs a surface is not listed"
    );
    for tab in ["Bias correction tab", "Effective step tab", "Inspect tab"] {
        harness.get_by_label(tab);
    }
}

#[test]
fn every_setting_of_a_network_has_a_control_that_works() {
    let mut harness = open(TALL, Theme::Dark, Session::on_cpu(scene(MOONS, 20)));
    press(&mut harness, "More of the network");
    harness.run_steps(30);
    choose(&mut harness, "Activation", "ReLU");
    choose(&mut harness, "Gradients", "f16");
    choose(&mut harness, "Initial weights", "He");
    press(&mut harness, "Forgot to divide");
    press(&mut harness, "Weight decay on matrices only");
    press(&mut harness, "Add hidden layer");
    press(&mut harness, "Remove hidden layer 1");
    press(&mut harness, "Full batch");
    let changed = network(&harness);
    assert_eq!(changed.activation, Reference::name("relu"));
    assert_eq!(changed.precision.gradients, Format::F16);
    assert_eq!(changed.init, Init::He);
    assert!(changed.accumulate.forgot_to_divide);
    assert_eq!(changed.layers, [2, 8, 8, 2]);
    assert!(matches!(changed.batch, Batch::Full(_)));
    for control in [
        "Samples",
        "Noise",
        "Held back for validation",
        "Seeds",
        "Label smoothing",
        "Micro-batches a step",
        "Dropout",
        "Kept for a test",
    ] {
        harness.get_by_role_and_label(Role::Slider, control);
    }
    assert!(errors(&harness).is_empty(), "{:?}", errors(&harness));
    let mut names: Vec<String> = controls(&harness).iter().map(name).collect();
    names.sort();
    let repeated: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(repeated.is_empty(), "{repeated:?}");
}

fn choose(harness: &mut Harness<App>, list: &str, entry: &str) {
    harness.get_by_role_and_label(Role::ComboBox, list).click();
    harness.run();
    harness.get_by_label(entry).click();
    harness.run();
}

#[test]
fn an_activation_is_read_and_forked_like_any_rule() {
    let mut harness = app(MOONS, 20);
    press(&mut harness, "Read the activation");
    harness.run();
    let field = harness.get_by_role_and_label(Role::MultilineTextInput, "Rule text");
    assert!(field.value().is_some_and(|text| text.contains("a = tanh(z)")));
    press(&mut harness, "Fork rule");
    harness.run();
    let Reference::Source(own) = &network(&harness).activation else {
        panic!("{:?}", network(&harness).activation);
    };
    assert!(
        own.contains("\"My tanh\"") && own.contains("parents tanh"),
        "{own}"
    );
    assert!(errors(&harness).is_empty(), "{:?}", errors(&harness));
    harness.get_by_label("Edit the activation");
}

#[test]
fn networks_stand_beside_surfaces_in_the_top_bar() {
    let mut harness = open(TALL, Theme::Dark, crate::session("race"));
    choose(&mut harness, "Surface", "Circles");
    assert_eq!(network(&harness).layers, [2, 8, 8, 2]);
    assert!(errors(&harness).is_empty(), "{:?}", errors(&harness));
    image(&harness, "Data and predictions");
    choose(&mut harness, "Data set", "Handwritten digits");
    assert_eq!(network(&harness).layers, [64, 8, 8, 10]);
    assert!(errors(&harness).is_empty(), "{:?}", errors(&harness));
    choose(&mut harness, "Data set", "Himmelblau");
    image(&harness, "Loss surface");
    assert!(errors(&harness).is_empty(), "{:?}", errors(&harness));
}

#[test]
fn a_bad_table_is_told_by_line_and_the_scene_goes_on() {
    let mut harness = app(MOONS, 20);
    let remote = harness.state().remote();
    remote.open_file(
        "good.csv",
        Ok(b"a,b,kind\n1,2,x\n2,1,y\n0,3,x\n3,0,y\n1,3,x\n".to_vec()),
    );
    harness.run();
    assert_eq!(network(&harness).layers, [2, 8, 8, 2]);
    assert!(network(&harness).data.csv.is_some() && errors(&harness).is_empty());
    remote.open_file("bad.csv", Ok(b"1,2,0\n2,oops,1\n".to_vec()));
    harness.run();
    harness.get_by_label_contains("line 2: `oops` is not a number");
    let kept = network(&harness).data.csv.clone().expect("a table");
    assert!(kept.contains("kind"), "the table before goes on");
    let field = harness.get_by_role_and_label(Role::MultilineTextInput, "Table");
    field.focus();
    harness.run();
    harness
        .get_by_role_and_label(Role::MultilineTextInput, "Table")
        .type_text("1,2\n");
    harness.run();
    assert!(errors(&harness)[0].contains("line "), "{:?}", errors(&harness));
    image(&harness, "Data and predictions");
}

#[test]
fn a_schedule_may_count_epochs() {
    let mut scene = scene(MOONS, 40);
    scene.experiment.runs[1].schedule.name = ravine::scene::Reference::name("exponential");
    let mut harness = open(TALL, Theme::Dark, Session::on_cpu(scene));
    let changes = |harness: &Harness<App>| {
        let run = &harness.state().session.trace.runs[1];
        let rates = &run.column("lr").expect("a learning rate").values;
        rates.windows(2).filter(|pair| pair[0] != pair[1]).count()
    };
    let by_step = changes(&harness);
    press(&mut harness, "Count epochs in the schedule of Adam");
    let unit = harness.state().session.scene.experiment.runs[1].schedule.unit;
    assert_eq!(unit, ravine::scene::Unit::Epochs);
    let by_epoch = changes(&harness);
    assert!(
        0 < by_epoch && by_epoch < by_step / 2,
        "{by_epoch} and {by_step} changes"
    );
}

#[test]
fn a_phone_shows_a_network() {
    let harness = open(PHONE, Theme::Light, Session::on_cpu(scene(MOONS, 30)));
    let middle = image(&harness, "Data and predictions");
    assert!(middle.height() > 300.0, "{middle:?}");
    for control in controls(&harness) {
        let rect = control.rect();
        let inside = rect.left() >= 0.0 && rect.right() <= PHONE.x;
        assert!(inside, "{}: {rect:?}", name(&control));
    }
}

#[test]
fn repetitions_are_shown_one_at_a_time() {
    let seeds = r#"{"data": "moons", "layers": [2, 4, 2], "seeds": 5}"#;
    let mut harness = app(seeds, 40);
    harness.get_by_role_and_label(Role::SpinButton, "Seed shown");
    let first = said(&harness);
    let mut others = Vec::new();
    for seed in 1..5 {
        harness.state_mut().session.scene.view.learning.seed = seed;
        harness.run();
        others.push(said(&harness));
    }
    assert!(others.iter().any(|o| *o != first), "{first} and {others:?}");
}
