//! What a network's lane does in a step: gradients and elementwise passes in phases, with reductions between
//! them.

use crate::compile::input::{LaneNumber, PassInput};
use crate::compile::plan::STEPS_DONE;
use crate::compile::tape::Tape;
use crate::lang::op::Op;
use crate::lang::shape::Shape;

/// A step on a network; runs whose programs are equal share dispatches.
///
/// A phase evaluates gradients, then runs its passes, then finishes its reductions. All phases read the
/// states as they were before the step, but for the states of elements, which the last pass over elements
/// replaces in place; the others are replaced at the end of the step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// What lives from step to step, w first.
    pub states: Vec<State>,
    /// Gradient evaluations a step.
    pub gradients: Vec<Gradient>,
    /// Reductions of a step.
    pub reductions: Vec<Reduction>,
    /// What is done, in order.
    pub phases: Vec<Phase>,
    /// Numbers kept within a step: of the run, a layer, a row, a col; slots by place.
    pub slots: [u32; 4],
    /// States of a shape below elements, and the slot that holds their next value.
    pub commits: Vec<(u32, u32)>,
    /// The slot of the run that is not 0 where the step is skipped.
    pub skip: Option<u32>,
    /// Slots of the run that are recorded in every step.
    pub records: Vec<u32>,
    /// Recorded names with one number a layer, and their slots.
    pub layers: Vec<(String, u32)>,
    /// Names whose quantiles are recorded.
    pub quantiles: Vec<String>,
    /// Numbers that the host computes once a run.
    pub constants: usize,
    /// Numbers that the host computes once a step.
    pub table: usize,
}

/// A value that lives from step to step.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Its name, with the stage's in front where it is one's.
    pub name: String,
    /// How many numbers it has.
    pub shape: Shape,
}

/// A gradient evaluation.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradient {
    /// Whether it is taken at w itself; else an earlier phase gives the point.
    pub at_weights: bool,
    /// What the loss is multiplied by, a state or a slot of the run.
    pub scale: Option<LaneNumber>,
}

/// Many numbers to fewer.
#[derive(Clone, Debug, PartialEq)]
pub struct Reduction {
    /// How two become one: `Add` or `Max`.
    pub op: Op,
    /// The shape of what is combined.
    pub over: Shape,
    /// The shape of the result.
    pub to: Shape,
    /// The slot of that shape which takes the result.
    pub slot: u32,
    /// Whether it is only recorded, and so needed only in steps whose layers are looked at.
    pub looked: bool,
}

/// One phase of a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Phase {
    /// Gradients evaluated first, by number.
    pub gradients: Vec<u32>,
    /// Passes in order: run, layers, rows, cols, elements.
    pub passes: Vec<Pass>,
    /// Reductions that the passes feed and that are finished behind them, by number.
    pub reductions: Vec<u32>,
}

/// A tape run for all numbers of a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Pass {
    /// The shape.
    pub shape: Shape,
    /// What is computed for each number.
    pub tape: Tape<PassInput>,
    /// What becomes of each output of the tape.
    pub sinks: Vec<Sink>,
}

/// What becomes of a computed number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sink {
    /// It is kept in a slot of the pass's shape.
    Slot(u32),
    /// It feeds a reduction.
    Reduce(u32),
    /// It is where a gradient will be taken.
    Point(u32),
    /// It is the next value of a state of elements.
    Next(u32),
    /// It must stay below the bound of divergence.
    Check,
    /// It must not be lost; the place among what is watched.
    Watch(u32),
    /// It is recorded by its quantiles.
    Quantile(u32),
}

impl Program {
    /// How many slots of a shape there are.
    pub fn slots_of(&self, shape: Shape) -> usize {
        match shape {
            Shape::Element => 0,
            _ => self.slots[shape as usize] as usize,
        }
    }

    /// Whether its lanes count their own steps done, since some may be skipped.
    pub fn counts_steps(&self) -> bool {
        self.states.last().is_some_and(|state| state.name == STEPS_DONE)
    }

    /// The evaluation that gives the gradient at w; the first one where none does.
    pub fn gradient_at_weights(&self) -> Option<usize> {
        let at_weights = self.gradients.iter().position(|g| g.at_weights);
        at_weights.or((!self.gradients.is_empty()).then_some(0))
    }

    /// A pass in two: what is needed only where layers are looked at, and the rest. The first must run first:
    /// the second replaces states in place.
    pub fn parted(&self, pass: &Pass) -> [Pass; 2] {
        [true, false].map(|looked| {
            let outputs =
                (0..pass.sinks.len()).filter(|&i| self.is_for_looks(pass.shape, pass.sinks[i]) == looked);
            let outputs: Vec<usize> = outputs.collect();
            Pass {
                shape: pass.shape,
                tape: pass.tape.only(&outputs),
                sinks: outputs.iter().map(|&i| pass.sinks[i]).collect(),
            }
        })
    }

    /// Whether what becomes of a number is only recorded where layers are looked at.
    fn is_for_looks(&self, shape: Shape, sink: Sink) -> bool {
        match sink {
            Sink::Quantile(_) => true,
            Sink::Reduce(number) => self.reductions[number as usize].looked,
            Sink::Slot(slot) => shape == Shape::Layer && !self.reads_again(slot),
            Sink::Point(_) | Sink::Next(_) | Sink::Check | Sink::Watch(_) => false,
        }
    }

    /// Whether a layer's slot is read within the step, or becomes a state.
    fn reads_again(&self, slot: u32) -> bool {
        let mut inputs = self
            .phases
            .iter()
            .flat_map(|p| &p.passes)
            .flat_map(|p| &p.tape.inputs);
        let becomes =
            |&(state, next): &(u32, u32)| next == slot && self.states[state as usize].shape == Shape::Layer;
        inputs.any(|&input| input == PassInput::Kept(LaneNumber::Slot(Shape::Layer, slot)))
            || self.commits.iter().any(becomes)
    }

    /// Operations of a step on one parameter, all passes over elements together.
    pub fn element_operations(&self) -> usize {
        let passes = self.phases.iter().flat_map(|p| &p.passes);
        let elements = passes.filter(|p| p.shape == Shape::Element);
        elements.map(|p| p.tape.code.len() + p.sinks.len()).sum()
    }
}
