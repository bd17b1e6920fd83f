// Activations with their derivatives: value and derivative. Twin of src/engine/cpu/network/activation.rs.

fn net_tanh(z: f32) -> vec2<f32> {
    let a = rv_tanh(z);
    return vec2<f32>(a, 1.0 - a * a);
}

fn net_relu(z: f32) -> vec2<f32> {
    return vec2<f32>(rv_relu(z), select(0.0, 1.0, z > 0.0));
}

fn net_gelu(z: f32) -> vec2<f32> {
    let t = rv_tanh(0.7978846 * (z + 0.044715 * z * z * z));
    let inner = 0.7978846 * (1.0 + 0.134145 * z * z);
    let share = 0.5 * (1.0 + t);
    return vec2<f32>(z * share, share + 0.5 * z * (1.0 - t * t) * inner);
}

fn net_sigmoid(z: f32) -> vec2<f32> {
    let a = rv_sigmoid(z);
    return vec2<f32>(a, a * (1.0 - a));
}

fn net_silu(z: f32) -> vec2<f32> {
    let a = rv_sigmoid(z);
    return vec2<f32>(z * a, a + z * a * (1.0 - a));
}
