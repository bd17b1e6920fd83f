//! Quantiles.

/// A quantile of sorted numbers, straight between two of them; NaN of none.
pub fn quantile(sorted: &[f64], part: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let place = part.clamp(0.0, 1.0) * last as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    match below == above {
        true => sorted[below],
        false => sorted[below] + (sorted[above] - sorted[below]) * place.fract(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_numbers() {
        for (part, wanted) in [(0.0, 1.0), (0.25, 1.75), (0.5, 2.5), (1.0, 4.0)] {
            assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], part), wanted);
        }
    }
}
