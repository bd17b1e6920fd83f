//! Charts of one number a run over the steps: loss, distance to the nearest minimum, gradient norm.

use super::chart::{Axis, Chart, Look, Scale, Scales, Series, Weight, range, scales, widget};
use super::columns::{self, Values, element, hidden, norm, steps};
use super::{Shown, Tab, View, Wish};
use crate::scene::Problem;
use crate::trace::RunTrace;
use egui::{Direction, Label, Layout, Rect, RichText, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2};
use std::borrow::Cow;

/// What a chart shows.
#[derive(Debug)]
pub struct Quantity {
    /// How its chart is listed.
    pub tab: Tab,
    /// The accessible name of its chart.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its symbol or unit.
    pub unit: &'static str,
    /// What it is of a run, one number a step.
    pub of: Of,
    /// The scale it is shown on until another is chosen; a logarithm only where the values have one.
    pub scale: fn(&[Series]) -> Scale,
    /// What is said where no run has it.
    pub missing: &'static str,
}

/// A quantity of a run.
type Of = for<'a> fn(&Shown<'a>, &'a RunTrace) -> Option<Values<'a>>;

/// The loss.
pub const LOSS: Quantity = Quantity {
    tab: Tab {
        id: "loss",
        title: "Loss",
        about: "The loss of every run over the steps",
    },
    name: "Loss chart",
    title: "Loss",
    unit: "",
    of: |_, run| element(run, "loss", 0),
    scale: |_| Scale::Log,
    missing: "No run has recorded its loss.",
};

/// How far a run is from the nearest known minimum.
pub const DISTANCE: Quantity = Quantity {
    tab: Tab {
        id: "distance",
        title: "Distance",
        about: "How far every run is from the nearest known minimum",
    },
    name: "Distance to the nearest minimum chart",
    title: "Distance to the nearest minimum",
    unit: "",
    of: |shown, run| distance(shown.minima(), run),
    scale: |_| Scale::Log,
    missing: "This problem declares no minimum, so there is nothing to measure from.",
};

/// The length of the gradient of the loss, before any stage.
pub const GRADIENT: Quantity = Quantity {
    tab: Tab {
        id: "gradient",
        title: "Gradient",
        about: "The length of every run's gradient, before any stage changes it",
    },
    name: "Gradient norm chart",
    title: "Gradient norm",
    unit: "‖g‖",
    of: |_, run| norm(run, "g_raw"),
    scale: |_| Scale::Log,
    missing: "No run has recorded its gradient.",
};

/// The learning rate.
pub const RATE: Quantity = Quantity {
    tab: Tab {
        id: "rate",
        title: "Learning rate",
        about: "The learning rate of every run over the steps, and the momentum where a schedule drives it",
    },
    name: "Learning rate chart",
    title: "Learning rate",
    unit: "η",
    of: |_, run| element(run, "lr", 0),
    scale: apart,
    missing: "No run has a learning rate.",
};

/// The momentum that a schedule drives.
pub const MOMENTUM: Quantity = Quantity {
    tab: RATE.tab,
    name: "Momentum chart",
    title: "Momentum",
    unit: "",
    of: |_, run| element(run, "momentum", 0),
    scale: |_| Scale::Linear,
    missing: "No schedule drives a momentum.",
};

impl Quantity {
    /// The chart that shows all of it.
    pub fn chart<'a>(&self, shown: &Shown<'a>, look: &Look, dark: bool) -> Chart<'a> {
        let series = columns::series(shown, dark, |run| (self.of)(shown, run));
        let scales = scales(&series);
        let scale = look.scale((self.scale)(&series), scales);
        chart(shown, (self.title, self.unit), series, (scale, scales))
    }

    /// The chart as it is looked at, for a file; None where no shown run has the quantity.
    pub fn seen(&self, shown: &Shown, look: &mut Look, dark: bool) -> Option<Chart<'static>> {
        let mut chart = self.chart(shown, look, dark);
        look.apply(&mut chart);
        (!chart.series.is_empty()).then(|| chart.into_owned())
    }

    /// Shows the chart, or says why there is none.
    pub fn show(&self, ui: &mut Ui, shown: &Shown, look: &mut Look) -> Vec<Wish> {
        let chart = self.chart(shown, look, ui.visuals().dark_mode);
        let known = shown.trace.runs.iter().any(|run| (self.of)(shown, run).is_some());
        match known || shown.trace.runs.is_empty() {
            true => widget::show(ui, look, self.name, chart),
            false => {
                instead(ui, self.name, self.missing);
                Vec::new()
            }
        }
    }
}

/// A chart of lines over the steps that shows all of them.
pub fn chart<'a>(
    shown: &Shown<'a>,
    (title, unit): (impl Into<Cow<'a, str>>, impl Into<Cow<'a, str>>),
    series: Vec<Series<'a>>,
    (scale, scales): (Scale, Scales),
) -> Chart<'a> {
    let (low, high) = range(scale, &series);
    Chart {
        title: title.into(),
        x: steps(shown),
        y: Axis {
            label: "".into(),
            unit: unit.into(),
            scale,
            low,
            high,
        },
        scales,
        bands: bands(&series),
        series,
        guides: Vec::new(),
        notes: Vec::new(),
        hidden: hidden(shown),
        cursor: Some(shown.position),
        hovered: shown.hovered,
    }
}

/// The ground between each two edges that follow each other.
fn bands(series: &[Series]) -> Vec<[usize; 2]> {
    let edges = series
        .iter()
        .enumerate()
        .filter(|(_, s)| s.weight == Weight::Edge);
    let edges: Vec<usize> = edges.map(|(place, _)| place).collect();
    edges.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect()
}

/// A sentence where a picture would be.
pub fn instead(ui: &mut Ui, name: &str, text: &str) {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let narrow = Rect::from_center_size(rect.center(), vec2(rect.width() * 0.8, 80.0));
    let layout = Layout::centered_and_justified(Direction::TopDown);
    let place = UiBuilder::new().max_rect(narrow).layout(layout);
    ui.scope_builder(place, |ui| {
        ui.add(Label::new(RichText::new(text).weak()).wrap());
    });
}

/// Texts beside and below each other, without the room that a finger needs.
pub fn texts(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            contents(ui);
        });
    });
}

/// A quantity's chart as a view.
#[derive(Debug)]
pub struct OverSteps {
    quantity: &'static Quantity,
    look: Look,
}

impl OverSteps {
    /// The chart of a quantity.
    pub fn of(quantity: &'static Quantity) -> Self {
        Self {
            quantity,
            look: Look::default(),
        }
    }
}

impl View for OverSteps {
    fn name(&self) -> &'static str {
        self.quantity.name
    }

    fn tab(&self) -> Tab {
        self.quantity.tab
    }

    fn suits(&self, problem: &Problem) -> bool {
        problem.network().is_none()
    }

    fn is_plain(&self, _shown: &Shown) -> bool {
        true
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        self.quantity.show(ui, shown, &mut self.look)
    }

    fn charts(&mut self, shown: &Shown, dark: bool) -> Vec<Chart<'static>> {
        let chart = self.quantity.seen(shown, &mut self.look, dark);
        chart.into_iter().collect()
    }
}

/// How far a run's points are from the nearest of some minima; None where there is none.
pub fn distance(minima: &[Vec<f64>], run: &RunTrace) -> Option<Values<'static>> {
    Some(Values {
        every: run.column("w")?.every.max(1),
        values: run.distances(minima)?.into(),
    })
}

/// Logarithmic only where it must be: lines whose peaks lie decades apart and that never touch 0.
fn apart(series: &[Series]) -> Scale {
    let peaks = series
        .iter()
        .map(|s| s.values.iter().copied().fold(0.0, f64::max));
    let (low, high) = peaks.fold((f64::INFINITY, 0.0f64), |(l, h), p| (l.min(p), h.max(p)));
    let positive = series.iter().all(|s| s.values.iter().all(|v| *v > 0.0));
    match positive && high > 20.0 * low {
        true => Scale::Log,
        false => Scale::Linear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Column;

    fn run(name: &str, width: usize, values: &[f64]) -> RunTrace {
        RunTrace {
            columns: vec![Column {
                name: name.to_owned(),
                width,
                every: 1,
                values: values.to_vec(),
            }],
            ..RunTrace::default()
        }
    }

    #[test]
    fn the_nearest_minimum_counts() {
        let run = run("w", 2, &[0.0, 0.0, 3.0, 4.0, 6.0, 4.0]);
        let minima = [vec![0.0, 0.0], vec![6.0, 8.0]];
        let found = distance(&minima, &run).map(|d| d.values.into_owned());
        assert_eq!(found, Some(vec![0.0, 5.0, 4.0]));
        assert_eq!(distance(&[], &run), None);
    }

    #[test]
    fn elements_and_norms_are_taken_from_wide_columns() {
        let run = run("g", 2, &[3.0, -4.0, 0.0, 1.0]);
        let owned = |values: Option<Values>| values.map(|v| v.values.into_owned());
        assert_eq!(owned(element(&run, "g", 1)), Some(vec![-4.0, 1.0]));
        assert_eq!(owned(element(&run, "g", 2)), None);
        assert_eq!(owned(norm(&run, "g")), Some(vec![5.0, 1.0]));
        assert_eq!(owned(norm(&run, "h")), None);
    }
}
