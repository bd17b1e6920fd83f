//! Networks 2-8-8-2 with tanh and cross-entropy, trained by Adam: what a person would write for this one
//! shape. Eight networks stand side by side in vectors, two threads share them.

use std::thread;

const LANES: usize = 8;
/// Weights and biases of 2-8-8-2.
const PARAMETERS: usize = 2 * 8 + 8 + 8 * 8 + 8 + 8 * 2 + 2;

type Vector = [f32; LANES];

/// What every network sees.
pub struct Data {
    /// Two numbers a sample.
    pub inputs: Vec<[f32; 2]>,
    /// 0 or 1 a sample.
    pub classes: Vec<usize>,
    /// Samples of a batch.
    pub batch: usize,
    /// Steps of Adam.
    pub steps: usize,
}

struct Block {
    weights: [Vector; PARAMETERS],
    gradient: [Vector; PARAMETERS],
    m: [Vector; PARAMETERS],
    v: [Vector; PARAMETERS],
    seed: u32,
}

/// Trains networks and gives the sum of their last losses.
pub fn train(data: &Data, networks: usize) -> f32 {
    let mut blocks: Vec<Block> = (0..networks / LANES).map(|b| Block::new(b as u32)).collect();
    let half = blocks.len().div_ceil(2);
    let parts = blocks.chunks_mut(half);
    thread::scope(|scope| {
        let workers: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter_mut().map(|b| b.train(data)).sum::<f32>()))
            .collect();
        workers.into_iter().map(|w| w.join().expect("no panic")).sum()
    })
}

impl Block {
    fn new(block: u32) -> Self {
        let mut seed = block + 1;
        let weights = std::array::from_fn(|_| {
            std::array::from_fn(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 8) as f32 / (1 << 24) as f32 - 0.5
            })
        });
        Self {
            weights,
            gradient: [[0.0; LANES]; PARAMETERS],
            m: [[0.0; LANES]; PARAMETERS],
            v: [[0.0; LANES]; PARAMETERS],
            seed,
        }
    }

    fn train(&mut self, data: &Data) -> f32 {
        #[cfg(target_arch = "x86_64")]
        {
            #[target_feature(enable = "avx2")]
            fn avx2(block: &mut Block, data: &Data) -> f32 {
                block.train_inline(data)
            }
            if std::arch::is_x86_feature_detected!("avx2") {
                #[expect(unsafe_code, reason = "the machine has these instructions")]
                return unsafe { avx2(self, data) };
            }
        }
        self.train_inline(data)
    }

    #[inline(always)]
    fn train_inline(&mut self, data: &Data) -> f32 {
        let mut loss = 0.0;
        let (mut power1, mut power2) = (1.0, 1.0);
        for _ in 0..data.steps {
            self.gradient = [[0.0; LANES]; PARAMETERS];
            loss = 0.0;
            for _ in 0..data.batch {
                self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let sample = (self.seed >> 8) as usize % data.inputs.len();
                loss += self.sample(data.inputs[sample], data.classes[sample]);
            }
            power1 *= 0.9;
            power2 *= 0.999;
            self.adam(1.0 / data.batch as f32, 1.0 - power1, 1.0 - power2);
        }
        loss / data.batch as f32
    }

    #[inline(always)]
    fn adam(&mut self, share: f32, correct1: f32, correct2: f32) {
        for p in 0..PARAMETERS {
            for l in 0..LANES {
                let g = self.gradient[p][l] * share;
                self.m[p][l] = 0.9 * self.m[p][l] + 0.1 * g;
                self.v[p][l] = 0.999 * self.v[p][l] + 0.001 * g * g;
                let step = (self.m[p][l] / correct1) / ((self.v[p][l] / correct2).sqrt() + 1e-8);
                self.weights[p][l] -= 0.01 * step;
            }
        }
    }

    /// Adds one sample's gradient and gives its loss in the first network.
    #[inline(always)]
    fn sample(&mut self, x: [f32; 2], class: usize) -> f32 {
        let inputs = [[x[0]; LANES], [x[1]; LANES]];
        let w = &self.weights;
        let first: [Vector; 8] = layer(&w[..16], &w[16..24], &inputs).map(|z| z.map(tanh));
        let second: [Vector; 8] = layer(&w[24..88], &w[88..96], &first).map(|z| z.map(tanh));
        let out: [Vector; 2] = layer(&w[96..112], &w[112..114], &second);
        let mut delta = [[0.0; LANES]; 2];
        let mut loss = 0.0;
        for l in 0..LANES {
            let e = exp(out[1][l] - out[0][l]);
            let one = e / (1.0 + e);
            delta[0][l] = 1.0 - one - f32::from(u8::from(class == 0));
            delta[1][l] = one - f32::from(u8::from(class == 1));
            loss = if l == 0 {
                -(if class == 1 { one } else { 1.0 - one }).ln()
            } else {
                loss
            };
        }
        let mut d2 = [[0.0; LANES]; 8];
        back(
            &w[96..112],
            &mut self.gradient[96..114],
            &second,
            &delta,
            Some(&mut d2),
        );
        let mut d1 = [[0.0; LANES]; 8];
        back(&w[24..88], &mut self.gradient[24..96], &first, &d2, Some(&mut d1));
        back(&w[..16], &mut self.gradient[..24], &inputs, &d1, None);
        loss
    }
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

#[inline(always)]
fn tanh(x: f32) -> f32 {
    ravine::real::math::tanh(x)
}

#[inline(always)]
fn exp(x: f32) -> f32 {
    ravine::real::math::exp(x)
}
