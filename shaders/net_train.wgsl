// Many steps of every lane of one program on a network, recorded. One workgroup a lane; one dispatch a slice of steps.
// Twin of src/engine/cpu/network/lane.rs. Generated: net_step, net_commit, net_write_row, net_write_look.

var<workgroup> net_stopped: u32;
// Bit 0: the next weights have reached the bound of divergence. Bit 1: another checked number has.
var<workgroup> net_bad: atomic<u32>;
// The first of the watched numbers that is lost; 255: none.
var<workgroup> net_lost: atomic<u32>;
// Loss and right answers of the step under way, and of the last validation.
var<workgroup> net_now: vec2<f32>;
var<workgroup> net_held: vec2<f32>;

@compute @workgroup_size(WORKGROUP)
fn net_train(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) invocation: u32) {
    let index = group.x;
    let lane = lanes[index];
    me = invocation;
    base = index * MEMORY;
    if me == 0u {
        net_stopped = diverged[index];
    }
    if workgroupUniformLoad(&net_stopped) != 0u {
        return;
    }
    let first = max(slice.first, lane.first);
    let end = min(slice.end, lane.until);
    // The end is seen by the same code as every step, which makes half the program of what would stand here twice.
    let last = select(end, end + 1u, end == lane.until);
    for (var k = first; k < last; k++) {
        net_train_step(lane, index, k, k == lane.until);
        if workgroupUniformLoad(&net_stopped) != 0u {
            return;
        }
    }
}

// One step; where the lane ends there is only the loss, and what is recorded of the weights.
fn net_train_step(lane: Lane, index: u32, k: u32, ends: bool) {
    let looks = ends || k % slice.every == 0u;
    if looks {
        net_look_at_held();
    }
    if ends || k % slice.weights_every == 0u {
        net_write_weights(index, net_entry(k, slice.weights_every));
    }
    if me == 0u {
        atomicStore(&net_bad, 0u);
        atomicStore(&net_lost, 255u);
    }
    net_sync();
    // What the end shows of the layers is the last step's.
    net_step(lane, k, looks || k + 1u == lane.until, ends);
    net_write_row(index, k);
    if looks {
        net_write_look(index, net_entry(k, slice.every));
    }
    if me == 0u && !ends {
        let bad = atomicLoad(&net_bad);
        let lost = atomicLoad(&net_lost);
        let skipped = net_skipped();
        if rv_beyond(net_now.x) || (bad & 1u) != 0u || lost != 255u || ((bad & 2u) != 0u && !skipped) {
            // Which number was lost stands above the step.
            diverged[index] = (k + 1u) | ((255u - lost) << 24u);
            net_stopped = k + 1u;
        }
    }
    if workgroupUniformLoad(&net_stopped) == 0u && !ends {
        net_commit();
        net_sync();
    }
}

// Which entry a step has in a list of one entry every so many steps and one at the end.
fn net_entry(k: u32, every: u32) -> u32 {
    return (k + every - 1u) / every;
}

fn net_look_at_held() {
    net_mean(slice.held_inputs, slice.held_targets, slice.held);
    if me == 0u {
        net_held = net_total;
    }
    net_sync();
}

fn net_write_weights(index: u32, look: u32) {
    let entries = (slice.steps + slice.weights_every - 1u) / slice.weights_every + 1u;
    for (var p = me; p < PARAMETERS; p += WORKGROUP) {
        weights[(index * entries + look) * PARAMETERS + p] = net_get(p);
    }
}
