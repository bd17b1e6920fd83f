//! From which step on rounding is seen in a run, in words.

use crate::engine::drift::Drift;

/// What was found, as a sentence's end.
pub fn sentence(drift: Drift) -> String {
    match (drift.parted, drift.rounding) {
        (Some(parted), None) => format!("f32 and f64 part at step {parted}"),
        (Some(parted), Some(rounding)) => {
            format!(
                "f32 and f64 part at step {parted}; from step {rounding} on, rounding decides in f64, too"
            )
        }
        (None, Some(rounding)) => format!("from step {rounding} on, rounding decides"),
        (None, None) => String::new(),
    }
}

/// What it means.
pub fn tip(drift: Drift) -> &'static str {
    match drift.rounding {
        Some(_) => {
            "Computed once more in f64, from a start changed in its sixteenth digit: from this step on the \
                two differ by a point of the picture or by 1 % of the loss. No precision shows where this \
                run really goes"
        }
        None => {
            "Computed once more in f64: from this step on the two differ by a point of the picture or by 1 % \
                of the loss. The 7 digits of f32 are not enough here; the 16 of f64 are"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_what_was_found() {
        for (parted, rounding, wanted) in [
            (Some(40), None, "f32 and f64 part at step 40"),
            (None, Some(312), "from step 312 on, rounding decides"),
            (
                Some(40),
                Some(312),
                "f32 and f64 part at step 40; from step 312 on, rounding decides in f64, too",
            ),
        ] {
            assert_eq!(sentence(Drift { parted, rounding }), wanted);
        }
    }
}
