//! What is said of a search: who is best and who ties, what a try is, and all tries as a table.

use super::seen::{Dot, SearchAxis, Searcher, Seen, words};
use crate::engine::search::Try;
use crate::engine::search::best::{after, falls};
use crate::engine::sweep::band::Band;
use crate::view::explore::race::words::{banded, list};
use crate::view::number::short;
use std::fmt::Write as _;

/// What a method has in hand once all is spent.
fn ends(own: &Searcher) -> Option<Band> {
    Band::of(own.tries.iter().map(|tries| after(&falls(tries), u64::MAX)))
}

/// Who is best once the budget is spent, and who ties with it. Where losses are counted from the lowest one,
/// those below `floor` count as equal.
pub fn verdict(seen: &Seen, floor: f64) -> String {
    let floor = seen.lowest.map_or(f64::NEG_INFINITY, |_| floor);
    let found = seen
        .searchers
        .iter()
        .filter_map(|own| Some((own.method, ends(own)?)));
    let (mut sound, lost): (Vec<_>, Vec<_>) = found.partition(|(_, band)| band.median.is_finite());
    sound.sort_by(|a, b| a.1.median.total_cmp(&b.1.median));
    let Some(&(first, best)) = sound.first() else {
        return "No method finds settings at which the run comes to anything.".to_owned();
    };
    let spent = format!("After {} whole runs", seen.budget);
    let tried = banded(best);
    let tied = sound[1..]
        .iter()
        .filter(|(_, band)| best.above(floor).ties(&band.above(floor)));
    let tied: Vec<&str> = tied.map(|(method, _)| words(*method)).collect();
    let equal = match best.low < floor {
        true => format!(" (losses below {} count as equal)", short(floor)),
        false => String::new(),
    };
    let mut text = match &tied[..] {
        _ if seen.searchers.len() == 1 => format!("{spent} {} is at {tried}.", words(first)),
        [] => format!(
            "{spent} {} is ahead at {tried}; no other method's 10–90 % band overlaps its own.",
            words(first)
        ),
        tied => format!(
            "{spent} {} tie: their 10–90 % bands overlap{equal}. {} is at {tried}.",
            list(&[&[words(first)], tied].concat()),
            words(first)
        ),
    };
    for (method, _) in lost {
        let _ = write!(text, " {} finds nothing in most repetitions.", words(method));
    }
    text
}

/// A try in words.
pub fn said(seen: &Seen, dot: &Dot) -> String {
    let settings = values(&seen.space, &dot.of.point);
    let outcome = match dot.of.diverged_at {
        Some(step) => format!("diverged at step {step}"),
        None => {
            let above = match seen.lowest.is_some_and(|lowest| lowest != 0.0) {
                true => " above the minimum",
                false => "",
            };
            format!("loss {}{above} after {} steps", short(dot.of.loss), dot.of.steps)
        }
    };
    let left = match dot.of.steps < seen.steps {
        true => ", then left",
        false => "",
    };
    format!(
        "{}, try {}: {settings}: {outcome}{left}; a click takes these settings",
        words(dot.method),
        dot.of.number + 1
    )
}

fn values(space: &[SearchAxis], point: &[f64]) -> String {
    let both = space.iter().zip(point);
    let values: Vec<String> = both
        .map(|(own, v)| format!("{} = {}", own.words, short(*v)))
        .collect();
    values.join(", ")
}

/// All tries as CSV: a line for each, and one for each time that it went on.
pub fn csv(searches: &[(&str, &[Vec<Try>])], names: &[&str]) -> String {
    let mut out = format!(
        "method,repetition,number,{},steps,spent,loss,diverged_at\n",
        names.join(",")
    );
    for (method, tries) in searches {
        for own in tries.iter().flatten() {
            let _ = write!(out, "{method},{},{}", own.repetition, own.number);
            for value in &own.point {
                let _ = write!(out, ",{value}");
            }
            let loss = match own.loss.is_finite() {
                true => own.loss.to_string(),
                false => String::new(),
            };
            let at = own.diverged_at.map(|step| step.to_string()).unwrap_or_default();
            let _ = writeln!(out, ",{},{},{loss},{at}", own.steps, own.spent);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::search::Try;
    use crate::scene::explore::Method;
    use crate::view::figure::Measure;
    use crate::view::ticks::Scale;

    fn seen(lowest: Option<f64>, losses: &[(Method, &[f64])]) -> Seen {
        let of = |repetition: u32, loss: f64| Try {
            repetition,
            number: 0,
            point: vec![0.5],
            steps: 10,
            spent: 10,
            loss,
            diverged_at: None,
        };
        let searcher = |&(method, losses): &(Method, &[f64])| Searcher {
            method,
            tries: (0..).zip(losses).map(|(r, loss)| vec![of(r, *loss)]).collect(),
            share: 1.0,
            trouble: None,
        };
        Seen {
            space: Vec::new(),
            searchers: losses.iter().map(searcher).collect(),
            dots: Vec::new(),
            repetition: [0, 2],
            budget: 32,
            steps: 10,
            lowest,
            measure: Measure {
                label: String::new(),
                scale: Scale::Linear,
                missing: String::new(),
            },
            range: [0.0, 1.0],
        }
    }

    const NEVER: f64 = f64::INFINITY;

    #[test]
    fn the_best_is_named_and_those_whose_bands_overlap_tie() {
        for (lowest, losses, wanted) in [
            (
                Some(0.0),
                &[(Method::Random, &[4.0, 6.0][..]), (Method::Tpe, &[1.0, 2.0])][..],
                "After 32 whole runs TPE is ahead at 1.5 (1.1 … 1.9); no other method's 10–90 % band \
                    overlaps its own.",
            ),
            (
                Some(0.0),
                &[(Method::Random, &[1e-5, 1e-5]), (Method::Tpe, &[1e-9, 1e-8])],
                "TPE and Random tie: their 10–90 % bands overlap (losses below",
            ),
            (
                None,
                &[(Method::Random, &[-1.0, -2.0]), (Method::Tpe, &[-3.0, -4.0])],
                "TPE is ahead at −3.5",
            ),
            (
                None,
                &[(Method::Grid, &[NEVER, NEVER]), (Method::Halving, &[2.0, 2.0])],
                "Halving is ahead at 2; no other method's 10–90 % band overlaps its own. Grid finds nothing \
                    in most repetitions.",
            ),
            (None, &[(Method::Grid, &[NEVER])], "No method finds settings"),
            (
                None,
                &[(Method::Grid, &[2.0])],
                "After 32 whole runs Grid is at 2.",
            ),
        ] {
            let said = verdict(&seen(lowest, losses), 1e-3);
            assert!(said.contains(wanted), "{said}");
        }
    }

    #[test]
    fn a_table_has_a_line_for_each_time_that_a_try_was_heard_of() {
        let tries = [vec![
            Try {
                repetition: 0,
                number: 3,
                point: vec![0.01, 4.0],
                steps: 10,
                spent: 40,
                loss: 0.5,
                diverged_at: None,
            },
            Try {
                repetition: 0,
                number: 3,
                point: vec![0.01, 4.0],
                steps: 30,
                spent: 60,
                loss: NEVER,
                diverged_at: Some(12),
            },
        ]];
        assert_eq!(
            csv(&[("halving", &tries)], &["lr", "beta"]),
            "method,repetition,number,lr,beta,steps,spent,loss,diverged_at\n\
             halving,0,3,0.01,4,10,40,0.5,\n\
             halving,0,3,0.01,4,30,60,,12\n"
        );
    }
}
