//! What was recorded of a run's stages: the factor on its loss, and the steps that they skip.

use crate::lang::rule::{ExprKind, StatementKind};
use crate::lang::{Kind, Rule};
use crate::scene::Run;
use crate::trace::{Column, RunTrace};

/// The column of the state by which a stage multiplies the loss.
pub fn scale_column<'a>(run: &Run, trace: &'a RunTrace) -> Option<&'a Column> {
    of_stage(run, trace, |rule| {
        rule.scales.as_ref().map(|name| name.text.clone())
    })
}

/// The column of the condition under which a stage skips the step: not 0 where it held.
pub fn skip_column<'a>(run: &Run, trace: &'a RunTrace) -> Option<&'a Column> {
    of_stage(run, trace, condition)
}

/// The name under which a rule keeps the condition for skipping.
fn condition(rule: &Rule) -> Option<String> {
    rule.body.iter().find_map(|statement| match &statement.kind {
        StatementKind::Skip { condition } => match &condition.kind {
            ExprKind::Name(name) => Some(name.clone()),
            _ => None,
        },
        StatementKind::Assign { .. } => None,
    })
}

/// The plain number that was recorded of a run's stage under a name that its rule tells.
fn of_stage<'a>(
    run: &Run,
    trace: &'a RunTrace,
    name: impl Fn(&Rule) -> Option<String>,
) -> Option<&'a Column> {
    let rules = run.stages.iter().filter_map(|stage| stage.name.rule(Kind::Stage));
    // A recorded name begins with its stage's.
    let ends: Vec<String> = rules
        .filter_map(|rule| name(&rule))
        .map(|name| format!(".{name}"))
        .collect();
    let mut plain = trace.columns.iter().filter(|c| c.stride() == 1);
    plain.find(|c| ends.iter().any(|end| c.name.ends_with(end)))
}
