//! A sweep: a scene whose settings are spread over axes, so that one file stands for up to a million runs.

use super::Scene;
use serde::{Deserialize, Serialize};

/// Every run of a scene from every start, at every point of the axes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sweep {
    /// What is swept.
    pub scene: Scene,
    /// One or two axes, the first one fastest.
    pub axes: Vec<Axis>,
    /// Whether the axes go together: the i-th point has the i-th value of each of them, of which there may be
    /// four. Else every value of one goes with every value of the other.
    #[serde(default, skip_serializing_if = "is_not")]
    pub together: bool,
    /// How far above the lowest declared minimum (or above 0 where none is declared) a loss counts as
    /// reached. Of a network it is the training loss itself, whose lowest is 0.
    #[serde(default = "tolerance")]
    pub tolerance: f64,
    /// How often every point is repeated, each time with other random numbers.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub seeds: u32,
    /// Steps at which outcomes are kept besides those of the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<u32>,
}

/// The values of one setting: evenly spread from `from` to `to`, or listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// The setting: a parameter of the optimizer such as `lr`, `schedule.lr_min`, `warmup.steps`,
    /// `warmup.start`, `stages.0.max_norm` or `seed`; on a surface `surface.b`, `start.x` or `start.y`; on a
    /// network `batch`, `micro_batches`, `dropout`, `label_smoothing`, `init.normal`, `width`,
    /// `corrupt.step`, `corrupt.factor`, or of generated data such as `data.noise`.
    pub name: String,
    /// The first value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// The last value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
    /// How many values there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// How the values are spread.
    #[serde(default)]
    pub scale: Spread,
    /// The values themselves, instead of `from`, `to` and `count`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<f64>>,
}

/// How values are spread between two ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spread {
    /// At equal differences.
    #[default]
    Linear,
    /// At equal ratios.
    Log,
}

impl Sweep {
    /// A scene over some axes, with the usual tolerance, every point once.
    pub fn over(scene: Scene, axes: Vec<Axis>) -> Self {
        Self {
            scene,
            axes,
            together: false,
            tolerance: tolerance(),
            seeds: 1,
            kept: Vec::new(),
        }
    }
}

impl Axis {
    /// An axis of given values.
    pub fn listed(name: &str, values: Vec<f64>) -> Self {
        Self {
            name: name.to_owned(),
            from: None,
            to: None,
            count: None,
            scale: Spread::Linear,
            values: Some(values),
        }
    }

    /// An axis of evenly spread values.
    pub fn spread(name: &str, [from, to]: [f64; 2], count: u32, scale: Spread) -> Self {
        Self {
            name: name.to_owned(),
            from: Some(from),
            to: Some(to),
            count: Some(count),
            scale,
            values: None,
        }
    }
}

impl Spread {
    /// `count` values from `from` to `to`; on a log scale both are positive.
    pub fn values(self, [from, to]: [f64; 2], count: usize) -> Vec<f64> {
        let part = |i: usize| i as f64 / count.saturating_sub(1).max(1) as f64;
        let value = |i: usize| match (self, i) {
            // The ends are exact.
            (_, 0) => from,
            _ if i + 1 == count => to,
            (Self::Linear, _) => from + (to - from) * part(i),
            (Self::Log, _) => from * (to / from).powf(part(i)),
        };
        (0..count).map(value).collect()
    }
}

fn tolerance() -> f64 {
    1e-6
}

fn one() -> u32 {
    1
}

fn is_not(told: &bool) -> bool {
    !*told
}

fn is_one(count: &u32) -> bool {
    *count == 1
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn values_are_spread_evenly_with_exact_ends() {
        assert_eq!(Spread::Linear.values([1.0, 2.0], 3), [1.0, 1.5, 2.0]);
        assert_eq!(Spread::Log.values([0.01, 100.0], 3), [0.01, 1.0, 100.0]);
        assert_eq!(Spread::Log.values([0.1, 5.0], 1), [0.1]);
        assert_eq!(Spread::Linear.values([0.1, 0.7], 7)[6], 0.7);
    }
}
