//! The tree of one rule text, as parsed: names are still text, shapes unknown.

use super::diagnostic::Span;
use super::op::Op;
use super::shape::Shape;
use std::fmt;

/// What a rule describes; its folder under `assets/` tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Updates `w` from `g`.
    Optimizer,
    /// Sets `lr` (and perhaps `momentum`) from the step.
    Schedule,
    /// Changes `g` between the gradient and the optimizer.
    Stage,
    /// The loss `f` of `x` and `y`.
    Surface,
    /// What a hidden unit makes of the sum `z` of its inputs: `a`.
    Activation,
}

impl Kind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [Self; 5] = [
        Self::Optimizer,
        Self::Schedule,
        Self::Stage,
        Self::Surface,
        Self::Activation,
    ];

    /// The plural, which is also the folder's name.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Optimizer => "optimizers",
            Self::Schedule => "schedules",
            Self::Stage => "stages",
            Self::Surface => "surfaces",
            Self::Activation => "activations",
        }
    }

    /// With its article, as in a sentence: "an optimizer".
    pub fn with_article(self) -> String {
        match self {
            Self::Optimizer | Self::Activation => format!("an {self}"),
            Self::Schedule | Self::Stage | Self::Surface => format!("a {self}"),
        }
    }

    /// The name that a rule assigns: what it is for.
    pub fn result(self) -> &'static str {
        match self {
            Self::Optimizer => "w",
            Self::Schedule => "lr",
            Self::Stage => "g",
            Self::Surface => "f",
            Self::Activation => "a",
        }
    }

    /// Whether it is one formula at heart: then a line may be nothing but that, without `f =`.
    pub fn is_formula(self) -> bool {
        matches!(self, Self::Surface | Self::Activation)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.plural().trim_end_matches('s'))
    }
}

/// A name and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// The name in plain letters (Greek already spelled out).
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// One rule: its head, what it declares, and its statements.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it describes.
    pub kind: Kind,
    /// The text it was parsed from.
    pub source: String,
    /// Display name, such as "Adam".
    pub name: String,
    /// Paper or other source, as written.
    pub paper: Option<String>,
    /// One sentence on what it does.
    pub about: Option<String>,
    /// The rules it grew from, by file name.
    pub parents: Vec<Name>,
    /// The parameter that a schedule's `momentum` drives (optimizers).
    pub scheduled: Option<Name>,
    /// Parameters and switches, in order.
    pub params: Vec<Param>,
    /// States, in order.
    pub states: Vec<State>,
    /// What it computes, in order.
    pub body: Vec<Statement>,
    /// Assigned names with arguments, as in `f(x, y) = ...`.
    pub heads: Vec<Head>,
    /// What must hold of the parameters: each is a condition.
    pub requires: Vec<Expr>,
    /// Largest stable lr * lambda_max on a quadratic (optimizers).
    pub stability: Option<Expr>,
    /// The state by which the loss is multiplied before differentiation (stages).
    pub scales: Option<Name>,
    /// Shown range of each coordinate (surfaces).
    pub domain: Vec<ShownRange>,
    /// Starting points (surfaces).
    pub starts: Vec<Vec<Expr>>,
    /// Known minima (surfaces).
    pub minima: Vec<Vec<Expr>>,
}

impl Rule {
    /// The parameter of a name.
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().find(|p| p.name.text == name)
    }

    /// Whether its body reads a name.
    pub fn uses(&self, name: &str) -> bool {
        self.body.iter().any(|statement| match &statement.kind {
            StatementKind::Assign { value, .. } => value.uses(name),
            StatementKind::Skip { condition } => condition.uses(name),
        })
    }

    /// Whether its body assigns a name.
    pub fn sets(&self, name: &str) -> bool {
        let assigns =
            |s: &Statement| matches!(&s.kind, StatementKind::Assign { target, .. } if target.text == name);
        self.body.iter().any(assigns)
    }
}

/// A parameter or a switch.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// Its default, which also tells its type.
    pub default: Value,
    /// The slider's ends; not a limit. None for switches and lists.
    pub range: Option<(f64, f64)>,
    /// How a slider steps.
    pub scale: Scale,
    /// What it does.
    pub about: String,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A switch, on or off.
    Switch(bool),
    /// A list of numbers (schedules).
    List(Vec<f64>),
}

/// How a slider steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Evenly.
    Linear,
    /// Evenly in the logarithm.
    Log,
    /// Evenly in the logarithm of 1 - value, as decays are told apart: 0.9, 0.99, 0.999.
    NearOne,
    /// In whole numbers.
    Int,
}

/// A value that lives from step to step.
#[derive(Clone, Debug)]
pub struct State {
    /// Its name.
    pub name: Name,
    /// Its shape; like `w` unless the text says otherwise.
    pub shape: Shape,
    /// Its initial value, 0 where absent; may use parameters, and `w` where it is an element.
    pub initial: Option<Expr>,
}

/// An assigned name and its arguments, which are given anyway: `f(x, y) = ...` is `f = ...`.
#[derive(Clone, Debug)]
pub struct Head {
    /// The assigned name.
    pub name: Name,
    /// Its arguments.
    pub arguments: Vec<Name>,
}

/// One line of a body.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it does.
    pub kind: StatementKind,
    /// The whole line.
    pub span: Span,
}

/// What a line of a body does.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// `target = value`; short forms are already written out.
    Assign {
        /// The assigned name.
        target: Name,
        /// Its new value.
        value: Expr,
    },
    /// `skip if condition` (stages).
    Skip {
        /// Skips the rest of the step where it is not 0.
        condition: Expr,
    },
}

/// The shown range of one coordinate.
#[derive(Clone, Debug)]
pub struct ShownRange {
    /// `x` or `y`.
    pub name: Name,
    /// Lower end.
    pub low: Expr,
    /// Upper end.
    pub high: Expr,
}

/// An expression and where it stands.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
    /// Levels of operations in it, 1 for a number or name.
    pub depth: usize,
}

impl Expr {
    /// Whether it reads a name.
    pub fn uses(&self, wanted: &str) -> bool {
        match &self.kind {
            ExprKind::Number(_) => false,
            ExprKind::Name(name) => name == wanted,
            ExprKind::Apply(_, inner) | ExprKind::Call(_, inner) => inner.iter().any(|e| e.uses(wanted)),
        }
    }
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A literal.
    Number(f64),
    /// A name.
    Name(String),
    /// An operator, or `if`: one row of the operations' table.
    Apply(Op, Vec<Expr>),
    /// A function by name, not yet resolved.
    Call(Name, Vec<Expr>),
}
