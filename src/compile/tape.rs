//! A straight-line program of scalar operations: what both engines run.

use crate::lang::graph::{Graph, Id, Node};
use crate::lang::op::Op;
use crate::real::Real as _;
use std::collections::HashMap;

/// One operation. Places count inputs first, then constants, then results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instruction {
    /// What is done.
    pub op: Op,
    /// Places of the arguments, all before this instruction's own.
    pub arguments: [u32; 3],
}

/// A straight-line program. Place i of the results follows all inputs and constants.
#[derive(Clone, Debug, PartialEq)]
pub struct Tape<I> {
    /// What it reads.
    pub inputs: Vec<I>,
    /// Numbers written in the rules.
    pub constants: Vec<f64>,
    /// What it does, in order.
    pub code: Vec<Instruction>,
    /// Places of what was asked for.
    pub outputs: Vec<u32>,
}

impl<I> Default for Tape<I> {
    fn default() -> Self {
        Self {
            inputs: Vec::new(),
            constants: Vec::new(),
            code: Vec::new(),
            outputs: Vec::new(),
        }
    }
}

impl<I: Copy> Tape<I> {
    /// How many places it has.
    pub fn places(&self) -> usize {
        self.inputs.len() + self.constants.len() + self.code.len()
    }

    /// What it takes to compute some of the outputs, by their places among them.
    pub fn only(&self, outputs: &[usize]) -> Self {
        let before = self.inputs.len() + self.constants.len();
        let mut wanted = vec![false; self.places()];
        for &output in outputs {
            wanted[self.outputs[output] as usize] = true;
        }
        for (i, instruction) in self.code.iter().enumerate().rev() {
            if wanted[before + i] {
                let arguments = &instruction.arguments[..instruction.op.row().arity];
                arguments.iter().for_each(|&a| wanted[a as usize] = true);
            }
        }
        // Where each place goes: to as many as are wanted before it.
        let mut count = 0;
        let moved = wanted.iter().map(|&wanted| {
            count += u32::from(wanted);
            count.saturating_sub(1)
        });
        let moved: Vec<u32> = moved.collect();
        let mut places = wanted.iter();
        let mut is_wanted = || places.next().is_some_and(|&wanted| wanted);
        let inputs = self.inputs.iter().copied().filter(|_| is_wanted()).collect();
        let constants = self.constants.iter().copied().filter(|_| is_wanted()).collect();
        let code = self
            .code
            .iter()
            .filter(|_| is_wanted())
            .map(|instruction| Instruction {
                arguments: instruction.arguments.map(|a| moved[a as usize]),
                ..*instruction
            });
        Self {
            inputs,
            constants,
            code: code.collect(),
            outputs: outputs.iter().map(|&o| moved[self.outputs[o] as usize]).collect(),
        }
    }

    /// What it computes of numbers that it reads, in f64.
    pub fn values(&self, read: impl Fn(I) -> f64) -> Vec<f64> {
        let mut places: Vec<f64> = self.inputs.iter().map(|&input| read(input)).collect();
        places.extend(&self.constants);
        for instruction in &self.code {
            let arguments = instruction.arguments.map(|a| places[a as usize]);
            places.push(instruction.op.value(arguments));
        }
        self.outputs
            .iter()
            .map(|&output| places[output as usize])
            .collect()
    }

    /// The first number that it computes, in f64; NaN where one of them is lost.
    pub fn sound(&self, read: impl Fn(I) -> f64) -> f64 {
        let values = self.values(read);
        let is_lost = values.iter().any(|value| value.lost());
        if is_lost { f64::NAN } else { values[0] }
    }

    /// The program that computes the roots. `input` says which nodes are read rather than computed.
    pub fn emit(graph: &Graph, roots: &[Id], input: impl FnMut(Id) -> Option<I>) -> Self {
        Self::emit_telling(graph, roots, input).0
    }

    /// The same, and the node at each place.
    pub fn emit_telling(
        graph: &Graph,
        roots: &[Id],
        mut input: impl FnMut(Id) -> Option<I>,
    ) -> (Self, Vec<Id>) {
        let mut tape = Self::default();
        let mut kept: Vec<(Id, Kept<I>)> = Vec::new();
        let mut wanted = vec![false; graph.len()];
        for root in roots {
            wanted[root.index()] = true;
        }
        for id in graph.reachable(roots).into_iter().rev() {
            if !wanted[id.index()] {
                continue;
            }
            let what = match (input(id), graph.node(id)) {
                (Some(input), _) => Kept::Input(input),
                (None, Node::Number(bits)) => Kept::Constant(f64::from_bits(bits)),
                (None, Node::Apply(op, arguments)) => {
                    for argument in &arguments[..op.row().arity] {
                        wanted[argument.index()] = true;
                    }
                    Kept::Apply(op, arguments)
                }
                (None, Node::Leaf(_)) => unreachable!("every leaf is an input"),
            };
            kept.push((id, what));
        }
        kept.reverse();
        let mut places: HashMap<Id, u32> = HashMap::new();
        tape.place(&kept, &mut places);
        tape.outputs = roots.iter().map(|r| places[r]).collect();
        let mut nodes: Vec<Id> = kept.into_iter().map(|(id, _)| id).collect();
        nodes.sort_unstable_by_key(|id| places[id]);
        (tape, nodes)
    }

    fn place(&mut self, kept: &[(Id, Kept<I>)], places: &mut HashMap<Id, u32>) {
        for (id, what) in kept {
            if let Kept::Input(input) = what {
                places.insert(*id, self.inputs.len() as u32);
                self.inputs.push(*input);
            }
        }
        for (id, what) in kept {
            if let Kept::Constant(value) = what {
                places.insert(*id, (self.inputs.len() + self.constants.len()) as u32);
                self.constants.push(*value);
            }
        }
        for (id, what) in kept {
            if let Kept::Apply(op, arguments) = what {
                let mut known = [places[&arguments[0]]; 3];
                for (place, argument) in known.iter_mut().zip(&arguments[..op.row().arity]) {
                    *place = places[argument];
                }
                places.insert(*id, self.places() as u32);
                self.code.push(Instruction {
                    op: *op,
                    arguments: known,
                });
            }
        }
    }
}

enum Kept<I> {
    Input(I),
    Constant(f64),
    Apply(Op, [Id; 3]),
}
