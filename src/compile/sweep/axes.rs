//! The axes of a sweep: which settings they set, and their values.

use super::{AXES, LANES, SweptAxis, Target};
use crate::compile::BOUND;
use crate::compile::finding::Finding;
use crate::compile::resolve::{Setting, Used};
use crate::compile::run::Resolved;
use crate::scene::sweep::{Axis, Spread, Sweep};

/// The axes of a sweep on its runs; none where one of them is wrong.
pub(super) fn axes(sweep: &Sweep, runs: &[Resolved], findings: &mut Vec<Finding>) -> Option<Vec<SweptAxis>> {
    if sweep.axes.is_empty() || sweep.axes.len() > AXES {
        let message = format!("a sweep has 1 to {AXES} axes, this one has {}", sweep.axes.len());
        findings.push(Finding::error("/axes", message));
        return None;
    }
    let mut all: Vec<SweptAxis> = Vec::new();
    for (index, axis) in sweep.axes.iter().enumerate() {
        let at = format!("/axes/{index}");
        let found = target(axis, runs)
            .map_err(|message| Finding::error(format!("{at}/name"), message))
            .and_then(|target| {
                let values =
                    values(axis, &target).map_err(|(field, m)| Finding::error(format!("{at}{field}"), m))?;
                Ok((target, values))
            });
        match found {
            Ok((target, _)) if all.iter().any(|a| a.target == target) => {
                let message = format!("`{}` is already swept by the other axis", axis.name);
                findings.push(Finding::error(format!("{at}/name"), message));
            }
            Ok((target, values)) => all.push(SweptAxis {
                name: axis.name.clone(),
                scale: axis.scale,
                values,
                target,
            }),
            Err(finding) => findings.push(finding),
        }
    }
    (all.len() == sweep.axes.len()).then_some(all)
}

/// What an axis sets, in every run.
fn target(axis: &Axis, runs: &[Resolved]) -> Result<Target, String> {
    let name = axis.name.as_str();
    let surface = runs.iter().find_map(|run| run.surface);
    let dimensions = surface.map_or(0, |s| s.checked.dimensions);
    match name {
        "seed" => return Ok(Target::Seed),
        "start.x" => return Ok(Target::Start(0)),
        "start.y" if dimensions > 1 => return Ok(Target::Start(1)),
        "start.y" => {
            let name = surface.map_or("", |s| &s.rule.name);
            return Err(format!("\"{name}\" has no y"));
        }
        _ => {}
    }
    let slots: Result<Vec<u32>, String> = runs.iter().map(|run| slot(name, run)).collect();
    Ok(Target::Setting(slots?))
}

/// The place of a setting in a run's settings.
fn slot(name: &str, run: &Resolved) -> Result<u32, String> {
    let parts: Vec<&str> = name.split('.').collect();
    let (used, parameter) = match parts[..] {
        ["surface", parameter] => (run.surface.ok_or(FORMS)?, parameter),
        ["schedule", parameter] => (&run.schedule, parameter),
        ["warmup", part] => return warmup_slot(run, part),
        ["stages", index, parameter] => (stage(run, index)?, parameter),
        [parameter] => (&run.optimizer, parameter),
        _ => return Err(format!("there is no setting `{name}`; {FORMS}")),
    };
    let numbers = used
        .checked
        .variables
        .iter()
        .filter(|v| used.slot(&v.name).is_some());
    let hint = crate::lang::did_you_mean(parameter, numbers.map(|v| v.name.as_str()));
    let found = used.checked.variable(parameter).and_then(|id| used.setting(id));
    match found {
        Some(Setting::Number(slot)) => Ok(slot),
        Some(Setting::Switch(_)) => Err(format!("`{parameter}` is a switch; only numbers can be swept")),
        Some(Setting::List(_)) => Err(format!("`{parameter}` is a list; only numbers can be swept")),
        None => Err(format!(
            "\"{}\" has no parameter `{parameter}`{hint}; {FORMS}",
            used.rule.name
        )),
    }
}

const FORMS: &str = "an axis is a parameter of the optimizer, schedule.NAME, warmup.steps, warmup.start, stages.0.NAME, \
    surface.NAME, start.x, start.y or seed";

fn warmup_slot(run: &Resolved, part: &str) -> Result<u32, String> {
    let warmup = run
        .warmup
        .ok_or_else(|| format!("\"{}\" has no warmup", run.label))?;
    match part {
        "steps" => Ok(warmup.steps),
        "start" => Ok(warmup.start),
        _ => Err(format!(
            "a warmup has no number `{part}` to sweep; it has steps and start"
        )),
    }
}

fn stage<'a>(run: &'a Resolved, index: &str) -> Result<&'a Used, String> {
    let found = index.parse().ok().and_then(|i: usize| run.stages.get(i));
    found.ok_or_else(|| {
        format!(
            "\"{}\" has {} stages, so none at {index}",
            run.label,
            run.stages.len()
        )
    })
}

/// The values of an axis. Errors: the field and what would be right.
fn values(axis: &Axis, target: &Target) -> Result<Vec<f64>, (&'static str, String)> {
    let values = match (&axis.values, axis.from, axis.to, axis.count) {
        (Some(values), None, None, None) => values.clone(),
        (None, Some(from), Some(to), Some(count)) => {
            if axis.scale == Spread::Log && !(from > 0.0 && to > 0.0) {
                let message = "a log scale has positive ends; take scale \"linear\"";
                return Err(("/scale", message.to_owned()));
            }
            // More could not be used, and a huge count must not be filled in first.
            let mut values = axis.scale.values([from, to], (count as usize).min(LANES + 1));
            // Seeds are whole; rounding is what "16 seeds from 0 to 15" means.
            if *target == Target::Seed {
                values.iter_mut().for_each(|v| *v = v.round());
            }
            values
        }
        _ => {
            let message = "an axis has either `from`, `to` and `count`, or `values`";
            return Err(("", message.to_owned()));
        }
    };
    if values.is_empty() {
        return Err(("", "an axis has at least 1 value".to_owned()));
    }
    let usable = |v: &f64| match target {
        Target::Seed => v.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(v),
        Target::Start(_) => v.abs() < BOUND,
        Target::Setting(_) => v.abs() <= f64::from(f32::MAX),
    };
    match values.iter().find(|v| !usable(v)) {
        None => Ok(values),
        Some(value) => {
            let range = match target {
                Target::Seed => "a whole number from 0 to 2^32 - 1",
                Target::Start(_) => "finite and below 2^60",
                Target::Setting(_) => "within the range of 32-bit numbers",
            };
            Err((
                "",
                format!("{value} is no value for `{}`: it must be {range}", axis.name),
            ))
        }
    }
}
