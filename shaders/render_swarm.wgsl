// The lanes of a sweep as points of a plot, straight from their states. One instance a lane.

struct Dots {
    low: vec2<f32>,    // lower ends of the shown range
    span: vec2<f32>,   // its size
    radius: vec2<f32>, // of a point, in parts of half the plot
    lanes: u32,
    curve: u32,        // 1: of one coordinate, on the curve of the loss
    color: vec4<f32>,  // not multiplied by its alpha
    gone: vec4<f32>,   // the same of lanes that diverged or stopped, or have no loss
    lowest: f32,       // the loss that is strongest,
    knee: f32,         // where the logarithm above it sets in,
    top: f32,          // and where it ends
    by_loss: u32,      // 1: the lower its loss, the stronger a point
}

struct Outcome {
    loss: f32,
    best: f32,
    reached: u32,
    diverged: u32,
}

struct Corner {
    @builtin(position) position: vec4<f32>,
    @location(0) offset: vec2<f32>, // from the middle of the point, in radii
    @location(1) color: vec4<f32>,
}

@group(0) @binding(0) var<uniform> dots: Dots;
@group(0) @binding(1) var<storage, read> settings: array<f32>;
@group(0) @binding(2) var<storage, read> states: array<f32>;
@group(0) @binding(3) var<storage, read> outcomes: array<Outcome>;

// How much of a point on the highest loss is taken away.
const FADE: f32 = 0.8;
// The softer edge reaches half a radius further than the point.
const EDGE: f32 = 1.5;

@vertex
fn vertex(@builtin(vertex_index) vertex: u32, @builtin(instance_index) lane: u32) -> Corner {
    var point = vec2<f32>(states[lane], 0.0);
    if dots.curve == 0u {
        point.y = states[dots.lanes + lane];
    }
    let loss = surface_loss(point);
    if dots.curve == 1u {
        point.y = loss;
    }
    // Two triangles: the corners 0 1 2 and 2 1 3.
    let corner = select(vertex, 6u - vertex, vertex > 2u);
    let side = vec2<f32>(f32(corner & 1u), f32((corner >> 1u) & 1u))*2.0 - 1.0;
    let middle = (point - dots.low)/dots.span*2.0 - 1.0;
    var out: Corner;
    out.offset = side*EDGE;
    // Far outside a point is clamped, so that its corners stay finite.
    out.position = vec4<f32>(clamp(middle, vec2<f32>(-9.0), vec2<f32>(9.0)) + out.offset*dots.radius, 0.0, 1.0);
    let gone = outcomes[lane].diverged != 0u || rv_lost(loss);
    out.color = select(dots.color, dots.gone, gone);
    if dots.by_loss == 1u && !gone {
        let place = log(1.0 + max((loss - dots.lowest)/dots.knee, 0.0))/dots.top;
        out.color.a *= 1.0 - FADE*clamp(place, 0.0, 1.0);
    }
    return out;
}

@fragment
fn fragment(in: Corner) -> @location(0) vec4<f32> {
    let inside = clamp((EDGE - length(in.offset))/(EDGE - 0.5), 0.0, 1.0);
    let alpha = in.color.a*inside;
    return vec4<f32>(in.color.rgb*alpha, alpha);
}
