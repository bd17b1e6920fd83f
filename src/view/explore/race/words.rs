//! Who is best, and who ties, in words.

use super::racer::{Racer, Rules};
use super::stats::{Summary, ranks};
use crate::engine::sweep::band::Band;
use crate::scene::explore::Value;
use crate::view::number::{short, significant};

/// A row of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The run's place in the experiment.
    pub run: usize,
    /// Its place at its best rate, and at its default.
    pub ranks: [Option<usize>; 2],
    /// Its name, its best rate, the outcome there, the good rates, and the outcome at the default.
    pub texts: [String; 5],
}

/// The titles of a row's numbers, and what they mean.
pub const TITLES: [(&str, &str); 7] = [
    ("#", "The place at the best rate"),
    (
        "Run",
        "The run; its settings but the learning rate are the scene's",
    ),
    ("Best η", "The learning rate with the lowest median"),
    (
        "Outcome",
        "The median there, and the 10 % and 90 % quantiles where they differ",
    ),
    (
        "Good rates",
        "The rates around the best with a median within the factor of it, and how many decades that is",
    ),
    ("At default η", "The median at the rate that the rule declares"),
    ("#", "The place at the default rate"),
];

/// The rows, the best first.
pub fn rows(racers: &[Racer]) -> Vec<Row> {
    let of = |value: fn(&Summary) -> Option<f64>| {
        let outcomes: Vec<Option<f64>> = racers
            .iter()
            .map(|racer| racer.summary.as_ref().and_then(value))
            .collect();
        ranks(&outcomes)
    };
    let best = of(|summary| Some(summary.band.median));
    let default = of(|summary| summary.at_default.map(|band| band.median));
    let mut rows: Vec<Row> = racers
        .iter()
        .zip(best.into_iter().zip(default))
        .map(|(racer, ranks)| row(racer, ranks))
        .collect();
    rows.sort_by_key(|row| row.ranks[0].unwrap_or(usize::MAX));
    rows
}

fn row(racer: &Racer, (best, default): (usize, usize)) -> Row {
    let missing = || "–".to_owned();
    let Some(summary) = &racer.summary else {
        let why = racer.trouble.clone();
        let nothing = if racer.done[0] < racer.done[1] {
            "…"
        } else {
            "never"
        };
        return Row {
            run: racer.run,
            ranks: [None, None],
            texts: [
                racer.label.clone(),
                missing(),
                why.unwrap_or_else(|| nothing.to_owned()),
                missing(),
                missing(),
            ],
        };
    };
    let band = summary.band;
    let outcome = banded(band);
    let [low, high] = summary.good.map(|rate| significant(rate, 2));
    let decades = (summary.decades() * 10.0).round() / 10.0;
    let at_default = summary.at_default.map(|band| band.median);
    Row {
        run: racer.run,
        ranks: [Some(best), at_default.map(|_| default)],
        texts: [
            racer.label.clone(),
            significant(summary.rate, 2),
            outcome,
            match low == high {
                true => format!("{low} alone"),
                false => format!("{low} … {high} ({decades} dec.)"),
            },
            match at_default {
                Some(median) if median.is_finite() => short(median),
                Some(_) => "diverged".to_owned(),
                None => missing(),
            },
        ],
    }
}

/// Who wins at the best rates, who ties with it, and whether the defaults say otherwise.
pub fn verdict(racers: &[Racer], rules: Rules) -> String {
    let mut all: Vec<(&Racer, &Summary)> = racers
        .iter()
        .filter_map(|racer| Some((racer, racer.summary.as_ref()?)))
        .collect();
    all.sort_by(|a, b| a.1.band.median.total_cmp(&b.1.band.median));
    let Some((first, best)) = all.first() else {
        return "No run comes to anything at these rates.".to_owned();
    };
    if all.len() == 1 {
        return format!("{} is the only run that comes to anything.", first.label);
    }
    let floored = |summary: &Summary| summary.band.above(rules.floor());
    let tied: Vec<&str> = all[1..]
        .iter()
        .filter(|(_, other)| floored(best).ties(&floored(other)))
        .map(|(racer, _)| racer.label.as_str())
        .collect();
    let mut text = match &tied[..] {
        [] => format!(
            "At its best rate {} is ahead; no other run's 10–90 % band overlaps its own.",
            first.label
        ),
        tied => format!(
            "{} tie: their 10–90 % bands at their best rates overlap{}.",
            list(&[&[first.label.as_str()][..], tied].concat()),
            match rules.value {
                Value::Steps => String::new(),
                _ => format!(" (outcomes below {} count as equal)", short(rules.tolerance)),
            }
        ),
    };
    let at_default = |summary: &Summary| summary.at_default.map(|band| band.median);
    let by_default = all
        .iter()
        .filter_map(|(racer, summary)| Some((racer, at_default(summary)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((other, _)) = by_default.filter(|(other, value)| other.run != first.run && value.is_finite())
    {
        text += &format!(" At the default rates {} would look best.", other.label);
    }
    text
}

/// A median, and between which numbers 10 to 90 % lie.
pub fn banded(band: Band) -> String {
    match band.low == band.high {
        true => short(band.median),
        false => format!(
            "{} ({} … {})",
            short(band.median),
            short(band.low),
            short(band.high)
        ),
    }
}

/// Names one after the other, as a sentence has them.
pub fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::stats::Over;
    use super::*;

    fn racer(run: usize, label: &str, tries: &[&[f64]], default: f64) -> Racer {
        let over = Over {
            rates: (0..tries.len()).map(|i| 10f64.powi(i as i32 - 2)).collect(),
            tries: tries.iter().map(|tries| tries.to_vec()).collect(),
        };
        Racer {
            run,
            label: label.to_owned(),
            summary: over.summary(RULES.floor(), RULES.factor, Some(default)),
            over,
            ..Racer::default()
        }
    }

    const RULES: Rules = Rules {
        value: Value::Loss,
        factor: 2.0,
        tolerance: 1e-3,
    };
    const NEVER: f64 = f64::INFINITY;

    #[test]
    fn the_best_is_named_and_those_whose_bands_overlap_tie() {
        let adam = racer(0, "Adam", &[&[5.0], &[1.0, 2.0, 3.0], &[NEVER]], 0.01);
        let sgd = racer(1, "SGD", &[&[4.0], &[2.0, 2.5, 4.0], &[NEVER]], 0.01);
        let lion = racer(2, "Lion", &[&[9.0], &[8.0, 8.5, 9.0], &[8.7]], 0.1);
        assert_eq!(
            verdict(&[lion.clone(), sgd.clone(), adam.clone()], RULES),
            "Adam and SGD tie: their 10–90 % bands at their best rates overlap (outcomes below 10⁻³ count as \
             equal). At the default rates SGD would look best."
                .replace("10⁻³", &short(1e-3))
        );
        assert_eq!(
            verdict(&[lion.clone(), adam], RULES),
            "At its best rate Adam is ahead; no other run's 10–90 % band overlaps its own."
        );
        assert!(verdict(&[lion], RULES).contains("only run"));
        assert!(verdict(&[], RULES).contains("No run"));
    }

    #[test]
    fn what_is_below_the_tolerance_is_equal() {
        let deep = racer(0, "Newton", &[&[1e-30]], 0.01);
        let enough = racer(1, "SGD", &[&[1e-5]], 0.01);
        assert!(verdict(&[enough, deep], RULES).starts_with("Newton and SGD tie"));
    }

    #[test]
    fn rows_stand_in_the_order_of_the_best_and_tell_the_place_at_the_default() {
        let one = racer(0, "Adam", &[&[5.0], &[1.0], &[NEVER]], 1.0);
        let other = racer(1, "SGD", &[&[3.0], &[2.5], &[4.0]], 1.0);
        let lost = racer(2, "Lion", &[&[NEVER]], 1.0);
        let rows = rows(&[lost, other, one]);
        let ranks: Vec<_> = rows.iter().map(|row| (row.run, row.ranks)).collect();
        assert_eq!(
            ranks,
            [
                (0, [Some(1), Some(2)]),
                (1, [Some(2), Some(1)]),
                (2, [None, None])
            ]
        );
        assert_eq!(
            rows[1].texts,
            ["SGD", "0.1", "2.5", "0.01 … 1 (2 dec.)", "4"].map(str::to_owned)
        );
        assert_eq!(rows[0].texts[4], "diverged");
        assert_eq!(rows[2].texts[2], "never");
    }
}
