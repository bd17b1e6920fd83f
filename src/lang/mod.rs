//! The rule language: text in, checked expressions out.
//!
//! In data order:
//! - [`lex`]: characters to tokens; Greek letters and marks become plain names here.
//! - [`parse`]: tokens to a [`rule::Rule`]. Never fails: it returns what it understood and a list of
//!   [`Diagnostic`]s.
//! - [`op`]: the one table of operations: name, arity, value, WGSL spelling, derivative, domain, kinks;
//!   [`row`] builds its texts.
//! - [`check`](mod@check): names and shapes; a `Rule` becomes a [`check::Checked`] rule whose every name is resolved.
//! - [`graph`]: scalar expressions, each stored once, so that common subexpressions are shared.
//! - [`derive`](mod@derive): symbolic derivatives of graph nodes. [`usage`]: which nodes count, and where they are
//!   defined. [`simplify`]: the algebra applied while building.
//!
//! `mend` knows what people bring along from other languages. [`constant()`] is the value of an expression
//! without names, [`evaluate`] of one with numbers for names, `tree` walks and splits expressions as they
//! were written, [`highlight`] tells what each part of a text is, and [`rewrite`] changes a name in it.
//! [`reference`](mod@reference) is every word of the language with an example. [`number`] is how numbers are printed for
//! people, and read as people type them.
//!
//! Nothing here knows engines, scenes or screens.

pub mod check;
pub mod column;
mod constant;
pub mod derive;
pub mod diagnostic;
pub mod graph;
pub mod highlight;
pub mod lex;
pub mod limits;
mod mend;
pub mod number;
pub mod op;
pub mod parse;
pub mod reference;
pub mod rewrite;
pub mod row;
pub mod rule;
pub mod shape;
pub mod simplify;
mod suggest;
mod tree;
pub mod usage;

pub use suggest::{did_you_mean, shortened};

pub use check::{Checked, check};
pub use constant::{ConstantError, constant, evaluate};
pub use diagnostic::{Diagnostic, Severity, Span};
pub use rule::{Kind, Rule};

/// Parses and checks one rule text. The checked rule is there when no diagnostic is an error.
///
/// ```
/// use ravine::lang::{Kind, compile_rule};
///
/// let (rule, checked, found) = compile_rule(Kind::Optimizer, "param lr = 0.1\nw -= lr*g");
/// assert!(checked.is_some() && found.is_empty());
/// assert_eq!(rule.params[0].name.text, "lr");
///
/// // A wrong text says where, why, and what would be right.
/// let (_, checked, found) = compile_rule(Kind::Optimizer, "param rate = 0.1\nw -= rat*g");
/// assert!(checked.is_none());
/// assert!(found[0].message.ends_with("did you mean `rate`?"));
/// ```
pub fn compile_rule(kind: Kind, source: &str) -> (Rule, Option<Checked>, Vec<Diagnostic>) {
    let (rule, mut diagnostics) = parse::parse(kind, source);
    let (checked, found) = check::check(&rule);
    // A line that did not parse leaves names undefined: what follows from that is not worth reading.
    if diagnostics.is_empty() {
        diagnostics.extend(found);
    }
    let failed = diagnostics.iter().any(Diagnostic::is_error);
    diagnostic::shorten(&mut diagnostics);
    (rule, checked.filter(|_| !failed), diagnostics)
}
