//! Which names exist in a kind of rule, and what each stands for.

use super::term::Reduction;
use crate::lang::column;
use crate::lang::op::Op;
use crate::lang::rule::Kind;
use crate::lang::shape::Shape;

/// A variable's place in its rule's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VarId(pub usize);

/// A name and what it stands for.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name in plain letters.
    pub name: String,
    /// What it stands for.
    pub role: Role,
    /// Its shape after the last assignment so far.
    pub shape: Shape,
    set: bool,
    read: bool,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Given by the engine.
    Builtin(Builtin),
    /// A parameter or switch, by its place among them.
    Param(usize),
    /// A list parameter, by its place among the parameters.
    List(usize),
    /// A state, by its place among them.
    State(usize),
    /// Assigned in the body.
    Local,
}

/// What the engine gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Builtin {
    /// The parameters.
    W,
    /// The gradient.
    G,
    /// Steps done by the optimizer, from 1.
    T,
    /// Attempts, from 0.
    K,
    /// Number of steps.
    Total,
    /// 1 in a weight matrix, 0 elsewhere.
    IsMatrix,
    /// The run's learning rate.
    BaseLr,
    /// First coordinate.
    X,
    /// Second coordinate.
    Y,
    /// A unit's sum of its inputs, each times its weight, and its bias.
    Z,
}

impl Builtin {
    /// What is given under a name in every rule of a kind.
    pub fn named(kind: Kind, name: &str) -> Option<Self> {
        let row = given(kind).iter().find(|row| row.0 == name);
        row.map(|row| row.1)
    }

    /// What it is, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::W => "the parameters, which the run moves",
            Self::G => "the gradient, as the stages leave it",
            Self::T => "steps done, from 1",
            Self::K => "steps begun, from 0",
            Self::Total => "steps in all",
            Self::IsMatrix => "1 in a weight matrix, 0 elsewhere",
            Self::BaseLr => "the run's own learning rate",
            Self::X => "the first coordinate",
            Self::Y => "the second coordinate",
            Self::Z => "what a unit sums up: its inputs times their weights, and its bias",
        }
    }
}

/// Name, builtin, shape, and whether a rule may assign it.
pub(in crate::lang) type GivenName = (&'static str, Builtin, Shape, bool);

const OPTIMIZER: &[GivenName] = &[
    ("w", Builtin::W, Shape::Element, true),
    ("g", Builtin::G, Shape::Element, true),
    ("t", Builtin::T, Shape::Run, false),
    ("k", Builtin::K, Shape::Run, false),
    ("T", Builtin::Total, Shape::Run, false),
    ("is_matrix", Builtin::IsMatrix, Shape::Layer, false),
];
const STAGE: &[GivenName] = &[
    ("w", Builtin::W, Shape::Element, false),
    ("g", Builtin::G, Shape::Element, true),
    ("t", Builtin::T, Shape::Run, false),
    ("k", Builtin::K, Shape::Run, false),
    ("T", Builtin::Total, Shape::Run, false),
    ("is_matrix", Builtin::IsMatrix, Shape::Layer, false),
];
const SCHEDULE: &[GivenName] = &[
    ("k", Builtin::K, Shape::Run, false),
    ("t", Builtin::T, Shape::Run, false),
    ("T", Builtin::Total, Shape::Run, false),
    ("base_lr", Builtin::BaseLr, Shape::Run, false),
];
const SURFACE: &[GivenName] = &[
    ("x", Builtin::X, Shape::Run, false),
    ("y", Builtin::Y, Shape::Run, false),
];
const ACTIVATION: &[GivenName] = &[("z", Builtin::Z, Shape::Run, false)];

/// What is given in every rule of a kind.
pub(in crate::lang) fn given(kind: Kind) -> &'static [GivenName] {
    match kind {
        Kind::Optimizer => OPTIMIZER,
        Kind::Schedule => SCHEDULE,
        Kind::Stage => STAGE,
        Kind::Surface => SURFACE,
        Kind::Activation => ACTIVATION,
    }
}

/// The names known so far while a rule is checked.
pub(super) struct Scope {
    kind: Kind,
    given: &'static [GivenName],
    variables: Vec<Variable>,
}

impl Scope {
    pub(super) fn new(kind: Kind) -> Self {
        let given = given(kind);
        let variables = given.iter().map(|&(name, builtin, shape, _)| Variable {
            name: name.to_owned(),
            role: Role::Builtin(builtin),
            shape,
            set: builtin != Builtin::G,
            read: false,
        });
        Self {
            kind,
            given,
            variables: variables.collect(),
        }
    }

    pub(super) fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// `theta` is another name of `w`.
    pub(super) fn canonical<'a>(&self, name: &'a str) -> &'a str {
        let has_w = matches!(self.kind, Kind::Optimizer | Kind::Stage);
        if has_w && name == "theta" { "w" } else { name }
    }

    pub(super) fn find(&self, name: &str) -> Option<VarId> {
        let name = self.canonical(name);
        self.variables.iter().position(|v| v.name == name).map(VarId)
    }

    /// Declares a parameter or a state.
    ///
    /// # Errors
    /// The name is taken.
    pub(super) fn declare(&mut self, name: &str, role: Role, shape: Shape) -> Result<VarId, NameError> {
        if let Some(found) = self.find(name) {
            let name = name.to_owned();
            return Err(match self.variables[found.0].role {
                Role::Builtin(_) => NameError::Given(name, self.kind),
                _ => NameError::Declared(name),
            });
        }
        self.add(name, role, shape)
    }

    fn add(&mut self, name: &str, role: Role, shape: Shape) -> Result<VarId, NameError> {
        if is_reserved(name) {
            return Err(NameError::OfTheLanguage(name.to_owned()));
        }
        if self.kind == Kind::Optimizer && column::OF_EVERY_RUN.contains(&name) {
            return Err(NameError::Recorded(name.to_owned()));
        }
        self.variables.push(Variable {
            name: name.to_owned(),
            role,
            shape,
            set: true,
            read: false,
        });
        Ok(VarId(self.variables.len() - 1))
    }

    /// Looks a known name up for reading.
    ///
    /// # Errors
    /// It is not assigned yet.
    pub(super) fn read(&mut self, found: VarId) -> Result<(), NameError> {
        let variable = &mut self.variables[found.0];
        variable.read = true;
        match variable.set {
            true => Ok(()),
            false => Err(NameError::TooEarly(variable.name.clone())),
        }
    }

    /// Assigns a value of a shape to a name, new or known.
    ///
    /// # Errors
    /// The name or its shape does not allow it.
    pub(super) fn assign(&mut self, name: &str, shape: Shape) -> Result<VarId, NameError> {
        let Some(found) = self.find(name) else {
            return self.add(name, Role::Local, shape);
        };
        let fixed = |b| self.given.iter().any(|g| g.1 == b && !g.3);
        let variable = &self.variables[found.0];
        let keeps_shape = match variable.role {
            Role::Builtin(builtin) if fixed(builtin) => {
                return Err(NameError::Fixed(name.to_owned(), self.kind));
            }
            Role::List(_) => return Err(NameError::List(name.to_owned())),
            Role::Builtin(_) | Role::State(_) => true,
            Role::Param(_) | Role::Local => false,
        };
        if keeps_shape && !shape.fits(variable.shape) {
            return Err(NameError::Shape(name.to_owned(), variable.shape, shape));
        }
        let variable = &mut self.variables[found.0];
        variable.set = true;
        if !keeps_shape {
            variable.shape = shape;
        }
        Ok(found)
    }

    /// From here on `g` has a value.
    pub(super) fn give_gradient(&mut self) {
        for variable in &mut self.variables {
            variable.set |= variable.role == Role::Builtin(Builtin::G);
        }
    }

    /// Whether any expression so far reads the name.
    pub(super) fn was_read(&self, name: &str) -> bool {
        self.find(name).is_some_and(|v| self.variables[v.0].read)
    }

    /// Counts a name as read.
    pub(super) fn mark_read(&mut self, id: VarId) {
        self.variables[id.0].read = true;
    }
}

/// Why a name cannot be declared, read or assigned.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(super) enum NameError {
    #[error("`{0}` is given in every {1}; choose another name")]
    Given(String, Kind),
    #[error("`{0}` is declared already; choose another name")]
    Declared(String),
    #[error("`{0}` is a function or constant of the language; choose another name")]
    OfTheLanguage(String),
    #[error("`{0}` is what is recorded of every run; choose another name")]
    Recorded(String),
    #[error("`{0}` is used before `{0} = grad(w)` has set it")]
    TooEarly(String),
    #[error("`{0}` is given and cannot be assigned; {mend}", mend = mend(*.1))]
    Fixed(String, Kind),
    #[error("`{0}` is a list and cannot be assigned")]
    List(String),
    #[error("`{0}` is {1}, but this is {2}")]
    Shape(String, Shape, Shape),
}

/// What to assign to instead of what a rule of a kind is given.
fn mend(kind: Kind) -> &'static str {
    match kind {
        Kind::Surface => "the loss is `f`: write `f = ...`",
        Kind::Activation => "the result is `a`: write `a = ...`",
        Kind::Optimizer | Kind::Schedule | Kind::Stage => "choose another name",
    }
}

/// Constants of the language.
pub(in crate::lang) const CONSTANTS: &[(&str, f64)] =
    &[("pi", std::f64::consts::PI), ("e", std::f64::consts::E)];

/// Whether a name has a value in every rule of a kind.
pub(in crate::lang) fn is_given(kind: Kind, name: &str) -> bool {
    let scope = Scope::new(kind);
    scope.find(name).is_some() || CONSTANTS.iter().any(|c| c.0 == name)
}

/// Functions whose names a text may take for its own: it may be older than they are.
const GIVES_WAY: [&str; 4] = ["ln", "log10", "sinh", "cosh"];

fn is_reserved(name: &str) -> bool {
    if GIVES_WAY.contains(&name) {
        return false;
    }
    let special = [
        "grad", "normal", "uniform", "passed", "if", "then", "else", "and", "or", "not",
    ];
    special.contains(&name)
        || CONSTANTS.iter().any(|c| c.0 == name)
        || Op::function(name).is_some()
        || Reduction::ALL.iter().any(|r| r.0 == name)
}
