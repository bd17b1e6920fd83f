//! The loss over the steps, on a log scale where it stays positive.

use super::chart::{Axis, Chart, Scale, Series, range, widget};
use super::columns::{series, steps};
use super::{Shown, Tab, View, Wish};
use egui::Ui;

/// The chart of the loss.
#[derive(Debug, Default)]
pub struct Loss;

impl View for Loss {
    fn name(&self) -> &'static str {
        "Loss chart"
    }

    fn tab(&self) -> Tab {
        Tab {
            id: "loss",
            title: "Loss",
            about: "The loss of every run over the steps",
        }
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let series = series(shown, "loss", ui.visuals().dark_mode);
        let positive = series.iter().all(|s| s.alive().iter().all(|v| *v >= 0.0));
        let scale = if positive { Scale::Log } else { Scale::Linear };
        let (low, high) = match scale {
            Scale::Log => range(scale, &series),
            Scale::Linear => around(&series),
        };
        let chart = Chart {
            title: "Loss",
            x: steps(shown),
            y: Axis {
                label: "Loss",
                unit: "",
                scale,
                low,
                high,
            },
            series,
            cursor: Some(shown.position),
            hovered: shown.hovered,
        };
        widget::show(ui, &chart)
    }
}

/// The range of losses that may be negative: nothing says that it begins at 0.
fn around(series: &[Series]) -> (f64, f64) {
    let (low, high) = range(Scale::Linear, series);
    let values = series.iter().filter(|s| s.diverged_at.is_none());
    let lowest = values.flat_map(|s| s.alive()).copied().fold(high, f64::min);
    let low = lowest.max(low);
    (low - (high - low) * 0.05, high)
}
