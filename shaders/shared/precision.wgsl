// Casts to a smaller format and back, the twin of src/real/precision.rs: nearest, ties to even, by
// integer operations only, since WGSL promises no rounding mode.

fn rv_f16(x: f32) -> f32 {
    let bits = bitcast<u32>(x);
    let a = bits & 0x7fffffffu;
    let normal = (a + 0xfffu + ((a >> 13u) & 1u)) & 0xffffe000u;

    // Below 2^-14 the result counts steps of 2^-24.
    let shift = min(126u - min(a >> 23u, 125u), 25u);
    let mantissa = (a & 0x007fffffu) | 0x00800000u;
    let odd = (mantissa >> shift) & 1u;
    let steps = (mantissa + ((1u << (shift - 1u)) - 1u) + odd) >> shift;
    let subnormal = bitcast<u32>(f32(steps) * 0x1p-24f);

    let finite = select(normal, subnormal, a < 0x38800000u);
    let limited = select(finite, 0x7f800000u, finite >= 0x47800000u);
    let result = select(limited, a | 0x00400000u, a > 0x7f800000u);
    return bitcast<f32>(result | (bits & 0x80000000u));
}

fn rv_bf16(x: f32) -> f32 {
    let bits = bitcast<u32>(x);
    let rounded = bits + 0x7fffu + ((bits >> 16u) & 1u);
    let nan = (bits & 0x7fffffffu) > 0x7f800000u;
    return bitcast<f32>(select(rounded, bits | 0x00400000u, nan) & 0xffff0000u);
}
