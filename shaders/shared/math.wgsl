// Elementary functions of f32: the twin of src/real/math.rs, with the same constants and the same
// operations in the same order, because WGSL promises sin and cos only to 2^-11. Ranges, errors and
// sources are told there. No result is NaN or infinite for finite arguments.

// What stands for "no finite value": 2^127.
const RV_BEYOND: f32 = 0x1p127f;
// The largest angle whose sine is known.
const RV_ANGLE: f32 = 4194304.0;

fn rv_sin(x: f32) -> f32 {
    let near = rv_near(x);
    let quarter = rv_quarter(near.x);
    return rv_known(x, rv_sin_quarter(rv_reduce(near, quarter), quarter));
}

fn rv_cos(x: f32) -> f32 {
    let near = rv_near(x);
    let quarter = rv_quarter(near.x);
    return rv_known(x, rv_sin_quarter(rv_reduce(near, quarter), quarter + 1));
}

fn rv_tan(x: f32) -> f32 {
    let near = rv_near(x);
    let quarter = rv_quarter(near.x);
    let r = rv_reduce(near, quarter);
    return rv_known(x, rv_sin_quarter(r, quarter) / rv_sin_quarter(r, quarter + 1));
}

// What is known of an angle; nothing where the angle is too large.
fn rv_known(angle: f32, known: f32) -> f32 {
    return select(RV_BEYOND, known, abs(angle) <= RV_ANGLE);
}

fn rv_atan2(y: f32, x: f32) -> f32 {
    let ax = abs(x);
    let ay = abs(y);
    let steep = ay > ax;
    let low = select(ay, ax, steep);
    let high = select(ax, ay, steep);
    let turn = low > 0.41421357 * high;
    let over = select(low, low - high, turn);
    let under = select(high, low + high, turn);
    let t = over / select(1.0, under, under > 0.0);
    let z = t * t;
    let p = ((0.080537446 * z - 0.13877685) * z + 0.19977711) * z - 0.3333295;
    let a = (p * z * t + t) + select(0.0, 0.7853982, turn);
    let b = select(a, 1.5707964 - a, steep);
    let c = select(b, 3.1415927 - b, x <= -0x1p-126f);
    return select(c, -c, y <= -0x1p-126f);
}

fn rv_exp(x: f32) -> f32 {
    let below = select(88.0296, x, x < 88.0296);
    let inside = select(-87.3, below, below > -87.3);
    let y = select(rv_exp_inside(inside), 0.0, x < -87.3);
    return select(RV_BEYOND, y, x <= 88.0296);
}

fn rv_log(x: f32) -> f32 {
    let e = rv_log_exponent(x);
    return rv_log_domain(x, rv_log_sum(f32(e), rv_log_fraction(x, e)));
}

fn rv_log2(x: f32) -> f32 {
    let e = rv_log_exponent(x);
    let f = rv_log_fraction(x, e);
    let y = rv_log_tail(f) - 0.5 * (f * f);
    let z = ((y + f) * 0.44269505 + y) + f;
    return rv_log_domain(x, z + f32(e));
}

fn rv_log10(x: f32) -> f32 {
    let k = rv_log_exponent(x);
    let e = f32(k);
    let f = rv_log_fraction(x, k);
    let y = rv_log_tail(f) - 0.5 * (f * f);
    let z = (((f + y) * 0.0007007319 + y * 0.43359375) + f * 0.43359375) + e * 0.00024874566;
    return rv_log_domain(x, z + e * 0.30078125);
}

fn rv_sinh(x: f32) -> f32 {
    let b = abs(x);
    let a = select(88.72, b, b < 88.72);
    let e = rv_exp_inside(a);
    let y = select(0.5 * e - 0.5 / e, rv_sinh_small(a), a <= 1.0);
    let z = select(y, RV_BEYOND, b > 88.72);
    return bitcast<f32>(bitcast<u32>(z) | (bitcast<u32>(x) & 0x80000000u));
}

fn rv_cosh(x: f32) -> f32 {
    let b = abs(x);
    let a = select(88.72, b, b < 88.72);
    let e = rv_exp_inside(a);
    let s = rv_sinh_small(0.5 * select(1.0, a, a < 1.0));
    let y = select(0.5 * e + 0.5 / e, 1.0 + (s + s) * s, a <= 1.0);
    return select(y, RV_BEYOND, b > 88.72);
}

fn rv_tanh(x: f32) -> f32 {
    let b = abs(x);
    let a = select(10.0, b, b < 10.0);
    let z = a * a;
    let q = (-0.0057049887 * z + 0.020639088) * z - 0.053739715;
    let p = (q * z + 0.13331442) * z - 0.3333328;
    let small = p * z * a + a;
    let large = 1.0 - 2.0 / (rv_exp_inside(a + a) + 1.0);
    let y = select(large, small, a < 0.625);
    return bitcast<f32>(bitcast<u32>(y) | (bitcast<u32>(x) & 0x80000000u));
}

fn rv_pow(a: f32, b: f32) -> f32 {
    let base = abs(a);
    let zero = base < 0x1p-126f;
    let b_low = select(4294967296.0, b, b < 4294967296.0);
    let c = select(-4294967296.0, b_low, b_low > -4294967296.0);

    let k = rv_log_exponent(base);
    let e = f32(k);
    let f = rv_log_fraction(base, k);
    let d = 1.0 / (2.0 + f);
    let s1 = rv_short(f * d);
    let f1 = rv_short(f);
    let f2 = rv_fence(f - f1);
    let left = rv_fence(rv_fence(f - 2.0 * s1) - s1 * f1);
    let s2 = (left - s1 * f2) * d;
    let s = s1 + s2;
    let z = s * s;
    let p = ((0.35027307 * z + 0.41115057) * z + 0.57709205) * z + 0.96179664;
    let main = 2.8857422 * s1;
    let rest = s * z * p + (2.88539 * s2 - 0.0003521057 * s1);
    let l1 = rv_short(e + (main + rest));
    let l2 = rv_fence(rv_fence(e - l1) + main) + rest;

    let c1 = rv_short(c);
    let c2 = rv_fence(c - c1);
    let product = c1 * l1;
    let error = c2 * l1 + c * l2;
    let y = product + error;
    let low = y < -126.0;
    let high = y >= 127.0;
    let y1 = select(product, 0.0, low || high);
    let y2 = select(error, 0.0, low || high);
    let n = rv_nearest(y1 + y2);
    let r = rv_fence(y1 - f32(n)) + y2;
    let q = (0.00015353362 * r + 0.0013398874) * r + 0.009618437;
    let w = ((q * r + 0.055503324) * r + 0.24022648) * r + 0.6931472;
    let inside = rv_scale(w * r + 1.0, n);
    let v = select(select(inside, 0.0, low), RV_BEYOND, high);

    let half = c * 0.5;
    let whole = floor(c) == c;
    let odd = floor(half) != half;
    let negative = select(RV_BEYOND, select(v, -v, odd), whole);
    let power = select(v, negative, a < 0.0);
    let at_zero = select(RV_BEYOND, 0.0, b > 0.0);
    return select(select(power, at_zero, zero), 1.0, abs(b) < 0x1p-126f);
}

fn rv_sigmoid(x: f32) -> f32 {
    let e = rv_exp(-abs(x));
    return select(1.0, e, x < 0.0) / (1.0 + e);
}

fn rv_softplus(x: f32) -> f32 {
    let e = rv_exp(-abs(x));
    let upper = e > 0.41421357;
    let f = select(e, 0.5 * e - 0.5, upper);
    return rv_relu(x) + rv_log_sum(select(0.0, 1.0, upper), f);
}

fn rv_relu(x: f32) -> f32 {
    return select(0.0, x, x > 0.0);
}

fn rv_sqrt(x: f32) -> f32 {
    return select(RV_BEYOND, sqrt(abs(x)), x > -0x1p-126f);
}

// The exponent bits, and where they begin to count as divergence: |x| >= 2^60.
const RV_BOUND: u32 = 0x5d800000u;

fn rv_exponent(x: f32) -> u32 {
    return bitcast<u32>(x) & 0x7f800000u;
}

fn rv_beyond(x: f32) -> bool {
    return rv_exponent(x) >= RV_BOUND;
}

// Where a number is no value any more: |x| >= RV_BEYOND.
const RV_LOST: u32 = 0x7f000000u;

fn rv_lost(x: f32) -> bool {
    return rv_exponent(x) >= RV_LOST;
}

// x itself, in a form no compiler sees through (no finite number has greater bits). It keeps fast
// math, which Metal, D3D and Mesa apply, from merging the pieces of a sum that must stay apart.
fn rv_fence(x: f32) -> f32 {
    return bitcast<f32>(min(bitcast<u32>(x), 0xff7fffffu));
}

fn rv_nearest(x: f32) -> i32 {
    return bitcast<i32>(rv_fence(x) + 12582912.0) - 0x4b400000;
}

fn rv_short(x: f32) -> f32 {
    return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
}

fn rv_scale(x: f32, k: i32) -> f32 {
    return bitcast<f32>(bitcast<i32>(x) + (k << 23u));
}

// x without 1024 turns as often as they go, and what that rounded off.
fn rv_near(x: f32) -> vec2<f32> {
    let inside = select(0.0, x, abs(x) <= RV_ANGLE);
    let turns = f32(rv_nearest(select(0.0, inside, abs(inside) > 65536.0) * 0.00015542475));
    let first = rv_fence(inside - turns * 6433.5);
    let second = turns * 0.4817505;
    let near = rv_fence(first - second);
    return vec2<f32>(near, rv_fence(rv_fence(first - near) - second) - turns * 4.06361551e-06);
}

fn rv_quarter(near: f32) -> i32 {
    return rv_nearest(near * 0.63661975);
}

fn rv_reduce(near: vec2<f32>, quarter: i32) -> f32 {
    let n = f32(quarter);
    let r0 = rv_fence(near.x - n * 0x1.92p+0f);
    let r1 = rv_fence(r0 - n * 0x1.fcp-12f);
    let r2 = rv_fence(r1 - n * -0x1.58p-21f);
    let r3 = rv_fence(r2 - n * 0x1.1p-30f);
    let r4 = rv_fence(r3 - n * 0x1.68p-39f);
    return rv_fence(r4 - n * 0x1.84698ap-48f) + near.y;
}

fn rv_sin_quarter(r: f32, quarter: i32) -> f32 {
    let z = r * r;
    let t = (-0.00019515296 * z + 0.008332161) * z - 0.16666655;
    let s = t * z * r + r;
    let d = (0.000024433157 * z - 0.0013887316) * z + 0.041666646;
    let c = d * z * z + (1.0 - 0.5 * z);
    let v = select(c, s, (quarter & 1) == 0);
    return bitcast<f32>(bitcast<u32>(v) ^ ((bitcast<u32>(quarter) & 2u) << 30u));
}

fn rv_sinh_small(a: f32) -> f32 {
    let z = a * a;
    let p = (0.00020372191 * z + 0.008330284) * z + 0.16666716;
    return p * z * a + a;
}

fn rv_exp_inside(x: f32) -> f32 {
    let k = rv_nearest(x * 1.442695);
    let n = f32(k);
    let r = rv_fence(x - n * 0.693359375) + n * 0.00021219444;
    let q = (0.00019875691 * r + 0.0013981999) * r + 0.008333452;
    let p = ((q * r + 0.041665796) * r + 0.16666666) * r + 0.5;
    return rv_scale((p * r + 1.0) * r + 1.0, k);
}

fn rv_log_exponent(x: f32) -> i32 {
    return (bitcast<i32>(x) - 0x3f3504f3) >> 23u;
}

fn rv_log_fraction(x: f32, e: i32) -> f32 {
    return bitcast<f32>(bitcast<i32>(x) - (e << 23u)) - 1.0;
}

fn rv_log_tail(f: f32) -> f32 {
    let o = (0.070376836 * f - 0.1151461) * f + 0.116769984;
    let q = ((o * f - 0.12420141) * f + 0.14249323) * f - 0.16668057;
    let p = ((q * f + 0.20000714) * f - 0.24999994) * f + 0.3333333;
    return f * (f * f) * p;
}

fn rv_log_sum(e: f32, f: f32) -> f32 {
    let y = (rv_log_tail(f) - e * 0.00021219444) - 0.5 * (f * f);
    return (f + y) + e * 0.693359375;
}

fn rv_log_domain(x: f32, y: f32) -> f32 {
    let z = select(y, -RV_BEYOND, abs(x) < 0x1p-126f);
    return select(z, RV_BEYOND, x <= -0x1p-126f);
}
