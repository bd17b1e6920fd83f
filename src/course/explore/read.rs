//! Which pages of Explore the formulas of a card read.

use super::map;
use crate::course::card::{Card, Prediction};
use crate::course::expression::Expression;
use crate::lang::{Diagnostic, Span};
use crate::scene::Scene;
use crate::scene::explore::Page;

/// The pages, each once, and where in the card's file the first of its formulas reads it.
pub fn pages(card: &Card) -> Vec<(Page, Span)> {
    let formulas = card.lets.iter().map(|name| &name.value);
    let formulas = formulas.chain(card.live().into_iter().map(|live| &live.expression));
    let formulas = formulas.chain(&card.claims);
    let guessed = card.prediction().into_iter().flat_map(guessed);
    let mut found: Vec<(Page, Span)> = Vec::new();
    for read in formulas.chain(guessed).flat_map(Expression::pages) {
        if found.iter().all(|(page, _)| *page != read.0) {
            found.push(read);
        }
    }
    found
}

/// What is read off a page that the card's scene does not show, or where no sweep is computed: only cards of the
/// course ask for one.
pub fn unseen(card: &Card, scene: &Scene, asks: bool) -> Vec<Diagnostic> {
    let explore = &scene.view.explore;
    let wrong = |(page, span): (Page, Span)| {
        let word = match page {
            Page::Map => "map",
            Page::Race => "race",
            Page::Range => "range",
            Page::Search => "search",
        };
        let message = match page {
            _ if !asks => "only a card of the course reads what Explore shows; lead to one".to_owned(),
            _ if scene.view.tab != "explore" || explore.page != page => format!(
                "the card's scene does not show this page; patch `view.tab = explore` and `view.explore.page \
                    = {word}`"
            ),
            Page::Map if map::chosen(explore).is_none() => {
                "the map needs axes of its own: patch `view.explore.x` and `view.explore.y`".to_owned()
            }
            _ => return None,
        };
        Some(Diagnostic::error(span, message))
    };
    pages(card).into_iter().filter_map(wrong).collect()
}

fn guessed(prediction: &Prediction) -> Vec<&Expression> {
    match prediction {
        Prediction::Number { truth, slips, .. } => {
            let slips = slips.iter().map(|slip| &slip.value);
            std::iter::once(truth).chain(slips).collect()
        }
        Prediction::Curve { truth, .. } => vec![truth],
        Prediction::Choice(_) => Vec::new(),
    }
}
