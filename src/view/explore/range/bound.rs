//! What the rule of the tested run bears, on a network from the sharpness that the app searches.

use super::truth::{Declared, declared, over_sharpness};
use crate::view::asked::{RunPlace, SharpnessOf};
use crate::view::{Computed, Shown};

/// Where the sharpness of a network is searched: at the weights with which its test begins.
pub fn sharpness_of(computed: &Computed) -> Option<SharpnessOf> {
    computed.plan.network()?;
    Some(SharpnessOf {
        place: RunPlace::of(computed, computed.trace.runs.first()?),
        before: Some(0),
    })
}

/// What the selected run's rule bears, where that is known.
pub fn bound(shown: &Shown, sharpness: Option<&SharpnessOf>) -> Option<Declared> {
    let (plan, run) = (shown.plan?, shown.scene.view.selected);
    match sharpness {
        None => declared(plan, run),
        Some(of) => {
            let known = shown.asked?.sharpness(of)?;
            over_sharpness(plan, run, known.found.first()?.value)
        }
    }
}
