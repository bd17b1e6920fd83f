//! Sharing, files, the presenter view.

use crate::{PHONE, WIDE, alone, app, open, press, scene, session};
use egui::accesskit::Role;
use egui::{Key, OutputCommand, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::give::share::Share;
use ravine::code::{Library, program};
use ravine::link;
use ravine::scene::{Reference, Run};

/// Presses a button, after which a text is on the clipboard.
fn copies(harness: &mut Harness<App>, button: &str, shown: &str) {
    harness.get_by_label(button).click();
    harness.step();
    let commands = &harness.output().platform_output.commands;
    let copied = |command: &OutputCommand| matches!(command, OutputCommand::CopyText(text) if text == shown);
    assert!(commands.iter().any(copied), "{button}");
    harness.run();
}

#[test]
fn the_link_is_shown_and_copied() {
    let mut harness = app();
    press(&mut harness, "Share");
    let field = harness.get_by_role_and_label(Role::TextInput, "Link");
    let shown = field.value().expect("the link");
    assert_eq!(link::decode(&shown).as_ref(), Ok(&harness.state().session.scene));
    copies(&mut harness, "Copy link", &shown);
    harness.get_by_label("Copied");
    press(&mut harness, "Close");
    assert!(harness.query_by_label("Copied").is_none());
}

#[test]
fn a_page_has_a_code_unless_the_link_is_too_long() {
    let mut long = scene("race");
    for length in 0..40 {
        let mut run = Run::of("sgd");
        // Words that deflate badly.
        run.optimizer = Reference::Source(
            (0..200)
                .map(|i| format!("{} ", (i * 7919 + length * 104_729) % 65_521))
                .collect(),
        );
        long.experiment.runs.push(run);
    }
    for (scene, page, expected) in [
        (scene("race"), Some("https://example.org/"), "QR code of the link"),
        (
            long,
            Some("https://example.org/"),
            "The link is too long for a QR code: a camera could not read so fine a one.",
        ),
        (
            scene("race"),
            None,
            "Put it behind the address of a Ravine page, or give it to `ravine open`.",
        ),
    ] {
        let mut share = Share::of(&scene, None, page);
        let harness = alone(WIDE, move |ui| {
            share.show(ui.ctx());
        });
        harness.get_by_label(expected);
    }
}

#[test]
fn the_presenter_view_has_only_the_picture_and_the_timeline() {
    for (size, scale) in [(WIDE, 1.5), (PHONE, 1.0)] {
        let mut harness = open(size, Theme::Dark, session("race"));
        harness.key_press(Key::P);
        harness.run();
        harness.run();
        assert_eq!(harness.ctx.zoom_factor(), scale);
        assert!(harness.query_by_label("Add run").is_none());
        let picture = harness.get_by_label("Loss surface").rect();
        let screen = harness.ctx.content_rect();
        assert!(
            picture.width() > 0.95 * screen.width() - 24.0 && picture.height() > 0.8 * screen.height() - 60.0
        );
        press(&mut harness, "Step forward");
        assert_eq!(harness.state().session.scene.view.step, 1);
        harness.key_press(Key::Escape);
        harness.run();
        harness.get_by_label("Add run");
        assert_eq!(harness.ctx.zoom_factor(), 1.0);
    }
}

#[test]
fn the_light_on_the_pointer_goes_out_and_the_screen_rests() {
    let mut harness = app();
    harness.key_press(Key::P);
    harness.run();
    harness.hover_at(egui::pos2(300.0, 300.0));
    harness.run_steps(150);
    let frames = harness.run();
    assert!(frames <= 2, "{frames}");
}

#[test]
fn a_dropped_file_is_opened_or_refused() {
    let mut wanted = scene("warmup");
    wanted.view.step = 5;
    let json = serde_json::to_string(&wanted).expect("JSON");
    for (name, text, message) in [
        ("scene.json", json.clone(), None),
        ("link.txt", link::encode(&wanted), None),
        (
            "wrong.json",
            json.replace("steps", "stops"),
            Some("unknown field `stops`"),
        ),
        (
            "picture.png",
            "\u{1}PNG".to_owned(),
            Some("picture.png:1:1: error: expected value"),
        ),
    ] {
        let file = Dropped(name.into(), text.into_bytes());
        let mut harness = app();
        harness.input_mut().dropped_files.push(std::sync::Arc::new(file));
        harness.run();
        harness.run();
        let opened = harness.state().session.scene == wanted;
        assert_eq!(opened, message.is_none(), "{name}");
        if let Some(message) = message {
            harness.get_by_label_contains(message);
        }
    }
}

#[derive(Debug)]
struct Dropped(std::path::PathBuf, Vec<u8>);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Ok(self.1.clone())
    }
}

#[test]
fn a_run_is_shown_as_a_program_and_copied() {
    let mut harness = app();
    press(&mut harness, "Export");
    press(&mut harness, "Code");
    let program = |harness: &Harness<App>| {
        let field = harness.get_by_role_and_label(Role::MultilineTextInput, "Program");
        field.value().unwrap_or_default()
    };
    assert!(program(&harness).contains("torch.optim.SGD([w], lr=0.001)"));
    press(&mut harness, "optax tab");
    let shown = program(&harness);
    assert!(
        shown.contains("optimizer = optax.sgd(0.001)\n")
            && shown.contains("f = (a - x)**2 + b*(y - x**2)**2")
    );
    copies(&mut harness, "Copy code", &shown);
    press(&mut harness, "PyTorch tab");
    press(&mut harness, "Run of the code");
    press(&mut harness, "Lion");
    harness.get_by_label("PyTorch has no Lion in this form.");
    press(&mut harness, "Close");
    assert!(harness.query_by_label("Run of the code").is_none());
}

#[test]
fn a_networks_program_is_cut_short_on_screen_and_copied_whole() {
    let mut harness = crate::network::app(r#"{"data": "moons", "layers": [2, 8, 2]}"#, 20);
    press(&mut harness, "Export");
    press(&mut harness, "Code");
    let field = harness.get_by_role_and_label(Role::MultilineTextInput, "Program");
    let shown = field.value().unwrap_or_default();
    assert!(shown.contains("# ... and 310 rows more\n"), "{shown}");
    harness.get_by_label_contains("what is copied or saved has them whole");
    let scene = &harness.state().session.scene;
    let whole = program(&scene.experiment, scene.view.selected, Library::Torch).expect("a program");
    assert!(whole.len() > 3 * shown.len());
    copies(&mut harness, "Copy code", &whole);
}
