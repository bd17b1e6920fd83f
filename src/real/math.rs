//! Elementary functions of f32, the same on every engine: [`sin`], [`pow`] and the others here are
//! `rv_sin`, `rv_pow` and so on in `shaders/shared/math.wgsl`, with the same constants and the same
//! operations in the same order. Change both or none.
//!
//! No branches, no float-to-int casts and no fused multiply-add, so that a loop over lanes becomes
//! vector code. Products that must be exact have short factors and stay exact when a GPU compiler
//! does fuse them; against reassociation the WGSL twin puts `rv_fence` where it matters.
//!
//! No result is NaN or infinite for finite arguments: outside its domain a function returns
//! [`BEYOND`], which counts as divergence. A subnormal, which a GPU may flush, counts as zero where
//! that decides between results. Polynomials are from S. Moshier's Cephes unless another source is
//! named.

use std::f32::consts::{FRAC_2_PI, FRAC_PI_2, FRAC_PI_4, LN_2, LOG2_E, PI};

/// What stands for "no finite value": 2^127. `log(0)` is `-BEYOND`.
pub const BEYOND: f32 = f32::from_bits(0x7f00_0000);

/// The largest angle whose sine is known: 2^22.
pub const ANGLE: f32 = 4_194_304.0;

/// Sine; 4 ulp for |x| <= 65536, off by at most 2^-22 to [`ANGLE`], and [`BEYOND`] farther out.
#[inline(always)]
pub fn sin(x: f32) -> f32 {
    let (r, quarter) = reduce(x);
    near(x, sin_quarter(r, quarter))
}

/// Cosine; 4 ulp for |x| <= 65536, off by at most 2^-22 to [`ANGLE`], and [`BEYOND`] farther out.
#[inline(always)]
pub fn cos(x: f32) -> f32 {
    let (r, quarter) = reduce(x);
    near(x, sin_quarter(r, quarter.wrapping_add(1)))
}

/// Tangent as sine over cosine; 6 ulp for |x| <= 65536, and [`BEYOND`] farther out than [`ANGLE`].
#[inline(always)]
pub fn tan(x: f32) -> f32 {
    let (r, quarter) = reduce(x);
    let cosine = sin_quarter(r, quarter.wrapping_add(1));
    near(x, sin_quarter(r, quarter) / cosine)
}

/// What is known of an angle; BEYOND where the angle is too large.
#[inline(always)]
fn near(angle: f32, known: f32) -> f32 {
    select(BEYOND, known, angle.abs() <= ANGLE)
}

/// Angle of the point (x, y) in [-pi, pi]; 3 ulp for coordinates up to 2^126. A zero of either sign
/// counts as positive, and `atan2(0, 0)` is 0.
#[inline(always)]
pub fn atan2(y: f32, x: f32) -> f32 {
    let (ax, ay) = (x.abs(), y.abs());
    let steep = ay > ax;
    let low = select(ay, ax, steep);
    let high = select(ax, ay, steep);
    // Above tan(pi/8) turn by pi/4, so that the polynomial sees |t| <= tan(pi/8).
    let turn = low > 0.414_213_57 * high;
    let over = select(low, low - high, turn);
    let under = select(high, low + high, turn);
    let t = over / select(1.0, under, under > 0.0);
    let z = t * t;
    let p = ((0.080_537_446 * z - 0.138_776_85) * z + 0.199_777_11) * z - 0.333_329_5;
    let angle = (p * z * t + t) + select(0.0, FRAC_PI_4, turn);
    let angle = select(angle, FRAC_PI_2 - angle, steep);
    let angle = select(angle, PI - angle, x <= -f32::MIN_POSITIVE);
    select(angle, -angle, y <= -f32::MIN_POSITIVE)
}

/// e^x; 1.2 ulp on [-87.3, 88.0296], 0 below (where results would be subnormal) and [`BEYOND`], which is
/// e^88.0297, above.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let inside = select(88.0296, x, x < 88.0296);
    let inside = select(-87.3, inside, inside > -87.3);
    let y = select(exp_inside(inside), 0.0, x < -87.3);
    select(BEYOND, y, x <= 88.0296)
}

/// Natural logarithm of a positive normal number; 1 ulp. `-BEYOND` at 0, [`BEYOND`] below 0.
#[inline(always)]
pub fn log(x: f32) -> f32 {
    let (e, f) = split_log(x);
    log_domain(x, log_sum(e, f))
}

/// Logarithm to base 2 of a positive normal number; 2 ulp, exact for powers of 2. `-BEYOND` at 0,
/// [`BEYOND`] below 0.
#[inline(always)]
pub fn log2(x: f32) -> f32 {
    let (e, f) = split_log(x);
    let y = log_tail(f) - 0.5 * (f * f);
    // The factor log2(e) is split as 0.4427 + 1.
    let z = ((y + f) * 0.442_695_05 + y) + f;
    log_domain(x, z + e)
}

/// Logarithm to base 10 of a positive normal number; 2 ulp, exact for powers of 10. `-BEYOND` at 0,
/// [`BEYOND`] below 0.
#[inline(always)]
pub fn log10(x: f32) -> f32 {
    let (e, f) = split_log(x);
    let y = log_tail(f) - 0.5 * (f * f);
    // The factors log10(e) and log10(2) are each a short number and a small one.
    let z = (((f + y) * 0.000_700_731_9 + y * 0.433_593_75) + f * 0.433_593_75) + e * 0.000_248_745_66;
    log_domain(x, z + e * 0.300_781_25)
}

/// Hyperbolic sine; 3 ulp, [`BEYOND`] in size from 88.72 on. It never falls: every factor of the polynomial
/// is positive, and above it e^x rises while e^-x falls.
#[inline(always)]
pub fn sinh(x: f32) -> f32 {
    let b = x.abs();
    let a = select(88.72, b, b < 88.72);
    let e = exp_inside(a);
    let y = select(0.5 * e - 0.5 / e, sinh_small(a), a <= 1.0);
    let y = select(y, BEYOND, b > 88.72);
    f32::from_bits(y.to_bits() | (x.to_bits() & 0x8000_0000))
}

/// Hyperbolic cosine; 3 ulp, [`BEYOND`] from 88.72 on. Up to 1 it is 1 + 2 sinh(x/2)^2, which rises as that
/// sine does.
#[inline(always)]
pub fn cosh(x: f32) -> f32 {
    let b = x.abs();
    let a = select(88.72, b, b < 88.72);
    let e = exp_inside(a);
    let s = sinh_small(0.5 * select(1.0, a, a < 1.0));
    let y = select(0.5 * e + 0.5 / e, 1.0 + (s + s) * s, a <= 1.0);
    select(y, BEYOND, b > 88.72)
}

/// Hyperbolic tangent; 2 ulp everywhere.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let a = x.abs();
    let a = select(10.0, a, a < 10.0);
    let z = a * a;
    let p = (-0.005_704_988_7 * z + 0.020_639_088) * z - 0.053_739_715;
    let p = (p * z + 0.133_314_42) * z - 0.333_332_8;
    let small = p * z * a + a;
    let large = 1.0 - 2.0 / (exp_inside(a + a) + 1.0);
    let y = select(large, small, a < 0.625);
    f32::from_bits(y.to_bits() | (x.to_bits() & 0x8000_0000))
}

/// a^b; for normal a > 0 through log2(a) in two pieces: 2 ulp between 1e-6 and 1e6, 5 at the ends of
/// the range. 0 where the result would be subnormal, [`BEYOND`] where it would be too large. A negative
/// base takes whole exponents, with the sign by parity, else the result is [`BEYOND`]. 0^b is 0 for
/// b > 0, 1 for b = 0, [`BEYOND`] for b < 0.
#[inline(always)]
pub fn pow(a: f32, b: f32) -> f32 {
    let base = a.abs();
    let zero = base < f32::MIN_POSITIVE;
    let c = select(4_294_967_296.0, b, b < 4_294_967_296.0);
    let c = select(-4_294_967_296.0, c, c > -4_294_967_296.0);

    // log2(base) = e + 2/ln 2 * (s + s^3/3 + ...), s = f/(2 + f) (fdlibm's logf); s = s1 + s2.
    let (e, f) = split_log(base);
    let d = 1.0 / (2.0 + f);
    let s1 = short(f * d);
    let f1 = short(f);
    let f2 = f - f1;
    let s2 = (((f - 2.0 * s1) - s1 * f1) - s1 * f2) * d;
    let s = s1 + s2;
    let z = s * s;
    let p = ((0.350_273_07 * z + 0.411_150_57) * z + 0.577_092_05) * z + 0.961_796_64;
    let main = 2.885_742_2 * s1;
    let rest = s * z * p + (2.885_39 * s2 - 0.000_352_105_7 * s1);
    let l1 = short(e + (main + rest));
    let l2 = ((e - l1) + main) + rest;

    // y = c * log2(base), 2^y
    let c1 = short(c);
    let c2 = c - c1;
    let y1 = c1 * l1;
    let y2 = c2 * l1 + c * l2;
    let y = y1 + y2;
    let low = y < -126.0;
    let high = y >= 127.0;
    let y1 = select(y1, 0.0, low || high);
    let y2 = select(y2, 0.0, low || high);
    let k = nearest(y1 + y2);
    let r = (y1 - k as f32) + y2;
    let p = (0.000_153_533_62 * r + 0.001_339_887_4) * r + 0.009_618_437;
    let p = ((p * r + 0.055_503_324) * r + 0.240_226_48) * r + LN_2;
    let v = scale(p * r + 1.0, k);
    let v = select(select(v, 0.0, low), BEYOND, high);

    let half = c * 0.5;
    let whole = c.floor() == c;
    let odd = half.floor() != half;
    let negative = select(BEYOND, select(v, -v, odd), whole);
    let v = select(v, negative, a < 0.0);
    let at_zero = select(BEYOND, 0.0, b > 0.0);
    select(select(v, at_zero, zero), 1.0, b.abs() < f32::MIN_POSITIVE)
}

/// 1/(1 + e^-x); 3 ulp, never overflows on the way.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    let e = exp(-x.abs());
    select(1.0, e, x < 0.0) / (1.0 + e)
}

/// log(1 + e^x); 3 ulp, never overflows on the way.
#[inline(always)]
pub fn softplus(x: f32) -> f32 {
    let e = exp(-x.abs());
    // 1 + e = 2^k * (1 + f), with f computed without rounding 1 + e.
    let upper = e > 0.414_213_57;
    let f = select(e, 0.5 * e - 0.5, upper);
    relu(x) + log_sum(select(0.0, 1.0, upper), f)
}

/// max(x, 0).
#[inline(always)]
pub fn relu(x: f32) -> f32 {
    select(0.0, x, x > 0.0)
}

/// Square root; [`BEYOND`] below 0.
#[inline(always)]
pub fn sqrt(x: f32) -> f32 {
    select(BEYOND, x.abs().sqrt(), x > -f32::MIN_POSITIVE)
}

/// The second where the condition holds, as in WGSL. Both are always computed.
#[inline(always)]
fn select(no: f32, yes: f32, condition: bool) -> f32 {
    if condition { yes } else { no }
}

/// The nearest integer for |x| <= 2^22: adding 1.5 * 2^23 leaves it in the low bits.
#[inline(always)]
fn nearest(x: f32) -> i32 {
    ((x + 12_582_912.0).to_bits() as i32).wrapping_sub(0x4b40_0000)
}

/// The leading 12 bits, whose product with another 12 is exact.
#[inline(always)]
fn short(x: f32) -> f32 {
    f32::from_bits(x.to_bits() & 0xffff_f000)
}

/// x * 2^k for a normal x and a normal result.
#[inline(always)]
fn scale(x: f32, k: i32) -> f32 {
    f32::from_bits(x.to_bits().wrapping_add((k << 23) as u32))
}

/// x = quarter * pi/2 + r with |r| <= pi/4, up to whole turns: pi/2 in pieces of 8 bits and one of 24 (Cody &
/// Waite). Of x beyond 65536 first 1024 turns are taken as often as they go, in pieces of 14 bits; what that
/// rounds off comes back at the end.
#[inline(always)]
fn reduce(x: f32) -> (f32, i32) {
    let x = select(0.0, x, x.abs() <= ANGLE);
    let turns = nearest(select(0.0, x, x.abs() > 65536.0) * 0.000_155_424_75) as f32;
    let first = x - turns * 6433.5;
    let second = turns * 0.481_750_5;
    let near = first - second;
    let rest = ((first - near) - second) - turns * 4.063_615_5e-6;
    let quarter = nearest(near * FRAC_2_PI);
    let n = quarter as f32;
    let r = ((near - n * 1.570_312_5) - n * 0.000_484_466_55) - n * -6.407_499_3e-7;
    let r = ((r - n * 9.895_302e-10) - n * 2.557_953_8e-12) - n * 5.390_303e-15;
    (r + rest, quarter)
}

/// sin(quarter * pi/2 + r).
#[inline(always)]
fn sin_quarter(r: f32, quarter: i32) -> f32 {
    let z = r * r;
    let s = (-0.000_195_152_96 * z + 0.008_332_161) * z - 0.166_666_55;
    let s = s * z * r + r;
    let c = (0.000_024_433_157 * z - 0.001_388_731_6) * z + 0.041_666_646;
    let c = c * z * z + (1.0 - 0.5 * z);
    let v = select(c, s, quarter & 1 == 0);
    f32::from_bits(v.to_bits() ^ ((quarter as u32 & 2) << 30))
}

/// sinh(a) for 0 <= a <= 1.
#[inline(always)]
fn sinh_small(a: f32) -> f32 {
    let z = a * a;
    let p = (0.000_203_721_91 * z + 0.008_330_284) * z + 0.166_667_16;
    p * z * a + a
}

/// e^x without guards, for -87.3 <= x <= 88.72.
#[inline(always)]
fn exp_inside(x: f32) -> f32 {
    let k = nearest(x * LOG2_E);
    let n = k as f32;
    let r = (x - n * 0.693_359_4) + n * 0.000_212_194_44;
    let p = (0.000_198_756_91 * r + 0.001_398_199_9) * r + 0.008_333_452;
    let p = ((p * r + 0.041_665_796) * r + 0.166_666_66) * r + 0.5;
    scale((p * r + 1.0) * r + 1.0, k)
}

/// x = 2^e * (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), for a positive normal x.
#[inline(always)]
fn split_log(x: f32) -> (f32, f32) {
    let bits = x.to_bits() as i32;
    let e = bits.wrapping_sub(0x3f35_04f3) >> 23;
    (e as f32, f32::from_bits(bits.wrapping_sub(e << 23) as u32) - 1.0)
}

/// log(1 + f) - f + f^2/2.
#[inline(always)]
fn log_tail(f: f32) -> f32 {
    let p = (0.070_376_836 * f - 0.115_146_1) * f + 0.116_769_984;
    let p = ((p * f - 0.124_201_41) * f + 0.142_493_23) * f - 0.166_680_57;
    let p = ((p * f + 0.200_007_14) * f - 0.249_999_94) * f + 0.333_333_3;
    f * (f * f) * p
}

/// log(2^e * (1 + f)).
#[inline(always)]
fn log_sum(e: f32, f: f32) -> f32 {
    let y = (log_tail(f) - e * 0.000_212_194_44) - 0.5 * (f * f);
    (f + y) + e * 0.693_359_4
}

#[inline(always)]
fn log_domain(x: f32, y: f32) -> f32 {
    let y = select(y, -BEYOND, x.abs() < f32::MIN_POSITIVE);
    select(y, BEYOND, x <= -f32::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest error in ulp over 1,000,000 points: half even in value, half even in exponent.
    fn worst(lo: f32, hi: f32, ours: fn(f32) -> f32, exact: fn(f64) -> f64) -> f64 {
        let first = lo.max(f32::MIN_POSITIVE).to_bits();
        let span = f64::from(hi.to_bits() - first);
        let points = (0..500_000).flat_map(|i| {
            let at = (f64::from(i) + 0.37) / 500_000.0;
            let linear = f64::from(lo) + at * (f64::from(hi) - f64::from(lo));
            let scaled = f32::from_bits(first + (at * span) as u32);
            let mirrored = lo < 0.0 && i % 2 == 0;
            [linear as f32, select(scaled, -scaled, mirrored)]
        });
        let errors = points.filter(|&x| x >= lo).map(|x| {
            let y = exact(f64::from(x));
            let size = (y.abs() as f32).max(f32::MIN_POSITIVE);
            let ulp = f32::from_bits(size.to_bits() + 1) - size;
            (f64::from(ours(x)) - y).abs() / f64::from(ulp)
        });
        errors.fold(0.0, |a, b| if b <= a { a } else { b })
    }

    #[test]
    fn polynomials_are_within_four_ulp() {
        let check = |name, error| assert!(error <= 4.0, "{name}: {error} ulp");
        check("sin", worst(-65536.0, 65536.0, sin, f64::sin));
        check("cos", worst(-65536.0, 65536.0, cos, f64::cos));
        check("exp", worst(-87.0, 88.0296, exp, f64::exp));
        check("log", worst(0.0, f32::MAX, log, f64::ln));
        check("log2", worst(0.0, f32::MAX, log2, f64::log2));
        check("log10", worst(0.0, f32::MAX, log10, f64::log10));
        check("tanh", worst(-20.0, 20.0, tanh, f64::tanh));
        check("sinh", worst(-88.7, 88.7, sinh, f64::sinh));
        check("cosh", worst(-88.7, 88.7, cosh, f64::cosh));
        let exact = |x: f64| x.exp().ln_1p();
        check("softplus", worst(-87.0, 88.0, softplus, exact));
        let exact = |x: f64| 1.0 / (1.0 + (-x).exp());
        check("sigmoid", worst(-87.0, 88.0, sigmoid, exact));
        let exact = |t| f64::from(0.999_f32).powf(t);
        check("decay", worst(0.0, 10_000.0, |t| pow(0.999, t), exact));
    }

    #[test]
    fn powers_of_ten_have_whole_logarithms() {
        for (power, text) in (-37..=38).map(|p| (p, format!("1e{p}"))) {
            let x: f32 = text.parse().expect("a number");
            assert_eq!(log10(x), power as f32, "{text}");
        }
    }

    #[test]
    fn hyperbolics_never_fall_on_the_way_up() {
        // Every number around the seam of their two forms, then every 61st of all.
        let seam = 1.0_f32.to_bits();
        let all = (0..f32::MAX.to_bits()).step_by(61).collect::<Vec<u32>>();
        for range in [(seam - 5_000..seam + 5_000).collect(), all] {
            for pair in range.windows(2) {
                let [low, high] = [f32::from_bits(pair[0]), f32::from_bits(pair[1])];
                assert!(sinh(low) <= sinh(high), "sinh falls from {low} to {high}");
                assert!(cosh(low) <= cosh(high), "cosh falls from {low} to {high}");
            }
        }
    }
}
