//! What a computation recorded: columns of numbers by step. Engines write it, views read it.

mod stopped;

use crate::compile::Start;
use crate::lang::column;
use crate::real::Real as _;
use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
pub use stopped::{Stopped, TextPlace, Why};

/// The recorded steps of all runs of one experiment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// The engine's kind: `gpu` or `cpu`.
    pub engine: &'static str,
    /// The device's own name.
    pub adapter: String,
    /// Whether the numbers are f32; then they print as short as an f32 does.
    pub single: bool,
    /// How many steps were asked for, or gradient evaluations: then a step that takes two stands at every
    /// second entry.
    pub steps: usize,
    /// One per run and start, runs outermost.
    pub runs: Vec<RunTrace>,
}

/// One run from one start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunTrace {
    /// The run's place in the experiment.
    pub run: usize,
    /// The run's label.
    pub label: String,
    /// Where it started.
    pub start: Start,
    /// Which start or seed it is, from 0.
    pub replicate: usize,
    /// The step (from 1, in the trace's count) that could not be taken, whatever the reason; the run is
    /// frozen before it.
    pub diverged_at: Option<usize>,
    /// Why it could not.
    pub stopped: Option<Stopped>,
    /// Gradient evaluations done, those of a fork's past included.
    pub evaluations: usize,
    /// On a network the whole state with which a fork went on, w first; else empty.
    pub began: Vec<f64>,
    /// Columns in the order loss, w, lr, momentum, g_raw, g, decay, then the rules' own names.
    pub columns: Vec<Column>,
}

/// One named quantity over the steps.
///
/// States of the run (`loss`, `w`) have `steps + 1` entries, entry k being before step k + 1; all others have
/// `steps` entries, entry k being inside step k + 1. What is looked at only now and then (`every`) has its
/// entries at the multiples of that and one more at the end of the run. The past of a fork is that of the run
/// from which it goes on: where that run has no such column, the entries are NaN.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Its name in the rule.
    pub name: String,
    /// Numbers an entry; 0 marks a plain number, so that JSON shows no list.
    pub width: usize,
    /// Steps between two entries, where it is not recorded at each (0 and 1: at each). The last entry is the
    /// end's.
    pub every: usize,
    /// All entries, `max(width, 1)` numbers each.
    pub values: Vec<f64>,
}

impl Column {
    /// Numbers an entry, at least 1.
    pub fn stride(&self) -> usize {
        self.width.max(1)
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.values.len() / self.stride()
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The numbers of the last entry.
    pub fn last(&self) -> &[f64] {
        &self.values[self.values.len().saturating_sub(self.stride())..]
    }

    /// The numbers of one entry: the latest one at a step.
    pub fn entry(&self, step: usize) -> &[f64] {
        let (stride, place) = (self.stride(), step / self.every.max(1));
        self.values
            .get(place * stride..(place + 1) * stride)
            .unwrap_or(&[])
    }
}

impl RunTrace {
    /// The column of a name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// The first number of a column at a step.
    pub fn number(&self, name: &str, step: usize) -> Option<f64> {
        self.column(name)?.entry(step).first().copied()
    }

    /// Entries of the trace's length a step of its own: 1, or the step's gradient evaluations where those are
    /// counted.
    pub fn every(&self) -> usize {
        self.column(column::LOSS).map_or(1, |loss| loss.every.max(1))
    }

    /// What it did where it went no further, in a word: diverged, or stopped for another reason.
    pub fn verb(&self) -> &'static str {
        self.why().verb()
    }

    /// Why it went no further, where it did not.
    pub fn why(&self) -> Why {
        self.stopped.as_ref().map_or(Why::Diverged, |s| s.why)
    }

    /// How far its points are from the nearest of some minima; None where there is none.
    pub fn distances(&self, minima: &[Vec<f64>]) -> Option<Vec<f64>> {
        let points = self.column(column::W).filter(|_| !minima.is_empty())?;
        let apart = |point: &[f64], minimum: &Vec<f64>| {
            let both = point.iter().zip(minimum);
            both.fold(0.0, |sum: f64, (a, b)| sum.hypot(a - b))
        };
        let nearest = |point: &[f64]| {
            let all = minima.iter().map(|m| apart(point, m));
            all.fold(f64::INFINITY, f64::min)
        };
        Some(points.values.chunks_exact(points.stride()).map(nearest).collect())
    }

    /// The point before step `step + 1`.
    pub fn point(&self, step: usize) -> &[f64] {
        self.column(column::W).map_or(&[], |c| c.entry(step))
    }

    /// The last recorded point; of a network the weights behind the last step.
    pub fn end(&self) -> &[f64] {
        self.column(column::W).map_or(&[], Column::last)
    }
}

impl Trace {
    /// Entries of the length a step of a run: see [`RunTrace::every`].
    pub fn every_of(&self, run: usize) -> usize {
        self.runs.iter().find(|r| r.run == run).map_or(1, RunTrace::every)
    }

    /// Keeps only the named columns (`None`: all).
    pub fn keep(&mut self, names: &[String]) {
        for run in &mut self.runs {
            run.columns.retain(|c| names.contains(&c.name));
        }
    }

    /// The trace in long form: `run,step,variable,element,value`, one line a number; NaN and infinities
    /// empty.
    pub fn to_csv(&self) -> String {
        let mut out = String::from("run,step,variable,element,value\n");
        for (index, run) in self.runs.iter().enumerate() {
            for column in &run.columns {
                for (i, &value) in column.values.iter().enumerate() {
                    let (entry, element) = (i / column.stride(), i % column.stride());
                    let step = (entry * column.every.max(1)).min(self.steps);
                    let number = self.print(value);
                    let line = format!("{index},{step},{},{element},{number}\n", column.name);
                    out.push_str(&line);
                }
            }
        }
        out
    }

    fn print(&self, value: f64) -> String {
        match (value.is_finite(), self.single) {
            (false, _) => String::new(),
            (true, true) => (value as f32).to_string(),
            (true, false) => value.to_string(),
        }
    }
}

/// A number as JSON: null where not finite, f32 in its own shortest form.
struct Number(f64, bool);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match (self.0.is_finite(), self.1) {
            (false, _) => s.serialize_none(),
            (true, true) => s.serialize_f32(self.0 as f32),
            (true, false) => s.serialize_f64(self.0),
        }
    }
}

struct Reason<'a>(&'a Stopped, bool);

impl Serialize for Reason<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let Self(stopped, single) = *self;
        let values: Vec<Number> = stopped.values.iter().map(|&v| Number(v, single)).collect();
        let mut map = s.serialize_map(Some(6))?;
        map.serialize_entry("step", &stopped.step)?;
        map.serialize_entry("why", &stopped.why)?;
        map.serialize_entry("place", &stopped.place)?;
        map.serialize_entry("operation", &stopped.operation)?;
        map.serialize_entry("values", &values)?;
        map.serialize_entry("f64_would_do", &stopped.f64_would_do)?;
        map.end()
    }
}

struct Values<'a>(&'a Column, bool);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let Self(column, single) = *self;
        let mut list = s.serialize_seq(Some(column.len()))?;
        for entry in column.values.chunks(column.stride()) {
            let numbers: Vec<Number> = entry.iter().map(|&v| Number(v, single)).collect();
            match column.width {
                0 => list.serialize_element(&numbers[0])?,
                _ => list.serialize_element(&numbers)?,
            }
        }
        list.end()
    }
}

struct Columns<'a>(&'a [Column], bool);

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(self.0.len()))?;
        for column in self.0 {
            map.serialize_entry(&column.name, &Values(column, self.1))?;
        }
        map.end()
    }
}

struct Run<'a>(&'a RunTrace, bool);

impl Serialize for Run<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let Self(run, single) = *self;
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("label", &run.label)?;
        match &run.start {
            Start::Point(point) => map.serialize_entry("start", point)?,
            Start::Drawn => map.serialize_entry("seed", &run.replicate)?,
        }
        map.serialize_entry("diverged_at", &run.diverged_at)?;
        map.serialize_entry("stopped", &run.stopped.as_ref().map(|s| Reason(s, single)))?;
        map.serialize_entry("evaluations", &run.evaluations)?;
        let sparse = run.columns.iter().filter(|c| c.every > 1);
        let sparse: BTreeMap<&str, usize> = sparse.map(|c| (c.name.as_str(), c.every)).collect();
        if !sparse.is_empty() {
            map.serialize_entry("every", &sparse)?;
        }
        map.serialize_entry("columns", &Columns(&run.columns, single))?;
        map.end()
    }
}

impl Serialize for Trace {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let runs: Vec<Run> = self.runs.iter().map(|r| Run(r, self.single)).collect();
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("engine", self.engine)?;
        map.serialize_entry("adapter", &self.adapter)?;
        map.serialize_entry("steps", &self.steps)?;
        map.serialize_entry("runs", &runs)?;
        map.end()
    }
}

/// Where a loss surface is sampled: at the middles of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Grid {
    /// Range of x.
    pub x: [f64; 2],
    /// Range of y; unused when there is one row.
    pub y: [f64; 2],
    /// Samples along x.
    pub columns: usize,
    /// Samples along y; 1 for a one-dimensional surface.
    pub rows: usize,
}

impl Grid {
    /// The middles of the columns.
    pub fn xs(&self) -> impl Iterator<Item = f64> + use<> {
        middles(self.x, self.columns)
    }

    /// The middles of the rows.
    pub fn ys(&self) -> impl Iterator<Item = f64> + use<> {
        middles(self.y, self.rows)
    }

    /// How many samples there are.
    pub fn samples(&self) -> usize {
        self.columns * self.rows
    }

    /// The same range with about a part of the samples along each axis.
    #[must_use]
    pub fn coarser(&self, by: usize) -> Self {
        Self {
            columns: self.columns.div_ceil(by),
            rows: self.rows.div_ceil(by),
            ..*self
        }
    }

    /// The field of these samples' losses, row by row from the lowest y. What is lost is a hole.
    pub fn field(&self, mut values: Vec<f32>, minima: &[Vec<f64>]) -> Field {
        for value in values.iter_mut().filter(|value| value.lost()) {
            *value = f32::NAN;
        }
        Field {
            x: self.x,
            y: self.y,
            columns: self.columns,
            rows: self.rows,
            values,
            minima: minima.to_vec(),
        }
    }
}

fn middles([low, high]: [f64; 2], count: usize) -> impl Iterator<Item = f64> + use<> {
    let width = (high - low) / count as f64;
    (0..count).map(move |i| low + width * (i as f64 + 0.5))
}

impl Field {
    /// About the same field with at most `most` samples along each axis: every third sample, every fifth and
    /// so on, so that those kept stand in the middle of larger cells.
    pub fn thinned(&self, most: usize) -> Cow<'_, Self> {
        let every = self.columns.max(self.rows).div_ceil(most.max(1)) | 1;
        if every == 1 {
            return Cow::Borrowed(self);
        }
        let (columns, rows) = (self.columns / every, self.rows / every);
        let kept = |k: usize| k * every + every / 2;
        let along = |[low, high]: [f64; 2], all: usize, left: usize| {
            [low, low + (high - low) * (left * every) as f64 / all as f64]
        };
        let values = (0..rows).flat_map(|j| (0..columns).map(move |i| (i, j)));
        Cow::Owned(Self {
            x: along(self.x, self.columns, columns),
            y: along(self.y, self.rows, rows),
            values: values
                .map(|(i, j)| self.values[kept(j) * self.columns + kept(i)])
                .collect(),
            columns,
            rows,
            minima: self.minima.clone(),
        })
    }
}

/// A loss surface sampled on a grid, for drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// Shown range of x.
    pub x: [f64; 2],
    /// Shown range of y; unused when there is one row.
    pub y: [f64; 2],
    /// Samples along x.
    pub columns: usize,
    /// Samples along y; 1 for a one-dimensional surface.
    pub rows: usize,
    /// Losses, row by row from the lowest y; sample (i, j) sits at the middle of its cell. NaN where there is
    /// none.
    pub values: Vec<f32>,
    /// Declared minima.
    pub minima: Vec<Vec<f64>>,
}
