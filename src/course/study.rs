//! An experiment that was computed, for the formulas of a card: in a test or on a page in f64, on the screen
//! as it stands there.

use super::answer::{Answer, Missing};
use super::card::{Card, Inline, Let};
use super::explore::Exploring;
use super::explore::read::pages;
use super::explore::whole::{Known, Needs};
use super::expression::value::{FormulaValue, Series};
use super::expression::{Expression, FormulaScope, Halt};
use super::setting::{names, setting};
use crate::compile::local::Local;
use crate::compile::network::model::Network;
use crate::engine::Computed;
use crate::engine::cpu::network::sharpness::sharpness;
use crate::lang::Diagnostic;
use crate::lang::rule;
use crate::scene::{Experiment, Explore, View};
use crate::trace::RunTrace;
use std::cell::OnceCell;
use std::sync::Arc;

/// A computed experiment and what is looked at in it.
pub struct Study<'a> {
    done: &'a Computed,
    view: &'a View,
    lets: &'a [Let],
    selected: usize,
    replicate: usize,
    local: OnceCell<Local>,
    known: Known<'a>,
}

/// What the numbers of a study depend on besides the trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    /// The selected run.
    pub run: usize,
    /// Which of its starts or seeds is looked at.
    replicate: usize,
    /// How all is explored.
    explore: Explore,
    /// Hidden runs, which are not explored.
    muted: Vec<usize>,
    /// What counts as reached.
    tolerance: Option<f64>,
    /// How much is known of sweeps and of other experiments.
    known: [usize; 2],
}

impl<'a> Study<'a> {
    /// What a card's formulas are about; `view` tells which run is selected, of a network which seed, and how
    /// all is explored.
    pub fn new(done: &'a Computed, view: &'a View, lets: &'a [Let]) -> Self {
        Self {
            done,
            view,
            lets,
            selected: view.selected,
            replicate: view.learning.seed,
            local: OnceCell::new(),
            known: Known::default(),
        }
    }

    /// The same with what is known of the sweeps that pages of Explore ask for.
    #[must_use]
    pub fn knowing(mut self, known: Known<'a>) -> Self {
        self.known = known;
        self
    }

    /// What a formula comes to.
    ///
    /// # Errors
    /// It asks for what there is not, or gives a series; the place is in the card's file.
    pub fn answer(&self, expression: &Expression) -> Result<Answer, Diagnostic> {
        match self.value(expression) {
            Ok(FormulaValue::Number(number)) => Ok(Answer::Number(number)),
            Ok(FormulaValue::Series(_)) => {
                let message =
                    "this is a series over the steps; take at(..., k), last(...) or largest(...) of it";
                Err(Diagnostic::error(expression.span, message))
            }
            Err(Halt::Missing(missing)) => Ok(Answer::Missing(missing)),
            Err(Halt::Fault(fault)) => Err(fault),
        }
    }

    /// The curve that a formula describes; empty where it does not exist.
    ///
    /// # Errors
    /// As above, or it gives a number.
    pub fn curve(&self, expression: &Expression) -> Result<Series, Diagnostic> {
        match self.value(expression) {
            Ok(FormulaValue::Series(series)) => Ok(series),
            Ok(FormulaValue::Number(_)) => {
                let message =
                    "this is one number; a curve is drawn of a series over the steps, such as `loss`";
                Err(Diagnostic::error(expression.span, message))
            }
            Err(Halt::Missing(_)) => Ok(Series::default()),
            Err(Halt::Fault(fault)) => Err(fault),
        }
    }

    /// Whether a claim holds. What does not exist holds nothing.
    pub fn holds(&self, claim: &Expression) -> Result<bool, Diagnostic> {
        match self.value(claim) {
            Ok(FormulaValue::Number(number)) => Ok(number != 0.0),
            Ok(FormulaValue::Series(_)) => {
                let message = "a claim over all steps is always(...), of some share(...) or first(...)";
                Err(Diagnostic::error(claim.span, message))
            }
            Err(Halt::Missing(_)) => Ok(false),
            Err(Halt::Fault(fault)) => Err(fault),
        }
    }

    fn value(&self, expression: &Expression) -> Result<FormulaValue, Halt> {
        // A name may use those before it: nothing else ends for certain.
        let own = self.lets.iter().position(|l| l.value.span == expression.span);
        let found = FormulaScope {
            study: self,
            replicate: self.replicate,
            lets: &self.lets[..own.unwrap_or(self.lets.len())],
            expression,
        }
        .value();
        match found {
            // Formulas over numbers alone need no run; what others name is not there.
            Err(Halt::Fault(_)) if self.done.trace.runs.is_empty() => {
                Err(Halt::Missing(Missing::NotComputed))
            }
            found => found,
        }
    }

    /// The plain words of a line, its numbers as they are printed.
    pub fn words(&self, line: &[Inline]) -> String {
        let one = |inline: &Inline| match inline {
            Inline::Text(text, _) => text.clone(),
            Inline::Live(live, _) => match self.answer(&live.expression) {
                Ok(answer) => answer.text(live.form),
                Err(fault) => fault.message,
            },
            Inline::Link(link) => self.words(&link.words),
            Inline::Break => " ".to_owned(),
        };
        line.iter().map(one).collect()
    }

    /// The experiment.
    pub fn experiment(&self) -> &Experiment {
        &self.done.experiment
    }

    /// What it is of.
    pub fn done(&self) -> &'a Computed {
        self.done
    }

    /// What numbers depend on besides the trace.
    pub fn looked_at(&self) -> Looked {
        Looked {
            run: self.selected,
            replicate: self.replicate,
            explore: self.view.explore.clone(),
            muted: self.view.muted.clone(),
            tolerance: self.view.tolerance,
            known: self.known.amount(),
        }
    }

    /// What a card's formulas need of the pages of Explore.
    pub fn needs(&self, card: &Card) -> Vec<Needs> {
        let of = self.exploring();
        let read = pages(card).into_iter();
        read.map(|(page, _)| Needs::of(&of, page)).collect()
    }

    /// Whether some of that is still to come.
    pub fn awaits(&self, card: &Card) -> bool {
        let mut needs = self.needs(card).into_iter();
        needs.any(|needs| !self.known.has(&needs))
    }

    /// The experiment, and how it is explored.
    pub fn exploring(&self) -> Exploring<'a> {
        Exploring {
            experiment: &self.done.experiment,
            plan: Some(&self.done.plan),
            view: self.view,
            explore: &self.view.explore,
        }
    }

    /// What is known of sweeps and range tests.
    pub fn known(&self) -> Known<'a> {
        self.known
    }

    pub(super) fn steps(&self) -> usize {
        self.done.trace.steps
    }

    pub(super) fn selected(&self) -> usize {
        self.selected
    }

    pub(super) fn minima(&self) -> &[Vec<f64>] {
        self.done.plan.minima()
    }

    /// The names of the runs.
    pub(super) fn labels(&self) -> impl Iterator<Item = &str> + Clone {
        self.done.plan.runs.iter().map(|run| run.label.as_str())
    }

    /// The place of the run of a label.
    pub(super) fn run(&self, label: &str) -> Option<usize> {
        let run = self.done.plan.runs.iter().find(|run| run.label == label)?;
        Some(run.run)
    }

    /// The trace of a run from a start, or with a seed; from the first where there is no such one.
    pub(super) fn trace(&self, run: usize, replicate: usize) -> Option<&'a RunTrace> {
        let runs = &self.done.trace.runs;
        let mut own = runs.iter().filter(|r| r.run == run);
        let exact = own.clone().find(|r| r.replicate == replicate);
        exact.or_else(|| own.next())
    }

    /// How many starts or seeds there are.
    pub(super) fn replicates(&self) -> usize {
        let last = self.done.trace.runs.iter().map(|r| r.replicate).max();
        last.map_or(0, |last| last + 1)
    }

    /// The value of a run's setting, of the surface's or of a network's.
    pub(super) fn setting(&self, run: usize, parts: &[&str]) -> Option<f64> {
        match setting(&self.done.experiment, run, parts)? {
            rule::Value::Number(number) => Some(number),
            rule::Value::Switch(on) => Some(f64::from(on)),
            rule::Value::List(_) => None,
        }
    }

    /// What has a value everywhere.
    pub(super) fn constant(&self, name: &str) -> Option<f64> {
        Some(match name {
            "T" => self.steps() as f64,
            "seed" => f64::from(self.done.experiment.seed),
            "pi" => std::f64::consts::PI,
            "e" => std::f64::consts::E,
            _ => return None,
        })
    }

    /// The settings that a run's formulas may name.
    pub(super) fn names(&self, run: usize) -> Vec<String> {
        let own = names(&self.done.experiment, run);
        own.into_iter()
            .chain(["T".to_owned(), "seed".to_owned()])
            .collect()
    }

    /// The network, where the problem is one.
    pub(super) fn network(&self) -> Option<&'a Arc<Network>> {
        self.done.plan.network()
    }

    /// The network as a run trains it.
    pub(super) fn network_of(&self, run: usize) -> Option<&'a Arc<Network>> {
        self.done.network_of(run)
    }

    /// The place among all weights of a network's parameter, `W1[2,3]`, counted from 1.
    pub(super) fn parameter(&self, layer: &str, indices: &[usize]) -> Option<usize> {
        let network = self.done.plan.network()?;
        let layer = network.layers.iter().find(|l| l.name == layer)?;
        let (row, col) = match *indices {
            [row, col] if layer.is_matrix => (row, col),
            [row] if !layer.is_matrix => (row, 1),
            _ => return None,
        };
        let inside = (1..=layer.rows).contains(&row) && (1..=layer.cols).contains(&col);
        inside.then(|| layer.first + (row - 1) * layer.cols + (col - 1))
    }

    /// What a run's rule declares of its stability.
    pub(super) fn stability(&self, run: usize) -> Option<f64> {
        let planned = self.done.plan.runs.iter().find(|r| r.run == run)?;
        planned.bound(None)
    }

    /// The largest eigenvalue of the loss's Hessian at a point, or of a run's at a network's weights.
    pub(super) fn sharpness(&self, run: usize, point: &[f64]) -> Option<f64> {
        if let Some(network) = self.network_of(run) {
            return Some(sharpness(network, point).value);
        }
        let surface = self.done.plan.surface()?;
        let local = self.local.get_or_init(|| Local::of(surface));
        local.at(point).curvatures.first().copied()
    }
}
