//! Tools beside the cards: calculators, the atlas, the drill.

use crate::{PHONE, SMALL, open, press, session};
use egui::accesskit::Role;
use egui::{Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::app::rules::Rules;
use ravine::app::study::calculators::Calculators;
use ravine::scene::Reference;

struct Page {
    calculators: Calculators,
    rules: Rules,
    session: Session,
}

impl eframe::App for Page {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.session.submit(ui.ctx());
        let plan = self.session.plan().cloned();
        let scene = &self.session.scene;
        self.calculators.show(ui, &mut self.rules, scene, plan.as_deref());
    }
}

fn page(calculator: &str, scene: &str, theme: Theme) -> Harness<'static, Page> {
    let mut calculators = Calculators::default();
    calculator.clone_into(&mut calculators.chosen);
    let page = Page {
        calculators,
        rules: Rules::default(),
        session: session(scene),
    };
    let mut harness = Harness::builder()
        .with_size(vec2(340.0, 900.0))
        .with_theme(theme)
        .build_eframe(|cc| {
            ravine::app::controls::theme::install(&cc.egui_ctx);
            page
        });
    harness.run();
    harness
}

fn shows(harness: &Harness<Page>, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

fn choose(harness: &mut Harness<Page>, list: &str, entry: &str) {
    harness.get_by_role_and_label(Role::ComboBox, list).click();
    harness.run();
    harness.get_by_label(entry).click();
    harness.run();
}

#[test]
fn memory_is_counted_from_a_model_and_a_rule() {
    let mut harness = page("memory", "race", Theme::Dark);
    // 16 bytes for each of 6.74e9 parameters.
    assert!(shows(&harness, "107.8 GB"), "AdamW of Llama-2-7B");
    assert!(shows(&harness, "times what a device holds"));
    choose(&mut harness, "Model", "BERT-large");
    assert!(shows(&harness, "2.681 GB"), "m and v of BERT-large");
    assert!(
        harness
            .query_by_label("Micro batch of Memory of training")
            .is_some(),
        "a transformer has activations"
    );
    choose(&mut harness, "Model", "ResNet-50");
    assert!(
        harness
            .query_by_label("Micro batch of Memory of training")
            .is_none(),
        "no formula fits"
    );
    choose(&mut harness, "Model", "A number of parameters");
    assert!(
        shows(&harness, "112 GB"),
        "7e9 parameters where nothing else is said"
    );
    assert!(
        harness.query_by_label("Optimizer").is_none(),
        "what is kept is typed then"
    );
}

#[test]
fn a_window_says_how_long_a_start_is_felt() {
    let harness = page("window", "race", Theme::Light);
    for line in ["1000 steps", "3043", "2375"] {
        assert!(shows(&harness, line), "{line}");
    }
}

#[test]
fn the_network_on_screen_is_counted_too() {
    let mut harness = page("memory", "net_moons", Theme::Dark);
    choose(&mut harness, "Model", "The network on screen");
    assert!(shows(&harness, "Bytes per parameter"));
    let counted = harness
        .state()
        .session
        .plan()
        .and_then(|plan| plan.network())
        .map(|n| n.layers.len());
    assert!(counted.is_some_and(|layers| layers > 2));
}

#[test]
#[ignore = "draws pictures for people: cargo test --test views -- --ignored calculators"]
fn calculators_are_drawn() {
    for theme in [Theme::Dark, Theme::Light] {
        for id in ["memory", "window"] {
            let mut harness = page(id, "race", theme);
            let picture = harness.render().expect("there is a renderer");
            let path = format!("target/pictures/calculator-{id}-{theme:?}.png");
            picture.save(path).expect("target can be written");
        }
    }
}

#[test]
fn tools_stand_beside_the_cards_and_the_atlas_adds_a_rule_to_the_runs() {
    let mut harness = open(SMALL, Theme::Dark, session("race"));
    press(&mut harness, "Study");
    press(&mut harness, "Calculators");
    assert!(
        harness
            .query_by_role_and_label(Role::ComboBox, "Calculator")
            .is_some()
    );
    press(&mut harness, "Contents");
    press(&mut harness, "Atlas");
    let runs = |harness: &Harness<App>| harness.state().session.scene.experiment.runs.len();
    let before = runs(&harness);
    press(&mut harness, "Add Adagrad to the runs");
    assert_eq!(runs(&harness), before + 1);
    let added = harness
        .state()
        .session
        .scene
        .experiment
        .runs
        .last()
        .map(|r| r.optimizer.clone());
    assert_eq!(added, Some(Reference::Name("adagrad".to_owned())));
}

#[test]
#[ignore = "draws pictures for people: cargo test --test views -- --ignored atlas"]
fn the_atlas_is_drawn() {
    for (theme, size) in [(Theme::Dark, SMALL), (Theme::Light, PHONE)] {
        let mut harness = open(size, theme, session("race"));
        press(&mut harness, if size == PHONE { "Study tab" } else { "Study" });
        press(&mut harness, "Atlas");
        crate::pictures::draw(&mut harness, &format!("atlas-{theme:?}"));
    }
}

fn said(harness: &Harness<App>, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

#[test]
fn the_drill_shows_an_answer_level_by_level_and_asks_on() {
    let mut harness = open(SMALL, Theme::Dark, session("race"));
    press(&mut harness, "Study");
    press(&mut harness, "Drill");
    assert!(said(&harness, "What does bias correction do in Adam"));
    assert!(
        harness.query_by_label("I had it").is_none(),
        "first an answer, then its grade"
    );
    press(&mut harness, "Show what to say");
    assert!(said(&harness, "averages start at zero") && !said(&harness, "On a steady gradient m is"));
    press(&mut harness, "Show why");
    assert!(said(&harness, "On a steady gradient m is"));
    // A long answer stands above its grades.
    harness.get_by_label("I had it").scroll_to_me();
    harness.run();
    press(&mut harness, "I had it");
    assert!(
        said(&harness, "When are they too short?"),
        "all is shown once it is graded"
    );
    assert!(said(&harness, "in the boxes 0 · 1 · 0 · 0 · 0"));
    press(&mut harness, "Next question");
    assert!(!said(&harness, "What does bias correction do in Adam"));
}

#[test]
fn a_number_is_judged_by_the_drill_itself() {
    let mut harness = open(SMALL, Theme::Dark, session("race"));
    press(&mut harness, "Study");
    press(&mut harness, "Drill");
    harness.get_by_role_and_label(Role::ComboBox, "Topic").click();
    harness.run();
    press(&mut harness, "Fresh numbers");
    assert!(said(&harness, "billion parameters"));
    harness.get_by_label("Your guess").focus();
    harness.run();
    harness.event(egui::Event::Text("1".to_owned()));
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert!(said(&harness, "in the boxes 1 · 0 · 0 · 0 · 0"), "it comes again");
    press(&mut harness, "Next question");
    assert!(said(&harness, "how many devices"));
}
