//! What a network's step asks for beyond operations on single numbers: gradients and reductions.
//!
//! On a network every value of a rule is one node of the graph, whatever its shape; a request's result is a
//! leaf.

use crate::compile::builder::{Builder, Numbers};
use crate::compile::input::{Fact, Input};
use crate::lang::check::Reduction;
use crate::lang::graph::Id;
use crate::lang::op::Op;
use crate::lang::shape::Shape;

/// Something that all numbers of a shape are needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compile) enum Request {
    /// The gradient of the loss times a scale.
    Gradient {
        /// The weights at which it is taken.
        point: Id,
        /// None: 1.
        scale: Option<Id>,
    },
    /// All numbers of a shape to fewer.
    Reduction {
        /// How two become one: `Add` or `Max`.
        op: Op,
        /// The shape whose numbers are combined.
        over: Shape,
        /// The shape of the result.
        to: Shape,
        /// What is combined.
        argument: Id,
    },
}

impl Request {
    /// The nodes it needs.
    pub(in crate::compile) fn arguments(self) -> Vec<Id> {
        match self {
            Self::Gradient { point, scale } => [point].into_iter().chain(scale).collect(),
            Self::Reduction { argument, .. } => vec![argument],
        }
    }

    /// The same, to be replaced.
    pub(in crate::compile) fn arguments_mut(&mut self) -> Vec<&mut Id> {
        match self {
            Self::Gradient { point, scale } => [point].into_iter().chain(scale).collect(),
            Self::Reduction { argument, .. } => vec![argument],
        }
    }
}

impl Builder {
    /// The gradient of the loss itself, and as it arrives where the loss is scaled before it is
    /// differentiated.
    pub(in crate::compile) fn asked_gradient(&mut self, point: Id, scales: &[Numbers]) -> (Numbers, Numbers) {
        let product = |builder: &mut Self, all: Option<Id>, scale: &Numbers| match all {
            Some(all) => Some(builder.apply(Op::Mul, &[all, scale[0]])),
            None => Some(scale[0]),
        };
        let scale = scales.iter().fold(None, |all, scale| product(self, all, scale));
        let g = self.ask(Request::Gradient { point, scale });
        let raw = scale.map_or(g, |scale| self.apply(Op::Div, &[g, scale]));
        (vec![raw], vec![g])
    }

    /// A reduction of the language over all numbers of a shape.
    pub(in crate::compile) fn asked_reduction(
        &mut self,
        reduction: Reduction,
        over: Shape,
        arguments: &[Numbers],
    ) -> Id {
        let a = arguments[0][0];
        let b = arguments.get(1).map_or(a, |b| b[0]);
        match reduction {
            Reduction::Sum => self.asked_total(Op::Add, over, Shape::Layer, a),
            Reduction::Max => self.asked_total(Op::Max, over, Shape::Layer, a),
            Reduction::GlobalMax => self.asked_total(Op::Max, over, Shape::Run, a),
            Reduction::Mean => {
                let sum = self.asked_total(Op::Add, over, Shape::Layer, a);
                self.over_count(sum, over)
            }
            Reduction::Dot => self.dot_over(over, Shape::Layer, a, b),
            Reduction::Norm => {
                let squares = self.dot_over(over, Shape::Layer, a, a);
                self.apply(Op::Sqrt, &[squares])
            }
            Reduction::Rms => {
                let squares = self.dot_over(over, Shape::Layer, a, a);
                let mean = self.over_count(squares, over);
                self.apply(Op::Sqrt, &[mean])
            }
            Reduction::GlobalNorm => {
                let squares = self.dot_over(over, Shape::Run, a, a);
                self.apply(Op::Sqrt, &[squares])
            }
            Reduction::RowMean => {
                let sum = self.asked_total(Op::Add, over, Shape::Row, a);
                self.over_count(sum, Shape::Col)
            }
            Reduction::ColMean => {
                let sum = self.asked_total(Op::Add, over, Shape::Col, a);
                self.over_count(sum, Shape::Row)
            }
        }
    }

    fn asked_total(&mut self, op: Op, over: Shape, to: Shape, argument: Id) -> Id {
        self.ask(Request::Reduction {
            op,
            over,
            to,
            argument,
        })
    }

    fn dot_over(&mut self, over: Shape, to: Shape, a: Id, b: Id) -> Id {
        let product = self.apply(Op::Mul, &[a, b]);
        self.asked_total(Op::Add, over, to, product)
    }

    /// A sum over how many numbers of a shape a layer has.
    fn over_count(&mut self, sum: Id, shape: Shape) -> Id {
        let fact = match shape {
            Shape::Element => Fact::Size,
            Shape::Row => Fact::Rows,
            Shape::Col => Fact::Cols,
            Shape::Run | Shape::Layer => return sum,
        };
        let count = self.read(Input::Layer(fact));
        self.apply(Op::Div, &[sum, count])
    }
}
