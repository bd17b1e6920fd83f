//! The kernel of a sweep. Drivers check the bounds of every load, so what is the same for all lanes stands in
//! a uniform that a lane reads once, before its loop, and a row of the table is read as vectors: on llvmpipe,
//! reading in each step cost two fifths of the speed, and two loads of a row instead of one a seventh.
//! Numbers stand in structs rather than arrays: drivers that compile for a CPU keep an array in memory, and a
//! struct's members in registers.

use super::{Places, beyond, body, instructions, line, lost, random, skipped, sound, whole};
use crate::compile::input::{LaneInput, StartInput};
use crate::compile::program::Program;
use crate::compile::sign::Signs;
use std::fmt::Write as _;

const SURFACE_SWEEP: &str = include_str!("../../../shaders/surface_sweep.wgsl");

/// The whole shader that sweeps a program of whose numbers these signs are known. Settings, starts and seeds
/// are not in it.
pub fn surface_sweep(program: &Program, signs: &Signs) -> String {
    let names = state_names(program);
    let [constants, loss, beyond, next] = step(program, signs, &names);
    let kernel = SURFACE_SWEEP
        .replace("    //= constants\n", &constants)
        .replace("        //= loss\n", &loss)
        .replace("        //= beyond\n", &beyond)
        .replace("        //= state\n", &next);
    whole(&functions(program, &names), &kernel)
}

/// Numbers a step has in the sweep's table, whose rows are whole vectors: `table` of them count, what is
/// behind is padding.
pub fn row_width(table: usize) -> usize {
    if table > 2 {
        table.next_multiple_of(4)
    } else {
        table
    }
}

fn functions(program: &Program, names: &[String]) -> String {
    let mut out = String::from("\n// Generated from the rules.\n");
    structs(&mut out, program, names);
    start(&mut out, program, names);
    line(&mut out, "fn rule_loss(held: Held, state: State) -> f32 {");
    let places = body(&mut out, &program.loss, |input| read(program, names, input));
    line(&mut out, &format!("    return {};\n}}\n", sound(&places)));
    memory(&mut out, program, names);
    out
}

/// A prefix keeps a student's names apart from WGSL's own words.
fn state_names(program: &Program) -> Vec<String> {
    program
        .state_names
        .iter()
        .map(|name| format!("u_{name}"))
        .collect()
}

fn numbered(prefix: char, count: usize) -> impl Iterator<Item = String> {
    (0..count).map(move |i| format!("{prefix}{i}"))
}

fn members(kind: &str, names: impl Iterator<Item = String>) -> String {
    let list: Vec<String> = names.map(|name| format!("{name}: {kind}")).collect();
    // No struct may be empty.
    if list.is_empty() {
        "none: f32".to_owned()
    } else {
        list.join(", ")
    }
}

fn structs(out: &mut String, program: &Program, names: &[String]) {
    let width = row_width(program.table);
    let vector = ["f32", "vec2f", "vec4f"][width.min(4) / 2];
    for (name, members) in [
        ("Constants", members("f32", numbered('c', program.constants))),
        ("Row", members(vector, numbered('r', width.div_ceil(4)))),
        ("Held", members("f32", numbered('h', program.held))),
        ("State", members("f32", names.iter().cloned())),
    ] {
        line(out, &format!("struct {name} {{ {members} }}"));
    }
    line(out, "struct Start { held: Held, state: State }\n");
}

/// The numbers of a lane before its first step; its own ones stand in `own`, start and swept settings.
fn start(out: &mut String, program: &Program, names: &[String]) {
    line(out, "fn rule_start(lane: u32) -> Start {");
    let places = body(out, &program.start, |input| match input {
        StartInput::Swept(i) => (
            format!("s{i}"),
            format!("own_number(lane, {}u)", program.n as u32 + i),
        ),
        StartInput::Constant(i) => (format!("c{i}"), format!("host.c{i}")),
        StartInput::W(i) => (format!("w{i}"), format!("own_number(lane, {i}u)")),
    });
    line(out, "    var start: Start;");
    for i in 0..program.held {
        line(out, &format!("    start.held.h{i} = {};", places.output(i)));
    }
    for (i, name) in names.iter().enumerate() {
        let value = match i.checked_sub(program.n) {
            None => format!("own_number(lane, {i}u)"),
            Some(behind) => places.output(program.held + behind).to_owned(),
        };
        line(out, &format!("    start.state.{name} = {value};"));
    }
    line(out, "    return start;\n}\n");
}

/// What no step changes, to stand before the loop; a step up to its loss; whether it breaks; what the state
/// becomes.
fn step(program: &Program, signs: &Signs, names: &[String]) -> [String; 4] {
    let (mut constants, mut loss) = (String::new(), String::new());
    if program.table > 0 {
        line(&mut loss, "    let row = table[k];");
    }
    let inputs = program.step.inputs.iter().map(|&input| {
        let (name, value) = read(program, names, input);
        let place = match input {
            LaneInput::Constant(_) | LaneInput::Held(_) => &mut constants,
            _ => &mut loss,
        };
        line(place, &format!("    let {name} = {value};"));
        name
    });
    let inputs = inputs.collect();
    let places = instructions(&mut loss, &program.step, signs, inputs);
    line(
        &mut loss,
        &format!("    let loss = {};", places.output(program.loss_output())),
    );
    let (seen, stops) = match lost(&places, program.watched_outputs()) {
        Some(lost) => {
            line(&mut loss, &format!("    let lost = {lost};"));
            ("select(loss, RV_BEYOND, lost)", "lost || ")
        }
        None => ("loss", ""),
    };
    line(&mut loss, &format!("    let seen = {seen};"));
    let beyond = format!("    let beyond = {stops}{};", largest(program, &places));
    let mut next = String::new();
    for (i, name) in names.iter().enumerate() {
        line(&mut next, &format!("    state.{name} = {};", places.output(i)));
    }
    let in_loop = |lines: String| lines.lines().map(|line| format!("    {line}\n")).collect();
    [constants, in_loop(loss), in_loop(beyond), in_loop(next)]
}

/// Whether the step breaks. Where nothing is skipped one comparison serves all numbers that are checked, in
/// the order in which they were computed: SwiftShader's compiler keeps that order, and needs fewer registers.
fn largest(program: &Program, places: &Places) -> String {
    if skipped(program, places) != "false" {
        return beyond(program, places);
    }
    let checks = program.first_check()..program.first_check() + program.checks;
    let checked = std::iter::once(program.loss_output())
        .chain(checks)
        .chain(0..program.n);
    let bits = checked.map(|i| format!("rv_exponent({})", places.output(i)));
    let largest = bits.reduce(|a, b| format!("max({a}, {b})")).unwrap_or_default();
    format!("{largest} >= RV_BOUND")
}

/// State to and from memory, number by number, so that neighbouring lanes are neighbours in memory.
fn memory(out: &mut String, program: &Program, names: &[String]) {
    line(out, "fn load_state(lane: u32) -> State {\n    var state: State;");
    for (i, name) in names.iter().enumerate() {
        line(
            out,
            &format!("    state.{name} = states[{i}u*slice.lanes + lane];"),
        );
    }
    line(out, "    return state;\n}\n");
    line(out, "fn store_state(lane: u32, state: State) {");
    for (i, name) in names.iter().enumerate() {
        line(
            out,
            &format!("    states[{i}u*slice.lanes + lane] = state.{name};"),
        );
    }
    let _ = writeln!(out, "}}\n");
    line(out, &format!("const STATE: u32 = {}u;", program.state));
}

fn read(program: &Program, names: &[String], input: LaneInput) -> (String, String) {
    match input {
        LaneInput::State(i) => {
            let name = &names[i as usize];
            (name.clone(), format!("state.{name}"))
        }
        LaneInput::Constant(i) => (format!("c{i}"), format!("host.c{i}")),
        LaneInput::Held(i) => (format!("h{i}"), format!("held.h{i}")),
        LaneInput::Table(i) => (format!("t{i}"), row_number(program, i as usize)),
        LaneInput::Random(distribution, site, element) => random("lane.seed", distribution, site, element),
    }
}

fn row_number(program: &Program, i: usize) -> String {
    if program.table == 1 {
        return "row.r0".to_owned();
    }
    format!("row.r{}.{}", i / 4, ["x", "y", "z", "w"][i % 4])
}
