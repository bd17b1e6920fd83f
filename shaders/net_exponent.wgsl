// How many of a lane's numbers are 0, and how many have each exponent from LOWEST to HIGHEST.

var<workgroup> net_counts: array<atomic<u32>, EXPONENTS>;

fn net_exponents(values: u32, to: u32) {
    for (var i = me; i < EXPONENTS; i += WORKGROUP) {
        atomicStore(&net_counts[i], 0u);
    }
    net_sync();
    for (var p = me; p < PARAMETERS; p += WORKGROUP) {
        atomicAdd(&net_counts[net_exponent_place(net_get(values + p))], 1u);
    }
    net_sync();
    for (var i = me; i < EXPONENTS; i += WORKGROUP) {
        looks[to + i] = f32(atomicLoad(&net_counts[i]));
    }
    net_sync();
}

fn net_exponent_place(x: f32) -> u32 {
    let bits = bitcast<u32>(x) & 0x7fffffffu;
    let exponent = i32(bits >> 23u) - 127;
    return select(u32(clamp(exponent, LOWEST, HIGHEST) - LOWEST) + 1u, 0u, bits == 0u);
}
