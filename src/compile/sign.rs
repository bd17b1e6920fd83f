//! Which numbers of a program can be shown not to be negative, whatever the lanes do.
//!
//! WGSL leaves the square root of a negative number open, so the generated text asks for the sign before each
//! root: 6 % of the time of Adam on a software driver. The second moment of Adam is never negative, and this
//! shows it: it begins at 0, and a step makes it of itself and of squares, with factors that the host knows.

use super::input::{LaneInput, StartInput};
use super::program::Program;
use super::tape::Tape;
use crate::lang::op::Op;

/// What is known of the places of a program's step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    never_negative: Vec<bool>,
}

impl Signs {
    /// Of a program of a sweep with a run's numbers: the constants, and the table by step. By induction: what
    /// holds of the initial state and, if it holds before a step, after it, holds always.
    pub fn of(program: &Program, constants: &[f64], table: &[f64]) -> Self {
        let known = Known {
            constants,
            table,
            width: program.table,
        };
        let start = places(&program.start, |input| match input {
            StartInput::Constant(i) => known.constants[i as usize] >= 0.0,
            StartInput::W(_) | StartInput::Swept(_) => false,
        });
        let outputs = |outputs: &[u32], places: &[bool]| -> Vec<bool> {
            outputs.iter().map(|&place| places[place as usize]).collect()
        };
        let mut held = outputs(&program.start.outputs, &start);
        let mut state = vec![false; program.n];
        state.extend(held.drain(program.held.min(held.len())..));
        state.resize(program.state, false);
        loop {
            let never_negative = places(&program.step, |input| match input {
                LaneInput::State(i) => state[i as usize],
                LaneInput::Held(i) => held[i as usize],
                LaneInput::Constant(i) => known.constants[i as usize] >= 0.0,
                LaneInput::Table(i) => known.is_never_negative(i as usize),
                LaneInput::Random(..) => false,
            });
            let next = outputs(&program.step.outputs, &never_negative);
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
    /// Of a number of the table, at all steps.
    fn is_never_negative(&self, place: usize) -> bool {
        let mut numbers = self.table.iter().skip(place).step_by(self.width);
        numbers.all(|&x| x >= 0.0)
    }
}

fn places<I: Copy>(tape: &Tape<I>, read: impl Fn(I) -> bool) -> Vec<bool> {
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
