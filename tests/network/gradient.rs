//! Backward against the same network written out over dual numbers.

use super::hyper::Hyper;
use super::{activation, gradient, worst};
use ravine::real::Real;

/// Points of two classes.
pub fn samples() -> Vec<[f64; 3]> {
    let sample = |i: i32| {
        let a = f64::from(i);
        [(1.7 * a).sin(), (2.3 * a + 1.0).cos(), f64::from(i % 2)]
    };
    (0..11).map(sample).collect()
}

/// The mean loss of a network 2-3-2 at weights, written out over any numbers.
pub fn loss(weights: &[Hyper], samples: &[[f64; 3]], activation: &str, kind: &str, smoothing: f64) -> Hyper {
    let (one, two) = (Hyper::ONE, Hyper::of(2.0));
    let after = |z: Hyper| match activation {
        "tanh" => z.tanh(),
        "relu" => z.relu(),
        "sigmoid" => one / (one + (-z).exp()),
        "silu" => z / (one + (-z).exp()),
        "gelu" => {
            let inner =
                Hyper::of((2.0 / std::f64::consts::PI).sqrt()) * (z + Hyper::of(0.044715) * z * z * z);
            z / two * (one + inner.tanh())
        }
        "softplus" => (one + z.exp()).log(),
        "elu" if z < Hyper::ZERO => z.exp() - one,
        "leaky_relu" if z < Hyper::ZERO => z / Hyper::of(100.0),
        "elu" | "leaky_relu" => z,
        other => activation::value(other, z),
    };
    let mut total = Hyper::ZERO;
    for &[x, y, class] in samples {
        let hidden: Vec<Hyper> = (0..3)
            .map(|o| {
                after(weights[2 * o] * Hyper::of(x) + weights[2 * o + 1] * Hyper::of(y) + weights[6 + o])
            })
            .collect();
        let out: Vec<Hyper> = (0..2)
            .map(|o| (0..3).fold(weights[15 + o], |sum, i| sum + weights[9 + 3 * o + i] * hidden[i]))
            .collect();
        let target = |o: usize| {
            Hyper::of(if class == o as f64 {
                1.0 - smoothing / 2.0
            } else {
                smoothing / 2.0
            })
        };
        total = total
            + match kind {
                "cross_entropy" => {
                    let sum = (out[0].exp() + out[1].exp()).log();
                    -(target(0) * (out[0] - sum) + target(1) * (out[1] - sum))
                }
                _ => {
                    ((out[0] - target(0)) * (out[0] - target(0))
                        + (out[1] - target(1)) * (out[1] - target(1)))
                        / two
                }
            };
    }
    total / Hyper::of(samples.len() as f64)
}

#[test]
fn backward_equals_dual_numbers_for_every_activation_and_loss() {
    let samples = samples();
    let weights: Vec<f64> = (0..17).map(|i| (f64::from(i) * 1.3).sin()).collect();
    let matrix = |first: usize, rows: usize, cols: usize| -> Vec<&[f64]> {
        (0..rows)
            .map(|r| &weights[first + r * cols..first + (r + 1) * cols])
            .collect()
    };
    let init = serde_json::json!([
        {"W": matrix(0, 3, 2), "b": weights[6..9]},
        {"W": matrix(9, 2, 3), "b": weights[15..17]},
    ]);
    for activation in activation::all() {
        for (kind, smoothing) in [("cross_entropy", 0.0), ("cross_entropy", 0.2), ("mse", 0.0)] {
            let network = serde_json::json!({
                "data": {"points": samples}, "layers": [2, 3, 2], "activation": activation, "loss": kind,
                "label_smoothing": smoothing, "init": {"weights": init}, "batch": "full", "validation": 0.0,
            });
            let got = gradient(&network.to_string());
            let expected: Vec<f64> = (0..17)
                .map(|place| {
                    let seeded = weights.iter().enumerate().map(|(i, &f)| Hyper {
                        a: f64::from(u8::from(i == place)),
                        ..Hyper::of(f)
                    });
                    loss(&seeded.collect::<Vec<_>>(), &samples, activation, kind, smoothing).a
                })
                .collect();
            let off = worst(&got, &expected);
            assert!(
                off < 1e-14,
                "{activation} {kind} {smoothing}: {off:e}\n{got:?}\n{expected:?}"
            );
            assert!(expected.iter().any(|g| g.abs() > 0.01));
        }
    }
}
