//! All schedules, chosen by shape or by name.

use crate::stage::{PHONE, SIDE, Stage, on_stage, place, preset, press};
use egui::{Theme, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::catalog;
use ravine::lang::Kind;
use ravine::scene::Reference;
use ravine::view::Wish;

fn schedules() -> Harness<'static, Stage> {
    on_stage("schedules", preset("race"), SIDE, Theme::Dark)
}

#[test]
fn every_schedule_of_the_catalog_is_offered() {
    for size in [SIDE, PHONE] {
        let harness = on_stage("schedules", preset("race"), size, Theme::Dark);
        for entry in catalog::entries(Kind::Schedule) {
            let name = format!("Use the schedule {}", entry.rule.name);
            let button = harness.get_by_label(&name);
            assert!(button.rect().right() <= size.x, "{}", entry.id);
        }
    }
}

#[test]
fn a_name_is_told_and_used() {
    let mut harness = schedules();
    let cosine = catalog::find(Kind::Schedule, "cosine").expect("the catalog has it");
    let name = format!("Use the schedule {}", cosine.rule.name);
    harness.hover_at(place(&harness, &name).center());
    harness.run_steps(20);
    harness.get_by_label_contains(cosine.rule.about.as_deref().expect("it is described"));
    press(&mut harness, &name);
    assert_eq!(harness.state().wishes, [Wish::Schedule(0, "cosine".to_owned())]);
}

#[test]
fn the_one_in_use_is_marked_and_goes_to_all() {
    let mut scene = preset("race");
    scene.view.selected = 1;
    scene.experiment.runs[1].schedule.name = Reference::name("cosine");
    let mut harness = on_stage("schedules", scene, SIDE, Theme::Dark);
    let pressed = |entry: &&std::sync::Arc<catalog::Entry>| {
        let name = format!("Use the schedule {}", entry.rule.name);
        let button = harness.get_by_label(&name);
        button.accesskit_node().is_selected() == Some(true)
            || button.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
    };
    let used: Vec<&str> = catalog::entries(Kind::Schedule)
        .iter()
        .filter(pressed)
        .map(|e| e.id.as_str())
        .collect();
    assert_eq!(used, ["cosine"]);
    press(&mut harness, "Apply this schedule to all runs");
    assert_eq!(harness.state().wishes, [Wish::SameSchedule(1)]);
}

#[test]
fn a_click_on_a_curve_uses_it() {
    let mut harness = schedules();
    let rect = place(&harness, "Schedules chart");
    // Where the steps end only what does not fall is at the top.
    harness.hover_at(pos2(rect.center().x, rect.bottom() - 34.0));
    harness.run();
    harness.drag_at(pos2(rect.center().x, rect.bottom() - 34.0));
    harness.run();
    harness.drop_at(pos2(rect.center().x, rect.bottom() - 34.0));
    harness.run();
    let [Wish::Schedule(0, id)] = &harness.state().wishes[..] else {
        panic!("{:?}", harness.state().wishes);
    };
    assert!(catalog::find(Kind::Schedule, id).is_some());
    assert_ne!(id, "constant");
}
