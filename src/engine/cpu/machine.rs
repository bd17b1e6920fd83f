//! Runs a tape over a block of lanes.

use super::lowered::Lowered;
use crate::compile::tape::Tape;
use crate::real::Real;
use std::sync::Arc;

/// The rows of one tape, `N` lanes each.
#[derive(Clone, Debug)]
pub struct Machine<R, const N: usize> {
    lowered: Arc<Lowered>,
    /// Each stands in a place of its own, so that two of them change places without a copy.
    rows: Vec<Box<Row<R, N>>>,
    /// Where the next pass writes.
    spare: Box<Row<R, N>>,
}

/// The lanes of one number, where a vector never lies across two cache lines: that costs half of the speed.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Row<R, const N: usize>([R; N]);

impl<R: Real, const N: usize> Machine<R, N> {
    /// A machine for a tape, its constants filled in.
    pub fn new<I>(tape: &Tape<I>) -> Self {
        Self::with_extra(&Arc::new(Lowered::of(tape)), 0)
    }

    /// A machine with some rows more, behind those of the tape.
    pub fn with_extra(lowered: &Arc<Lowered>, extra: usize) -> Self {
        let zero = Box::new(Row([R::ZERO; N]));
        let mut rows = vec![zero.clone(); lowered.len() + extra];
        for (row, &value) in rows[lowered.inputs..].iter_mut().zip(&lowered.constants) {
            row.0 = [R::of(value); N];
        }
        Self {
            lowered: lowered.clone(),
            rows,
            spare: zero,
        }
    }

    /// Sets an input by its place on the tape.
    #[inline(always)]
    pub fn set(&mut self, place: usize, values: [R; N]) {
        *self.input(place) = values;
    }

    /// The lanes of an input by its place on the tape, to be filled.
    #[inline(always)]
    pub fn input(&mut self, place: usize) -> &mut [R; N] {
        &mut self.rows[self.lowered.row(place)].0
    }

    /// The lanes of an input or output by its place on the tape.
    #[inline(always)]
    pub fn get(&self, place: usize) -> &[R; N] {
        &self.rows[self.lowered.row(place)].0
    }

    /// A row by its own number.
    #[inline(always)]
    pub fn row(&self, row: usize) -> &[R; N] {
        &self.rows[row].0
    }

    /// A row by its own number.
    #[inline(always)]
    pub fn row_mut(&mut self, row: usize) -> &mut [R; N] {
        &mut self.rows[row].0
    }

    /// Two rows change places.
    #[inline(always)]
    pub fn swap(&mut self, a: usize, b: usize) {
        self.rows.swap(a, b);
    }

    /// Copies a row.
    #[inline(always)]
    pub fn copy(&mut self, from: usize, to: usize) {
        *self.rows[to] = *self.rows[from];
    }

    /// Copies those lanes of a row that a mask says.
    pub fn copy_where(&mut self, from: usize, to: usize, copied: impl Fn(usize) -> bool) {
        let source = self.rows[from].0;
        for (i, (to, from)) in self.rows[to].0.iter_mut().zip(source).enumerate() {
            *to = if copied(i) { from } else { *to };
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Runs the tape.
    #[inline(always)]
    pub fn run(&mut self) {
        let first = self.lowered.first();
        for (i, pass) in self.lowered.passes.iter().enumerate() {
            let arguments = pass.arguments.map(|a| &self.rows[a].0);
            pass.lanes(arguments, &mut self.spare.0);
            std::mem::swap(&mut self.spare, &mut self.rows[first + i]);
        }
    }

    /// Runs a tape whose only input is read where it stands, and whose last result, if there is any, goes
    /// where it is wanted instead of into a row.
    #[inline(always)]
    pub fn run_between(&mut self, input: &[R; N], last: &mut [R; N]) {
        let (first, inputs) = (self.lowered.first(), self.lowered.inputs);
        let Some((end, before)) = self.lowered.passes.split_last() else {
            return;
        };
        for (i, pass) in before.iter().chain([end]).enumerate() {
            let row = |a: usize| if a < inputs { input } else { &self.rows[a].0 };
            let arguments = pass.arguments.map(row);
            if i < before.len() {
                pass.lanes(arguments, &mut self.spare.0);
                std::mem::swap(&mut self.spare, &mut self.rows[first + i]);
            } else {
                pass.lanes(arguments, last);
            }
        }
    }
}
