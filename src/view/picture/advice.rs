//! What to say of a cause and of the learning rates that were tried.

use crate::course::diagnosis::cause::{Beyond, Cause};
use crate::view::Stable;
use crate::view::number::short;

/// What is to be said.
#[derive(Debug, PartialEq)]
pub struct Advice {
    /// What is said.
    pub lines: Vec<String>,
    /// The rate to offer.
    pub rate: Option<f64>,
}

/// A bound is a cause only where the rate that was found by trying keeps it.
pub fn advice(why: Option<&Cause>, stable: Option<&Stable>) -> Advice {
    let mut lines: Vec<String> = why.map(Cause::sentence).into_iter().collect();
    let rate = stable.and_then(|stable| stable.rate.filter(|_| stable.done));
    match (stable, rate) {
        (None, _) => {}
        (Some(stable), None) if stable.done => lines.push(format!(
            "No learning rate from {} down to {} is stable.",
            short(stable.highest),
            short(stable.lowest)
        )),
        (Some(_), None) => lines.push("Looking for the largest stable learning rate…".to_owned()),
        (Some(_), Some(rate)) => lines.extend(beside(why, rate)),
    }
    Advice { lines, rate }
}

/// What is to be said where a rate is stable that a quadratic's bound would forbid.
fn beside(why: Option<&Cause>, rate: f64) -> Option<String> {
    let Some(Cause::Rate(Beyond { bound, curvature, .. })) = why else {
        return None;
    };
    let product = rate * curvature;
    (product > *bound).then(|| {
        format!(
            "But that bound is of a quadratic: here, found by trying, η·λ_max = {} at that point is stable, \
                too.",
            short(product)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stable(rate: Option<f64>, done: bool) -> Stable {
        Stable {
            run: 0,
            done,
            rate,
            highest: 1e30,
            lowest: 1e-12,
            tried: 256,
        }
    }

    #[test]
    fn advice_claims_a_cause_only_where_the_rate_that_helps_agrees() {
        let why = Cause::Rate(Beyond {
            step: 1,
            product: 17.0,
            bound: 2.0,
            curvature: 100.0,
        });
        let bound = "step 1: η·λ_max = 17 > 2";
        for (stable, more, rate) in [
            (None, None, None),
            (
                Some(stable(None, false)),
                Some("Looking for the largest stable learning rate…"),
                None,
            ),
            (Some(stable(Some(0.019), true)), None, Some(0.019)),
            (
                Some(stable(Some(0.11), true)),
                Some(
                    "But that bound is of a quadratic: here, found by trying, η·λ_max = 11 at that point is \
                        stable, too.",
                ),
                Some(0.11),
            ),
            (
                Some(stable(None, true)),
                Some("No learning rate from 10³⁰ down to 10⁻¹² is stable."),
                None,
            ),
        ] {
            let advice = advice(Some(&why), stable.as_ref());
            let wanted: Vec<&str> = [Some(bound), more].into_iter().flatten().collect();
            assert_eq!(advice.lines, wanted);
            assert_eq!(advice.rate, rate);
        }
    }
}
