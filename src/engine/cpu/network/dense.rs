//! Forward and backward through a network: batches of samples side by side in vectors.

use super::activation::{Activator, slopes_of};
use super::batch::Batch;
use super::dot::{Matrix, Quarter, Units, dots, mix, totals};
use super::outputs::{Outputs, Scratch};
use super::shared::Shared;
use crate::compile::network::UNITS;
use crate::compile::network::model::Network;
use crate::engine::cpu::simd::best;
use crate::real::Real;
use crate::real::rng::{Key, site, uniform};
use crate::scene::network::{Format, Loss};

/// Samples in a vector.
pub const LANES: usize = 16;
/// Most vectors worked on at once, so that activations stay near the processor.
const VECTORS: usize = 4;
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

impl Drawn {
    /// Where the dropout of a unit begins, whose samples begin at a place of the step.
    fn key(self, layer: usize, first: usize, unit: usize) -> Key {
        Key {
            seed: self.seed,
            replicate: self.replicate,
            step: self.step,
            element: (first * UNITS + unit) as u32,
            site: site::DROPOUT + layer as u32,
        }
    }
}

/// Sums over samples.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Sum of the losses.
    pub loss: f64,
    /// How many classes were right.
    pub right: f64,
}

/// The numbers of a batch of samples at every layer of units.
pub struct Dense<R> {
    /// Values by layer of units: unit by unit, `vectors` each.
    values: Vec<Vec<Vector<R>>>,
    /// Derivatives of the activations by layer of units.
    slopes: Vec<Vec<Vector<R>>>,
    /// Derivatives of the loss by each layer's sums.
    deltas: Vec<Vec<Vector<R>>>,
    /// Weights in the format in which the layers read them.
    cast: Vec<R>,
    activator: Activator<R>,
    scratch: Scratch<R>,
    /// One for each unit of the widest layer.
    sums: Vec<Quarter<R>>,
    vectors: usize,
    /// Room for the samples of a step.
    pub batch: Batch<R>,
}

best! {
    /// All layers' values; `dropout` tells its random numbers and the place of the first sample in its step.
    pub fn forward<R: Real>(
        dense: &mut Dense<R>,
        shared: &Shared<R>,
        batch: &Batch<R>,
        dropout: Option<(Drawn, usize)>,
    ) = Dense::forward;
}

best! {
    /// Losses and right answers behind [`forward`], and the loss's derivative times `factor` at the outputs.
    pub fn score<R: Real>(dense: &mut Dense<R>, shared: &Shared<R>, batch: &Batch<R>, factor: R) -> Score = Dense::score;
}

best! {
    /// Adds the samples' gradient behind [`score`].
    pub fn backward<R: Real>(dense: &mut Dense<R>, shared: &Shared<R>, batch: &Batch<R>, gradient: &mut [R]) = Dense::backward;
}

impl<R: Real> Dense<R> {
    /// Room for a network's numbers.
    pub fn new(network: &Network) -> Self {
        let units = &network.units;
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
            cast: Vec::new(),
            activator: Activator::new(&network.activation),
            scratch: Scratch::default(),
            sums: vec![[R::ZERO; LANES / 4]; units.iter().copied().max().unwrap_or(0)],
            vectors: 0,
            batch: Batch::default(),
        }
    }

    /// Takes the weights as the layers read them.
    pub fn cast(&mut self, shared: &Shared<R>, weights: &[R]) {
        self.cast.clear();
        self.cast.extend_from_slice(weights);
        round_all(shared.network.formats.activations, &mut self.cast);
    }

    #[inline(always)]
    fn forward(&mut self, shared: &Shared<R>, batch: &Batch<R>, dropout: Option<(Drawn, usize)>) {
        let network = &shared.network;
        let vectors = batch.vectors;
        self.vectors = vectors;
        let last = network.units.len() - 2;
        for layer in 0..=last {
            let (inputs, outputs) = (network.units[layer], network.units[layer + 1]);
            let (matrix, bias) = shared.parameters(layer);
            let (before, after) = self.values.split_at_mut(layer + 1);
            let x = if layer == 0 { &batch.inputs } else { &before[layer] };
            let z = &mut after[0][..outputs * vectors];
            let weights = Matrix {
                numbers: &self.cast[matrix..matrix + outputs * inputs],
                strides: [inputs, 1],
            };
            let numbers = &x[..inputs * vectors];
            let starts = &self.cast[bias..bias + outputs];
            mix(z, Some(starts), weights, Units { numbers, vectors });
            if layer < last {
                let slopes = &mut self.slopes[layer + 1][..outputs * vectors];
                self.activator
                    .activate(z.as_flattened_mut(), slopes.as_flattened_mut());
                if let Some((drawn, first)) = dropout {
                    for unit in 0..outputs {
                        let part = unit * vectors..(unit + 1) * vectors;
                        let (z, slopes) = (&mut z[part.clone()], &mut slopes[part]);
                        let key = drawn.key(layer, first, unit);
                        drop_out(
                            network.dropout,
                            key,
                            z.as_flattened_mut(),
                            slopes.as_flattened_mut(),
                        );
                    }
                }
            }
            round_vectors(network.formats.activations, z);
        }
    }

    #[inline(always)]
    fn score(&mut self, shared: &Shared<R>, batch: &Batch<R>, factor: R) -> Score {
        let network = &shared.network;
        let last = network.units.len() - 1;
        let outputs = Outputs {
            z: self.values[last].as_flattened(),
            targets: batch.targets.as_flattened(),
            there: batch.there.as_flattened(),
            width: batch.vectors * LANES,
            count: network.train.outputs,
        };
        let deltas = self.deltas[last].as_flattened_mut();
        match network.loss {
            Loss::CrossEntropy => outputs.cross_entropy(&mut self.scratch, deltas, factor),
            Loss::Mse => outputs.squares(&mut self.scratch, deltas, factor),
        }
        let score = outputs.score(&mut self.scratch, deltas);
        round_all(
            network.formats.gradients,
            &mut deltas[..outputs.count * outputs.width],
        );
        score
    }

    #[inline(always)]
    fn backward(&mut self, shared: &Shared<R>, batch: &Batch<R>, gradient: &mut [R]) {
        let network = &shared.network;
        let vectors = batch.vectors;
        for layer in (0..network.units.len() - 1).rev() {
            let (inputs, outputs) = (network.units[layer], network.units[layer + 1]);
            let (matrix, bias) = shared.parameters(layer);
            let (before, after) = self.deltas.split_at_mut(layer + 1);
            let d = &after[0][..outputs * vectors];
            let x = if layer == 0 {
                &batch.inputs
            } else {
                &self.values[layer]
            };
            for o in 0..outputs {
                let d = &d[o * vectors..(o + 1) * vectors];
                let row = &mut gradient[matrix + o * inputs..matrix + (o + 1) * inputs];
                dots(row, x, d, &mut self.sums);
            }
            let d = Units { numbers: d, vectors };
            totals(&mut gradient[bias..bias + outputs], d, &mut self.sums);
            if layer == 0 {
                return;
            }
            let below = &mut before[layer][..inputs * vectors];
            let weights = Matrix {
                numbers: &self.cast[matrix..matrix + outputs * inputs],
                strides: [1, inputs],
            };
            mix(below, None, weights, d);
            let slopes = &self.slopes[layer][..inputs * vectors];
            slopes_of(below.as_flattened_mut(), slopes.as_flattened());
            round_vectors(network.formats.gradients, below);
        }
    }

    /// The outputs of the first samples behind [`forward`]: one sample after another.
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

/// Leaves samples of a unit out and makes up for it in the others.
#[inline(always)]
fn drop_out<R: Real>(share: f64, key: Key, z: &mut [R], slopes: &mut [R]) {
    let (share, kept) = (R::of(share), R::of(1.0 / (1.0 - share)));
    for ((z, slope), sample) in z.iter_mut().zip(slopes).zip(0..) {
        let key = Key {
            element: key.element + sample * UNITS as u32,
            ..key
        };
        let factor = R::pick(R::truth(uniform::<R>(key) < share), R::ZERO, kept);
        *z = *z * factor;
        *slope = *slope * factor;
    }
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
