// What looks around a trained network: its loss all over a plane through weights, and its outputs at many inputs. Stands
// on net_dense.wgsl. Twin of src/engine/cpu/network/evaluate.rs.
//
// host: the weights; of a plane its two directions behind them, then two coordinates a point.

// The loss of all training samples at points of a plane, a workgroup each.
@compute @workgroup_size(WORKGROUP)
fn net_plane(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) invocation: u32) {
    me = invocation;
    base = group.x * MEMORY;
    let point = slice.first + group.x;
    let x = host[3u * PARAMETERS + 2u * point];
    let y = host[3u * PARAMETERS + 2u * point + 1u];
    for (var p = me; p < PARAMETERS; p += WORKGROUP) {
        net_set(p, host[p] + x * host[PARAMETERS + p] + y * host[2u * PARAMETERS + p]);
    }
    net_sync();
    net_mean(0u, slice.train_targets, slice.train);
    if me == 0u {
        rows[point] = net_total.x;
    }
}

// The outputs at inputs, CHUNK of them a workgroup.
@compute @workgroup_size(WORKGROUP)
fn net_outputs(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) invocation: u32) {
    me = invocation;
    base = group.x * MEMORY;
    for (var p = me; p < PARAMETERS; p += WORKGROUP) {
        net_set(p, host[p]);
    }
    net_sync();
    net_cast(0u);
    let first = (slice.first + group.x) * CHUNK;
    let count = min(CHUNK, slice.train - first);
    if me < CHUNK {
        net_rows[me] = first + select(0u, me, me < count);
    }
    net_sync();
    net_load(0u, 1.0);
    net_all_forward(NetDrop(0.0, 0u, 0u, 0u, 0u, 0u));
    for (var i = me; i < OUTPUTS * count; i += WORKGROUP) {
        rows[first * OUTPUTS + i] = scratch_get(LOGITS + (i % OUTPUTS) * CHUNK + i / OUTPUTS);
    }
}
