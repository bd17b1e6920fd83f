//! The selected run as those views see it that take one run apart.

use super::asked::{Asked, ReplayOf, RunPlace};
use super::charted::Absent;
use super::memo::{Memo, Same};
use super::network::parameter;
use super::style::{RunStyle, run_style};
use super::variable::element_name;
use super::{Computed, Shown, Wish, entry};
use crate::compile::inspect::{Inspection, inspect};
use crate::compile::{Lane, Start};
use crate::engine::cpu::network::replay::Rows;
use crate::engine::inspect::{Inspector, Recorded};
use crate::lang::column;
use crate::scene::Run;
use crate::trace::{RunTrace, Trace};
use egui::{DragValue, Ui};

/// The selected run from its first start, or its chosen repetition, as it was computed.
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
    /// The coordinate that is shown; of a network the parameter.
    pub coordinate: usize,
    /// What was computed of what views ask for.
    asked: Option<&'a dyn Asked>,
}

impl<'a> Selected<'a> {
    /// None before anything was computed of it.
    pub fn of(shown: &Shown<'a>) -> Option<Self> {
        let view = &shown.scene.view;
        let found = Self::in_computed(shown.done?, [view.selected, view.learning.seed], view.coordinate)?;
        Some(Self {
            asked: shown.asked,
            ..found
        })
    }

    /// The same run, or its repetition, in something else that was computed for it.
    pub fn beside(&self, computed: &'a Computed, run: usize) -> Option<Self> {
        let found = Self::in_computed(computed, [run, self.trace.replicate], Some(self.coordinate))?;
        Some(Self {
            asked: self.asked,
            ..found
        })
    }

    /// The same, or that nothing is computed yet.
    pub fn known(shown: &Shown<'a>) -> Result<Self, Absent> {
        Self::of(shown).ok_or(Absent::now("Nothing is computed yet."))
    }

    /// A run of what was computed, of a network the repetition with a seed. Where no coordinate is told it is
    /// the first one, of a network a weight on the input that varies most: on an input that never changes
    /// nothing is learned.
    pub fn in_computed(
        computed: &'a Computed,
        [run, seed]: [usize; 2],
        coordinate: Option<usize>,
    ) -> Option<Self> {
        let runs = &computed.trace.runs;
        let own = |r: &RunTrace| r.run == run;
        let chosen = |r: &RunTrace| own(r) && r.start == Start::Drawn && r.replicate == seed;
        let place = runs
            .iter()
            .position(chosen)
            .or_else(|| runs.iter().position(own))?;
        let width = runs[place].column(column::W)?.stride();
        let telling = || computed.plan.network().map_or(0, |n| n.varied_input);
        Some(Self {
            computed,
            trace: &runs[place],
            run: computed.experiment.runs.get(run)?,
            place,
            coordinate: coordinate.unwrap_or_else(telling).min(width - 1),
            asked: None,
        })
    }

    /// What is to be taken once more to know what its rules, and those of another run, come to; None on a
    /// surface.
    pub fn replay(&self, other: Option<&Self>) -> Option<ReplayOf> {
        self.computed.plan.network().map(|_| ReplayOf {
            place: self.in_trace(),
            parameter: self.coordinate,
            beside: other.map(Self::in_trace),
        })
    }

    fn in_trace(&self) -> RunPlace {
        RunPlace {
            trace: Same::as_this(&self.computed.trace),
            run: self.place,
        }
    }

    /// Its states, step by step; None on a network.
    fn recorded(&self) -> Option<Recorded<'a>> {
        Recorded::of(&self.computed.plan, &self.computed.trace, self.place)
    }

    fn lane(&self) -> Option<&'a Lane> {
        self.computed.plan.lanes.get(self.place)
    }

    fn inspect(&self) -> Option<Inspection> {
        inspect(&self.computed.experiment, &self.computed.plan, self.lane()?.run)
    }

    /// What the chosen coordinate of w is called.
    pub fn name(&self) -> String {
        match self.computed.plan.network() {
            Some(network) => parameter::name(&network.layers, self.coordinate),
            None => "w".to_owned(),
        }
    }

    /// What its numbers are made from, as long as that stays.
    pub fn key(&self) -> SelectedKey {
        SelectedKey {
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
        self.trace.column(column::W).map_or(1, |w| w.stride())
    }

    /// One of a value's numbers: of a list the coordinate's, else the only one.
    pub fn pick(&self, value: &std::ops::Range<usize>) -> usize {
        value.start + if value.len() > 1 { self.coordinate } else { 0 }
    }
}

/// What numbers of the selected run were made from.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectedKey {
    trace: Same<Trace>,
    place: usize,
    coordinate: usize,
}

/// The rules of a run taken apart, kept while its trace stays.
#[derive(Default)]
pub struct Apart {
    own: Memo<(Same<Trace>, usize), Option<Inspection>>,
    other: Memo<Option<Same<Trace>>, Option<Inspection>>,
}

/// A run taken apart, with its values.
pub struct TakenApart<'a> {
    /// Its rules.
    pub inspection: &'a Inspection,
    /// Their values, as far as they are known.
    pub inspector: Inspector<'a>,
    /// Another run's rules, and what they would come to from the states of this one.
    pub other: Option<(&'a Inspection, Inspector<'a>)>,
    /// Whether more values will be known.
    pub more: bool,
}

impl TakenApart<'_> {
    /// How many steps are known.
    pub fn known(&self) -> usize {
        self.inspector.steps().len()
    }
}

impl Apart {
    /// The rules alone; None where the run does not compile.
    pub fn rules(&mut self, selected: &Selected) -> Option<&Inspection> {
        let key = (Same::as_this(&selected.computed.trace), selected.place);
        self.own.get(key, || selected.inspect()).as_ref()
    }

    /// The rules and their values.
    pub fn of<'a>(&'a mut self, selected: &Selected<'a>) -> Option<TakenApart<'a>> {
        self.beside(selected, None)
    }

    /// The rules and their values, and what another run's come to from the same states.
    pub fn beside<'a>(
        &'a mut self,
        selected: &Selected<'a>,
        other: Option<&Selected<'a>>,
    ) -> Option<TakenApart<'a>> {
        self.rules(selected)?;
        let traces = other.map(|other| Same::as_this(&other.computed.trace));
        let inspected = || other.and_then(Selected::inspect);
        let key = (Same::as_this(&selected.computed.trace), selected.place);
        let inspection = self.own.get(key, || None).as_ref()?;
        let beside = self.other.get(traces, inspected).as_ref();
        let Some(recorded) = selected.recorded() else {
            return replayed(selected, other, inspection, beside);
        };
        let from_here = |inspection| {
            let settings = &other?.recorded()?.planned().settings;
            let inspector = Inspector::with_settings(inspection, settings, recorded.clone());
            Some((inspection, inspector))
        };
        Some(TakenApart {
            other: beside.and_then(from_here),
            inspector: Inspector::new(inspection, recorded.clone()),
            inspection,
            more: false,
        })
    }
}

/// A network's run as far as it was taken once more, and the other one from each of its states.
fn replayed<'a>(
    selected: &Selected<'a>,
    other: Option<&Selected<'a>>,
    inspection: &'a Inspection,
    beside: Option<&'a Inspection>,
) -> Option<TakenApart<'a>> {
    static NOTHING: Rows = Rows::NONE;
    let of = selected.replay(other)?;
    let Some(known) = selected.asked.and_then(|asked| asked.replay(&of)) else {
        return Some(TakenApart {
            inspection,
            inspector: Inspector::replayed(&NOTHING),
            other: None,
            more: true,
        });
    };
    Some(TakenApart {
        inspection,
        inspector: Inspector::replayed(known.found.first()?),
        other: beside.zip(known.found.get(1).map(Inspector::replayed)),
        more: known.progress.is_some(),
    })
}

/// Picks the coordinate that is shown, where there are several; of a network the parameter.
pub fn coordinate(ui: &mut Ui, selected: &Selected) -> Option<Wish> {
    const FEW: usize = 4;
    let width = selected.width();
    let mut picked = selected.coordinate;
    if let Some(network) = selected.computed.plan.network() {
        picked = parameter::pick(ui, network, picked);
    } else if width > FEW {
        let drag = DragValue::new(&mut picked)
            .range(0..=width - 1)
            .prefix("coordinate ");
        entry::add(ui, drag, "Coordinate", "Whose numbers are shown");
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
