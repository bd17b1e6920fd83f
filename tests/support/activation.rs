//! An activation's value straight from its checked text, over any numbers.

use ravine::catalog;
use ravine::lang::Kind;
use ravine::lang::check::{CheckedStatement, Term, TermKind};
use ravine::real::Real;

/// The names of all activations of the catalog.
pub fn all() -> impl Iterator<Item = &'static str> {
    catalog::entries(Kind::Activation)
        .iter()
        .map(|entry| entry.id.as_str())
}

/// The value of an activation of the catalog for a sum.
pub fn value<R: Real>(id: &str, z: R) -> R {
    let entry = catalog::find(Kind::Activation, id).unwrap_or_else(|| panic!("there is no activation {id}"));
    let checked = entry.checked.as_ref().expect("checked");
    // `z` is the only name that is given.
    let mut values = vec![z; checked.variables.len()];
    for statement in &checked.statements {
        if let CheckedStatement::Assign(target, term) = statement {
            values[target.0] = of_term(&values, term);
        }
    }
    values[checked.variable("a").expect("an activation assigns a").0]
}

fn of_term<R: Real>(values: &[R], term: &Term) -> R {
    match &term.kind {
        TermKind::Number(value) => R::of(*value),
        TermKind::Read(id) => values[id.0],
        TermKind::Apply(op, terms) => {
            let mut arguments = [R::ZERO; 3];
            for (argument, term) in arguments.iter_mut().zip(terms) {
                *argument = of_term(values, term);
            }
            op.value(arguments)
        }
        other => panic!("{other:?} has no place in an activation"),
    }
}
