//! The best so far of each method over what it has spent: medians of the repetitions with their 10 to 90 % band.

use super::seen::{Searcher, Seen, place, words};
use crate::engine::search::best::curve;
use crate::engine::sweep::band::Band;
use crate::view::figure::profile::{Line, Profile};
use crate::view::figure::sweep::suited;
use crate::view::figure::{Axis, Cell, Measure};
use crate::view::ticks::Scale;

/// About how many amounts a curve is known at.
const AMOUNTS: u32 = 96;

/// The curves.
pub fn profile(seen: &Seen) -> Profile {
    let each = (AMOUNTS / seen.budget.max(1)).max(1);
    let values: Vec<f64> = (1..=seen.budget * each)
        .map(|amount| f64::from(amount) / f64::from(each))
        .collect();
    let spent: Vec<u64> = values
        .iter()
        .map(|whole| (whole * f64::from(seen.steps)).floor() as u64)
        .collect();
    let lines: Vec<Line> = seen.searchers.iter().map(|own| line(own, &spent)).collect();
    let scale = suited(
        &lines
            .iter()
            .flat_map(|line| line.cells.clone())
            .collect::<Vec<_>>(),
    );
    Profile {
        title: String::new(),
        x: Axis {
            label: "Spent, in whole runs".to_owned(),
            scale: Scale::Linear,
            values,
        },
        measure: Measure {
            label: match seen.lowest {
                Some(_) => "Best loss above the minimum so far".to_owned(),
                None => "Best loss so far".to_owned(),
            },
            scale,
            missing: String::new(),
        },
        range: None,
        lines,
        guides: Vec::new(),
        caption: Vec::new(),
    }
}

fn line(own: &Searcher, spent: &[u64]) -> Line {
    let bands = curve(&own.tries, spent);
    let cell = |band: &Option<Band>| match band {
        Some(band) if band.median.is_finite() => Cell::Value(band.median),
        _ => Cell::Unknown,
    };
    let cells: Vec<Cell> = bands.iter().map(cell).collect();
    let ends = |band: &Option<Band>| band.map(|band| [band.low, band.high]);
    let last = cells.iter().rposition(|cell| *cell != Cell::Unknown);
    Line {
        band: match own.tries.len() > 1 {
            true => bands.iter().map(ends).collect(),
            false => Vec::new(),
        },
        marks: last.into_iter().collect(),
        ..Line::of(place(own.method), words(own.method).to_owned(), cells)
    }
}
