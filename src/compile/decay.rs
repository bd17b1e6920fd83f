//! What weight decay takes of w in a step: recorded as `decay` where an experiment asks for it.
//!
//! With λ the setting `weight_decay` it is -(∂w_next/∂λ) λ / w, the states that enter the step held: of AdamW
//! ηλ in every coordinate, of Adam with an L2 penalty whatever its division leaves of that. On a surface it
//! is a number a coordinate. On a network it is one a parameter tensor, -<w, (∂w_next/∂λ) λ> / <w, w>: the
//! mean weighted with w², which is the share that the tensor's length loses; a ratio of norms would not know
//! what pushes w outwards or sideways from what shrinks it. Of what is 0 nothing can be taken: there it is 0.

use super::builder::Numbers;
use super::input::Input;
use super::network::Request;
use super::step::{Composer, Record};
use crate::lang::check::Reduction;
use crate::lang::derive;
use crate::lang::graph::Id;
use crate::lang::op::Op;
use crate::lang::shape::Shape;

/// The parameter whose effect it is, of an optimizer and of stages.
pub const PARAMETER: &str = "weight_decay";
pub use crate::lang::column::DECAY as COLUMN;

impl Composer<'_> {
    /// The record of what the decay takes in the step to `next`; None where no rule of the run has any, or
    /// where it moves the point at which a network's gradient is taken.
    pub(super) fn decay(&mut self, next: &Numbers) -> Option<Record> {
        let rules = std::iter::once(&self.rules.optimizer).chain(&self.rules.stages);
        let slots: Vec<u32> = rules.filter_map(|used| used.slot(PARAMETER)).collect();
        if slots.is_empty() {
            return None;
        }
        let changes = self.changes(next, &slots)?;
        let w = self.start.clone();
        let (above, below, width) = match self.builder.is_shaped() {
            false => (changes, w, self.builder.n),
            true => {
                let mut dot = |a: &Numbers, b: &Numbers| {
                    let both = [a.clone(), b.clone()];
                    vec![
                        self.builder
                            .asked_reduction(Reduction::Dot, Shape::Element, &both),
                    ]
                };
                (dot(&w, &changes), dot(&w, &w), 0)
            }
        };
        let zero = vec![self.builder.graph.number(0.0)];
        let share = self.builder.each(Op::Div, &[above, below.clone()]);
        let share = self.builder.each(Op::Neg, &[share]);
        let is_none = self.builder.each(Op::Eq, &[below, zero.clone()]);
        Some(Record {
            name: COLUMN.to_owned(),
            width,
            values: self.builder.each(Op::Pick, &[is_none, zero, share]),
        })
    }

    /// How some numbers change where the settings at these places grow by themselves: the derivative by each
    /// times its value.
    fn changes(&mut self, of: &Numbers, slots: &[u32]) -> Option<Numbers> {
        let zero = self.builder.graph.number(0.0);
        let mut asked: Vec<Id> = Vec::new();
        for request in self.builder.requests().to_vec() {
            let changed = self.along(&request.arguments(), slots, &asked);
            asked.push(match request {
                _ if changed.iter().all(|id| *id == zero) => zero,
                Request::Gradient { .. } => return None,
                Request::Reduction {
                    op,
                    over,
                    to,
                    argument,
                } => self.reduced((op, over, to), argument, changed[0], asked.len()),
            });
        }
        Some(self.along(of, slots, &asked))
    }

    fn along(&mut self, of: &[Id], slots: &[u32], asked: &[Id]) -> Numbers {
        let (graph, inputs) = (&mut self.builder.graph, &self.builder.inputs);
        let leaves: Vec<Option<Id>> = (0..inputs.len() as u32)
            .map(|leaf| match inputs[leaf as usize] {
                Input::Setting(slot) => slots.contains(&slot).then(|| graph.leaf(leaf)),
                Input::Asked(request) => asked.get(request as usize).copied(),
                _ => None,
            })
            .collect();
        derive::directional(graph, of, &|leaf| leaves[leaf as usize])
    }

    /// The change of a reduction whose argument changes: of a sum the sum, of a maximum the mean over all
    /// that is as large.
    fn reduced(
        &mut self,
        (op, over, to): (Op, Shape, Shape),
        argument: Id,
        change: Id,
        request: usize,
    ) -> Id {
        let sum = |composer: &mut Self, argument: Id| {
            composer.builder.ask(Request::Reduction {
                op: Op::Add,
                over,
                to,
                argument,
            })
        };
        if op == Op::Add {
            return sum(self, change);
        }
        let (zero, most) = (
            self.builder.graph.number(0.0),
            self.builder.read(Input::Asked(request as u32)),
        );
        let is_most = self.builder.apply(Op::Eq, &[argument, most]);
        let change = self.builder.apply(Op::Pick, &[is_most, change, zero]);
        let (total, count) = (sum(self, change), sum(self, is_most));
        self.builder.apply(Op::Div, &[total, count])
    }
}
