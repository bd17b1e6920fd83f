//! What mouse, fingers and keys do to maps.

use super::geometry::{self, panned, rounded, zoomed};
use super::panel::Panel;
use super::sheet::part;
use crate::engine::sweep::Outcome;
use crate::scene::explore::Span;
use crate::trace::Why;
use crate::view::explore::setting::Setting;
use crate::view::number::short;
use egui::{CursorIcon, EventFilter, Key, PointerButton, Pos2, Rect, Response, Ui, Vec2};

/// How much one point of the wheel's way magnifies, as a logarithm.
const WHEEL: f32 = 1.0 / 240.0;
/// How much a key magnifies, and how far it moves the run.
const KEY: f64 = 1.5;
const STRIDE: f64 = 0.01;

/// A hand on some maps.
pub struct Hand<'a> {
    /// Where it is.
    pub ui: &'a Ui,
    /// What it is on.
    pub response: &'a Response,
    /// The maps.
    pub plots: &'a [Rect],
    /// Their axes.
    pub spans: &'a [Span; 2],
}

/// What it did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Done {
    /// The map it is on, by its place, and the values there.
    pub at: Option<(usize, [f64; 2])>,
    /// Whether the run is to have these values.
    pub takes: bool,
    /// The axes from now on.
    pub spans: Option<[Span; 2]>,
    /// Whether the usual axes are wanted.
    pub reset: bool,
}

impl Hand<'_> {
    /// Reads what the hand does in this frame; `settings` are those of the run of each map, and
    /// `here` is where it stands.
    pub fn read(&self, panels: &[Panel], settings: &[&[Setting]], here: &[Option<[f64; 2]>]) -> Done {
        let mut done = Done::default();
        let touch = self.ui.input(|i| i.multi_touch());
        let pointer = self.response.interact_pointer_pos().or(self.response.hover_pos());
        if let Some((index, at)) = pointer.and_then(|at| Some((self.map(at)?, at))) {
            let moves = self.moves();
            let pressed = (self.response.dragged_by(PointerButton::Primary) || self.response.clicked())
                && !moves
                && touch.is_none();
            done.at = Some((index, self.values(index, at, settings)));
            done.takes = pressed && panels.get(index).is_some_and(|panel| panel.trouble.is_none());
            self.ui.ctx().set_cursor_icon(match moves {
                true => CursorIcon::Grabbing,
                false => CursorIcon::Crosshair,
            });
        }
        done.spans = self.axes();
        done.reset = self.response.has_focus() && self.ui.input(|i| i.key_pressed(Key::Num0));
        if let Some((index, values)) = self.keyed(panels, settings, here) {
            (done.at, done.takes) = (Some((index, values)), true);
        }
        done
    }

    /// The map at a place: the one that a drag began on, as long as it lasts.
    fn map(&self, at: Pos2) -> Option<usize> {
        let origin = self.ui.input(|i| i.pointer.press_origin());
        let held = origin.filter(|_| self.response.dragged()).unwrap_or(at);
        self.plots.iter().position(|plot| plot.contains(held))
    }

    fn values(&self, index: usize, at: Pos2, settings: &[&[Setting]]) -> [f64; 2] {
        let plot = self.plots[index];
        let part = part(plot, at).map(|p| p.clamp(0.0, 1.0));
        let pixels = [plot.width(), plot.height()].map(f64::from);
        [0, 1].map(|axis| {
            let span = &self.spans[axis];
            let whole = whole(settings.get(index), span);
            rounded(span, part[axis], pixels[axis].max(1.0), whole)
        })
    }

    /// Whether what is shown is moved, not the run.
    fn moves(&self) -> bool {
        let shift = self.ui.input(|i| i.modifiers.shift);
        self.response.dragged() && (shift || self.response.dragged_by(PointerButton::Middle))
    }

    /// The axes after wheel, pinch, drag with shift, and keys.
    fn axes(&self) -> Option<[Span; 2]> {
        let touch = self.ui.input(|i| i.multi_touch());
        let hover = touch.map(|t| t.center_pos).or(self.response.hover_pos());
        let over = hover.filter(|at| self.response.rect.contains(*at));
        let reach = self.response.contains_pointer() || self.response.dragged();
        let mut factor = 1.0;
        let mut around = [0.5, 0.5];
        let mut by = Vec2::ZERO;
        let plot = over.and_then(|at| self.plots.iter().find(|plot| plot.contains(at)));
        if let (Some(at), Some(plot)) = (over.filter(|_| reach), plot) {
            let (pinch, scroll) = self.ui.input_mut(|i| {
                let scroll = std::mem::take(&mut i.smooth_scroll_delta);
                (i.zoom_delta(), scroll)
            });
            factor = f64::from(pinch * (scroll.y * WHEEL).exp());
            around = part(*plot, at);
            by = touch.map_or(Vec2::ZERO, |t| t.translation_delta) / plot.size();
        }
        if self.moves()
            && let Some(plot) = self.plots.first()
        {
            by += self.response.drag_delta() / plot.size();
        }
        if self.response.has_focus() {
            let pressed = |key: Key| self.ui.input(|i| i.key_pressed(key));
            if pressed(Key::Plus) || pressed(Key::Equals) {
                factor *= KEY;
            }
            if pressed(Key::Minus) {
                factor /= KEY;
            }
        }
        if factor == 1.0 && by == Vec2::ZERO {
            return None;
        }
        let by = [f64::from(by.x), -f64::from(by.y)];
        let after = |axis: usize| {
            let near = zoomed(&self.spans[axis], around[axis], factor)?;
            panned(&near, by[axis])
        };
        Some([after(0)?, after(1)?])
    }

    /// Arrow keys move the run on the only map.
    fn keyed(
        &self,
        panels: &[Panel],
        settings: &[&[Setting]],
        here: &[Option<[f64; 2]>],
    ) -> Option<(usize, [f64; 2])> {
        let [panel] = panels else { return None };
        if !self.response.has_focus() || panel.trouble.is_some() {
            return None;
        }
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        self.ui
            .memory_mut(|m| m.set_focus_lock_filter(self.response.id, filter));
        let way = |less: Key, more: Key| {
            let pressed = |key: Key| self.ui.input(|i| i.num_presses(key)) as f64;
            pressed(more) - pressed(less)
        };
        let steps = [
            way(Key::ArrowLeft, Key::ArrowRight),
            way(Key::ArrowDown, Key::ArrowUp),
        ];
        if steps == [0.0, 0.0] {
            return None;
        }
        let here = here.first().copied().flatten().unwrap_or([0.5, 0.5]);
        let values = [0, 1].map(|axis: usize| {
            let span = &self.spans[axis];
            let whole = whole(settings.first(), span);
            let now = settings
                .first()
                .and_then(|all| all.iter().find(|s| s.name == span.name))
                .map(|setting| setting.now)
                .filter(|now| now.is_finite())
                .unwrap_or_else(|| geometry::value(span, here[axis]));
            match steps[axis] {
                0.0 => now,
                by if whole => now + by,
                by => rounded(span, (here[axis] + by * STRIDE).clamp(0.0, 1.0), 100.0, false),
            }
        });
        Some((0, values))
    }
}

fn whole(settings: Option<&&[Setting]>, span: &Span) -> bool {
    let own = settings.and_then(|all| all.iter().find(|s| s.name == span.name));
    own.is_some_and(|setting| setting.whole)
}

/// What became of a lane at the end or after so many steps, in words, of a network with what is held out; `unit`
/// is what one of them is called.
pub fn words(lane: &Outcome, steps: Option<usize>, unit: &str) -> String {
    let loss = short(lane.loss);
    let when = steps.map_or_else(
        || "at the end".to_owned(),
        |steps| format!("after {steps} {unit}s"),
    );
    match (lane.diverged_at, lane.why, lane.reached) {
        (Some(step), Some(Why::Undefined), _) => format!("came to where a value has none at {unit} {step}"),
        (Some(step), Some(Why::Range), _) => format!("left the range of its numbers at {unit} {step}"),
        (Some(step), ..) => format!("diverged at {unit} {step}"),
        (None, _, Some(reached)) => {
            let held = held(lane);
            format!("loss {loss} {when}, within the tolerance after {reached} {unit}s{held}")
        }
        (None, _, None) if lane.began.is_some() && lane.loss == lane.best => {
            format!("training loss {loss} {when}{}", held(lane))
        }
        (None, _, None) => {
            let (best, held) = (short(lane.best), held(lane));
            format!("loss {loss} {when}, lowest {best}{held}")
        }
    }
}

fn held(lane: &Outcome) -> String {
    let validation = lane
        .validation
        .map(|loss| format!("; validation {}", short(loss)));
    let accuracy = lane
        .accuracy
        .map(|share| format!(", {:.0} % right", 100.0 * share));
    validation.into_iter().chain(accuracy).collect()
}

#[cfg(test)]
mod tests {
    use super::super::basins::tests::outcome;
    use super::*;

    #[test]
    fn an_outcome_is_said() {
        let lane = outcome([0.0, 0.0], 0, None);
        let reached = Outcome {
            loss: 0.25,
            reached: Some(7),
            ..lane
        };
        for (lane, wanted) in [
            (outcome([0.0, 0.0], 0, Some(3)), "diverged at step 3"),
            (
                reached,
                "loss 0.25 at the end, within the tolerance after 7 steps",
            ),
            (
                Outcome {
                    loss: 2.0,
                    best: 1.5,
                    ..lane
                },
                "loss 2 at the end, lowest 1.5",
            ),
            (
                Outcome {
                    diverged_at: Some(9),
                    why: Some(Why::Undefined),
                    ..lane
                },
                "came to where a value has none at step 9",
            ),
        ] {
            assert_eq!(words(&lane, None, "step"), wanted);
        }
        assert_eq!(words(&lane, Some(57), "step"), "loss 0 after 57 steps, lowest 0");
    }
}
