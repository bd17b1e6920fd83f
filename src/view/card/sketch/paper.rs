//! What is drawn on: axes on which a curve has room, the true curve, and the drawn one.

use super::stop;
use crate::course::expression::value::Series as Curve;
use crate::view::canvas::inside;
use crate::view::card::page::CardPage;
use crate::view::chart::draw::{HEAD, draw};
use crate::view::chart::{Axis, Chart, Counted, Scale, Scales, Series, Weight};
use crate::view::line;
use crate::view::marker::Marker;
use crate::view::style::RunStyle;
use egui::{Color32, Pos2, Rect, Response, Shape, Stroke, Ui, pos2, vec2};
use std::sync::Arc;

/// How many points a drawn curve has.
pub(super) const POINTS: usize = 48;
/// What is drawn by hand is told from what is true by its dashes.
const DASH: &[f32] = &[6.0, 4.0];

/// What is to be drawn.
#[derive(Clone)]
pub(super) struct Paper {
    pub truth: Arc<Curve>,
    x: Axis<'static>,
    pub y: Axis<'static>,
}

/// Room behind the plot: half of the last step's number reaches into it.
const END: f32 = 10.0;

/// The value of a drawn curve at a step; NaN where nothing is drawn.
fn between(drawn: &[(f64, f64)], step: f64) -> f64 {
    let after = drawn.partition_point(|p| p.0 < step);
    match (
        after.checked_sub(1).and_then(|before| drawn.get(before)),
        drawn.get(after),
    ) {
        (_, Some(at)) if at.0 == step => at.1,
        (Some(from), Some(to)) => from.1 + (to.1 - from.1) * (step - from.0) / (to.0 - from.0),
        _ => f64::NAN,
    }
}

/// What a formula is called over an axis: `step_length("Adagrad")` is "step length of Adagrad".
fn called(formula: &str) -> String {
    let plain = |name: &str| name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let of = |name: &str, run: &str| format!("{} of {run}", name.replace('_', " "));
    if let Some((name, run)) = formula.strip_suffix("\")").and_then(|f| f.split_once("(\""))
        && plain(name)
    {
        return of(name, run);
    }
    match formula.strip_prefix('"').and_then(|f| f.split_once("\".")) {
        Some((run, name)) if plain(name) => of(name, run),
        _ => formula.to_owned(),
    }
}

impl Paper {
    /// Axes on which a curve has room, without telling where it goes; None where it has no values.
    pub fn of(truth: Curve, label: &str, log: bool) -> Option<Self> {
        let shown = |v: &f64| v.is_finite() && (!log || *v > 0.0);
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in truth.values.iter().copied().filter(shown) {
            (low, high) = (low.min(value), high.max(value));
        }
        let (first, last) = (*truth.steps.first()?, *truth.steps.last()?);
        if low > high || first >= last {
            return None;
        }
        let (low, high) = match log {
            true => {
                // A decade below, half a one above.
                let low = low.max(high * 1e-12);
                (
                    10f64.powf(low.log10().floor() - 1.0),
                    10f64.powf((high * 3.0).log10().ceil()),
                )
            }
            false => {
                let margin = if high > low {
                    0.35 * (high - low)
                } else {
                    high.abs().max(1.0)
                };
                let bottom = if low >= 0.0 && low < margin * 2.0 {
                    0.0
                } else {
                    low - margin
                };
                (bottom, high + margin)
            }
        };
        Some(Self {
            truth: Arc::new(truth),
            x: Axis {
                label: "step".into(),
                unit: "".into(),
                scale: Scale::Linear,
                low: first as f64,
                high: last as f64,
            },
            y: Axis {
                label: called(label).into(),
                unit: "".into(),
                scale: if log { Scale::Log } else { Scale::Linear },
                low,
                high,
            },
        })
    }

    /// The step of a point.
    pub fn step(&self, point: usize) -> f64 {
        self.x.value(point as f64 / POINTS as f64).round()
    }

    /// The share of the steps over which a curve is drawn.
    pub fn covered(&self, drawn: &[(f64, f64)]) -> f64 {
        let ends = drawn.first().zip(drawn.last());
        ends.map_or(0.0, |(first, last)| {
            (last.0 - first.0) / (self.x.high - self.x.low)
        })
    }

    fn place(&self, plot: Rect, (step, value): (f64, f64)) -> Pos2 {
        let [x, y] = [self.x.place(step), self.y.place(value)].map(|p| p.clamp(-1.0, 2.0) as f32);
        pos2(plot.left() + x * plot.width(), plot.bottom() - y * plot.height())
    }

    /// Paints the axes, and the true curve once it may be seen. Returns where the plot is.
    pub fn paint(
        &self,
        ui: &Ui,
        page: &CardPage,
        (rect, over): (Rect, bool),
        drawn: &[(f64, f64)],
    ) -> Option<Rect> {
        let colors = page.looks.colors;
        let true_one = RunStyle {
            color: page.looks.right(),
            dash: &[],
            marker: Marker::ALL[0],
        };
        let mut series = Vec::new();
        if over {
            let yours = RunStyle {
                color: colors.accent,
                dash: DASH,
                ..true_one
            };
            let first = self.truth.steps.first().copied().unwrap_or(0);
            let every = self.truth.steps.get(1).map_or(1, |second| second - first).max(1);
            // A chart counts from step 0; what begins later has nothing there.
            let before = std::iter::repeat_n(f64::NAN, first / every);
            let values: Vec<f64> = before.chain(self.truth.values.iter().copied()).collect();
            let end = self.truth.steps.last().copied().unwrap_or(0);
            if !drawn.is_empty() {
                let steps = (0..values.len()).map(|index| (index * every).min(end) as f64);
                let values: Vec<f64> = steps.map(|step| between(drawn, step)).collect();
                series.push(Series {
                    every,
                    end,
                    ..Series::new("yours", yours, values).weighing(Weight::Strong)
                });
            }
            series.push(Series {
                every,
                end,
                ..Series::new("true", true_one, values).weighing(Weight::Strong)
            });
        }
        let chart = Chart {
            title: self.y.label.clone(),
            x: self.x.clone(),
            counted: Counted::default(),
            y: self.y.clone(),
            scales: Scales::Both,
            series,
            bands: Vec::new(),
            guides: Vec::new(),
            notes: Vec::new(),
            hidden: Vec::new(),
            cursor: None,
            hovered: None,
        };
        let painter = ui.painter().with_clip_rect(rect.expand(2.0));
        let rect = Rect::from_min_max(rect.min, rect.max - vec2(END, 0.0));
        let drawn = inside(&painter, rect, |pen| draw(pen, &chart, &colors, HEAD))?;
        let plot = drawn.plot.translate(rect.min.to_vec2());
        // Where it begins is no secret.
        if let Some((step, value)) = self.truth.defined().next() {
            painter.circle_filled(self.place(plot, (step as f64, value)), 4.0, page.looks.right());
        }
        Some(plot)
    }

    /// Paints what was drawn by hand, and the point that the keys move.
    pub fn drawn(&self, ui: &Ui, page: &CardPage, (plot, drawn): (Rect, &[(f64, f64)]), response: &Response) {
        let color = page.looks.colors.accent;
        let painter = ui.painter().with_clip_rect(plot.expand(4.0));
        let points: Vec<Pos2> = drawn.iter().map(|p| self.place(plot, *p)).collect();
        for dash in line::dashes(&points, DASH, 0.0) {
            painter.add(Shape::line(dash, Stroke::new(2.5, color)));
        }
        let point = ui.data(|d| d.get_temp::<usize>(stop(response.id)));
        let point = point.filter(|_| response.has_focus()).map(|p| self.step(p));
        if let Some(at) = point.and_then(|step| drawn.iter().find(|p| p.0 == step)) {
            painter.circle(
                self.place(plot, *at),
                5.0,
                color,
                Stroke::new(1.5, Color32::WHITE),
            );
        }
        if drawn.is_empty() && !response.has_focus() {
            let text = "Draw here";
            let font = page.looks.small().font_id;
            painter.text(
                plot.center(),
                egui::Align2::CENTER_CENTER,
                text,
                font,
                page.looks.colors.weak,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_are_called_as_people_call_them() {
        for (formula, name) in [
            ("loss", "loss"),
            ("step_length(\"Adagrad\")", "step length of Adagrad"),
            ("\"SGD\".val_loss", "val loss of SGD"),
            ("loss/\"SGD\".loss", "loss/\"SGD\".loss"),
        ] {
            assert_eq!(called(formula), name);
        }
    }

    #[test]
    fn a_drawn_curve_runs_straight_between_its_points() {
        let drawn = [(0.0, 1.0), (10.0, 3.0)];
        for (step, value) in [(0.0, 1.0), (5.0, 2.0), (10.0, 3.0)] {
            assert_eq!(between(&drawn, step), value);
        }
        assert!(between(&drawn, 11.0).is_nan() && between(&[], 0.0).is_nan());
    }
}
