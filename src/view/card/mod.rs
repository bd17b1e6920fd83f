//! A card of the course as it is read: its question, its sentences with their numbers, what is guessed, what
//! its links ask for. It changes nothing but the reader's own guess: what is to be done is returned, and the
//! app does it.
//!
//! - `flow` puts a line together, `line` shows it as one paragraph: its numbers, links, words that are
//!   explained, and controls (`control`, on the scale of their parameter: `scaled`). `link` says what links
//!   do.
//! - `block`: what stands on lines of its own. `guess`: what is guessed and what is said of it; `sketch`: a
//!   curve by hand.
//! - `foot`: the small print. `looks`: sizes and colours. `page`: what all of them share in a frame.

mod block;
mod control;
mod flow;
mod foot;
mod guess;
mod line;
mod link;
mod looks;
mod page;
mod scaled;
mod sign;
mod sketch;

use crate::course::card::{Action, Card};
use crate::course::guess::Guess;
use crate::course::patch::Patch;
use crate::course::study::Study;
use crate::scene::Scene;
use crate::view::canvas::export::Form;
use egui::{Rect, Ui, UiBuilder};
use looks::CardLooks;
use page::CardPage;

/// A card, and all that is known of it in this frame.
pub struct Reading<'a> {
    /// The card.
    pub card: &'a Card,
    /// The scene as it stands, which the controls in the sentences turn.
    pub scene: &'a Scene,
    /// What was computed of it; None while nothing is there.
    pub study: Option<&'a Study<'a>>,
    /// What the reader has guessed and is about to guess.
    pub attempt: &'a mut Attempt,
    /// Whether it is read from the last row of a room.
    pub large: bool,
}

/// A guess, given or about to be given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attempt {
    /// What was guessed; all is shown then.
    pub guess: Option<Guess>,
    /// What is typed of a number.
    pub typed: String,
    /// What is drawn of a curve: steps and values.
    pub drawn: Vec<(f64, f64)>,
    /// Whether all is shown without a guess.
    pub skipped: bool,
}

/// What a reader asks for.
#[derive(Clone, Debug)]
pub enum Asked {
    /// To do what a link does.
    Do(Action),
    /// To change the scene, by a control in a sentence.
    Turn(Patch),
    /// To be shown what is true: the guess stands in the attempt.
    Reveal,
    /// To have the card as a file.
    TakeAway(Form),
}

impl Attempt {
    /// Whether what is true is shown.
    pub fn is_over(&self, card: &Card) -> bool {
        card.prediction().is_none() || self.guess.is_some() || self.skipped
    }
}

/// The least room of a large card, in points of a screen that nothing enlarges: half of a projector's.
pub const ROOM: [f32; 2] = [600.0, 640.0];

/// Sizes of text for the last row of a room, in points of a screen that nothing enlarges: the largest one
/// with which the card fits.
const LARGE: [f32; 6] = [26.0, 24.0, 22.0, 20.0, 19.0, 18.0];

/// Shows a card from its title to its last line, as high as it is; a large one as large as fits into the
/// space left. Returns what the reader asks for.
pub fn show(ui: &mut Ui, reading: &mut Reading) -> Vec<Asked> {
    let looks = CardLooks::of(ui);
    if !reading.large {
        return written(ui, reading, looks, 0).1;
    }
    let room = ui.available_rect_before_wrap();
    let zoom = ui.ctx().zoom_factor();
    let fits = Fits {
        room: room.size(),
        over: reading.attempt.is_over(reading.card),
        guess: reading.attempt.guess.clone(),
        computed: reading.study.is_some(),
    };
    let id = egui::Id::unique(("large card", &reading.card.id));
    let known = ui.data(|d| d.get_temp::<(Fits, f32)>(id));
    let known = known.filter(|(of, _)| *of == fits).map(|(_, size)| size);
    // A larger screen is seen from farther away.
    let larger = (room.width() * zoom / ROOM[0])
        .min(room.height() * zoom / ROOM[1])
        .max(1.0);
    let sized = |size: f32| CardLooks {
        size: size * larger / zoom,
        large: true,
        ..looks
    };
    let size = known.unwrap_or_else(|| {
        let last = LARGE.len() - 1;
        let fits = |(place, size): &(usize, f32)| {
            let hidden = UiBuilder::new()
                .id_salt(("measured", place))
                .max_rect(room)
                .invisible();
            let rect = written(&mut ui.new_child(hidden), reading, sized(*size), place + 1).0;
            rect.bottom() <= room.bottom()
        };
        let found = LARGE[..last].iter().copied().enumerate().find(fits);
        found.map_or(LARGE[last], |(_, size)| size)
    });
    ui.data_mut(|d| d.insert_temp(id, (fits, size)));
    written(ui, reading, sized(size), 0).1
}

/// What a size of text was found for.
#[derive(Clone, PartialEq)]
struct Fits {
    room: egui::Vec2,
    over: bool,
    guess: Option<Guess>,
    computed: bool,
}

/// Writes a card in sizes; returns where it stands.
fn written(ui: &mut Ui, reading: &mut Reading, looks: CardLooks, salt: usize) -> (Rect, Vec<Asked>) {
    let mut page = CardPage::new(reading, looks, salt);
    let shown = ui.scope_builder(UiBuilder::new(), |ui| {
        ui.spacing_mut().item_spacing.y = looks.gap();
        let card = page.card;
        if !looks.large {
            ui.scope(|ui| line::plain(ui, &mut page, &card.title, looks.small()));
        }
        line::plain(ui, &mut page, card.ask.text(), looks.ask());
        block::body(ui, &mut page, reading.attempt);
        if !looks.large {
            foot::show(ui, &mut page, reading.attempt.is_over(card));
        }
    });
    (shown.response.rect, page.asked)
}
