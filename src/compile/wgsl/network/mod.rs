//! The shader that trains the lanes of a program on a network: sizes, the layers in order, the phases of a
//! step.

mod alone;
mod memory;
mod pass;
mod records;

use super::{LANE, MATH, PRECISION, RNG, instructions, line};
use crate::compile::input::{LaneNumber, PointInput};
use crate::compile::network::model::Network;
use crate::compile::network::program::{Gradient, Program};
use crate::compile::network::{EXPONENT_RANGE, EXPONENTS, UNITS};
use crate::compile::sign::Signs;
use crate::compile::tape::Tape;
use crate::lang::shape::Shape;
use crate::real::rng::site;
use crate::scene::network::{Format, Loss};
use memory::CHUNK;
pub use memory::{Memory, Seating};
use pass::Context;

const REDUCE: &str = include_str!("../../../../shaders/shared/reduce.wgsl");
const NET: &str = include_str!("../../../../shaders/net.wgsl");
const GROUP: &str = include_str!("../../../../shaders/net_group.wgsl");
const ALONE: &str = include_str!("../../../../shaders/net_alone.wgsl");
const LOOK: &str = include_str!("../../../../shaders/net_look.wgsl");
const TRAIN: &str = include_str!("../../../../shaders/net_train.wgsl");
const TRACE: &str = include_str!("../../../../shaders/net_trace.wgsl");
const SWEEP: &str = include_str!("../../../../shaders/net_sweep.wgsl");
const EXPONENT: &str = include_str!("../../../../shaders/net_exponent.wgsl");
const QUANTILE: &str = include_str!("../../../../shaders/net_quantile.wgsl");

/// The whole shader that trains a program's lanes and keeps a trace of each. Settings, samples, the batch's size
/// and the seed are not in it.
pub fn net_train(network: &Network, program: &Program, seating: Seating) -> String {
    let memory = Memory::new(network, program, seating);
    let context = Context {
        network,
        program,
        memory: &memory,
    };
    let mut out = training(&context, TRACE);
    records::records(&mut out, &context);
    out
}

/// The same for the points of a sweep, of which the losses at some steps are kept.
pub fn net_sweep(network: &Network, program: &Program, seating: Seating) -> String {
    let memory = Memory::new(network, program, seating);
    let context = Context {
        network,
        program,
        memory: &memory,
    };
    training(&context, SWEEP)
}

/// What trains lanes, with the kernel's part that keeps something of them.
fn training(context: &Context, keeps: &str) -> String {
    let (network, program, seating) = (context.network, context.program, context.memory.seating);
    let kernel = match seating {
        Seating::Group => GROUP,
        Seating::Alone => ALONE,
    };
    let mut out = [MATH, PRECISION, RNG, REDUCE, LANE, NET, kernel, keeps, TRAIN].concat();
    if !program.quantiles.is_empty() {
        out.push_str(QUANTILE);
    }
    if network.exponents {
        out.push_str(EXPONENT);
    }
    line(&mut out, "\n// Generated from the network and the rules.");
    sizes(&mut out, context);
    if network.exponents {
        let [lowest, highest] = EXPONENT_RANGE;
        line(&mut out, &format!("const EXPONENTS: u32 = {EXPONENTS}u;"));
        line(&mut out, &format!("const LOWEST: i32 = {lowest};"));
        line(&mut out, &format!("const HIGHEST: i32 = {highest};"));
    }
    formats(&mut out, context);
    layers(&mut out, context);
    match seating {
        Seating::Group => all_layers(&mut out, context),
        Seating::Alone => alone::functions(&mut out, context),
    }
    for (p, phase) in program.phases.iter().enumerate() {
        for (i, pass) in phase.passes.iter().enumerate() {
            context.pass(&mut out, &format!("net_pass_{p}_{i}"), pass);
        }
    }
    step(&mut out, context);
    commit(&mut out, context);
    out
}

/// The shader that looks around a trained network, and the memory of each of its workgroups.
pub fn net_look(network: &Network) -> (String, Memory) {
    let program = Program::default();
    let memory = Memory::new(network, &program, Seating::Group);
    let context = Context {
        network,
        program: &program,
        memory: &memory,
    };
    let mut out = [MATH, PRECISION, RNG, LANE, NET, GROUP, LOOK].concat();
    line(&mut out, "\n// Generated from the network.");
    sizes(&mut out, &context);
    formats(&mut out, &context);
    all_layers(&mut out, &context);
    (out, memory)
}

fn sizes(out: &mut String, context: &Context) {
    let (network, memory) = (context.network, context.memory);
    let last = network.units.len() - 1;
    let seats = memory.seating.seats();
    for (name, value) in [
        ("WORKGROUP", memory.workgroup),
        ("INVOCATIONS", seats * memory.workgroup),
        ("PARTS", memory.parts),
        ("UNITS", UNITS),
        ("PARAMETERS", network.parameters()),
        ("LAYERS", network.layers.len()),
        ("FEATURES", network.units[0]),
        ("OUTPUTS", network.units[last]),
        ("MEMORY", memory.total),
        ("NEXT", memory.next),
        ("TABLE", context.program.table),
    ] {
        line(out, &format!("const {name}: u32 = {value}u;"));
    }
    match memory.seating {
        Seating::Group => scratch(out, context),
        Seating::Alone => alone::scratch(out, network.units[last]),
    }
}

/// Where a chunk's numbers stand, and how they are read and written.
fn scratch(out: &mut String, context: &Context) {
    let (memory, scratch) = (context.memory, &context.memory.scratch);
    let last = context.network.units.len() - 1;
    for (name, value) in [
        ("CHUNK", CHUNK),
        ("MICRO", memory.micro),
        ("CAST", 0),
        ("VALUES", scratch.values[0]),
        ("LOGITS", scratch.values[last]),
        ("LAST_DELTA", scratch.deltas[last - 1]),
    ] {
        line(out, &format!("const {name}: u32 = {value}u;"));
    }
    line(out, "var<workgroup> rv_parts: array<f32, PARTS * WORKGROUP>;");
    let (get, set) = match scratch.outside {
        Some(first) => (
            format!("net_get({first}u + i)"),
            format!("net_set({first}u + i, x)"),
        ),
        None => {
            line(
                out,
                &format!("var<workgroup> scratch: array<f32, {}>;", scratch.size),
            );
            ("scratch[i]".to_owned(), "scratch[i] = x".to_owned())
        }
    };
    line(out, &format!("fn scratch_get(i: u32) -> f32 {{ return {get}; }}"));
    line(out, &format!("fn scratch_set(i: u32, x: f32) {{ {set}; }}"));
}

fn formats(out: &mut String, context: &Context) {
    let formats = context.network.formats;
    let rounds = formats.gradients != Format::F32;
    line(out, &format!("const ROUNDS_GRADIENTS: bool = {rounds};"));
    for (name, format) in [
        ("activation", formats.activations),
        ("gradient", formats.gradients),
        ("weight", formats.weights),
    ] {
        let value = match format {
            Format::F32 => "x",
            Format::F16 => "rv_f16(x)",
            Format::Bf16 => "rv_bf16(x)",
        };
        line(
            out,
            &format!("fn net_round_{name}(x: f32) -> f32 {{ return {value}; }}"),
        );
    }
    // Only emulated formats have infinities, told from the exponent bits.
    let emulated = rounds || formats.activations != Format::F32;
    let value = match emulated {
        true => "select(x, RV_BEYOND, (bitcast<u32>(x) & 0x7f800000u) >= 0x7f000000u)",
        false => "x",
    };
    line(
        out,
        &format!("fn net_finite(x: f32) -> f32 {{ return {value}; }}"),
    );
    activation(out, &context.network.activation.tape);
    let loss = match context.network.loss {
        Loss::CrossEntropy => "net_cross_entropy",
        Loss::Mse => "net_squares",
    };
    line(
        out,
        "fn net_losses_at(j: u32, target_at: u32, factor: f32) -> vec2<f32> {",
    );
    line(out, &format!("    return {loss}(j, target_at, factor);\n}}"));
}

/// What follows a layer: value and derivative.
fn activation(out: &mut String, tape: &Tape<PointInput>) {
    line(out, "fn net_activate(z: f32) -> vec2<f32> {");
    let inputs = tape.inputs.iter().map(|_| "z".to_owned()).collect();
    let places = instructions(out, tape, &Signs::default(), inputs);
    let [value, slope] = [0, 1].map(|i| places.output(i));
    line(out, &format!("    return vec2<f32>({value}, {slope});\n}}"));
}

fn layers(out: &mut String, context: &Context) {
    let network = context.network;
    line(
        out,
        "struct NetLayer { first: u32, rows: u32, cols: u32, row: u32, col: u32, is_matrix: f32 }",
    );
    line(out, "fn net_layer(l: u32) -> NetLayer {\n    switch l {");
    let (mut row, mut col) = (0, 0);
    for (i, layer) in network.layers.iter().enumerate() {
        let case = if i + 1 == network.layers.len() {
            "default".to_owned()
        } else {
            format!("case {i}u")
        };
        let (first, rows, cols) = (layer.first, layer.rows, layer.cols);
        let is_matrix = if layer.is_matrix { "1.0" } else { "0.0" };
        let value = format!("NetLayer({first}u, {rows}u, {cols}u, {row}u, {col}u, {is_matrix})");
        line(out, &format!("        {case}: {{ return {value}; }}"));
        row += rows;
        col += cols;
    }
    line(out, "    }\n}\n");
}

/// A chunk of samples through all layers, forward and backward.
fn all_layers(out: &mut String, context: &Context) {
    let (network, scratch) = (context.network, &context.memory.scratch);
    let last = network.units.len() - 2;
    line(out, "fn net_all_forward(drop: NetDrop) {\n    var here = drop;");
    for (i, pair) in network.units.windows(2).enumerate() {
        let (w, b) = (network.layers[2 * i].first, network.layers[2 * i + 1].first);
        line(out, &format!("    here.site = {}u;", site::DROPOUT + i as u32));
        line(
            out,
            &format!(
                "    net_forward({}u, {}u, {w}u, {b}u, {}u, {}u, {}u, {}, here);",
                pair[0],
                pair[1],
                scratch.values[i],
                scratch.values[i + 1],
                scratch.slopes[i],
                i < last
            ),
        );
    }
    line(out, "}\n\nfn net_all_backward(into: u32) {");
    for (i, pair) in network.units.windows(2).enumerate().rev() {
        let (w, b) = (network.layers[2 * i].first, network.layers[2 * i + 1].first);
        let below = i.checked_sub(1);
        line(
            out,
            &format!(
                "    net_backward({}u, {}u, {w}u, {b}u, {}u, {}u, {}u, {}u, into, {});",
                pair[0],
                pair[1],
                scratch.values[i],
                scratch.deltas[i],
                below.map_or(0, |b| scratch.deltas[b]),
                below.map_or(0, |b| scratch.slopes[b]),
                below.is_some()
            ),
        );
    }
    line(out, "}\n");
}

/// Gradients and passes of all phases; the loss at the weights becomes the step's. Where the lane ends there
/// is only that.
fn step(out: &mut String, context: &Context) {
    let (program, memory) = (context.program, context.memory);
    let elements = memory.sizes[Shape::Element as usize];
    let keep = "    if me == 0u { net_now = net_total; }\n    net_sync();";
    let end = "    if ends { return; }";
    line(out, "fn net_step(lane: Lane, k: u32, looks: bool, ends: bool) {");
    let first = program.phases.first().and_then(|p| p.gradients.first());
    let sees_the_end = first.is_some_and(|&g| program.gradients[g as usize].at_weights);
    if !sees_the_end {
        let always = !program.gradients.iter().any(|g| g.at_weights);
        let loss = "net_gradient(lane, k, net_here, 0u, 1.0, false);";
        let guard = if always { "true" } else { "ends" };
        line(
            out,
            &format!("    if {guard} {{\n    {loss}\n{keep}\n    }}\n{end}"),
        );
    }
    for (p, phase) in program.phases.iter().enumerate() {
        for &number in &phase.gradients {
            let gradient = &program.gradients[number as usize];
            let point = match gradient.at_weights {
                true => "net_here".to_owned(),
                false => format!("{}u", memory.points + number as usize * elements),
            };
            let into = memory.gradients + number as usize * elements;
            let scale = scale(context, gradient);
            line(
                out,
                &format!("    net_gradient(lane, k, {point}, {into}u, {scale}, !ends);"),
            );
            if gradient.at_weights {
                line(out, keep);
            }
            if sees_the_end && Some(&number) == first {
                line(out, end);
            }
        }
        for i in 0..phase.passes.len() {
            line(out, &format!("    net_pass_{p}_{i}(lane, k, looks);"));
        }
    }
    line(out, "}\n");
}

fn scale(context: &Context, gradient: &Gradient) -> String {
    let memory = context.memory;
    match gradient.scale {
        Some(LaneNumber::State(state)) => format!("net_get({}u)", memory.states[state as usize]),
        Some(LaneNumber::Slot(_, slot)) => format!("net_get({}u)", memory.slots[0] + slot as usize),
        _ => "1.0".to_owned(),
    }
}

/// The next values in place of the states; of the weights the two places change turns.
fn commit(out: &mut String, context: &Context) {
    let (program, memory) = (context.program, context.memory);
    line(out, "fn net_commit() {");
    let mut copy = |from: usize, to: usize, count: usize| {
        line(
            out,
            &format!("    for (var i = me; i < {count}u; i += WORKGROUP) {{"),
        );
        line(
            out,
            &format!("    net_set({to}u + i, net_get({from}u + i));\n    }}"),
        );
    };
    for &(state, slot) in &program.commits {
        let shape = program.states[state as usize].shape as usize;
        let from = memory.slots[shape] + slot as usize * memory.sizes[shape];
        copy(from, memory.states[state as usize], memory.sizes[shape]);
    }
    line(out, "}\n");
    let skipped = match program.skip {
        Some(slot) => format!("net_get({}u) != 0.0", memory.slots[0] + slot as usize),
        None => "false".to_owned(),
    };
    line(
        out,
        &format!("fn net_skipped() -> bool {{ return {skipped}; }}\n"),
    );
}
