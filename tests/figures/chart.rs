//! Line charts over the steps.

use crate::files;
use ravine::view::canvas::{Drawing, Error, Pen};
use ravine::view::chart::draw::draw;
use ravine::view::chart::{Axis, Chart, Counted, Note, Scale, Scales, Series};
use ravine::view::palette::Palette;
use ravine::view::style::run_style;
use roxmltree::{Document, Node};

struct Figure(Chart<'static>);

impl Drawing for Figure {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
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
        counted: Counted::default(),
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
    stand_apart(&files.svg, &["81"; 4]);
}

#[test]
fn values_stay_beside_their_lines_where_a_run_diverges_between_them() {
    let mut chart = four_runs();
    chart.y = Axis {
        scale: Scale::Linear,
        low: 0.0,
        high: 60.0,
        ..chart.y
    };
    for (run, series) in chart.series.iter_mut().enumerate() {
        series.values = vec![41.0 - 10.0 * run as f64; 101].into();
    }
    let files = files("chart-diverged-between", &Figure(chart), false);
    stand_apart(&files.svg, &["41", "31", "21", "11"]);
    let line = |text: &str| heights(&files.svg, |t| t == text)[0];
    let values = ["41", "31", "21", "11"].map(line);
    assert!(values.is_sorted(), "{values:?} from the top down");
    let beside = (line("Run 0 diverged") - values[0]).abs();
    assert!(beside < 20.0, "41 is {beside} from the line that it belongs to");
}

#[test]
fn values_of_the_current_step_give_way_to_what_is_said_of_a_point() {
    let mut chart = four_runs();
    chart.series.drain(..2);
    chart.cursor = Some(20.0);
    let at = chart.series[0].values[20];
    chart.notes = vec![Note {
        step: 20.0,
        value: at,
        text: "early stop at 20".into(),
    }];
    let files = files("chart-noted", &Figure(chart), false);
    let note = heights(&files.svg, |text| text.starts_with("early stop"))[0];
    let values = heights(&files.svg, |text| ["0.0646", "0.00296"].contains(&text));
    assert_eq!(values.len(), 2);
    assert!(
        values.iter().all(|value| (value - note).abs() >= 15.0),
        "{values:?} and {note}"
    );
}

/// Each value is there, and none covers what is said of the two runs that diverged, or another value.
fn stand_apart(svg: &str, values: &[&str]) {
    let diverged = heights(svg, |text| text.ends_with("diverged"));
    let said = heights(svg, |text| values.contains(&text));
    assert_eq!((diverged.len(), said.len()), (2, values.len()));
    for (index, value) in said.iter().enumerate() {
        let others = diverged.iter().chain(&said[index + 1..]);
        let nearest = others.map(|d| (d - value).abs()).fold(f32::INFINITY, f32::min);
        assert!(
            nearest >= 15.0,
            "a value at {value} covers one of {diverged:?} and {said:?}"
        );
    }
}
