//! The inner loops of every layer, in tiles that stay in registers: the compiler keeps the sums there, and
//! side by side, only where loops of a length that it knows run over whole arrays.

use super::dense::{LANES, Vector};
use crate::real::Real;

/// Vectors of samples in a tile of [`mix`].
const VECTORS: usize = 2;

/// A layer's weights, read along or across.
#[derive(Clone, Copy)]
pub struct Matrix<'a, R> {
    /// The numbers, row by row.
    pub numbers: &'a [R],
    /// How far the weights of two neighbouring outputs are apart, and those of two neighbouring inputs.
    pub strides: [usize; 2],
}

/// Units' numbers of some samples, unit by unit, so many vectors each.
#[derive(Clone, Copy)]
pub struct Units<'a, R> {
    /// The numbers.
    pub numbers: &'a [Vector<R>],
    /// Vectors a unit.
    pub vectors: usize,
}

/// `out[o] = starts[o] + sum over i of weights[o][i]*x[i]`, where absent starts are 0.
#[inline(always)]
pub fn mix<R: Real>(out: &mut [Vector<R>], starts: Option<&[R]>, weights: Matrix<R>, x: Units<R>) {
    for (o, out) in out.chunks_exact_mut(x.vectors).enumerate() {
        let start = starts.map_or(R::ZERO, |starts| starts[o]);
        let mut v = 0;
        while v + VECTORS <= x.vectors {
            out[v..v + VECTORS].copy_from_slice(&mix_tile::<R, VECTORS>(start, weights, x, [o, v]));
            v += VECTORS;
        }
        while v < x.vectors {
            out[v] = mix_tile::<R, 1>(start, weights, x, [o, v])[0];
            v += 1;
        }
    }
}

#[inline(always)]
fn mix_tile<R: Real, const V: usize>(
    start: R,
    weights: Matrix<R>,
    x: Units<R>,
    [o, v]: [usize; 2],
) -> [Vector<R>; V] {
    let mut sums = [[start; LANES]; V];
    let mut place = o * weights.strides[0];
    for x in x.numbers.chunks_exact(x.vectors) {
        let weight = weights.numbers[place];
        place += weights.strides[1];
        for (sum, x) in sums.iter_mut().zip(tile::<R, V>(x, v)) {
            for (sum, x) in sum.iter_mut().zip(x) {
                *sum = *sum + weight * *x;
            }
        }
    }
    sums
}

/// Some vectors, as many as the compiler knows.
#[inline(always)]
fn tile<R, const V: usize>(x: &[Vector<R>], first: usize) -> &[Vector<R>; V] {
    match x[first..first + V].try_into() {
        Ok(tile) => tile,
        Err(_) => unreachable!("a slice of V vectors"),
    }
}

/// A vector's numbers made four.
pub type Quarter<R> = [R; LANES / 4];

/// Adds to each number of `row` the product of its unit's values and `d`, summed over all samples. `room` is
/// for at least as many sums: where they stay in registers, the compiler adds them up number by number.
#[inline(always)]
pub fn dots<R: Real>(row: &mut [R], x: &[Vector<R>], d: &[Vector<R>], room: &mut [Quarter<R>]) {
    let room = &mut room[..row.len()];
    for (quarter, x) in room.iter_mut().zip(x.chunks_exact(d.len())) {
        let mut sum = [R::ZERO; LANES];
        for (x, d) in x.iter().zip(d) {
            for ((sum, x), d) in sum.iter_mut().zip(x).zip(d) {
                *sum = *sum + *x * *d;
            }
        }
        *quarter = quartered(&sum);
    }
    add_up(row, room);
}

/// Adds to each number of `row` its unit's `d`, summed over all samples, with room as in [`dots`].
#[inline(always)]
pub fn totals<R: Real>(row: &mut [R], d: Units<R>, room: &mut [Quarter<R>]) {
    let room = &mut room[..row.len()];
    for (quarter, d) in room.iter_mut().zip(d.numbers.chunks_exact(d.vectors)) {
        let mut sum = [R::ZERO; LANES];
        for d in d {
            for (sum, d) in sum.iter_mut().zip(d) {
                *sum = *sum + *d;
            }
        }
        *quarter = quartered(&sum);
    }
    add_up(row, room);
}

#[inline(always)]
fn quartered<R: Real>(v: &Vector<R>) -> Quarter<R> {
    let mut four = [R::ZERO; LANES / 4];
    for i in 0..LANES / 4 {
        four[i] = (v[i] + v[i + 8]) + (v[i + 4] + v[i + 12]);
    }
    four
}

#[inline(always)]
fn add_up<R: Real>(row: &mut [R], quarters: &[Quarter<R>]) {
    for (number, q) in row.iter_mut().zip(quarters) {
        *number = *number + ((q[0] + q[2]) + (q[1] + q[3]));
    }
}

/// A vector's numbers made one, half by half.
#[inline(always)]
pub fn folded<R: Real>(numbers: &Vector<R>, join: impl Fn(R, R) -> R) -> R {
    let mut left = *numbers;
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            left[i] = join(left[i], left[i + half]);
        }
        half /= 2;
    }
    left[0]
}
