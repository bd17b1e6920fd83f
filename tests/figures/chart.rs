//! Line charts over the steps.

use crate::files;
use ravine::view::canvas::{Canvas, Drawing, Error, Pen};
use ravine::view::chart::draw::draw;
use ravine::view::chart::{Axis, Chart, Scale, Scales, Series};
use ravine::view::palette::Palette;
use ravine::view::style::run_style;
use roxmltree::{Document, Node};

struct Figure(Chart<'static>);

impl Drawing for Figure {
    fn draw<DB: Canvas>(&self, pen: &Pen<DB>, colors: &Palette) -> Result<(), Error<DB>> {
        draw(pen, &self.0, colors, 26.0).map(|_| ())
    }
}

/// Four runs from 81, of which the first two diverge at once, seen at step 0.
fn four_runs() -> Chart<'static> {
    let axis = |label: &'static str, scale, high| Axis {
        label: label.into(),
        unit: "".into(),
        scale,
        low: if scale == Scale::Log { 1e-3 } else { 0.0 },
        high,
    };
    let run = |run: usize| {
        let diverges = run < 2;
        let factor: f64 = if diverges { 40.0 } else { 0.9 - 0.1 * run as f64 };
        let values: Vec<f64> = (0..=100).map(|k| 81.0 * factor.powi(k)).collect();
        Series {
            diverged_at: diverges.then_some(2 + run),
            run: Some(run),
            ..Series::new(format!("Run {run}"), run_style(run, false), values)
        }
    };
    Chart {
        title: "Loss".into(),
        x: axis("step", Scale::Linear, 100.0),
        y: axis("", Scale::Log, 100.0),
        scales: Scales::Both,
        series: (0..4).map(run).collect(),
        bands: Vec::new(),
        guides: Vec::new(),
        notes: Vec::new(),
        hidden: Vec::new(),
        cursor: Some(0.0),
        hovered: None,
    }
}

/// The heights of the texts that say something.
fn heights(svg: &str, says: impl Fn(&str) -> bool) -> Vec<f32> {
    let document = Document::parse(svg).expect("well-formed XML");
    let height = |node: Node| {
        let said = node.has_tag_name("text") && node.text().is_some_and(&says);
        said.then(|| node.attribute("y")?.parse().ok())?
    };
    document.descendants().filter_map(height).collect()
}

#[test]
fn values_of_the_current_step_give_way_to_what_diverged() {
    let files = files("chart-diverged", &Figure(four_runs()), false);
    files.says(&[
        "Loss",
        "log scale",
        "Run 0 diverged",
        "Run 1 diverged",
        "Run 2",
        "Run 3",
    ]);
    let diverged = heights(&files.svg, |text| text.ends_with("diverged"));
    let values = heights(&files.svg, |text| text == "81");
    assert_eq!((diverged.len(), values.len()), (2, 4));
    for value in &values {
        let nearest = diverged
            .iter()
            .map(|d| (d - value).abs())
            .fold(f32::INFINITY, f32::min);
        assert!(nearest >= 15.0, "a value at {value} covers one of {diverged:?}");
    }
}
