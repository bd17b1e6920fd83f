//! From the outputs of a network to its loss, which answers are right, and the loss's derivative.

use super::dense::{CHUNK, Score};
use crate::real::Real;

/// Room for one number a sample.
pub struct Scratch<R> {
    top: Vec<R>,
    sum: Vec<R>,
    losses: Vec<R>,
    best_target: Vec<R>,
}

impl<R: Real> Default for Scratch<R> {
    /// Room for [`CHUNK`] samples.
    fn default() -> Self {
        let room = || vec![R::ZERO; CHUNK];
        Self {
            top: room(),
            sum: room(),
            losses: room(),
            best_target: room(),
        }
    }
}

/// The outputs of some samples, output by output.
#[derive(Clone, Copy)]
pub struct Outputs<'a, R> {
    /// What the network gives.
    pub z: &'a [R],
    /// What it should give.
    pub targets: &'a [R],
    /// 1 for a sample, 0 where there is none.
    pub there: &'a [R],
    /// Samples, those that are none included.
    pub width: usize,
    /// Number of outputs.
    pub count: usize,
}

impl<R: Real> Outputs<'_, R> {
    #[inline(always)]
    fn rows(&self, o: usize) -> (&[R], &[R]) {
        let row = o * self.width..(o + 1) * self.width;
        (&self.z[row.clone()], &self.targets[row])
    }

    /// Losses by cross-entropy, and derivatives.
    #[inline(always)]
    pub fn cross_entropy(&self, scratch: &mut Scratch<R>, deltas: &mut [R], factor: R) {
        let width = self.width;
        let (top, sum) = (&mut scratch.top[..width], &mut scratch.sum[..width]);
        top.copy_from_slice(self.rows(0).0);
        for o in 1..self.count {
            for (top, &z) in top.iter_mut().zip(self.rows(o).0) {
                *top = top.max(z);
            }
        }
        sum.fill(R::ZERO);
        for (o, row) in deltas.chunks_exact_mut(width).take(self.count).enumerate() {
            let z = self.rows(o).0;
            for (((out, sum), &z), &top) in row.iter_mut().zip(&mut *sum).zip(z).zip(&*top) {
                *out = (z - top).exp();
                *sum = *sum + *out;
            }
        }
        // From here on `top` is the logarithm of what the exponentials are divided by.
        for (top, sum) in top.iter_mut().zip(&*sum) {
            *top = *top + sum.log();
        }
        let losses = &mut scratch.losses[..width];
        losses.fill(R::ZERO);
        for (o, row) in deltas.chunks_exact_mut(width).take(self.count).enumerate() {
            let (z, targets) = self.rows(o);
            for ((loss, &top), (&z, &target)) in losses.iter_mut().zip(&*top).zip(z.iter().zip(targets)) {
                *loss = *loss - target * (z - top);
            }
            for ((out, &sum), &target) in row.iter_mut().zip(&*sum).zip(targets) {
                *out = (*out / sum - target) * factor;
            }
        }
    }

    /// Losses by squares, and derivatives.
    #[inline(always)]
    pub fn squares(&self, scratch: &mut Scratch<R>, deltas: &mut [R], factor: R) {
        let losses = &mut scratch.losses[..self.width];
        let share = R::ONE / R::of(self.count as f64);
        losses.fill(R::ZERO);
        for (o, row) in deltas.chunks_exact_mut(self.width).take(self.count).enumerate() {
            let (z, targets) = self.rows(o);
            for ((loss, out), (&z, &target)) in losses.iter_mut().zip(row).zip(z.iter().zip(targets)) {
                let off = z - target;
                *loss = *loss + off * off * share;
                *out = R::of(2.0) * off * share * factor;
            }
        }
    }

    /// Sums the losses up, counts where the largest output is the largest target's, and leaves derivatives
    /// only where samples are.
    #[inline(always)]
    pub fn score(&self, scratch: &mut Scratch<R>, deltas: &mut [R]) -> Score {
        let width = self.width;
        let (best, best_target) = (&mut scratch.top[..width], &mut scratch.best_target[..width]);
        let top_target = &mut scratch.sum[..width];
        let (z, targets) = self.rows(0);
        best.copy_from_slice(z);
        best_target.copy_from_slice(targets);
        top_target.copy_from_slice(targets);
        for o in 1..self.count {
            let (z, targets) = self.rows(o);
            for j in 0..width {
                let better = R::truth(z[j] > best[j]);
                best[j] = R::pick(better, z[j], best[j]);
                best_target[j] = R::pick(better, targets[j], best_target[j]);
                top_target[j] = top_target[j].max(targets[j]);
            }
        }
        for row in deltas.chunks_exact_mut(width).take(self.count) {
            for (out, &there) in row.iter_mut().zip(self.there) {
                *out = *out * there;
            }
        }
        let mut score = Score::default();
        for j in 0..width {
            if self.there[j] != R::ZERO {
                score.loss += scratch.losses[j].to_f64();
                score.right += f64::from(u8::from(best_target[j] >= top_target[j]));
            }
        }
        score
    }
}
