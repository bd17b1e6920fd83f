// Many steps of the lanes of one program on a network; one dispatch per slice of steps. Stands on net.wgsl, on
// net_group.wgsl or net_alone.wgsl, and on net_trace.wgsl or net_sweep.wgsl, which keep what is asked for. Twin of
// src/engine/cpu/network/lane.rs. Generated: net_step, net_skipped, net_commit.

@compute @workgroup_size(INVOCATIONS)
fn net_train(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) invocation: u32) {
    let index = net_seat(group.x, invocation);
    if index >= slice.lanes {
        return;
    }
    let lane = lanes[index];
    if me == 0u {
        net_stopped = diverged[index];
    }
    if net_is_stopped() {
        return;
    }
    let first = max(slice.first, lane.first);
    let end = min(slice.end, lane.until);
    net_here = select(0u, NEXT, ((first - lane.first) & 1u) == 1u);
    // The end is seen by the same code as every step, which makes half the program of what would stand here twice.
    let last = select(end, end + 1u, end == lane.until);
    for (var k = first; k < last; k++) {
        net_train_step(lane, index, k, k == lane.until);
        if net_is_stopped() {
            return;
        }
    }
}

// One step; where the lane ends there is only the loss, and what is kept of the weights.
fn net_train_step(lane: Lane, index: u32, k: u32, ends: bool) {
    let looks = net_before(index, k, ends);
    net_unmark();
    net_sync();
    // What the end shows of the layers is the last step's.
    net_step(lane, k, looks || k + 1u == lane.until, ends);
    net_behind(index, k, looks);
    if me == 0u && !ends {
        let bad = net_marks();
        let lost = net_lost();
        let skipped = net_skipped();
        if rv_beyond(net_now.x) || (bad & 1u) != 0u || lost != 255u || ((bad & 2u) != 0u && !skipped) {
            // Which number was lost stands above the step.
            diverged[index] = (k + 1u) | ((255u - lost) << 24u);
            net_stopped = k + 1u;
        }
    }
    if ends {
        return;
    }
    if net_is_stopped() {
        net_stops(index, looks);
    } else {
        net_here = net_there();
        net_commit();
        net_sync();
    }
}
