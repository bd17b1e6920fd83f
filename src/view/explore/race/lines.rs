//! The lines of the race: medians over the rates with their bands, or the expected best over the tries.

use super::racer::Racer;
use super::stats;
pub use crate::course::explore::race::{RATES, rates, value};
use crate::engine::sweep::band::Band;
use crate::scene::Experiment;
use crate::scene::explore::{Explore, Value};
use crate::view::figure::profile::{Line, Profile};
use crate::view::figure::{self, Cell, Measure};
use crate::view::term::sentence;
use crate::view::ticks::Scale;

/// Tries up to which the expected best is shown.
const TRIES: usize = 64;

/// The lines of the chart: medians over the rates with their bands, or the expected best over the tries.
pub fn profile(experiment: &Experiment, explore: &Explore, racers: &[Racer]) -> Profile {
    let value = value(explore);
    let steps = experiment.steps;
    let sort = experiment.problem.sort();
    let (loss, above) = (sort.loss(), sort.above_the_lowest());
    let unit = match value {
        Value::Steps => "Steps to the tolerance".to_owned(),
        Value::Best => format!("Lowest {loss}{above} in {steps} steps"),
        Value::Loss | Value::Minimum => sentence(&format!("{loss}{above} after {steps} steps")),
        Value::Validation => format!("Validation loss after {steps} steps"),
        Value::BestValidation => format!("Lowest validation loss in {steps} steps"),
        Value::Accuracy => format!("Wrong answers in validation after {steps} steps, share"),
    };
    let tries = explore.race.tries;
    let span = rates(&explore.race);
    let count = explore.race.count.clamp(2, RATES) as usize;
    let mut tried = racers.iter().map(|racer| racer.over.rates.clone());
    let tried = tried.rfind(|rates| !rates.is_empty());
    let (x, lines): (figure::Axis, Vec<Line>) = match tries {
        true => (
            figure::Axis {
                label: "Random tries N".to_owned(),
                scale: Scale::Linear,
                values: (1..=TRIES).map(|n| n as f64).collect(),
            },
            racers.iter().map(of_tries).collect(),
        ),
        false => (
            figure::Axis {
                label: "Learning rate η".to_owned(),
                scale: Scale::Log,
                // Those that were tried, where that is known: of networks fewer are.
                values: tried.unwrap_or_else(|| span.scale.values([span.from, span.to], count)),
            },
            racers.iter().map(of_rates).collect(),
        ),
    };
    let measure = Measure {
        label: if tries {
            format!("Expected best: {}", lower(&unit))
        } else {
            unit
        },
        scale: match value {
            Value::Accuracy => Scale::Linear,
            _ => Scale::Log,
        },
        missing: "not reached".to_owned(),
    };
    let start = racers.iter().map(|racer| racer.start).fold(0.0, f64::max);
    let bands = lines.iter().flat_map(|line| line.band.iter().flatten().flatten());
    let bands = bands
        .filter(|edge| edge.is_finite())
        .map(|edge| Cell::Value(*edge));
    let cells: Vec<Cell> = lines
        .iter()
        .flat_map(|line| line.cells.iter().copied())
        .chain(bands)
        .collect();
    let found = measure.range(cells.iter());
    // Just below divergence losses are beyond all others.
    let range = found.map(|[low, high]| match value {
        Value::Steps | Value::Accuracy => [low, high],
        _ if start > 0.0 => [
            low.max(start * 1e-15).min(start),
            high.min(start * 10.0).max(low * 2.0),
        ],
        _ => [low, high],
    });
    Profile {
        title: String::new(),
        x,
        measure,
        range,
        lines,
        guides: Vec::new(),
        caption: Vec::new(),
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

fn of_rates(racer: &Racer) -> Line {
    let bands = racer.over.bands();
    let cell = |band: &Option<Band>| match band {
        Some(band) if band.median.is_finite() => Cell::Value(band.median),
        Some(_) => Cell::Diverged,
        None => Cell::Unknown,
    };
    let spread = |band: &Option<Band>| band.map(|band| [band.low, band.high]);
    let several = racer.over.tries.iter().any(|tries| tries.len() > 1);
    Line {
        band: if several {
            bands.iter().map(spread).collect()
        } else {
            Vec::new()
        },
        marks: racer.summary.iter().map(|summary| summary.best).collect(),
        ..Line::of(racer.run, racer.label.clone(), bands.iter().map(cell).collect())
    }
}

fn of_tries(racer: &Racer) -> Line {
    let expected = match racer.done[0] == racer.done[1] {
        true => stats::expected_best(&racer.tries(), TRIES),
        false => Vec::new(),
    };
    let mut cells: Vec<Cell> = expected.into_iter().map(Cell::Value).collect();
    cells.resize(TRIES, Cell::Unknown);
    Line::of(racer.run, racer.label.clone(), cells)
}
