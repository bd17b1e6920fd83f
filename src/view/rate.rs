//! The learning rate over the steps.

use super::chart::{Axis, Chart, Scale, Series, range, widget};
use super::columns::{series, steps};
use super::{Shown, Tab, View, Wish};
use egui::Ui;

/// The chart of the learning rate.
#[derive(Debug, Default)]
pub struct Rate;

impl View for Rate {
    fn name(&self) -> &'static str {
        "Learning rate chart"
    }

    fn tab(&self) -> Tab {
        Tab {
            id: "rate",
            title: "Learning rate",
            about: "The learning rate of every run over the steps",
        }
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let series = series(shown, "lr", ui.visuals().dark_mode);
        let scale = scale(&series);
        let (low, high) = range(scale, &series);
        let chart = Chart {
            title: "Learning rate",
            x: steps(shown),
            y: Axis {
                label: "Learning rate η",
                unit: "η",
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

/// Logarithmic only where it must be: runs whose rates lie decades apart and never touch 0.
fn scale(series: &[Series]) -> Scale {
    let peaks = series
        .iter()
        .map(|s| s.values.iter().copied().fold(0.0, f64::max));
    let (low, high) = peaks.fold((f64::INFINITY, 0.0f64), |(l, h), p| (l.min(p), h.max(p)));
    let positive = series.iter().all(|s| s.values.iter().all(|v| *v > 0.0));
    if positive && high > 20.0 * low {
        Scale::Log
    } else {
        Scale::Linear
    }
}
