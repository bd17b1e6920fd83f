//! The two inner loops of every layer, in tiles that stay in registers.

use super::dense::{Vector, fold};
use crate::real::Real;

/// Vectors of samples in a tile.
const TILE: usize = 4;

/// `out[v] = start + sum over i of weights[i]*x[i][v]`, where `x` has as many vectors a unit as `out`.
#[inline(always)]
pub fn mix<R: Real>(
    out: &mut [Vector<R>],
    start: R,
    weights: impl Iterator<Item = R> + Clone,
    x: &[Vector<R>],
) {
    let vectors = out.len();
    let mut v = 0;
    while v + TILE <= vectors {
        out[v..v + TILE].copy_from_slice(&mix_tile::<R, TILE>(start, weights.clone(), x, vectors, v));
        v += TILE;
    }
    while v < vectors {
        out[v] = mix_tile::<R, 1>(start, weights.clone(), x, vectors, v)[0];
        v += 1;
    }
}

#[inline(always)]
fn mix_tile<R: Real, const T: usize>(
    start: R,
    weights: impl Iterator<Item = R>,
    x: &[Vector<R>],
    vectors: usize,
    v: usize,
) -> [Vector<R>; T] {
    let mut sums = [[start; 8]; T];
    for (weight, x) in weights.zip(x.chunks_exact(vectors)) {
        let x: &[Vector<R>; T] = match x[v..v + T].try_into() {
            Ok(x) => x,
            Err(_) => unreachable!("a slice of T vectors"),
        };
        for (sum, x) in sums.iter_mut().zip(x) {
            for (sum, x) in sum.iter_mut().zip(x) {
                *sum = *sum + weight * *x;
            }
        }
    }
    sums
}

/// Adds to each number of `row` the product of its unit's values and `d`, summed over all samples.
#[inline(always)]
pub fn dots<R: Real>(row: &mut [R], x: &[Vector<R>], d: &[Vector<R>]) {
    let vectors = d.len();
    let mut tiles = row.chunks_exact_mut(TILE);
    let mut first = 0;
    for tile in &mut tiles {
        let sums = dot_tile::<R, TILE>(&x[first * vectors..], d);
        for (number, sum) in tile.iter_mut().zip(sums) {
            *number = *number + fold(sum);
        }
        first += TILE;
    }
    for number in tiles.into_remainder() {
        let sums = dot_tile::<R, 1>(&x[first * vectors..], d);
        *number = *number + fold(sums[0]);
        first += 1;
    }
}

#[inline(always)]
fn dot_tile<R: Real, const T: usize>(x: &[Vector<R>], d: &[Vector<R>]) -> [Vector<R>; T] {
    let mut sums = [[R::ZERO; 8]; T];
    let vectors = d.len();
    let rows: [&[Vector<R>]; T] = std::array::from_fn(|t| &x[t * vectors..(t + 1) * vectors]);
    for (v, d) in d.iter().enumerate() {
        for (sum, row) in sums.iter_mut().zip(rows) {
            for ((sum, x), d) in sum.iter_mut().zip(&row[v]).zip(d) {
                *sum = *sum + *x * *d;
            }
        }
    }
    sums
}
