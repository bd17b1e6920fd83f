// Random numbers as a hash of their place, the twin of src/real/rng.rs. Needs math.wgsl.

// Uniform in [0, 1), a multiple of 2^-24.
fn rv_uniform(seed: u32, replicate: u32, step: u32, element: u32, site: u32) -> f32 {
    return f32(rv_hash(seed, replicate, step, element, site).x >> 8u) * 0x1p-24f;
}

// Standard normal (Box & Muller 1958).
fn rv_normal(seed: u32, replicate: u32, step: u32, element: u32, site: u32) -> f32 {
    let h = rv_hash(seed, replicate, step, element, site);
    let u = f32((h.x >> 8u) + 1u) * 0x1p-24f;
    let angle = f32(i32(h.y >> 8u) - 8388608) * 3.7450704e-7;
    return rv_sqrt(-2.0 * rv_log(u)) * rv_cos(angle);
}

fn rv_hash(seed: u32, replicate: u32, step: u32, element: u32, site: u32) -> vec2<u32> {
    return rv_pcg4d(vec4<u32>(seed ^ rv_pcg(site), replicate, step, element)).xy;
}

fn rv_pcg(x: u32) -> u32 {
    let state = x * 747796405u + 2891336453u;
    let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
    return (word >> 22u) ^ word;
}

fn rv_pcg4d(key: vec4<u32>) -> vec4<u32> {
    var v = key * 1664525u + 1013904223u;
    v.x += v.y * v.w;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v.w += v.y * v.z;
    v ^= v >> vec4<u32>(16u);
    v.x += v.y * v.w;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v.w += v.y * v.z;
    return v;
}
