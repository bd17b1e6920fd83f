//! Samples side by side in vectors, as the layers take them.

use super::dense::{CHUNK, LANES, Vector, round_all};
use crate::compile::network::model::{Network, Samples};
use crate::engine::cpu::simd::best;
use crate::real::Real;
use std::sync::OnceLock;

/// Samples as an engine's numbers.
#[derive(Clone, Debug)]
pub struct Numbers<R> {
    /// Sample by sample.
    inputs: Vec<R>,
    /// Sample by sample.
    targets: Vec<R>,
    /// Numbers of a sample: inputs and targets.
    widths: [usize; 2],
    /// All of them in batches, once somebody asked.
    all: OnceLock<Vec<Batch<R>>>,
}

impl<R: Real> Numbers<R> {
    /// The numbers of samples.
    pub fn new(samples: &Samples) -> Self {
        Self {
            inputs: samples.data.inputs.iter().map(|&x| R::of(x)).collect(),
            targets: samples.targets.iter().map(|&x| R::of(x)).collect(),
            widths: [samples.data.features, samples.outputs],
            all: OnceLock::new(),
        }
    }

    /// Inputs of a network that should give 0.
    pub fn without_targets(network: &Network, inputs: &[f64]) -> Self {
        let widths = [network.units[0], network.train.outputs];
        let count = inputs.len() / widths[0].max(1);
        Self {
            inputs: inputs.iter().map(|&x| R::of(x)).collect(),
            targets: vec![R::ZERO; count * widths[1]],
            widths,
            all: OnceLock::new(),
        }
    }

    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.inputs.len() / self.widths[0].max(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// All samples in their order, as a network takes them.
    pub fn batches(&self, network: &Network) -> &[Batch<R>] {
        self.all.get_or_init(|| {
            let rows: Vec<usize> = (0..self.len()).collect();
            let batch = |rows| {
                let mut batch = Batch::default();
                load(&mut batch, network, self, rows, R::ONE);
                batch
            };
            rows.chunks(CHUNK).map(batch).collect()
        })
    }
}

/// Up to [`CHUNK`] samples side by side.
#[derive(Clone, Debug)]
pub struct Batch<R> {
    /// Input by input, `vectors` each.
    pub inputs: Vec<Vector<R>>,
    /// Output by output, `vectors` each.
    pub targets: Vec<Vector<R>>,
    /// 1 for a sample, 0 where there is none.
    pub there: Vec<Vector<R>>,
    /// Vectors of samples.
    pub vectors: usize,
}

impl<R> Default for Batch<R> {
    /// No samples.
    fn default() -> Self {
        Self {
            inputs: Vec::new(),
            targets: Vec::new(),
            there: Vec::new(),
            vectors: 0,
        }
    }
}

best! {
    /// Fills a batch with samples by their places, their features times a factor; at least one and at most
    /// [`CHUNK`].
    pub fn load<R: Real>(
        batch: &mut Batch<R>,
        network: &Network,
        numbers: &Numbers<R>,
        rows: &[usize],
        factor: R,
    ) = Batch::load;
}

impl<R: Real> Batch<R> {
    #[inline(always)]
    fn load(&mut self, network: &Network, numbers: &Numbers<R>, rows: &[usize], factor: R) {
        let [inputs, targets] = numbers.widths;
        self.vectors = rows.len().div_ceil(LANES);
        self.inputs.resize(inputs * self.vectors, [R::ZERO; LANES]);
        self.targets.resize(targets * self.vectors, [R::ZERO; LANES]);
        self.there.resize(self.vectors, [R::ZERO; LANES]);
        for (v, rows) in rows.chunks(LANES).enumerate() {
            // What stands where no sample is must be finite; the first sample is.
            let mut places = [rows[0]; LANES];
            places[..rows.len()].copy_from_slice(rows);
            side_by_side(
                &mut self.inputs[v..],
                self.vectors,
                &numbers.inputs,
                inputs,
                &places,
            );
            side_by_side(
                &mut self.targets[v..],
                self.vectors,
                &numbers.targets,
                targets,
                &places,
            );
            for lane in 0..LANES {
                self.there[v][lane] = R::truth(lane < rows.len());
            }
        }
        if factor != R::ONE {
            let inputs = self.inputs.as_flattened_mut().iter_mut();
            inputs.for_each(|x| *x = *x * factor);
        }
        round_all(network.formats.activations, self.inputs.as_flattened_mut());
    }
}

/// Puts rows of so many numbers into every `stride`-th vector, one a lane.
#[inline(always)]
fn side_by_side<R: Real>(
    out: &mut [Vector<R>],
    stride: usize,
    numbers: &[R],
    width: usize,
    places: &[usize; LANES],
) {
    for lane in 0..LANES {
        let row = &numbers[places[lane] * width..(places[lane] + 1) * width];
        for (i, &number) in row.iter().enumerate() {
            out[i * stride][lane] = number;
        }
    }
}
