//! The loss scale over the steps, and how many steps were skipped because a gradient overflowed.

use super::curves::{Line, OverTraining, Quantity};
use super::quantities::SOLID;
use crate::course::diagnosis::stages::{scale_column, skip_column};
use crate::scene::{Problem, Run};
use crate::trace::RunTrace;
use crate::view::chart::{Chart, Scale};
use crate::view::columns::Values;
use crate::view::{Shown, Tab, View, Wish};
use egui::{Ui, vec2};
use std::borrow::Cow;

const TAB: Tab = Tab {
    id: "precision",
    title: "Loss scale",
    about: "The factor on the loss that keeps small gradients alive in 16 bits, and the steps skipped for an overflow",
};

/// The factor on the loss.
pub const SCALE: Quantity = Quantity {
    tab: TAB,
    name: "Loss scale chart",
    title: "Loss scale",
    unit: "",
    lines: &[Line {
        of: scale,
        noisy: false,
        dash: SOLID,
    }],
    scale: Scale::Log,
    stops: false,
    missing: "No stage of a run scales its loss.",
};

/// The steps skipped so far.
pub const SKIPPED: Quantity = Quantity {
    tab: TAB,
    name: "Skipped steps chart",
    title: "Skipped steps",
    unit: "so far",
    lines: &[Line {
        of: skipped,
        noisy: false,
        dash: SOLID,
    }],
    scale: Scale::Linear,
    stops: false,
    missing: "No stage of a run can skip a step.",
};

/// The view of both charts.
#[derive(Debug)]
pub struct LossScale {
    scale: OverTraining,
    skipped: OverTraining,
}

impl Default for LossScale {
    fn default() -> Self {
        Self {
            scale: OverTraining::of(&SCALE),
            skipped: OverTraining::of(&SKIPPED),
        }
    }
}

impl View for LossScale {
    fn name(&self) -> &'static str {
        SCALE.name
    }

    fn tab(&self) -> Tab {
        TAB
    }

    fn suits(&self, problem: &Problem) -> bool {
        problem.network().is_some()
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let gap = ui.spacing().item_spacing.y;
        let size = vec2(ui.available_width(), (ui.available_height() - gap) / 2.0);
        let mut wishes = ui.allocate_ui(size, |ui| self.scale.ui(ui, shown)).inner;
        wishes.extend(self.skipped.ui(ui, shown));
        wishes
    }

    fn charts(&mut self, shown: &Shown, dark: bool) -> Vec<Chart<'static>> {
        let [scale, skipped] = [&mut self.scale, &mut self.skipped].map(|view| view.charts(shown, dark));
        scale.into_iter().chain(skipped).collect()
    }
}

fn scale<'a>(run: &Run, trace: &'a RunTrace) -> Option<Values<'a>> {
    let column = scale_column(run, trace)?;
    Some(Values {
        every: column.every.max(1),
        values: Cow::Borrowed(&column.values),
    })
}

/// How often the condition under which a stage skips the step has held.
fn skipped<'a>(run: &Run, trace: &'a RunTrace) -> Option<Values<'a>> {
    let column = skip_column(run, trace)?;
    let mut count = 0.0;
    let until = trace.diverged_at.unwrap_or(usize::MAX);
    let counted = column.values.iter().enumerate().map(|(step, skips)| {
        count += f64::from(u8::from(*skips != 0.0 && step < until));
        count
    });
    Some(Values {
        every: column.every.max(1),
        values: counted.collect(),
    })
}
