//! Forward and backward through a network: batches of samples side by side in vectors.

use super::activation::{activate, slopes_of};
use super::dot::{dots, mix};
use super::shared::Shared;
use crate::compile::network::model::Samples;
use crate::engine::cpu::simd;
use crate::real::Real;
use crate::real::rng::{Key, site, uniform};
use crate::scene::network::{Format, Loss};

/// Samples in a vector.
pub const LANES: usize = 8;
/// Most vectors worked on at once, so that activations stay near the processor.
const VECTORS: usize = 8;
/// Most samples worked on at once.
pub const CHUNK: usize = LANES * VECTORS;

/// One number of each of some samples.
pub type Vector<R> = [R; LANES];

/// Which random numbers dropout sees.
#[derive(Clone, Copy, Debug)]
pub struct Drawn {
    /// Seed of the experiment.
    pub seed: u32,
    /// Which seed of the run.
    pub replicate: u32,
    /// The step, from 0.
    pub step: u32,
}

/// Sums over samples.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Sum of the losses.
    pub loss: f64,
    /// How many classes were right.
    pub right: f64,
}

/// The numbers of up to [`CHUNK`] samples at every layer of units.
pub struct Dense<R> {
    /// Values by layer of units, the inputs first: unit by unit, `vectors` each.
    values: Vec<Vec<Vector<R>>>,
    /// Derivatives of the activations by layer of units.
    slopes: Vec<Vec<Vector<R>>>,
    /// Derivatives of the loss by each layer's sums.
    deltas: Vec<Vec<Vector<R>>>,
    targets: Vec<Vector<R>>,
    /// 1 for a sample, 0 where there is none.
    there: Vec<Vector<R>>,
    /// Weights in the format in which the layers read them.
    cast: Vec<R>,
    vectors: usize,
}

impl<R: Real> Dense<R> {
    /// Room for a network's numbers.
    pub fn new(shared: &Shared<R>) -> Self {
        let units = &shared.network.units;
        let room = || {
            units
                .iter()
                .map(|&u| vec![[R::ZERO; LANES]; u * VECTORS])
                .collect()
        };
        Self {
            values: room(),
            slopes: room(),
            deltas: room(),
            targets: vec![[R::ZERO; LANES]; shared.network.train.outputs * VECTORS],
            there: vec![[R::ZERO; LANES]; VECTORS],
            cast: Vec::new(),
            vectors: 0,
        }
    }

    /// Takes the weights as the layers read them.
    pub fn cast(&mut self, shared: &Shared<R>, weights: &[R]) {
        self.cast.clear();
        self.cast.extend_from_slice(weights);
        round_all(shared.network.formats.activations, &mut self.cast);
    }

    /// Takes samples by their places in a list; at most [`CHUNK`].
    pub fn load(&mut self, shared: &Shared<R>, samples: &Samples, numbers: &Numbers<R>, rows: &[usize]) {
        self.vectors = rows.len().div_ceil(LANES);
        let (features, outputs, vectors) = (samples.data.features, samples.outputs, self.vectors);
        // What stands where no sample is must be finite; the first sample is.
        let row = |place: usize| rows.get(place).copied().unwrap_or(rows[0]);
        for v in 0..vectors {
            for lane in 0..LANES {
                let place = v * LANES + lane;
                let row = row(place);
                for f in 0..features {
                    self.values[0][f * vectors + v][lane] = numbers.inputs[row * features + f];
                }
                for o in 0..outputs {
                    self.targets[o * vectors + v][lane] = numbers.targets[row * outputs + o];
                }
                self.there[v][lane] = R::truth(place < rows.len());
            }
        }
        round_vectors(
            shared.network.formats.activations,
            &mut self.values[0][..features * vectors],
        );
    }

    /// All layers' values; `first` is the place of the first sample in its step, for dropout.
    pub fn forward(&mut self, shared: &Shared<R>, dropout: Option<(Drawn, usize)>) {
        simd::best(|| self.forward_inline(shared, dropout));
    }

    #[inline(always)]
    fn forward_inline(&mut self, shared: &Shared<R>, dropout: Option<(Drawn, usize)>) {
        let network = &shared.network;
        let vectors = self.vectors;
        let last = network.units.len() - 2;
        for layer in 0..=last {
            let (inputs, outputs) = (network.units[layer], network.units[layer + 1]);
            let (matrix, bias) = shared.parameters(layer);
            let (before, after) = self.values.split_at_mut(layer + 1);
            let (x, z) = (&before[layer], &mut after[0][..outputs * vectors]);
            for o in 0..outputs {
                let weights = &self.cast[matrix + o * inputs..matrix + (o + 1) * inputs];
                let out = &mut z[o * vectors..(o + 1) * vectors];
                mix(out, self.cast[bias + o], weights.iter().copied(), x);
            }
            if layer < last {
                let slopes = &mut self.slopes[layer + 1][..outputs * vectors];
                activate(network.activation, z, slopes);
                if let Some((drawn, first)) = dropout {
                    drop_out(network.dropout, drawn, first, layer, vectors, z, slopes);
                }
            }
            round_vectors(network.formats.activations, z);
        }
    }

    /// Losses and right answers of the loaded samples, and the loss's derivative times `factor` at the outputs.
    pub fn score(&mut self, shared: &Shared<R>, factor: R) -> Score {
        simd::best(|| self.score_inline(shared, factor))
    }

    #[inline(always)]
    fn score_inline(&mut self, shared: &Shared<R>, factor: R) -> Score {
        let network = &shared.network;
        let (vectors, outputs) = (self.vectors, network.train.outputs);
        let last = network.units.len() - 1;
        let (z, deltas) = (&self.values[last], &mut self.deltas[last]);
        let mut score = Score::default();
        for v in 0..vectors {
            let at = Outputs {
                z,
                targets: &self.targets,
                outputs,
                vectors,
                v,
            };
            let losses = match network.loss {
                Loss::CrossEntropy => at.cross_entropy(deltas, factor),
                Loss::Mse => at.squares(deltas, factor),
            };
            let right = at.right();
            for lane in 0..LANES {
                let there = self.there[v][lane];
                for o in 0..outputs {
                    let delta = &mut deltas[o * vectors + v][lane];
                    *delta = *delta * there;
                }
                if there != R::ZERO {
                    score.loss += losses[lane].to_f64();
                    score.right += right[lane].to_f64();
                }
            }
        }
        round_vectors(network.formats.gradients, &mut deltas[..outputs * vectors]);
        score
    }

    /// Adds the loaded samples' gradient.
    pub fn backward(&mut self, shared: &Shared<R>, gradient: &mut [R]) {
        simd::best(|| self.backward_inline(shared, gradient));
    }

    #[inline(always)]
    fn backward_inline(&mut self, shared: &Shared<R>, gradient: &mut [R]) {
        let network = &shared.network;
        let vectors = self.vectors;
        for layer in (0..network.units.len() - 1).rev() {
            let (inputs, outputs) = (network.units[layer], network.units[layer + 1]);
            let (matrix, bias) = shared.parameters(layer);
            let (before, after) = self.deltas.split_at_mut(layer + 1);
            let d = &after[0][..outputs * vectors];
            for o in 0..outputs {
                let d = &d[o * vectors..(o + 1) * vectors];
                let row = &mut gradient[matrix + o * inputs..matrix + (o + 1) * inputs];
                dots(row, &self.values[layer], d);
                let sum = d.iter().fold([R::ZERO; LANES], |sum, d| add(sum, *d));
                gradient[bias + o] = gradient[bias + o] + fold(sum);
            }
            if layer == 0 {
                return;
            }
            let below = &mut before[layer][..inputs * vectors];
            for i in 0..inputs {
                let column = self.cast[matrix + i..matrix + outputs * inputs]
                    .iter()
                    .step_by(inputs);
                let out = &mut below[i * vectors..(i + 1) * vectors];
                mix(out, R::ZERO, column.copied(), d);
                slopes_of(out, &self.slopes[layer][i * vectors..(i + 1) * vectors]);
            }
            round_vectors(network.formats.gradients, below);
        }
    }

    /// The outputs of the loaded samples: one sample after another.
    pub fn outputs(&self, shared: &Shared<R>, count: usize) -> Vec<f64> {
        let outputs = shared.network.train.outputs;
        let z = &self.values[shared.network.units.len() - 1];
        let one = |sample: usize| {
            let (v, lane) = (sample / LANES, sample % LANES);
            (0..outputs).map(move |o| z[o * self.vectors + v][lane].to_f64())
        };
        (0..count).flat_map(one).collect()
    }
}

/// Inputs and targets as an engine's numbers.
#[derive(Clone, Debug, Default)]
pub struct Numbers<R> {
    /// Sample by sample.
    pub inputs: Vec<R>,
    /// Sample by sample.
    pub targets: Vec<R>,
}

impl<R: Real> Numbers<R> {
    /// The numbers of samples.
    pub fn new(samples: &Samples) -> Self {
        Self {
            inputs: samples.data.inputs.iter().map(|&x| R::of(x)).collect(),
            targets: samples.targets.iter().map(|&x| R::of(x)).collect(),
        }
    }
}

/// One vector of samples at the outputs.
struct Outputs<'a, R> {
    z: &'a [Vector<R>],
    targets: &'a [Vector<R>],
    outputs: usize,
    vectors: usize,
    v: usize,
}

impl<R: Real> Outputs<'_, R> {
    #[inline(always)]
    fn pair(&self, o: usize, lane: usize) -> (R, R) {
        let place = o * self.vectors + self.v;
        (self.z[place][lane], self.targets[place][lane])
    }

    #[inline(always)]
    fn cross_entropy(&self, deltas: &mut [Vector<R>], factor: R) -> Vector<R> {
        let mut top = self.z[self.v];
        for o in 1..self.outputs {
            for (top, z) in top.iter_mut().zip(self.z[o * self.vectors + self.v]) {
                *top = top.max(z);
            }
        }
        let mut sum = [R::ZERO; LANES];
        for o in 0..self.outputs {
            let out = &mut deltas[o * self.vectors + self.v];
            for lane in 0..LANES {
                out[lane] = (self.pair(o, lane).0 - top[lane]).exp();
                sum[lane] = sum[lane] + out[lane];
            }
        }
        let mut losses = [R::ZERO; LANES];
        let mut logs = [R::ZERO; LANES];
        for lane in 0..LANES {
            logs[lane] = sum[lane].log();
        }
        for o in 0..self.outputs {
            let out = &mut deltas[o * self.vectors + self.v];
            for lane in 0..LANES {
                let (z, target) = self.pair(o, lane);
                losses[lane] = losses[lane] - target * (z - top[lane] - logs[lane]);
                out[lane] = (out[lane] / sum[lane] - target) * factor;
            }
        }
        losses
    }

    #[inline(always)]
    fn squares(&self, deltas: &mut [Vector<R>], factor: R) -> Vector<R> {
        let share = R::ONE / R::of(self.outputs as f64);
        let mut losses = [R::ZERO; LANES];
        for o in 0..self.outputs {
            let out = &mut deltas[o * self.vectors + self.v];
            for lane in 0..LANES {
                let (z, target) = self.pair(o, lane);
                let off = z - target;
                losses[lane] = losses[lane] + off * off * share;
                out[lane] = R::of(2.0) * off * share * factor;
            }
        }
        losses
    }

    /// 1 where the largest output is the largest target's.
    #[inline(always)]
    fn right(&self) -> Vector<R> {
        let (mut best, mut best_target) = (self.z[self.v], self.targets[self.v]);
        let mut top_target = best_target;
        for o in 1..self.outputs {
            for lane in 0..LANES {
                let (z, target) = self.pair(o, lane);
                let better = R::truth(z > best[lane]);
                best[lane] = R::pick(better, z, best[lane]);
                best_target[lane] = R::pick(better, target, best_target[lane]);
                top_target[lane] = top_target[lane].max(target);
            }
        }
        std::array::from_fn(|lane| R::truth(best_target[lane] >= top_target[lane]))
    }
}

#[inline(always)]
fn drop_out<R: Real>(
    share: f64,
    drawn: Drawn,
    first: usize,
    layer: usize,
    vectors: usize,
    z: &mut [Vector<R>],
    slopes: &mut [Vector<R>],
) {
    let (share, kept) = (R::of(share), R::of(1.0 / (1.0 - share)));
    for (place, (z, slope)) in z.iter_mut().zip(slopes).enumerate() {
        let (unit, v) = (place / vectors, place % vectors);
        for lane in 0..LANES {
            let sample = first + v * LANES + lane;
            let key = Key {
                seed: drawn.seed,
                replicate: drawn.replicate,
                step: drawn.step,
                element: (sample * crate::compile::network::UNITS + unit) as u32,
                site: site::DROPOUT + layer as u32,
            };
            let factor = R::pick(R::truth(uniform::<R>(key) < share), R::ZERO, kept);
            z[lane] = z[lane] * factor;
            slope[lane] = slope[lane] * factor;
        }
    }
}

#[inline(always)]
fn add<R: Real>(a: Vector<R>, b: Vector<R>) -> Vector<R> {
    std::array::from_fn(|i| a[i] + b[i])
}

/// The sum of a vector, pair by pair.
#[inline(always)]
pub fn fold<R: Real>(v: Vector<R>) -> R {
    let four: [R; 4] = std::array::from_fn(|i| v[i] + v[i + 4]);
    (four[0] + four[2]) + (four[1] + four[3])
}

/// Rounds numbers to a format.
#[inline(always)]
pub fn round_all<R: Real>(format: Format, numbers: &mut [R]) {
    match format {
        Format::F32 => {}
        Format::F16 => numbers.iter_mut().for_each(|x| *x = x.f16()),
        Format::Bf16 => numbers.iter_mut().for_each(|x| *x = x.bf16()),
    }
}

#[inline(always)]
fn round_vectors<R: Real>(format: Format, vectors: &mut [Vector<R>]) {
    round_all(format, vectors.as_flattened_mut());
}
