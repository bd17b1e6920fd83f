// What a person would write for one case: Adam on Rosenbrock with constant settings, for the bindings and dispatches of
// shaders/surface_sweep.wgsl. The table has lr/(1 - beta1^t) and 1/(1 - beta2^t) for each step t.

struct Slice {
    first: u32,
    end: u32,
    steps: u32,
    lanes: u32,
}

struct Lane {
    seed: u32,
    replicate: u32,
    goal: f32,
}

struct Outcome {
    loss: f32,
    best: f32,
    reached: u32,
    diverged: u32,
}

@group(0) @binding(0) var<uniform> slice: Slice;
@group(0) @binding(2) var<storage, read> lanes: array<Lane>;
@group(0) @binding(3) var<storage, read> starts: array<f32>;
@group(0) @binding(4) var<storage, read> table: array<vec2f>;
@group(0) @binding(5) var<storage, read_write> states: array<f32>;
@group(0) @binding(6) var<storage, read_write> outcomes: array<Outcome>;

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPS = 1e-8;
const BOUND = 0x5d800000u;
const HIGHEST = 0x1p127f;
const NEVER = 0xffffffffu;

fn exponent(x: f32) -> u32 {
    return bitcast<u32>(x) & 0x7f800000u;
}

fn loss_at(x: f32, y: f32) -> f32 {
    let a = 1.0 - x;
    let b = y - x*x;
    return a*a + 100.0*b*b;
}

@compute @workgroup_size(64)
fn surface_sweep(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    let n = slice.lanes;
    if i >= n {
        return;
    }
    let goal = lanes[i].goal;
    var x = starts[i];
    var y = starts[n + i];
    var mx = 0.0;
    var my = 0.0;
    var vx = 0.0;
    var vy = 0.0;
    var outcome = Outcome(0.0, HIGHEST, 0u, 0u);
    if slice.first > 0u {
        outcome = outcomes[i];
        if outcome.diverged != 0u {
            return;
        }
        x = states[i];
        y = states[n + i];
        mx = states[2u*n + i];
        my = states[3u*n + i];
        vx = states[4u*n + i];
        vy = states[5u*n + i];
    }
    for (var k = slice.first; k < slice.end; k++) {
        let rate = table[k];
        let a = 1.0 - x;
        let b = y - x*x;
        let loss = a*a + 100.0*b*b;
        let gx = -2.0*a - 400.0*b*x;
        let gy = 200.0*b;
        let next_mx = BETA1*mx + (1.0 - BETA1)*gx;
        let next_my = BETA1*my + (1.0 - BETA1)*gy;
        let next_vx = BETA2*vx + (1.0 - BETA2)*gx*gx;
        let next_vy = BETA2*vy + (1.0 - BETA2)*gy*gy;
        let next_x = x - rate.x*next_mx/(sqrt(next_vx*rate.y) + EPS);
        let next_y = y - rate.x*next_my/(sqrt(next_vy*rate.y) + EPS);
        outcome.best = select(outcome.best, loss, loss < outcome.best);
        outcome.reached += select(0u, 1u, outcome.best > goal);
        let point = max(exponent(next_x), exponent(next_y));
        if max(max(point, exponent(loss)), max(exponent(gx), exponent(gy))) >= BOUND {
            outcome.diverged = k + 1u;
            outcome.loss = loss;
            break;
        }
        x = next_x;
        y = next_y;
        mx = next_mx;
        my = next_my;
        vx = next_vx;
        vy = next_vy;
    }
    if slice.end == slice.steps || outcome.diverged != 0u {
        if outcome.diverged == 0u {
            outcome.loss = loss_at(x, y);
            outcome.best = select(outcome.best, outcome.loss, outcome.loss < outcome.best);
        }
        outcome.reached = select(outcome.reached, NEVER, outcome.best > goal);
    }
    states[i] = x;
    states[n + i] = y;
    states[2u*n + i] = mx;
    states[3u*n + i] = my;
    states[4u*n + i] = vx;
    states[5u*n + i] = vy;
    outcomes[i] = outcome;
}
