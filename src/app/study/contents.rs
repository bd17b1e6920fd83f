//! All cards: by chapter, or those that are found by words and tags; and what was read so far, which goes
//! with its reader.

use super::progress::{CardRead, Progress};
use super::{Reader, Sheet};
use crate::app::controls::icon::{self, Icon};
use crate::app::controls::theme;
use crate::app::give::export::File;
use crate::app::{App, platform};
use crate::course::{Card, Chapter};
use crate::view::palette::Palette;
use egui::{
    Align2, CollapsingHeader, Color32, FontId, Label, Rect, Response, RichText, Role, Sense, Stroke,
    TextEdit, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// What progress is saved as.
const FILE: &str = "ravine-progress.json";
/// Most difficult.
const HARDEST: u8 = 3;
const DIFFICULTY: [&str; 3] = ["First things", "For who knows the basics", "For who wants it all"];

/// What a row was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Unread,
    Read,
    Right,
    Wrong,
}

impl App {
    /// The contents of the course.
    pub(super) fn contents(&mut self, ui: &mut Ui) {
        if self.study.card().is_some() {
            let tip = "The card that is open";
            if ui.button("Back to the card").on_hover_text(tip).clicked() {
                self.study.sheet = Sheet::Card;
            }
        }
        ui.horizontal(|ui| {
            let side = Vec2::splat(ui.spacing().interact_size.y);
            let closes = !self.arrangement.is_compact() && self.study.card().is_none();
            let room = if closes {
                side.x + ui.spacing().item_spacing.x
            } else {
                0.0
            };
            let field = TextEdit::singleline(&mut self.study.search)
                .hint_text("Search by words and tags")
                .desired_width(ui.available_width() - room);
            ui.add(field)
                .accessible_name("Search cards")
                .on_hover_text("Words of a title, a question or a tag");
            let tip = "The runs come back to this place";
            if closes && icon::sized(ui, Icon::Close, side, None, "Close Study", tip).clicked() {
                self.study.sheet = Sheet::Closed;
            }
        });
        self.tools(ui);
        let (read, right, all) = self.study.counted();
        small(ui, &format!("{read} of {all} cards read, {right} guessed right."));
        if let Some(id) = self.study.list(ui) {
            self.open_card(id);
        }
        ui.separator();
        self.selections(ui);
        ui.separator();
        self.progress(ui);
    }

    /// How far the reader has come, saved and loaded.
    fn progress(&mut self, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            let tip = "What you read and guessed, as a file; nothing is sent anywhere";
            if ui.button("Save progress").on_hover_text(tip).clicked() {
                let text = self.study.progress.text();
                self.save(Ok(File {
                    name: FILE.to_owned(),
                    media_type: "application/json",
                    bytes: text.into_bytes(),
                    note: None,
                }));
            }
            if platform::CAN_CHOOSE {
                let tip = "Take over what a file says that you read; what is known here stays";
                if ui.button("Load progress…").on_hover_text(tip).clicked() {
                    platform::choose(self.remote.clone());
                }
            } else {
                small(ui, "Drop such a file on the window to take it over.");
            }
        });
    }

    /// What was asked for from outside: a card, a selection, or progress.
    pub(in crate::app) fn obey_in_study(&mut self) {
        if let Some((id, scene)) = self.remote.take_card() {
            self.open_card_on(&id, scene);
        }
        if let Some(selection) = self.remote.take_selection() {
            self.open_shared(selection);
        }
        if let Some(progress) = self.remote.take_progress() {
            let said = match self.study.take_over(progress) {
                0 => "The file has nothing that was not known here.".to_owned(),
                1 => "Progress on one card was taken over.".to_owned(),
                cards => format!("Progress on {cards} cards was taken over."),
            };
            self.notices.message = Some(said);
        }
    }
}

impl Reader {
    /// The rows. Returns the id of the card that was chosen.
    fn list(&self, ui: &mut Ui) -> Option<&'static str> {
        let words: Vec<String> = self.search.split_whitespace().map(str::to_lowercase).collect();
        let at = self.reached();
        let mut chosen = None;
        let mut none = true;
        for chapter in &self.course().chapters {
            let found: Vec<&'static Card> = chapter.cards.iter().filter(|c| matches(c, &words)).collect();
            if found.is_empty() {
                continue;
            }
            none = false;
            let rows = |ui: &mut Ui| {
                for card in found {
                    let current = self.card().is_some_and(|open| open.id == card.id);
                    if row(ui, card, state(self.progress.of(&card.id)), current).clicked() {
                        chosen = Some(card.id.as_str());
                    }
                }
            };
            let title = RichText::new(&chapter.title).family(theme::strong());
            let folded = CollapsingHeader::new(title)
                .id_salt(("chapter", &chapter.id))
                .default_open(at == Some(chapter.id.as_str()))
                .open((!words.is_empty()).then_some(true));
            let header = folded.show(ui, rows).header_response;
            header.on_hover_text(&chapter.about);
        }
        if none {
            small(ui, "No card has all these words.");
        }
        chosen
    }

    /// The chapter where reading goes on: the open card's, else the first one that is not read to its end.
    fn reached(&self) -> Option<&'static str> {
        let unread = |chapter: &&Chapter| chapter.cards.iter().any(|c| self.progress.of(&c.id).is_none());
        let first = || self.course().chapters.iter().find(unread).map(|c| c.id.as_str());
        self.card().map(Card::chapter).or_else(first)
    }

    /// How many cards of the course were read, how many guessed right, how many there are.
    pub(super) fn counted(&self) -> (usize, usize, usize) {
        let states = self
            .course()
            .cards()
            .map(|card| state(self.progress.of(&card.id)));
        let states: Vec<State> = states.collect();
        let count = |wanted: &[State]| states.iter().filter(|s| wanted.contains(s)).count();
        let read = count(&[State::Read, State::Right, State::Wrong]);
        (read, count(&[State::Right]), states.len())
    }

    /// Takes over what a file says. Returns of how many cards that was news.
    fn take_over(&mut self, progress: Progress) -> usize {
        self.refresh();
        let news = self.progress.merge(progress);
        self.keep_progress();
        news
    }
}

/// Whether a card has all words: in its title, its question, its tags or its id.
fn matches(card: &Card, words: &[String]) -> bool {
    let text = format!(
        "{} {} {} {}",
        card.title,
        card.ask.text(),
        card.tags.join(" "),
        card.id
    );
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

fn state(read: Option<&CardRead>) -> State {
    match read.map(|read| read.right) {
        None => State::Unread,
        Some(None) => State::Read,
        Some(Some(true)) => State::Right,
        Some(Some(false)) => State::Wrong,
    }
}

impl State {
    fn words(self) -> &'static str {
        match self {
            Self::Unread => "not read yet",
            Self::Read => "read",
            Self::Right => "guessed right",
            Self::Wrong => "guessed otherwise",
        }
    }
}

pub(super) fn small(ui: &mut Ui, text: &str) {
    let weak = Palette::in_ui(ui).weak;
    ui.add(Label::new(RichText::new(text).size(theme::SMALL).color(weak)).wrap());
}

/// A card's row: a sign of what became of it, its title, dots for its difficulty.
fn row(ui: &mut Ui, card: &Card, state: State, current: bool) -> Response {
    let colors = Palette::in_ui(ui);
    let size = vec2(ui.available_width(), ui.spacing().interact_size.y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = format!("Card: {}", card.title);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, current, &name));
    let hard = usize::from(card.difficulty.clamp(1, HARDEST)) - 1;
    let about = format!("{} {}, {}.", card.ask.text(), DIFFICULTY[hard], state.words());
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_description(about.clone());
    });
    if ui.is_rect_visible(rect) {
        let fill = match (response.hovered(), current) {
            (true, _) => colors.hovered,
            (false, true) => colors.selected,
            (false, false) => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(rect, 6.0, fill);
        sign(ui, rect, state, &colors);
        let dots = f32::from(HARDEST) * 8.0 + 6.0;
        let words = Rect::from_min_max(rect.min + vec2(22.0, 0.0), rect.max - vec2(dots, 0.0));
        let font = FontId::proportional(theme::BODY);
        let painter = ui.painter().with_clip_rect(words.intersect(ui.clip_rect()));
        let at = words.left_center();
        painter.text(at, Align2::LEFT_CENTER, &card.title, font, colors.text);
        for dot in 0..=hard {
            let x = rect.right() - 6.0 - 8.0 * dot as f32;
            ui.painter()
                .circle_filled(pos2(x, rect.center().y), 2.0, colors.weak);
        }
    }
    response.on_hover_text(about)
}

/// What became of a card: an empty ring, a full one, a tick, a dash.
fn sign(ui: &Ui, rect: Rect, state: State, colors: &Palette) {
    let at = pos2(rect.left() + 10.0, rect.center().y);
    let painter = ui.painter();
    let stroke = Stroke::new(1.75, colors.accent);
    match state {
        State::Unread => drop(painter.circle_stroke(at, 4.0, Stroke::new(1.25, colors.weak))),
        State::Read => drop(painter.circle_filled(at, 4.0, colors.accent)),
        State::Right => {
            let tick = [vec2(-5.0, 0.0), vec2(-1.0, 4.0), vec2(5.0, -4.0)].map(|way| at + way);
            painter.line(tick.to_vec(), stroke);
        }
        State::Wrong => drop(painter.hline(at.x - 4.0..=at.x + 4.0, at.y, stroke)),
    }
}
