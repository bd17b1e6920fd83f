//! A curve drawn by hand into a small chart: by mouse, by finger, or point by point with the arrow keys; then
//! the true one beside it. `paper` is what is drawn on, `hand` what draws.

mod hand;
mod paper;

use super::guess::{judged, take};
use super::page::CardPage;
use super::{Attempt, block};
use crate::course::expression::Expression;
use crate::course::guess::{Guess, curve};
use crate::view::number;
use egui::{Button, Id, Response, Role, Sense, Ui, WidgetInfo, vec2};
use hand::SketchHand;
use paper::Paper;

/// How much of the steps must be drawn.
const ENOUGH: f64 = 0.6;
/// Height of the chart, in sizes of the text.
const HEIGHT: f32 = 11.0;

/// Asks for a curve, or shows the true one beside the drawn one.
pub(super) fn ask(
    ui: &mut Ui,
    page: &mut CardPage,
    (truth, log): (&Expression, bool),
    attempt: &mut Attempt,
) {
    let paper = page.remembered(ui, ("paper", truth.span.start), |study| {
        study
            .curve(truth)
            .ok()
            .and_then(|curve| Paper::of(curve, truth.source.trim(), log))
    });
    let size = vec2(ui.available_width(), page.looks.size * HEIGHT);
    let Some(paper) = paper.flatten() else {
        let rect = block::room(ui, size);
        ui.painter().rect_filled(rect, 6.0, page.looks.colors.raised);
        return;
    };
    let over = attempt.is_over(page.card);
    let rect = block::room(ui, size);
    let id = page.id("sketch");
    let response = ui.interact(
        rect,
        id,
        if over {
            Sense::hover()
        } else {
            Sense::click_and_drag()
        },
    );
    let known = match &attempt.guess {
        Some(Guess::Curve(drawn)) => drawn.as_slice(),
        _ => &attempt.drawn,
    };
    let Some(plot) = paper.paint(ui, page, (rect, over), known) else {
        return;
    };
    if !over {
        let mut hand = SketchHand {
            ui,
            plot,
            paper: &paper,
            drawn: &mut attempt.drawn,
        };
        hand.draws(&response);
        hand.keys(&response);
    }
    let drawn = match &attempt.guess {
        Some(Guess::Curve(drawn)) => drawn.as_slice(),
        _ => &attempt.drawn,
    };
    if !over {
        paper.drawn(ui, page, (plot, drawn), &response);
    }
    said(&response, &paper, drawn, ui.data(|d| d.get_temp(stop(id))), over);
    if over {
        if let Some(Guess::Curve(drawn)) = &attempt.guess {
            let verdict = curve(drawn, &paper.truth, log);
            judged(ui, page, "", &verdict);
        }
        return;
    }
    response
        .on_hover_text("Draw the curve from the first step to the last. Arrow keys move it point by point.");
    let enough = paper.covered(&attempt.drawn) >= ENOUGH;
    ui.horizontal(|ui| {
        let text = egui::RichText::new("Show").size(page.looks.size);
        let button = ui.add_enabled(enough, Button::new(text));
        let button = button.on_hover_text("Takes the curve and shows the true one");
        if button
            .on_disabled_hover_text("Draw it over more of the steps first")
            .clicked()
        {
            let drawn = attempt.drawn.clone();
            take(page, attempt, Guess::Curve(drawn));
        }
        if !attempt.drawn.is_empty() {
            let text = egui::RichText::new("Clear").size(page.looks.size);
            if ui
                .add(Button::new(text))
                .on_hover_text("Takes the drawing away")
                .clicked()
            {
                attempt.drawn.clear();
            }
        }
    });
}

/// Where it is kept which point the keys move.
fn stop(id: Id) -> Id {
    id.with("stop")
}

/// What is said of the chart to who cannot see it.
fn said(response: &Response, paper: &Paper, drawn: &[(f64, f64)], stop: Option<usize>, over: bool) {
    let name = format!("Your curve of {}", paper.y.label);
    response.widget_info(|| WidgetInfo::labeled(if over { Role::Image } else { Role::Slider }, true, &name));
    let text = match stop.and_then(|stop| drawn.iter().find(|p| p.0 == paper.step(stop))) {
        Some((step, value)) => format!("step {}: {}", step.round(), number::short(*value)),
        None if drawn.is_empty() => "nothing drawn".to_owned(),
        None => format!("{} % drawn", (100.0 * paper.covered(drawn)).round()),
    };
    response
        .ctx
        .accesskit_node_builder(response.id, |node| node.set_value(text));
}
