// The number of a given rank among a lane's numbers, found bit by bit from the highest.

var<workgroup> net_below: atomic<u32>;
var<workgroup> net_prefix: u32;

// Floats in the order of unsigned numbers.
fn net_key(x: f32) -> u32 {
    let bits = bitcast<u32>(x);
    return select(bits | 0x80000000u, ~bits, (bits & 0x80000000u) != 0u);
}

fn net_quantile(values: u32, share: f32) -> f32 {
    let rank = u32(round(share * f32(PARAMETERS - 1u)));
    if me == 0u {
        net_prefix = 0u;
    }
    for (var bit = 0u; bit < 32u; bit++) {
        if me == 0u {
            atomicStore(&net_below, 0u);
        }
        net_sync();
        let candidate = net_prefix | (0x80000000u >> bit);
        var below = 0u;
        for (var p = me; p < PARAMETERS; p += WORKGROUP) {
            below += select(0u, 1u, net_key(net_get(values + p)) < candidate);
        }
        atomicAdd(&net_below, below);
        net_sync();
        if me == 0u && atomicLoad(&net_below) <= rank {
            net_prefix = candidate;
        }
        net_sync();
    }
    let key = net_prefix;
    net_sync();
    return bitcast<f32>(select(~key, key & 0x7fffffffu, (key & 0x80000000u) != 0u));
}
