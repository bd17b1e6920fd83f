//! Two spans as the axes of a picture: from values to places and back, zoomed and moved.

use crate::scene::explore::Span;
use crate::scene::sweep::Spread;
use crate::view::ticks::Scale;

/// Ends nearer to each other than this are one: between them rounding would be seen.
const LEAST: f64 = 1e-9;

/// How values are spread, as charts have it.
pub fn scale(spread: Spread) -> Scale {
    match spread {
        Spread::Linear => Scale::Linear,
        Spread::Log => Scale::Log,
    }
}

/// Where a value lies along a span: 0 at its beginning, 1 at its end.
pub fn place(span: &Span, value: f64) -> f64 {
    let [from, to, at] = [span.from, span.to, value].map(|v| scale(span.scale).place(v));
    (at - from) / (to - from)
}

/// The value at a place of a span.
pub fn value(span: &Span, place: f64) -> f64 {
    let [from, to] = [span.from, span.to].map(|v| scale(span.scale).place(v));
    scale(span.scale).value(from + (to - from) * place)
}

/// The value at a place, as round as a picture of so many pixels can tell: whole where it counts.
pub fn rounded(span: &Span, at: f64, pixels: f64, whole: bool) -> f64 {
    let exact = value(span, at);
    if whole {
        return exact.round();
    }
    let step = (value(span, at + 0.5 / pixels) - value(span, at - 0.5 / pixels)).abs();
    if !(step > 0.0 && step.is_finite()) {
        return exact;
    }
    let unit = 10f64.powf(step.log10().floor());
    // Dividing by what is a whole number keeps decimals as they are written.
    match unit < 1.0 {
        true => (exact * (1.0 / unit).round()).round() / (1.0 / unit).round(),
        false => (exact / unit).round() * unit,
    }
}

/// A span that is seen `factor` times as large around a place. None where it could not be told from one
/// point, or would have no ends.
pub fn zoomed(span: &Span, around: f64, factor: f64) -> Option<Span> {
    moved(span, [around - around / factor, around + (1.0 - around) / factor])
}

/// A span moved by a share of itself.
pub fn panned(span: &Span, by: f64) -> Option<Span> {
    moved(span, [-by, 1.0 - by])
}

fn moved(span: &Span, ends: [f64; 2]) -> Option<Span> {
    let [from, to] = ends.map(|end| tidy(value(span, end)));
    let apart = (to - from).abs() > LEAST * from.abs().max(to.abs());
    let positive = span.scale == Spread::Linear || from.min(to) > 0.0;
    (apart && positive && from.is_finite() && to.is_finite()).then(|| Span {
        from,
        to,
        ..span.clone()
    })
}

/// Six digits: a link stays short, and no screen shows more.
fn tidy(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: f64, to: f64, scale: Spread) -> Span {
        Span {
            name: "lr".to_owned(),
            from,
            to,
            scale,
        }
    }

    #[test]
    fn a_place_has_its_value() {
        for (span, at, wanted) in [
            (span(0.001, 10.0, Spread::Log), 0.5, 0.1),
            (span(-2.0, 2.0, Spread::Linear), 0.25, -1.0),
        ] {
            assert!((value(&span, at) - wanted).abs() < 1e-12);
            assert!((place(&span, wanted) - at).abs() < 1e-12);
        }
    }

    #[test]
    fn a_value_is_as_round_as_the_picture_can_tell() {
        for (from, to, scale, at, pixels, whole, wanted) in [
            (-2.0, 2.0, Spread::Linear, 0.333, 400.0, false, -0.668),
            (0.001, 10.0, Spread::Log, 0.5, 400.0, false, 0.1),
            (0.001, 10.0, Spread::Log, 0.526, 400.0, false, 0.127),
            (1.0, 64.0, Spread::Log, 0.5, 400.0, true, 8.0),
            (0.0, 5000.0, Spread::Linear, 0.5003, 50.0, false, 2500.0),
        ] {
            let span = span(from, to, scale);
            assert_eq!(rounded(&span, at, pixels, whole), wanted, "{span:?} {at}");
        }
    }

    #[test]
    fn a_span_is_zoomed_around_a_place_and_moved() {
        let log = span(0.001, 10.0, Spread::Log);
        let nearer = zoomed(&log, 0.5, 2.0).expect("two decades");
        assert_eq!((nearer.from, nearer.to), (0.01, 1.0));
        let aside = panned(&log, 0.25).expect("a decade lower");
        assert_eq!((aside.from, aside.to), (1e-4, 1.0));
        let even = span(0.0, 4.0, Spread::Linear);
        assert_eq!(zoomed(&even, 0.0, 2.0).map(|s| [s.from, s.to]), Some([0.0, 2.0]));
        assert_eq!(zoomed(&even, 0.5, 1e12), None, "a point");
        assert_eq!(zoomed(&log, 0.5, 1e-9), None, "beyond all numbers");
    }
}
