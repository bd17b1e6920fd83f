//! Selections: cards and scenes of one's own in one's own order, kept, stepped through and shared.

use crate::presenter::{course, key};
use crate::{PHONE, SMALL, press, scene, session};
use egui::{Key, Theme, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::study::kept::{GoOn, Shelf};
use ravine::course::selection::{Entry, Own, Selection};
use ravine::link;
use ravine::scene::Scene;
use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    static TEXTS: RefCell<HashMap<String, String>> = RefCell::default();
}

/// A shelf that the pages of one test share.
const SHELF: Shelf = Shelf {
    read: |name| TEXTS.with(|texts| texts.borrow().get(name).cloned()),
    write: |name, text| TEXTS.with(|texts| drop(texts.borrow_mut().insert(name.to_owned(), text.to_owned()))),
};

fn page(size: Vec2, go_on: GoOn) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(Theme::Dark)
        .with_max_steps(400)
        .build_eframe(|cc| {
            App::with(&cc.egui_ctx, session("race"))
                .of_course(course())
                .reading_on(SHELF, go_on)
        });
    harness.run();
    harness
}

fn follow(harness: &mut Harness<App>, link: &str) {
    harness.state().remote().open_link(link);
    harness.run();
    harness.run();
}

fn card(harness: &Harness<App>) -> Option<&'static str> {
    harness.state().study.card().map(|card| card.id.as_str())
}

fn is_there(harness: &Harness<App>, name: &str) -> bool {
    harness.query_by_label(name).is_some()
}

/// Entries of a kept selection, as they are written.
fn kept(title: &str) -> Option<Vec<String>> {
    let text = (SHELF.read)("selections.json")?;
    let all: HashMap<String, Vec<Entry>> = serde_json::from_str(&text).expect("they are JSON");
    let entries = all.get(title)?.iter().map(|entry| match entry {
        Entry::Card(id) => id.clone(),
        Entry::Own(own) => own.title.clone(),
    });
    Some(entries.collect())
}

fn mine(title: &str, note: &str) -> Entry {
    Entry::Own(Own {
        link: link::encode(&scene("warmup")),
        title: title.to_owned(),
        note: note.to_owned(),
    })
}

#[test]
fn a_shared_one_is_stepped_through_in_its_order_and_says_what_is_missing() {
    let mut harness = page(SMALL, GoOn::No);
    follow(&mut harness, "#l=sel:Week+3:first/three,no/such,first/one");
    assert_eq!(card(&harness), Some("first/three"));
    harness.get_by_label("“Week 3” opens without the card `no/such`: there is no such thing here.");
    for (pressed, wanted) in [
        (Key::P, "first/three"),
        (Key::PageDown, "first/one"),
        (Key::PageDown, "first/one"),
        (Key::PageUp, "first/three"),
        (Key::PageUp, "first/three"),
    ] {
        key(&mut harness, pressed);
        assert_eq!(card(&harness), Some(wanted), "{pressed:?}");
    }
    key(&mut harness, Key::Escape);
    press(&mut harness, "Contents");
    press(&mut harness, "Selection: Week 3");
    assert!(is_there(&harness, "no/such (missing)") || is_there(&harness, "Stop: no/such (missing)"));
    assert_eq!(kept("Week 3"), None, "what is looked at is not kept");
    press(&mut harness, "Keep this selection");
    assert_eq!(
        kept("Week 3"),
        Some(vec!["first/three".into(), "no/such".into(), "first/one".into()])
    );
    press(&mut harness, "The course's order");
    press(&mut harness, "Back to the card");
    press(&mut harness, "Previous card");
    assert_eq!(card(&harness), Some("first/two"), "the course has another order");
    follow(&mut harness, "#l=sel:Week+3:first/two");
    assert_eq!(
        kept("Week 3").map(|e| e.len()),
        Some(3),
        "another one of that title takes no place"
    );
    press(&mut harness, "Contents");
    assert!(is_there(&harness, "Selection: Week 3") && is_there(&harness, "Selection: Week 3 (2)"));
    follow(&mut harness, "#l=sel:Week+4");
    harness.get_by_label_contains("The selection cannot be opened: one is written");
}

#[test]
fn cards_are_picked_ordered_renamed_and_shared() {
    let mut harness = page(SMALL, GoOn::No);
    harness.state_mut().open_card("first/one");
    harness.run();
    press(&mut harness, "Pick…");
    press(&mut harness, "Add to a new selection");
    assert_eq!(card(&harness), Some("first/one"), "the card stays in sight");
    harness.state_mut().open_card("first/two");
    harness.run();
    press(&mut harness, "Pick…");
    press(&mut harness, "Add to “My selection”");
    assert_eq!(
        kept("My selection"),
        Some(vec!["first/one".into(), "first/two".into()])
    );
    press(&mut harness, "Contents");
    press(&mut harness, "Selection: My selection");
    press(&mut harness, "Move up: The second card");
    press(&mut harness, "Add this scene");
    assert_eq!(
        kept("My selection"),
        Some(vec![
            "first/two".into(),
            "first/one".into(),
            "A scene of mine".into()
        ])
    );
    press(&mut harness, "Remove: The first card");
    press(&mut harness, "Add the open card");
    press(&mut harness, "Move down: A scene of mine");
    assert_eq!(
        kept("My selection"),
        Some(vec![
            "first/two".into(),
            "first/two".into(),
            "A scene of mine".into()
        ])
    );
    let field = harness.get_by_label("Title of the selection");
    field.focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.run();
    harness.get_by_label("Title of the selection").type_text("Week 5");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.run();
    assert_eq!(
        (kept("My selection"), kept("Week 5").map(|e| e.len())),
        (None, Some(3))
    );
    press(&mut harness, "Share this selection");
    assert!(harness.query_by_label("Link").is_some());
    press(&mut harness, "Close");
    press(&mut harness, "Delete this selection");
    assert_eq!(kept("Week 5"), None);
    press(&mut harness, "Bring it back");
    assert_eq!(kept("Week 5").map(|e| e.len()), Some(3));
}

#[test]
fn own_scenes_stand_between_cards_with_title_and_note() {
    for size in [SMALL, PHONE] {
        let mut harness = page(size, GoOn::No);
        let before = harness.state().session.scene.clone();
        let selection = Selection {
            title: "Mixed".to_owned(),
            entries: vec![
                mine("A warmup for Adam", "Look at the first steps."),
                Entry::Card("first/two".to_owned()),
                mine("The same again", ""),
            ],
        };
        follow(&mut harness, &selection.link());
        key(&mut harness, Key::P);
        assert!(is_there(&harness, "A warmup for Adam") && is_there(&harness, "Look at the first steps."));
        assert_eq!(
            harness.state().session.scene.experiment,
            scene("warmup").experiment
        );
        key(&mut harness, Key::N);
        assert!(is_there(&harness, "Next: The second card"));
        key(&mut harness, Key::N);
        key(&mut harness, Key::PageDown);
        assert_eq!(card(&harness), Some("first/two"));
        key(&mut harness, Key::PageDown);
        assert_eq!(card(&harness), None);
        assert!(is_there(&harness, "The same again"));
        key(&mut harness, Key::PageUp);
        key(&mut harness, Key::PageUp);
        key(&mut harness, Key::Escape);
        harness.get_by_label("Keep this selection").scroll_to_me();
        harness.run();
        press(&mut harness, "Keep this selection");
        harness.get_by_label("Note of the scene").focus();
        harness.run();
        harness.get_by_label("Note of the scene").type_text("Now! ");
        harness.run();
        let text = (SHELF.read)("selections.json").unwrap_or_default();
        assert!(text.contains("Now! "), "{text}");
        harness.get_by_label("Leave Study").scroll_to_me();
        harness.run();
        press(&mut harness, "Leave Study");
        let now = &harness.state().session.scene;
        assert_eq!(now.experiment, before.experiment, "the scene before is back");
        TEXTS.with(|texts| texts.borrow_mut().clear());
    }
}

#[test]
fn two_pages_keep_what_each_has_picked() {
    let mut one = page(SMALL, GoOn::No);
    let mut other = page(SMALL, GoOn::No);
    for (harness, title) in [(&mut one, "Here"), (&mut other, "There")] {
        follow(harness, &format!("#l=sel:{title}:first/one"));
        press(harness, "Contents");
        press(harness, &format!("Selection: {title}"));
        press(harness, "Keep this selection");
    }
    assert!(kept("Here").is_some() && kept("There").is_some());
    one.state().remote().stored();
    one.run();
    press(&mut one, "Contents");
    assert!(is_there(&one, "Selection: There"));
    press(&mut one, "Selection: There");
    press(&mut one, "Delete this selection");
    assert!(kept("Here").is_some() && kept("There").is_none());
}

#[test]
fn a_selection_goes_on_after_a_reload() {
    let mut harness = page(SMALL, GoOn::No);
    follow(&mut harness, "#l=sel:Week+3:first/three,first/one");
    let mut harness = page(SMALL, GoOn::There);
    assert_eq!(card(&harness), Some("first/three"));
    key(&mut harness, Key::P);
    key(&mut harness, Key::PageDown);
    assert_eq!(card(&harness), Some("first/one"));
}

/// Where it stands at a scene of one's own no card is open, and the order goes on all the same.
#[test]
fn a_selection_goes_on_after_a_reload_at_an_own_scene() {
    let selection = Selection {
        title: "Mixed".to_owned(),
        entries: vec![
            Entry::Card("first/two".to_owned()),
            mine("A warmup for Adam", ""),
            Entry::Card("first/one".to_owned()),
        ],
    };
    let mut harness = page(SMALL, GoOn::No);
    let before = harness.state().session.scene.clone();
    follow(&mut harness, &selection.link());
    press(&mut harness, "Next card");
    assert_eq!(card(&harness), None);
    for (go_on, shown) in [(GoOn::There, scene("race")), (GoOn::Anew, scene("warmup"))] {
        let mut harness = page(SMALL, go_on);
        assert_eq!(
            harness.state().session.scene.experiment,
            shown.experiment,
            "{go_on:?}"
        );
        assert!(is_there(&harness, "A warmup for Adam"), "{go_on:?}");
        press(&mut harness, "Next stop");
        assert_eq!(card(&harness), Some("first/one"), "{go_on:?}");
        press(&mut harness, "Previous card");
        assert_eq!(card(&harness), None);
        assert_eq!(
            harness.state().session.scene.experiment,
            scene("warmup").experiment
        );
    }
    let mut harness = page(SMALL, GoOn::There);
    press(&mut harness, "Leave Study");
    assert_eq!(harness.state().session.scene.experiment, before.experiment);
    let harness = page(SMALL, GoOn::There);
    assert!(!is_there(&harness, "A warmup for Adam"), "it was left");
}

/// The address of a scene of one's own is a scene's: only where it is the one that was kept it is a reload.
#[test]
fn a_reload_is_told_from_another_link() {
    let kept = scene("warmup");
    let to = |scene: &Scene| format!("#s={}", link::encode(scene));
    for (address, wanted) in [
        (None, GoOn::There),
        (Some("#l=first/one".to_owned()), GoOn::There),
        (Some(to(&kept)), GoOn::There),
        (Some(to(&scene("race"))), GoOn::No),
        (Some("#s=1.abc".to_owned()), GoOn::No),
    ] {
        assert_eq!(GoOn::at(address.as_deref(), Some(&kept)), wanted, "{address:?}");
    }
    assert_eq!(GoOn::at(Some(&to(&kept)), None), GoOn::No);
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_a_selection() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    let mixed = Selection {
        title: "Week 3: momentum".to_owned(),
        entries: vec![
            mine(
                "A warmup for Adam",
                "Look at the first steps: what would they do without it?",
            ),
            Entry::Card("first/two".to_owned()),
            Entry::Card("no/such".to_owned()),
        ],
    };
    for (name, size, keys) in [
        ("wide", SMALL, vec![]),
        ("phone", PHONE, vec![]),
        ("presented", SMALL, vec![Key::P]),
    ] {
        TEXTS.with(|texts| texts.borrow_mut().clear());
        let mut harness = page(size, GoOn::No);
        follow(&mut harness, &mixed.link());
        press(&mut harness, "Keep this selection");
        for pressed in keys {
            key(&mut harness, pressed);
        }
        let picture = harness.render().expect("there is a renderer");
        picture
            .save(format!("target/pictures/selection-{name}.png"))
            .expect("target can be written");
    }
}
