//! Activations and their derivatives, the twin of `shaders/net_activation.wgsl`.

use crate::real::Real;
use crate::scene::network::Activation;

/// sqrt(2/pi), of GELU's form with tanh.
const GELU_SCALE: f64 = 0.797_884_560_802_865_4;
/// The cubic term of GELU's form with tanh.
const GELU_CUBIC: f64 = 0.044_715;

/// Puts values in place of sums, and the derivatives into `slopes`.
#[inline(always)]
pub fn activate<R: Real>(activation: Activation, z: &mut [R], slopes: &mut [R]) {
    match activation {
        Activation::Tanh => each(z, slopes, tanh),
        Activation::Relu => each(z, slopes, relu),
        Activation::Gelu => each(z, slopes, gelu),
        Activation::Sigmoid => each(z, slopes, sigmoid),
        Activation::Silu => each(z, slopes, silu),
    }
}

/// Multiplies by derivatives.
#[inline(always)]
pub fn slopes_of<R: Real>(out: &mut [R], slopes: &[R]) {
    for (out, slope) in out.iter_mut().zip(slopes) {
        *out = *out * *slope;
    }
}

#[inline(always)]
fn each<R: Real>(z: &mut [R], slopes: &mut [R], f: impl Fn(R) -> (R, R)) {
    for (z, slope) in z.iter_mut().zip(slopes) {
        (*z, *slope) = f(*z);
    }
}

#[inline(always)]
fn tanh<R: Real>(z: R) -> (R, R) {
    let a = z.tanh();
    (a, R::ONE - a * a)
}

#[inline(always)]
fn relu<R: Real>(z: R) -> (R, R) {
    (z.relu(), R::truth(z > R::ZERO))
}

#[inline(always)]
fn gelu<R: Real>(z: R) -> (R, R) {
    let (scale, cubic, half) = (R::of(GELU_SCALE), R::of(GELU_CUBIC), R::of(0.5));
    let t = (scale * (z + cubic * z * z * z)).tanh();
    let inner = scale * (R::ONE + R::of(3.0) * cubic * z * z);
    let share = half * (R::ONE + t);
    (z * share, share + half * z * (R::ONE - t * t) * inner)
}

#[inline(always)]
fn sigmoid<R: Real>(z: R) -> (R, R) {
    let a = z.sigmoid();
    (a, a * (R::ONE - a))
}

#[inline(always)]
fn silu<R: Real>(z: R) -> (R, R) {
    let a = z.sigmoid();
    (z * a, a + z * a * (R::ONE - a))
}
