//! Where an axis has its ticks and how they are written.

use super::number;

/// How an axis spreads its values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Evenly.
    #[default]
    Linear,
    /// Evenly in the logarithm.
    Log,
}

impl Scale {
    /// The value as a position that grows evenly along the axis.
    pub fn place(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log => value.log10(),
        }
    }

    /// The value at such a position.
    pub fn value(self, place: f64) -> f64 {
        match self {
            Self::Linear => place,
            Self::Log => 10f64.powf(place),
        }
    }
}

/// One tick: the value and its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where it is, in units of the axis.
    pub value: f64,
    /// What is written at it.
    pub text: String,
}

/// About `count` round values between `low` and `high`; evenly spread ones are two at least, as a single one
/// tells no scale.
pub fn ticks(scale: Scale, low: f64, high: f64, count: usize) -> Vec<Tick> {
    if low >= high || !(high - low).is_finite() {
        return Vec::new();
    }
    let decades = (high.log10().floor() - low.log10().ceil()) as i32;
    match scale {
        Scale::Log if decades >= 1 => log_ticks(low, high, count),
        _ => linear_ticks(low, high, count),
    }
}

fn linear_ticks(low: f64, high: f64, count: usize) -> Vec<Tick> {
    let ends = |step: f64| {
        [
            (low / step - 1e-9).ceil() as i64,
            (high / step + 1e-9).floor() as i64,
        ]
    };
    let step = round_up((high - low) / count.max(1) as f64);
    // 1, 2, 5 times a power of ten, and the next smaller ones.
    let steps = std::iter::successors(Some(step), |step| Some(round_up(step * 0.4)));
    let two = |step: &f64| {
        let [first, last] = ends(*step);
        first < last
    };
    let step = steps.take(4).find(two).unwrap_or(step);
    let [first, last] = ends(step);
    let decimals = (-step.log10().floor()).max(0.0) as usize;
    (first..=last)
        .map(|i| {
            let value = i as f64 * step;
            let plain = step >= 1e-3 && high.abs().max(low.abs()) < 1e6;
            let text = match plain {
                true => format!("{value:.decimals$}").replace('-', "−"),
                false => number::short(value),
            };
            Tick { value, text }
        })
        .collect()
}

fn log_ticks(low: f64, high: f64, count: usize) -> Vec<Tick> {
    let (first, last) = (
        (low.log10() - 1e-9).ceil() as i32,
        (high.log10() + 1e-9).floor() as i32,
    );
    let every = ((last - first) as usize / count.max(1) + 1) as i32;
    (first..=last)
        .filter(|e| e.rem_euclid(every) == 0)
        .map(|e| Tick {
            value: 10f64.powi(e),
            text: match e {
                -2 => "0.01".to_owned(),
                -1 => "0.1".to_owned(),
                0 => "1".to_owned(),
                1 => "10".to_owned(),
                2 => "100".to_owned(),
                _ => format!("10{}", number::superscript(e)),
            },
        })
        .collect()
}

/// The next of 1, 2, 5 times a power of ten.
pub fn round_up(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    let factor = value / power;
    let round = [1.0, 2.0, 5.0].into_iter().find(|r| factor <= r * 1.000_001);
    round.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(scale: Scale, low: f64, high: f64, count: usize) -> Vec<String> {
        let ticks = ticks(scale, low, high, count);
        ticks.into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(
            texts(Scale::Linear, -1.0, 1.0, 4),
            ["−1.0", "−0.5", "0.0", "0.5", "1.0"]
        );
        assert_eq!(
            texts(Scale::Linear, 0.0, 1000.0, 5),
            ["0", "200", "400", "600", "800", "1000"]
        );
        assert_eq!(
            texts(Scale::Log, 1e-6, 1e3, 5),
            ["10⁻⁶", "10⁻⁴", "0.01", "1", "100"]
        );
    }

    #[test]
    fn a_tick_does_not_stand_alone() {
        assert_eq!(texts(Scale::Linear, -3.0, 3.0, 2), ["−2", "0", "2"]);
        assert_eq!(texts(Scale::Linear, 3.1, 3.9, 1), ["3.2", "3.4", "3.6", "3.8"]);
        assert_eq!(texts(Scale::Log, 0.2, 0.9, 3), ["0.2", "0.4", "0.6", "0.8"]);
    }

    #[test]
    fn an_empty_range_has_none() {
        assert!(ticks(Scale::Linear, 1.0, 1.0, 5).is_empty());
        assert!(ticks(Scale::Linear, f64::NAN, 1.0, 5).is_empty());
        // Nothing round lies between neighbouring numbers.
        assert!(ticks(Scale::Linear, 1e15, 1e15 + 0.125, 5).len() < 10);
    }
}
