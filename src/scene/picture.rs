//! How the surface is drawn: colours, range, camera, arrows, swarm.

use serde::{Deserialize, Serialize};

/// How the surface is drawn. No change here recompiles anything.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Picture {
    /// The colours of losses.
    #[serde(skip_serializing_if = "is_default")]
    pub map: Map,
    /// How losses are spread over colours and heights.
    #[serde(skip_serializing_if = "is_default")]
    pub spread: Spread,
    /// Whether it is seen in three dimensions.
    #[serde(skip_serializing_if = "is_default")]
    pub relief: bool,
    /// Shown range of each coordinate; empty: the surface's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub range: Vec<[f64; 2]>,
    /// From where it is seen in three dimensions.
    #[serde(skip_serializing_if = "is_default")]
    pub camera: Camera,
    /// What is drawn at the heads.
    #[serde(skip_serializing_if = "is_default")]
    pub arrows: Arrows,
    /// How the selected run is shown from a whole grid of starts.
    #[serde(skip_serializing_if = "is_default")]
    pub swarm: Swarm,
}

/// A perceptual colour map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Map {
    /// Blue to yellow, the same for colour-blind eyes.
    #[default]
    Cividis,
    /// Violet over green to yellow.
    Viridis,
    /// No hue.
    Grey,
}

/// How losses are spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spread {
    /// By the logarithm of their distance from the lowest.
    #[default]
    Log,
    /// Evenly.
    Linear,
}

/// A run from a whole grid of starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Swarm {
    /// Not shown.
    #[default]
    Off,
    /// In the run's colour.
    Run,
    /// The stronger, the lower the loss.
    Loss,
}

/// From where a relief is seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Camera {
    /// Turned around the loss axis, in degrees; 0 looks along y.
    pub turn: f64,
    /// Above the ground, in degrees.
    pub tilt: f64,
    /// How many times nearer than to see all.
    pub zoom: f64,
}

/// Arrows at the heads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Arrows {
    /// Down the gradient.
    pub gradient: bool,
    /// To the next point.
    pub update: bool,
    /// Recorded variables with a number for each coordinate, by name.
    pub variables: Vec<String>,
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            turn: 30.0,
            tilt: 48.0,
            zoom: 1.0,
        }
    }
}

impl Camera {
    /// The same within what can be seen: no tilt below the ground or beyond the zenith.
    #[must_use]
    pub fn bounded(self) -> Self {
        let or = |value: f64, default: f64| if value.is_finite() { value } else { default };
        let own = Self::default();
        Self {
            turn: or(self.turn, own.turn).rem_euclid(360.0),
            tilt: or(self.tilt, own.tilt).clamp(8.0, 89.0),
            zoom: or(self.zoom, own.zoom).clamp(0.5, 6.0),
        }
    }
}

impl Picture {
    /// Whether nothing was chosen.
    pub fn is_default(&self) -> bool {
        is_default(self)
    }

    /// The shown range of each coordinate of a surface that lives on `domain`.
    pub fn range(&self, domain: &[[f64; 2]]) -> Vec<[f64; 2]> {
        let usable = |[low, high]: &[f64; 2]| low.is_finite() && high.is_finite() && low < high;
        match self.range.len() == domain.len() && self.range.iter().all(usable) {
            true => self.range.clone(),
            false => domain.to_vec(),
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_that_cannot_be_shown_is_none() {
        let domain = [[-2.0, 2.0], [-1.0, 3.0]];
        for (range, shown) in [
            (vec![], [[-2.0, 2.0], [-1.0, 3.0]]),
            (vec![[0.0, 1.0], [0.0, 0.5]], [[0.0, 1.0], [0.0, 0.5]]),
            (vec![[0.0, 1.0]], [[-2.0, 2.0], [-1.0, 3.0]]),
            (vec![[1.0, 0.0], [0.0, 0.5]], [[-2.0, 2.0], [-1.0, 3.0]]),
            (vec![[0.0, f64::INFINITY], [0.0, 0.5]], [[-2.0, 2.0], [-1.0, 3.0]]),
        ] {
            let picture = Picture {
                range,
                ..Picture::default()
            };
            assert_eq!(picture.range(&domain), shown);
        }
    }

    #[test]
    fn what_was_not_chosen_takes_no_room_in_a_link() {
        assert_eq!(
            serde_json::to_string(&Picture::default()).expect("plain data"),
            "{}"
        );
    }
}
