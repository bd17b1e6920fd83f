//! What is to be known of a run, in a box on the picture: that it diverged or grows, at which step, why as
//! far as that is shown, and what would be stable; or from which step on its rounding is seen.

use super::advice::advice;
use super::readout::ground;
use super::room::place;
use super::rounding;
use crate::course::diagnosis::cause::Cause;
use crate::course::diagnosis::event::Gone;
use crate::engine::drift::Drift;
use crate::scene::Precision;
use crate::trace::RunTrace;
use crate::view::diagnosis::happened;
use crate::view::diagnosis::known::KnownRuns;
use crate::view::number::short;
use crate::view::palette::Palette;
use crate::view::{Shown, Stable, Wish};
use egui::{Align, Button, Frame, Layout, Margin, Pos2, Rect, RichText, Sense, Ui, UiBuilder, Vec2, vec2};

/// Width of the box, and how far it stands from the plot's edges.
const WIDTH: f32 = 330.0;
const MARGIN: f32 = 8.0;
/// The most of the plot's height that it takes unasked.
const MOST: f32 = 0.75;
/// Its size before it was first drawn.
const SIZE: Vec2 = vec2(WIDTH, 96.0);

/// What is known of the runs of a trace.
#[derive(Default)]
pub struct Trouble {
    known: KnownRuns,
    closed: Option<Closed>,
    /// What is told in full though it stands in the way.
    unfolded: Option<Closed>,
    /// How large the box was when it told all.
    full: Option<(Closed, Vec2)>,
    /// Where the box stood in the last frame.
    rect: Option<Rect>,
}

/// A box that was closed, or unfolded: a closed one comes back when another run is selected, or when that one
/// goes wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Closed {
    run: usize,
    selected: usize,
    went_wrong: bool,
}

/// A run as the box tells of it.
struct Case<'a> {
    run: &'a RunTrace,
    gone: Option<Gone>,
    /// Its best founded cause in words, where none is shown.
    likely: Option<String>,
    drift: Option<Drift>,
    /// Whether its numbers are f32.
    single: bool,
    /// Of how many other runs there is something to tell.
    others: usize,
    /// Whether there is a hand that may ask for more.
    asks: bool,
}

impl Trouble {
    /// Where the box stood in the last frame, which labels leave free.
    pub fn rect(&self) -> Option<Rect> {
        self.rect
    }

    /// Tells in a corner of a plot of the runs that went wrong by now, or else of those whose rounding is
    /// seen: the selected one, or the first. `points` are what the box leaves free where it can, starts
    /// first.
    pub fn show(&mut self, ui: &mut Ui, plot: Rect, points: [&[Pos2]; 2], shown: &Shown) -> Vec<Wish> {
        let before = self.rect.take();
        let Some(case) = self.wrong(shown).or_else(|| drifting(shown)) else {
            self.closed.take_if(|closed| closed.went_wrong);
            return Vec::new();
        };
        let about = Closed {
            run: case.run.run,
            selected: shown.scene.view.selected,
            went_wrong: case.gone.is_some(),
        };
        if self.closed == Some(about) {
            return Vec::new();
        }
        self.closed = None;
        let mut wishes = Vec::new();
        let on_surface = shown.scene.experiment.problem.network().is_none();
        let rate = |gone: &Gone| gone.spike.is_none() && gone.why.as_ref().is_none_or(Cause::is_of_rate);
        let looks = on_surface && case.gone.as_ref().is_some_and(rate);
        if looks {
            wishes.push(Wish::Stable(case.run.run));
        }
        let stable = shown.stable.filter(|s| s.run == case.run.run && looks);
        let free = plot.shrink(MARGIN);
        let full = self
            .full
            .filter(|(of, _)| *of == about)
            .map_or(SIZE, |full| full.1);
        let in_the_way = place(free, full, points).1 || full.y > MOST * free.height();
        let folded = in_the_way && self.unfolded != Some(about);
        let size = before.filter(|_| folded).map_or(full, |rect| rect.size());
        let width = free.width().min(WIDTH);
        let corner = place(free, size, points).0;
        let inner = UiBuilder::new()
            .scope_id(ui.scope_id().with("trouble"))
            .max_rect(Rect::from_min_size(corner, vec2(width, 0.0)))
            .sense(Sense::CLICK | Sense::DRAG)
            .layout(Layout::top_down(Align::Min));
        let drawn = ui.scope_builder(inner, |ui| {
            let frame = Frame::new()
                .fill(ground(&Palette::in_ui(ui)))
                .corner_radius(6.0)
                .inner_margin(Margin::symmetric(8, 6));
            let contents = |ui: &mut Ui| {
                let closed = head(ui, &case);
                match folded {
                    true => {
                        let row = ui.horizontal(|ui| {
                            let more = "What is known of it; that covers much of the picture";
                            if button(ui, "More", more) {
                                self.unfolded = Some(about);
                            }
                            why(ui, &case)
                        });
                        wishes.extend(row.inner);
                    }
                    false => wishes.extend(said(ui, &case, stable)),
                }
                closed
            };
            frame.show(ui, contents).inner
        });
        let rect = drawn.response.rect;
        self.rect = Some(rect).filter(|_| !drawn.inner);
        if !folded {
            self.full = Some((about, rect.size()));
        }
        self.closed = drawn.inner.then_some(about);
        // It goes where it fits as soon as its size is known, and away as soon as it is closed.
        if drawn.inner || before.is_none_or(|before| before.size() != rect.size()) {
            ui.ctx().request_repaint();
        }
        wishes
    }

    /// The run that went wrong by now and is to be told of.
    fn wrong<'a>(&mut self, shown: &Shown<'a>) -> Option<Case<'a>> {
        let done = shown.done?;
        let (runs, seed) = (&shown.trace.runs, shown.scene.view.learning.seed);
        let is_repeated = done.plan.is_repeated();
        // Of the repetitions of a network's run one is looked at.
        let is_there = runs.iter().any(|run| run.replicate == seed);
        let looked_at = if is_there { seed } else { 0 };
        let gone = self.known.gone(done);
        let of = |run: &RunTrace| {
            if is_repeated && run.replicate != looked_at {
                return None;
            }
            let place = runs.iter().position(|r| std::ptr::eq(r, run))?;
            let gone = gone.get(place)?.as_ref()?;
            (shown.position >= gone.step as f64).then(|| (place, gone.clone()))
        };
        let (run, (place, gone), others) = chosen(shown, of)?;
        let shows = gone.why.is_some();
        let likely = self.known.diagnosis(done, place, None).filter(|_| !shows);
        Some(Case {
            run,
            likely: likely.and_then(|diagnosis| Some(diagnosis.likely.first()?.words())),
            gone: Some(gone),
            drift: drift_of(shown, run),
            single: shown.trace.single,
            others,
            asks: !shown.presented,
        })
    }
}

/// The run in which rounding is seen and that is to be told of.
fn drifting<'a>(shown: &Shown<'a>) -> Option<Case<'a>> {
    let (run, drift, others) = chosen(shown, |run| drift_of(shown, run))?;
    Some(Case {
        run,
        gone: None,
        likely: None,
        drift: Some(drift),
        single: shown.trace.single,
        others,
        asks: !shown.presented,
    })
}

fn drift_of(shown: &Shown, run: &RunTrace) -> Option<Drift> {
    let found = shown.drift.iter().find(|(of, _)| *of == run.run);
    found.map(|(_, drift)| *drift)
}

/// The selected run where there is something to tell of it, else the first one; and of how many others there
/// is.
fn chosen<'a, T>(
    shown: &Shown<'a>,
    tell: impl Fn(&RunTrace) -> Option<T>,
) -> Option<(&'a RunTrace, T, usize)> {
    let all = shown.runs().into_iter().filter_map(|run| Some((run, tell(run)?)));
    let mut all: Vec<(&RunTrace, T)> = all.collect();
    let selected = all
        .iter()
        .position(|(run, _)| run.run == shown.scene.view.selected);
    let (run, told) = (!all.is_empty()).then(|| all.swap_remove(selected.unwrap_or(0)))?;
    let mut others: Vec<usize> = all.iter().map(|(other, _)| other.run).collect();
    others.retain(|other| *other != run.run);
    others.sort_unstable();
    others.dedup();
    Some((run, told, others.len()))
}

/// What there is to know, and a button that closes the box. True when it was pressed.
fn head(ui: &mut Ui, case: &Case) -> bool {
    let colors = Palette::in_ui(ui);
    let color = if case.gone.is_some() {
        colors.danger
    } else {
        colors.text
    };
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let close = Button::new(RichText::new("×")).min_size(Vec2::splat(22.0));
        let tip = "Close this note; it comes back when another run is selected";
        let close = ui.add(close).accessible_name("Close the note on the run");
        let closed = close.on_hover_text(tip).clicked();
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            let title = ui.label(RichText::new(title(case)).color(color));
            if let (None, Some(drift)) = (&case.gone, case.drift) {
                title.on_hover_text(rounding::tip(drift));
            }
        });
        closed
    })
    .inner
}

fn title(case: &Case) -> String {
    let what = match (&case.gone, case.drift) {
        (Some(gone), _) => format!(" {}", happened(case.run, gone)),
        (None, Some(drift)) => format!(": {}", rounding::sentence(drift)),
        (None, None) => String::new(),
    };
    format!("{}{what}", case.run.label)
}

/// The cause, the largest stable rate once it is found with a button that takes it, the way to the diagnosis,
/// and how many others there are.
fn said(ui: &mut Ui, case: &Case, stable: Option<&Stable>) -> Vec<Wish> {
    let small = |ui: &mut Ui, text: &str| ui.label(RichText::new(text).small());
    let cause = case.gone.as_ref().and_then(|gone| gone.why.as_ref());
    let advice = advice(cause, stable);
    for line in advice.lines.iter().chain(&case.likely) {
        small(ui, line);
    }
    if let (Some(_), Some(drift)) = (&case.gone, case.drift) {
        small(ui, &rounding::sentence(drift)).on_hover_text(rounding::tip(drift));
    }
    let mut wishes = Vec::new();
    ui.horizontal_wrapped(|ui| {
        if let (Some(rate), Some(stable)) = (advice.rate, stable) {
            let tip = format!(
                "The largest of {} learning rates tried, up to the run’s own, at which the loss ends below \
                    its start",
                stable.tried
            );
            if button(ui, &format!("Use η = {}", short(rate)), &tip) {
                wishes.push(Wish::Rate(case.run.run, rate));
            }
        }
        let parts = case.drift.is_some_and(|drift| drift.rounding.is_none());
        let tip = "Compute all runs in 64-bit numbers, on the CPU: 16 digits, up to 10³⁰⁸";
        let helps = case.single && (parts || cause.is_some_and(Cause::f64_would_do));
        if helps && button(ui, "Use f64", tip) {
            wishes.push(Wish::Precision(Precision::Double));
        }
        wishes.extend(why(ui, case));
    });
    if case.others > 0 {
        small(ui, &others(case));
    }
    wishes
}

/// The way to what is seen of a run that went wrong, and to what would test why.
fn why(ui: &mut Ui, case: &Case) -> Option<Wish> {
    let offered = case.gone.is_some() && case.asks;
    let tip = "What was seen, the likely causes, and the change that tests each";
    (offered && button(ui, "Why?", tip)).then_some(Wish::Why(case.run.run))
}

fn button(ui: &mut Ui, words: &str, tip: &str) -> bool {
    let button = ui.add(Button::new(RichText::new(words).small()));
    button.on_hover_text(tip).clicked()
}

/// Of how many other runs there is something to tell.
fn others(case: &Case) -> String {
    let (runs, shows) = match case.others {
        1 => ("1 more run".to_owned(), "shows its rounding"),
        count => (format!("{count} more runs"), "show their rounding"),
    };
    let what = if case.gone.is_some() { "went wrong" } else { shows };
    format!("{runs} {what}: select one to see more")
}
