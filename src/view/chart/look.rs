//! What is looked at of a chart: zoomed, panned, linear or logarithmic.

use super::{Axis, Chart, Scale, Scales, range, scales};
use crate::scene::Along;

/// What a view keeps of a chart between frames.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Zoom {
    /// The scale chosen by hand.
    scale: Option<Scale>,
    /// The steps shown; None is all of them.
    x: Option<[f64; 2]>,
    /// The values shown; None is all of them.
    y: Option<[f64; 2]>,
    /// What the horizontal axis was when its part was chosen.
    along: Along,
}

/// The smallest part of an axis that can be shown.
const SMALLEST: f64 = 1e-4;

impl Zoom {
    /// Chooses a scale; all values are shown again.
    pub fn spread(&mut self, scale: Scale) {
        self.scale = Some(scale);
        self.y = None;
    }

    /// Whether not all is shown.
    pub fn is_zoomed(&self) -> bool {
        self.x.is_some() || self.y.is_some()
    }

    /// Shows all.
    pub fn reset(&mut self) {
        (self.x, self.y) = (None, None);
    }

    /// Spreads a chart that shows all as it was chosen, and narrows it to what is looked at; gives the axes
    /// that show all. What is looked at stays while the lines change under it, and is forgotten once nothing
    /// of them is there any longer.
    pub fn apply<'a>(&mut self, chart: &mut Chart<'a>) -> [Axis<'a>; 2] {
        if self.along != chart.counted.along {
            (self.along, self.x) = (chart.counted.along, None);
        }
        if let Some(scale) = self.scale {
            spread(chart, chart.scales.nearest(scale));
        }
        let whole = [chart.x.clone(), chart.y.clone()];
        for (part, axis) in [(&mut self.x, &mut chart.x), (&mut self.y, &mut chart.y)] {
            *part = part.filter(|[low, high]| *low < axis.high && *high > axis.low);
            if let Some([low, high]) = *part {
                (axis.low, axis.high) = (low, high);
            }
        }
        whole
    }

    /// Magnifies by factors along x and y; the point at `at`, parts of the axes from 0 to 1, stays where it
    /// is. `whole` is the chart that shows all.
    pub fn zoom(&mut self, whole: [&Axis; 2], at: [f64; 2], factors: [f64; 2]) {
        self.change(whole, |[low, high], axis| {
            let (at, factor) = (at[axis], factors[axis]);
            let fixed = low + (high - low) * at;
            [fixed - (fixed - low) / factor, fixed + (high - fixed) / factor]
        });
    }

    /// Moves what is shown by parts of the axes.
    pub fn pan(&mut self, whole: [&Axis; 2], by: [f64; 2]) {
        self.change(whole, |[low, high], axis| {
            let by = (high - low) * by[axis];
            [low - by, high - by]
        });
    }

    /// Changes what is shown, in places that grow evenly along the axes.
    fn change(&mut self, whole: [&Axis; 2], change: impl Fn([f64; 2], usize) -> [f64; 2]) {
        for (index, (part, axis)) in [&mut self.x, &mut self.y].into_iter().zip(whole).enumerate() {
            let ends = [axis.low, axis.high].map(|v| axis.scale.place(v));
            let shown = part.map_or(ends, |p| p.map(|v| axis.scale.place(v)));
            *part = inside(change(shown, index), ends).map(|p| p.map(|v| axis.scale.value(v)));
        }
    }
}

/// Spreads a chart that shows all over another scale. What is negative somewhere has a logarithm only as
/// magnitudes.
fn spread(chart: &mut Chart, scale: Scale) {
    if chart.y.scale == scale {
        return;
    }
    let magnitudes = scale == Scale::Log && chart.scales == Scales::Magnitudes;
    if magnitudes && scales(&chart.series) != Scales::Both {
        chart.title = format!("|{}|", chart.title).into();
        for line in &mut chart.series {
            line.values = line.values.iter().map(|v| v.abs()).collect();
        }
    }
    chart.y.scale = scale;
    (chart.y.low, chart.y.high) = range(scale, &chart.series);
}

/// A range moved into another; None where it is the whole of it.
fn inside([low, high]: [f64; 2], [first, last]: [f64; 2]) -> Option<[f64; 2]> {
    let whole = last - first;
    let width = (high - low).max(whole * SMALLEST);
    // A little less than all is still all: nobody aims at the last pixel.
    if width >= whole * 0.999 {
        return None;
    }
    let middle = (low + high) / 2.0;
    let low = (middle - width / 2.0).clamp(first, last - width);
    Some([low, low + width])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(scale: Scale, low: f64, high: f64) -> Axis<'static> {
        Axis {
            label: "".into(),
            unit: "".into(),
            scale,
            low,
            high,
        }
    }

    fn near(found: Option<[f64; 2]>, wanted: Option<[f64; 2]>) {
        let close = match (found, wanted) {
            (Some(a), Some(b)) => a.iter().zip(b).all(|(a, b)| (a / b - 1.0).abs() < 1e-9),
            (a, b) => a == b,
        };
        assert!(close, "{found:?} instead of {wanted:?}");
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let (x, y) = (axis(Scale::Linear, 0.0, 1000.0), axis(Scale::Log, 1e-4, 1e4));
        let mut look = Zoom::default();
        look.zoom([&x, &y], [0.5, 0.75], [2.0, 2.0]);
        near(look.x, Some([250.0, 750.0]));
        near(look.y, Some([1e-1, 1e3]));
        look.zoom([&x, &y], [0.0, 0.0], [2.0, 1.0]);
        near(look.x, Some([250.0, 500.0]));
        look.zoom([&x, &y], [0.5, 0.5], [0.01, 0.01]);
        assert_eq!(look, Zoom::default());
    }

    #[test]
    fn panning_stops_at_the_ends() {
        let (x, y) = (axis(Scale::Linear, 0.0, 100.0), axis(Scale::Linear, 10.0, 20.0));
        let mut look = Zoom::default();
        look.pan([&x, &y], [0.5, 0.5]);
        assert_eq!(look, Zoom::default());
        look.zoom([&x, &y], [0.5, 0.5], [2.0, 2.0]);
        look.pan([&x, &y], [0.2, -5.0]);
        near(look.x, Some([15.0, 65.0]));
        near(look.y, Some([15.0, 20.0]));
    }

    #[test]
    fn the_deepest_zoom_is_bounded() {
        let (x, y) = (axis(Scale::Linear, 0.0, 1e4), axis(Scale::Linear, 0.0, 1.0));
        let mut look = Zoom::default();
        look.zoom([&x, &y], [0.3, 0.3], [1e9, 1e9]);
        let [low, high] = look.x.expect("zoomed");
        assert!((high - low - 1.0).abs() < 1e-6, "{low} {high}");
    }

    #[test]
    fn a_scale_that_does_not_suit_is_not_taken() {
        for (scales, taken) in [
            (Scales::Both, Scale::Log),
            (Scales::Magnitudes, Scale::Log),
            (Scales::Log(""), Scale::Log),
            (Scales::Linear(""), Scale::Linear),
        ] {
            assert_eq!(scales.nearest(Scale::Log), taken, "{scales:?}");
        }
        assert_eq!(Scales::Log("").nearest(Scale::Linear), Scale::Log);
    }
}
