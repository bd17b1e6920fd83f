//! What a formula comes to, on a computed experiment.

use super::names::RecordedName;
use super::value::{FormulaValue, Series, apply};
use super::{Expression, functions};
use crate::course::answer::Missing;
use crate::course::card::Let;
use crate::course::patch::no_run;
use crate::course::study::Study;
use crate::lang::column;
use crate::lang::op::Op;
use crate::lang::rule::{Expr, ExprKind, Name};
use crate::lang::{Diagnostic, Span, did_you_mean};
use crate::trace::{Column, RunTrace};

/// Why a formula comes to nothing.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::course) enum Halt {
    /// It is wrong; the place is in the card's file.
    Fault(Diagnostic),
    /// It is right, but what it asks for does not exist in this experiment.
    Missing(Missing),
}

pub(super) type Found<T> = Result<T, Halt>;

/// Where the names of one formula are looked up.
#[derive(Clone, Copy)]
pub(in crate::course) struct FormulaScope<'a> {
    pub study: &'a Study<'a>,
    /// Which start, or which seed.
    pub replicate: usize,
    /// The names that the card gives before it.
    pub lets: &'a [Let],
    pub expression: &'a Expression,
}

impl<'a> FormulaScope<'a> {
    /// What the whole formula comes to.
    pub fn value(&self) -> Found<FormulaValue> {
        self.evaluate(&self.expression.tree)
    }

    pub(super) fn fault<T>(&self, at: Span, message: impl Into<String>) -> Found<T> {
        Err(Halt::Fault(self.expression.fault(at, message)))
    }

    pub(super) fn evaluate(&self, expr: &Expr) -> Found<FormulaValue> {
        match &expr.kind {
            ExprKind::Number(number) => Ok(FormulaValue::Number(*number)),
            ExprKind::Name(name) => match self.expression.recorded(name) {
                Some(recorded) => self.recorded(recorded, expr.span),
                None => self.name(name, expr.span),
            },
            ExprKind::Apply(Op::Pick, inner) => self.pick(inner),
            ExprKind::Apply(op, inner) => self.apply(*op, inner),
            ExprKind::Call(name, inner) => self.call(name, inner, expr.span),
        }
    }

    fn apply(&self, op: Op, arguments: &[Expr]) -> Found<FormulaValue> {
        let values: Found<Vec<FormulaValue>> = arguments.iter().map(|a| self.evaluate(a)).collect();
        match apply(op, &values?) {
            FormulaValue::Number(number) if number.is_nan() => Err(Halt::Missing(Missing::Undefined)),
            value => Ok(value),
        }
    }

    /// Of two numbers only the one that is taken need exist.
    fn pick(&self, arguments: &[Expr]) -> Found<FormulaValue> {
        match self.evaluate(&arguments[0])? {
            FormulaValue::Number(condition) => {
                self.evaluate(&arguments[if condition == 0.0 { 2 } else { 1 }])
            }
            FormulaValue::Series(_) => self.apply(Op::Pick, arguments),
        }
    }

    fn call(&self, name: &Name, arguments: &[Expr], span: Span) -> Found<FormulaValue> {
        if let Some(function) = functions::find(&name.text) {
            return (function.call)(self, arguments, span);
        }
        let Some(op) = Op::function(&name.text) else {
            let own = functions::FUNCTIONS.iter().map(|f| f.name);
            let others = Op::ALL
                .iter()
                .map(|o| o.row().name)
                .filter(|n| Op::function(n).is_some());
            let hint = did_you_mean(&name.text, own.chain(others));
            return self.fault(name.span, format!("unknown function `{}`{hint}", name.text));
        };
        let arity = op.row().arity;
        if arguments.len() != arity {
            let hint = match (name.text.as_str(), arguments.len()) {
                ("max", 1) => "; over the steps it is `largest`",
                ("min", 1) => "; over the steps it is `smallest`",
                _ => "",
            };
            let message = format!(
                "`{}` takes {arity} arguments, but here are {}{hint}",
                name.text,
                arguments.len()
            );
            return self.fault(name.span, message);
        }
        self.apply(op, arguments)
    }

    fn name(&self, name: &str, span: Span) -> Found<FormulaValue> {
        if let Some(place) = self.lets.iter().position(|l| l.name == name) {
            let named = FormulaScope {
                lets: &self.lets[..place],
                expression: &self.lets[place].value,
                ..*self
            };
            return named.value();
        }
        let run = self.study.selected();
        if let Some(column) = self.trace(run).and_then(|t| t.column(name)) {
            return self.series(column, 0, span);
        }
        let given = self
            .study
            .setting(run, &[name])
            .or_else(|| self.study.constant(name));
        match given {
            Some(number) => Ok(FormulaValue::Number(number)),
            None => self.fault(span, self.unknown(name, run)),
        }
    }

    /// A run's recorded variable, one of its components, or a setting.
    fn recorded(&self, asked: &RecordedName, span: Span) -> Found<FormulaValue> {
        let run = self.run_of(asked, span)?;
        if asked.name.is_empty() {
            let message = format!("{0} is a run, not a number; write {0}.loss", asked.written);
            return self.fault(span, message);
        }
        let Some(trace) = self.trace(run) else {
            return Err(Halt::Missing(Missing::NotComputed));
        };
        if let Some(column) = trace.column(&asked.name) {
            let place = self.place(column, &asked.indices, span)?;
            return self.series(column, place, span);
        }
        if let Some(place) = self.study.parameter(&asked.name, &asked.indices)
            && let Some(column) = trace.column(column::W)
        {
            return self.series(column, place, span);
        }
        let component = asked.name.rsplit_once('.').and_then(|(name, component)| {
            let place = ["x", "y"].iter().position(|c| *c == component)?;
            Some((trace.column(name)?, place))
        });
        if let Some((column, place)) = component {
            return self.series(column, place, span);
        }
        let parts: Vec<&str> = asked.name.split('.').collect();
        match self
            .study
            .setting(run, &parts)
            .filter(|_| asked.indices.is_empty())
        {
            Some(number) => Ok(FormulaValue::Number(number)),
            None => self.fault(span, self.unknown(&asked.name, run)),
        }
    }

    fn unknown(&self, name: &str, run: usize) -> String {
        let columns = self.trace(run).into_iter().flat_map(|t| &t.columns);
        let names = columns.map(|c| c.name.as_str());
        let settings = self.study.names(run);
        let lets = self.lets.iter().map(|l| l.name.as_str());
        let known = lets.chain(settings.iter().map(String::as_str)).chain(names);
        let mut known: Vec<&str> = known.collect();
        // A setting may have the name of what is recorded.
        let mut seen = std::collections::BTreeSet::new();
        known.retain(|name| seen.insert(*name));
        let hint = match did_you_mean(name, known.iter().copied()) {
            none if none.is_empty() => format!("; known here: {}", known.join(", ")),
            hint => hint,
        };
        format!("unknown name `{name}`{hint}")
    }

    /// Which of a column's numbers some indices mean.
    fn place(&self, column: &Column, indices: &[usize], span: Span) -> Found<usize> {
        match indices {
            [] => Ok(0),
            [index] if (1..=column.stride()).contains(index) => Ok(index - 1),
            _ => {
                let width = column.stride();
                let message = format!("`{}` has {width} numbers, counted from 1", column.name);
                self.fault(span, message)
            }
        }
    }

    fn series(&self, column: &Column, place: usize, span: Span) -> Found<FormulaValue> {
        let (name, width) = (&column.name, column.stride());
        if place >= width {
            return self.fault(span, format!("`{name}` has {width} numbers, counted from 1"));
        }
        // A name alone means one number, not many.
        let written = span.end - span.start;
        if width > 1 && place == 0 && written == name.len() {
            let message = format!("`{name}` has {width} numbers; take one, `{name}[1]`, or `norm({name})`");
            return self.fault(span, message);
        }
        let steps = self.study.steps();
        Ok(FormulaValue::Series(Series::of(column, steps, |entry| {
            entry[place]
        })))
    }

    /// The trace of a run: from the start, or with the seed, that is looked at.
    pub(super) fn trace(&self, run: usize) -> Option<&'a RunTrace> {
        self.study.trace(run, self.replicate)
    }

    /// The run that is named.
    fn run_of(&self, asked: &RecordedName, span: Span) -> Found<usize> {
        let Some(label) = &asked.run else {
            return Ok(self.study.selected());
        };
        match self.study.run(label) {
            Some(run) => Ok(run),
            None => self.fault(span, no_run(label, self.study.labels())),
        }
    }

    /// The name that an argument is, if it is nothing but one in quotes or with a component.
    pub(super) fn asked(&self, expr: &Expr) -> Option<&'a RecordedName> {
        match &expr.kind {
            ExprKind::Name(name) => self.expression.recorded(name),
            _ => None,
        }
    }

    /// The run that an argument names, if it is one.
    pub(super) fn run(&self, expr: &Expr) -> Found<Option<usize>> {
        match self.asked(expr) {
            Some(asked) if asked.run.is_some() && asked.name.is_empty() => {
                self.run_of(asked, expr.span).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// A column of many numbers that an argument names: a run's, or the selected one's.
    pub(super) fn column(&self, expr: &Expr) -> Found<&'a Column> {
        let (run, name) = match (&expr.kind, self.asked(expr)) {
            (_, Some(asked)) if asked.indices.is_empty() => (self.run_of(asked, expr.span)?, &asked.name),
            (ExprKind::Name(name), None) => (self.study.selected(), name),
            _ => return self.fault(expr.span, "expected the name of what was recorded, such as `g`"),
        };
        let column = self.trace(run).and_then(|t| t.column(name));
        column.map_or_else(|| self.fault(expr.span, self.unknown(name, run)), Ok)
    }

    /// The same formulas with another start or seed.
    pub(super) fn repeated(&self, replicate: usize) -> Self {
        Self { replicate, ..*self }
    }
}
