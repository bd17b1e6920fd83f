// An invocation per lane: its network goes forward and backward one sample at a time, each weight, gradient and value a
// number of its own, so that a device keeps them in registers, and no invocation waits for another. What stands in memory
// is interleaved by lane, so that neighbours read neighbouring numbers. Stands on net.wgsl.
//
// Generated: the sizes, net_activate, net_losses_at, the rounding to formats, net_take, net_clear, net_forward,
// net_backward, net_round_micro_batch and net_give.

const me: u32 = 0u;
var<private> net_lane: u32;
var<private> net_bad: u32;
var<private> net_first_lost: u32;
var<private> net_stopped: u32;
// Sums of losses and of right answers, and these of the step under way and of the last validation.
var<private> net_total: vec2<f32>;
var<private> net_now: vec2<f32>;
var<private> net_held: vec2<f32>;
// A sample's outputs, then the derivatives there.
var<private> scratch: array<f32, 2u * OUTPUTS>;

// Takes a seat, and says at which lane.
fn net_seat(group: u32, invocation: u32) -> u32 {
    net_lane = group * INVOCATIONS + invocation;
    return net_lane;
}

fn net_mark(bits: u32) {
    net_bad |= bits;
}

fn net_lose(place: u32) {
    net_first_lost = min(net_first_lost, place);
}

fn net_unmark() {
    net_bad = 0u;
    net_first_lost = 255u;
}

fn net_marks() -> u32 {
    return net_bad;
}

fn net_lost() -> u32 {
    return net_first_lost;
}

fn net_is_stopped() -> bool {
    return net_stopped != 0u;
}

fn net_get(i: u32) -> f32 {
    return memory[i * slice.lanes + net_lane];
}

fn net_set(i: u32, x: f32) {
    memory[i * slice.lanes + net_lane] = x;
}

// A parameter's place, and its number in a list that begins somewhere.
fn net_at(p: u32) -> u32 {
    return p * slice.lanes + net_lane;
}

fn net_read(first: u32, at: u32) -> f32 {
    return memory[first * slice.lanes + at];
}

fn net_write(first: u32, at: u32, x: f32) {
    memory[first * slice.lanes + at] = x;
}

fn net_sync() {}

fn scratch_get(i: u32) -> f32 {
    return scratch[i];
}

fn scratch_set(i: u32, x: f32) {
    scratch[i] = x;
}

// The gradient at a point, into its place; net_total then holds the means of losses and right answers.
fn net_gradient(lane: Lane, k: u32, point: u32, into: u32, scale: f32, backward: bool) {
    net_take(point);
    net_clear();
    net_total = vec2<f32>(0.0);
    let places = slice.batch * slice.micro_batches;
    for (var place = 0u; place < places; place++) {
        let row = net_row(lane, k, place);
        net_forward(row * FEATURES, net_factor(k), NetDrop(slice.dropout, lane.seed, lane.replicate, k, place, 0u));
        net_total += net_losses_at(0u, slice.train_targets + row * OUTPUTS, scale / f32(slice.batch));
        net_backward();
        if ROUNDS_GRADIENTS && backward && (place + 1u) % slice.batch == 0u {
            net_round_micro_batch(into, place < slice.batch);
        }
    }
    if backward {
        net_give(into);
    }
    net_total /= f32(places);
}

// The means of losses and right answers over all samples whose inputs and targets begin there, at the weights.
fn net_mean(inputs: u32, targets: u32, samples: u32) {
    net_take(net_here);
    net_total = vec2<f32>(0.0);
    for (var row = 0u; row < samples; row++) {
        net_forward(inputs + row * FEATURES, 1.0, NetDrop(0.0, 0u, 0u, 0u, 0u, 0u));
        net_total += net_losses_at(0u, targets + row * OUTPUTS, 1.0);
    }
    net_total /= f32(max(samples, 1u));
}
