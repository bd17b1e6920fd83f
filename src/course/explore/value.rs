//! What of an outcome can be looked at: a surface has minima, a network what is held out.

use crate::compile::Plan;
use crate::engine::sweep::Outcome;
use crate::scene::explore::Value;
use crate::trace::Why;

/// Whether outcomes of a plan have it.
pub fn exists(plan: &Plan, value: Value) -> bool {
    let network = plan.network().filter(|network| !network.validation.is_empty());
    match value {
        Value::Loss | Value::Best | Value::Steps => true,
        Value::Minimum => !plan.minima().is_empty(),
        Value::Validation | Value::BestValidation => network.is_some(),
        Value::Accuracy => network.map(|network| network.classifies()) == Some(true),
    }
}

/// What is shown: what was chosen where it exists, else the loss at the end.
pub fn shown(plan: Option<&Plan>, value: Value) -> Value {
    let exists = plan.is_none_or(|plan| exists(plan, value));
    if exists { value } else { Value::Loss }
}

/// The number that came of a lane, the lower the better: of the accuracy the share of wrong answers, of a
/// minimum the loss there. None where the lane has none, as where it did not arrive.
pub fn found(value: Value, outcome: &Outcome) -> Option<f64> {
    match value {
        Value::Steps => outcome.reached.map(f64::from),
        Value::Loss | Value::Minimum => Some(outcome.loss),
        Value::Best => outcome.lowest(),
        Value::Validation => outcome.validation,
        Value::BestValidation => outcome.best_validation,
        Value::Accuracy => outcome.accuracy.map(|right| 1.0 - right),
    }
}

/// That number where it is one to compare: None where the lane diverged, unless it had arrived by then.
pub fn number(value: Value, outcome: &Outcome) -> Option<f64> {
    let is_hole = matches!(outcome.why, Some(Why::Undefined | Why::Range));
    let sound = outcome.diverged_at.is_none() && !is_hole;
    found(value, outcome).filter(|number| value == Value::Steps || sound && number.is_finite())
}
