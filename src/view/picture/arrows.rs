//! Arrows at the heads: down the gradient, along the update, and any recorded variable with a number a
//! coordinate.
//!
//! Lengths are logarithmic: the longest arrow of a run's variable has the full length, one a million times
//! smaller none. A variable is drawn with the sign with which it enters the update, which the legend names.

use super::readout::ground;
use crate::lang::column;
use crate::scene::picture::Arrows;
use crate::trace::{RunTrace, Trace};
use crate::view::Shown;
use crate::view::canvas::{Error, Pen, Writing};
use crate::view::label::Labels;
use crate::view::palette::Palette;
use crate::view::path::{RunHead, alive};
use crate::view::style::run_style;
use egui::{Color32, FontId, Pos2, Rect, Ui, Vec2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};

/// Length of the longest arrow.
const LONGEST: f32 = 64.0;
/// Length of the shortest that is drawn.
const SHORTEST: f32 = 10.0;
/// Powers of ten between the longest and none.
const DECADES: f64 = 6.0;
/// Most steps by which a run's largest value is judged.
const JUDGED: usize = 1024;
/// Size of the legend's letters, and height of its lines.
const WRITING: f32 = 12.0;
const ROW: f32 = 17.0;
/// Columns that have their own switches or are no directions.
const OWN: [&str; 3] = ["w", "g", "g_raw"];

/// What an arrow shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum What<'a> {
    Gradient,
    Update,
    Variable(&'a str),
}

/// The variables that could be drawn, in the order in which they are recorded.
pub fn variables(trace: &Trace) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for run in &trace.runs {
        let width = run.column(column::W).map_or(0, |w| w.width);
        let wide = run.columns.iter().filter(|c| c.width == width && width > 0);
        for column in wide.filter(|c| !OWN.contains(&c.name.as_str())) {
            if !names.contains(&column.name.as_str()) {
                names.push(&column.name);
            }
        }
    }
    names
}

/// Draws the arrows at heads, the names of the selected run's at their tips. `place` is where a point of the
/// surface is seen, `ranges` what is shown of it.
pub fn draw(
    pen: &Pen,
    labels: &mut Labels,
    shown: &Shown,
    heads: &[RunHead],
    ranges: &[[f64; 2]],
    place: &dyn Fn(&[f64]) -> Pos2,
    colors: &Palette,
) -> Result<(), Error> {
    let kinds = kinds(&shown.scene.view.picture.arrows);
    for (run, at) in heads {
        let step = alive(run, shown.position) as usize;
        for (index, what) in kinds.iter().enumerate() {
            let Some(vector) = signed(run, what, step) else {
                continue;
            };
            let length = length(run, what, &vector);
            let (Some(way), Some(length)) = (direction(run.point(step), &vector, ranges, place), length)
            else {
                continue;
            };
            let color = match what {
                What::Update => run_style(run.run, colors.dark).color,
                _ => color(index, what, colors),
            };
            let tip = *at + way * length;
            arrow(pen, *at + way * 6.0_f32.min(length / 2.0), tip, color, colors)?;
            if run.run == shown.scene.view.selected {
                write(pen, labels, (tip, way), &name(what, sign(run, what)), color)?;
            }
        }
    }
    Ok(())
}

/// Writes a name ahead of a tip, or beside it, where there is room.
fn write(
    pen: &Pen,
    labels: &mut Labels,
    (tip, way): (Pos2, Vec2),
    text: &str,
    color: Color32,
) -> Result<(), Error> {
    let writing = Writing::new(12.0, color).at(HPos::Center, VPos::Center);
    let size = pen.extent(text, writing)?;
    let side = way.rot90();
    let aside = size.length() / 2.0 + 4.0;
    let ways = [
        way * 11.0,
        way * 24.0,
        side * aside,
        side * -aside,
        way * 38.0,
        way * 24.0 + side * aside,
        way * 24.0 - side * aside,
    ];
    let places = ways.map(|way| Rect::from_center_size(tip + way, size));
    let Some(rect) = places.into_iter().find(|rect| labels.has_room(*rect)) else {
        return Ok(());
    };
    labels.avoid(rect.expand(2.0));
    pen.text(text, rect.center(), writing)
}

/// Says what the arrows are, in a corner of the plot.
pub fn legend(pen: &Pen, plot: Rect, shown: &Shown, colors: &Palette) -> Result<(), Error> {
    let kinds = kinds(&shown.scene.view.picture.arrows);
    if kinds.is_empty() {
        return Ok(());
    }
    let writing = Writing::new(WRITING, colors.text);
    let texts = said(shown, &kinds);
    let mut width: f32 = 0.0;
    for text in &texts {
        width = width.max(pen.width(text, writing)?);
    }
    let rect = corner(plot, width, texts.len());
    pen.panel(rect, 6.0, ground(colors))?;
    for (index, text) in texts.iter().enumerate() {
        let from = rect.min + vec2(8.0, 5.0 + ROW * (index as f32 + 0.5));
        let Some(what) = kinds.get(index) else {
            pen.text(text, from, writing)?;
            continue;
        };
        arrow(
            pen,
            from,
            from + vec2(24.0, 0.0),
            color(index, what, colors),
            colors,
        )?;
        pen.text(text, from + vec2(30.0, 0.0), writing)?;
    }
    Ok(())
}

/// Where the legend is, if there is one.
pub fn legend_place(ui: &Ui, plot: Rect, shown: &Shown) -> Option<Rect> {
    let kinds = kinds(&shown.scene.view.picture.arrows);
    let texts = said(shown, &kinds);
    let font = FontId::proportional(WRITING);
    let written = |text: String| ui.painter().layout_no_wrap(text, font.clone(), Color32::BLACK);
    let count = texts.len();
    let widths = texts.into_iter().map(|text| written(text).size().x);
    (!kinds.is_empty()).then(|| corner(plot, widths.fold(0.0, f32::max), count))
}

/// The lines of the legend.
fn said(shown: &Shown, kinds: &[What]) -> Vec<String> {
    let lengths = "lengths: logarithmic, six powers of ten".to_owned();
    kinds
        .iter()
        .map(|what| described(shown, what))
        .chain([lengths])
        .collect()
}

fn corner(plot: Rect, width: f32, rows: usize) -> Rect {
    let size = vec2(width + 46.0, ROW * rows as f32 + 10.0);
    Rect::from_min_size(plot.max - size - vec2(8.0, 8.0), size)
}

fn kinds(arrows: &Arrows) -> Vec<What<'_>> {
    let own = [(arrows.gradient, What::Gradient), (arrows.update, What::Update)];
    let own = own.into_iter().filter(|(on, _)| *on).map(|(_, what)| what);
    own.chain(arrows.variables.iter().map(|v| What::Variable(v)))
        .collect()
}

fn described(shown: &Shown, what: &What) -> String {
    match what {
        What::Gradient => "−∇f, down the gradient".to_owned(),
        What::Update => "Δw, the next update, in the run’s colour".to_owned(),
        What::Variable(variable) => {
            let has = |r: &&RunTrace| r.column(variable).is_some();
            let runs: Vec<_> = shown.runs().into_iter().filter(has).collect();
            match runs.last() {
                Some(run) => name(what, sign(run, what)),
                None => format!("{variable}: no run shown has it"),
            }
        }
    }
}

fn name(what: &What, sign: f64) -> String {
    match what {
        What::Gradient => "−∇f".to_owned(),
        What::Update => "Δw".to_owned(),
        What::Variable(variable) if sign < 0.0 => format!("−{variable}"),
        What::Variable(variable) => (*variable).to_owned(),
    }
}

fn color(index: usize, what: &What, colors: &Palette) -> Color32 {
    match what {
        What::Gradient | What::Update => colors.text,
        What::Variable(_) if index.is_multiple_of(2) => colors.accent,
        What::Variable(_) => colors.warning,
    }
}

/// The vector of a run inside a step, with its sign; None where there is none, as after divergence.
fn signed(run: &RunTrace, what: &What, step: usize) -> Option<Vec<f64>> {
    let sign = sign(run, what);
    Some(raw(run, what, step)?.into_iter().map(|v| v * sign).collect())
}

fn raw(run: &RunTrace, what: &What, step: usize) -> Option<Vec<f64>> {
    if run.diverged_at.is_some_and(|at| step + run.every() >= at) {
        return None;
    }
    let entry = |name: &str| run.column(name).map(|c| c.entry(step).to_vec());
    let vector = match what {
        What::Gradient => entry("g_raw").or_else(|| entry("g"))?,
        What::Update => update(run, step)?,
        What::Variable(name) => entry(name)?,
    };
    (!vector.is_empty() && vector.iter().all(|v| v.is_finite())).then_some(vector)
}

fn update(run: &RunTrace, step: usize) -> Option<Vec<f64>> {
    let (from, to) = (run.point(step), run.point(step + run.every()));
    (from.len() == to.len() && !to.is_empty()).then(|| from.iter().zip(to).map(|(a, b)| b - a).collect())
}

/// The sign with which a vector enters the update: that of most steps.
fn sign(run: &RunTrace, what: &What) -> f64 {
    match what {
        What::Gradient => -1.0,
        What::Update => 1.0,
        What::Variable(_) => {
            let agrees = |step: usize| {
                let (a, b) = (raw(run, what, step)?, update(run, step)?);
                let dot: f64 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
                Some(if dot == 0.0 { 0.0 } else { dot.signum() })
            };
            let sum: f64 = judged(run).filter_map(agrees).sum();
            if sum < 0.0 { -1.0 } else { 1.0 }
        }
    }
}

/// Steps of a run, spread evenly, by which it is judged.
fn judged(run: &RunTrace) -> impl Iterator<Item = usize> + use<> {
    let steps = run.column(column::W).map_or(0, |w| w.len().saturating_sub(1));
    (0..steps).step_by(steps.div_ceil(JUDGED).max(1))
}

fn length(run: &RunTrace, what: &What, vector: &[f64]) -> Option<f32> {
    let norm = |v: &[f64]| v.iter().map(|v| v * v).sum::<f64>().sqrt();
    let largest = judged(run)
        .filter_map(|step| raw(run, what, step))
        .map(|v| norm(&v));
    let largest = largest.fold(norm(vector), f64::max);
    let share = 1.0 + (norm(vector) / largest).log10() / DECADES;
    (share > 0.0).then(|| (LONGEST * share as f32).max(SHORTEST))
}

/// The direction in which a vector at a point is seen.
fn direction(
    point: &[f64],
    vector: &[f64],
    ranges: &[[f64; 2]],
    place: &dyn Fn(&[f64]) -> Pos2,
) -> Option<Vec2> {
    let spans: Vec<f64> = ranges.iter().map(|[low, high]| high - low).collect();
    let parts: Vec<f64> = vector.iter().zip(&spans).map(|(v, span)| v / span).collect();
    let norm = parts.iter().map(|p| p * p).sum::<f64>().sqrt();
    let ahead = point
        .iter()
        .zip(&parts)
        .zip(&spans)
        .map(|((w, p), span)| w + 0.01 * p / norm * span);
    let way = place(&ahead.collect::<Vec<f64>>()) - place(point);
    (norm > 0.0 && way.length() > 1e-3).then(|| way.normalized())
}

fn arrow(pen: &Pen, from: Pos2, to: Pos2, color: Color32, colors: &Palette) -> Result<(), Error> {
    let way = (to - from).normalized();
    let neck = to - way * 8.0;
    pen.line(&[from, neck], 4.5, colors.background.gamma_multiply(0.6))?;
    pen.line(&[from, neck], 2.0, color)?;
    let side = way.rot90() * 4.0;
    pen.polygon(&[to, neck + side, neck - side], color)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Column;

    /// A run that goes against its column `m`, whose numbers shrink tenfold each step.
    fn run() -> RunTrace {
        let sizes = [1.0, 0.1, 0.01, 1e-9];
        let mut w = vec![0.0, 0.0];
        for size in sizes {
            let at = w.len();
            w.extend([w[at - 2] - size, w[at - 1]]);
        }
        let column = |name: &str, width, values| Column {
            name: name.to_owned(),
            width,
            every: 1,
            values,
        };
        RunTrace {
            columns: vec![
                column("loss", 0, vec![0.0; 5]),
                column("w", 2, w),
                column("m", 2, sizes.iter().flat_map(|&s| [s, 0.0]).collect()),
                column("scale", 0, vec![1.0; 4]),
            ],
            ..RunTrace::default()
        }
    }

    #[test]
    fn variables_with_a_number_a_coordinate_can_be_drawn() {
        let trace = Trace {
            runs: vec![run()],
            ..Trace::default()
        };
        assert_eq!(variables(&trace), ["m"]);
    }

    #[test]
    fn a_variable_points_where_it_pushes() {
        let what = What::Variable("m");
        assert_eq!(sign(&run(), &what), -1.0);
        assert_eq!(name(&what, -1.0), "−m");
        assert_eq!(signed(&run(), &what, 0), Some(vec![-1.0, 0.0]));
    }

    #[test]
    fn lengths_are_logarithmic() {
        let what = What::Variable("m");
        let length = |step| length(&run(), &what, &raw(&run(), &what, step).expect("recorded"));
        for step in 0..3 {
            let wanted = LONGEST * (1.0 - step as f32 / 6.0);
            assert!(length(step).is_some_and(|l| (l - wanted).abs() < 1e-3), "{step}");
        }
        assert_eq!(length(3), None);
    }

    #[test]
    fn a_diverged_run_has_no_arrow_any_more() {
        let diverged = RunTrace {
            diverged_at: Some(2),
            ..run()
        };
        assert!(raw(&diverged, &What::Update, 0).is_some() && raw(&diverged, &What::Update, 1).is_none());
    }
}
