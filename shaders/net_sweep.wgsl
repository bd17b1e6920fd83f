// What a sweep keeps: the means over what is trained on and over what is held back, at some steps and where a lane stops.
// The steps stand in host: from slice.looked on, which entry each step has, or -1. the last entry is the one for the stop.

fn net_before(index: u32, k: u32, ends: bool) -> bool {
    let entry = host[slice.looked + k];
    if entry >= 0.0 {
        net_see(index, u32(entry));
    }
    return entry >= 0.0;
}

fn net_behind(index: u32, k: u32, looks: bool) {}

// It ends with a look at the weights before the step that could not be taken.
fn net_stops(index: u32, looked: bool) {
    if !looked {
        net_see(index, slice.entries - 1u);
    }
}

fn net_see(index: u32, entry: u32) {
    let at = (index * slice.entries + entry) * 4u;
    for (var part = 0u; part < 2u; part++) {
        let held = part == 1u;
        let inputs = select(0u, slice.held_inputs, held);
        let targets = select(slice.train_targets, slice.held_targets, held);
        net_mean(inputs, targets, select(slice.train, slice.held, held));
        if me == 0u {
            looks[at + 2u * part] = net_total.x;
            looks[at + 2u * part + 1u] = net_total.y;
        }
        net_sync();
    }
}
