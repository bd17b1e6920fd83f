// A network's lanes: what they share, what they read and write, and the losses of a sample. How a lane is spread over a
// device's invocations is net_group.wgsl's or net_alone.wgsl's; src/compile/wgsl/network says which of the two a program
// gets. Twin of src/engine/cpu/network/dense.rs.

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
    lanes: u32,         // lanes that go together
    looked: u32,        // of a sweep: where the host says at which steps is looked
    entries: u32,       // of a sweep: looks of a lane, and one where it stops
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

// Where the lane's weights stand: in one of two places, with the next ones in the other, and by turns.
var<private> net_here: u32;

fn net_there() -> u32 {
    return NEXT - net_here;
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

// What dropout leaves of a unit: nothing, or more where others are gone.
fn net_kept(drop: NetDrop, element: u32, site: u32) -> f32 {
    let u = rv_uniform(drop.seed, drop.replicate, drop.step, element, site);
    return select(1.0 / (1.0 - drop.share), 0.0, u < drop.share);
}

// The sample at some place of a step.
fn net_row(lane: Lane, k: u32, place: u32) -> u32 {
    let drawn = slice.batch * slice.micro_batches;
    if drawn == slice.train {
        return place;
    }
    let steps = max(slice.train / drawn, 1u);
    let key = vec4<u32>(lane.seed, lane.replicate, k / steps, slice.train);
    return rv_order_at(key, (k % steps) * drawn + place);
}

// What the features of a step are multiplied by.
fn net_factor(k: u32) -> f32 {
    return select(1.0, slice.corrupt_factor, k + 1u == slice.corrupt_step);
}

fn net_cross_entropy(j: u32, target_at: u32, factor: f32) -> vec2<f32> {
    var top = scratch_get(LOGITS + j);
    var goal = data[target_at];
    var hit = goal;
    for (var o = 1u; o < OUTPUTS; o++) {
        let z = scratch_get(LOGITS + o * CHUNK + j);
        let goal_o = data[target_at + o];
        goal = max(goal, goal_o);
        if z > top {
            top = z;
            hit = goal_o;
        }
    }
    var sum = 0.0;
    for (var o = 0u; o < OUTPUTS; o++) {
        let e = rv_exp(scratch_get(LOGITS + o * CHUNK + j) - top);
        scratch_set(LAST_DELTA + o * CHUNK + j, e);
        sum += e;
    }
    let shift = top + rv_log(sum);
    var loss = 0.0;
    for (var o = 0u; o < OUTPUTS; o++) {
        let goal_o = data[target_at + o];
        loss -= goal_o * (scratch_get(LOGITS + o * CHUNK + j) - shift);
        let delta = (scratch_get(LAST_DELTA + o * CHUNK + j) / sum - goal_o) * factor;
        scratch_set(LAST_DELTA + o * CHUNK + j, net_round_gradient(delta));
    }
    return vec2<f32>(loss, select(0.0, 1.0, hit >= goal));
}

fn net_squares(j: u32, target_at: u32, factor: f32) -> vec2<f32> {
    var top = scratch_get(LOGITS + j);
    var goal = data[target_at];
    var hit = goal;
    var loss = 0.0;
    for (var o = 0u; o < OUTPUTS; o++) {
        let z = scratch_get(LOGITS + o * CHUNK + j);
        let goal_o = data[target_at + o];
        goal = max(goal, goal_o);
        if z > top {
            top = z;
            hit = goal_o;
        }
        let off = z - goal_o;
        loss += off * off / f32(OUTPUTS);
        scratch_set(LAST_DELTA + o * CHUNK + j, net_round_gradient(2.0 * off / f32(OUTPUTS) * factor));
    }
    return vec2<f32>(loss, select(0.0, 1.0, hit >= goal));
}
