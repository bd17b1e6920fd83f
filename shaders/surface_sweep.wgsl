// The outcome of every lane of one program, nothing recorded. One invocation a lane; one dispatch a slice of steps.
// Twin: src/engine/cpu/surface_sweep.rs.
//
// A line with //= stands for generated ones. A step is not a function: a driver that compiles for a CPU passes its results
// through memory, a tenth of the time.

struct Slice {
    first: u32, // first step of this dispatch, from 0
    end: u32,   // one past its last
    steps: u32, // the step whose outcomes are read back: a kept one or the last
    lanes: u32,
}

struct Lane {
    seed: u32,
    replicate: u32,
    goal: f32,  // the loss that counts as reached
}

struct Outcome {
    loss: f32,     // at the end, or where the lane froze
    best: f32,     // lowest so far
    reached: u32,  // steps taken before the goal was reached
    diverged: u32, // the step that could not be taken, from 1; 0: none
}

const NEVER: u32 = 0xffffffffu;
const HIGHEST: f32 = 0x1p127f;

@group(0) @binding(0) var<uniform> slice: Slice;
@group(0) @binding(1) var<uniform> host: Constants;
@group(0) @binding(2) var<storage, read> lanes: array<Lane>;
@group(0) @binding(3) var<storage, read> own: array<f32>;
@group(0) @binding(4) var<storage, read> table: array<Row>;
@group(0) @binding(5) var<storage, read_write> states: array<f32>;
@group(0) @binding(6) var<storage, read_write> outcomes: array<Outcome>;

fn own_number(lane: u32, number: u32) -> f32 {
    return own[number*slice.lanes + lane];
}

@compute @workgroup_size(64)
fn surface_sweep(@builtin(global_invocation_id) id: vec3<u32>) {
    let index = id.x;
    if index >= slice.lanes {
        return;
    }
    let lane = lanes[index];
    let start = rule_start(index);
    let held = start.held;
    var state = start.state;
    var outcome = Outcome(0.0, HIGHEST, 0u, 0u);
    if slice.first > 0u {
        outcome = outcomes[index];
        if outcome.diverged != 0u {
            return;
        }
        state = load_state(index);
        // Where outcomes were read back the goal was marked as not reached.
        outcome.reached = select(outcome.reached, slice.first, outcome.reached == NEVER);
    }
    //= constants
    for (var k = slice.first; k < slice.end; k++) {
        //= loss
        outcome.best = select(outcome.best, seen, seen < outcome.best);
        outcome.reached += select(0u, 1u, outcome.best > lane.goal);
        //= beyond
        if beyond {
            outcome.diverged = k + 1u;
            outcome.loss = loss;
            break;
        }
        //= state
    }
    if slice.end == slice.steps || outcome.diverged != 0u {
        if outcome.diverged == 0u {
            outcome.loss = rule_loss(held, state);
            outcome.best = select(outcome.best, outcome.loss, outcome.loss < outcome.best);
        }
        outcome.reached = select(outcome.reached, NEVER, outcome.best > lane.goal);
    }
    store_state(index, state);
    outcomes[index] = outcome;
}
