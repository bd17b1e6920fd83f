//! Runs a tape over a block of lanes.

use crate::compile::tape::Tape;
use crate::real::Real;

/// The places of one tape, `N` lanes each.
#[derive(Clone, Debug)]
pub struct Machine<R, const N: usize> {
    places: Vec<[R; N]>,
}

impl<R: Real, const N: usize> Machine<R, N> {
    /// A machine for a tape, its constants filled in.
    pub fn new(tape: &Tape) -> Self {
        Self::with_extra(tape, 0)
    }

    /// A machine with some places more, behind those of the tape.
    pub fn with_extra(tape: &Tape, extra: usize) -> Self {
        let mut places = vec![[R::ZERO; N]; tape.places() + extra];
        let constants = places[tape.inputs.len()..].iter_mut().zip(&tape.constants);
        for (place, &value) in constants {
            *place = [R::of(value); N];
        }
        Self { places }
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are no places.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Copies a place.
    #[inline(always)]
    pub fn copy(&mut self, from: usize, to: usize) {
        self.places[to] = self.places[from];
    }

    /// Copies those lanes of a place whose mask is not 0.
    #[inline(always)]
    pub fn copy_where(&mut self, from: usize, to: usize, mask: &[u32; N]) {
        let source = self.places[from];
        for ((to, from), &on) in self.places[to].iter_mut().zip(source).zip(mask) {
            *to = if on != 0 { from } else { *to };
        }
    }

    /// Sets an input by its place.
    #[inline(always)]
    pub fn set(&mut self, place: usize, values: [R; N]) {
        self.places[place] = values;
    }

    /// The lanes of a place.
    #[inline(always)]
    pub fn get(&self, place: usize) -> &[R; N] {
        &self.places[place]
    }

    /// Runs the tape the machine was made for.
    #[inline(always)]
    pub fn run(&mut self, tape: &Tape) {
        let first = tape.inputs.len() + tape.constants.len();
        for (i, instruction) in tape.code.iter().enumerate() {
            // Arguments always stand before the result.
            let (before, rest) = self.places.split_at_mut(first + i);
            let arguments = instruction.arguments.map(|a| &before[a as usize]);
            instruction.op.lanes(arguments, &mut rest[0]);
        }
    }
}
