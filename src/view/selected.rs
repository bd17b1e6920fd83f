//! The selected run as those views see it that take one run apart.

use super::memo::{Memo, Same};
use super::style::{RunStyle, run_style};
use super::variable::element_name;
use super::{Computed, Shown, Wish};
use crate::compile::inspect::{Inspection, inspect};
use crate::engine::inspect::Recorded;
use crate::scene::Run;
use crate::trace::{RunTrace, Trace};
use egui::{DragValue, Ui};

/// The selected run from its first start, as it was computed.
#[derive(Clone, Copy, Debug)]
pub struct Selected<'a> {
    /// What it is part of.
    pub computed: &'a Computed,
    /// Its recorded steps.
    pub trace: &'a RunTrace,
    /// What was to be computed.
    pub run: &'a Run,
    /// Its place in the trace.
    place: usize,
    /// The coordinate that is shown.
    pub coordinate: usize,
}

impl<'a> Selected<'a> {
    /// None before anything was computed of it.
    pub fn of(shown: &Shown<'a>) -> Option<Self> {
        let selected = shown.scene.view.selected;
        Self::in_computed(shown.done?, selected, shown.scene.view.coordinate)
    }

    /// A run of what was computed.
    pub fn in_computed(computed: &'a Computed, run: usize, coordinate: usize) -> Option<Self> {
        let runs = &computed.trace.runs;
        let place = runs.iter().position(|r| r.run == run)?;
        let width = runs[place].column("w")?.stride();
        Some(Self {
            computed,
            trace: &runs[place],
            run: computed.experiment.runs.get(run)?,
            place,
            coordinate: coordinate.min(width - 1),
        })
    }

    /// Its states, step by step.
    pub fn recorded(&self) -> Option<Recorded<'a>> {
        Recorded::of(&self.computed.plan, &self.computed.trace, self.place)
    }

    /// What its numbers are made from, as long as that stays.
    pub fn key(&self) -> Key {
        Key {
            trace: Same::as_this(&self.computed.trace),
            place: self.place,
            coordinate: self.coordinate,
        }
    }

    /// How it looks.
    pub fn style(&self, dark: bool) -> RunStyle {
        run_style(self.trace.run, dark)
    }

    /// How many coordinates it has.
    pub fn width(&self) -> usize {
        self.trace.column("w").map_or(1, |w| w.stride())
    }

    /// One of a value's numbers: of a list the coordinate's, else the only one.
    pub fn pick(&self, value: &std::ops::Range<usize>) -> usize {
        value.start + if value.len() > 1 { self.coordinate } else { 0 }
    }
}

/// What numbers of the selected run were made from.
#[derive(Debug, PartialEq)]
pub struct Key {
    trace: Same<Trace>,
    place: usize,
    coordinate: usize,
}

/// The rules of a run taken apart, kept while its trace stays.
#[derive(Debug, Default)]
pub struct Apart(Memo<(Same<Trace>, usize), Option<Inspection>>);

impl Apart {
    /// None where the problem is none whose rules can be taken apart.
    pub fn of(&mut self, selected: &Selected) -> Option<&Inspection> {
        let computed = selected.computed;
        let key = (Same::as_this(&computed.trace), selected.place);
        let make = || {
            let recorded = selected.recorded()?;
            inspect(&computed.experiment, recorded.planned())
        };
        self.0.get(key, make).as_ref()
    }
}

/// Picks the coordinate that is shown, where there are several.
pub fn coordinate(ui: &mut Ui, selected: &Selected) -> Option<Wish> {
    const FEW: usize = 4;
    let width = selected.width();
    let mut picked = selected.coordinate;
    if width > FEW {
        let drag = DragValue::new(&mut picked)
            .range(0..=width - 1)
            .prefix("coordinate ");
        let drag = ui.add(drag).accessible_name("Coordinate");
        drag.on_hover_text("Whose numbers are shown");
    } else if width > 1 {
        for index in 0..width {
            let name = element_name(index, width);
            let button = ui.selectable_label(index == picked, &name);
            let button = button.accessible_name(format!("Coordinate {name}"));
            if button
                .on_hover_text("Show the numbers of this coordinate")
                .clicked()
            {
                picked = index;
            }
        }
    }
    (picked != selected.coordinate).then_some(Wish::Coordinate(picked))
}
