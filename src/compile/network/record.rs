//! What is recorded of every network beyond the rules' own names: lengths of weights, gradients and updates.

use crate::compile::builder::Numbers;
use crate::compile::step::{Composer, Record};
use crate::lang::check::{Builtin, Reduction};
use crate::lang::graph::Id;
use crate::lang::op::Op;
use crate::lang::shape::Shape;

impl Composer<'_> {
    /// `g_raw_norm` and `g_norm` over the whole model, and `w_norms`, `g_raw_norms`, `g_norms`, `update_norms` by layer.
    pub(in crate::compile) fn norms(&mut self, next: Id) -> Vec<Record> {
        let w = self.start.clone();
        let update = self.builder.apply(Op::Sub, &[next, w[0]]);
        let g = self
            .staged
            .is_some()
            .then(|| self.optimizer.builtin(Builtin::G))
            .flatten();
        let mut records = Vec::new();
        for (name, value) in [("g_raw", self.raw.clone()), ("g", g.clone())] {
            records.extend(value.map(|v| self.norm(&format!("{name}_norm"), Reduction::GlobalNorm, v)));
        }
        for (name, value) in [
            ("w", Some(w)),
            ("g_raw", self.raw.clone()),
            ("g", g),
            ("update", Some(vec![update])),
        ] {
            records.extend(value.map(|v| self.norm(&format!("{name}_norms"), Reduction::Norm, v)));
        }
        records
    }

    fn norm(&mut self, name: &str, reduction: Reduction, value: Numbers) -> Record {
        let norm = self.builder.asked_reduction(reduction, Shape::Element, &[value]);
        Record {
            name: name.to_owned(),
            width: 0,
            values: vec![norm],
        }
    }
}
