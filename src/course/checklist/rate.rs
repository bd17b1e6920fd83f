//! The rate over the steps: warmup, and the fall to the end.

use super::desk::{Desk, alike};
use super::{ChecklistLine, LineMend, Presence};
use crate::lang::number::{short, significant};
use crate::scene::{Reference, Run, Schedule, Warmup};

/// A rate that begins below this share of its peak was warmed up.
const WARMED: f64 = 0.5;
/// A rate that ends at this share of its peak has fallen: GPT-3 and LLaMA end at it.
const FALLEN: f64 = 0.1;
/// The length of a warmup that is offered, as a share of the steps.
const PART: u32 = 10;

/// Whether a rule was tried with a warmup and without one, at the same rate.
pub(super) fn warmup(desk: &Desk) -> ChecklistLine {
    let mut line = ChecklistLine {
        title: "With warmup and without",
        state: Presence::Open,
        words: String::new(),
        mends: Vec::new(),
        card: "schedules/warmup",
    };
    let warmed: Vec<Option<u32>> = (0..desk.runs.len()).map(|run| length(desk, run)).collect();
    if let Some((place, steps)) = too_long(desk, &warmed) {
        let (run, total) = (&desk.runs[place], desk.steps(place));
        line.words = format!(
            "{}: the warmup takes {steps} steps of {total}, so the rate never arrives.",
            run.label
        );
        let rise = risen(desk, place, run.run.schedule.warmup);
        let words = format!("Let it take {} steps", offered(desk, place));
        line.mends
            .push(LineMend::change(words, desk.replaced(place, rise)));
        return line;
    }
    let pair = desk.groups().into_iter().find_map(|group| {
        let (with, without): (Vec<usize>, Vec<usize>) =
            group.runs.iter().partition(|run| warmed[**run].is_some());
        let same = |a: usize, b: usize| desk.runs[a].rate == desk.runs[b].rate;
        let other = |run: usize| without.iter().copied().find(|other| same(run, *other));
        with.iter().find_map(|run| Some((*run, other(*run)?)))
    });
    let told = |run: usize| {
        let steps = warmed[run].unwrap_or_default();
        format!("{} ({steps} of {} steps)", desk.runs[run].label, desk.steps(run))
    };
    let selected = desk.selected();
    let label = &desk.runs[selected].label;
    match (pair, warmed.iter().position(Option::is_some)) {
        (Some((with, without)), _) => {
            line.state = Presence::Done;
            line.words = format!("With: {}. Without: {}.", told(with), desk.runs[without].label);
        }
        (None, None) => {
            line.words = "No run has a warmup.".to_owned();
            let mut run = risen(desk, selected, None);
            run.label = Some(desk.free(&format!("{label}, warmup")));
            let words = format!("Add {label} with {} steps of it", offered(desk, selected));
            let added = desk.added(run).map(|patches| LineMend::change(words, patches));
            line.mends.extend(added);
        }
        (None, Some(with)) => {
            line.words = format!("{}; the same rule and rate without one did not run.", told(with));
            let other = &desk.runs[with];
            // A schedule's own rise goes with the schedule.
            if other.run.schedule.warmup.is_some() {
                let mut run = other.run.clone();
                run.schedule.warmup = None;
                run.label = Some(desk.free(&format!("{}, no warmup", other.label)));
                let words = format!("Add {} without one", other.label);
                let added = desk.added(run).map(|patches| LineMend::change(words, patches));
                line.mends.extend(added);
            }
        }
    }
    line
}

/// A warmup that lasts to the end or beyond.
fn too_long(desk: &Desk, warmed: &[Option<u32>]) -> Option<(usize, u32)> {
    let own = |run: usize| desk.runs[run].run.schedule.warmup.is_some();
    let all = warmed
        .iter()
        .enumerate()
        .filter_map(|(run, steps)| Some((run, (*steps)?)));
    all.into_iter()
        .find(|(run, steps)| own(*run) && *steps >= desk.steps(*run))
}

/// How long a run is warmed up: by what stands above its schedule, or by a schedule that rises by itself.
fn length(desk: &Desk, run: usize) -> Option<u32> {
    let own = desk.runs[run].run.schedule.warmup.map(|warmup| warmup.steps);
    own.filter(|steps| *steps > 0).or_else(|| {
        let rates = desk.rates(run)?;
        let peak = rates.iter().copied().fold(0.0, f64::max);
        let at = rates.iter().position(|rate| *rate == peak)? + 1;
        (rates[0] < WARMED * peak).then(|| u32::try_from(at).unwrap_or(u32::MAX))
    })
}

fn offered(desk: &Desk, run: usize) -> u32 {
    (desk.steps(run) / PART).max(1)
}

fn risen(desk: &Desk, run: usize, like: Option<Warmup>) -> Run {
    let rise = like.unwrap_or(Warmup {
        steps: 0,
        start: 0.0,
        first: 1,
    });
    let mut warmed = desk.runs[run].run.clone();
    warmed.schedule.warmup = Some(Warmup {
        steps: offered(desk, run),
        ..rise
    });
    warmed
}

/// Whether the selected run's rate falls to its end within the run.
pub(super) fn falls(desk: &Desk) -> ChecklistLine {
    let place = desk.selected();
    let run = &desk.runs[place];
    let mut line = ChecklistLine {
        title: "The rate falls to the end",
        state: Presence::Unknown,
        words: "The runs are not computed yet.".to_owned(),
        mends: Vec::new(),
        card: "mistakes/no_schedule",
    };
    let Some(rates) = desk.rates(place) else {
        return line;
    };
    let (peak, last) = (rates.iter().copied().fold(0.0, f64::max), rates[rates.len() - 1]);
    let share = last / peak;
    let label = &run.label;
    let is_constant = rates.iter().all(|rate| alike(*rate, peak));
    if share <= FALLEN {
        line.state = Presence::Done;
        let share = significant(100.0 * share, 2);
        line.words = format!("{label}: down to {share} % of its peak at step {}.", rates.len());
    } else if is_constant && !desk.is_random() {
        line.state = Presence::Done;
        line.words = format!(
            "{label}: constant at {}. Nothing here is random, so a constant rate can end in the minimum.",
            short(peak)
        );
    } else {
        line.state = Presence::Open;
        line.words = match is_constant {
            true => format!(
                "{label}: constant at {}; under noise it ends on a floor.",
                short(peak)
            ),
            false => format!(
                "{label}: it ends at {} % of its peak.",
                significant(100.0 * share, 2)
            ),
        };
        let schedule = Schedule {
            name: Reference::name("cosine"),
            warmup: run.run.schedule.warmup,
            ..Schedule::default()
        };
        if schedule != run.run.schedule {
            let other = Run {
                schedule,
                ..run.run.clone()
            };
            let words = format!("Give {label} a cosine");
            line.mends
                .push(LineMend::change(words, desk.replaced(place, other)));
        }
    }
    line
}
