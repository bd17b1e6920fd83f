// What a trace keeps: rows in every step, looks and weights in some. Generated: net_write_row, net_write_look.

// At the weights before a step; whether its layers are looked at.
fn net_before(index: u32, k: u32, ends: bool) -> bool {
    let looks = ends || k % slice.every == 0u;
    if looks {
        net_look_at_held();
    }
    if ends || k % slice.weights_every == 0u {
        net_write_weights(index, net_entry(k, slice.weights_every));
    }
    return looks;
}

fn net_behind(index: u32, k: u32, looks: bool) {
    net_write_row(index, k);
    if looks {
        net_write_look(index, net_entry(k, slice.every));
    }
}

fn net_stops(index: u32, looked: bool) {}

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
        weights[(index * entries + look) * PARAMETERS + p] = net_get(net_here + p);
    }
}
