// Forward and backward of one workgroup's network, CHUNK samples at a time. Twin of src/engine/cpu/network/dense.rs.
//
// Generated: the sizes, where each number stands, scratch_get and scratch_set (workgroup memory where it suffices, else
// the lane's own), net_activate, net_losses_at, the rounding to formats, net_all_forward and net_all_backward.

struct NetSlice {
    first: u32,         // first step of this dispatch, from 0
    end: u32,           // one past its last
    steps: u32,         // steps of the whole trace
    train: u32,         // samples to train on
    held: u32,          // samples held back
    held_inputs: u32,   // where they begin among the data
    train_targets: u32,
    held_targets: u32,
    batch: u32,         // samples of a micro-batch
    micro_batches: u32,
    every: u32,         // steps between two looks
    weights_every: u32, // steps between two recorded weights
    share: f32,         // factor on the sum of the micro-batches' gradients
    dropout: f32,
    corrupt_step: u32,  // the step whose features are spoiled, from 1; 0: none
    corrupt_factor: f32,
}

@group(0) @binding(0) var<uniform> slice: NetSlice;
@group(0) @binding(1) var<storage, read> lanes: array<Lane>;
@group(0) @binding(2) var<storage, read> host: array<f32>;
@group(0) @binding(3) var<storage, read> data: array<f32>;
@group(0) @binding(4) var<storage, read_write> memory: array<f32>;
@group(0) @binding(5) var<storage, read_write> rows: array<f32>;
@group(0) @binding(6) var<storage, read_write> looks: array<f32>;
@group(0) @binding(7) var<storage, read_write> weights: array<f32>;
@group(0) @binding(8) var<storage, read_write> diverged: array<u32>;

var<private> me: u32;
var<private> base: u32;
var<workgroup> net_rows: array<u32, CHUNK>;
var<workgroup> net_scores: array<vec2<f32>, CHUNK>;
// Sums of losses and of right answers; only the first invocation touches it.
var<workgroup> net_total: vec2<f32>;

fn net_get(i: u32) -> f32 {
    return memory[base + i];
}

fn net_set(i: u32, x: f32) {
    memory[base + i] = x;
}

fn net_sync() {
    workgroupBarrier();
    storageBarrier();
}

// Takes the weights as the layers read them.
fn net_cast(point: u32) {
    for (var p = me; p < PARAMETERS; p += WORKGROUP) {
        scratch_set(CAST + p, net_round_activation(net_get(point + p)));
    }
}

// The samples at some places of a step.
fn net_draw(lane: Lane, k: u32, first: u32, count: u32) {
    let drawn = slice.batch * slice.micro_batches;
    let steps = max(slice.train / drawn, 1u);
    if me < CHUNK {
        // What stands where no sample is must be finite; the first sample is.
        let place = first + select(0u, me, me < count);
        var row = place;
        if drawn != slice.train {
            let key = vec4<u32>(lane.seed, lane.replicate, k / steps, slice.train);
            row = rv_order_at(key, (k % steps) * drawn + place);
        }
        net_rows[me] = row;
    }
    net_sync();
}

fn net_load(inputs: u32, factor: f32) {
    for (var i = me; i < FEATURES * CHUNK; i += WORKGROUP) {
        let x = data[inputs + net_rows[i % CHUNK] * FEATURES + i / CHUNK] * factor;
        scratch_set(VALUES + i, net_round_activation(x));
    }
    net_sync();
}

// One layer; `site` and the place of the chunk's first sample tell what dropout draws.
fn net_forward(ins: u32, outs: u32, w: u32, b: u32, x: u32, z: u32, slopes: u32, hidden: bool, drop: NetDrop) {
    for (var i = me; i < outs * CHUNK; i += WORKGROUP) {
        let o = i / CHUNK;
        let j = i % CHUNK;
        var sum = scratch_get(CAST + b + o);
        for (var u = 0u; u < ins; u++) {
            sum += scratch_get(CAST + w + o * ins + u) * scratch_get(x + u * CHUNK + j);
        }
        if hidden {
            var both = net_activate(sum);
            if drop.share > 0.0 {
                let element = (drop.first + j) * UNITS + o;
                let u = rv_uniform(drop.seed, drop.replicate, drop.step, element, drop.site);
                both *= select(1.0 / (1.0 - drop.share), 0.0, u < drop.share);
            }
            sum = both.x;
            scratch_set(slopes + i, both.y);
        }
        scratch_set(z + i, net_round_activation(sum));
    }
    net_sync();
}

// Which random numbers dropout sees; a share of 0 draws none.
struct NetDrop {
    share: f32,
    seed: u32,
    replicate: u32,
    step: u32,
    first: u32,
    site: u32,
}

// Losses and right answers of the first `count` samples, and the derivatives at the outputs.
fn net_score(targets: u32, count: u32, factor: f32) {
    if me < CHUNK {
        let there = me < count;
        let score = net_losses_at(me, targets + net_rows[me] * OUTPUTS, select(0.0, factor, there));
        net_scores[me] = select(vec2<f32>(0.0), score, there);
    }
    net_sync();
    if me == 0u {
        for (var j = 0u; j < count; j++) {
            net_total += net_scores[j];
        }
    }
}

fn net_cross_entropy(j: u32, target_at: u32, factor: f32) -> vec2<f32> {
    var top = scratch_get(LOGITS + j);
    var best = 0u;
    for (var o = 1u; o < OUTPUTS; o++) {
        let z = scratch_get(LOGITS + o * CHUNK + j);
        if z > top {
            top = z;
            best = o;
        }
    }
    var sum = 0.0;
    var goal = data[target_at];
    for (var o = 0u; o < OUTPUTS; o++) {
        sum += rv_exp(scratch_get(LOGITS + o * CHUNK + j) - top);
        goal = max(goal, data[target_at + o]);
    }
    let shift = top + rv_log(sum);
    var loss = 0.0;
    for (var o = 0u; o < OUTPUTS; o++) {
        let z = scratch_get(LOGITS + o * CHUNK + j);
        let goal_o = data[target_at + o];
        loss -= goal_o * (z - shift);
        let delta = (rv_exp(z - top) / sum - goal_o) * factor;
        scratch_set(LAST_DELTA + o * CHUNK + j, net_round_gradient(delta));
    }
    return vec2<f32>(loss, select(0.0, 1.0, data[target_at + best] >= goal));
}

fn net_squares(j: u32, target_at: u32, factor: f32) -> vec2<f32> {
    var top = scratch_get(LOGITS + j);
    var best = 0u;
    var goal = data[target_at];
    var loss = 0.0;
    for (var o = 0u; o < OUTPUTS; o++) {
        let z = scratch_get(LOGITS + o * CHUNK + j);
        let goal_o = data[target_at + o];
        goal = max(goal, goal_o);
        if z > top {
            top = z;
            best = o;
        }
        let off = z - goal_o;
        loss += off * off / f32(OUTPUTS);
        scratch_set(LAST_DELTA + o * CHUNK + j, net_round_gradient(2.0 * off / f32(OUTPUTS) * factor));
    }
    return vec2<f32>(loss, select(0.0, 1.0, data[target_at + best] >= goal));
}

// Adds a layer's gradient, then goes one layer down where there is one.
fn net_backward(ins: u32, outs: u32, w: u32, b: u32, x: u32, d: u32, below: u32, slopes: u32, into: u32, down: bool) {
    for (var i = me; i < outs * ins; i += WORKGROUP) {
        let o = i / ins;
        let u = i % ins;
        var sum = 0.0;
        for (var j = 0u; j < CHUNK; j++) {
            sum += scratch_get(d + o * CHUNK + j) * scratch_get(x + u * CHUNK + j);
        }
        net_set(into + w + i, net_get(into + w + i) + sum);
    }
    for (var o = me; o < outs; o += WORKGROUP) {
        var sum = 0.0;
        for (var j = 0u; j < CHUNK; j++) {
            sum += scratch_get(d + o * CHUNK + j);
        }
        net_set(into + b + o, net_get(into + b + o) + sum);
    }
    if down {
        for (var i = me; i < ins * CHUNK; i += WORKGROUP) {
            let u = i / CHUNK;
            let j = i % CHUNK;
            var sum = 0.0;
            for (var o = 0u; o < outs; o++) {
                sum += scratch_get(CAST + w + o * ins + u) * scratch_get(d + o * CHUNK + j);
            }
            scratch_set(below + i, net_round_gradient(sum * scratch_get(slopes + i)));
        }
    }
    net_sync();
}

// The gradient at a point, into its place; net_total then holds the means of losses and right answers.
fn net_gradient(lane: Lane, k: u32, point: u32, into: u32, scale: f32, backward: bool) {
    net_cast(point);
    if me == 0u {
        net_total = vec2<f32>(0.0);
    }
    let part = select(into, MICRO, ROUNDS_GRADIENTS);
    let features = select(1.0, slice.corrupt_factor, k + 1u == slice.corrupt_step);
    for (var p = me; backward && p < PARAMETERS; p += WORKGROUP) {
        net_set(into + p, 0.0);
        net_set(part + p, 0.0);
    }
    net_sync();
    for (var micro = 0u; micro < slice.micro_batches; micro++) {
        for (var at = 0u; at < slice.batch; at += CHUNK) {
            let first = micro * slice.batch + at;
            let count = min(CHUNK, slice.batch - at);
            net_draw(lane, k, first, count);
            net_load(0u, features);
            net_all_forward(NetDrop(slice.dropout, lane.seed, lane.replicate, k, first, 0u));
            net_score(slice.train_targets, count, scale / f32(slice.batch));
            if backward {
                net_all_backward(part);
            }
        }
        for (var p = me; backward && ROUNDS_GRADIENTS && p < PARAMETERS; p += WORKGROUP) {
            net_set(into + p, net_get(into + p) + net_round_gradient(net_get(MICRO + p)));
            net_set(MICRO + p, 0.0);
        }
    }
    for (var p = me; backward && p < PARAMETERS; p += WORKGROUP) {
        net_set(into + p, net_finite(net_get(into + p) * select(1.0, slice.share, slice.micro_batches > 1u)));
    }
    if me == 0u {
        net_total /= f32(slice.batch * slice.micro_batches);
    }
    net_sync();
}

// The means of losses and right answers over all samples whose inputs and targets begin there, at the weights.
fn net_mean(inputs: u32, targets: u32, samples: u32) {
    net_cast(0u);
    if me == 0u {
        net_total = vec2<f32>(0.0);
    }
    net_sync();
    for (var first = 0u; first < samples; first += CHUNK) {
        let count = min(CHUNK, samples - first);
        if me < CHUNK {
            net_rows[me] = first + select(0u, me, me < count);
        }
        net_sync();
        net_load(inputs, 1.0);
        net_all_forward(NetDrop(0.0, 0u, 0u, 0u, 0u, 0u));
        net_score(targets, count, 1.0);
        net_sync();
    }
    if me == 0u {
        net_total /= f32(max(samples, 1u));
    }
    net_sync();
}
