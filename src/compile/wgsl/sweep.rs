//! The kernel of a sweep. What is the same for all lanes stands in a uniform that a lane reads once: read in each step it
//! took a fifth more time on a software driver. Numbers stand in structs rather than arrays: drivers that compile for a
//! CPU keep an array in memory, and a struct's members in registers.

use super::{Places, beyond, body, line, random, signed_body, skipped, whole};
use crate::compile::program::Program;
use crate::compile::sign::Signs;
use crate::compile::tape::Input;
use std::fmt::Write as _;

const SURFACE_SWEEP: &str = include_str!("../../../shaders/surface_sweep.wgsl");

/// The whole shader that sweeps a program of whose numbers these signs are known. Settings, starts and seeds are not in it.
pub fn surface_sweep(program: &Program, signs: &Signs) -> String {
    let names = state_names(program);
    let [told, next] = step(program, signs, &names);
    let kernel = SURFACE_SWEEP
        .replace("        //= loss, beyond\n", &told)
        .replace("        //= state\n", &next);
    whole(&functions(program, &names), &kernel)
}

fn functions(program: &Program, names: &[String]) -> String {
    let mut out = String::from("\n// Generated from the rules.\n");
    structs(&mut out, program, names);
    start(&mut out, program, names);
    line(
        &mut out,
        "fn rule_loss(constants: Constants, held: Held, state: State) -> f32 {",
    );
    let places = body(&mut out, &program.loss, |input| read(names, input));
    line(&mut out, &format!("    return {};\n}}\n", places.output(0)));
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

fn structs(out: &mut String, program: &Program, names: &[String]) {
    let members = |names: &mut dyn Iterator<Item = String>| -> String {
        let list: Vec<String> = names.map(|name| format!("{name}: f32")).collect();
        // No struct may be empty.
        if list.is_empty() {
            "none: f32".to_owned()
        } else {
            list.join(", ")
        }
    };
    for (name, members) in [
        ("Constants", members(&mut numbered('c', program.constants))),
        ("Row", members(&mut numbered('t', program.table))),
        ("Held", members(&mut numbered('h', program.held))),
        ("State", members(&mut names.iter().cloned())),
    ] {
        line(out, &format!("struct {name} {{ {members} }}"));
    }
    line(out, "struct Start { held: Held, state: State }\n");
}

/// The numbers of a lane before its first step; its own ones stand in `own`, start and swept settings.
fn start(out: &mut String, program: &Program, names: &[String]) {
    line(out, "fn rule_start(lane: u32, constants: Constants) -> Start {");
    let places = body(out, &program.start, |input| match input {
        Input::Swept(i) => (
            format!("s{i}"),
            format!("own_number(lane, {}u)", program.n as u32 + i),
        ),
        Input::Constant(i) => (format!("c{i}"), format!("constants.c{i}")),
        _ => unreachable!("a start reads settings"),
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

/// A step's loss and whether it breaks, and behind that what the state becomes.
fn step(program: &Program, signs: &Signs, names: &[String]) -> [String; 2] {
    let mut told = String::new();
    if program.table > 0 {
        line(&mut told, "    let row = table[k];");
    }
    let places = signed_body(&mut told, &program.step, signs, |input| read(names, input));
    line(
        &mut told,
        &format!("    let loss = {};", places.output(program.loss_output())),
    );
    line(
        &mut told,
        &format!("    let beyond = {};", largest(program, &places)),
    );
    let mut next = String::new();
    for (i, name) in names.iter().enumerate() {
        line(&mut next, &format!("    state.{name} = {};", places.output(i)));
    }
    // They stand in a loop.
    [told, next].map(|lines| lines.lines().map(|line| format!("    {line}\n")).collect())
}

/// Whether the step breaks. Where nothing is skipped one comparison serves all numbers that are checked.
fn largest(program: &Program, places: &Places) -> String {
    if skipped(program, places) != "false" {
        return beyond(program, places);
    }
    let point = 0..program.n;
    let checks = program.first_check()..program.first_check() + program.checks;
    let checked = point.chain([program.loss_output()]).chain(checks);
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

fn read(names: &[String], input: Input) -> (String, String) {
    match input {
        Input::State(i) => {
            let name = &names[i as usize];
            (name.clone(), format!("state.{name}"))
        }
        Input::Constant(i) => (format!("c{i}"), format!("constants.c{i}")),
        Input::Held(i) => (format!("h{i}"), format!("held.h{i}")),
        Input::Table(i) => (format!("t{i}"), format!("row.t{i}")),
        Input::Random(distribution, site, element) => random("lane.seed", distribution, site, element),
        _ => unreachable!("the host or the start works these out before a lane steps"),
    }
}
