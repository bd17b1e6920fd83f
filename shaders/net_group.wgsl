// A workgroup per lane: CHUNK samples at a time go forward and backward through its network, a number of each layer per
// invocation. Stands on net.wgsl.
//
// Generated: the sizes, where each number stands, scratch_get and scratch_set (workgroup memory where it suffices, else
// the lane's own), net_activate, net_losses_at, the rounding to formats, net_all_forward and net_all_backward.

var<private> me: u32;
var<private> base: u32;
var<workgroup> net_rows: array<u32, CHUNK>;
var<workgroup> net_scores: array<vec2<f32>, CHUNK>;
// Sums of losses and of right answers, and these of the step under way and of the last validation; only the first
// invocation touches them.
var<workgroup> net_total: vec2<f32>;
var<workgroup> net_now: vec2<f32>;
var<workgroup> net_held: vec2<f32>;

// Bit 0: the next weights have reached the bound of divergence. Bit 1: another checked number has.
var<workgroup> net_bad: atomic<u32>;
// The first of the watched numbers that is lost; 255: none.
var<workgroup> net_first_lost: atomic<u32>;
// The step (from 1) that could not be taken, or 0.
var<workgroup> net_stopped: u32;

// Takes a seat, and says at which lane.
fn net_seat(group: u32, invocation: u32) -> u32 {
    me = invocation;
    base = group * MEMORY;
    return group;
}

fn net_mark(bits: u32) {
    atomicOr(&net_bad, bits);
}

fn net_lose(place: u32) {
    atomicMin(&net_first_lost, place);
}

fn net_unmark() {
    if me == 0u {
        atomicStore(&net_bad, 0u);
        atomicStore(&net_first_lost, 255u);
    }
}

fn net_marks() -> u32 {
    return atomicLoad(&net_bad);
}

fn net_lost() -> u32 {
    return atomicLoad(&net_first_lost);
}

fn net_is_stopped() -> bool {
    return workgroupUniformLoad(&net_stopped) != 0u;
}

fn net_get(i: u32) -> f32 {
    return memory[base + i];
}

fn net_set(i: u32, x: f32) {
    memory[base + i] = x;
}

// A parameter's place, and its number in a list that begins somewhere.
fn net_at(p: u32) -> u32 {
    return base + p;
}

fn net_read(first: u32, at: u32) -> f32 {
    return memory[first + at];
}

fn net_write(first: u32, at: u32, x: f32) {
    memory[first + at] = x;
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
    if me < CHUNK {
        // What stands where no sample is must be finite; the first sample is.
        net_rows[me] = net_row(lane, k, first + select(0u, me, me < count));
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
                both *= net_kept(drop, (drop.first + j) * UNITS + o, drop.site);
            }
            sum = both.x;
            scratch_set(slopes + i, both.y);
        }
        scratch_set(z + i, net_round_activation(sum));
    }
    net_sync();
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
            net_load(0u, net_factor(k));
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
    net_cast(net_here);
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
