//! A network as the engines need it: layers, samples, what a step draws, how it starts.

use super::activation::Activation;
use super::program::Program;
use super::{EXPONENTS, QUANTILES};
use crate::data::Dataset;
use crate::lang::shape::Shape;
use crate::real::rng::{Key, Order, normal, site, uniform};
use crate::scene::network::{Batch, Corrupt, Formats, Init, Loss, Network as Chosen};
use std::ops::Range;
use std::sync::Arc;

/// Places of an order that are worked out together.
const TOGETHER: usize = 16;

/// A weight matrix or a bias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Its name, such as `W1` or `b1`.
    pub name: String,
    /// Output units.
    pub rows: usize,
    /// Inputs of each; 1 for a bias.
    pub cols: usize,
    /// Whether it is a weight matrix.
    pub is_matrix: bool,
    /// Where it begins among all parameters; a matrix stands row by row.
    pub first: usize,
}

impl Layer {
    /// How many parameters it has.
    pub fn size(&self) -> usize {
        self.rows * self.cols
    }
}

/// Samples as an engine reads them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    /// The data.
    pub data: Arc<Dataset>,
    /// Numbers a target: one a class, or one.
    pub outputs: usize,
    /// What each output should be, `outputs` numbers a sample: the target's distribution, or its value.
    pub targets: Vec<f64>,
}

impl Samples {
    /// The samples of a data set; `smoothing` of a class's probability is spread over all.
    pub fn new(data: Arc<Dataset>, smoothing: f64) -> Self {
        let outputs = data.outputs();
        let spread = smoothing / outputs as f64;
        let targets = match data.classes.is_empty() {
            true => data.targets.clone(),
            false => {
                let share = |class: f64, o: usize| if class == o as f64 { 1.0 - smoothing } else { 0.0 };
                let one = |&class: &f64| (0..outputs).map(move |o| share(class, o) + spread);
                data.targets.iter().flat_map(one).collect()
            }
        };
        Self {
            data,
            outputs,
            targets,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// The input of the largest variance, the first of several.
    pub fn varied_input(&self) -> usize {
        let (features, count) = (self.data.features, self.len().max(1) as f64);
        let mut sums = vec![[0.0; 2]; features];
        for row in self.data.inputs.chunks_exact(features.max(1)) {
            for (sums, x) in sums.iter_mut().zip(row) {
                *sums = [sums[0] + x, sums[1] + x * x];
            }
        }
        let variance = |[sum, squares]: [f64; 2]| squares - sum * sum / count;
        let variances: Vec<f64> = sums.into_iter().map(variance).collect();
        let largest = variances.iter().copied().fold(0.0, f64::max);
        variances.iter().position(|&v| v == largest).unwrap_or(0)
    }
}

/// A compiled network problem.
#[derive(Clone, Debug)]
pub struct Network {
    /// Units from the features to the outputs.
    pub units: Vec<usize>,
    /// W1, b1, W2, b2 and so on.
    pub layers: Vec<Layer>,
    /// What follows every layer but the last.
    pub activation: Activation,
    /// What is minimised.
    pub loss: Loss,
    /// Where the weights start.
    pub init: Init,
    /// What is trained on.
    pub train: Samples,
    /// What is held back; may be empty.
    pub validation: Samples,
    /// What is kept for a test, and never trained on; may be empty.
    pub test: Samples,
    /// The step whose samples are spoiled.
    pub corrupt: Option<Corrupt>,
    /// The input that varies most among them.
    pub varied_input: usize,
    /// Samples of a micro-batch.
    pub batch: usize,
    /// Micro-batches a step.
    pub micro_batches: usize,
    /// Factor on the sum of the micro-batches' gradients.
    pub share: f64,
    /// Share of hidden units left out.
    pub dropout: f64,
    /// In which formats it computes.
    pub formats: Formats,
    /// Steps between two looks at validation, layers and quantiles.
    pub every: usize,
    /// Whether the exponents of the gradient are counted.
    pub exponents: bool,
    /// Steps between two recorded weights.
    pub weights_every: usize,
    /// What lanes do; runs point into this list.
    pub programs: Vec<Arc<Program>>,
}

impl Network {
    /// The same network on the same data, trained as chosen: with these batches, formats and so on.
    #[must_use]
    pub(in crate::compile) fn trained(self, chosen: &Chosen) -> Self {
        let micro_batches = chosen.accumulate.micro_batches as usize;
        let divided = match chosen.accumulate.forgot_to_divide {
            true => 1.0,
            false => micro_batches as f64,
        };
        let samples = |samples: &Samples| Samples::new(samples.data.clone(), chosen.label_smoothing);
        Self {
            init: chosen.init.clone(),
            train: samples(&self.train),
            validation: samples(&self.validation),
            test: samples(&self.test),
            batch: match chosen.batch {
                Batch::Of(size) => size as usize,
                Batch::Full(_) => self.train.len(),
            },
            micro_batches,
            share: 1.0 / divided,
            dropout: chosen.dropout,
            formats: chosen.precision,
            ..self
        }
    }

    /// How many parameters it has.
    pub fn parameters(&self) -> usize {
        self.layers.iter().map(Layer::size).sum()
    }

    /// How many numbers a value of a shape has.
    pub fn size(&self, shape: Shape) -> usize {
        let all = |of: fn(&Layer) -> usize| self.layers.iter().map(of).sum();
        match shape {
            Shape::Run => 1,
            Shape::Layer => self.layers.len(),
            Shape::Row => all(|l| l.rows),
            Shape::Col => all(|l| l.cols),
            Shape::Element => self.parameters(),
        }
    }

    /// Numbers that a lane of a program records in every step (loss, share of right answers, its own ones),
    /// and at every look: validation loss and accuracy, layers, quantiles, exponents.
    pub fn widths(&self, program: &Program) -> [usize; 2] {
        let layers = program.layers.len() * self.layers.len();
        let quantiles = program.quantiles.len() * QUANTILES.len();
        let exponents = if self.exponents { EXPONENTS } else { 0 };
        [2 + program.records.len(), 2 + layers + quantiles + exponents]
    }

    /// Samples that one step uses.
    pub fn drawn(&self) -> usize {
        self.batch * self.micro_batches
    }

    /// Steps of one time through the training data; what does not fill a step is left out.
    pub fn epoch(&self) -> usize {
        (self.train.len() / self.drawn().max(1)).max(1)
    }

    /// Whether it predicts classes.
    pub fn classifies(&self) -> bool {
        !self.train.data.classes.is_empty()
    }

    /// The training samples at some places of a step, drawn by seed and replicate. A step that takes all
    /// samples takes them in their order.
    #[inline(always)]
    pub fn rows(&self, [seed, replicate]: [u32; 2], step: usize, places: Range<usize>) -> Vec<usize> {
        let all = self.train.len();
        if self.drawn() == all {
            return places.collect();
        }
        let (epoch, within) = (step / self.epoch(), step % self.epoch());
        let order = Order::new([seed, replicate, epoch as u32], all as u32);
        let first = within * self.drawn();
        let mut rows = Vec::with_capacity(places.len());
        for begin in places.clone().step_by(TOGETHER) {
            // What is behind the last place is not taken.
            let some = order.onwards::<TOGETHER>(((first + begin) % all) as u32);
            rows.extend(some.iter().take(places.end - begin).map(|&row| row as usize));
        }
        rows
    }

    /// What the features of a step's samples are multiplied by; steps are counted from 0.
    pub fn feature_factor(&self, step: usize) -> f64 {
        self.corrupt_at(step).map_or(1.0, |corrupt| corrupt.factor)
    }

    /// How a step's samples are spoiled, where they are; steps are counted from 0.
    pub fn corrupt_at(&self, step: usize) -> Option<Corrupt> {
        self.corrupt.filter(|corrupt| corrupt.step as usize == step + 1)
    }

    /// The weights before the first step.
    pub fn initial(&self, seed: u32, replicate: u32) -> Vec<f64> {
        let mut weights = Vec::with_capacity(self.parameters());
        for (index, layer) in self.layers.iter().enumerate() {
            for i in 0..layer.size() {
                let key = Key {
                    seed,
                    replicate,
                    step: 0,
                    element: (layer.first + i) as u32,
                    site: site::INIT,
                };
                weights.push(self.initial_weight(layer, index / 2, i, key));
            }
        }
        weights
    }

    fn initial_weight(&self, layer: &Layer, place: usize, i: usize, key: Key) -> f64 {
        let (inputs, outputs) = (layer.cols as f64, layer.rows as f64);
        match &self.init {
            Init::Weights(given) if layer.is_matrix => given[place].matrix[i / layer.cols][i % layer.cols],
            Init::Weights(given) => given[place].bias[i],
            _ if !layer.is_matrix => 0.0,
            Init::Zeros => 0.0,
            Init::Xavier => (2.0 * uniform::<f64>(key) - 1.0) * (6.0 / (inputs + outputs)).sqrt(),
            Init::He => normal::<f64>(key) * (2.0 / inputs).sqrt(),
            Init::Normal(scale) => normal::<f64>(key) * scale,
        }
    }
}

/// The layers between given numbers of units.
pub(super) fn layers(units: &[usize]) -> Vec<Layer> {
    let mut layers = Vec::new();
    let mut first = 0;
    for (pair, number) in units.windows(2).zip(1..) {
        for (letter, cols, is_matrix) in [("W", pair[0], true), ("b", 1, false)] {
            layers.push(Layer {
                name: format!("{letter}{number}"),
                rows: pair[1],
                cols,
                is_matrix,
                first,
            });
            first += pair[1] * cols;
        }
    }
    layers
}
