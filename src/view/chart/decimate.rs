//! Long lines, thinned to the pixel without losing a peak.

/// Indices of the values to draw when each pixel column holds `per_column` of them: first, lowest, highest, last.
pub fn indices(values: &[f64], per_column: usize) -> Vec<usize> {
    if per_column <= 4 {
        return (0..values.len()).collect();
    }
    let mut kept = Vec::with_capacity(values.len() / per_column * 4 + 4);
    for (chunk, part) in values.chunks(per_column).enumerate() {
        let (mut low, mut high) = (0, 0);
        for (i, &value) in part.iter().enumerate() {
            if value < part[low] {
                low = i;
            }
            if value > part[high] {
                high = i;
            }
        }
        let mut column = [0, low.min(high), low.max(high), part.len() - 1].map(|i| chunk * per_column + i);
        column.sort_unstable();
        for index in column {
            if kept.last() != Some(&index) {
                kept.push(index);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_survive() {
        let mut values = vec![1.0; 10_000];
        (values[1234], values[8765]) = (50.0, -50.0);
        let kept = indices(&values, 20);
        assert!(kept.len() < 2100);
        assert!([0, 1234, 8765, 9999].iter().all(|i| kept.contains(i)));
        assert!(kept.windows(2).all(|p| p[0] < p[1]));
    }

    #[test]
    fn short_lines_stay_whole() {
        assert_eq!(indices(&[1.0, 2.0, 3.0], 1), [0, 1, 2]);
    }
}
