//! What a lane writes down of its steps.

use super::dense::Score;
use super::lane::Lane;
use super::shared::Shared;
use crate::compile::network::{EXPONENT_RANGE, EXPONENTS, QUANTILES};
use crate::lang::shape::Shape;
use crate::real::Real;

impl<R: Real> Lane<R> {
    pub(super) fn write_weights(&mut self, shared: &Shared<R>, k: usize) {
        if k.is_multiple_of(shared.network.weights_every) {
            let weights = shared.gathered(Shape::Element, &self.values.states[0]);
            self.recorded.weights.extend(weights);
        }
    }

    pub(super) fn write_row(&mut self, score: Score) {
        let rows = &mut self.recorded.rows;
        rows.extend([score.loss, score.right]);
        let slots = &self.values.slots[Shape::Run as usize];
        rows.extend(
            self.program
                .records
                .iter()
                .map(|&slot| slots[slot as usize][0].to_f64()),
        );
    }

    pub(super) fn write_look(&mut self, shared: &Shared<R>, held: Score) {
        let looks = &mut self.recorded.looks;
        looks.extend([held.loss, held.right]);
        let layers = shared.network.layers.len();
        for (_, slot) in &self.program.layers {
            let slot = &self.values.slots[Shape::Layer as usize][*slot as usize];
            looks.extend(slot[..layers].iter().map(|x| x.to_f64()));
        }
        for room in &self.values.quantiles {
            let mut all: Vec<f64> = shared.gathered(Shape::Element, room).collect();
            all.sort_by(f64::total_cmp);
            let at = |q: f64| all[(q * (all.len() - 1) as f64).round() as usize];
            looks.extend(QUANTILES.map(at));
        }
        if shared.network.exponents {
            let gradient = self.program.gradient_at_weights();
            let numbers = gradient.map(|g| shared.gathered(Shape::Element, &self.values.gradients[g]));
            looks.extend(exponents(numbers.into_iter().flatten()));
        }
    }
}

/// How many numbers are 0, and how many have each exponent.
fn exponents(numbers: impl Iterator<Item = f64>) -> [f64; EXPONENTS] {
    let [lowest, highest] = EXPONENT_RANGE;
    let mut counts = [0.0; EXPONENTS];
    for x in numbers {
        let exponent = (x.to_bits() >> 52 & 0x7ff) as i32 - 1023;
        let place = (exponent.clamp(lowest, highest) - lowest + 1) as usize;
        counts[if x == 0.0 { 0 } else { place }] += 1.0;
    }
    counts
}
