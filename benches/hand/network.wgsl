// What a person would write for one case: networks 2-8-8-2 with tanh and cross-entropy, trained by Adam with constant
// settings, an invocation per network, for the bindings and dispatches of shaders/net_train.wgsl. The eight units of a
// hidden layer are two vectors, the weights between two such layers four matrices. Behind shaders/shared/math.wgsl and
// rng.wgsl. host: 1 - beta2^t, 1 - beta1^t and the rate of each step t.

struct Slice {
    first: u32,
    end: u32,
    steps: u32,
    train: u32,
    held: u32,
    held_inputs: u32,
    train_targets: u32,
    held_targets: u32,
    batch: u32,
    micro_batches: u32,
    every: u32,
    weights_every: u32,
    share: f32,
    dropout: f32,
    corrupt_step: u32,
    corrupt_factor: f32,
    lanes: u32,
    looked: u32,
    entries: u32,
}

struct Lane {
    constants: u32,
    table: u32,
    seed: u32,
    replicate: u32,
    first: u32,
    until: u32,
}

@group(0) @binding(0) var<uniform> slice: Slice;
@group(0) @binding(1) var<storage, read> lanes: array<Lane>;
@group(0) @binding(2) var<storage, read> host: array<f32>;
@group(0) @binding(3) var<storage, read> data: array<f32>;
@group(0) @binding(4) var<storage, read_write> memory: array<f32>;
@group(0) @binding(6) var<storage, read_write> looks: array<f32>;
@group(0) @binding(8) var<storage, read_write> diverged: array<u32>;

const PARAMETERS = 114u;
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPS = 1e-8;

struct Network {
    w1: array<mat2x4f, 2>,
    b1: array<vec4f, 2>,
    w2: array<mat4x4f, 4>,
    b2: array<vec4f, 2>,
    w3: array<mat4x2f, 2>,
    b3: vec2f,
}

var<private> lane: u32;
var<private> net: Network;
var<private> slope: Network;
// A sample's values and its loss.
var<private> x: vec2f;
var<private> h1: array<vec4f, 2>;
var<private> h2: array<vec4f, 2>;
var<private> z: vec2f;
var<private> d: vec2f;

fn number(i: u32) -> f32 {
    return memory[i * slice.lanes + lane];
}

fn put(i: u32, value: f32) {
    memory[i * slice.lanes + lane] = value;
}

fn get4(first: u32, stride: u32) -> vec4f {
    return vec4f(number(first), number(first + stride), number(first + 2u * stride), number(first + 3u * stride));
}

fn set4(first: u32, stride: u32, value: vec4f) {
    put(first, value.x);
    put(first + stride, value.y);
    put(first + 2u * stride, value.z);
    put(first + 3u * stride, value.w);
}

fn get2(first: u32, stride: u32) -> vec2f {
    return vec2f(number(first), number(first + stride));
}

fn set2(first: u32, stride: u32, value: vec2f) {
    put(first, value.x);
    put(first + stride, value.y);
}

fn block(first: u32) -> mat4x4f {
    return mat4x4f(get4(first, 8u), get4(first + 1u, 8u), get4(first + 2u, 8u), get4(first + 3u, 8u));
}

fn set_block(first: u32, m: mat4x4f) {
    set4(first, 8u, m[0]);
    set4(first + 1u, 8u, m[1]);
    set4(first + 2u, 8u, m[2]);
    set4(first + 3u, 8u, m[3]);
}

fn take() {
    net.w1[0] = mat2x4f(get4(0u, 2u), get4(1u, 2u));
    net.w1[1] = mat2x4f(get4(8u, 2u), get4(9u, 2u));
    net.b1[0] = get4(16u, 1u);
    net.b1[1] = get4(20u, 1u);
    net.w2[0] = block(24u);
    net.w2[1] = block(28u);
    net.w2[2] = block(56u);
    net.w2[3] = block(60u);
    net.b2[0] = get4(88u, 1u);
    net.b2[1] = get4(92u, 1u);
    net.w3[0] = mat4x2f(get2(96u, 8u), get2(97u, 8u), get2(98u, 8u), get2(99u, 8u));
    net.w3[1] = mat4x2f(get2(100u, 8u), get2(101u, 8u), get2(102u, 8u), get2(103u, 8u));
    net.b3 = get2(112u, 1u);
}

// The gradient behind the moments: numbers 3 * PARAMETERS on.
fn give() {
    const G = 3u * PARAMETERS;
    for (var a = 0u; a < 2u; a++) {
        set4(G + 8u * a, 2u, slope.w1[a][0]);
        set4(G + 8u * a + 1u, 2u, slope.w1[a][1]);
        set4(G + 16u + 4u * a, 1u, slope.b1[a]);
        set_block(G + 24u + 32u * a, slope.w2[2u * a]);
        set_block(G + 28u + 32u * a, slope.w2[2u * a + 1u]);
        set4(G + 88u + 4u * a, 1u, slope.b2[a]);
        set2(G + 96u + 4u * a, 8u, slope.w3[a][0]);
        set2(G + 97u + 4u * a, 8u, slope.w3[a][1]);
        set2(G + 98u + 4u * a, 8u, slope.w3[a][2]);
        set2(G + 99u + 4u * a, 8u, slope.w3[a][3]);
    }
    set2(G + 112u, 1u, slope.b3);
}

fn tanh4(v: vec4f) -> vec4f {
    return vec4f(rv_tanh(v.x), rv_tanh(v.y), rv_tanh(v.z), rv_tanh(v.w));
}

fn forward(first: u32) {
    x = vec2f(data[first], data[first + 1u]);
    h1[0] = tanh4(net.b1[0] + net.w1[0] * x);
    h1[1] = tanh4(net.b1[1] + net.w1[1] * x);
    h2[0] = tanh4(net.b2[0] + net.w2[0] * h1[0] + net.w2[1] * h1[1]);
    h2[1] = tanh4(net.b2[1] + net.w2[2] * h1[0] + net.w2[3] * h1[1]);
    z = net.b3 + net.w3[0] * h2[0] + net.w3[1] * h2[1];
}

// The loss, and whether the answer is right; then d is the derivative at the outputs.
fn score(target_at: u32, factor: f32) -> vec2f {
    let goal = vec2f(data[target_at], data[target_at + 1u]);
    let off = z - max(z.x, z.y);
    let e = vec2f(rv_exp(off.x), rv_exp(off.y));
    let sum = e.x + e.y;
    d = (e / sum - goal) * factor;
    let best = select(goal.x, goal.y, z.y > z.x);
    return vec2f(dot(goal, rv_log(sum) - off), select(0.0, 1.0, best >= max(goal.x, goal.y)));
}

fn outer(a: vec4f, b: vec4f) -> mat4x4f {
    return mat4x4f(a * b.x, a * b.y, a * b.z, a * b.w);
}

fn backward() {
    slope.w3[0] += mat4x2f(d * h2[0].x, d * h2[0].y, d * h2[0].z, d * h2[0].w);
    slope.w3[1] += mat4x2f(d * h2[1].x, d * h2[1].y, d * h2[1].z, d * h2[1].w);
    slope.b3 += d;
    let low2 = (d * net.w3[0]) * (1.0 - h2[0] * h2[0]);
    let high2 = (d * net.w3[1]) * (1.0 - h2[1] * h2[1]);
    slope.w2[0] += outer(low2, h1[0]);
    slope.w2[1] += outer(low2, h1[1]);
    slope.w2[2] += outer(high2, h1[0]);
    slope.w2[3] += outer(high2, h1[1]);
    slope.b2[0] += low2;
    slope.b2[1] += high2;
    let low1 = (low2 * net.w2[0] + high2 * net.w2[2]) * (1.0 - h1[0] * h1[0]);
    let high1 = (low2 * net.w2[1] + high2 * net.w2[3]) * (1.0 - h1[1] * h1[1]);
    slope.w1[0] += mat2x4f(low1 * x.x, low1 * x.y);
    slope.w1[1] += mat2x4f(high1 * x.x, high1 * x.y);
    slope.b1[0] += low1;
    slope.b1[1] += high1;
}

// The step from the gradient in memory; the exponent bits of the largest of the next weights.
fn adam(k: u32) -> u32 {
    let correct2 = host[lanes[lane].table + 3u * k];
    let correct1 = host[lanes[lane].table + 3u * k + 1u];
    let rate = host[lanes[lane].table + 3u * k + 2u] / correct1;
    var largest = 0u;
    for (var p = 0u; p < PARAMETERS; p++) {
        let g = number(3u * PARAMETERS + p);
        let m = BETA1 * number(PARAMETERS + p) + (1.0 - BETA1) * g;
        let v = BETA2 * number(2u * PARAMETERS + p) + (1.0 - BETA2) * (g * g);
        let w = number(p) - rate * m / (sqrt(v / correct2) + EPS);
        put(PARAMETERS + p, m);
        put(2u * PARAMETERS + p, v);
        put(p, w);
        largest = max(largest, rv_exponent(w));
    }
    return largest;
}

// The means over what is trained on and over what is held back.
fn see(entry: u32) {
    take();
    let at = (lane * slice.entries + entry) * 4u;
    for (var part = 0u; part < 2u; part++) {
        let inputs = select(0u, slice.held_inputs, part == 1u);
        let targets = select(slice.train_targets, slice.held_targets, part == 1u);
        let count = select(slice.train, slice.held, part == 1u);
        var total = vec2f();
        for (var row = 0u; row < count; row++) {
            forward(inputs + 2u * row);
            total += score(targets + 2u * row, 1.0);
        }
        looks[at + 2u * part] = total.x / f32(count);
        looks[at + 2u * part + 1u] = total.y / f32(count);
    }
}

@compute @workgroup_size(64)
fn net_train(@builtin(global_invocation_id) id: vec3u) {
    lane = id.x;
    if lane >= slice.lanes || diverged[lane] != 0u {
        return;
    }
    let own = lanes[lane];
    let steps = max(slice.train / slice.batch, 1u);
    for (var k = slice.first; k <= slice.end; k++) {
        let entry = host[slice.looked + k];
        if entry >= 0.0 && (k < slice.end || k == slice.steps) {
            see(u32(entry));
        }
        if k == slice.end {
            return;
        }
        take();
        slope = Network();
        let key = vec4u(own.seed, own.replicate, k / steps, slice.train);
        var loss = 0.0;
        for (var j = 0u; j < slice.batch; j++) {
            let row = rv_order_at(key, (k % steps) * slice.batch + j);
            forward(2u * row);
            loss += score(slice.train_targets + 2u * row, 1.0 / f32(slice.batch)).x;
            backward();
        }
        give();
        if max(adam(k), rv_exponent(loss)) >= RV_BOUND {
            diverged[lane] = k + 1u;
            return;
        }
    }
}
