//! Long lines, thinned to the pixel without losing a peak.

use std::ops::Range;

/// Indices in `range` of the values to draw when each pixel column holds `per_column` of them: first, lowest,
/// highest, last of each column. Columns begin at multiples of `per_column`, so that they stay the same ones
/// while the range moves. What is not finite counts as neither lowest nor highest.
pub fn indices(values: &[f64], range: Range<usize>, per_column: usize) -> Vec<usize> {
    let range = range.start.min(values.len())..range.end.min(values.len());
    if per_column <= 4 {
        return range.collect();
    }
    let mut kept: Vec<usize> = Vec::with_capacity((range.len() / per_column + 2) * 4);
    let mut first = range.start;
    while first < range.end {
        let end = ((first / per_column + 1) * per_column).min(range.end);
        keep(&mut kept, values, first..end);
        first = end;
    }
    kept
}

/// The same where columns hold different numbers of values, each beginning at an edge and ending before the
/// next; `edges` do not fall.
pub fn between(values: &[f64], edges: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut kept = Vec::new();
    let mut first = None;
    for edge in edges.into_iter().map(|edge| edge.min(values.len())) {
        let column = first.unwrap_or(edge)..edge;
        match column.len() {
            0..=4 => kept.extend(column),
            _ => keep(&mut kept, values, column),
        }
        first = Some(edge);
    }
    // One more leads out of the picture.
    kept.extend(first.filter(|&next| next < values.len()));
    kept
}

/// First, lowest, highest, last of a column.
fn keep(kept: &mut Vec<usize>, values: &[f64], column: Range<usize>) {
    let first = column.start;
    let (low, high) = extremes(&values[column.clone()]);
    let mut indices = [first, first + low, first + high, column.end - 1];
    indices.sort_unstable();
    for index in indices {
        if kept.last() != Some(&index) {
            kept.push(index);
        }
    }
}

/// Where the lowest and the highest finite value are; 0 where there is none.
fn extremes(values: &[f64]) -> (usize, usize) {
    let (mut low, mut high) = ((0, f64::INFINITY), (0, f64::NEG_INFINITY));
    for (i, &value) in values.iter().enumerate().filter(|(_, v)| v.is_finite()) {
        if value < low.1 {
            low = (i, value);
        }
        if value > high.1 {
            high = (i, value);
        }
    }
    (low.0, high.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_survive() {
        let mut values = vec![1.0; 10_000];
        (values[1234], values[8765]) = (50.0, -50.0);
        let kept = indices(&values, 0..10_000, 20);
        assert!(kept.len() < 2100);
        assert!([0, 1234, 8765, 9999].iter().all(|i| kept.contains(i)));
        assert!(kept.windows(2).all(|p| p[0] < p[1]));
    }

    #[test]
    fn a_peak_survives_beside_what_is_not_finite() {
        let mut values = vec![1.0; 100];
        values[10] = f64::NAN;
        values[11] = f64::INFINITY;
        values[17] = 9.0;
        assert!(indices(&values, 0..100, 10).contains(&17));
    }

    #[test]
    fn short_lines_stay_whole() {
        assert_eq!(indices(&[1.0, 2.0, 3.0], 0..9, 1), [0, 1, 2]);
    }

    #[test]
    fn columns_of_different_widths_keep_their_peaks() {
        let mut values = vec![1.0; 1000];
        values[700] = 9.0;
        let kept = between(&values, [1, 2, 4, 10, 100, 900]);
        assert_eq!(&kept[..3], [1, 2, 3]);
        assert!(kept.contains(&700) && kept.last() == Some(&900), "{kept:?}");
        assert!(
            kept.len() < 20 && kept.windows(2).all(|pair| pair[0] < pair[1]),
            "{kept:?}"
        );
        assert_eq!(between(&values[..3], [1, 2, 50]), [1, 2]);
    }

    #[test]
    fn a_part_has_the_columns_of_the_whole() {
        let values: Vec<f64> = (0..1000).map(|i| f64::from(i * 7919 % 1000)).collect();
        let inside = |i: &usize| (200..400).contains(i);
        let whole: Vec<usize> = indices(&values, 0..1000, 50).into_iter().filter(inside).collect();
        assert_eq!(indices(&values, 200..400, 50), whole);
    }
}
