//! What follows a layer, over the sums of its units: one program gives the values and the derivatives.

use crate::compile::network::activation::Activation;
use crate::engine::cpu::lowered::Lowered;
use crate::engine::cpu::machine::Machine;
use crate::real::Real;
use std::sync::Arc;

/// Sums worked on at once: few, so that the program's numbers stay near the processor.
const BLOCK: usize = 128;

/// An activation with its machine.
pub struct Activator<R> {
    machine: Machine<R, BLOCK>,
    value: Place,
    slope: Place,
    /// Sums that fill no block, and their derivatives.
    rest: [Box<[R; BLOCK]>; 2],
}

/// Where a number stands once a block is done.
#[derive(Clone, Copy)]
enum Place {
    /// Where the sum stood: it is that.
    Sum,
    /// Where the last result was wanted.
    Last,
    /// In a row of the machine.
    Row(usize),
}

impl Place {
    fn of(lowered: &Lowered, output: u32) -> Self {
        match lowered.row(output as usize) {
            row if row < lowered.inputs => Self::Sum,
            row if row >= lowered.first() && row + 1 == lowered.len() => Self::Last,
            row => Self::Row(row),
        }
    }
}

impl<R: Real> Activator<R> {
    /// A machine for an activation.
    pub fn new(activation: &Activation) -> Self {
        let tape = &activation.tape;
        let lowered = Arc::new(Lowered::of(tape));
        Self {
            machine: Machine::with_extra(&lowered, 0),
            value: Place::of(&lowered, tape.outputs[0]),
            slope: Place::of(&lowered, tape.outputs[1]),
            rest: [0, 1].map(|_| Box::new([R::ZERO; BLOCK])),
        }
    }

    /// Puts values in place of sums, and the derivatives into `slopes`.
    #[inline(always)]
    pub fn activate(&mut self, sums: &mut [R], slopes: &mut [R]) {
        let (machine, [rest, rest_slopes]) = (&mut self.machine, &mut self.rest);
        for (sums, slopes) in sums.chunks_mut(BLOCK).zip(slopes.chunks_mut(BLOCK)) {
            let count = sums.len();
            let (block, block_slopes) = match (sums.as_mut_array(), slopes.as_mut_array()) {
                (Some(sums), Some(slopes)) => (sums, slopes),
                _ => {
                    rest[..count].copy_from_slice(sums);
                    (&mut **rest, &mut **rest_slopes)
                }
            };
            machine.run_between(block, block_slopes);
            match (self.value, self.slope) {
                // As it is but for few texts: the last result is the derivative.
                (Place::Row(value), Place::Last) => *block = *machine.row(value),
                places => {
                    let found = [places.0, places.1].map(|place| match place {
                        Place::Sum => *block,
                        Place::Last => *block_slopes,
                        Place::Row(row) => *machine.row(row),
                    });
                    [*block, *block_slopes] = found;
                }
            }
            if count < BLOCK {
                sums.copy_from_slice(&rest[..count]);
                slopes.copy_from_slice(&rest_slopes[..count]);
            }
        }
    }
}

/// Multiplies by derivatives.
#[inline(always)]
pub fn slopes_of<R: Real>(out: &mut [R], slopes: &[R]) {
    for (out, slope) in out.iter_mut().zip(slopes) {
        *out = *out * *slope;
    }
}
