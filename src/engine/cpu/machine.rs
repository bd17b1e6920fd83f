//! Runs a tape over a block of lanes.

use super::lowered::Lowered;
use crate::compile::tape::Tape;
use crate::real::Real;
use std::sync::Arc;

/// The rows of one tape, `N` lanes each.
#[derive(Clone, Debug)]
pub struct Machine<R, const N: usize> {
    lowered: Arc<Lowered>,
    rows: Vec<Row<R, N>>,
}

/// The lanes of one number, where a vector never lies across two cache lines: that costs half of the speed.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Row<R, const N: usize>([R; N]);

impl<R: Real, const N: usize> Machine<R, N> {
    /// A machine for a tape, its constants filled in.
    pub fn new(tape: &Tape) -> Self {
        Self::with_extra(&Arc::new(Lowered::of(tape)), 0)
    }

    /// A machine with some rows more, behind those of the tape.
    pub fn with_extra(lowered: &Arc<Lowered>, extra: usize) -> Self {
        let mut rows = vec![Row([R::ZERO; N]); lowered.len() + extra];
        for (row, &value) in rows[lowered.inputs..].iter_mut().zip(&lowered.constants) {
            *row = Row([R::of(value); N]);
        }
        Self {
            lowered: lowered.clone(),
            rows,
        }
    }

    /// Sets an input by its place on the tape.
    pub fn set(&mut self, place: usize, values: [R; N]) {
        self.rows[self.lowered.row(place)] = Row(values);
    }

    /// The lanes of an input or output by its place on the tape.
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

    /// Copies a row.
    #[inline(always)]
    pub fn copy(&mut self, from: usize, to: usize) {
        self.rows[to] = self.rows[from];
    }

    /// Copies those lanes of a row whose mask is not 0.
    #[inline(always)]
    pub fn copy_where(&mut self, from: usize, to: usize, mask: &[u32; N]) {
        let source = self.rows[from].0;
        for ((to, from), &on) in self.rows[to].0.iter_mut().zip(source).zip(mask) {
            *to = if on != 0 { from } else { *to };
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
            // Arguments always stand before the result.
            let (before, rest) = self.rows.split_at_mut(first + i);
            let arguments = pass.arguments().map(|a| &before[a].0);
            pass.lanes(arguments, &mut rest[0].0);
        }
    }
}
