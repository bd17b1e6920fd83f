//! The lane's tape: what it reads, its instructions, and what becomes of its results.

use super::formula::operation;
use super::{Explained, host, rows};
use crate::compile::input::{Input, LaneInput};
use crate::compile::program::RecordSource;
use crate::compile::tape::Tape;
use std::fmt::Write as _;

/// Inputs, instructions, outputs; each with the text it came from.
pub fn page(explained: &Explained) -> String {
    let tape = &explained.program().step;
    let labels = labels(explained);
    let mut text = String::from("It reads:\n");
    text += &rows::table(&inputs(explained, &labels));
    let _ = write!(text, "\nIt does, in {} instructions:\n", tape.code.len());
    text += &rows::table(&instructions(explained, &labels));
    text += "\nAfter the step:\n";
    text + &rows::table(&outputs(explained, &labels))
}

/// What every place of the tape is called in the WGSL.
pub(super) fn labels(explained: &Explained) -> Vec<String> {
    let program = explained.program();
    let tape = &program.step;
    let read = tape.inputs.iter().map(|input| match *input {
        LaneInput::State(i) => {
            let name = program.state_names.get(i as usize).map_or("", String::as_str);
            format!("u{i}_{name}")
        }
        LaneInput::Random(_, site, element) => format!("r{site}_{element}"),
        other => explained.names.lane(other),
    });
    let constants = tape.constants.iter().map(|c| rows::number(*c));
    read.chain(constants)
        .chain((0..tape.code.len()).map(|i| format!("x{i}")))
        .collect()
}

fn inputs(explained: &Explained, labels: &[String]) -> Vec<Vec<String>> {
    let (tape, nodes) = (&explained.program().step, &explained.trial().nodes);
    let formulas = host::formulas(explained, &nodes.places[..tape.inputs.len()]);
    let one = |(place, input): (usize, &LaneInput)| {
        let id = nodes.places[place];
        let from = match input {
            LaneInput::State(_) => "its state",
            LaneInput::Constant(_) => "the host, once per run",
            LaneInput::Table(_) => "the host, once per step",
            LaneInput::Random(..) => "a hash of seed, replicate, step and place",
            LaneInput::Held(_) => "its start",
        };
        let formula = match input {
            LaneInput::Constant(_) | LaneInput::Table(_) => formulas.get(id).to_owned(),
            other => explained.names.lane(*other),
        };
        vec![labels[place].clone(), formula, from.to_owned()]
    };
    tape.inputs.iter().enumerate().map(one).collect()
}

fn instructions(explained: &Explained, labels: &[String]) -> Vec<Vec<String>> {
    let (tape, nodes) = (&explained.program().step, &explained.trial().nodes);
    let first = tape.inputs.len() + tape.constants.len();
    let one = |(i, instruction): (usize, &crate::compile::tape::Instruction)| {
        let arguments = &instruction.arguments[..instruction.op.row().arity];
        let operands: Vec<String> = arguments.iter().map(|&a| labels[a as usize].clone()).collect();
        let id = nodes.places[first + i];
        vec![
            labels[first + i].clone(),
            format!("= {}", operation(instruction.op, &operands)),
            explained.names.run(id).unwrap_or_default(),
            explained.source(id),
        ]
    };
    tape.code.iter().enumerate().map(one).collect()
}

fn outputs(explained: &Explained, labels: &[String]) -> Vec<Vec<String>> {
    let (program, run) = (explained.program(), explained.run());
    let tape = &program.step;
    let at = |output: usize| place(tape, labels, output);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for i in 0..program.state {
        let name = explained.names.input(Input::State(i as u32));
        rows.push(vec![name, format!("becomes {}", at(i))]);
    }
    rows.push(vec![
        "loss".to_owned(),
        format!("is {}, before the step", at(program.loss_output())),
    ]);
    for column in &run.columns {
        let sources = column.sources.iter().map(|source| match source {
            RecordSource::Lane(i) => at(program.first_record() + i),
            RecordSource::Host(_) => "the host's".to_owned(),
        });
        let sources: Vec<String> = sources.collect();
        rows.push(vec![
            column.name.clone(),
            format!("is recorded: {}", sources.join(", ")),
        ]);
    }
    let first = program.first_check();
    let mut checked: Vec<String> = (0..program.n).map(at).collect();
    checked.insert(0, at(program.loss_output()));
    checked.extend((first..first + program.checks).map(at));
    checked.dedup();
    rows.push(vec![
        "diverged".to_owned(),
        format!("where one of {} reaches 2^60", checked.join(", ")),
    ]);
    let watched = program.watched_outputs().map(|i| {
        let id = explained.trial().nodes.places[tape.outputs[i] as usize];
        let name = explained
            .names
            .run(id)
            .map_or_else(String::new, |name| format!(" ({name})"));
        format!("{}{name}", at(i))
    });
    let watched: Vec<String> = watched.collect();
    rows.push(match watched.is_empty() {
        true => rows::row([
            "watched",
            "nothing: intervals show that no number can be lost in silence",
        ]),
        false => vec![
            "watched".to_owned(),
            format!("{}: the run stops where one is lost", watched.join(", ")),
        ],
    });
    if let Some(skip) = program.skip_output() {
        rows.push(vec![
            "skipped".to_owned(),
            format!("where {} is not 0: all states stay", at(skip)),
        ]);
    }
    rows
}

fn place(tape: &Tape<LaneInput>, labels: &[String], output: usize) -> String {
    labels[tape.outputs[output] as usize].clone()
}
