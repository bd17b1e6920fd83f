//! Which numbers of a program can be shown not to be negative, whatever the lanes do.
//!
//! WGSL leaves the square root of a negative number open, so the generated text asks for the sign before each
//! root: 6 % of the time of Adam on a software driver. The second moment of Adam is never negative, and this
//! shows it: it begins at 0, and a step makes it of itself and of squares, with factors that the host knows.

use super::input::{LaneInput, StartInput};
use super::interval::{ANY, Interval, result};
use super::program::Program;
use super::tape::Tape;

/// All numbers that are not negative.
const POSITIVE: Interval = Interval::new(0.0, f64::INFINITY);

/// What is known of the places of a program's step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signs {
    places: Vec<Interval>,
}

impl Signs {
    /// Of a program of a sweep with a run's numbers: the constants, and the table by step. By induction: what
    /// holds of the initial state and, if it holds before a step, after it, holds always.
    pub fn of(program: &Program, constants: &[f64], table: &[f64]) -> Self {
        let start = places(&program.start, |input| match input {
            StartInput::Constant(i) => Interval::of(constants[i as usize]),
            StartInput::W(_) | StartInput::Swept(_) => ANY,
        });
        let outputs = |outputs: &[u32], places: &[Interval]| -> Vec<Interval> {
            outputs.iter().map(|&place| places[place as usize]).collect()
        };
        let mut held = outputs(&program.start.outputs, &start);
        let mut state = vec![false; program.n];
        state.extend(held.drain(program.held.min(held.len())..).map(is_positive));
        state.resize(program.state, false);
        loop {
            let places = places(&program.step, |input| match input {
                LaneInput::State(i) if state[i as usize] => POSITIVE,
                LaneInput::State(_) | LaneInput::Random(..) => ANY,
                LaneInput::Held(i) => held[i as usize],
                LaneInput::Constant(i) => Interval::of(constants[i as usize]),
                LaneInput::Table(i) => {
                    Interval::around(table.iter().skip(i as usize).step_by(program.table).copied())
                }
            });
            let next = outputs(&program.step.outputs, &places);
            let pairs = state.iter().zip(next);
            let still: Vec<bool> = pairs.map(|(&now, then)| now && is_positive(then)).collect();
            if still == state {
                return Self { places };
            }
            state = still;
        }
    }

    /// Whether a place of the step's tape is known not to be negative.
    pub fn is_never_negative(&self, place: u32) -> bool {
        self.places.get(place as usize).copied().is_some_and(is_positive)
    }
}

fn is_positive(interval: Interval) -> bool {
    interval.low >= 0.0
}

fn places<I: Copy>(tape: &Tape<I>, read: impl Fn(I) -> Interval) -> Vec<Interval> {
    let mut places: Vec<Interval> = tape.inputs.iter().map(|&input| read(input)).collect();
    places.extend(tape.constants.iter().map(|&c| Interval::of(c)));
    for instruction in &tape.code {
        let [first, second, _] = instruction.arguments;
        let arguments = instruction.arguments.map(|a| places[a as usize]);
        places.push(result(instruction.op, arguments, first == second));
    }
    places
}
