//! Guides for power laws on two logarithmic axes: lines of known slopes through a point of the line that counts,
//! and its own slope there.

use super::draw::{ChartDrawing, SMALL};
use super::{Scale, Series, Weight};
use crate::lang::number;
use crate::view::canvas::{Error, Writing};
use crate::view::line;
use egui::{Pos2, pos2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};

/// The exponents p of T^−p, and what is written at their lines.
const POWERS: [(f64, &str); 3] = [(0.5, "slope −1/2"), (1.0, "−1"), (2.0, "−2")];
/// How far around a point its slope is measured, as a factor of the steps, and at how many places.
const AROUND: f64 = 2.0;
const PLACES: usize = 33;
/// Shortest guide that is drawn, and how far a label stands from its end, in points.
const SHORTEST: f32 = 24.0;
const INSIDE: f32 = 16.0;

/// Draws the guides where both axes are logarithmic.
pub fn draw(drawing: &ChartDrawing) -> Result<(), Error> {
    let chart = drawing.chart;
    if [chart.x.scale, chart.y.scale] != [Scale::Log; 2] {
        return Ok(());
    }
    let lines = || chart.series.iter().filter(|line| line.weight != Weight::Edge);
    let strong = lines().find(|line| line.weight == Weight::Strong);
    let Some((counts, anchor)) = strong.or(lines().next_back()).and_then(|line| {
        let anchor = anchor(line, chart.cursor, [chart.x.low, chart.x.high])?;
        Some((line, anchor))
    }) else {
        return Ok(());
    };
    let grey = drawing.colors.weak.gamma_multiply(0.7);
    for (power, text) in POWERS {
        if let Some(ends) = guide(drawing, anchor, power) {
            for dash in line::dashes(&ends, &[2.0, 3.0], 0.0) {
                drawing.pen.line(&dash, 1.0, grey)?;
            }
            label(drawing, ends, anchor, text)?;
        }
    }
    let Some(slope) = slope(counts, anchor[0]) else {
        return Ok(());
    };
    let at = drawing.place(anchor[0], anchor[1]) + vec2(-8.0, 14.0);
    let writing = Writing::new(SMALL, drawing.colors.weak);
    let text = format!("here {}", number::significant(slope, 2));
    drawing.pen.text(&text, at, writing.at(HPos::Right, VPos::Center))
}

/// The point of a line through which the guides go: where it stands at the cursor, else at its end.
fn anchor(line: &Series, cursor: Option<f64>, [low, high]: [f64; 2]) -> Option<[f64; 2]> {
    let values = line.alive();
    let last = values
        .iter()
        .rposition(|value| *value > 0.0 && value.is_finite())?;
    let end = line.x(last).min(high);
    let x = cursor.unwrap_or(end).min(end).max(low);
    let y = line.at(x)?;
    (y > 0.0 && y.is_finite()).then_some([x, y])
}

/// The part inside the plot of the line of a power law through a point, from left to right.
fn guide(drawing: &ChartDrawing, [x, y]: [f64; 2], power: f64) -> Option<[Pos2; 2]> {
    let axis = &drawing.chart.x;
    let middle = drawing.place(x, y);
    let slope = {
        let decade =
            |axis: &super::Axis, length: f32| f64::from(length) / (axis.high.log10() - axis.low.log10());
        let right = decade(axis, drawing.plot.width());
        let down = power * decade(&drawing.chart.y, drawing.plot.height());
        (down / right) as f32
    };
    let across = |at: f32| pos2(at, middle.y + (at - middle.x) * slope);
    let ends = [across(drawing.plot.left()), across(drawing.plot.right())];
    let part = line::clip(&ends, drawing.plot).into_iter().next()?;
    let ends = [*part.first()?, *part.last()?];
    (line::length(&ends) > SHORTEST).then_some(ends)
}

/// Writes beside the longer side of a guide what it is.
fn label(
    drawing: &ChartDrawing,
    [left, right]: [Pos2; 2],
    anchor: [f64; 2],
    text: &str,
) -> Result<(), Error> {
    let middle = drawing.place(anchor[0], anchor[1]);
    let is_left = middle.x - left.x > right.x - middle.x;
    let (end, other) = if is_left { (left, right) } else { (right, left) };
    let way = (other - end).normalized() * INSIDE;
    let at = end + way + vec2(if is_left { 5.0 } else { -5.0 }, 0.0);
    let horizontal = if is_left { HPos::Left } else { HPos::Right };
    let writing = Writing::new(SMALL, drawing.colors.weak);
    drawing.pen.text(text, at, writing.at(horizontal, VPos::Center))
}

/// The slope of a line on two logarithmic axes around a place, by least squares.
fn slope(line: &Series, x: f64) -> Option<f64> {
    let place = |i: usize| x * AROUND.powf(2.0 * i as f64 / (PLACES - 1) as f64 - 1.0);
    let point = |x: f64| Some([x.ln(), line.at(x).filter(|value| *value > 0.0)?.ln()]);
    let points: Vec<[f64; 2]> = (0..PLACES).filter_map(|i| point(place(i))).collect();
    let count = points.len() as f64;
    let mean = |axis: usize| points.iter().map(|point| point[axis]).sum::<f64>() / count;
    let [along, up] = [mean(0), mean(1)];
    let (mut both, mut square) = (0.0, 0.0);
    for [x, y] in &points {
        both += (x - along) * (y - up);
        square += (x - along).powi(2);
    }
    let found = both / square;
    (points.len() >= PLACES / 2 && found.is_finite()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::style::run_style;

    fn power(exponent: f64) -> Series<'static> {
        let values: Vec<f64> = (0..=400).map(|k| f64::from(k).max(1.0).powf(exponent)).collect();
        Series::new("a", run_style(0, true), values)
    }

    #[test]
    fn the_slope_of_a_power_law_is_its_exponent() {
        for exponent in [-2.0, -1.0, -0.5, 0.0, 1.0] {
            for x in [50.0, 399.0] {
                let found = slope(&power(exponent), x).expect("it has one");
                assert!((found - exponent).abs() < 0.01, "{exponent} at {x}: {found}");
            }
        }
        let other = Series {
            pace: 32.0,
            ..power(-1.0)
        };
        assert!(slope(&other, 3200.0).is_some_and(|found| (found + 1.0).abs() < 0.01));
    }

    #[test]
    fn guides_go_through_the_current_point_or_the_last_one() {
        let line = power(-1.0);
        for (cursor, wanted) in [
            (Some(50.0), 50.0),
            (None, 400.0),
            (Some(0.0), 1.0),
            (Some(1e9), 400.0),
        ] {
            let [x, y] = anchor(&line, cursor, [1.0, 400.0]).expect("a point");
            assert!(x == wanted && (y * x - 1.0).abs() < 1e-9, "{cursor:?}: {x}");
        }
        let gone = Series::new("a", run_style(0, true), vec![f64::NAN, 0.0]);
        assert_eq!(anchor(&gone, None, [1.0, 400.0]), None);
    }
}
