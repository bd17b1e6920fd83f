// The loss on a grid. One invocation a sample; one dispatch a band of samples.
// Twin: src/engine/cpu/field.rs.

struct Band {
    first: u32, // first sample of this dispatch, row by row from the lowest y
    end: u32,   // one past its last
    columns: u32,
}

@group(0) @binding(0) var<uniform> band: Band;
@group(0) @binding(1) var<storage, read> settings: array<f32>;
@group(0) @binding(2) var<storage, read> coordinates: array<f32>; // x of the columns, then y of the rows
@group(0) @binding(3) var<storage, read_write> values: array<f32>;

@compute @workgroup_size(64)
fn field(@builtin(global_invocation_id) id: vec3<u32>) {
    let sample = band.first + id.x;
    if sample >= band.end {
        return;
    }
    let x = coordinates[sample % band.columns];
    let y = coordinates[band.columns + sample / band.columns];
    values[sample] = surface_loss(vec2<f32>(x, y));
}
