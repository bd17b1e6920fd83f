//! Nothing is cut, everything can be reached.

use crate::desk::{Desk, PLACES, Place, Ready, attempts, ready, texts};
use egui::Theme;
use egui::accesskit::{Action, Role};
use ravine::view::card::Attempt;

/// What is wrong with a card in a place.
fn faults(desk: &mut Desk, place: Place, ready: &Ready, attempt: &Attempt, computed: bool) -> Vec<String> {
    let laid = desk.lay(ready, &mut attempt.clone(), computed);
    let mut faults = Vec::new();
    for (text, rect, cut) in texts(&laid.shapes) {
        if text.trim().is_empty() {
            continue;
        }
        if cut || rect.right() > place.room.x + 0.5 || rect.left() < -0.5 {
            faults.push(format!("cut: {text:?} at {rect}"));
        }
    }
    if place.large && laid.height > place.room.y + 0.5 {
        faults.push(format!("{} points high", laid.height));
    }
    for node in &laid.nodes {
        if !node.supports_action(Action::Click) && !node.supports_action(Action::Focus) {
            continue;
        }
        let name = node.label().unwrap_or_default().to_owned();
        if matches!(
            node.role(),
            Role::GenericContainer | Role::Window | Role::Pane | Role::Unknown
        ) {
            continue;
        }
        let Some(bounds) = node.bounds() else {
            faults.push(format!("{name:?} is nowhere"));
            continue;
        };
        let (width, height) = (bounds.x1 - bounds.x0, bounds.y1 - bounds.y0);
        let inside = bounds.x0 >= -0.5 && bounds.x1 <= f64::from(place.room.x) + 0.5;
        if !inside || width < 6.0 || height < 14.0 {
            faults.push(format!("out of reach: {name:?} at {bounds:?}"));
        }
        if name.is_empty() {
            faults.push(format!("a {:?} has no name", node.role()));
        }
    }
    let head = format!("{} {} {attempt:?}", place.name, ready.card.id);
    faults
        .into_iter()
        .map(|fault| format!("{head}: {fault}"))
        .collect()
}

#[test]
fn every_card_can_be_read_and_used_everywhere() {
    let mut wrong = Vec::new();
    let mut shown = 0;
    for place in PLACES {
        for theme in [Theme::Dark, Theme::Light] {
            let mut desk = Desk::new(place, theme);
            for ready in ready() {
                for attempt in attempts(ready) {
                    wrong.extend(faults(&mut desk, place, ready, &attempt, true));
                    shown += 1;
                }
                wrong.extend(faults(&mut desk, place, ready, &Attempt::default(), false));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {shown}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(shown > 24 * 6 * 3, "only {shown} were laid out");
}
