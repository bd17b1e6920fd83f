//! Which card comes before which: a card that leads to another by a link, and one that another needs or whose
//! scene it takes.

use super::card::{Action, Card, CardSetting};
use super::{Course, Fault};
use crate::lang::{Diagnostic, Span};

/// An arrow from a card to a later one, and the text that says so.
struct Arrow<'a> {
    from: &'a str,
    to: &'a str,
    card: &'a Card,
    span: Span,
}

/// The circles in which cards lead: each as an error at one of its arrows.
pub fn circles(course: &Course) -> Vec<Fault> {
    let arrows: Vec<Arrow> = course.cards().flat_map(arrows).collect();
    let mut found: Vec<(Vec<&str>, Fault)> = Vec::new();
    for arrow in &arrows {
        let Some(way) = way(&arrows, arrow.to, arrow.from) else {
            continue;
        };
        let mut circle = way.clone();
        circle.sort_unstable();
        if found.iter().any(|(known, _)| *known == circle) {
            continue;
        }
        let names: Vec<&str> = std::iter::once(arrow.from).chain(way).collect();
        let message = format!(
            "cards lead in a circle: {}; let one of them lead on",
            names.join(" → ")
        );
        let diagnostic = Diagnostic::error(arrow.span, message);
        found.push((
            circle,
            Fault::of(&arrow.card.file, &arrow.card.source, &diagnostic),
        ));
    }
    found.into_iter().map(|(_, fault)| fault).collect()
}

fn arrows(card: &Card) -> Vec<Arrow<'_>> {
    let mut all = Vec::new();
    let needs = card.needs.iter().map(|id| (id.value.as_str(), id.span));
    let scene = match &card.setting {
        CardSetting::Of(id) => Some((id.value.as_str(), id.span)),
        CardSetting::Named(_) | CardSetting::Own(_) | CardSetting::Text(_) => None,
    };
    for (from, span) in needs.chain(scene) {
        all.push(Arrow {
            from,
            to: &card.id,
            card,
            span,
        });
    }
    for link in card.links() {
        for action in &link.actions {
            if let Action::Card(to) = action {
                all.push(Arrow {
                    from: &card.id,
                    to,
                    card,
                    span: link.span,
                });
            }
        }
    }
    all
}

/// The shortest way from a card to another along arrows, both included.
fn way<'a>(arrows: &[Arrow<'a>], from: &'a str, to: &str) -> Option<Vec<&'a str>> {
    let mut ways = vec![vec![from]];
    let mut next = 0;
    while let Some(way) = ways.get(next).cloned() {
        let end = way.last().copied().unwrap_or(from);
        if end == to {
            return Some(way);
        }
        for arrow in arrows.iter().filter(|a| a.from == end) {
            if !ways.iter().any(|w| w.last() == Some(&arrow.to)) {
                let mut longer = way.clone();
                longer.push(arrow.to);
                ways.push(longer);
            }
        }
        next += 1;
    }
    None
}
