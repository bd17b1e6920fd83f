//! The rules that links open, and the lines in them.

use super::card::LineOfRule;
use super::patch::Path;
use super::path_error::PathError;
use crate::lang::rule::Rule;
use crate::scene::{Reference, RulePlace, Scene};
use std::sync::Arc;

/// Where the rule stands that a path names: `optimizer`, `schedule`, a stage by its name, `surface` or
/// `activation`.
pub fn place_of(scene: &Scene, path: &Path) -> Result<RulePlace, PathError> {
    let experiment = &scene.experiment;
    let name = path.parts.first().map(String::as_str);
    let problem = experiment.problem.place();
    if path.run.is_none() && name == Some(problem.kind().to_string().as_str()) {
        return Ok(problem);
    }
    let index = path.run(scene)?;
    let run = experiment.runs.get(index).ok_or(PathError::NoneSelected)?;
    let is_named =
        |reference: &Reference| matches!(reference, Reference::Name(id) if Some(id.as_str()) == name);
    match name {
        Some("optimizer") => Ok(RulePlace::Optimizer(index)),
        Some("schedule") => Ok(RulePlace::Schedule(index)),
        _ => match run.stages.iter().position(|stage| is_named(&stage.name)) {
            Some(stage) => Ok(RulePlace::Stage(index, stage)),
            None => Err(PathError::NoRule(path.clone())),
        },
    }
}

/// The rule that a path names.
pub fn rule_of(scene: &Scene, path: &Path) -> Result<Arc<Rule>, PathError> {
    let place = place_of(scene, path)?;
    let reference = place.reference(&scene.experiment);
    let rule = reference.and_then(|reference| reference.rule(place.kind()));
    rule.ok_or(PathError::NotInCatalog)
}

/// The number of a line of a rule's text, from 1; of several that assign a name the last.
pub fn line_of(rule: &Rule, line: &LineOfRule) -> Option<usize> {
    match line {
        LineOfRule::Number(number) => (1..=rule.source.lines().count())
            .contains(number)
            .then_some(*number),
        LineOfRule::Of(name) => {
            let assigned = rule
                .body
                .iter()
                .rev()
                .find(|s| s.assignment().is_some_and(|(n, _)| n == name));
            let declared = || rule.param(name).map(|p| p.name.span);
            let state = || {
                rule.states
                    .iter()
                    .find(|s| s.name.text == *name)
                    .map(|s| s.name.span)
            };
            let span = assigned.map(|s| s.span).or_else(declared).or_else(state)?;
            Some(span.line_column(&rule.source).0)
        }
    }
}
