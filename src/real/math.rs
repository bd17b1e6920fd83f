//! Elementary functions of f32, the same on every engine: [`sin`], [`pow`] and the others here are
//! `rv_sin`, `rv_pow` and so on in `shaders/shared/math.wgsl`, with the same constants and the same
//! operations in the same order. Change both or none.
//!
//! No branches, no float-to-int casts and no fused multiply-add, so that a loop over lanes becomes
//! vector code. Products that must be exact have short factors and stay exact when a GPU compiler
//! does fuse them; against reassociation the WGSL twin puts `rv_fence` where it matters.
//!
//! No result is NaN or infinite for finite arguments: outside its domain a function returns
//! [`BEYOND`], which counts as divergence. Subnormal arguments may count as zero.
//! The polynomials are those of S. Moshier's Cephes library, except where noted.

/// What stands for "no finite value": 2^127. `log(0)` is `-BEYOND`.
pub const BEYOND: f32 = f32::from_bits(0x7f00_0000);

/// Sine; 1 ulp for |x| <= 65536, fading with the spacing of x to 2^22, and 0 beyond that.
#[inline(always)]
pub fn sin(x: f32) -> f32 {
    let (r, quarter) = reduce(x);
    sin_quarter(r, quarter)
}

/// Cosine; 1 ulp for |x| <= 65536, fading with the spacing of x to 2^22, and 1 beyond that.
#[inline(always)]
pub fn cos(x: f32) -> f32 {
    let (r, quarter) = reduce(x);
    sin_quarter(r, quarter.wrapping_add(1))
}

/// Tangent as sine over cosine; 2 ulp for |x| <= 65536.
#[inline(always)]
pub fn tan(x: f32) -> f32 {
    let (r, quarter) = reduce(x);
    sin_quarter(r, quarter) / sin_quarter(r, quarter.wrapping_add(1))
}

/// Angle of the point (x, y) in [-pi, pi]; 3 ulp for coordinates up to 2^126. A zero of either sign
/// counts as positive, and `atan2(0, 0)` is 0.
#[inline(always)]
pub fn atan2(y: f32, x: f32) -> f32 {
    let (ax, ay) = (x.abs(), y.abs());
    let steep = ay > ax;
    let low = if steep { ax } else { ay };
    let high = if steep { ay } else { ax };
    // Above tan(pi/8) turn by pi/4, so that the polynomial sees |t| <= tan(pi/8).
    let turn = low > 0.414_213_57 * high;
    let over = if turn { low - high } else { low };
    let under = if turn { low + high } else { high };
    let t = over / (if under > 0.0 { under } else { 1.0 });
    let z = t * t;
    let p = ((0.080_537_446 * z - 0.138_776_85) * z + 0.199_777_11) * z - 0.333_329_5;
    let angle = (p * z * t + t) + (if turn { QUARTER_PI } else { 0.0 });
    let angle = if steep { HALF_PI - angle } else { angle };
    let angle = if x < 0.0 { PI - angle } else { angle };
    if y < 0.0 { -angle } else { angle }
}

/// e^x; 1 ulp on [-87.3, 88.72], 0 below (where results would be subnormal) and [`BEYOND`] above.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let inside = if x < 88.72 { x } else { 88.72 };
    let inside = if inside > -87.3 { inside } else { -87.3 };
    let y = exp_inside(inside);
    let y = if x < -87.3 { 0.0 } else { y };
    if x <= 88.72 { y } else { BEYOND }
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
    let z = ((y * 0.442_695_05 + f * 0.442_695_05) + y) + f;
    log_domain(x, z + e)
}

/// Hyperbolic tangent; 2 ulp everywhere.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let a = x.abs();
    let a = if a < 10.0 { a } else { 10.0 };
    let z = a * a;
    let p = (-0.005_704_988_7 * z + 0.020_639_088) * z - 0.053_739_715;
    let p = (p * z + 0.133_314_42) * z - 0.333_332_8;
    let small = p * z * a + a;
    let large = 1.0 - 2.0 / (exp_inside(a + a) + 1.0);
    let y = if a < 0.625 { small } else { large };
    f32::from_bits(y.to_bits() | (x.to_bits() & 0x8000_0000))
}

/// a^b; 2 ulp for normal a > 0, through log2(a) in two pieces. 0 where the result would be subnormal,
/// [`BEYOND`] where it would be too large. A negative base takes whole exponents, with the sign by
/// parity, else the result is [`BEYOND`]. 0^b is 0 for b > 0, 1 for b = 0, [`BEYOND`] for b < 0.
#[inline(always)]
pub fn pow(a: f32, b: f32) -> f32 {
    let base = a.abs();
    let zero = base < f32::MIN_POSITIVE;
    let c = if b < 4_294_967_296.0 {
        b
    } else {
        4_294_967_296.0
    };
    let c = if c > -4_294_967_296.0 {
        c
    } else {
        -4_294_967_296.0
    };

    // log2(base) = e + 2/ln 2 * (s + s^3/3 + ...), s = f/(2 + f) (fdlibm's logf); s = s1 + s2.
    let (e, f) = split_log(base);
    let d = 2.0 + f;
    let s1 = short(f / d);
    let f1 = short(f);
    let f2 = f - f1;
    let s2 = (((f - 2.0 * s1) - s1 * f1) - s1 * f2) / d;
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
    let high = y >= 128.0;
    let y1 = if low || high { 0.0 } else { y1 };
    let y2 = if low || high { 0.0 } else { y2 };
    let k = nearest(y1 + y2);
    let r = (y1 - k as f32) + y2;
    let p = (0.000_153_533_62 * r + 0.001_339_887_4) * r + 0.009_618_437;
    let p = ((p * r + 0.055_503_324) * r + 0.240_226_48) * r + 0.693_147_2;
    let v = scale(p * r + 1.0, k);
    let v = if low { 0.0 } else { v };
    let v = if high { BEYOND } else { v };

    let half = c * 0.5;
    let whole = c.floor() == c;
    let odd = half.floor() != half;
    let signed = if odd { -v } else { v };
    let signed = if whole { signed } else { BEYOND };
    let v = if a < 0.0 { signed } else { v };
    let at_zero = if b > 0.0 { 0.0 } else { BEYOND };
    let v = if zero { at_zero } else { v };
    if b == 0.0 { 1.0 } else { v }
}

/// 1/(1 + e^-x); 3 ulp, never overflows on the way.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    let e = exp(-x.abs());
    let over = if x < 0.0 { e } else { 1.0 };
    over / (1.0 + e)
}

/// log(1 + e^x); 3 ulp, never overflows on the way.
#[inline(always)]
pub fn softplus(x: f32) -> f32 {
    let e = exp(-x.abs());
    // 1 + e = 2^k * (1 + f), with f computed without rounding 1 + e.
    let upper = e > 0.414_213_57;
    let f = if upper { 0.5 * e - 0.5 } else { e };
    relu(x) + log_sum(if upper { 1.0 } else { 0.0 }, f)
}

/// max(x, 0).
#[inline(always)]
pub fn relu(x: f32) -> f32 {
    if x > 0.0 { x } else { 0.0 }
}

/// Square root; [`BEYOND`] below 0.
#[inline(always)]
pub fn sqrt(x: f32) -> f32 {
    let root = (if x > 0.0 { x } else { 0.0 }).sqrt();
    if x >= 0.0 { root } else { BEYOND }
}

const PI: f32 = std::f32::consts::PI;
const HALF_PI: f32 = std::f32::consts::FRAC_PI_2;
const QUARTER_PI: f32 = std::f32::consts::FRAC_PI_4;

/// pi/2 in pieces of 8 bits and a last one of 24.
const HALF_PI_PIECES: [f32; 6] = [
    f32::from_bits(0x3fc9_0000),
    f32::from_bits(0x39fe_0000),
    f32::from_bits(0xb52c_0000),
    f32::from_bits(0x3088_0000),
    f32::from_bits(0x2c34_0000),
    f32::from_bits(0x27c2_34c5),
];

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

/// x = quarter * pi/2 + r with |r| <= pi/4 (Cody & Waite).
#[inline(always)]
fn reduce(x: f32) -> (f32, i32) {
    let x = if x.abs() <= 4_194_304.0 { x } else { 0.0 };
    let quarter = nearest(x * std::f32::consts::FRAC_2_PI);
    let n = quarter as f32;
    let [p0, p1, p2, p3, p4, p5] = HALF_PI_PIECES;
    let r = ((x - n * p0) - n * p1) - n * p2;
    (((r - n * p3) - n * p4) - n * p5, quarter)
}

/// sin(quarter * pi/2 + r).
#[inline(always)]
fn sin_quarter(r: f32, quarter: i32) -> f32 {
    let z = r * r;
    let s = (-0.000_195_152_96 * z + 0.008_332_161) * z - 0.166_666_55;
    let s = s * z * r + r;
    let c = (0.000_024_433_157 * z - 0.001_388_731_6) * z + 0.041_666_646;
    let c = c * z * z + (1.0 - 0.5 * z);
    let v = if quarter & 1 == 0 { s } else { c };
    f32::from_bits(v.to_bits() ^ ((quarter as u32 & 2) << 30))
}

/// e^x without guards, for -87.3 <= x <= 88.72.
#[inline(always)]
fn exp_inside(x: f32) -> f32 {
    let k = nearest(x * std::f32::consts::LOG2_E);
    let n = k as f32;
    let r = (x - n * 0.693_359_4) + n * 0.000_212_194_44;
    let p = (0.000_198_756_91 * r + 0.001_398_199_9) * r + 0.008_333_452;
    let p = ((p * r + 0.041_665_796) * r + 0.166_666_66) * r + 0.5;
    scale((p * (r * r) + r) + 1.0, k)
}

/// x = 2^e * (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), for a positive normal x.
#[inline(always)]
fn split_log(x: f32) -> (f32, f32) {
    let bits = x.to_bits() as i32;
    let e = bits.wrapping_sub(0x3f35_04f3) >> 23;
    (
        e as f32,
        f32::from_bits(bits.wrapping_sub(e << 23) as u32) - 1.0,
    )
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
    let y = if x.abs() < f32::MIN_POSITIVE {
        -BEYOND
    } else {
        y
    };
    if x <= -f32::MIN_POSITIVE { BEYOND } else { y }
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
            let linear = (f64::from(lo) + at * (f64::from(hi) - f64::from(lo))) as f32;
            let scaled = f32::from_bits(first + (at * span) as u32);
            [
                linear,
                if lo < 0.0 && i % 2 == 0 {
                    -scaled
                } else {
                    scaled
                },
            ]
        });
        let errors = points.filter(|&x| x >= lo).map(|x| {
            let y = exact(f64::from(x));
            let size = (y.abs() as f32).max(f32::MIN_POSITIVE);
            (f64::from(ours(x)) - y).abs() / f64::from(f32::from_bits(size.to_bits() + 1) - size)
        });
        errors.fold(0.0, |a, b| if b <= a { a } else { b })
    }

    #[test]
    fn polynomials_are_within_four_ulp() {
        let (tiny, max) = (f32::MIN_POSITIVE, f32::MAX);
        for (name, error) in [
            ("sin", worst(-65536.0, 65536.0, sin, f64::sin)),
            ("cos", worst(-65536.0, 65536.0, cos, f64::cos)),
            ("exp", worst(-87.0, 88.7, exp, f64::exp)),
            ("log", worst(tiny, max, log, f64::ln)),
            ("log2", worst(tiny, max, log2, f64::log2)),
            ("tanh", worst(-20.0, 20.0, tanh, f64::tanh)),
            (
                "sigmoid",
                worst(-87.0, 88.0, sigmoid, |x| 1.0 / (1.0 + (-x).exp())),
            ),
            (
                "softplus",
                worst(-87.0, 88.0, softplus, |x| x.exp().ln_1p()),
            ),
            (
                "decay",
                worst(
                    0.0,
                    10_000.0,
                    |t| pow(0.999, t),
                    |t| f64::from(0.999_f32).powf(t),
                ),
            ),
        ] {
            assert!(error <= 4.0, "{name}: {error} ulp");
        }
    }

    #[test]
    fn special_arguments() {
        for (a, b, expected) in [
            (0.0, 0.0, 1.0),
            (0.0, 2.0, 0.0),
            (0.0, -1.0, BEYOND),
            (-2.0, 3.0, -8.0),
            (-2.0, -2.0, 0.25),
            (-2.0, 0.5, BEYOND),
            (-1.0, 16_777_215.0, -1.0),
            (-1.0, 1e38, 1.0),
            (2.0, 128.0, BEYOND),
            (2.0, -127.0, 0.0),
            (10.0, 3.0, 1000.0),
        ] {
            assert_eq!(pow(a, b), expected, "{a}^{b}");
        }
        for (y, x, expected) in [
            (0.0, 0.0, 0.0),
            (-0.0, -1.0, PI),
            (1.0, 0.0, HALF_PI),
            (1.0, 1.0, QUARTER_PI),
            (1.0, -1.0, 3.0 * QUARTER_PI),
            (-1.0, -1.0, -3.0 * QUARTER_PI),
            (-1.0, 0.0, -HALF_PI),
        ] {
            assert_eq!(atan2(y, x), expected, "atan2({y}, {x})");
        }
        assert_eq!(
            [sin(0.0), cos(0.0), exp(0.0), log(1.0)],
            [0.0, 1.0, 1.0, 0.0]
        );
        assert_eq!(
            [log(0.0), log(-1.0), exp(89.0), exp(-88.0)],
            [-BEYOND, BEYOND, BEYOND, 0.0]
        );
        for x in [
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::MAX,
            f32::MIN,
            1e-40,
        ] {
            let all = [
                sin, cos, tan, exp, log, log2, tanh, sigmoid, softplus, relu, sqrt,
            ];
            let finite = all.map(|f| f(x)).iter().all(|y| y.is_finite());
            assert!(finite || !x.is_finite(), "{x}");
        }
    }
}
