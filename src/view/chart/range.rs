//! The range and the scales that show lines well.

use super::{Scale, Scales, Series};

/// The deepest fall a log scale shows: below it is rounding.
const LARGEST_SPAN: f64 = 1e-24;

/// The range that shows all lines well: on a linear scale from 0 where nothing is negative, on a log scale
/// whole tenths of decades.
///
/// What diverged may leave the picture: it would flatten everything else.
pub fn range(scale: Scale, series: &[Series]) -> (f64, f64) {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    let shown = |v: &f64| v.is_finite() && (scale == Scale::Linear || *v > 0.0);
    for line in series {
        let until = line
            .diverged_at
            .map_or(usize::MAX, |d| (d / line.every / 2).max(1));
        for &value in line.alive().iter().take(until).filter(|v| shown(v)) {
            (low, high) = (low.min(value), high.max(value));
        }
    }
    if low > high {
        return (if scale == Scale::Log { 0.1 } else { 0.0 }, 1.0);
    }
    match scale {
        Scale::Log => {
            let low = low.max(high * LARGEST_SPAN);
            let margin = ((high / low).log10() * 0.04).max(0.1);
            (low * 10f64.powf(-margin), high * 10f64.powf(margin))
        }
        Scale::Linear if low >= 0.0 => (0.0, if high > 0.0 { high * 1.05 } else { 1.0 }),
        Scale::Linear => {
            let margin = (high - low) * 0.05;
            let margin = if margin > 0.0 { margin } else { low.abs() };
            (low - margin, high + margin)
        }
    }
}

/// Which scales suit lines: a logarithm needs values above 0, and a zero now and then does no harm.
pub fn scales(series: &[Series]) -> Scales {
    let mut values = series.iter().flat_map(|s| s.alive()).filter(|v| v.is_finite());
    let mut any = false;
    match values.all(|v| {
        any |= *v > 0.0;
        *v >= 0.0
    }) {
        true if any => Scales::Both,
        true => Scales::Linear("Nothing here is above 0, where a logarithm begins"),
        false => Scales::Linear("Some values are negative, and those have no logarithm"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::line;
    use super::*;

    #[test]
    fn a_diverged_run_does_not_flatten_the_others() {
        let (good, bad) = ([10.0, 1.0, 0.1], [10.0, 1e3, 1e9, 1e18, 1e18]);
        let (low, high) = range(Scale::Log, &[line(&good, None), line(&bad, Some(3))]);
        assert!(
            (0.01..0.1).contains(&low) && (10.0..100.0).contains(&high),
            "{low} {high}"
        );
    }

    #[test]
    fn ranges_hold_their_values() {
        for (values, wanted) in [
            (&[0.0, 0.0][..], (0.0, 1.0)),
            (&[1.0, 20.0], (0.0, 21.0)),
            (&[-10.0, 10.0], (-11.0, 11.0)),
            (&[-78.0, -78.0], (-156.0, 0.0)),
            (&[f64::NAN, 20.0], (0.0, 21.0)),
        ] {
            assert_eq!(range(Scale::Linear, &[line(values, None)]), wanted, "{values:?}");
        }
        assert_eq!(range(Scale::Log, &[]), (0.1, 1.0));
    }

    #[test]
    fn a_logarithm_needs_positive_values() {
        for (values, both) in [
            (&[1.0, 0.0, 2.0][..], true),
            (&[1.0, -1e-9], false),
            (&[0.0, 0.0], false),
            (&[f64::NAN, 3.0], true),
        ] {
            let found = scales(&[line(values, None)]);
            assert_eq!(found == Scales::Both, both, "{values:?}: {found:?}");
        }
    }
}
