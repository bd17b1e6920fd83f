//! What a rule says of its bias correction: which variables it corrects, what they average, and how the same
//! run goes without it.

use crate::lang::Rule;
use crate::lang::rule::{Expr, Value};
use crate::scene::{Reference, Run};

/// A running average and its corrected form: `x` and `x_hat`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The average.
    pub raw: String,
    /// The same, corrected.
    pub hat: String,
}

/// The averages of an optimizer that it corrects, in the order of the text.
pub fn pairs(rule: &Rule) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for (hat, _) in rule.body.iter().filter_map(|s| s.assignment()) {
        let raw = hat
            .strip_suffix("_hat")
            .filter(|raw| rule.assigned(raw).next().is_some());
        if let Some(raw) = raw.filter(|raw| pairs.iter().all(|p| p.raw != *raw)) {
            pairs.push(Pair {
                raw: raw.to_owned(),
                hat: hat.to_owned(),
            });
        }
    }
    pairs
}

/// What a running average averages: Y in `x = a*x + b*Y`, where a and b are made of parameters.
pub fn averaged<'a>(rule: &'a Rule, name: &str) -> Option<&'a Expr> {
    let value = rule
        .body
        .iter()
        .filter_map(|s| s.assignment())
        .find(|(target, _)| *target == name)?
        .1;
    let is_new = |term: &&Expr| !term.names().any(|n| n == name) && !of_params(rule, term);
    let new: Vec<&Expr> = value
        .terms()
        .into_iter()
        .map(|(_, term)| term)
        .filter(is_new)
        .collect();
    let [term] = new[..] else { return None };
    let factors = term
        .factors()
        .into_iter()
        .filter(|(_, factor)| !of_params(rule, factor));
    let factors: Vec<(bool, &Expr)> = factors.collect();
    match factors[..] {
        [(false, factor)] => Some(factor),
        _ => None,
    }
}

fn of_params(rule: &Rule, expr: &Expr) -> bool {
    expr.names().all(|name| rule.param(name).is_some())
}

/// A run and the other way to correct it.
#[derive(Clone, Debug, PartialEq)]
pub struct Flipped {
    /// The same run with the correction off where it was on, and on where it was off.
    pub run: Run,
    /// Whether it was on.
    pub corrected: bool,
}

/// A run with its correction the other way: by the switch that the corrected variables ask, or, where there
/// is none, by a text in which their count of steps has grown beyond all bounds, so that beta^t is gone.
pub fn flipped(run: &Run, rule: &Rule, switches: &[Option<bool>]) -> Option<Flipped> {
    let pairs = pairs(rule);
    let hats: Vec<&Expr> = pairs.iter().flat_map(|pair| rule.assigned(&pair.hat)).collect();
    let asked = |name: &str| {
        let place = rule.params.iter().position(|p| p.name.text == name)?;
        Some((name.to_owned(), (*switches.get(place)?)?))
    };
    let mut run = run.clone();
    if let Some((switch, corrected)) = hats.iter().flat_map(|hat| hat.names()).find_map(asked) {
        run.params.insert(switch, Value::Switch(!corrected));
        return Some(Flipped { run, corrected });
    }
    run.optimizer = Reference::Source(uncorrected(rule, &hats)?);
    Some(Flipped { run, corrected: true })
}

/// Stands for infinitely many steps.
const FOREVER: &str = "1e9";

fn uncorrected(rule: &Rule, hats: &[&Expr]) -> Option<String> {
    let counts = hats
        .iter()
        .flat_map(|hat| hat.walk())
        .filter(|e| e.name() == Some("t"));
    let mut spans: Vec<_> = counts.map(|e| e.span).collect();
    spans.sort_by_key(|span| std::cmp::Reverse(span.start));
    let mut source = rule.source.clone();
    for span in &spans {
        source.replace_range(span.start..span.end, FOREVER);
    }
    (!spans.is_empty()).then_some(source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;
    use crate::lang::Kind;

    fn rule(id: &str) -> &'static Rule {
        &catalog::find(Kind::Optimizer, id)
            .expect("it is in the catalog")
            .rule
    }

    #[test]
    fn averages_and_what_they_average_are_found_in_the_text() {
        for (id, wanted) in [
            ("adam", &[("m", Some("g")), ("v", Some("g^2"))][..]),
            ("adabelief", &[("m", Some("g")), ("s", Some("surprise^2"))]),
            ("yogi", &[("m", Some("g")), ("v", None)]),
            ("adamax", &[("m", Some("g"))]),
            ("sgd", &[]),
            ("momentum", &[]),
        ] {
            let rule = rule(id);
            let pairs = pairs(rule);
            let found: Vec<(&str, Option<String>)> = pairs
                .iter()
                .map(|p| {
                    (
                        p.raw.as_str(),
                        averaged(rule, &p.raw).map(|e| e.text(&rule.source)),
                    )
                })
                .collect();
            let wanted: Vec<(&str, Option<String>)> = wanted
                .iter()
                .map(|(raw, of)| (*raw, of.map(str::to_owned)))
                .collect();
            assert_eq!(found, wanted, "{id}");
        }
    }

    #[test]
    fn a_switch_is_flipped_where_there_is_one() {
        let (run, rule) = (Run::of("adam"), rule("adam"));
        let switch = |on: bool| -> Vec<Option<bool>> {
            let is_switch = |p: &crate::lang::rule::Param| matches!(p.default, Value::Switch(_));
            rule.params.iter().map(|p| is_switch(p).then_some(on)).collect()
        };
        for on in [true, false] {
            let flipped = flipped(&run, rule, &switch(on)).expect("Adam has a switch");
            assert_eq!(flipped.corrected, on);
            assert_eq!(
                flipped.run.params.get("bias_correction"),
                Some(&Value::Switch(!on))
            );
        }
    }

    #[test]
    fn else_the_count_of_steps_is_taken_to_its_limit() {
        let rule = rule("amsgrad");
        let flipped = flipped(&Run::of("amsgrad"), rule, &vec![None; rule.params.len()]);
        let Some(Reference::Source(source)) = flipped.map(|f| f.run.optimizer) else {
            panic!("AMSGrad corrects without a switch");
        };
        assert!(source.contains("m_hat = m / (1 - beta1^1e9)"), "{source}");
        assert!(source.contains("v_hat = v_max / (1 - beta2^1e9)"), "{source}");
    }
}
