//! Heat maps.

use crate::files;
use ravine::view::figure::heat::Content;
use ravine::view::figure::{Axis, Cell, HeatMap, Measure};
use ravine::view::ticks::Scale;

/// A valley across learning rates and decays; too large rates diverge, and the last row has no values.
fn map(columns: usize, rows: usize, scale: Scale) -> HeatMap {
    let part = |i: usize, n: usize| i as f64 / (n - 1) as f64;
    let cell = |k: usize| {
        let (x, y) = (part(k % columns, columns), part(k / columns, rows));
        match () {
            () if k / columns == rows - 1 => Cell::Missing,
            () if x > 0.7 + 0.2 * y => Cell::Diverged,
            () => Cell::Value(10f64.powf(-6.0 + 8.0 * (x - 0.3 - 0.3 * y).abs())),
        }
    };
    HeatMap::new(Content {
        title: "Momentum on Rosenbrock".to_owned(),
        x: Axis {
            label: "Learning rate η".to_owned(),
            scale: Scale::Log,
            values: (0..columns)
                .map(|i| 1e-4 * 1e4f64.powf(part(i, columns)))
                .collect(),
        },
        y: Axis {
            label: "Momentum μ".to_owned(),
            scale: Scale::Linear,
            values: (0..rows).map(|i| part(i, rows)).collect(),
        },
        measure: Measure {
            label: "Final loss".to_owned(),
            scale,
            missing: "not reached".to_owned(),
        },
        range: None,
        cells: (0..columns * rows).map(cell).collect(),
        caption: vec![
            "Rosenbrock (a = 1, b = 100) from (−1, 1), 1000 steps, seed 1. "
                .repeat(3)
                .trim()
                .to_owned(),
        ],
    })
}

#[test]
fn a_heat_map_names_its_axes_its_colours_and_its_signs() {
    let files = files("heat", &map(41, 31, Scale::Log), false);
    files.says(&[
        "Momentum on Rosenbrock",
        "Learning rate η",
        "Momentum μ",
        "Final loss, log scale",
        "10⁻³",
        "0.4",
        "diverged",
        "not reached",
        "lowest: 10⁻⁶ at 0.00158, 0",
        "1000 steps, seed 1.",
    ]);
    assert_eq!(files.svg.matches("<image ").count(), 2);
    assert!(files.svg.len() < 60_000, "{}", files.svg.len());
    assert!(files.colours([0.1, 0.2], [0.6, 0.7]) > 50);
}

#[test]
fn heat_maps_of_any_form_are_drawn() {
    files("heat-dark", &map(5, 3, Scale::Linear), true).says(&["Final loss", "diverged"]);
    files("heat-large", &map(512, 512, Scale::Log), false).says(&["Learning rate η"]);
    let mut empty = map(4, 4, Scale::Log).content().clone();
    empty.cells = vec![Cell::Diverged; 16];
    files("heat-diverged", &HeatMap::new(empty.clone()), false).says(&["diverged"]);
    empty.cells = vec![Cell::Unknown; 16];
    files("heat-unknown", &HeatMap::new(empty.clone()), false).says(&["not computed yet"]);
    (empty.cells, empty.x.values, empty.y.values) = (Vec::new(), Vec::new(), Vec::new());
    files("heat-empty", &HeatMap::new(empty), false).says(&["Momentum on Rosenbrock"]);
}
