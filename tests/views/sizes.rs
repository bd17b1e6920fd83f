//! Every size of screen: nothing is out of reach, and the picture keeps a size that shows something.

use crate::{controls, name, open, press, session};
use egui::{Event, Key, Modifiers, MouseWheelUnit, Pos2, Rect, Theme, TouchPhase, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ravine::app::App;

/// Phones upright and lying, a tablet, laptops, a large screen; the same at 200 and 400 % of browsers' zoom.
pub const SIZES: &[(f32, f32)] = &[
    (320.0, 568.0),
    (320.0, 256.0),
    (568.0, 320.0),
    (640.0, 400.0),
    (667.0, 375.0),
    (768.0, 1024.0),
    (844.0, 390.0),
    (900.0, 700.0),
    (1000.0, 600.0),
    (1024.0, 768.0),
    (1280.0, 800.0),
    (1920.0, 1080.0),
];

/// Least size of the picture.
const PICTURE: Vec2 = vec2(260.0, 180.0);
/// Least size of what is seen of a control.
const SEEN: f32 = 14.0;

/// Whether a pointer can get at a control as it stands now.
fn is_in_reach(harness: &Harness<App>, control: Rect, screen: Rect) -> bool {
    let least = control.size().min(Vec2::splat(SEEN)) - Vec2::splat(1.0);
    let seen = |rect: &Rect| {
        control.expand(1.0).contains_rect(*rect)
            && screen.expand(1.0).contains_rect(*rect)
            && rect.width() >= least.x
            && rect.height() >= least.y
    };
    harness.ctx.interactive_rects_last_pass().iter().any(seen)
}

fn place(harness: &Harness<App>, wanted: &str) -> Option<Rect> {
    let all = controls(harness);
    let found = all.iter().find(|control| name(control) == wanted);
    found.map(|control| control.rect())
}

/// The controls that cannot be got at, not even by scrolling.
fn out_of_reach(harness: &mut Harness<App>, screen: Rect) -> Vec<String> {
    let all: Vec<String> = controls(harness)
        .iter()
        .filter(|control| !control.accesskit_node().is_disabled())
        .map(name)
        .collect();
    let mut missed = Vec::new();
    for wanted in all {
        let Some(rect) = place(harness, &wanted) else {
            continue;
        };
        if is_in_reach(harness, rect, screen) {
            continue;
        }
        controls(harness)
            .iter()
            .filter(|control| name(control) == wanted)
            .for_each(|control| control.scroll_to_me());
        harness.run();
        // What scrolls sideways inside a page keeps the page from being scrolled to it; the wheel goes on.
        if let Some(rect) = place(harness, &wanted).filter(|r| !is_in_reach(harness, *r, screen)) {
            wheel(harness, rect.center(), screen);
        }
        let rect = place(harness, &wanted);
        if !rect.is_some_and(|rect| is_in_reach(harness, rect, screen)) {
            missed.push(format!("{wanted} at {rect:?}"));
        }
    }
    missed
}

/// Turns the wheel over what stands above or below a point, until it should be on the screen.
fn wheel(harness: &mut Harness<App>, at: Pos2, screen: Rect) {
    harness.hover_at(pos2(at.x.min(screen.right() - 40.0), screen.bottom() - 80.0));
    harness.run();
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, screen.center().y - at.y),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    harness.run();
    harness.run();
}

#[test]
fn every_control_is_in_reach_and_the_picture_large_enough() {
    let mut wrong = Vec::new();
    for &(width, height) in SIZES {
        let size = vec2(width, height);
        let screen = Rect::from_min_size(egui::Pos2::ZERO, size);
        let mut harness = open(size, Theme::Dark, session("race"));
        let picture = harness.get_by_label("Loss surface").rect();
        if picture.width() < PICTURE.x || picture.height() < PICTURE.y {
            wrong.push(format!("{size:?}: the picture is {picture:?}"));
        }
        let pages = ["Runs tab", "Charts tab", "Inspect tab", "Learn tab", "Study tab"];
        let pages = pages
            .into_iter()
            .filter(|tab| harness.query_by_label(tab).is_some());
        let pages: Vec<Option<&str>> = pages.map(Some).collect();
        let pages = if pages.is_empty() { vec![None] } else { pages };
        for page in pages {
            if let Some(tab) = page {
                harness.get_by_label(tab).scroll_to_me();
                harness.run();
                press(&mut harness, tab);
            }
            let missed = out_of_reach(&mut harness, screen);
            wrong.extend(missed.iter().map(|missed| format!("{size:?} {page:?}: {missed}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn menus_and_lists_stay_on_a_low_screen() {
    for (size, opened) in [
        (vec2(640.0, 400.0), "Menu"),
        (vec2(640.0, 400.0), "Settings"),
        (vec2(640.0, 400.0), "Surface"),
        (vec2(640.0, 400.0), "More for SGD"),
        (vec2(667.0, 375.0), "Optimizer of SGD"),
        (vec2(1000.0, 500.0), "Examples"),
        (vec2(1000.0, 500.0), "Add run"),
    ] {
        let screen = Rect::from_min_size(egui::Pos2::ZERO, size);
        let mut harness = open(size, Theme::Dark, session("race"));
        let before: Vec<String> = controls(&harness).iter().map(name).collect();
        harness.get_by_label(opened).scroll_to_me();
        harness.run();
        press(&mut harness, opened);
        let missed = out_of_reach(&mut harness, screen);
        let new = missed
            .iter()
            .filter(|m| !before.iter().any(|b| m.starts_with(b.as_str())));
        let new: Vec<_> = new.collect();
        assert!(new.is_empty(), "{opened} at {size:?}: {new:?}");
    }
}

#[test]
fn side_panels_are_widened_by_hand_and_by_key() {
    for (size, edge, way) in [
        (vec2(1280.0, 800.0), "Width of the runs", 60.0),
        (vec2(1280.0, 800.0), "Width of the charts", -60.0),
        (vec2(844.0, 390.0), "Width of the pages", -60.0),
    ] {
        let mut harness = open(size, Theme::Dark, session("race"));
        let picture = |harness: &Harness<App>| harness.get_by_label("Loss surface").rect().width();
        let usual = picture(&harness);
        let at = harness.get_by_label(edge).rect().center();
        harness.drag_at(at);
        harness.run();
        harness.hover_at(at + vec2(way, 0.0));
        harness.run();
        harness.drop_at(at + vec2(way, 0.0));
        harness.run();
        let narrower = picture(&harness);
        assert!(narrower < usual - 20.0, "{edge}: {narrower} from {usual}");
        harness.get_by_label(edge).focus();
        harness.run();
        harness.key_press(if way < 0.0 {
            Key::ArrowRight
        } else {
            Key::ArrowLeft
        });
        harness.run();
        assert!(picture(&harness) > narrower, "{edge} by key");
        // As far as it goes, the picture stays.
        let at = harness.get_by_label(edge).rect().center();
        let far = at + vec2(way * 20.0, 0.0);
        harness.drag_at(at);
        harness.run();
        harness.hover_at(far);
        harness.run();
        harness.drop_at(far);
        harness.run();
        assert!(picture(&harness) >= 240.0, "{edge}: {}", picture(&harness));
    }
}
