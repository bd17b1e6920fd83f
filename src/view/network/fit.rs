//! Data of one feature: the points, and the curves that the runs' networks draw through them.

use super::answers::{AnsweredSamples, Answers, probabilities};
use super::plane::{around, domain, shares, value};
use super::points::{self, SampleMark, thinned};
use super::trained::Trained;
use crate::compile::network::model::Network;
use crate::view::axes::Plot;
use crate::view::canvas::{Error, Pen};
use crate::view::number::short;
use crate::view::palette::Palette;
use crate::view::style::RunStyle;
use crate::view::{Shown, line};
use egui::Pos2;

/// Samples of a curve.
const SAMPLES: usize = 240;

/// The range of the feature and of what is predicted: values, or the probability of each class.
pub fn ranges(network: &Network) -> Vec<[f64; 2]> {
    let mut ranges = domain(network);
    ranges.push(match network.classifies() {
        true => [-0.1, 1.1],
        false => {
            let parts = [AnsweredSamples::Training, AnsweredSamples::Validation];
            around(
                parts
                    .iter()
                    .flat_map(|part| part.samples(network).data.targets.iter().copied()),
            )
        }
    });
    ranges
}

/// Draws the samples, and the curve of every run that is shown: the selected one's on top.
pub fn draw(
    pen: &Pen,
    (shown, step): (&Shown, f64),
    network: &Network,
    answers: &mut Answers,
    plot: &Plot,
    colors: &Palette,
) -> Result<(), Error> {
    axes(pen, network, plot, colors)?;
    samples(pen, network, plot, colors)?;
    let xs: Vec<f64> = (0..=SAMPLES)
        .map(|i| plot.x[0] + (plot.x[1] - plot.x[0]) * i as f64 / SAMPLES as f64)
        .collect();
    for (trained, strong) in all(shown) {
        let outputs = answers.at(&trained, step, &xs);
        let count = trained.network.train.outputs;
        for output in 0..count {
            let value = |z: &[f64]| match trained.network.classifies() {
                true => probabilities(trained.network, z)[output],
                false => z[output],
            };
            let style: RunStyle = match trained.network.classifies() {
                true => points::of_class(&trained.network.train.data, output, colors.dark),
                false => shown.style(trained.trace.run, colors.dark),
            };
            let answered = outputs.chunks_exact(count).zip(&xs);
            let points: Vec<Pos2> = answered.map(|(z, x)| plot.place(*x, value(z))).collect();
            let width = if strong { 2.5 } else { 1.5 };
            for part in line::clip(&points, plot.rect) {
                pen.dashed(&part, (style.dash, 0.0), width, style.color)?;
            }
        }
    }
    Ok(())
}

/// Draws the ticks, x in the numbers that were given, and what feature and target are called where a header
/// tells.
fn axes(pen: &Pen, network: &Network, plot: &Plot, colors: &Palette) -> Result<(), Error> {
    let data = &network.train.data;
    let given = Plot {
        x: plot.x.map(|x| data.given(0, x)),
        ..*plot
    };
    given.ticks(pen, colors)?;
    let predicted = match network.classifies() {
        true => "",
        false => &data.predicted,
    };
    plot.names(pen, [&data.feature(0), predicted], colors)
}

/// The runs whose curves are shown, and which is the selected one: of classes only that, each of them being a
/// curve.
fn all<'a>(shown: &Shown<'a>) -> Vec<(Trained<'a>, bool)> {
    let Some(selected) = Trained::of(shown) else {
        return Vec::new();
    };
    let replicate = selected.trace.replicate;
    let others = shown.runs().into_iter().filter(|run| {
        run.replicate == replicate && run.run != selected.trace.run && !selected.network.classifies()
    });
    let mut all: Vec<_> = others
        .map(|trace| (Trained { trace, ..selected }, false))
        .collect();
    all.push((selected, true));
    all
}

fn samples(pen: &Pen, network: &Network, plot: &Plot, colors: &Palette) -> Result<(), Error> {
    let classes = network.train.data.classes.len().max(2) - 1;
    for part in [AnsweredSamples::Training, AnsweredSamples::Validation] {
        let data = &part.samples(network).data;
        for index in thinned(data.len()) {
            let target = data.targets[index];
            let (y, style) = match network.classifies() {
                true => {
                    let style = points::of_class(data, target as usize, colors.dark);
                    (target / classes as f64, style)
                }
                false => (target, neutral(colors)),
            };
            let mark = SampleMark {
                at: plot.place(data.sample(index)[0], y),
                style,
                held_back: part == AnsweredSamples::Validation,
                wrong: false,
            };
            if plot.rect.contains(mark.at) {
                points::draw(pen, &mark, 3.0, colors)?;
            }
        }
    }
    Ok(())
}

fn neutral(colors: &Palette) -> RunStyle {
    RunStyle {
        color: colors.weak,
        dash: &[],
        marker: crate::view::marker::Marker::Circle,
    }
}

/// What the network says at a place, line by line.
pub fn readout(answers: &mut Answers, trained: &Trained, step: f64, x: f64) -> Vec<String> {
    let outputs = answers.at(trained, step, &[x]);
    let data = &trained.network.train.data;
    let mut lines = vec![format!("{} = {}", data.feature(0), short(data.given(0, x)))];
    match trained.network.classifies() {
        true => lines.extend(shares(trained.network, &outputs)),
        false => lines.extend(outputs.first().map(|y| value(trained.network, *y))),
    }
    lines
}
