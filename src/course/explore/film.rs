//! The map as training goes on: at which steps outcomes are kept, and which of them the timeline shows.

use crate::compile::sweep::SweepPlan;
use crate::engine::sweep::{Outcome, Outcomes};

/// How many steps are kept besides the last one.
const KEPT: u32 = 16;
/// Most lanes of a kept step that decide on the range of the colours.
const SAMPLED: usize = 1 << 12;

/// A kept step, shown in the end's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its place among the kept steps.
    pub place: usize,
    /// The step.
    pub step: usize,
}

/// The steps at which the outcomes of a run of so many steps are kept: at equal differences of their square
/// roots, so that they are close at the beginning, where most changes, and none stands for more than an
/// eighth of the run.
pub fn kept(steps: u32) -> Vec<u32> {
    let squares = u64::from(KEPT * KEPT);
    let step = |i: u32| (u64::from(steps) * u64::from(i * i) / squares) as u32;
    let mut kept: Vec<u32> = (0..KEPT).map(step).collect();
    kept.dedup();
    kept
}

/// The last kept step that a timeline has reached, where `part` of it lies behind; None at its end, and at
/// its beginning, where no run has moved and a scene opens: there the map shows what comes of it.
pub fn frame(part: f64, steps: u32, kept: &[u32]) -> Option<Frame> {
    if part <= 0.0 || part >= 1.0 {
        return None;
    }
    // Rounding must not lose a step that was reached exactly.
    let reached = (part * f64::from(steps) + 1e-6).floor();
    let place = kept.iter().rposition(|&step| f64::from(step) <= reached)?;
    Some(Frame {
        place,
        step: kept[place] as usize,
    })
}

/// The lanes at a kept step, or at the end.
pub fn lanes(outcomes: &Outcomes, frame: Option<Frame>) -> &[Option<Outcome>] {
    match frame {
        None => &outcomes.lanes,
        Some(frame) => outcomes.kept.get(frame.place).map_or(&[], |kept| kept),
    }
}

/// Some outcomes of all kept steps, spread evenly over the lanes: of those that do not diverge later, since
/// just before that a loss is beyond all others.
pub fn samples<'a>(plan: &SweepPlan, outcomes: &'a Outcomes) -> impl Iterator<Item = Outcome> + 'a {
    // A stride that shares no factor with a row of the map.
    let stride = (plan.lanes() / SAMPLED).max(1) | 1;
    let stays = |lane: &usize| outcomes.lanes[*lane].is_some_and(|end| end.diverged_at.is_none());
    let lanes: Vec<usize> = (0..outcomes.lanes.len()).step_by(stride).filter(stays).collect();
    outcomes
        .kept
        .iter()
        .flat_map(move |kept| lanes.clone().into_iter().filter_map(|lane| kept[lane]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_kept_close_at_the_beginning_and_none_for_long() {
        let steps = kept(256);
        assert_eq!(steps[..5], [0, 1, 4, 9, 16]);
        assert_eq!(steps.last(), Some(&225));
        for steps in [1, 2, 7, 100, 5000, 100_000] {
            let kept = kept(steps);
            assert!(kept.len() <= 16 && kept.is_sorted(), "{steps}: {kept:?}");
            let ends = kept.iter().skip(1).chain([&steps]);
            let longest = kept.iter().zip(ends).map(|(from, to)| to - from).max();
            assert!(longest <= Some(steps / 8 + 1), "{steps}: {kept:?}");
        }
    }

    #[test]
    fn the_timeline_shows_the_last_kept_step_that_it_has_reached() {
        let kept = kept(200);
        let shown = |position: f64| frame(position / 200.0, 200, &kept).map(|frame| frame.step);
        for (position, wanted) in [
            (0.0, None),
            (0.5, Some(0)),
            (7.0, Some(7)),
            (11.9, Some(7)),
            (174.9, Some(153)),
            (199.9, Some(175)),
            (200.0, None),
        ] {
            assert_eq!(shown(position), wanted, "{position} of {kept:?}");
        }
        for step in kept.iter().skip(1) {
            assert_eq!(shown(f64::from(*step)), Some(*step as usize));
        }
    }
}
