//! What is to be known of a run, in a box on the picture: that it diverged or grows, at which step, why as far as that is
//! shown, and what would be stable; or from which step on its rounding is seen.

use super::cause::{Beyond, Cause, Gone};
use super::readout::{Derived, ground};
use super::room::place;
use super::rounding;
use crate::engine::drift::Drift;
use crate::scene::Precision;
use crate::trace::{RunTrace, Trace};
use crate::view::memo::{Memo, Same};
use crate::view::network::precision::scale_column;
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
    /// What went wrong, by place in the trace.
    gone: Memo<Same<Trace>, Vec<Option<Gone>>>,
    closed: Option<Closed>,
    /// What is told in full though it stands in the way.
    unfolded: Option<Closed>,
    /// How large the box was when it told all.
    full: Option<(Closed, Vec2)>,
    /// Where the box stood in the last frame.
    rect: Option<Rect>,
}

/// A box that was closed, or unfolded: a closed one comes back when another run is selected, or when that one goes wrong.
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
    drift: Option<Drift>,
    /// Whether its numbers are f32.
    single: bool,
    /// Of how many other runs there is something to tell.
    others: usize,
}

impl Trouble {
    /// Where the box stood in the last frame, which labels leave free.
    pub fn rect(&self) -> Option<Rect> {
        self.rect
    }

    /// Tells in a corner of a plot of the runs that went wrong by now, or else of those whose rounding is seen: the
    /// selected one, or the first. `points` are what the box leaves free where it can, starts first; `derived` is the surface's, where
    /// the problem is one.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        plot: Rect,
        points: [&[Pos2]; 2],
        shown: &Shown,
        derived: Option<&mut Derived>,
    ) -> Vec<Wish> {
        let before = self.rect.take();
        let wrong = derived.and_then(|derived| self.wrong(shown, derived));
        let Some(case) = wrong.or_else(|| drifting(shown)) else {
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
        let looks = |gone: &Gone| gone.why.as_ref().is_none_or(Cause::is_of_rate);
        let looks = case.gone.as_ref().is_some_and(looks);
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
                        let more = ui.add(Button::new(RichText::new("More").small()));
                        let tip = "What is known of it; that covers much of the picture";
                        if more.on_hover_text(tip).clicked() {
                            self.unfolded = Some(about);
                        }
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
    fn wrong<'a>(&mut self, shown: &Shown<'a>, derived: &mut Derived) -> Option<Case<'a>> {
        let (plan, done) = (shown.plan?, shown.done?);
        let gone = self.gone.get(Same::as_this(&done.trace), || {
            let local = derived.of(&plan.surface);
            let of = |run: &RunTrace| {
                let planned = plan.runs.iter().find(|p| p.run == run.run)?;
                let chosen = done.experiment.runs.get(run.run);
                let scale = chosen.and_then(|chosen| scale_column(chosen, run));
                Gone::of(run, planned, (&plan.surface, local), scale)
            };
            done.trace.runs.iter().map(of).collect()
        });
        let of = |run: &RunTrace| {
            let place = shown.trace.runs.iter().position(|r| std::ptr::eq(r, run))?;
            let gone = gone.get(place)?.as_ref()?;
            (shown.position >= gone.step as f64).then_some(gone)
        };
        let (run, gone, others) = chosen(shown, of)?;
        Some(Case {
            run,
            gone: Some(gone.clone()),
            drift: drift_of(shown, run),
            single: shown.trace.single,
            others,
        })
    }
}

/// The run in which rounding is seen and that is to be told of.
fn drifting<'a>(shown: &Shown<'a>) -> Option<Case<'a>> {
    let (run, drift, others) = chosen(shown, |run| drift_of(shown, run))?;
    Some(Case {
        run,
        gone: None,
        drift: Some(drift),
        single: shown.trace.single,
        others,
    })
}

fn drift_of(shown: &Shown, run: &RunTrace) -> Option<Drift> {
    let found = shown.drift.iter().find(|(of, _)| *of == run.run);
    found.map(|(_, drift)| *drift)
}

/// The selected run where there is something to tell of it, else the first one; and of how many others there is.
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
    let run = case.run;
    let what = match (&case.gone, case.drift) {
        (Some(gone), _) if gone.diverged => format!(" {} at step {}", run.verb(), gone.step / run.every()),
        (Some(gone), _) => {
            let loss = |step: usize| run.number("loss", step).map_or_else(String::new, short);
            let (first, now, step) = (loss(0), loss(gone.step), gone.step / run.every());
            format!(" grows: its loss was {first} and is {now} at step {step}")
        }
        (None, Some(drift)) => format!(": {}", rounding::sentence(drift)),
        (None, None) => String::new(),
    };
    format!("{}{what}", run.label)
}

/// The cause, the largest stable rate once it is found with a button that takes it, and how many others there are.
fn said(ui: &mut Ui, case: &Case, stable: Option<&Stable>) -> Option<Wish> {
    let small = |ui: &mut Ui, text: String| ui.label(RichText::new(text).small());
    let why = case.gone.as_ref().and_then(|gone| gone.why.as_ref());
    let advice = advice(why, stable);
    for line in advice.lines {
        small(ui, line);
    }
    let mut wish = None;
    if let (Some(rate), Some(stable)) = (advice.rate, stable) {
        let tip = format!(
            "The largest of {} learning rates tried, up to the run’s own, at which the loss ends below its start",
            stable.tried
        );
        let button = Button::new(RichText::new(format!("Use η = {}", short(rate))).small());
        if ui.add(button).on_hover_text(tip).clicked() {
            wish = Some(Wish::Rate(case.run.run, rate));
        }
    }
    if let (Some(_), Some(drift)) = (&case.gone, case.drift) {
        small(ui, rounding::sentence(drift)).on_hover_text(rounding::tip(drift));
    }
    let parts = case.drift.is_some_and(|drift| drift.rounding.is_none());
    if case.single && (parts || why.is_some_and(Cause::f64_would_do)) {
        let button = Button::new(RichText::new("Use f64").small());
        let tip = "Compute all runs in 64-bit numbers, on the CPU: 16 digits, up to 10³⁰⁸";
        if ui.add(button).on_hover_text(tip).clicked() {
            wish = Some(Wish::Precision(Precision::Double));
        }
    }
    if case.others > 0 {
        let runs = if case.others == 1 {
            "1 more run".to_owned()
        } else {
            format!("{} more runs", case.others)
        };
        let what = if case.gone.is_some() {
            "went wrong"
        } else {
            "show their rounding"
        };
        let what = if case.others == 1 && case.gone.is_none() {
            "shows its rounding"
        } else {
            what
        };
        small(ui, format!("{runs} {what}: select one to see more"));
    }
    wish
}

/// What to say of a cause and of the rates that were tried.
#[derive(Debug, PartialEq)]
struct Advice {
    lines: Vec<String>,
    /// The rate to offer.
    rate: Option<f64>,
}

/// A bound is a cause only where the rate that was found by trying keeps it.
fn advice(why: Option<&Cause>, stable: Option<&Stable>) -> Advice {
    let mut lines: Vec<String> = why.map(Cause::sentence).into_iter().collect();
    let rate = stable.and_then(|stable| stable.rate.filter(|_| stable.done));
    match (stable, rate) {
        (None, _) => {}
        (Some(stable), None) if stable.done => lines.push(format!(
            "No learning rate from {} down to {} is stable.",
            short(stable.highest),
            short(stable.lowest)
        )),
        (Some(_), None) => lines.push("Looking for the largest stable learning rate…".to_owned()),
        (Some(_), Some(rate)) => lines.extend(beside(why, rate)),
    }
    Advice { lines, rate }
}

/// What is to be said where a rate is stable that a quadratic's bound would forbid.
fn beside(why: Option<&Cause>, rate: f64) -> Option<String> {
    let Some(Cause::Rate(Beyond { bound, curvature, .. })) = why else {
        return None;
    };
    let product = rate * curvature;
    (product > *bound).then(|| {
        format!(
            "But that bound is of a quadratic: here, found by trying, η·λ_max = {} at that point is stable, too.",
            short(product)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stable(rate: Option<f64>, done: bool) -> Stable {
        Stable {
            run: 0,
            done,
            rate,
            highest: 1e30,
            lowest: 1e-12,
            tried: 256,
        }
    }

    #[test]
    fn advice_claims_a_cause_only_where_the_rate_that_helps_agrees() {
        let why = Cause::Rate(Beyond {
            step: 1,
            product: 17.0,
            bound: 2.0,
            curvature: 100.0,
        });
        let bound = "step 1: η·λ_max = 17 > 2";
        for (stable, more, rate) in [
            (None, None, None),
            (
                Some(stable(None, false)),
                Some("Looking for the largest stable learning rate…"),
                None,
            ),
            (Some(stable(Some(0.019), true)), None, Some(0.019)),
            (
                Some(stable(Some(0.11), true)),
                Some(
                    "But that bound is of a quadratic: here, found by trying, η·λ_max = 11 at that point is stable, too.",
                ),
                Some(0.11),
            ),
            (
                Some(stable(None, true)),
                Some("No learning rate from 10³⁰ down to 10⁻¹² is stable."),
                None,
            ),
        ] {
            let advice = advice(Some(&why), stable.as_ref());
            let wanted: Vec<&str> = [Some(bound), more].into_iter().flatten().collect();
            assert_eq!(advice.lines, wanted);
            assert_eq!(advice.rate, rate);
        }
    }
}
