//! The one line of a run: how it looks, what it is called, its learning rate and how it ended.

use crate::app::controls::{finding, theme};
use crate::lang::column;
use crate::scene::{Run, Scene};
use crate::trace::Why;
use crate::view::Computed;
use crate::view::abridge::abridged;
use crate::view::canvas::on_painter;
use crate::view::palette::Palette;
use crate::view::style::run_style;
use crate::view::{line, number};
use egui::{Color32, FontId, Painter, Rect, Stroke, pos2};

/// Width of the run's look at the line's left end.
pub const LOOK: f32 = 36.0;

/// Least width for a name that is cut beside the outcome.
const LEAST: f32 = 84.0;

/// What the line says.
pub struct RunLine<'a> {
    /// Its place in the list, which gives its look.
    pub index: usize,
    /// What it is called.
    pub name: &'a str,
    /// What all runs are called, so that a name that is cut still tells it from them.
    pub others: &'a [String],
    /// Its learning rate, where its rule has one.
    pub rate: Option<f64>,
    /// How it ended.
    pub outcome: RunEnd,
    /// Whether it is hidden in all views.
    pub muted: bool,
    /// Whether something is wrong with it.
    pub wrong: bool,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RunEnd {
    /// It has not been computed.
    Unknown,
    /// At this loss.
    Loss(f64),
    /// At a step that could not be taken.
    Stopped(Why),
}

impl RunEnd {
    /// The outcome of the run of an index, from its first start. What was computed of another optimizer, as
    /// the list was before, tells nothing of it.
    pub fn of(done: Option<&Computed>, scene: &Scene, index: usize) -> Self {
        let optimizer = |runs: &[Run]| runs.get(index).map(|run| run.optimizer.clone());
        let done = done.filter(|d| optimizer(&d.experiment.runs) == optimizer(&scene.experiment.runs));
        let run = done.and_then(|d| d.trace.runs.iter().find(|r| r.run == index));
        match run.map(|r| {
            (
                r.diverged_at.map(|_| r.why()),
                r.column(column::LOSS).and_then(|c| c.values.last()),
            )
        }) {
            Some((Some(why), _)) => Self::Stopped(why),
            Some((None, Some(&loss))) => Self::Loss(loss),
            _ => Self::Unknown,
        }
    }

    fn text(self, colors: &Palette) -> (String, Color32) {
        match self {
            Self::Unknown => ("…".to_owned(), colors.weak),
            Self::Loss(loss) if loss.is_nan() => ("no value".to_owned(), colors.danger),
            Self::Loss(loss) => (number::short(loss), colors.weak),
            Self::Stopped(why) => (why.verb().to_owned(), colors.danger),
        }
    }
}

impl RunLine<'_> {
    /// Paints the line into a rectangle.
    pub fn paint(&self, painter: &Painter, rect: Rect, colors: &Palette) {
        let painter = painter.with_clip_rect(rect.expand(2.0).intersect(painter.clip_rect()));
        self.look(&painter, rect, colors);
        let y = rect.center().y;
        let small = FontId::proportional(theme::SMALL);
        let (end, color) = self.outcome.text(colors);
        let end = painter.layout_no_wrap(end, small.clone(), color);
        let text = if self.muted { colors.weak } else { colors.text };
        let left = rect.left() + LOOK;
        let strong = FontId::new(theme::BODY, theme::strong());
        let written = |name: &str| painter.layout_no_wrap(name.to_owned(), strong.clone(), text);
        let beside = rect.right() - end.size().x - 8.0 - left;
        // Where both have no room, which run it is says more than how it ended.
        let alone = beside < LEAST
            && written(self.name).size().x > beside
            && !matches!(self.outcome, RunEnd::Stopped(_));
        let (room, end_left) = match alone {
            true => (rect.right() - left, rect.right()),
            false => (beside, rect.right() - end.size().x),
        };
        if !alone {
            painter.galley(pos2(end_left, y - end.size().y / 2.0), end, color);
        }
        let name = written(&abridged(self.name, self.others, |cut| {
            written(cut).size().x <= room
        }));
        let name_end = left + name.size().x;
        painter.galley(pos2(left, y - name.size().y / 2.0), name, text);
        let Some(rate) = self.rate else { return };
        let rate = format!("η {}", number::short(rate));
        let rate = painter.layout_no_wrap(rate, small, colors.weak);
        // Numbers stand in columns where there is room.
        let column = (end_left - 10.0).min(rect.right() - 64.0);
        let at = pos2(column - rate.size().x, y - rate.size().y / 2.0);
        if at.x > name_end + 4.0 {
            painter.galley(at, rate, colors.weak);
        }
    }

    fn look(&self, painter: &Painter, rect: Rect, colors: &Palette) {
        let mut style = run_style(self.index, colors.dark);
        if self.muted {
            style.color = style.color.gamma_multiply(0.4);
        }
        let left = rect.left_center();
        let ends = [left, pos2(left.x + 24.0, left.y)];
        for dash in line::dashes(&ends, style.dash, 0.0) {
            painter.line(dash, Stroke::new(2.0, style.color));
        }
        match self.wrong {
            true => finding::sign(painter, ends[1], colors.danger, colors.panel),
            false => {
                on_painter(painter, |pen| {
                    pen.marker(style.marker, ends[1], 4.5, style.color, colors.panel)
                });
            }
        }
    }
}
