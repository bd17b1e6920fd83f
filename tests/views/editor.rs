//! The editor of rules: reading, forking, writing, and what becomes of the runs.

use crate::{PHONE, WIDE, app, controls, name, open, press, session};
use egui::accesskit::Role;
use egui::{Key, Modifiers, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::app::App;
use ravine::scene::{Problem, Reference, Scene, file};

/// The text in the editor.
fn text(harness: &Harness<App>) -> String {
    let field = harness.get_by_role_and_label(Role::MultilineTextInput, "Rule text");
    field.value().unwrap_or_default()
}

/// Puts another text into the editor, as by hand.
fn write(harness: &mut Harness<App>, text: &str) {
    harness.get_by_label("Rule text").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run();
    harness.run();
}

fn scene<'a>(harness: &'a Harness<App>) -> &'a Scene {
    &harness.state().session.scene
}

fn optimizer<'a>(harness: &'a Harness<App>, run: usize) -> &'a Reference {
    &scene(harness).experiment.runs[run].optimizer
}

fn loss(harness: &Harness<App>, run: usize, step: usize) -> Option<f64> {
    harness.state().session.trace.runs[run].number("loss", step)
}

#[test]
fn a_built_in_rule_is_read_and_not_changed() {
    let mut harness = app();
    press(&mut harness, "Read the optimizer of SGD");
    assert!(text(&harness).contains("w -= lr * g"));
    let before = scene(&harness).clone();
    write(&mut harness, "w -= g");
    assert_eq!(scene(&harness), &before);
    harness.get_by_label_contains("Fork it to change it");
    assert!(harness.query_by_label("Delete rule").is_none());
}

#[test]
fn a_fork_runs_as_it_is_written_and_the_last_good_text_while_it_is_wrong() {
    let mut harness = app();
    press(&mut harness, "Fork the optimizer of SGD");
    harness.run();
    let forked = text(&harness);
    assert!(forked.contains("name      \"My SGD\"") && forked.contains("parents sgd"));
    assert_eq!(optimizer(&harness, 0), &Reference::Source(forked.clone()));
    assert_eq!(
        scene(&harness).experiment.runs[0].label.as_deref(),
        Some("My SGD")
    );
    let (before, other) = (loss(&harness, 0, 50), loss(&harness, 1, 50));

    write(&mut harness, &forked.replace("lr * g", "0.5*lr * h"));
    harness.get_by_label_contains(": Unknown name `h`; known here: `lr`, ");
    harness.get_by_label("Until this is mended the last good text goes on running.");
    assert_eq!(loss(&harness, 0, 50), before);
    assert_eq!(optimizer(&harness, 0), &Reference::Source(forked.clone()));

    let mended = forked.replace("lr * g", "0.5*lr * g");
    write(&mut harness, &mended);
    assert_eq!(optimizer(&harness, 0), &Reference::Source(mended));
    assert_ne!(loss(&harness, 0, 50), before);
    assert_eq!(loss(&harness, 1, 50), other, "the other runs are as they were");

    press(&mut harness, "Undo");
    harness.run();
    assert_eq!(text(&harness), forked, "the editor follows");
    press(&mut harness, "Undo");
    harness.run();
    assert_eq!(optimizer(&harness, 0), &Reference::name("sgd"));
}

#[test]
fn an_unfinished_text_outlives_the_editor() {
    let mut harness = app();
    press(&mut harness, "Fork the optimizer of SGD");
    harness.run();
    write(&mut harness, "name \"My SGD\"\nw -= ");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Rule text").is_none());
    press(&mut harness, "Edit the optimizer of My SGD");
    harness.run();
    assert_eq!(text(&harness), "name \"My SGD\"\nw -= ");
    harness.get_by_label_contains("the line ends here").click();
    harness.run();
    assert!(harness.get_by_label("Rule text").accesskit_node().is_focused());
}

#[test]
fn a_formula_is_a_surface() {
    for (size, opened) in [(WIDE, "Write a formula…"), (PHONE, "Write a formula…")] {
        let mut harness = open(size, Theme::Dark, session("race"));
        press(&mut harness, "Surface");
        harness.get_by_label(opened).scroll_to_me();
        harness.run();
        press(&mut harness, opened);
        harness.run();
        let formula = "x^2 + 10*sin(3*y)";
        assert_eq!(text(&harness), formula);
        let trace = harness.state().session.trace.clone();
        let (start, loss) = (trace.runs[0].start.point(), trace.runs[0].number("loss", 0));
        let wanted = start[0] * start[0] + 10.0 * (3.0 * start[1]).sin();
        assert!(
            (loss.expect("a loss") - wanted).abs() < 1e-4,
            "{loss:?} is not {wanted}"
        );
        write(&mut harness, "x^2");
        assert_eq!(harness.state().session.trace.runs[0].start.point().len(), 1);
        let json = serde_json::to_string(scene(&harness)).expect("JSON");
        assert_eq!(file::parse::<Scene>("scene", &json).as_ref(), Ok(scene(&harness)));
    }
}

#[test]
fn a_rule_is_printed_as_in_a_paper_beside_its_text() {
    for size in [WIDE, PHONE] {
        let mut harness = open(size, Theme::Light, session("race"));
        harness.get_by_label("Read the optimizer of SGD").scroll_to_me();
        harness.run();
        press(&mut harness, "Fork the optimizer of SGD");
        harness.run();
        press(&mut harness, "Formula tab");
        harness.get_by_role_and_label(Role::Image, "Formula w -= lr * g");
        press(&mut harness, "Changes tab");
        assert!(harness.query_by_label("Formula w -= lr * g").is_none());
    }
    let mut harness = open(PHONE, Theme::Dark, session("race"));
    press(&mut harness, "Learn tab");
    harness.get_by_role_and_label(Role::Image, "Formula lr = base_lr");
    harness
        .get_by_label("Formula of the schedule Constant")
        .scroll_to_me();
    harness.run();
    press(&mut harness, "Formula of the schedule Constant");
    harness.run_steps(30);
    assert!(harness.query_by_label("Formula lr = base_lr").is_none());
}

#[test]
fn own_rules_are_renamed_offered_reverted_and_deleted() {
    let mut harness = app();
    press(&mut harness, "Fork the optimizer of SGD");
    harness.run();
    let forked = text(&harness);
    harness
        .get_by_role_and_label(Role::TextInput, "Name of the rule")
        .focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text("Half \"step\"".to_owned()));
    harness.run();
    harness.run();
    assert!(text(&harness).contains("name      \"Half step\""));
    assert_eq!(
        scene(&harness).experiment.runs[0].label.as_deref(),
        Some("Half step")
    );
    write(
        &mut harness,
        &forked
            .replace("My SGD", "Half step")
            .replace("lr * g", "lr/2 * g"),
    );
    press(&mut harness, "Changes tab");
    harness.get_by_label("Against SGD: 3 added, 2 taken out");
    harness.get_by_label("Added: w -= lr/2 * g");
    harness.get_by_label("Taken out: w -= lr * g");

    press(&mut harness, "Close the editor");
    press(&mut harness, "Run Adam");
    press(&mut harness, "Optimizer of Adam");
    harness.get_by_label("Half step").scroll_to_me();
    harness.run();
    press(&mut harness, "Half step");
    assert_eq!(
        optimizer(&harness, 3),
        optimizer(&harness, 0),
        "it is offered to other runs"
    );
    press(&mut harness, "Edit the optimizer of Half step 2");
    harness.run();
    press(&mut harness, "Revert");
    harness.run();
    assert_eq!(text(&harness), forked.replace("My SGD", "Half step"));
    assert_eq!(
        optimizer(&harness, 3),
        optimizer(&harness, 0),
        "one rule, however often it is used"
    );
    press(&mut harness, "Delete rule");
    harness.run();
    assert_eq!(
        [0, 3].map(|run| optimizer(&harness, run).clone()),
        [(); 2].map(|()| Reference::name("sgd"))
    );
    press(&mut harness, "Optimizer of SGD 2");
    assert!(harness.query_by_label("Your own").is_none());
}

#[test]
fn parameters_that_a_text_no_longer_has_are_left_out() {
    let mut harness = app();
    press(&mut harness, "Run Adam");
    press(&mut harness, "Fork the optimizer of Adam");
    harness.run();
    let rate = &mut harness.state_mut().session.scene.experiment.runs[3].params;
    rate.insert("eps".to_owned(), ravine::lang::rule::Value::Number(0.5));
    harness.run();
    write(&mut harness, "param lr = 0.1\nw -= lr*g");
    assert!(!scene(&harness).experiment.runs[3].params.contains_key("eps"));
    assert!(harness.state().session.findings.is_empty());
}

#[test]
fn schedules_stages_and_surfaces_are_read_and_forked() {
    let mut harness = app();
    press(&mut harness, "Fork the schedule of SGD");
    harness.run();
    assert!(text(&harness).contains("lr = base_lr"));
    press(&mut harness, "Read the surface");
    harness.run();
    press(&mut harness, "Fork rule");
    harness.run();
    let Problem::Surface { surface, .. } = &scene(&harness).experiment.problem else {
        panic!("a surface");
    };
    assert!(matches!(surface, Reference::Source(source) if source.contains("My Rosenbrock")));
    press(&mut harness, "Gradient stages of SGD");
    harness.run();
    press(&mut harness, "Add a gradient stage to SGD");
    press(&mut harness, "Clip by norm");
    harness.get_by_label("Read the stage 1 of SGD").scroll_to_me();
    harness.run();
    press(&mut harness, "Read the stage 1 of SGD");
    harness.run();
    assert!(text(&harness).contains("max_norm"));
}

#[test]
fn with_the_editor_open_every_control_has_a_name_and_a_phone_shows_it_all() {
    for size in [WIDE, PHONE] {
        let mut harness = open(size, Theme::Dark, session("race"));
        harness.get_by_label("Fork the optimizer of SGD").scroll_to_me();
        harness.run();
        press(&mut harness, "Fork the optimizer of SGD");
        harness.run();
        let mut names: Vec<String> = controls(&harness).iter().map(name).collect();
        assert!(names.iter().all(|n| !n.is_empty()), "{names:?}");
        names.sort();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all, "{names:?}");
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, size);
        for control in [
            "Name of the rule",
            "Fork rule",
            "Revert",
            "Delete rule",
            "Close the editor",
        ] {
            let rect = harness.get_by_label(control).rect();
            assert!(screen.contains_rect(rect), "{control}: {rect:?}");
        }
        let field = harness.get_by_label("Rule text").rect().intersect(screen);
        assert!(field.height() > 120.0, "{field:?}");
    }
}

#[test]
fn a_rule_is_explained_at_every_stage_and_esc_leads_back_to_its_text() {
    let mut harness = app();
    press(&mut harness, "Read the optimizer of SGD");
    press(&mut harness, "Explain");
    harness.run();
    let page = |harness: &Harness<App>| {
        let field = harness.get_by_role_and_label(Role::MultilineTextInput, "Explanation");
        field.value().unwrap_or_default()
    };
    assert!(page(&harness).contains("9  w -= lr * g"), "{}", page(&harness));
    press(&mut harness, "Graph");
    harness.run();
    assert!(page(&harness).contains("9: w -= lr * g"), "{}", page(&harness));
    harness.key_press(Key::Escape);
    harness.run();
    harness.run();
    assert!(harness.query_by_label("Explanation").is_none());
    assert!(text(&harness).contains("w -= lr * g"), "the editor is still open");
}

#[test]
fn a_word_of_the_language_is_looked_up_beside_the_text() {
    let mut harness = app();
    press(&mut harness, "Read the optimizer of SGD");
    press(&mut harness, "Language tab");
    harness.run();
    harness.get_by_label("Functions");
    harness.get_by_label("Search the language").focus();
    harness.run();
    harness.event(egui::Event::Text("clamp".to_owned()));
    harness.run();
    harness.run();
    harness.get_by_label("clamp(a, b, c)");
    harness.get_by_label("clamp(5, 0, 1)  is 1");
}
