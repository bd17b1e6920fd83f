//! What a range test suggests: the loss over a rising learning rate, smoothed, and the rates that rules of
//! thumb take from it.

/// The loss of a range test by step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// The learning rates, rising.
    pub rates: Vec<f64>,
    /// The loss before the step of each rate.
    pub losses: Vec<f64>,
}

/// The steps that are marked, by their places on the curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Where the loss is lowest.
    pub lowest: usize,
    /// Where its logarithm, or the loss where that has none, falls fastest into the next step.
    pub steepest: Option<usize>,
    /// The first step behind the lowest with a loss so many times as high; there the test stops.
    pub explosion: Option<usize>,
}

impl Curve {
    /// The curve without the steps at which a number is missing.
    pub fn of(rates: &[f64], losses: &[f64]) -> Self {
        let both = rates.iter().zip(losses);
        let kept = both.filter(|(rate, loss)| rate.is_finite() && loss.is_finite());
        let (rates, losses) = kept.map(|(rate, loss)| (*rate, *loss)).unzip();
        Self { rates, losses }
    }

    /// The exponential average of the losses, of which the share `beta` stays at each step, divided by 1 -
    /// beta^t so that it does not begin at 0.
    pub fn smoothed(&self, beta: f64) -> Self {
        let beta = if (0.0..1.0).contains(&beta) { beta } else { 0.0 };
        let (mut average, mut weight) = (0.0, 1.0);
        let losses = self.losses.iter().map(|loss| {
            average = beta * average + (1.0 - beta) * loss;
            weight *= beta;
            average / (1.0 - weight)
        });
        Self {
            rates: self.rates.clone(),
            losses: losses.collect(),
        }
    }

    /// What is marked; None where there is no step. `stop` is how many times the lowest loss counts as an
    /// explosion.
    pub fn marks(&self, stop: f64) -> Option<Marks> {
        let all = self.losses.iter().enumerate();
        let (lowest, least) = all.min_by(|a, b| a.1.total_cmp(b.1))?;
        let behind = (lowest..self.losses.len()).skip(1);
        // A loss of 0 or below has no multiple that would be more.
        let high = |place: &usize| *least > 0.0 && self.losses[*place] > stop * least;
        let explosion = behind.clone().find(high);
        let logarithms = self.losses.iter().all(|loss| *loss > 0.0);
        let height = |place: usize| match logarithms {
            true => self.losses[place].ln(),
            false => self.losses[place],
        };
        let fall = |place: &usize| height(place + 1) - height(*place);
        let steps = 0..lowest;
        let steepest = steps
            .min_by(|a, b| fall(a).total_cmp(&fall(b)))
            .filter(|place| fall(place) < 0.0);
        Some(Marks {
            lowest,
            steepest,
            explosion,
        })
    }
}

/// A rate that a rule of thumb takes, and what the rule says.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The rate.
    pub rate: f64,
    /// The rule, such as "a tenth of the lowest".
    pub words: &'static str,
    /// The place on the curve that it is taken from.
    pub place: usize,
}

impl Marks {
    /// The rates that are suggested, from the lowest on.
    pub fn suggestions(&self, curve: &Curve) -> Vec<Suggestion> {
        let rate = |place: usize| curve.rates[place];
        let suggestion = |place: usize, part: f64, words| Suggestion {
            rate: rate(place) * part,
            words,
            place,
        };
        let mut found = vec![
            suggestion(self.lowest, 0.1, "a tenth of the lowest"),
            suggestion(self.lowest, 1.0, "the lowest loss"),
        ];
        found.extend(
            self.explosion
                .map(|place| suggestion(place, 0.1, "a tenth of the explosion")),
        );
        found.extend(
            self.steepest
                .map(|place| suggestion(place, 1.0, "the steepest fall")),
        );
        found.sort_by(|a, b| a.rate.total_cmp(&b.rate));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(losses: &[f64]) -> Curve {
        let rates = (0..losses.len()).map(|i| 10f64.powi(i as i32 - 4)).collect();
        Curve {
            rates,
            losses: losses.to_vec(),
        }
    }

    #[test]
    fn marks_stand_where_the_curve_says() {
        let curve = curve(&[16.0, 8.0, 1.0, 0.5, 1.9, 2.1, 90.0]);
        let marks = curve.marks(4.0).expect("there are steps");
        assert_eq!(
            marks,
            Marks {
                lowest: 3,
                steepest: Some(1),
                explosion: Some(5)
            }
        );
        let told: Vec<(&str, f64)> = marks
            .suggestions(&curve)
            .into_iter()
            .map(|s| (s.words, s.rate))
            .collect();
        let wanted = [
            ("the steepest fall", 1e-3),
            ("a tenth of the lowest", 1e-2),
            ("the lowest loss", 0.1),
            ("a tenth of the explosion", 1.0),
        ];
        for ((words, rate), (said, at)) in told.iter().zip(wanted) {
            assert!(*words == said && (rate / at - 1.0).abs() < 1e-12, "{told:?}");
        }
    }

    #[test]
    fn a_loss_that_only_falls_or_is_not_positive_explodes_nowhere() {
        assert_eq!(
            curve(&[3.0, 2.0, 1.0]).marks(4.0).map(|m| m.explosion),
            Some(None)
        );
        let below = curve(&[3.0, -1.0, 5.0]).marks(4.0).expect("steps");
        assert_eq!(
            (below.lowest, below.steepest, below.explosion),
            (1, Some(0), None)
        );
        assert_eq!(curve(&[1.0, 2.0]).marks(4.0).map(|m| m.steepest), Some(None));
        assert_eq!(curve(&[]).marks(4.0), None);
    }

    #[test]
    fn what_is_no_number_is_left_out_before_anything_is_suggested() {
        let curve = Curve::of(&[0.1, 0.2, 0.3, 0.4], &[4.0, f64::NAN, 1.0, f64::INFINITY]);
        assert_eq!(
            (&curve.rates[..], &curve.losses[..]),
            (&[0.1, 0.3][..], &[4.0, 1.0][..])
        );
        assert_eq!(curve.marks(4.0).map(|m| m.lowest), Some(1));
    }

    #[test]
    fn smoothing_begins_at_the_first_loss() {
        let curve = curve(&[4.0, 2.0, 2.0]);
        assert_eq!(curve.smoothed(0.0), curve);
        // (0.5*0.5*4 + 0.5*2)/(1 - 0.25) and (0.5*2 + 0.5*2)/(1 - 0.125).
        let smooth = curve.smoothed(0.5).losses;
        for (found, wanted) in smooth.iter().zip([4.0, 2.0 / 0.75, 2.0 / 0.875]) {
            assert!((found - wanted).abs() < 1e-12, "{smooth:?}");
        }
    }
}
