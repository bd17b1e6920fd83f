//! The boundary of stability that theory knows: on a quadratic, where the learning rate times the largest
//! curvature is what the rule bears.

use crate::compile::local::Local;
use crate::compile::sweep::{SweepPlan, SweptPlace};
use crate::scene::explore::Span;
use crate::trace::Field;
use crate::view::contour::level_line;
use crate::view::number;

/// Samples along each axis.
const SAMPLES: usize = 65;
/// How far apart curvatures of a quadratic may be by rounding.
const EQUAL: f64 = 1e-9;

/// A line over the two axes, from 0 to 1 along each, and what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// The points.
    pub lines: Vec<Vec<[f64; 2]>>,
    /// What it is.
    pub text: String,
}

/// The boundary on a map of a run. None where the surface is no quadratic, the rule declares no bound, the
/// learning rate is on neither axis, or what is swept moves the surface.
pub fn boundary(plan: &SweepPlan, constant_rate: bool, spans: [&Span; 2]) -> Option<Boundary> {
    let run = plan.base.runs.first().filter(|_| constant_rate)?;
    let rate = spans.iter().position(|span| span.name == "lr")?;
    run.stability.as_ref()?;
    if plan.moves_the_surface() || plan.axes.len() != 2 {
        return None;
    }
    let curvature = curvature(plan)?;
    let mut run = run.clone();
    let mut values = Vec::with_capacity(SAMPLES * SAMPLES);
    for row in 0..SAMPLES {
        for column in 0..SAMPLES {
            let at = [column, row].map(|i| i as f64 / (SAMPLES - 1) as f64);
            let point = [0, 1].map(|axis| super::geometry::value(spans[axis], at[axis]));
            for (axis, value) in plan.axes.iter().zip(point) {
                if let SweptPlace::Setting(slots) = &axis.target {
                    run.settings[slots[0] as usize] = value;
                }
            }
            let beyond = run
                .bound(None)
                .map(|bound| (point[rate] * curvature / bound).ln());
            values.push(beyond.map_or(f32::NAN, |beyond| beyond as f32));
        }
    }
    // A field's samples sit in the middle of its cells: so the first and the last one lie on the ends.
    let half = 0.5 / (SAMPLES - 1) as f64;
    let ends = [-half, 1.0 + half];
    let field = Field {
        x: ends,
        y: ends,
        columns: SAMPLES,
        rows: SAMPLES,
        values,
        minima: Vec::new(),
    };
    let lines = level_line(&field, 0.0);
    let curvature = number::short(curvature);
    (!lines.is_empty()).then(|| Boundary {
        lines,
        text: format!("theory: the largest stable η, λ_max = {curvature}"),
    })
}

/// The largest curvature of a quadratic; None of any other surface.
fn curvature(plan: &SweepPlan) -> Option<f64> {
    let surface = &plan.surface()?.surface;
    let local = Local::of(surface);
    let corners = (0..4).map(|corner| -> Vec<f64> {
        let end = |(axis, range): (usize, &[f64; 2])| {
            // Inside the domain, and on no axis of symmetry.
            let share = if corner >> axis & 1 == 1 { 0.83 } else { 0.21 };
            range[0] + (range[1] - range[0]) * share
        };
        surface.domain.iter().enumerate().map(end).collect()
    });
    let found: Vec<Vec<f64>> = corners.map(|point| local.at(&point).curvatures).collect();
    let first = found.first()?;
    let largest = *first.first()?;
    let same = |other: &Vec<f64>| {
        let both = first.iter().zip(other);
        both.into_iter()
            .all(|(a, b)| (a - b).abs() <= EQUAL * largest.abs())
    };
    (largest > 0.0 && found.iter().all(same)).then_some(largest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::sweep::compile_sweep;
    use crate::scene::sweep::Spread;
    use crate::scene::{Run, Scene};
    use crate::view::explore::ask;

    fn found(surface: &str, optimizer: &str, y: &str) -> Option<Boundary> {
        let mut scene = Scene::on_surface(surface);
        scene.experiment.runs.push(Run::of(optimizer));
        let spans = [
            &Span::new("lr", [0.001, 1.0], Spread::Log),
            &Span::new(y, [0.0, 0.9], Spread::Linear),
        ];
        let alone = ask::alone(&scene.experiment, 0, false)?;
        let sweep = ask::over(&alone, &spans.map(|span| (span, 4)), 1e-3);
        let plan = compile_sweep(&sweep).0?;
        boundary(&plan, true, spans)
    }

    #[test]
    fn momentum_is_stable_up_to_twice_one_plus_beta_over_the_curvature() {
        // The ravine's curvature is 50.
        let boundary = found("ravine", "momentum", "beta").expect("a quadratic");
        let points = boundary.lines.concat();
        assert!(points.len() > 50);
        for [x, y] in points {
            let (rate, beta) = (10f64.powf(-3.0 + 3.0 * x), 0.9 * y);
            let wanted = 2.0 * (1.0 + beta) / 50.0;
            assert!((rate / wanted - 1.0).abs() < 1e-3, "{beta}: {rate}, not {wanted}");
        }
    }

    #[test]
    fn where_theory_knows_nothing_there_is_no_line() {
        assert!(found("rosenbrock", "momentum", "beta").is_none(), "no quadratic");
        assert!(found("ravine", "adam", "beta1").is_none(), "no declared bound");
        assert!(found("ravine", "sgd", "start.x").is_some());
    }
}
