//! A map from coarse to fine: every pixel has at once what is known nearest to it.

use crate::scene::sweep::Spread;

/// A grid of points over the two axes of a map, the first axis fastest.
#[derive(Clone, Copy, Debug)]
pub struct Grid<'a> {
    /// The values along each axis.
    pub axes: [&'a [f64]; 2],
    /// Which of the points are known.
    pub known: &'a [bool],
}

/// Where a pixel of a map is taken from: the grid, and the point in it.
pub type Source = (usize, usize);

/// The source of each of `size` pixels, the lowest row first, over two ranges that are spread evenly: the
/// nearest point of the finest grid where that is known, else of the next coarser one; nearest to it where
/// even the coarsest is not. None where nothing is known.
pub fn sources(grids: &[Grid], ranges: [([f64; 2], Spread); 2], size: [usize; 2]) -> Vec<Option<Source>> {
    // By grid: the point of each pixel along either axis, and for each point the nearest known one.
    let columns: Vec<[Vec<usize>; 2]> = grids
        .iter()
        .map(|grid| [0, 1].map(|axis| nearest(grid.axes[axis], ranges[axis], size[axis])))
        .collect();
    let spread = grids.last().map(|grid| grown(grid));
    let mut found = Vec::with_capacity(size[0] * size[1]);
    for row in 0..size[1] {
        for column in 0..size[0] {
            let point = |index: usize| {
                let [across, up] = &columns[index];
                up[row] * grids[index].axes[0].len() + across[column]
            };
            let mut own = (0..grids.len()).map(|index| (index, point(index)));
            let source = own.find(|&(index, point)| grids[index].known.get(point) == Some(&true));
            let nearby = || {
                let last = grids.len().checked_sub(1)?;
                Some((last, spread.as_ref()?.get(point(last)).copied().flatten()?))
            };
            found.push(source.or_else(nearby));
        }
    }
    found
}

/// The nearest of some values to the middle of each of `count` pixels over a range.
fn nearest(values: &[f64], (range, scale): ([f64; 2], Spread), count: usize) -> Vec<usize> {
    let place = |value: f64| match scale {
        Spread::Linear => value,
        Spread::Log => value.ln(),
    };
    let [low, high] = range.map(place);
    let places: Vec<f64> = values.iter().map(|value| place(*value)).collect();
    let middle = |pixel: usize| low + (high - low) * (pixel as f64 + 0.5) / count as f64;
    let closest = |at: f64| {
        let far = |place: &f64| (place - at).abs();
        let all = places.iter().enumerate();
        let found = all.min_by(|a, b| far(a.1).total_cmp(&far(b.1)));
        found.map_or(0, |(index, _)| index)
    };
    (0..count).map(|pixel| closest(middle(pixel))).collect()
}

/// For each point of a grid the nearest known one, found by handing it on to the right and up, then back.
fn grown(grid: &Grid) -> Vec<Option<usize>> {
    let (columns, rows) = (grid.axes[0].len(), grid.axes[1].len());
    let mut found: Vec<Option<usize>> = (0..columns * rows)
        .map(|point| (grid.known.get(point) == Some(&true)).then_some(point))
        .collect();
    let far = |a: usize, b: usize| {
        let across = (a % columns).abs_diff(b % columns);
        let up = (a / columns).abs_diff(b / columns);
        across * across + up * up
    };
    let adopt = |found: &mut Vec<Option<usize>>, point: usize, from: usize| {
        let offered = found[from];
        let nearer = match (found[point], offered) {
            (Some(own), Some(offered)) => far(point, offered) < far(point, own),
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if nearer {
            found[point] = offered;
        }
    };
    let mut pass = |points: &mut dyn Iterator<Item = usize>, back: bool| {
        for point in points {
            let (column, row) = (point % columns, point / columns);
            let beside = if back { column + 1 < columns } else { column > 0 };
            let beyond = if back { row + 1 < rows } else { row > 0 };
            let step = |by: usize| if back { point + by } else { point - by };
            if beside {
                adopt(&mut found, point, step(1));
            }
            if beyond {
                adopt(&mut found, point, step(columns));
            }
        }
    };
    for _ in 0..2 {
        pass(&mut (0..columns * rows), false);
        pass(&mut (0..columns * rows).rev(), true);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVEN: ([f64; 2], Spread) = ([0.0, 4.0], Spread::Linear);

    fn row(found: &[Option<Source>]) -> Vec<Option<usize>> {
        found.iter().map(|s| s.map(|s| s.1)).collect()
    }

    #[test]
    fn a_pixel_has_the_nearest_point_along_each_axis() {
        let values = [0.0, 4.0];
        let grid = Grid {
            axes: [&values, &[1.0]],
            known: &[true, true],
        };
        let found = sources(&[grid], [EVEN, EVEN], [4, 1]);
        assert_eq!(row(&found), [Some(0), Some(0), Some(1), Some(1)]);
        let decades = [0.01, 0.1, 1.0];
        let grid = Grid {
            axes: [&decades, &[1.0]],
            known: &[true; 3],
        };
        let log = ([0.01, 1.0], Spread::Log);
        let found = sources(&[grid], [log, EVEN], [4, 1]);
        assert_eq!(row(&found), [Some(0), Some(1), Some(1), Some(2)]);
    }

    #[test]
    fn a_fine_point_is_taken_where_it_is_known_and_a_coarse_one_elsewhere() {
        let (fine, coarse) = ([0.5, 1.5, 2.5, 3.5], [1.0, 3.0]);
        let grids = [
            Grid {
                axes: [&fine, &[0.0]],
                known: &[false, true, false, false],
            },
            Grid {
                axes: [&coarse, &[0.0]],
                known: &[true, true],
            },
        ];
        let found = sources(&grids, [EVEN, EVEN], [4, 1]);
        assert_eq!(found, [Some((1, 0)), Some((0, 1)), Some((1, 1)), Some((1, 1))]);
    }

    #[test]
    fn where_little_is_known_the_nearest_of_it_fills_all() {
        let values = [0.5, 1.5, 2.5, 3.5];
        let filled = |known: [bool; 16]| {
            let grid = Grid {
                axes: [&values, &values],
                known: &known,
            };
            row(&sources(&[grid], [EVEN, EVEN], [4, 4]))
        };
        assert_eq!(filled([false; 16]), [None; 16]);
        let mut corners = [false; 16];
        (corners[0], corners[15]) = (true, true);
        let found = filled(corners);
        assert!(found.iter().all(Option::is_some));
        for (pixel, wanted) in [
            (0, 0),
            (1, 0),
            (4, 0),
            (5, 0),
            (10, 15),
            (11, 15),
            (14, 15),
            (15, 15),
        ] {
            assert_eq!(found[pixel], Some(wanted), "{pixel}");
        }
    }
}
