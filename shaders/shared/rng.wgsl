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

// Which of n things is the i-th in the order that seed, replicate and epoch decide: key holds the three and n.
fn rv_order_at(key: vec4<u32>, i: u32) -> u32 {
    let rounds = rv_pcg4d(key);
    let last = vec2<u32>(rv_pcg(rounds.x), rv_pcg(rounds.y));
    let cols = rv_root(key.w - 1u) + 1u;
    let rows = (key.w + cols - 1u) / cols;
    var place = i;
    loop {
        var row = place / cols;
        var col = place % cols;
        row = rv_moved(row, col ^ rounds.x, rows);
        col = rv_moved(col, row ^ rounds.y, cols);
        row = rv_moved(row, col ^ rounds.z, rows);
        col = rv_moved(col, row ^ rounds.w, cols);
        row = rv_moved(row, col ^ last.x, rows);
        col = rv_moved(col, row ^ last.y, cols);
        place = row * cols + col;
        if place < key.w {
            break;
        }
    }
    return place;
}

fn rv_moved(place: u32, key: u32, count: u32) -> u32 {
    let to = place + (((rv_pcg(key) >> 16u) * count) >> 16u);
    return select(to - count, to, to < count);
}

// The whole part of a square root, for n up to 2^24.
fn rv_root(n: u32) -> u32 {
    var root = u32(sqrt(f32(n)));
    root -= select(0u, 1u, root * root > n);
    return root + select(0u, 1u, (root + 1u) * (root + 1u) <= n);
}
