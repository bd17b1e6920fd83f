//! A program as WGSL: the generated functions, and the whole shaders they make with the hand-written kernels.
//!
//! Here are the functions of a trace, and what all shaders share; `sweep` has those of a sweep, `field` of
//! what shows the surface; [`network`] has the shader that trains networks.

mod field;
pub mod network;
mod sweep;

use super::input::LaneInput;
use super::program::Program;
use super::sign::Signs;
use super::tape::Tape;
use crate::lang::check::Distribution;
use crate::lang::op::Op;
use std::fmt::Write as _;
use std::ops::Range;

pub use field::{field, render_swarm};
pub use sweep::{row_width, surface_sweep};

const MATH: &str = include_str!("../../../shaders/shared/math.wgsl");
const PRECISION: &str = include_str!("../../../shaders/shared/precision.wgsl");
const RNG: &str = include_str!("../../../shaders/shared/rng.wgsl");
const LANE: &str = include_str!("../../../shaders/shared/lane.wgsl");
const SURFACE_TRACE: &str = include_str!("../../../shaders/surface_trace.wgsl");

/// The whole shader that traces a program's lanes. Settings, starts and the seed are not in it.
pub fn surface_trace(program: &Program) -> String {
    whole(&functions(program), &[LANE, SURFACE_TRACE].concat())
}

/// The shared functions that are called, the generated ones, and a kernel.
fn whole(generated: &str, kernel: &str) -> String {
    let mut text = MATH.to_owned();
    // Unused functions cost time in every shader compiler, and most programs need none of these.
    for (calls, part) in [
        (["rv_f16(", "rv_bf16("], PRECISION),
        (["rv_normal(", "rv_uniform("], RNG),
    ] {
        if calls
            .iter()
            .any(|call| generated.contains(call) || kernel.contains(call))
        {
            text.push_str(part);
        }
    }
    text + generated + kernel
}

/// The generated part: sizes, one step, the loss.
pub fn functions(program: &Program) -> String {
    let mut out = String::from("\n// Generated from the rules.\n");
    for (name, value) in [
        ("POINT", program.n),
        ("STATE", program.state),
        ("RECORDS", program.records),
        ("CONSTANTS", program.constants),
        ("TABLE", program.table),
    ] {
        line(&mut out, &format!("const {name}: u32 = {value}u;"));
    }
    out.push_str(STEP);
    line(
        &mut out,
        "fn rule_step(lane: Lane, k: u32, state: array<f32, STATE>) -> Step {",
    );
    let places = body(&mut out, &program.step, |input| input_text(program, input));
    line(&mut out, "    var step: Step;");
    for i in 0..program.state {
        line(&mut out, &format!("    step.state[{i}] = {};", places.output(i)));
    }
    line(
        &mut out,
        &format!("    step.loss = {};", places.output(program.loss_output())),
    );
    for i in 0..program.records {
        let number = places.output(program.first_record() + i);
        line(&mut out, &format!("    step.record[{i}] = {number};"));
    }
    let lost = lost(&places, program.watched_outputs());
    let stops = [Some(beyond(program, &places)), lost].into_iter().flatten();
    let stops = stops.collect::<Vec<_>>().join(" || ");
    line(&mut out, &format!("    step.beyond = {stops};"));
    line(
        &mut out,
        &format!("    step.skipped = {};", skipped(program, &places)),
    );
    line(&mut out, "    return step;\n}\n");
    line(
        &mut out,
        "fn rule_loss(lane: Lane, state: array<f32, STATE>) -> f32 {",
    );
    let places = body(&mut out, &program.loss, |input| input_text(program, input));
    line(&mut out, &format!("    return {};\n}}\n", places.output(0)));
    out
}

const STEP: &str = "
struct Step {
    state: array<f32, STATE>,
    loss: f32,
    record: array<f32, max(RECORDS, 1u)>,
    beyond: bool,
    skipped: bool,
}

";

/// How the places of a tape are written.
struct Places<'a> {
    names: Vec<String>,
    outputs: &'a [u32],
}

impl Places<'_> {
    fn output(&self, i: usize) -> &str {
        &self.names[self.outputs[i] as usize]
    }
}

/// The lines of a tape; `read` gives an input's name and where it is read.
fn body<'a, I: Copy>(
    out: &mut String,
    tape: &'a Tape<I>,
    read: impl Fn(I) -> (String, String),
) -> Places<'a> {
    let mut names = Vec::with_capacity(tape.places());
    for input in &tape.inputs {
        let (name, value) = read(*input);
        line(out, &format!("    let {name} = {value};"));
        names.push(name);
    }
    instructions(out, tape, &Signs::default(), names)
}

/// The lines of a tape behind its inputs, whose names are given. Where something is known of signs, a root of
/// what is not negative needs no care.
fn instructions<'a, I: Copy>(
    out: &mut String,
    tape: &'a Tape<I>,
    signs: &Signs,
    inputs: Vec<String>,
) -> Places<'a> {
    let mut names = inputs;
    names.extend(tape.constants.iter().map(|&c| literal(c)));
    for (i, instruction) in tape.code.iter().enumerate() {
        let sure = instruction.op == Op::Sqrt && signs.is_never_negative(instruction.arguments[0]);
        let spelling = if sure {
            "sqrt({a})"
        } else {
            instruction.op.row().wgsl
        };
        let mut text = spelling.to_owned();
        for (hole, place) in ["{a}", "{b}", "{c}"].iter().zip(instruction.arguments) {
            text = text.replace(hole, &names[place as usize]);
        }
        line(out, &format!("    let x{i} = {text};"));
        names.push(format!("x{i}"));
    }
    Places {
        names,
        outputs: &tape.outputs,
    }
}

fn input_text(program: &Program, input: LaneInput) -> (String, String) {
    match input {
        LaneInput::State(i) => {
            // A prefix keeps a student's names apart from WGSL's own words, and from one another.
            let name = format!("u{i}_{}", program.state_names[i as usize]);
            (name, format!("state[{i}]"))
        }
        LaneInput::Constant(i) => (format!("c{i}"), format!("constants[lane.constants + {i}u]")),
        LaneInput::Table(i) => (format!("t{i}"), format!("table[lane.table + k*TABLE + {i}u]")),
        LaneInput::Random(distribution, site, element) => random("lane.seed", distribution, site, element),
        // A trace's program holds none, so this name is nowhere.
        LaneInput::Held(i) => (format!("h{i}"), format!("held{i}")),
    }
}

fn random(seed: &str, distribution: Distribution, site: u32, element: u32) -> (String, String) {
    let function = match distribution {
        Distribution::Normal => "rv_normal",
        Distribution::Uniform => "rv_uniform",
    };
    let call = format!("{function}({seed}, lane.replicate, k, {element}u, {site}u)");
    (format!("r{site}_{element}"), call)
}

fn beyond(program: &Program, places: &Places) -> String {
    let mut checked: Vec<&str> = vec![places.output(program.loss_output())];
    checked.extend((0..program.n).map(|i| places.output(i)));
    let first = program.first_check();
    let always = checked
        .iter()
        .map(|x| format!("rv_beyond({x})"))
        .collect::<Vec<_>>();
    let gradient: Vec<String> = (first..first + program.checks)
        .map(|i| format!("rv_beyond({})", places.output(i)))
        .collect();
    let mut text = always.join(" || ");
    if !gradient.is_empty() {
        let _ = write!(
            text,
            " || (!{} && ({}))",
            skipped(program, places),
            gradient.join(" || ")
        );
    }
    text
}

/// Whether one of the numbers that are watched is lost; None where none is watched.
fn lost(places: &Places, watched: Range<usize>) -> Option<String> {
    let bits = watched.map(|i| format!("rv_exponent({})", places.output(i)));
    let largest = bits.reduce(|a, b| format!("max({a}, {b})"))?;
    Some(format!("{largest} >= RV_LOST"))
}

/// A loss, or what stands for none where a number that is watched for it is lost.
fn sound(places: &Places) -> String {
    match lost(places, 1..places.outputs.len()) {
        Some(lost) => format!("select({}, RV_BEYOND, {lost})", places.output(0)),
        None => places.output(0).to_owned(),
    }
}

fn skipped(program: &Program, places: &Places) -> String {
    match program.skip_output() {
        Some(i) => format!("({} != 0.0)", places.output(i)),
        None => "false".to_owned(),
    }
}

fn literal(value: f64) -> String {
    let single = value as f32;
    if single < 0.0 {
        format!("({single:?}f)")
    } else {
        format!("{single:?}f")
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}
