//! Reductions of the language over the single numbers of a surface's point.

use super::builder::{Builder, Numbers};
use crate::lang::check::Reduction;
use crate::lang::graph::Id;
use crate::lang::op::Op;

impl Builder {
    /// On a surface the whole point is one layer and the only one, n x 1: rows are elements, there is one col.
    pub(super) fn reduce(&mut self, reduction: Reduction, arguments: &[Numbers]) -> Numbers {
        let values = &arguments[0];
        let count = self.graph.number(values.len() as f64);
        match reduction {
            Reduction::RowMean => values.clone(),
            Reduction::Sum => vec![self.total(Op::Add, values)],
            Reduction::Max | Reduction::GlobalMax => vec![self.total(Op::Max, values)],
            Reduction::Mean | Reduction::ColMean => {
                let sum = self.total(Op::Add, values);
                vec![self.apply(Op::Div, &[sum, count])]
            }
            Reduction::Norm | Reduction::GlobalNorm => {
                let squares = self.dot(values, values);
                vec![self.apply(Op::Sqrt, &[squares])]
            }
            Reduction::Rms => {
                let squares = self.dot(values, values);
                let mean = self.apply(Op::Div, &[squares, count]);
                vec![self.apply(Op::Sqrt, &[mean])]
            }
            Reduction::Dot => vec![self.dot(values, &arguments[1])],
        }
    }

    fn total(&mut self, op: Op, values: &Numbers) -> Id {
        let mut total = values[0];
        for &value in &values[1..] {
            total = self.apply(op, &[total, value]);
        }
        total
    }

    fn dot(&mut self, a: &Numbers, b: &Numbers) -> Id {
        let products = self.each(Op::Mul, &[a.clone(), b.clone()]);
        self.total(Op::Add, &products)
    }
}
