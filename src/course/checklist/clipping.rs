//! The share of steps at which a gradient is clipped.
//!
//! No stage is known by name: one that shortens a very long gradient clips. It is tried out on a steep slope.

use super::desk::Desk;
use super::{ChecklistLine, Jump, LineMend, Presence};
use crate::engine::Computed;
use crate::lang::number::{short, significant};
use crate::lang::rule::Value;
use crate::real::quantile::quantile;
use crate::scene::{Params, Problem, Reference, Run, Scene, Stage};
use crate::trace::{Column, RunTrace};

/// The gradient of the slope.
const STEEP: f64 = 1e6;
const SLOPE: &str = "name \"Slope\"\nf = 1e6*x";
/// How much shorter a gradient must be to count as clipped: rounding shortens it less.
const SHORTER: f64 = 0.99;
/// How near the lengths of clipped gradients are to each other.
const ALIKE: f64 = 1e-3;
/// The share of clipped steps that is usual.
const USUAL: [f64; 2] = [0.01, 0.1];
/// The stage that is offered, and its threshold.
const CLIP: (&str, &str) = ("clip_norm", "max_norm");

/// What share is clipped. None where nothing clips and nothing tells whether it should: on a surface, or
/// before it is computed.
pub(super) fn share(desk: &Desk) -> Option<ChecklistLine> {
    let selected = std::iter::once(desk.selected());
    let place = selected.chain(0..desk.runs.len()).find(|run| clips(desk, *run));
    let mut line = ChecklistLine {
        title: "Clipped at 1 to 10 % of the steps",
        state: Presence::Unknown,
        words: "The runs are not computed yet.".to_owned(),
        mends: Vec::new(),
        card: "clipping/threshold",
    };
    let Some(place) = place else {
        return none(desk, line);
    };
    let entry = &desk.runs[place];
    let alone = entry.run.stages.len() == 1;
    let lengths: Vec<[f64; 2]> = desk.traces(place).flat_map(lengths).collect();
    if lengths.is_empty() {
        return Some(line);
    }
    let clipped = clipped(&lengths, alone);
    let share = clipped as f64 / lengths.len() as f64;
    line.state = match share {
        share if (USUAL[0]..=USUAL[1]).contains(&share) => Presence::Done,
        _ => Presence::Open,
    };
    let percent = significant(100.0 * share, 2);
    let usual = match share {
        share if share < USUAL[0] => ", fewer than the usual 1 to 10 %: it hardly acts",
        share if share > USUAL[1] => ", more than the usual 1 to 10 %: it acts as a lower rate",
        _ => "",
    };
    line.words = format!("{}: {percent} % of the steps{usual}.", entry.label);
    if line.state == Presence::Open {
        let mut stages = entry.run.stages.clone();
        let stage = stages
            .iter_mut()
            .find(|stage| stage.name == Reference::name(CLIP.0));
        // What other stages did before it was recorded of no step.
        if let Some(stage) = stage.filter(|_| alone) {
            let threshold = above(&lengths, 0.95);
            stage.params.insert(CLIP.1.to_owned(), Value::Number(threshold));
            let run = Run {
                stages,
                ..entry.run.clone()
            };
            let words = format!("Clip at {}, as 5 % of its norms are longer", short(threshold));
            line.mends
                .push(LineMend::change(words, desk.replaced(place, run)));
        }
    }
    line.mends.extend(histogram(desk));
    Some(line)
}

/// What is said where nothing clips.
fn none(desk: &Desk, mut line: ChecklistLine) -> Option<ChecklistLine> {
    desk.network()?;
    let place = desk.selected();
    let entry = &desk.runs[place];
    let lengths: Vec<[f64; 2]> = desk.traces(place).flat_map(lengths).collect();
    if lengths.is_empty() {
        return None;
    }
    let threshold = above(&lengths, 0.99);
    line.words = format!(
        "No stage clips. Of {}'s gradients 1 % are longer than {}; whether such a one does harm is not seen \
            here.",
        entry.label,
        short(threshold)
    );
    let mut run = entry.run.clone();
    run.stages.push(Stage {
        name: Reference::name(CLIP.0),
        params: Params::from([(CLIP.1.to_owned(), Value::Number(threshold))]),
    });
    let words = format!("Clip {} there", entry.label);
    line.mends
        .push(LineMend::change(words, desk.replaced(place, run)));
    line.mends.extend(histogram(desk));
    Some(line)
}

/// Where the lengths are seen.
fn histogram(desk: &Desk) -> Option<LineMend> {
    desk.network()?;
    Some(LineMend {
        words: "See the lengths".to_owned(),
        jump: Jump::View("clipping"),
    })
}

/// Of how many steps the gradient is clipped: where it is shorter than before; or, where other stages stand
/// beside, where it is as long as the longest, which several share.
fn clipped(lengths: &[[f64; 2]], alone: bool) -> usize {
    if alone {
        return lengths
            .iter()
            .filter(|[before, after]| *after < before * SHORTER)
            .count();
    }
    let longest = lengths.iter().map(|[_, after]| *after).fold(0.0, f64::max);
    let count = lengths
        .iter()
        .filter(|[_, after]| *after >= longest * (1.0 - ALIKE))
        .count();
    if count > 1 { count } else { 0 }
}

/// The length above which all but a part of the gradients are not, to two digits.
fn above(lengths: &[[f64; 2]], part: f64) -> f64 {
    let mut sorted: Vec<f64> = lengths.iter().map(|[before, _]| *before).collect();
    sorted.sort_by(f64::total_cmp);
    let length = quantile(&sorted, part);
    format!("{length:.1e}").parse().unwrap_or(length)
}

/// The lengths of a run's gradients before and after its stages, step by step.
fn lengths(run: &RunTrace) -> Vec<[f64; 2]> {
    let of = |norm: &str, name: &str| {
        let known = run.column(norm).map(|column| column.values.clone());
        known.or_else(|| run.column(name).map(norms))
    };
    let Some(before) = of("g_raw_norm", "g_raw") else {
        return Vec::new();
    };
    let after = of("g_norm", "g").unwrap_or_else(|| before.clone());
    let until = run.diverged_at.map_or(before.len(), |at| at - 1);
    let steps = before
        .into_iter()
        .zip(after)
        .take(until)
        .map(|(before, after)| [before, after]);
    steps
        .filter(|[before, after]| *before > 0.0 && before.is_finite() && after.is_finite())
        .collect()
}

fn norms(column: &Column) -> Vec<f64> {
    let entries = column.values.chunks_exact(column.stride());
    entries
        .map(|entry| entry.iter().fold(0.0, |sum: f64, x| sum.hypot(*x)))
        .collect()
}

/// Whether a stage of a run clips.
fn clips(desk: &Desk, run: usize) -> bool {
    desk.runs[run].run.stages.iter().any(shortens)
}

/// Whether a stage shortens a very long gradient, and does not skip it.
fn shortens(stage: &Stage) -> bool {
    let mut scene = Scene::on_surface("");
    scene.experiment.problem = Problem::surface(Reference::Source(SLOPE.to_owned()));
    scene.experiment.start = Some(vec![0.0]);
    scene.experiment.steps = 1;
    scene.experiment.runs.push(Run {
        stages: vec![stage.clone()],
        params: Params::from([("lr".to_owned(), Value::Number(1.0))]),
        ..Run::of("sgd")
    });
    let done = Computed::reference(&scene.experiment).ok();
    let went = done.and_then(|done| {
        done.trace
            .runs
            .first()
            .and_then(|run| run.point(1).first().copied())
    });
    went.is_some_and(|went| 0.0 < went.abs() && went.abs() < SHORTER * STEEP)
}
