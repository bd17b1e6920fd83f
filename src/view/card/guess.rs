//! What is guessed: answers to choose, a number to type, a curve to draw; and what is said of the guess.

use super::flow::{Flow, words};
use super::page::CardPage;
use super::sign::{self, GuessSign};
use super::{Asked, Attempt, block, line, sketch};
use crate::course::card::{Choice, Form, Prediction, WordStyle};
use crate::course::guess::{self, Guess, Verdict};
use crate::view::number;
use egui::{Button, Key, Rect, Role, Sense, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, pos2, vec2};

/// The least height of controls that are made for fingers.
const FINGER: f32 = 40.0;
/// Inside the frame of an answer.
const INSIDE: f32 = 8.0;

/// Asks for the guess, or shows it beside what is true.
pub(super) fn ask<'a>(ui: &mut Ui, page: &mut CardPage<'a>, asked: &'a Prediction, attempt: &mut Attempt) {
    match asked {
        Prediction::Choice(choices) => choose(ui, page, choices, attempt),
        Prediction::Number { .. } => number(ui, page, asked, attempt),
        Prediction::Curve { truth, log } => sketch::ask(ui, page, (truth, *log), attempt),
    }
    if !attempt.is_over(page.card) {
        if quiet(
            ui,
            page,
            "Show without a guess",
            "The runs and what follows, without a guess",
        ) {
            attempt.skipped = true;
            page.asked.push(Asked::Reveal);
        }
    } else if quiet(
        ui,
        page,
        "Guess again",
        "Hide the runs and what follows, and guess once more",
    ) {
        *attempt = Attempt::default();
    }
}

/// A small button without a frame.
fn quiet(ui: &mut Ui, page: &CardPage, text: &str, tip: &str) -> bool {
    let format = page.looks.small();
    let text = egui::RichText::new(text)
        .font(format.font_id)
        .color(page.looks.colors.weak)
        .underline();
    let high = ui.spacing().interact_size.y;
    let button = Button::new(text).frame(false).small();
    // A finger needs room; a mouse does not.
    ui.add(if high >= FINGER {
        button.min_size(vec2(0.0, high))
    } else {
        button
    })
    .on_hover_text(tip)
    .clicked()
}

/// Takes a guess.
pub(super) fn take(page: &mut CardPage, attempt: &mut Attempt, guess: Guess) {
    attempt.guess = Some(guess);
    page.asked.push(Asked::Reveal);
}

fn choose<'a>(ui: &mut Ui, page: &mut CardPage<'a>, choices: &'a [Choice], attempt: &mut Attempt) {
    let chosen = match attempt.guess {
        Some(Guess::Choice(place)) => Some(place),
        _ => None,
    };
    let over = attempt.is_over(page.card);
    for (place, choice) in choices.iter().enumerate() {
        let is_chosen = chosen == Some(place);
        // In a room what nobody needs any more gives its place to what follows.
        if page.looks.large && over && !is_chosen && !choice.is_right {
            continue;
        }
        if answer(ui, page, choice, (place, is_chosen, over)) {
            take(page, attempt, Guess::Choice(place));
        }
        if is_chosen {
            block::all(ui, page, &choice.reply);
        }
    }
}

/// One answer as a button as wide as the card. Returns whether it was chosen.
fn answer<'a>(
    ui: &mut Ui,
    page: &mut CardPage<'a>,
    choice: &'a Choice,
    (place, is_chosen, over): (usize, bool, bool),
) -> bool {
    let looks = page.looks;
    let marked = over && (is_chosen || choice.is_right);
    let text = words(ui, page, &choice.words);
    let mut format = looks.body(WordStyle::default());
    if over && !marked {
        format.color = looks.colors.weak;
    }
    let mut flow = Flow::new();
    // In a room it is chosen by its number.
    let numbered = match looks.large && !over {
        true => format!("{}  {text}", place + 1),
        false => text.clone(),
    };
    flow.push(&numbered, format);
    let sign = looks.size * 1.4;
    let width = ui.available_width();
    let laid = flow.lay(ui, width - 2.0 * INSIDE - if over { sign } else { 0.0 });
    let height = (laid.galley.size().y + INSIDE).max(ui.spacing().interact_size.y);
    let sense = if over { Sense::hover() } else { Sense::click() };
    let rect = block::room(ui, vec2(width, height));
    let response = ui.interact(rect, page.id(("answer", place)), sense);
    let told = match (marked, choice.is_right, is_chosen) {
        (false, ..) => text.clone(),
        (true, true, true) => format!("{text}, your answer, right"),
        (true, true, false) => format!("{text}, the right answer"),
        (true, false, _) => format!("{text}, your answer, wrong"),
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, !over, is_chosen, &told));
    let edge = match marked {
        true => Stroke::new(1.5, looks.verdict(choice.is_right)),
        false => Stroke::new(1.0, looks.colors.hairline),
    };
    let fill = match (over, response.hovered() || response.has_focus()) {
        (true, _) => looks.colors.panel,
        (false, true) => looks.colors.hovered,
        (false, false) => looks.colors.raised,
    };
    ui.painter().rect(rect, 6.0, fill, edge, StrokeKind::Inside);
    let left = rect.left() + INSIDE + if over { sign } else { 0.0 };
    let at = pos2(left, rect.center().y - laid.galley.size().y / 2.0);
    line::put(ui, page, &laid, at);
    if marked {
        let center = pos2(rect.left() + INSIDE + sign * 0.35, rect.center().y);
        let kind = if choice.is_right {
            GuessSign::Right
        } else {
            GuessSign::Wrong
        };
        sign::draw(
            ui.painter(),
            kind,
            center,
            looks.size * 0.36,
            looks.verdict(choice.is_right),
        );
    }
    !over && response.on_hover_text("Choose this answer").clicked()
}

fn number<'a>(ui: &mut Ui, page: &mut CardPage<'a>, asked: &'a Prediction, attempt: &mut Attempt) {
    let Prediction::Number { truth, slips, .. } = asked else {
        return;
    };
    if attempt.is_over(page.card) {
        if let Some(truth) = page.answer(ui, truth, Form::default()) {
            let format = page.looks.body(WordStyle::default());
            if let Some(Guess::Number(guess)) = attempt.guess {
                let verdict = page.remembered(ui, ("verdict", guess.to_bits()), |study| {
                    guess::number(guess, asked, study)
                });
                let verdict = verdict.and_then(|found| found.ok().flatten());
                if let Some(verdict) = verdict {
                    judged(
                        ui,
                        page,
                        &format!("You guessed {}. It is {truth}.", number::short(guess)),
                        &verdict,
                    );
                    if let Some(slip) = verdict.slip.and_then(|place| slips.get(place)) {
                        block::all(ui, page, &slip.reply);
                    }
                }
            } else {
                line::plain(ui, page, &format!("It is {truth}."), format);
            }
        }
        return;
    }
    let id = page.id("refused");
    let size = page.looks.size;
    ui.horizontal(|ui| {
        let height = (size * 1.8).max(ui.spacing().interact_size.y);
        let field = TextEdit::singleline(&mut attempt.typed)
            .desired_width(size * 8.0)
            .font(egui::FontId::proportional(size))
            .hint_text("a number")
            .align(egui::Align2::LEFT_CENTER)
            .min_size(vec2(0.0, height));
        let field = ui
            .add(field)
            .accessible_name("Your guess")
            .on_hover_text("A number, or an expression such as 1/3");
        if field.changed() {
            ui.data_mut(|d| d.remove::<String>(id));
        }
        let text = egui::RichText::new("Guess").size(size);
        let button = ui.add(Button::new(text).min_size(vec2(0.0, height)));
        let button = button.on_hover_text("Takes the number and shows what is true");
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        if button.clicked() || entered {
            match number::read(&attempt.typed) {
                Ok(number) => take(page, attempt, Guess::Number(number)),
                Err(why) => drop(ui.data_mut(|d| d.insert_temp(id, why.to_string()))),
            }
        }
    });
    if let Some(message) = ui.data(|d| d.get_temp::<String>(id)) {
        let mut format = page.looks.small();
        format.color = page.looks.colors.danger;
        line::plain(ui, page, &message, format);
    }
}

/// What is said of a guess, behind a sign and a word for right and wrong.
pub(super) fn judged(ui: &mut Ui, page: &mut CardPage, said: &str, verdict: &Verdict) {
    let looks = page.looks;
    let color = looks.verdict(verdict.is_right);
    let top = ui.available_rect_before_wrap().min;
    let mut flow = Flow::new();
    let body = looks.body(WordStyle::default());
    let mut strong = looks.body(WordStyle {
        strong: true,
        ..Default::default()
    });
    strong.color = color;
    let words = match (verdict.is_right, verdict.words.as_str()) {
        (true, "right") => "Right".to_owned(),
        (true, words) => format!("Right: {words}"),
        (false, words) => format!("Not quite: {words}"),
    };
    flow.push(&format!("{words}. "), strong);
    flow.push(said, body);
    let by = looks.size * 1.4;
    let place = ui.available_rect_before_wrap();
    let inner = Rect::from_min_max(pos2(place.left() + by, place.top()), place.max);
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| {
        line::paragraph(ui, page, flow)
    });
    let kind = if verdict.is_right {
        GuessSign::Right
    } else {
        GuessSign::Wrong
    };
    let center = top + vec2(looks.size * 0.5, looks.size * 0.75);
    sign::draw(ui.painter(), kind, center, looks.size * 0.36, color);
}
