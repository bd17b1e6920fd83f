//! What is recorded of every network beyond the rules' own names: lengths of weights, gradients and updates.

use crate::compile::builder::Numbers;
use crate::compile::step::{Composer, Record};
use crate::lang::check::{Builtin, Checked, Reduction, Role};
use crate::lang::column;
use crate::lang::graph::Id;
use crate::lang::op::Op;
use crate::lang::shape::Shape;

/// The optimizer's own names that would hide one of the engine's columns; `quantiles` are the names whose
/// quantiles are recorded.
pub(super) fn hidden<'a>(optimizer: &'a Checked, quantiles: &[String]) -> Vec<&'a str> {
    let is_column = |name: &str| {
        let of_quantiles = name.strip_suffix("_quantiles");
        column::OF_NETWORKS.contains(&name)
            || of_quantiles.is_some_and(|name| quantiles.iter().any(|q| q == name))
    };
    let own = optimizer.variables.iter();
    let own = own.filter(|v| matches!(v.role, Role::State(_) | Role::Local));
    own.map(|v| v.name.as_str())
        .filter(|name| is_column(name))
        .collect()
}

impl Composer<'_> {
    /// `g_raw_norm` and `g_norm` over the whole model, and `w_norms`, `g_raw_norms`, `g_norms`,
    /// `update_norms` by layer.
    pub(in crate::compile) fn norms(&mut self, next: Id) -> Vec<Record> {
        let w = self.start.clone();
        let update = self.builder.apply(Op::Sub, &[next, w[0]]);
        let g = self
            .staged
            .is_some()
            .then(|| self.optimizer.builtin(Builtin::G))
            .flatten();
        let mut records = Vec::new();
        for (name, value) in [
            (column::G_RAW_NORM, self.raw.clone()),
            (column::G_NORM, g.clone()),
        ] {
            records.extend(value.map(|v| self.norm(name, Reduction::GlobalNorm, v)));
        }
        for (name, value) in [
            (column::W_NORMS, Some(w)),
            (column::G_RAW_NORMS, self.raw.clone()),
            (column::G_NORMS, g),
            (column::UPDATE_NORMS, Some(vec![update])),
        ] {
            records.extend(value.map(|v| self.norm(name, Reduction::Norm, v)));
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
