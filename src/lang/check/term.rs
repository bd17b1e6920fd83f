//! The checked expression tree: every name resolved, every shape known.

use super::scope::VarId;
use crate::lang::diagnostic::Span;
use crate::lang::op::Op;
use crate::lang::shape::Shape;

/// A checked expression.
#[derive(Clone, Debug)]
pub struct Term {
    /// What it is.
    pub kind: TermKind,
    /// How many numbers it has.
    pub shape: Shape,
    /// Where it stands in the rule's text.
    pub span: Span,
}

impl Term {
    /// Its value where names have one. What only a step knows is NaN.
    pub fn value(&self, of: &impl Fn(VarId) -> f64) -> f64 {
        match &self.kind {
            TermKind::Number(value) => *value,
            TermKind::Read(id) => of(*id),
            TermKind::Apply(op, terms) => {
                let mut arguments = [0.0; 3];
                for (argument, term) in arguments.iter_mut().zip(terms) {
                    *argument = term.value(of);
                }
                op.value(arguments)
            }
            _ => f64::NAN,
        }
    }
}

/// What a checked expression is.
#[derive(Clone, Debug)]
pub enum TermKind {
    /// A constant.
    Number(f64),
    /// The current value of a variable.
    Read(VarId),
    /// An elementwise operation; smaller shapes are repeated.
    Apply(Op, Vec<Term>),
    /// Many numbers to fewer.
    Reduce(Reduction, Vec<Term>),
    /// The gradient of the loss at a point; the stages run on it where `staged`.
    Grad {
        /// Where it is taken.
        point: Box<Term>,
        /// Whether the stages run on it.
        staged: bool,
    },
    /// A fresh random number an element, by call site.
    Random(Distribution, u32),
    /// How many entries of a list parameter are at most the argument.
    Passed(VarId, Box<Term>),
}

impl TermKind {
    /// Whether its value is 1 or 0.
    pub fn is_truth(&self) -> bool {
        matches!(self, Self::Apply(op, _) if op.is_truth())
    }
}

/// How many numbers become fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reduction {
    /// Sum over a layer.
    Sum,
    /// Mean over a layer.
    Mean,
    /// Root of the mean square over a layer.
    Rms,
    /// Euclidean length over a layer.
    Norm,
    /// Largest over a layer.
    Max,
    /// Sum of products over a layer.
    Dot,
    /// Euclidean length over the whole model.
    GlobalNorm,
    /// Largest over the whole model.
    GlobalMax,
    /// Mean of each output row.
    RowMean,
    /// Mean of each input column.
    ColMean,
}

/// A distribution of random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Distribution {
    /// Mean 0, standard deviation 1.
    Normal,
    /// Evenly from 0 to 1.
    Uniform,
}

impl Reduction {
    /// Name, arguments, reduction.
    pub const ALL: &[(&str, usize, Self)] = &[
        ("sum", 1, Self::Sum),
        ("mean", 1, Self::Mean),
        ("rms", 1, Self::Rms),
        ("norm", 1, Self::Norm),
        ("max", 1, Self::Max),
        ("dot", 2, Self::Dot),
        ("global_norm", 1, Self::GlobalNorm),
        ("global_max", 1, Self::GlobalMax),
        ("row_mean", 1, Self::RowMean),
        ("col_mean", 1, Self::ColMean),
    ];

    /// The shape of the result.
    pub fn shape(self) -> Shape {
        match self {
            Self::GlobalNorm | Self::GlobalMax => Shape::Run,
            Self::RowMean => Shape::Row,
            Self::ColMean => Shape::Col,
            _ => Shape::Layer,
        }
    }
}
