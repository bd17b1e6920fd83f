//! The axes of a sweep: which settings they set, and their values.

use super::axis_error::AxisError;
use super::knob::{self, Knob, Takes};
use super::{AXES, LANES, SweptAxis, SweptPlace, TOGETHER};
use crate::compile::BOUND;
use crate::compile::finding::Finding;
use crate::compile::resolve::{SettingSlot, Used};
use crate::compile::run::Resolved;
use crate::lang::rule::Scale;
use crate::real::precision::in_single;
use crate::scene::network::Network;
use crate::scene::sweep::{Axis, Spread, Sweep};

/// The axes of a sweep on its runs; none where one of them is wrong.
pub(super) fn axes(sweep: &Sweep, runs: &[Resolved], findings: &mut Vec<Finding>) -> Option<Vec<SweptAxis>> {
    let (most, of) = if sweep.together {
        (TOGETHER, " that go together")
    } else {
        (AXES, "")
    };
    if sweep.axes.is_empty() || sweep.axes.len() > most {
        let message = format!(
            "a sweep has 1 to {most} axes{of}, this one has {}",
            sweep.axes.len()
        );
        findings.push(Finding::error("/axes", message));
        return None;
    }
    let mut all: Vec<SweptAxis> = Vec::new();
    for (index, axis) in sweep.axes.iter().enumerate() {
        let at = format!("/axes/{index}");
        let found = target(axis, runs, sweep.scene.experiment.problem.network())
            .map_err(|error| Finding::error(format!("{at}/name"), error.to_string()))
            .and_then(|(target, range)| {
                let values =
                    values(axis, range).map_err(|(field, m)| Finding::error(format!("{at}{field}"), m))?;
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
    if all.len() < sweep.axes.len() {
        return None;
    }
    let length = |axis: &SweptAxis| axis.values.len();
    let odd = all.iter().position(|axis| length(axis) != length(&all[0]));
    if let Some(place) = odd.filter(|_| sweep.together) {
        let (first, own) = (length(&all[0]), length(&all[place]));
        let message =
            format!("axes that go together have as many values each; this one has {own}, not {first}");
        findings.push(Finding::error(format!("/axes/{place}"), message));
        return None;
    }
    findings.extend(runs.iter().find_map(|run| broken(&all, sweep.together, run)));
    Some(all)
}

/// The values that an axis can take.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Range {
    Seed,
    Coordinate,
    Setting,
    /// A setting that counts.
    Whole,
    /// Something of which there is at least one, such as steps of a warmup.
    Count,
    /// The factor at which a warmup begins.
    Factor,
}

impl Range {
    fn is_whole(self) -> bool {
        matches!(self, Self::Seed | Self::Whole | Self::Count)
    }

    fn holds(self, value: f64) -> bool {
        let inside = match self {
            Self::Seed => (0.0..=f64::from(u32::MAX)).contains(&value),
            Self::Coordinate => value.abs() < BOUND,
            Self::Setting | Self::Whole => in_single(value),
            Self::Count => (1.0..=f64::from(u32::MAX)).contains(&value),
            Self::Factor => (0.0..=1.0).contains(&value),
        };
        inside && (value.fract() == 0.0 || !self.is_whole())
    }

    fn text(self) -> &'static str {
        match self {
            Self::Seed => "a whole number from 0 to 2^32 - 1",
            Self::Coordinate => "finite and below 2^60",
            Self::Setting => "within the range of 32-bit numbers",
            Self::Whole => "a whole number",
            Self::Count => "a whole number from 1 on",
            Self::Factor => "between 0 and 1",
        }
    }
}

impl From<Takes> for Range {
    fn from(takes: Takes) -> Self {
        match takes {
            Takes::Count => Self::Count,
            Takes::Seed => Self::Seed,
            Takes::Number => Self::Setting,
        }
    }
}

/// What an axis sets, in every run, and the values that it can take.
fn target(
    axis: &Axis,
    runs: &[Resolved],
    network: Option<&Network>,
) -> Result<(SweptPlace, Range), AxisError> {
    let name = axis.name.as_str();
    if let Some(network) = network {
        return of_network(name, runs, network);
    }
    let surface = runs.iter().find_map(|run| run.on.surface());
    let dimensions = surface.map_or(0, |s| s.checked.dimensions);
    match name {
        "seed" => return Ok((SweptPlace::Seed, Range::Seed)),
        "start.x" => return Ok((SweptPlace::Start(0), Range::Coordinate)),
        "start.y" if dimensions > 1 => return Ok((SweptPlace::Start(1), Range::Coordinate)),
        "start.y" => {
            let name = surface.map_or("", |s| &s.rule.name);
            return Err(AxisError::NoY(name.to_owned()));
        }
        _ => {}
    }
    setting(name, runs)
}

/// The same on a network. A rule's own parameter goes before a number of the network that has the same name.
fn of_network(name: &str, runs: &[Resolved], network: &Network) -> Result<(SweptPlace, Range), AxisError> {
    if name == "seed" {
        return Ok((SweptPlace::Seed, Range::Seed));
    }
    if name.starts_with("start.") {
        return Err(AxisError::NoStart);
    }
    setting(name, runs).or_else(|error| {
        let knob = Knob::named(name).ok_or(error)?;
        knob.fits(network)?;
        Ok((SweptPlace::Knob(knob), knob.row().takes.into()))
    })
}

/// A parameter of the rules of every run, and the values that it can take.
fn setting(name: &str, runs: &[Resolved]) -> Result<(SweptPlace, Range), AxisError> {
    let slots: Result<Vec<(u32, Range)>, AxisError> = runs.iter().map(|run| slot(name, run)).collect();
    let slots = slots?;
    // A number that is whole in one run is whole in all.
    let whole = slots.iter().map(|slot| slot.1).find(|range| range.is_whole());
    let range = whole.or_else(|| Some(slots.first()?.1)).unwrap_or(Range::Setting);
    Ok((
        SweptPlace::Setting(slots.into_iter().map(|slot| slot.0).collect()),
        range,
    ))
}

/// The place of a setting in a run's settings, and the values that it can take.
fn slot(name: &str, run: &Resolved) -> Result<(u32, Range), AxisError> {
    let parts: Vec<&str> = name.split('.').collect();
    let (forms, others) = match run.on.surface() {
        Some(_) => (ON_SURFACES, &[][..]),
        None => (ON_NETWORKS, &knob::ALL[..]),
    };
    let (used, parameter) = match parts[..] {
        ["surface", parameter] => (run.on.surface().ok_or(AxisError::NoSurface(forms))?, parameter),
        ["schedule", parameter] => (&run.schedule, parameter),
        ["warmup", part] => return warmup_slot(run, part),
        ["stages", index, parameter] => (stage(run, index)?, parameter),
        [parameter] => (&run.optimizer, parameter),
        _ => {
            let hint = crate::lang::did_you_mean(name, others.iter().map(|row| row.name));
            return Err(AxisError::Unknown(name.to_owned(), hint, forms));
        }
    };
    let numbers = used
        .checked
        .variables
        .iter()
        .filter(|v| used.slot(&v.name).is_some());
    let alone = if parts.len() == 1 { others } else { &[] };
    let known = numbers
        .map(|v| v.name.as_str())
        .chain(alone.iter().map(|row| row.name));
    let hint = crate::lang::did_you_mean(parameter, known);
    let found = used.checked.variable(parameter).and_then(|id| used.setting(id));
    match found {
        Some(SettingSlot::Number(slot)) => Ok((
            slot,
            match used.rule.param(parameter) {
                Some(param) if param.scale == Scale::Int => Range::Whole,
                _ => Range::Setting,
            },
        )),
        Some(SettingSlot::Switch(_)) => Err(AxisError::NoNumber(parameter.to_owned(), "switch")),
        Some(SettingSlot::List(_)) => Err(AxisError::NoNumber(parameter.to_owned(), "list")),
        None => {
            let rule = used.rule.name.clone();
            Err(AxisError::NoParameter(rule, parameter.to_owned(), hint, forms))
        }
    }
}

const ON_SURFACES: &str = "an axis is a parameter of the optimizer, schedule.NAME, warmup.steps, \
    warmup.start, stages.0.NAME, surface.NAME, start.x, start.y or seed";
const ON_NETWORKS: &str = "an axis is a parameter of the optimizer, schedule.NAME, warmup.steps, \
    warmup.start, stages.0.NAME, batch, micro_batches, dropout, label_smoothing, init.normal, width, \
    corrupt.step, corrupt.factor, data.size, data.noise, data.turns, data.cells, data.seed or seed";

fn warmup_slot(run: &Resolved, part: &str) -> Result<(u32, Range), AxisError> {
    let warmup = run.warmup.ok_or_else(|| AxisError::NoWarmup(run.label.clone()))?;
    match part {
        "steps" => Ok((warmup.steps, Range::Count)),
        "start" => Ok((warmup.start, Range::Factor)),
        _ => Err(AxisError::OfWarmup(part.to_owned())),
    }
}

fn stage<'a>(run: &'a Resolved, index: &str) -> Result<&'a Used, AxisError> {
    let found = index.parse().ok().and_then(|i: usize| run.stages.get(i));
    found.ok_or_else(|| AxisError::NoStage {
        label: run.label.clone(),
        count: run.stages.len(),
        index: index.to_owned(),
    })
}

/// The first condition of a run's rules that values of the axes break.
fn broken(axes: &[SweptAxis], together: bool, run: &Resolved) -> Option<Finding> {
    let rules = [&run.optimizer, &run.schedule].into_iter().chain(&run.stages);
    let all = rules
        .chain(run.on.surface())
        .flat_map(|used| used.checked.requires.iter().map(move |r| (used, r)));
    let swept = |used: &Used, id| match used.setting(id) {
        Some(SettingSlot::Number(slot)) => axes
            .iter()
            .position(|axis| matches!(&axis.target, SweptPlace::Setting(slots) if slots[run.index] == slot)),
        _ => None,
    };
    let mut found = all.filter_map(|(used, requirement)| {
        let own: Vec<usize> = requirement
            .params
            .iter()
            .filter_map(|&id| swept(used, id))
            .collect();
        let value = |point: Point, id| match swept(used, id) {
            Some(place) => point[place],
            None => used.value(id, &run.settings),
        };
        let mut points = points(axes, together, &own).into_iter();
        let point = points.find(|&p| !requirement.holds(&|id| value(p, id)))?;
        let message = requirement.broken(&used.rule, &used.checked, &|id| value(point, id));
        Some(Finding::error(
            format!("/axes/{}", own[0]),
            format!("{message} on this axis"),
        ))
    });
    found.next()
}

/// The value of each axis.
type Point = [f64; TOGETHER];

/// The points of the axes of which the `own` count; none where none does.
fn points(axes: &[SweptAxis], together: bool, own: &[usize]) -> Vec<Point> {
    let Some(&first) = own.first() else {
        return Vec::new();
    };
    if together {
        let point = |i: usize| {
            let mut point = [f64::NAN; TOGETHER];
            let values = axes.iter().map(|axis| axis.values[i]);
            point.iter_mut().zip(values).for_each(|(at, value)| *at = value);
            point
        };
        return (0..axes[first].values.len()).map(point).collect();
    }
    let mut points = vec![[f64::NAN; TOGETHER]];
    for &place in own.iter().rev() {
        let with = |point: &Point| {
            let point = *point;
            let values = axes[place].values.iter();
            values.map(move |&value| {
                let mut point = point;
                point[place] = value;
                point
            })
        };
        points = points.iter().flat_map(with).collect();
    }
    points
}

/// The values of an axis.
///
/// # Errors
/// The field and what would be right.
fn values(axis: &Axis, range: Range) -> Result<Vec<f64>, (&'static str, String)> {
    let values = match (&axis.values, axis.from, axis.to, axis.count) {
        (Some(values), None, None, None) => values.clone(),
        (None, Some(from), Some(to), Some(count)) => {
            if axis.scale == Spread::Log && !(from > 0.0 && to > 0.0) {
                let message = "a log scale has positive ends; take scale \"linear\"";
                return Err(("/scale", message.to_owned()));
            }
            // More could not be used, and a huge count must not be filled in first.
            let mut values = axis.scale.values([from, to], (count as usize).min(LANES + 1));
            // What counts is whole: that is what "16 seeds from 0 to 15" means, and 300 step sizes from 1 to
            // 200 are 200.
            if range.is_whole() {
                values.iter_mut().for_each(|v| *v = v.round());
                values.dedup();
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
    match values.iter().find(|v| !range.holds(**v)) {
        None => Ok(values),
        Some(value) => {
            let (name, right) = (&axis.name, range.text());
            Err((
                "",
                format!("{value} is no value for `{name}`: it must be {right}"),
            ))
        }
    }
}
