//! Random numbers as a hash of their place, so that they depend on no order of execution:
//! `rv_uniform` and `rv_normal` in `shaders/shared/rng.wgsl` give the same. The hash is pcg4d of
//! Jarzynski & Olano 2020, "Hash Functions for GPU Rendering" (JCGT 9:3), after PCG's scalar hash of
//! the call site is mixed into the seed.

use super::Real;

/// The place of a random number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The experiment's seed.
    pub seed: u32,
    /// Which start or repetition: the same for every optimizer that is compared.
    pub replicate: u32,
    /// The step, from 0.
    pub step: u32,
    /// The index of the parameter.
    pub element: u32,
    /// The call in the formula, from 0.
    pub site: u32,
}

/// Call sites of what no rule calls; the rules' own count up from 0.
pub mod site {
    /// Generated data.
    pub const DATA: u32 = 1 << 31;
    /// Initial weights.
    pub const INIT: u32 = DATA + 1;
    /// Directions through the weights.
    pub const DIRECTION: u32 = DATA + 2;
    /// Where a search for settings tries.
    pub const SEARCH: u32 = DATA + 3;
    /// The first layer's dropout; the others follow.
    pub const DROPOUT: u32 = DATA + 16;
}

/// An order of up to 2^24 things that a key decides, any of its places at once; `rv_order_at` in WGSL. Six
/// rounds of a Feistel network (Luby & Rackoff 1988) over a rectangle that hardly exceeds n, repeated while
/// the place is outside: with four, neighbours stay neighbours too often.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    rounds: [u32; 6],
    rows: u32,
    cols: u32,
    n: u32,
}

impl Order {
    /// The order of n things, at least one, by seed, replicate and epoch.
    pub fn new([seed, replicate, epoch]: [u32; 3], n: u32) -> Self {
        let n = n.clamp(1, 1 << 24);
        let cols = (n - 1).isqrt() + 1;
        let [a, b, c, d] = pcg4d([seed, replicate, epoch, n]);
        Self {
            rounds: [a, b, c, d, pcg(a), pcg(b)],
            rows: n.div_ceil(cols),
            cols,
            n,
        }
    }

    /// Which of the things is the i-th, for i below n.
    pub fn at(&self, i: u32) -> u32 {
        let [thing] = self.onwards(i);
        thing
    }

    /// Which of the things are at `place`, below n, and the places behind it, where the first place follows
    /// the last one.
    #[inline(always)]
    pub fn onwards<const N: usize>(&self, place: u32) -> [u32; N] {
        let (mut rows, mut cols) = ([0; N], [0; N]);
        let (mut left, mut row, mut col) = (self.n - place, place / self.cols, place % self.cols);
        for i in 0..N {
            (rows[i], cols[i]) = (row, col);
            (left, col) = (left - 1, col + 1);
            if left == 0 {
                (left, row, col) = (self.n, 0, 0);
            } else if col == self.cols {
                (row, col) = (row + 1, 0);
            }
        }
        self.turn(&mut rows, &mut cols);
        let mut things = [0; N];
        for i in 0..N {
            things[i] = rows[i] * self.cols + cols[i];
            while things[i] >= self.n {
                let (mut row, mut col) = ([things[i] / self.cols], [things[i] % self.cols]);
                self.turn(&mut row, &mut col);
                things[i] = row[0] * self.cols + col[0];
            }
        }
        things
    }

    #[inline(always)]
    fn turn<const N: usize>(&self, rows: &mut [u32; N], cols: &mut [u32; N]) {
        for keys in self.rounds.as_chunks::<2>().0 {
            for i in 0..N {
                rows[i] = moved(rows[i], cols[i] ^ keys[0], self.rows);
            }
            for i in 0..N {
                cols[i] = moved(cols[i], rows[i] ^ keys[1], self.cols);
            }
        }
    }
}

/// A place below `count`, moved on around by a hash.
#[inline]
fn moved(place: u32, key: u32, count: u32) -> u32 {
    let to = place + (((pcg(key) >> 16) * count) >> 16);
    if to < count { to } else { to - count }
}

/// A uniform number in [0, 1): a multiple of 2^-24, the same in f32 and f64.
#[inline(always)]
pub fn uniform<R: Real>(key: Key) -> R {
    whole::<R>(uniform_bits(hash(key)[0])) * R::of(STEP)
}

/// A standard normal number (Box & Muller 1958), below 5.8 in size. f32 and f64 start from the same
/// 24-bit numbers and differ by rounding alone.
#[inline(always)]
pub fn normal<R: Real>(key: Key) -> R {
    let [a, b] = hash(key);
    let u = whole::<R>(uniform_bits(a) + 1) * R::of(STEP);
    let angle = whole::<R>(uniform_bits(b) - (1 << 23)) * R::of(std::f64::consts::TAU * STEP);
    (R::of(-2.0) * u.log()).sqrt() * angle.cos()
}

/// Two independent hashes of a place.
#[inline(always)]
pub fn hash(key: Key) -> [u32; 2] {
    let seed = key.seed ^ pcg(key.site);
    let [x, y, ..] = pcg4d([seed, key.replicate, key.step, key.element]);
    [x, y]
}

/// The upper 24 bits of a hash, which are its best.
#[inline(always)]
pub fn uniform_bits(hash: u32) -> i32 {
    (hash >> 8).cast_signed()
}

const STEP: f64 = 1.0 / (1 << 24) as f64;

#[inline(always)]
fn whole<R: Real>(i: i32) -> R {
    R::of(f64::from(i))
}

/// PCG's RXS-M-XS output of one generator step (O'Neill 2014).
#[inline(always)]
fn pcg(x: u32) -> u32 {
    let state = x.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
    let word = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
    (word >> 22) ^ word
}

#[inline(always)]
fn pcg4d(key: [u32; 4]) -> [u32; 4] {
    let step = |v: u32| v.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    mix(mix(key.map(step)).map(|v| v ^ (v >> 16)))
}

#[inline(always)]
fn mix([x, y, z, w]: [u32; 4]) -> [u32; 4] {
    let x = x.wrapping_add(y.wrapping_mul(w));
    let y = y.wrapping_add(z.wrapping_mul(x));
    let z = z.wrapping_add(x.wrapping_mul(y));
    let w = w.wrapping_add(y.wrapping_mul(z));
    [x, y, z, w]
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: u32 = 200_000;

    /// Keys that run through one field; the others are small, as they are in use.
    fn keys(field: usize) -> impl Iterator<Item = Key> {
        (0..N).map(move |i| {
            let mut at = [7, 3, 11, 2, 1];
            at[field] = i;
            let [seed, replicate, step, element, site] = at;
            Key {
                seed,
                replicate,
                step,
                element,
                site,
            }
        })
    }

    #[test]
    fn uniform_numbers_are_even_and_independent_along_every_field() {
        for field in 0..5 {
            let u: Vec<f64> = keys(field).map(uniform).collect();
            let mut cells = [0.0; 256]; // 16 x 16 cells of (this, next)
            for pair in u.windows(2) {
                cells[(pair[0] * 16.0) as usize * 16 + (pair[1] * 16.0) as usize] += 1.0;
            }
            let expected = f64::from(N - 1) / 256.0;
            let chi2: f64 = cells
                .iter()
                .map(|c| (c - expected) * (c - expected) / expected)
                .sum();
            assert!(
                (chi2 - 255.0).abs() < 5.0 * 510_f64.sqrt(),
                "field {field}: {chi2}"
            );
            assert!(u.iter().all(|&u| (0.0..1.0).contains(&u)));
        }
    }

    #[test]
    fn normal_numbers_have_their_moments_along_every_field() {
        let n = f64::from(N);
        for field in 0..5 {
            let x: Vec<f64> = keys(field).map(normal).collect();
            let moment = |k: i32| x.iter().map(|x| x.powi(k)).sum::<f64>() / n;
            let neighbours = x.windows(2).map(|p| p[0] * p[1]).sum::<f64>() / n;
            // (moment, its value, the variance of one sample)
            for (name, m, value, variance) in [
                ("mean", moment(1), 0.0, 1.0),
                ("variance", moment(2), 1.0, 2.0),
                ("skew", moment(3), 0.0, 15.0),
                ("fourth moment", moment(4), 3.0, 96.0),
                ("correlation", neighbours, 0.0, 1.0),
            ] {
                let sigmas = (m - value).abs() / f64::sqrt(variance / n);
                assert!(sigmas < 4.5, "field {field}: {name} {m}, {sigmas} sigmas off");
            }
        }
    }

    fn order(key: [u32; 3], n: u32) -> Vec<u32> {
        let order = Order::new(key, n);
        (0..n).map(|i| order.at(i)).collect()
    }

    #[test]
    fn an_order_has_every_place_once() {
        for n in [1, 2, 3, 7, 64, 65, 400, 1438] {
            let mut sorted = order([1, 2, 3], n);
            sorted.sort_unstable();
            assert!(sorted.into_iter().eq(0..n), "{n}");
        }
    }

    #[test]
    fn every_small_order_comes_up_and_none_four_times_too_often() {
        for (n, count) in [(2, 2), (3, 6), (4, 24), (5, 120), (6, 720)] {
            let mut seen = std::collections::BTreeMap::new();
            for epoch in 0..50 * count {
                *seen.entry(order([1, 0, epoch], n)).or_insert(0) += 1;
            }
            assert_eq!(seen.len() as u32, count, "{n}");
            assert!(seen.values().all(|&times| times < 200), "{n}");
        }
    }

    #[test]
    fn one_epoch_tells_nothing_of_the_next() {
        const EPOCHS: u32 = 2000;
        for n in [6, 16, 30, 400] {
            let (mut kept, mut neighbours) = (0, 0);
            for epoch in 0..EPOCHS {
                let (one, next) = (order([1, 0, epoch], n), order([1, 0, epoch + 1], n));
                kept += one.iter().zip(&next).filter(|(a, b)| a == b).count();
                neighbours += one.windows(2).filter(|pair| pair[0] + 1 == pair[1]).count();
            }
            let each = |count: usize| count as f64 / f64::from(EPOCHS);
            assert!((each(kept) - 1.0).abs() < 0.12, "{n}: {}", each(kept));
            assert!(each(neighbours) < 1.15, "{n}: {}", each(neighbours));
        }
    }

    #[test]
    fn f32_and_f64_see_the_same_noise() {
        for key in keys(2) {
            assert_eq!(f64::from(uniform::<f32>(key)), uniform::<f64>(key));
            let (a, b) = (f64::from(normal::<f32>(key)), normal::<f64>(key));
            assert!((a - b).abs() < 2e-6, "{key:?}: {a} and {b}");
        }
    }
}
