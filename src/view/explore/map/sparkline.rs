//! The training curve of the setting under the pointer, small, beside that of the run as it is.

use crate::lang::column;
use crate::trace::RunTrace;
use crate::view::canvas::inside;
use crate::view::palette::Palette;
use crate::view::style::run_style;
use crate::view::{Shown, Wish};
use egui::{Color32, Pos2, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// How large it is.
const SIZE: egui::Vec2 = vec2(96.0, 34.0);
/// Most points of a line: more could not be told apart.
const POINTS: usize = 120;

/// The losses of a ghost, and those of the run in whose place it would stand.
pub(super) struct Curve {
    ghost: Vec<f64>,
    own: Vec<f64>,
    run: usize,
}

impl Curve {
    /// The curve of the ghost that is asked for, where it is a network's and computed; on a surface its path is
    /// drawn.
    pub fn of(shown: &Shown, asks: &[Wish]) -> Option<Self> {
        let asked = asks.iter().find_map(|wish| match wish {
            Wish::Ghost(experiment) => Some(experiment),
            _ => None,
        })?;
        let ghost = shown.ghost.filter(|ghost| *ghost.experiment == **asked)?;
        ghost.plan.network()?;
        let run = shown.scene.view.selected;
        let own = shown.trace.runs.iter().find(|trace| trace.run == run);
        Some(Self {
            ghost: losses(ghost.trace.runs.first()?),
            own: own.map_or_else(Vec::new, losses),
            run,
        })
    }

    /// Draws both, on one logarithmic scale.
    pub fn show(&self, ui: &mut Ui) {
        let (rect, response) = ui.allocate_exact_size(SIZE, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Training loss there"));
        let response = response.on_hover_text(
            "The mini-batch loss over the steps with the settings under the pointer; faintly that of the run \
                as it is",
        );
        let colors = Palette::in_ui(ui);
        let style = run_style(self.run, colors.dark);
        let all = || self.ghost.iter().chain(&self.own).filter(|loss| **loss > 0.0);
        let low = all().copied().fold(f64::INFINITY, f64::min).ln();
        let high = all().copied().fold(0.0, f64::max).ln().max(low + 1e-9);
        let painter = ui.painter_at(response.rect);
        let line = |losses: &[f64]| -> Vec<Pos2> {
            let last = losses.len().saturating_sub(1).max(1) as f32;
            let at = |(step, loss): (usize, &f64)| {
                let up = (loss.ln() - low) / (high - low);
                pos2(
                    SIZE.x * step as f32 / last,
                    (SIZE.y - 2.0) * (1.0 - up as f32) + 1.0,
                )
            };
            losses
                .iter()
                .enumerate()
                .filter(|(_, loss)| **loss > 0.0)
                .map(at)
                .collect()
        };
        let faint: Color32 = colors.weak;
        // What cannot be drawn is left out: the words beside it say the same.
        let _drawn = inside(&painter, rect, |pen| {
            pen.line(&line(&self.own), 1.0, faint)?;
            pen.line(&line(&self.ghost), 1.5, style.color)
        });
    }
}

/// The losses of a run, of which neighbours are averaged where there are more than can be seen.
fn losses(run: &RunTrace) -> Vec<f64> {
    let last = run.diverged_at.unwrap_or(usize::MAX);
    let values = run
        .column(column::LOSS)
        .map_or(&[][..], |column| &column.values[..]);
    let values = &values[..values.len().min(last)];
    let each = values.len().div_ceil(POINTS).max(1);
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    values
        .chunks(each)
        .map(mean)
        .filter(|loss| loss.is_finite())
        .collect()
}
