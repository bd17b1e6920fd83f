//! How long the gradients of a run were over all its steps, and how many of them its stages shortened.
//!
//! No stage is known by name: a step counts as clipped where the gradient is shorter after the stages than
//! before, and the threshold is the length that all clipped gradients share.

use super::trained::Trained;
use super::view::NetworkView;
use crate::lang::column;
use crate::real::quantile::quantile;
use crate::scene::Sort;
use crate::trace::{RunTrace, Trace};
use crate::view::canvas::{Error, Pen, Writing, inside};
use crate::view::memo::{Memo, Same};
use crate::view::number::short;
use crate::view::palette::Palette;
use crate::view::quantity::instead;
use crate::view::style::RunStyle;
use crate::view::ticks::{Scale, ticks};
use crate::view::{Shown, Tab, Wish};
use egui::{Color32, Label, Pos2, Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};

/// The view of the gradients' lengths.
#[derive(Debug, Default)]
pub struct Clipping {
    known: Memo<(Same<Trace>, usize), Option<Lengths>>,
}

const NAME: &str = "Histogram of gradient norms";
/// Bars of the histogram.
const BINS: usize = 48;
/// How much shorter a gradient must be to count as clipped: rounding shortens it less.
const SHORTER: f64 = 0.99;
/// How near clipped gradients' lengths are to each other where they share one.
const ALIKE: f64 = 1e-3;
/// The share of clipped steps that is healthy.
const HEALTHY: [f64; 2] = [0.01, 0.1];

/// The lengths of a run's gradients, those of all its repetitions.
#[derive(Clone, Debug, PartialEq)]
pub struct Lengths {
    /// Before the stages, sorted.
    pub sorted: Vec<f64>,
    /// The share that the stages shortened; None where no stage does anything to the gradient.
    pub clipped: Option<f64>,
    /// To what they shorten, where that is one length.
    pub threshold: Option<f64>,
}

impl Lengths {
    /// None where no length above 0 was recorded.
    pub fn of<'a>(runs: impl Iterator<Item = &'a RunTrace>) -> Option<Self> {
        let (mut sorted, mut shortened, mut staged) = (Vec::new(), Vec::new(), false);
        for run in runs {
            let before = &run.column(column::G_RAW_NORM)?.values;
            let until = run.diverged_at.map_or(before.len(), |at| at - 1);
            let after = run.column(column::G_NORM).map_or(before, |c| &c.values);
            let steps = before.iter().zip(after).take(until);
            for (before, after) in steps.filter(|(b, a)| **b > 0.0 && b.is_finite() && a.is_finite()) {
                sorted.push(*before);
                staged |= before != after;
                shortened.extend((*after < before * SHORTER).then_some(*after));
            }
        }
        sorted.sort_by(f64::total_cmp);
        let longest = shortened.iter().copied().fold(0.0, f64::max);
        let alike = shortened.iter().all(|length| *length > longest * (1.0 - ALIKE));
        let share = shortened.len() as f64 / sorted.len().max(1) as f64;
        (!sorted.is_empty()).then_some(Self {
            sorted,
            clipped: staged.then_some(share),
            threshold: (alike && longest > 0.0).then_some(longest),
        })
    }

    /// What is to be said of the clipping.
    pub fn verdict(&self) -> String {
        let [p90, p99] = [0.9, 0.99].map(|p| short(quantile(&self.sorted, p)));
        let advice = format!("a threshold from {p90} to {p99} would clip 10 to 1 %");
        let Some(clipped) = self.clipped else {
            return format!("No stage changes this run's gradient; {advice}.");
        };
        let share = format!("{:.1} % of the steps are clipped", 100.0 * clipped);
        match clipped {
            c if c < HEALTHY[0] => {
                format!("{share}, fewer than the usual 1 to 10 %: clipping hardly acts; {advice}.")
            }
            c if c <= HEALTHY[1] => format!("{share}: healthy, the usual share is 1 to 10 %."),
            _ => format!(
                "{share}, more than the usual 1 to 10 %: the threshold acts as a smaller learning rate; \
                    {advice}."
            ),
        }
    }
}

impl NetworkView for Clipping {
    const TAB: Tab = Tab {
        name: NAME,
        id: "clipping",
        title: "Clipping",
        about: "How long the selected run's gradients were, and how many of them were clipped",
        of: Some(Sort::Network),
    };
    const SHOWS: &'static str = "How often which length occurred is a histogram.";

    fn show(&mut self, ui: &mut Ui, shown: &Shown, trained: &Trained) -> Vec<Wish> {
        let run = trained.trace.run;
        let key = (Same::as_this(&trained.computed.trace), run);
        let of_run = || trained.computed.trace.runs.iter().filter(|r| r.run == run);
        let Some(lengths) = self.known.get(key, || Lengths::of(of_run())) else {
            instead(ui, NAME, "No gradient above 0 was recorded.");
            return Vec::new();
        };
        let mut text = format!("{}: {}", trained.trace.label, lengths.verdict());
        if let Some(corrupt) = trained.network.corrupt {
            let factor = short(corrupt.factor);
            text += &format!(
                " The batch of step {} is corrupt: its features are multiplied by {factor}.",
                corrupt.step
            );
        }
        ui.add(Label::new(RichText::new(text).small()).wrap());
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, NAME));
        let step = shown.hovered.unwrap_or(shown.position) as usize;
        let step = step.min(trained.steps().saturating_sub(1));
        let histogram = Histogram {
            lengths,
            now: trained.trace.number(column::G_RAW_NORM, step),
            corrupt: trained.network.corrupt_at(step).is_some(),
            style: shown.style(run, ui.visuals().dark_mode),
        };
        let colors = Palette::in_ui(ui);
        let painter = ui.painter().with_clip_rect(rect);
        inside(&painter, rect, |pen| histogram.draw(pen, &colors));
        Vec::new()
    }
}

/// The histogram of lengths, over their logarithm.
struct Histogram<'a> {
    lengths: &'a Lengths,
    /// The length at the current step.
    now: Option<f64>,
    /// Whether its samples are spoiled.
    corrupt: bool,
    style: RunStyle,
}

/// Where a histogram stands.
struct Frame {
    plot: Rect,
    low: f64,
    high: f64,
}

impl Frame {
    fn x(&self, length: f64) -> f32 {
        let part = (length / self.low).ln() / (self.high / self.low).ln();
        self.plot.left() + self.plot.width() * part as f32
    }
}

impl Histogram<'_> {
    /// Draws it, filling the pen's area.
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        let size = pen.size();
        let sorted = &self.lengths.sorted;
        let (first, last) = (sorted[0], sorted[sorted.len() - 1]);
        let threshold = self.lengths.threshold.unwrap_or(first);
        let frame = Frame {
            plot: Rect::from_min_max(pos2(34.0, 64.0), pos2(size.x - 12.0, (size.y - 40.0).max(80.0))),
            low: first.min(threshold) / 1.1,
            high: last.max(threshold) * 1.1,
        };
        self.bars(pen, &frame, colors)?;
        self.axis(pen, &frame, colors)?;
        self.marks(pen, &frame, colors)
    }

    fn bars(&self, pen: &Pen, frame: &Frame, colors: &Palette) -> Result<(), Error> {
        let ratio = (frame.high / frame.low).ln() / BINS as f64;
        let mut counts = [0usize; BINS];
        for length in &self.lengths.sorted {
            let bin = (length / frame.low).ln() / ratio;
            counts[(bin as usize).min(BINS - 1)] += 1;
        }
        let most = counts.iter().copied().max().unwrap_or(1).max(1);
        let plot = frame.plot;
        for (bin, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let edge = |bin: usize| frame.low * (ratio * bin as f64).exp();
            let height = plot.height() * count as f32 / most as f32;
            let bar = Rect::from_min_max(
                pos2(frame.x(edge(bin)) + 0.5, plot.bottom() - height.max(1.0)),
                pos2(frame.x(edge(bin + 1)) - 0.5, plot.bottom()),
            );
            let over = self.lengths.threshold.is_some_and(|t| edge(bin) >= t);
            let color = if over { colors.warning } else { self.style.color };
            pen.polygon(
                &[
                    bar.left_top(),
                    bar.right_top(),
                    bar.right_bottom(),
                    bar.left_bottom(),
                ],
                color.gamma_multiply(0.8),
            )?;
        }
        let small = Writing::new(13.0, colors.weak).at(HPos::Right, VPos::Center);
        pen.text(&most.to_string(), pos2(plot.left() - 6.0, plot.top()), small)?;
        pen.text("0", pos2(plot.left() - 6.0, plot.bottom()), small)
    }

    fn axis(&self, pen: &Pen, frame: &Frame, colors: &Palette) -> Result<(), Error> {
        let plot = frame.plot;
        pen.line(&[plot.left_bottom(), plot.right_bottom()], 1.0, colors.hairline)?;
        let count = ((plot.width() / 80.0) as usize).clamp(2, 8);
        let small = Writing::new(13.0, colors.weak);
        for tick in ticks(Scale::Log, frame.low, frame.high, count) {
            let at = pos2(frame.x(tick.value), plot.bottom());
            pen.line(&[at, at + vec2(0.0, 4.0)], 1.0, colors.weak)?;
            pen.text(&tick.text, at + vec2(0.0, 6.0), small.at(HPos::Center, VPos::Top))?;
        }
        let name = "gradient norm ‖g‖ before the stages, all steps";
        let middle = pos2(plot.center().x, plot.bottom() + 24.0);
        pen.text(name, middle, small.at(HPos::Center, VPos::Top))
    }

    /// Percentiles, the threshold and the current step's length.
    fn marks(&self, pen: &Pen, frame: &Frame, colors: &Palette) -> Result<(), Error> {
        // Texts of one line keep off each other.
        let mut taken: [Vec<[f32; 2]>; 3] = Default::default();
        let this = match self.corrupt {
            true => "this step, a corrupt batch",
            false => "this step",
        };
        let percentile = |p: f64| quantile(&self.lengths.sorted, p);
        let marks = [
            (self.lengths.threshold, "threshold", colors.danger, 0),
            (self.now, this, colors.text, 1),
            (Some(percentile(0.5)), "50 %", colors.weak, 2),
            (Some(percentile(0.9)), "90 %", colors.weak, 2),
            (Some(percentile(0.99)), "99 %", colors.weak, 2),
        ];
        for (value, words, color, line) in marks {
            let Some(value) = value.filter(|v| (frame.low..=frame.high).contains(v)) else {
                continue;
            };
            let text = format!("{words} {}", short(value));
            self.mark(
                pen,
                frame,
                (value, &text),
                (color, line, colors),
                &mut taken[line],
            )?;
        }
        Ok(())
    }

    fn mark(
        &self,
        pen: &Pen,
        frame: &Frame,
        (value, text): (f64, &str),
        (color, line, colors): (Color32, usize, &Palette),
        taken: &mut Vec<[f32; 2]>,
    ) -> Result<(), Error> {
        let (x, plot) = (frame.x(value), frame.plot);
        let y = 10.0 + 18.0 * line as f32;
        let foot: [Pos2; 2] = [pos2(x, y + 8.0), pos2(x, plot.bottom())];
        let width = if line == 2 { 1.0 } else { 2.0 };
        pen.dashed(
            &foot,
            (if line == 2 { &[3.0, 3.0] } else { &[] }, 0.0),
            width,
            color,
        )?;
        let writing = Writing::new(13.0, color).at(HPos::Left, VPos::Center);
        let length = pen.width(text, writing)?;
        let left = (x - length / 2.0).clamp(0.0, (pen.size().x - length).max(0.0));
        let free = taken
            .iter()
            .all(|[from, to]| left + length + 6.0 < *from || left > to + 6.0);
        if free {
            let back = Rect::from_min_size(pos2(left - 2.0, y - 8.0), vec2(length + 4.0, 16.0));
            pen.panel(back, 2.0, colors.panel)?;
            pen.text(text, pos2(left, y), writing)?;
            taken.push([left, left + length]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Column;

    fn run(before: &[f64], after: &[f64]) -> RunTrace {
        let column = |name: &str, values: &[f64]| Column {
            name: name.to_owned(),
            values: values.to_vec(),
            ..Column::default()
        };
        RunTrace {
            columns: vec![column("g_raw_norm", before), column("g_norm", after)],
            ..RunTrace::default()
        }
    }

    #[test]
    fn clipping_is_told_from_the_lengths_alone() {
        let before: Vec<f64> = (1..=100).map(f64::from).collect();
        let after: Vec<f64> = before.iter().map(|b| b.min(95.5)).collect();
        let rounded: Vec<f64> = before.iter().map(|b| b * 0.9995).collect();
        let by_element: Vec<f64> = before
            .iter()
            .map(|b| if *b > 55.0 { b * 0.9 } else { *b })
            .collect();
        for (after, clipped, threshold, word) in [
            (&before, None, None, "No stage"),
            (&after, Some(0.04), Some(95.5), "healthy"),
            (&rounded, Some(0.0), None, "hardly acts"),
            (&by_element, Some(0.45), None, "smaller learning rate"),
        ] {
            let found = Lengths::of([run(&before, after)].iter()).expect("lengths");
            let close = found
                .clipped
                .zip(clipped)
                .is_none_or(|(a, b)| (a - b).abs() < 1e-9);
            assert!(
                close && found.clipped.is_some() == clipped.is_some(),
                "{:?}",
                found.clipped
            );
            assert_eq!(found.threshold, threshold);
            assert!(found.verdict().contains(word), "{}", found.verdict());
        }
    }
}
