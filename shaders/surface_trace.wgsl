// Every step of every lane of one program, recorded. One invocation a lane; one dispatch a slice of steps.
// Twin: src/engine/cpu/surface_trace.rs.

struct Slice {
    first: u32, // first step of this dispatch, from 0
    end: u32,   // one past its last
    steps: u32, // steps of the whole trace
    lanes: u32,
}

@group(0) @binding(0) var<uniform> slice: Slice;
@group(0) @binding(1) var<storage, read> lanes: array<Lane>;
@group(0) @binding(2) var<storage, read> constants: array<f32>;
@group(0) @binding(3) var<storage, read> table: array<f32>;
@group(0) @binding(4) var<storage, read_write> states: array<f32>;
@group(0) @binding(5) var<storage, read_write> rows: array<f32>;
@group(0) @binding(6) var<storage, read_write> diverged: array<u32>;

// A row: w, the loss, the recorded numbers.
const ROW: u32 = POINT + 1u + RECORDS;

@compute @workgroup_size(64)
fn surface_trace(@builtin(global_invocation_id) id: vec3<u32>) {
    let index = id.x;
    if index >= slice.lanes || diverged[index] != 0u {
        return;
    }
    let lane = lanes[index];
    var state: array<f32, STATE>;
    for (var i = 0u; i < STATE; i++) {
        state[i] = states[index * STATE + i];
    }
    let first = max(slice.first, lane.first);
    let end = min(slice.end, lane.until);
    for (var k = first; k < end; k++) {
        let step = rule_step(lane, k, state);
        let row = (index * (slice.steps + 1u) + k) * ROW;
        for (var i = 0u; i < POINT; i++) {
            rows[row + i] = state[i];
        }
        rows[row + POINT] = step.loss;
        for (var i = 0u; i < RECORDS; i++) {
            rows[row + POINT + 1u + i] = step.record[i];
        }
        if step.beyond {
            diverged[index] = k + 1u;
            break;
        }
        state = step.state;
    }
    for (var i = 0u; i < STATE; i++) {
        states[index * STATE + i] = state[i];
    }
    if end == lane.until && first <= end {
        let row = (index * (slice.steps + 1u) + lane.until) * ROW;
        for (var i = 0u; i < POINT; i++) {
            rows[row + i] = state[i];
        }
        rows[row + POINT] = rule_loss(lane, state);
    }
}
