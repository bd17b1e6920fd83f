//! What is to be printed: a tree of boxes that knows neither sizes nor places.

/// A formula or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub enum Math {
    /// A name of one letter, a sign, a number.
    Symbol(String),
    /// A word.
    Word(String),
    /// A word of the sentence around the formula, such as "if".
    Remark(String),
    /// Room, as a part of the letters' height.
    Space(f32),
    /// One beside the other.
    Row(Vec<Math>),
    /// One over the other.
    Fraction(Box<Math>, Box<Math>),
    /// A square root.
    Root(Box<Math>),
    /// Something with an index below, an exponent above, or both.
    Scripts {
        /// What carries them.
        base: Box<Math>,
        /// The index.
        below: Option<Box<Math>>,
        /// The exponent.
        above: Option<Box<Math>>,
    },
    /// Something with a mark over it.
    Marked(NameMark, Box<Math>),
    /// Something between two fences.
    Fenced(Fence, Box<Math>),
    /// Values with their conditions behind a brace.
    Cases(Vec<(Math, Math)>),
}

/// A mark over a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameMark {
    /// `x_hat`
    Hat,
    /// `x_tilde`
    Tilde,
    /// `x_bar`
    Bar,
}

/// What stands left and right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fence {
    /// Parentheses.
    Round,
    /// Absolute value.
    Bars,
    /// Norm.
    DoubleBars,
    /// Rounded down.
    Floor,
    /// Rounded up.
    Ceiling,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct MathLine {
    /// As it is written in the rule.
    pub source: String,
    /// What is assigned.
    pub target: Math,
    /// Assigned or equal; empty where the line is no assignment.
    pub sign: &'static str,
    /// Its value.
    pub value: Math,
}

impl Math {
    /// A sign or a name of one letter.
    pub fn symbol(text: &str) -> Self {
        Self::Symbol(text.to_owned())
    }

    /// A boxed exponent on a base, which may have an index already.
    #[must_use]
    pub fn raised(self, exponent: Self) -> Self {
        let above = Some(Box::new(exponent));
        match self {
            Self::Scripts {
                base,
                below,
                above: None,
            } => Self::Scripts { base, below, above },
            base => Self::Scripts {
                base: Box::new(base),
                below: None,
                above,
            },
        }
    }

    /// The same with an index.
    #[must_use]
    pub fn lowered(self, index: Self) -> Self {
        Self::Scripts {
            base: Box::new(self),
            below: Some(Box::new(index)),
            above: None,
        }
    }

    /// The same between fences.
    #[must_use]
    pub fn fenced(self, fence: Fence) -> Self {
        Self::Fenced(fence, Box::new(self))
    }

    /// What it directly holds, from left to right.
    pub fn inner(&self) -> Vec<&Math> {
        match self {
            Self::Symbol(_) | Self::Word(_) | Self::Remark(_) | Self::Space(_) => Vec::new(),
            Self::Row(row) => row.iter().collect(),
            Self::Fraction(over, under) => vec![over, under],
            Self::Root(inner) | Self::Marked(_, inner) | Self::Fenced(_, inner) => vec![inner],
            Self::Scripts { base, below, above } => {
                let scripts = [below, above].into_iter().flatten();
                std::iter::once(base).chain(scripts).map(AsRef::as_ref).collect()
            }
            Self::Cases(cases) => cases.iter().flat_map(|(value, when)| [value, when]).collect(),
        }
    }

    /// The texts in it.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Self::Symbol(text) | Self::Word(text) | Self::Remark(text) => vec![text.clone()],
            _ => self.inner().into_iter().flat_map(Math::texts).collect(),
        }
    }
}

impl MathLine {
    /// The texts in it.
    pub fn texts(&self) -> Vec<String> {
        [
            self.target.texts(),
            self.value.texts(),
            vec![self.sign.to_owned()],
        ]
        .concat()
    }
}
