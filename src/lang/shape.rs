//! Shapes of values: how many numbers a name stands for.

use std::fmt;

/// How many numbers a value has in a model.
///
/// They form a lattice: combining two shapes gives the smallest one that holds both, and `row * col` is an
/// element. A vector of n parameters counts as an n x 1 matrix: a row holds n numbers, a col one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// One number for the whole run.
    Run,
    /// One number a layer (a weight matrix or a bias; on a surface the whole point).
    Layer,
    /// One number an output row of a matrix.
    Row,
    /// One number an input column of a matrix.
    Col,
    /// One number a parameter, like `w`.
    Element,
}

impl Shape {
    /// The smallest shape that holds both.
    pub fn join(self, other: Self) -> Self {
        use Shape::{Col, Element, Layer, Row, Run};
        match (self, other) {
            (a, b) if a == b => a,
            (Run, other) | (other, Run) => other,
            (Layer, other) | (other, Layer) => other,
            (Row | Col | Element, _) => Element,
        }
    }

    /// Whether a value of this shape can be stored where `target` is expected.
    pub fn fits(self, target: Self) -> bool {
        self.join(target) == target
    }

    /// How many numbers it has for a point of `n` coordinates (one layer, n x 1).
    pub fn width(self, n: usize) -> usize {
        match self {
            Self::Element | Self::Row => n,
            Self::Run | Self::Layer | Self::Col => 1,
        }
    }

    /// The shape of a name in the language.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "run" => Self::Run,
            "layer" => Self::Layer,
            "row" => Self::Row,
            "col" => Self::Col,
            "element" => Self::Element,
            _ => return None,
        })
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Run => "a number",
            Self::Layer => "one number a layer",
            Self::Row => "a row",
            Self::Col => "a col",
            Self::Element => "an element",
        })
    }
}
