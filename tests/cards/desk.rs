//! Cards laid out without a window.

use egui::epaint::{ClippedShape, ImageDelta, Shape};
use egui::{CentralPanel, Context, Frame, Pos2, RawInput, Rect, TextureId, Theme, Vec2, ViewportId, vec2};
use ravine::app::controls::theme;
use ravine::course::card::Prediction;
use ravine::course::explore::whole::Whole;
use ravine::course::guess::Guess;
use ravine::course::study::Study;
use ravine::course::{Card, Course, scene};
use ravine::engine::Computed;
use ravine::scene::Scene;
use ravine::view::canvas::headless::Painted;
use ravine::view::card::{Attempt, ROOM, Reading, show};
use std::sync::OnceLock;

/// A card with its scene, computed.
pub struct Ready {
    pub card: &'static Card,
    pub scene: Scene,
    pub done: Computed,
    whole: Whole,
}

impl Ready {
    /// What its formulas are about.
    pub fn study(&self) -> Study<'_> {
        Study::new(&self.done, &self.scene.view, &self.card.lets).knowing(self.whole.known())
    }
}

/// All cards of the course, then all questions, each computed once.
pub fn ready() -> &'static [Ready] {
    static READY: OnceLock<Vec<Ready>> = OnceLock::new();
    READY.get_or_init(|| {
        let course = Course::embedded();
        let one = |card: &'static Card| {
            let scene = scene::of(card, course).expect("a scene");
            let done = Computed::reference(&scene.experiment).expect("it compiles");
            let whole = Whole::of_card(&Study::new(&done, &scene.view, &card.lets), card);
            Ready {
                card,
                scene,
                done,
                whole,
            }
        };
        let questions = ravine::course::question::all().cards();
        course.cards().chain(questions).map(one).collect()
    })
}

/// Where a card is read.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub name: &'static str,
    pub room: Vec2,
    pub touch: bool,
    pub large: bool,
}

/// The column of a desktop, a phone, half of a projector's screen.
pub const PLACES: [Place; 3] = [
    Place {
        name: "column",
        room: vec2(340.0 - 24.0, 600.0),
        touch: false,
        large: false,
    },
    Place {
        name: "phone",
        room: vec2(390.0 - 24.0, 500.0),
        touch: true,
        large: false,
    },
    Place {
        name: "large",
        room: vec2(ROOM[0], ROOM[1]),
        touch: false,
        large: true,
    },
];

/// What a card looks like.
pub struct Laid {
    pub shapes: Vec<ClippedShape>,
    pub nodes: Vec<egui::accesskit::Node>,
    pub height: f32,
}

/// A screen on which cards are laid out.
pub struct Desk {
    ctx: Context,
    place: Place,
    textures: Vec<(TextureId, ImageDelta)>,
    time: f64,
}

/// Passes until what settles has settled.
const PASSES: usize = 8;

impl Desk {
    pub fn new(place: Place, theme: Theme) -> Self {
        let ctx = Context::default();
        theme::install(&ctx);
        theme::resize(&ctx, place.touch);
        ctx.set_theme(theme);
        ctx.enable_accesskit();
        Self {
            ctx,
            place,
            textures: Vec::new(),
            time: 0.0,
        }
    }

    /// Lays a card out until it has come to rest.
    pub fn lay(&mut self, ready: &Ready, attempt: &mut Attempt, computed: bool) -> Laid {
        let mut laid = self.pass(ready, attempt, computed);
        for _ in 0..PASSES {
            let next = self.pass(ready, attempt, computed);
            let at_rest = next.height == laid.height;
            laid = next;
            if at_rest && !self.ctx.has_requested_repaint() {
                break;
            }
        }
        laid
    }

    fn pass(&mut self, ready: &Ready, attempt: &mut Attempt, computed: bool) -> Laid {
        let study = ready.study();
        let screen = vec2(
            self.place.room.x,
            if self.place.large {
                self.place.room.y
            } else {
                4000.0
            },
        );
        self.time += 0.1;
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, screen)),
            time: Some(self.time),
            max_texture_side: Some(1 << 13),
            ..RawInput::default()
        };
        input
            .viewports
            .entry(ViewportId::ROOT)
            .or_default()
            .native_pixels_per_point = Some(1.0);
        let mut height = 0.0;
        let mut output = self.ctx.run_ui(input, |ui| {
            CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
                let mut reading = Reading {
                    card: ready.card,
                    scene: &ready.scene,
                    study: computed.then_some(&study),
                    attempt,
                    large: self.place.large,
                };
                let shown = ui.scope(|ui| show(ui, &mut reading));
                height = shown.response.rect.bottom();
            });
        });
        let deltas = std::mem::take(&mut output.textures_delta.set).into_iter();
        self.textures
            .extend(deltas.flat_map(|(id, all)| all.into_iter().map(move |d| (id, d))));
        let update = output
            .platform_output
            .accesskit_update
            .expect("an accessible tree");
        Laid {
            shapes: output.shapes,
            nodes: update.nodes.into_iter().map(|(_, node)| node).collect(),
            height,
        }
    }

    /// What was laid out, to be turned into pixels.
    pub fn painted(&self, laid: Laid, scale: f32) -> Painted {
        Painted {
            primitives: self.ctx.tessellate(laid.shapes, scale),
            textures: self.textures.clone(),
        }
    }
}

/// The attempts at a card: none, and each guess that it answers in its own way.
pub fn attempts(ready: &Ready) -> Vec<Attempt> {
    let study = ready.study();
    let given = |guess: Guess| Attempt {
        guess: Some(guess),
        ..Attempt::default()
    };
    let mut attempts = vec![Attempt::default()];
    match ready.card.prediction() {
        Some(Prediction::Choice(choices)) => {
            attempts.extend((0..choices.len()).map(|place| given(Guess::Choice(place))));
        }
        Some(Prediction::Number { truth, slips, .. }) => {
            let formulas = std::iter::once(truth).chain(slips.iter().map(|slip| &slip.value));
            let numbers = formulas.filter_map(|formula| study.answer(formula).ok()?.number());
            let numbers: Vec<f64> = numbers.collect();
            attempts.extend(numbers.iter().map(|number| given(Guess::Number(*number))));
            attempts.extend(
                numbers
                    .first()
                    .map(|number| given(Guess::Number(number * 7.3 + 1.0))),
            );
        }
        Some(Prediction::Curve { truth, .. }) => {
            let curve = study.curve(truth).expect("a curve");
            let far: Vec<(f64, f64)> = curve
                .defined()
                .map(|(step, value)| (step as f64, value * 3.0))
                .collect();
            attempts.push(given(Guess::Curve(far)));
        }
        None => {}
    }
    attempts.push(Attempt {
        skipped: true,
        ..Attempt::default()
    });
    attempts
}

/// Texts and where they are painted.
pub fn texts(shapes: &[ClippedShape]) -> Vec<(String, Rect, bool)> {
    let mut texts = Vec::new();
    for clipped in shapes {
        collect(&clipped.shape, clipped.clip_rect, &mut texts);
    }
    texts
}

fn collect(shape: &Shape, clip: Rect, texts: &mut Vec<(String, Rect, bool)>) {
    match shape {
        Shape::Vec(all) => all.iter().for_each(|shape| collect(shape, clip, texts)),
        Shape::Text(text) => {
            let rows = text.galley.rows.iter();
            let right = rows.filter_map(|row| {
                let last = row.glyphs.iter().rev().find(|g| !g.chr.is_whitespace())?;
                Some(row.pos.x + last.max_x())
            });
            let right = text.pos.x + right.fold(0.0, f32::max);
            let rect = text.galley.rect.translate(text.pos.to_vec2());
            let rect = Rect::from_min_max(rect.min, egui::pos2(right.max(rect.left()), rect.bottom()));
            let cut = text.galley.elided || !clip.expand(1.0).contains_rect(rect);
            texts.push((text.galley.text().to_owned(), rect, cut));
        }
        _ => {}
    }
}
