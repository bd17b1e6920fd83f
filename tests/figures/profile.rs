//! Values along one axis.

use crate::files;
use ravine::view::figure::profile::Line;
use ravine::view::figure::{Axis, Cell, Measure, Profile};
use ravine::view::ticks::Scale;

fn profile(points: usize, labels: &[&str]) -> Profile {
    let part = |i: usize| i as f64 / (points - 1) as f64;
    let line = |(run, label): (usize, &&str)| {
        let cell = |i: usize| match part(i) {
            x if x > 0.75 + 0.05 * run as f64 => Cell::Diverged,
            x if run == 1 && (0.3..0.35).contains(&x) => Cell::Missing,
            x => Cell::Value(10f64.powf(-5.0 + 6.0 * (x - 0.4 - 0.1 * run as f64).abs())),
        };
        Line::of(run, (*label).to_owned(), (0..points).map(cell).collect())
    };
    Profile {
        title: "Rosenbrock".to_owned(),
        x: Axis {
            label: "Learning rate η".to_owned(),
            scale: Scale::Log,
            values: (0..points).map(|i| 1e-4 * 1e4f64.powf(part(i))).collect(),
        },
        measure: Measure {
            label: "Final loss".to_owned(),
            scale: Scale::Log,
            missing: "not reached".to_owned(),
        },
        range: None,
        lines: labels.iter().enumerate().map(line).collect(),
        guides: Vec::new(),
        caption: vec!["Rosenbrock (a = 1, b = 100) from (−1, 1), 1000 steps, seed 1.".to_owned()],
    }
}

#[test]
fn a_profile_names_its_runs_and_what_diverged() {
    let files = files(
        "profile",
        &profile(33, &["SGD", "Momentum", "A <b> & \"c\""]),
        false,
    );
    files.says(&[
        "Rosenbrock",
        "Learning rate η",
        "Final loss, log scale",
        "SGD",
        "Momentum",
        "A <b> & \"c\"",
        "diverged",
        "lowest: ",
        "1000 steps, seed 1.",
    ]);
    assert!(files.colours([0.1, 0.2], [0.8, 0.8]) > 50);
}

#[test]
fn profiles_of_any_form_are_drawn() {
    files("profile-dark", &profile(400, &["Adam"]), true).says(&["Adam"]);
    let mut empty = profile(5, &["Adam"]);
    empty.lines[0].cells = vec![Cell::Diverged; 5];
    files("profile-diverged", &empty, false).says(&["diverged"]);
    empty.lines.clear();
    files("profile-empty", &empty, false).says(&["Rosenbrock"]);
}
