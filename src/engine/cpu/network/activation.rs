//! What follows a layer, over the sums of its units: one program gives the values and the derivatives.

use crate::compile::network::activation::Activation;
use crate::engine::cpu::machine::Machine;
use crate::real::Real;

/// Sums worked on at once, so that the program's numbers stay near the processor.
const BLOCK: usize = 64;

/// An activation with its machine.
pub struct Activator<R> {
    machine: Machine<R, BLOCK>,
    /// Places on the tape: of the sum, unless the value is the same for all, and of the value and the derivative.
    sum: Option<usize>,
    outputs: [usize; 2],
}

impl<R: Real> Activator<R> {
    /// A machine for an activation.
    pub fn new(activation: &Activation) -> Self {
        let tape = &activation.tape;
        Self {
            machine: Machine::new(tape),
            sum: (!tape.inputs.is_empty()).then_some(0),
            outputs: [0, 1].map(|i| tape.outputs[i] as usize),
        }
    }

    /// Puts values in place of sums, and the derivatives into `slopes`.
    #[inline(always)]
    pub fn activate(&mut self, sums: &mut [R], slopes: &mut [R]) {
        for (sums, slopes) in sums.chunks_mut(BLOCK).zip(slopes.chunks_mut(BLOCK)) {
            if let Some(place) = self.sum {
                copy(sums, &mut self.machine.input(place)[..sums.len()]);
            }
            self.machine.run();
            for (numbers, output) in [sums, slopes].into_iter().zip(self.outputs) {
                copy(&self.machine.get(output)[..numbers.len()], numbers);
            }
        }
    }
}

/// Copies numbers: mostly a whole block, which is a few vectors when the compiler knows it.
#[inline(always)]
fn copy<R: Real>(from: &[R], to: &mut [R]) {
    match (
        <&[R; BLOCK]>::try_from(from),
        <&mut [R; BLOCK]>::try_from(&mut *to),
    ) {
        (Ok(from), Ok(to)) => *to = *from,
        _ => to.copy_from_slice(from),
    }
}

/// Multiplies by derivatives.
#[inline(always)]
pub fn slopes_of<R: Real>(out: &mut [R], slopes: &[R]) {
    for (out, slope) in out.iter_mut().zip(slopes) {
        *out = *out * *slope;
    }
}
