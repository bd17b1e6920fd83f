//! A network that an invocation trains alone, as WGSL: each weight, gradient and value a variable.

use super::pass::Context;
use crate::compile::wgsl::line;
use crate::real::rng::site;
use crate::scene::network::Format;
use std::fmt::Write as _;

/// Where a sample's outputs and the derivatives there stand.
pub(super) fn scratch(out: &mut String, outputs: usize) {
    line(out, "const CHUNK: u32 = 1u;\nconst LOGITS: u32 = 0u;");
    line(out, &format!("const LAST_DELTA: u32 = {outputs}u;"));
    line(out, "var<private> rv_parts: array<f32, PARTS * WORKGROUP>;");
}

/// The functions that `net_alone.wgsl` calls.
pub(super) fn functions(out: &mut String, context: &Context) {
    variables(out, context);
    take(out, context);
    forward(out, context);
    backward(out, context);
    give(out, context);
}

/// A layer of the network: units below and above, and where its weights and its biases begin.
struct Dense {
    below: usize,
    above: usize,
    weights: usize,
    biases: usize,
}

fn layers(context: &Context) -> Vec<Dense> {
    let network = context.network;
    let layer = |(i, pair): (usize, &[usize])| Dense {
        below: pair[0],
        above: pair[1],
        weights: network.layers[2 * i].first,
        biases: network.layers[2 * i + 1].first,
    };
    network.units.windows(2).enumerate().map(layer).collect()
}

/// Weights and gradient by parameter; values and slopes by layer of units, the features first.
fn variables(out: &mut String, context: &Context) {
    let mut variable = |name: String| line(out, &format!("var<private> {name}: f32;"));
    for p in 0..context.network.parameters() {
        variable(format!("net_w{p}"));
        variable(format!("net_g{p}"));
    }
    let units = &context.network.units;
    for (l, &count) in units[..units.len() - 1].iter().enumerate() {
        for u in 0..count {
            variable(format!("net_x{l}_{u}"));
            if l > 0 {
                variable(format!("net_s{l}_{u}"));
            }
        }
    }
}

/// The weights at a point as the layers read them, and a gradient of zeros.
fn take(out: &mut String, context: &Context) {
    line(out, "\nfn net_take(point: u32) {\n    var at = net_at(point);");
    for p in 0..context.network.parameters() {
        let text = format!("    net_w{p} = net_round_activation(memory[at]);");
        line(out, &text);
        line(out, NEXT);
    }
    line(out, "}\n\nfn net_clear() {");
    for p in 0..context.network.parameters() {
        line(out, &format!("    net_g{p} = 0.0;"));
    }
    line(out, "}\n");
}

/// From a parameter's place to the next one's, without a product.
const NEXT: &str = "    at += slice.lanes;";

fn forward(out: &mut String, context: &Context) {
    let layers = layers(context);
    line(out, "fn net_forward(first: u32, factor: f32, drop: NetDrop) {");
    for u in 0..layers[0].below {
        let value = format!("net_round_activation(data[first + {u}u] * factor)");
        line(out, &format!("    net_x0_{u} = {value};"));
    }
    for (l, layer) in layers.iter().enumerate() {
        let above = l + 1;
        // All sums first, as none waits for another.
        for o in 0..layer.above {
            let mut text = format!("net_w{}", layer.biases + o);
            for u in 0..layer.below {
                let weight = layer.weights + o * layer.below + u;
                let _ = write!(text, " + net_w{weight} * net_x{l}_{u}");
            }
            line(out, &format!("    let sum{above}_{o} = {text};"));
        }
        for o in 0..layer.above {
            if above < layers.len() {
                activate(out, context, [above, o]);
            } else {
                let sum = format!("sum{above}_{o}");
                line(out, &format!("    scratch[{o}u] = net_round_activation({sum});"));
            }
        }
    }
    line(out, "}\n");
}

/// What becomes of a hidden unit's sum; dropout is there only where units are dropped.
fn activate(out: &mut String, context: &Context, [l, o]: [usize; 2]) {
    let both = format!("both{l}_{o}");
    line(out, &format!("    var {both} = net_activate(sum{l}_{o});"));
    if context.network.dropout > 0.0 {
        let site = site::DROPOUT + l as u32 - 1;
        line(
            out,
            &format!("    {both} *= net_kept(drop, drop.first * UNITS + {o}u, {site}u);"),
        );
    }
    line(out, &format!("    net_s{l}_{o} = {both}.y;"));
    line(
        out,
        &format!("    net_x{l}_{o} = net_round_activation({both}.x);"),
    );
}

/// From the derivatives at the outputs down to the features.
fn backward(out: &mut String, context: &Context) {
    let layers = layers(context);
    line(out, "fn net_backward() {");
    for o in 0..layers[layers.len() - 1].above {
        line(
            out,
            &format!("    let d{}_{o} = scratch[OUTPUTS + {o}u];", layers.len()),
        );
    }
    for (l, layer) in layers.iter().enumerate().rev() {
        let above = l + 1;
        for o in 0..layer.above {
            for u in 0..layer.below {
                let weight = layer.weights + o * layer.below + u;
                line(out, &format!("    net_g{weight} += d{above}_{o} * net_x{l}_{u};"));
            }
            line(out, &format!("    net_g{} += d{above}_{o};", layer.biases + o));
        }
        for u in (0..layer.below).filter(|_| l > 0) {
            let terms = (0..layer.above).map(|o| {
                let weight = layer.weights + o * layer.below + u;
                format!("net_w{weight} * d{above}_{o}")
            });
            let sum = terms.collect::<Vec<_>>().join(" + ");
            let text = format!("    let d{l}_{u} = net_round_gradient(({sum}) * net_s{l}_{u});");
            line(out, &text);
        }
    }
    line(out, "}\n");
}

/// The gradient into its place. Where gradients are rounded, each micro-batch's is, and their sum stands in memory.
fn give(out: &mut String, context: &Context) {
    let rounds = context.network.formats.gradients != Format::F32;
    let parameters = 0..context.network.parameters();
    line(out, "fn net_round_micro_batch(into: u32, first: bool) {");
    if rounds {
        line(out, "    var at = net_at(into);");
        for p in parameters.clone() {
            let before = "select(memory[at], 0.0, first)";
            line(
                out,
                &format!("    memory[at] = {before} + net_round_gradient(net_g{p});"),
            );
            line(out, NEXT);
        }
        line(out, "    net_clear();");
    }
    line(out, "}\n\nfn net_give(into: u32) {\n    var at = net_at(into);");
    line(
        out,
        "    let share = select(1.0, slice.share, slice.micro_batches > 1u);",
    );
    for p in parameters {
        let sum = match rounds {
            true => "memory[at]".to_owned(),
            false => format!("net_g{p}"),
        };
        line(out, &format!("    memory[at] = net_finite({sum} * share);"));
        line(out, NEXT);
    }
    line(out, "}\n");
}
