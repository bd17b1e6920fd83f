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
        let mut places = vec![[R::ZERO; N]; tape.places()];
        let constants = places[tape.inputs.len()..].iter_mut().zip(&tape.constants);
        for (place, &value) in constants {
            *place = [R::of(value); N];
        }
        Self { places }
    }

    /// Sets an input by its place.
    pub fn set(&mut self, place: usize, values: [R; N]) {
        self.places[place] = values;
    }

    /// The lanes of a place.
    pub fn get(&self, place: u32) -> &[R; N] {
        &self.places[place as usize]
    }

    /// Runs the tape the machine was made for.
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
