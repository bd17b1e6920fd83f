//! Which numbers of a program can be shown not to be negative, whatever the lanes do.
//!
//! WGSL leaves the square root of a negative number open, so the generated text asks for the sign before each root: 6 % of
//! the time of Adam on a software driver. The second moment of Adam is never negative, and this shows it: it begins at 0,
//! and a step makes it of itself and of squares, with factors that the host knows.

use super::program::Program;
use super::tape::{Input, Tape};
use crate::lang::op::Op;

/// What is known of the places of a program's step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    never_negative: Vec<bool>,
}

impl Signs {
    /// Of a program of a sweep with a run's numbers: the constants, and the table by step. By induction: what holds of the
    /// initial state and, if it holds before a step, after it, holds always.
    pub fn of(program: &Program, constants: &[f64], table: &[f64]) -> Self {
        let known = Known {
            constants,
            table,
            width: program.table,
        };
        let start = places(&program.start, |input| known.is_never_negative(input));
        let outputs = |tape: &Tape, places: &[bool]| -> Vec<bool> {
            tape.outputs.iter().map(|&place| places[place as usize]).collect()
        };
        let mut held = outputs(&program.start, &start);
        let mut state = vec![false; program.n];
        state.extend(held.drain(program.held.min(held.len())..));
        state.resize(program.state, false);
        loop {
            let never_negative = places(&program.step, |input| match input {
                Input::State(i) => state[i as usize],
                Input::Held(i) => held[i as usize],
                other => known.is_never_negative(other),
            });
            let next = outputs(&program.step, &never_negative);
            let still: Vec<bool> = state.iter().zip(next).map(|(&now, then)| now && then).collect();
            if still == state {
                return Self { never_negative };
            }
            state = still;
        }
    }

    /// Whether a place of the step's tape is known not to be negative.
    pub fn is_never_negative(&self, place: u32) -> bool {
        self.never_negative.get(place as usize).copied().unwrap_or(false)
    }
}

/// What the host knows of a run.
struct Known<'a> {
    constants: &'a [f64],
    table: &'a [f64],
    width: usize,
}

impl Known<'_> {
    fn is_never_negative(&self, input: Input) -> bool {
        match input {
            Input::Constant(i) => self.constants[i as usize] >= 0.0,
            Input::Table(i) => self
                .table
                .iter()
                .skip(i as usize)
                .step_by(self.width)
                .all(|&x| x >= 0.0),
            _ => false,
        }
    }
}

fn places(tape: &Tape, read: impl Fn(Input) -> bool) -> Vec<bool> {
    let mut places: Vec<bool> = tape.inputs.iter().map(|&input| read(input)).collect();
    places.extend(tape.constants.iter().map(|&c| c >= 0.0));
    for instruction in &tape.code {
        let [first, second, _] = instruction.arguments;
        let signs = instruction.arguments.map(|a| places[a as usize]);
        let square = instruction.op == Op::Mul && first == second;
        places.push(square || never_negative(instruction.op, signs));
    }
    places
}

/// Whether a result is not negative where arguments are known not to be.
fn never_negative(op: Op, [a, b, c]: [bool; 3]) -> bool {
    match op {
        Op::Add | Op::Mul | Op::Div | Op::Min => a && b,
        Op::Max => a || b,
        Op::Clamp => (a || b) && c,
        Op::Pick => b && c,
        Op::Pow | Op::Sinh | Op::Sign | Op::Floor | Op::Ceil | Op::Round | Op::F16 | Op::Bf16 => a,
        Op::Abs | Op::Sqrt | Op::Exp | Op::Cosh | Op::Sigmoid | Op::Relu | Op::Softplus => true,
        Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Eq | Op::Ne | Op::And | Op::Or | Op::Not => true,
        Op::Sub
        | Op::Neg
        | Op::Log
        | Op::Log2
        | Op::Log10
        | Op::Sin
        | Op::Cos
        | Op::Tan
        | Op::Atan2
        | Op::Tanh => false,
    }
}
