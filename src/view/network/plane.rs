//! Data of two features over what the network says of every point of their plane.

use super::answers::{AnsweredSamples, Answers, best, probabilities};
use super::ground::{Ground, means, targets};
use super::points::{self, SampleMark, class, thinned};
use super::trained::Trained;
use crate::compile::network::model::Network;
use crate::data::Dataset;
use crate::scene::picture::Map;
use crate::view::Shown;
use crate::view::asked::Ask;
use crate::view::axes::Plot;
use crate::view::canvas::{Error, Pen};
use crate::view::colormap::lit;
use crate::view::line;
use crate::view::marker::Marker;
use crate::view::number::short;
use crate::view::palette::Palette;
use crate::view::style::RunStyle;
use egui::{Color32, Painter, Rect, pos2};

/// The range of the first two features, with a margin.
pub fn domain(network: &Network) -> Vec<[f64; 2]> {
    let range = |feature: usize| {
        let parts = [AnsweredSamples::Training, AnsweredSamples::Validation];
        let all = parts.iter().flat_map(|part| {
            let data = &part.samples(network).data;
            data.inputs.iter().skip(feature).step_by(data.features)
        });
        around(all.copied())
    };
    (0..network.units[0].min(2)).map(range).collect()
}

/// A range that holds numbers, with a margin.
pub fn around(numbers: impl Iterator<Item = f64> + Clone) -> [f64; 2] {
    let low = numbers.clone().fold(f64::INFINITY, f64::min);
    let high = numbers.fold(f64::NEG_INFINITY, f64::max);
    match low < high {
        true => {
            let margin = (high - low) * 0.15;
            [low - margin, high + margin]
        }
        false if low.is_finite() => [low - 1.0, low + 1.0],
        false => [-1.0, 1.0],
    }
}

/// Draws the ticks of the first two features in the numbers that were given, and what they are called.
pub fn axes(pen: &Pen, network: &Network, plot: &Plot, colors: &Palette) -> Result<(), Error> {
    let data = &network.train.data;
    given(data, plot).ticks(pen, colors)?;
    plot.names(pen, [&data.feature(0), &data.feature(1)], colors)
}

/// The plot with its ranges in the numbers that were given, before they were standardized.
fn given(data: &Dataset, plot: &Plot) -> Plot {
    let range = |feature: usize, [low, high]: [f64; 2]| [data.given(feature, low), data.given(feature, high)];
    Plot {
        x: range(0, plot.x),
        y: range(1, plot.y),
        ..*plot
    }
}

/// Paints what the network says; gives what is asked for to paint it finely.
pub fn ground(
    (painter, shown): (&Painter, &Shown),
    (ground, answers): (&mut Ground, &mut Answers),
    trained: (&Trained, f64),
    plot: &Plot,
    colors: &Palette,
) -> Option<Ask> {
    let (seen, ask) = ground.of((painter.ctx(), shown), answers, trained, plot, colors);
    let Some(seen) = seen else { return ask };
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(seen.texture.id(), plot.rect, whole, Color32::WHITE);
    let color = colors.text.gamma_multiply(0.75);
    for boundary in &seen.lines {
        let points = boundary.iter().map(|[x, y]| plot.place(*x, *y));
        let points = line::thin(points, 0.75);
        for part in line::clip(&points, plot.rect) {
            painter.line(part, (1.5, color));
        }
    }
    ask
}

/// Draws the samples of a network; what is wrong is known where it was trained.
pub fn samples(
    pen: &Pen,
    network: &Network,
    trained: Option<(&Trained, f64, &mut Answers)>,
    plot: &Plot,
    colors: &Palette,
) -> Result<(), Error> {
    let parts = [AnsweredSamples::Training, AnsweredSamples::Validation];
    let outputs = match trained {
        Some((trained, step, answers)) => parts.map(|p| answers.of_part(trained, step, p).to_vec()),
        None => Default::default(),
    };
    for (part, outputs) in parts.into_iter().zip(outputs) {
        let data = &part.samples(network).data;
        let count = network.train.outputs;
        for index in thinned(data.len()) {
            let (sample, target) = (data.sample(index), data.targets[index]);
            let answer = outputs.get(index * count..(index + 1) * count);
            let mark = SampleMark {
                at: plot.place(sample[0], sample[1]),
                style: style(network, target, colors.dark),
                held_back: part == AnsweredSamples::Validation,
                wrong: network.classifies() && answer.is_some_and(|z| best(z) != target as usize),
            };
            if plot.rect.contains(mark.at) {
                points::draw(pen, &mark, radius(data.len()), colors)?;
            }
        }
    }
    Ok(())
}

/// Draws points of a scene that has none but these: a feature in each of the first two numbers, a class in
/// the last.
pub fn drawn(pen: &Pen, rows: &[Vec<f64>], plot: &Plot, colors: &Palette) -> Result<(), Error> {
    for row in rows {
        let [x, y, .., target] = row[..] else { continue };
        let mark = SampleMark {
            at: plot.place(x, y),
            style: class(target.max(0.0) as usize, colors.dark),
            held_back: false,
            wrong: false,
        };
        if plot.rect.contains(mark.at) {
            points::draw(pen, &mark, radius(rows.len()), colors)?;
        }
    }
    Ok(())
}

fn radius(count: usize) -> f32 {
    if count > 700 { 2.5 } else { 3.5 }
}

/// A class by shape and colour, a value by the colours of the ground.
fn style(network: &Network, target: f64, dark: bool) -> RunStyle {
    if network.classifies() {
        return points::of_class(&network.train.data, target as usize, dark);
    }
    let [low, high] = targets(network);
    RunStyle {
        color: lit(Map::Cividis, (target - low) / (high - low), dark),
        dash: &[],
        marker: Marker::Circle,
    }
}

/// What the network says of a point, line by line.
pub fn readout(answers: &mut Answers, trained: &Trained, step: f64, point: [f64; 2]) -> Vec<String> {
    let network = trained.network;
    let mut inputs = means(network);
    for (input, x) in inputs.iter_mut().zip(point) {
        *input = x;
    }
    let outputs = answers.at(trained, step, &inputs);
    let data = &network.train.data;
    let [x, y] = [0, 1].map(|feature| short(data.given(feature, point[feature])));
    let mut lines = match data.names.is_empty() {
        true => vec![format!("(x₁, x₂) = ({x}, {y})")],
        false => vec![
            format!("{} = {x}", data.feature(0)),
            format!("{} = {y}", data.feature(1)),
        ],
    };
    if inputs.len() > 2 {
        lines.push("other features at their means".to_owned());
    }
    match network.classifies() {
        true => lines.extend(shares(network, &outputs)),
        false => lines.extend(outputs.first().map(|y| value(network, *y))),
    }
    lines
}

/// A predicted value with what it is called.
pub fn value(network: &Network, value: f64) -> String {
    match network.train.data.predicted.as_str() {
        "" => format!("f(x) = {}", short(value)),
        name => format!("{name} = {}", short(value)),
    }
}

/// The likeliest classes with their probabilities.
pub fn shares(network: &Network, outputs: &[f64]) -> Vec<String> {
    const SHOWN: usize = 4;
    let shares = probabilities(network, outputs);
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|&a, &b| shares[b].total_cmp(&shares[a]));
    let line = |k: &usize| {
        let data = &network.train.data;
        let what = match data.predicted.as_str() {
            "" => "class".to_owned(),
            predicted => format!("{predicted} ="),
        };
        format!("p({what} {}) = {:.1} %", data.classes[*k], 100.0 * shares[*k])
    };
    order.iter().take(SHOWN).map(line).collect()
}
