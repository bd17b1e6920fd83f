//! How large a sweep can be.

use super::SweepPlan;
use crate::compile::finding::Finding;
use crate::scene::sweep::Sweep;

/// Most lanes of a sweep on a surface.
pub const LANES: usize = 1 << 20;
/// Most networks that a sweep trains: points times seeds, of all runs together.
pub const NETWORKS: usize = 1 << 16;
/// Most axes of a sweep.
pub const AXES: usize = 2;
/// Most axes that go together.
pub const TOGETHER: usize = 4;
/// Most repetitions of a point.
pub const SEEDS: u32 = 32;
/// Most widths of a network along an axis.
pub const WIDTHS: usize = 8;
/// Most steps at which outcomes are kept.
pub const KEPT: usize = 32;
/// Most bytes that outcomes and data take together.
pub const BYTES: usize = 256 << 20;
/// Bytes of the outcome of one lane at one step, rounded up.
pub const OUTCOME: usize = 128;

/// # Errors
/// A tolerance, repetitions or kept steps that cannot be.
pub(super) fn check(sweep: &Sweep, findings: &mut Vec<Finding>) {
    let mut error = |at: &str, message: String| findings.push(Finding::error(at, message));
    if !(sweep.tolerance.is_finite() && sweep.tolerance >= 0.0) {
        error("/tolerance", "a tolerance is a number from 0 on".to_owned());
    }
    if !(1..=SEEDS).contains(&sweep.seeds) {
        error(
            "/seeds",
            format!("{} is out of range; take 1 to {SEEDS}", sweep.seeds),
        );
    }
    if sweep.seeds > 1 && sweep.axes.iter().any(|axis| axis.name == "seed") {
        let message = "an axis of seeds repeats every point already; leave `seeds` out";
        error("/seeds", message.to_owned());
    }
    let kept = sweep.kept.len();
    if kept > KEPT {
        let message = format!("{kept} kept steps are too many; there can be at most {KEPT}");
        error("/kept", message);
    }
    let steps = sweep.scene.experiment.steps;
    if let Some(place) = sweep.kept.iter().position(|&step| step > steps) {
        let message = format!("there is no step {}; take 0 to {steps}", sweep.kept[place]);
        error(&format!("/kept/{place}"), message);
    }
}

/// # Errors
/// More lanes, or more bytes of outcomes and of so many bytes of data, than there can be.
pub(super) fn check_size(
    plan: &SweepPlan,
    runs: usize,
    data: usize,
    findings: &mut Vec<Finding>,
) -> Option<()> {
    let lengths = plan.axes.iter().map(|axis| axis.values.len());
    let of_axes = if plan.together { 1 } else { plan.axes.len() };
    let lanes = lengths
        .take(of_axes)
        .fold(runs * plan.repetitions(), usize::saturating_mul);
    let (most, what) = plan.most();
    let fewer = match plan.seeds {
        0 | 1 => "take fewer values",
        _ => "take fewer values or seeds",
    };
    if lanes > most {
        // Of an axis no more values are listed than it takes to be too many.
        let more = match plan.axes.iter().any(|axis| axis.values.len() > LANES) {
            true => format!("more than {LANES}"),
            false => lanes.to_string(),
        };
        let message = format!("{more} {what} are too many; there can be at most {most}: {fewer}");
        findings.push(Finding::error("/axes", message));
        return None;
    }
    let outcomes = lanes * (1 + plan.kept.len()) * OUTCOME;
    let bytes = outcomes.saturating_add(data);
    if bytes > BYTES {
        let megabytes = |bytes: usize| bytes.div_ceil(1 << 20);
        let (at, fewer) = match plan.kept.is_empty() {
            true => ("/axes", fewer.to_owned()),
            false => ("/kept", format!("keep fewer steps, or {fewer}")),
        };
        let message = format!(
            "the outcomes of {lanes} {what} at {} steps and {} MB of data need {} MB; there can be at most \
                {} MB: {fewer}",
            1 + plan.kept.len(),
            data >> 20,
            megabytes(bytes),
            megabytes(BYTES),
        );
        findings.push(Finding::error(at, message));
        return None;
    }
    Some(())
}
