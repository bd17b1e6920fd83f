//! What may have been meant by a name or a function that there is not.

use super::Checker;
use super::scope::{CONSTANTS, Role};
use super::term::Reduction;
use crate::lang::mend;
use crate::lang::op::Op;
use crate::lang::rule::{Kind, Name};
use crate::lang::suggest::did_you_mean;

/// Most factors that are seen in a name.
const FACTORS: usize = 3;

impl Checker<'_> {
    /// What is said of a name that has no value here.
    pub(super) fn unknown_name(&self, name: &str) -> String {
        if is_function(name) {
            return format!("`{name}` is a function; its argument stands in parentheses, as in `{name}(x)`");
        }
        let known = self.known_names();
        let near = || {
            let constants = CONSTANTS.iter().map(|c| c.0);
            match did_you_mean(name, known.iter().copied().chain(constants)) {
                hint if hint.is_empty() => known_here(&known),
                hint => hint,
            }
        };
        let product = || {
            let product = self.product(name, FACTORS)?;
            Some(format!("; to multiply write `{product}`"))
        };
        let hint = self
            .coordinate(name)
            .or_else(product)
            .or_else(|| self.applied(name));
        format!("unknown name `{name}`{}", hint.unwrap_or_else(near))
    }

    /// What is said of a function that there is not.
    pub(super) fn unknown_function(&self, name: &Name) -> String {
        let name = name.text.as_str();
        if let Some(right) = mend::of_function(name) {
            return format!("unknown function `{name}`; write `{right}`");
        }
        let split = name.char_indices().map(|(at, _)| name.split_at(at));
        let multiplied = split.skip(1).find_map(|(factor, function)| {
            let factors = self.product(factor, FACTORS)?;
            is_function(function).then(|| format!("; to multiply write `{factors}*{function}(...)`"))
        });
        let hint = multiplied.unwrap_or_else(|| {
            let functions = Op::ALL.iter().map(|op| op.row().name);
            let known = functions.filter(|name| is_function(name));
            let known = known.chain(Reduction::ALL.iter().map(|r| r.0));
            did_you_mean(name, known.chain(["ln", "grad", "normal", "uniform", "passed"]))
        });
        format!("unknown function `{name}`{hint}")
    }

    /// The names that have a value, the rule's own first.
    fn known_names(&self) -> Vec<&str> {
        let names = |own: bool| {
            let there = self.scope.variables().iter();
            let there = there.filter(move |v| own != matches!(v.role, Role::Builtin(_)));
            there.map(|v| v.name.as_str())
        };
        names(true).chain(names(false)).collect()
    }

    /// A surface's coordinates under the names that they have elsewhere.
    fn coordinate(&self, name: &str) -> Option<String> {
        if self.rule.kind != Kind::Surface {
            return None;
        }
        let place = match name {
            "z" | "w" | "theta" => return Some("; the coordinates are `x` and `y`".to_owned()),
            _ => {
                let number = ["x", "w", "theta"]
                    .into_iter()
                    .find_map(|letter| name.strip_prefix(letter))?;
                number.trim_start_matches('_').parse::<usize>().ok()?
            }
        };
        let counts_from_0 = ["x0", "x_0", "w0", "w_0", "theta0", "theta_0"]
            .iter()
            .any(|name| self.rule.uses(name));
        match place.checked_sub(usize::from(!counts_from_0)) {
            Some(0) => Some("; the coordinates are `x` and `y`: write `x`".to_owned()),
            Some(1) => Some("; the coordinates are `x` and `y`: write `y`".to_owned()),
            _ => Some("; a surface has two coordinates, `x` and `y`".to_owned()),
        }
    }

    /// A name as the product of known ones: `xy` is `x*y`.
    fn product(&self, name: &str, most: usize) -> Option<String> {
        let is_known = |name: &str| name == "pi" || self.scope.find(name).is_some();
        if is_known(name) {
            return Some(name.to_owned());
        }
        let split = name.char_indices().skip(1).map(|(at, _)| name.split_at(at));
        let known = split.filter(|(first, _)| most > 1 && is_known(first));
        let mut products =
            known.filter_map(|(first, rest)| Some(format!("{first}*{}", self.product(rest, most - 1)?)));
        products.next()
    }

    /// A name as a function of known ones: `sinx` is `sin(x)`.
    fn applied(&self, name: &str) -> Option<String> {
        let split = name.char_indices().skip(1).map(|(at, _)| name.split_at(at));
        let mut found = split.filter_map(|(function, argument)| {
            let argument = self.product(argument, FACTORS)?;
            is_function(function).then(|| format!("; write `{function}({argument})`"))
        });
        found.next()
    }
}

fn is_function(name: &str) -> bool {
    Op::function(name).is_some() || Reduction::ALL.iter().any(|r| r.0 == name)
}

/// What a message names where nothing is near an unknown name: what there is, the rule's own names first.
fn known_here(known: &[&str]) -> String {
    const MOST: usize = 8;
    let names: Vec<String> = known.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    let more = if known.len() > MOST { " and more" } else { "" };
    match names.is_empty() {
        true => String::new(),
        false => format!("; known here: {}{more}", names.join(", ")),
    }
}
