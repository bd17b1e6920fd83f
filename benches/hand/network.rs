//! Networks 2-8-8-2 with tanh and cross-entropy, trained by Adam: what a person would write for this one
//! shape, with what the engine records. Eight networks stand side by side in vectors, two threads share them.

use ravine::real::math::{exp, log, tanh};
use std::array::from_fn;
use std::ops::Range;
use std::thread;

const LANES: usize = 8;
/// Weights and biases of 2-8-8-2.
const PARAMETERS: usize = 2 * 8 + 8 + 8 * 8 + 8 + 8 * 2 + 2;
/// A matrix and a bias in turn.
const LAYERS: [Range<usize>; 6] = [0..16, 16..24, 24..88, 88..96, 96..112, 112..114];

type Vector = [f32; LANES];

/// Two inputs and the class, 0 or 1.
pub type Sample = [f32; 3];

/// What every network sees.
pub struct Data {
    /// What is trained on; each network draws batches of its own.
    pub train: Vec<Sample>,
    /// What is held back.
    pub held: Vec<Sample>,
    /// Samples of a batch.
    pub batch: usize,
    /// Steps of Adam.
    pub steps: usize,
    /// Steps between two looks at what is held back, at the weights, and at the lengths of each layer's
    /// weights, gradient and update.
    pub every: usize,
}

/// What eight networks recorded.
#[derive(Default)]
pub struct Recorded {
    /// Loss, share of right answers and length of the gradient by step.
    pub rows: Vec<[Vector; 3]>,
    /// Loss and share of right answers on what is held back, by look.
    pub held: Vec<[Vector; 2]>,
    /// All weights, by look.
    pub weights: Vec<[Vector; PARAMETERS]>,
    /// Lengths of weights, gradient and update of each layer, by look.
    pub norms: Vec<[[Vector; 3]; 6]>,
}

struct Block {
    weights: [Vector; PARAMETERS],
    gradient: [Vector; PARAMETERS],
    m: [Vector; PARAMETERS],
    v: [Vector; PARAMETERS],
    orders: [Vec<usize>; LANES],
    seeds: [u32; LANES],
    recorded: Recorded,
}

/// Sums over samples.
#[derive(Clone, Copy, Default)]
struct Score {
    loss: Vector,
    right: Vector,
}

/// What one sample is in each network.
struct Activations {
    first: [Vector; 8],
    second: [Vector; 8],
    out: [Vector; 2],
}

/// Trains networks and gives what they recorded.
pub fn train(data: &Data, networks: usize) -> Vec<Recorded> {
    let mut blocks: Vec<Block> = (0..networks / LANES).map(|b| Block::new(b, data)).collect();
    let half = blocks.len().div_ceil(2);
    let train = |part: &mut [Block]| part.iter_mut().for_each(|block| block.train(data));
    thread::scope(|scope| {
        for part in blocks.chunks_mut(half) {
            scope.spawn(move || train(part));
        }
    });
    blocks.into_iter().map(|block| block.recorded).collect()
}

impl Block {
    fn new(block: usize, data: &Data) -> Self {
        let mut seeds = from_fn(|l| (block * LANES + l) as u32 + 1);
        let weights = from_fn(|_| from_fn(|l| (random(&mut seeds[l]) >> 8) as f32 / (1 << 24) as f32 - 0.5));
        Self {
            weights,
            gradient: [[0.0; LANES]; PARAMETERS],
            m: [[0.0; LANES]; PARAMETERS],
            v: [[0.0; LANES]; PARAMETERS],
            orders: from_fn(|_| (0..data.train.len()).collect()),
            seeds,
            recorded: Recorded::default(),
        }
    }

    fn train(&mut self, data: &Data) {
        #[cfg(target_arch = "x86_64")]
        {
            #[target_feature(enable = "avx2")]
            fn avx2(block: &mut Block, data: &Data) {
                block.train_inline(data);
            }
            if std::arch::is_x86_feature_detected!("avx2") {
                #[expect(unsafe_code, reason = "the machine has these instructions")]
                return unsafe { avx2(self, data) };
            }
        }
        self.train_inline(data);
    }

    #[inline(always)]
    fn train_inline(&mut self, data: &Data) {
        let share = 1.0 / data.batch as f32;
        let epoch = data.train.len() / data.batch;
        let (mut power1, mut power2) = (1.0, 1.0);
        for k in 0..data.steps {
            let looks = k % data.every == 0;
            if looks {
                self.look(data);
            }
            if k % epoch == 0 {
                self.shuffle();
            }
            self.gradient = [[0.0; LANES]; PARAMETERS];
            let mut score = Score::default();
            for place in 0..data.batch {
                self.sample(data, (k % epoch) * data.batch + place, &mut score);
            }
            power1 *= 0.9;
            power2 *= 0.999;
            let corrections = [1.0 - power1, 1.0 - power2];
            let length = match looks {
                true => self.adam::<true>(share, corrections),
                false => self.adam::<false>(share, corrections),
            };
            let mean = |sum: Vector| sum.map(|x| x * share);
            self.recorded
                .rows
                .push([mean(score.loss), mean(score.right), length]);
        }
        self.look(data);
    }

    /// A new order of the samples for each network.
    fn shuffle(&mut self) {
        for (order, seed) in self.orders.iter_mut().zip(&mut self.seeds) {
            for i in (1..order.len()).rev() {
                order.swap(i, (random(seed) >> 8) as usize % (i + 1));
            }
        }
    }

    /// Loss and share of right answers on what is held back.
    #[inline(always)]
    fn look(&mut self, data: &Data) {
        let mut score = Score::default();
        for &[x, y, class] in &data.held {
            let activations = self.forward(&[[x; LANES], [y; LANES]]);
            let one = activations.probability();
            score.add(&activations.out, &one, &[class; LANES]);
        }
        let mean = |sum: Vector| sum.map(|x| x / data.held.len() as f32);
        self.recorded.held.push([mean(score.loss), mean(score.right)]);
        self.recorded.weights.push(self.weights);
    }

    /// A step, and the length of the whole gradient; `LOOKS`: with the lengths of each layer's numbers.
    #[inline(always)]
    fn adam<const LOOKS: bool>(&mut self, share: f32, [correct1, correct2]: [f32; 2]) -> Vector {
        let mut whole = [0.0; LANES];
        let mut norms = [[[0.0; LANES]; 3]; 6];
        for (layer, sums) in LAYERS.into_iter().zip(&mut norms) {
            for p in layer {
                for l in 0..LANES {
                    let w = self.weights[p][l];
                    let g = self.gradient[p][l] * share;
                    let m = 0.9 * self.m[p][l] + 0.1 * g;
                    let v = 0.999 * self.v[p][l] + 0.001 * g * g;
                    let next = w - 0.01 * (m / correct1) / ((v / correct2).sqrt() + 1e-8);
                    whole[l] += g * g;
                    if LOOKS {
                        sums[0][l] += w * w;
                        sums[1][l] += g * g;
                        sums[2][l] += (next - w) * (next - w);
                    }
                    self.m[p][l] = m;
                    self.v[p][l] = v;
                    self.weights[p][l] = next;
                }
            }
        }
        if LOOKS {
            self.recorded
                .norms
                .push(norms.map(|layer| layer.map(|n| n.map(f32::sqrt))));
        }
        whole.map(f32::sqrt)
    }

    #[inline(always)]
    fn forward(&self, inputs: &[Vector; 2]) -> Activations {
        let w = &self.weights;
        let mut first: [Vector; 8] = layer(&w[..16], &w[16..24], inputs);
        squash(&mut first);
        let mut second: [Vector; 8] = layer(&w[24..88], &w[88..96], &first);
        squash(&mut second);
        let out: [Vector; 2] = layer(&w[96..112], &w[112..114], &second);
        Activations { first, second, out }
    }

    /// Adds the gradient of the samples at a place of each network's order.
    #[inline(always)]
    fn sample(&mut self, data: &Data, place: usize, score: &mut Score) {
        let rows: [Sample; LANES] = from_fn(|l| data.train[self.orders[l][place]]);
        let [x, y, class]: [Vector; 3] = from_fn(|i| from_fn(|l| rows[l][i]));
        let inputs = [x, y];
        let activations = self.forward(&inputs);
        let one = activations.probability();
        score.add(&activations.out, &one, &class);
        let delta: [Vector; 2] = [from_fn(|l| class[l] - one[l]), from_fn(|l| one[l] - class[l])];
        let Activations { first, second, .. } = activations;
        let (w, gradient) = (&self.weights, &mut self.gradient);
        let mut d2 = [[0.0; LANES]; 8];
        back(
            &w[96..112],
            &mut gradient[96..114],
            &second,
            &delta,
            Some(&mut d2),
        );
        let mut d1 = [[0.0; LANES]; 8];
        back(&w[24..88], &mut gradient[24..96], &first, &d2, Some(&mut d1));
        back(&w[..16], &mut gradient[..24], &inputs, &d1, None);
    }
}

impl Activations {
    /// Of class 1.
    #[inline(always)]
    fn probability(&self) -> Vector {
        from_fn(|l| {
            let e = exp(self.out[1][l] - self.out[0][l]);
            e / (1.0 + e)
        })
    }
}

impl Score {
    /// Takes a sample in: the outputs, the probability of class 1, and the class.
    #[inline(always)]
    fn add(&mut self, out: &[Vector; 2], one: &Vector, class: &Vector) {
        for l in 0..LANES {
            let is_one = class[l] == 1.0;
            self.loss[l] -= log(if is_one { one[l] } else { 1.0 - one[l] });
            let says = if out[1][l] > out[0][l] { 1.0 } else { 0.0 };
            self.right[l] += if says == class[l] { 1.0 } else { 0.0 };
        }
    }
}

fn random(seed: &mut u32) -> u32 {
    *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    *seed
}

#[inline(always)]
fn layer<const I: usize, const O: usize>(w: &[Vector], b: &[Vector], x: &[Vector; I]) -> [Vector; O] {
    let mut out = [[0.0; LANES]; O];
    for o in 0..O {
        out[o] = b[o];
        for i in 0..I {
            for l in 0..LANES {
                out[o][l] += w[o * I + i][l] * x[i][l];
            }
        }
    }
    out
}

#[inline(always)]
fn squash(units: &mut [Vector; 8]) {
    for unit in units {
        for z in unit {
            *z = tanh(*z);
        }
    }
}

#[inline(always)]
fn back<const I: usize, const O: usize>(
    w: &[Vector],
    gradient: &mut [Vector],
    x: &[Vector; I],
    delta: &[Vector; O],
    below: Option<&mut [Vector; I]>,
) {
    for o in 0..O {
        for i in 0..I {
            for l in 0..LANES {
                gradient[o * I + i][l] += delta[o][l] * x[i][l];
            }
        }
        for l in 0..LANES {
            gradient[O * I + o][l] += delta[o][l];
        }
    }
    if let Some(below) = below {
        for i in 0..I {
            for o in 0..O {
                for l in 0..LANES {
                    below[i][l] += w[o * I + i][l] * delta[o][l];
                }
            }
            for l in 0..LANES {
                below[i][l] *= 1.0 - x[i][l] * x[i][l];
            }
        }
    }
}
