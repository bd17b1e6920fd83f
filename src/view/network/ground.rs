//! What a network says all over a plane of two features: colours, and the lines where the answer changes.

use super::answers::{AnswerKey, Answers, best, probabilities};
use super::points;
use super::trained::Trained;
use crate::compile::network::model::Network;
use crate::scene::picture::Map;
use crate::trace::{Field, Grid};
use crate::view::Shown;
use crate::view::asked::{Ask, OutputsOf, RunPlace};
use crate::view::axes::Plot;
use crate::view::colormap::{flat, mix};
use crate::view::contour::level_line;
use crate::view::memo::Answer;
use crate::view::palette::Palette;
use egui::{Color32, ColorImage, Context, TextureHandle, TextureOptions};

/// Multiplications that one picture may take while something moves, and at rest.
const MOVING: usize = 3_000_000;
const RESTING: usize = 24_000_000;
/// Fewest and most samples of a picture.
const SAMPLES: (usize, usize) = (900, 30_000);

/// The ground of a plot, made anew when the weights or the range change: coarsely first, finely once they
/// rest. What is drawn always belongs to what is asked for: an answer to anything else is given up.
#[derive(Default)]
pub struct Ground {
    made: Option<Answer<Subject, Made>>,
}

/// What a ground is made from.
#[derive(Clone, PartialEq)]
struct Subject {
    key: AnswerKey,
    range: [[f64; 2]; 2],
    size: [usize; 2],
    dark: bool,
}

struct Made {
    fine: bool,
    seen: Seen,
}

/// A ground as it is drawn.
pub struct Seen {
    /// The colours over the whole plot.
    pub texture: TextureHandle,
    /// Lines between classes.
    pub lines: Vec<Vec<[f64; 2]>>,
}

impl Ground {
    /// The ground of a plot at a step, and what is asked for where it is not yet as fine as it will be.
    pub fn of(
        &mut self,
        (ctx, shown): (&Context, &Shown),
        answers: &mut Answers,
        (trained, step): (&Trained, f64),
        plot: &Plot,
        colors: &Palette,
    ) -> (Option<&Seen>, Option<Ask>) {
        let subject = Subject {
            key: AnswerKey::of(trained, step),
            range: [plot.x, plot.y],
            size: [plot.rect.width() as usize, plot.rect.height() as usize],
            dark: colors.dark,
        };
        let network = trained.network;
        let [coarse, fine] = [MOVING, RESTING].map(|work| samples(network, work));
        let (mut ask, mut finer) = (None, None);
        match self.made.as_ref().and_then(|made| made.to(&subject)) {
            None => {
                let grid = grid(plot, coarse);
                let outputs = answers.at(trained, step, &inputs(network, &grid));
                let seen = seen(ctx, network, &grid, &outputs, colors);
                finer = seen.map(|seen| (coarse == fine, seen));
            }
            Some(made) if made.fine => {}
            Some(_) => {
                let of = OutputsOf {
                    place: RunPlace::of(trained.computed, trained.trace),
                    entry: trained.place(step),
                    grid: grid(plot, fine),
                };
                let known = shown.asked.and_then(|asked| asked.outputs(&of));
                match known.filter(|known| known.progress.is_none()) {
                    Some(known) => {
                        let seen = seen(ctx, network, &of.grid, known.found, colors);
                        finer = seen.map(|seen| (true, seen));
                    }
                    None => ask = Some(Ask::Outputs(of)),
                }
            }
        }
        if let Some((fine, seen)) = finer {
            self.made = Some(Answer::new(subject.clone(), Made { fine, seen }));
            if !fine {
                ctx.request_repaint();
            }
        }
        let made = self.made.as_ref().and_then(|made| made.to(&subject));
        (made.map(|made| &made.seen), ask)
    }
}

/// How many samples so many multiplications allow.
fn samples(network: &Network, work: usize) -> usize {
    (work / network.parameters().max(1)).clamp(SAMPLES.0, SAMPLES.1)
}

/// A grid of about so many samples over a plot, its cells about square.
fn grid(plot: &Plot, samples: usize) -> Grid {
    let (width, height) = (plot.rect.width().max(1.0), plot.rect.height().max(1.0));
    let side = (width * height / samples as f32).sqrt().max(2.0);
    Grid {
        x: plot.x,
        y: plot.y,
        columns: (width / side).ceil().max(2.0) as usize,
        rows: (height / side).ceil().max(2.0) as usize,
    }
}

/// The samples of a grid, row by row from the lowest y; features beyond the first two at their means.
pub fn inputs(network: &Network, grid: &Grid) -> Vec<f64> {
    let means = means(network);
    let rest = means.get(2..).unwrap_or(&[]);
    let mut inputs = Vec::with_capacity(grid.samples() * network.units[0]);
    for y in grid.ys() {
        for x in grid.xs() {
            inputs.extend([x, y]);
            inputs.extend(rest);
        }
    }
    inputs
}

/// The mean of each feature over what is trained on.
pub fn means(network: &Network) -> Vec<f64> {
    let data = &network.train.data;
    let count = data.len().max(1) as f64;
    let sum = |feature: usize| {
        data.inputs
            .iter()
            .skip(feature)
            .step_by(data.features)
            .sum::<f64>()
    };
    (0..data.features).map(|f| sum(f) / count).collect()
}

/// Outputs all over a grid as they are drawn; None before there are weights.
fn seen(ctx: &Context, network: &Network, grid: &Grid, outputs: &[f64], colors: &Palette) -> Option<Seen> {
    if outputs.is_empty() {
        return None;
    }
    let count = network.train.outputs;
    let (pixels, lines) = match network.classifies() {
        true => (
            classes(network, outputs, colors),
            boundaries(grid, outputs, count),
        ),
        false => (values(network, outputs, colors.dark), Vec::new()),
    };
    // A picture's first row is on top.
    let rows: Vec<Color32> = pixels.chunks(grid.columns).rev().flatten().copied().collect();
    let image = ColorImage::new([grid.columns, grid.rows], rows);
    Some(Seen {
        texture: ctx.load_texture("what a network says", image, TextureOptions::LINEAR),
        lines,
    })
}

/// The colour of the likeliest class, the stronger, the farther it is ahead of the next.
fn classes(network: &Network, outputs: &[f64], colors: &Palette) -> Vec<Color32> {
    let (weakest, strongest) = if colors.dark { (0.10, 0.40) } else { (0.08, 0.42) };
    let data = &network.train.data;
    let looks: Vec<Color32> = (0..network.train.outputs)
        .map(|class| points::of_class(data, class, colors.dark).color)
        .collect();
    let color = |outputs: &[f64]| {
        let shares = probabilities(network, outputs);
        let best = best(&shares);
        let others = shares.iter().enumerate().filter(|(k, _)| *k != best);
        let next = others.fold(0.0f64, |next, (_, share)| next.max(*share));
        let strength = weakest + (strongest - weakest) * (shares[best] - next).clamp(0.0, 1.0);
        mix(colors.background, looks[best], strength)
    };
    outputs.chunks_exact(network.train.outputs).map(color).collect()
}

/// Where a class is as large as the largest of the others.
fn boundaries(grid: &Grid, outputs: &[f64], count: usize) -> Vec<Vec<[f64; 2]>> {
    let lead = |class: usize| {
        let ahead = move |z: &[f64]| {
            let others = z.iter().enumerate().filter(|(k, _)| *k != class);
            let next = others.fold(f64::NEG_INFINITY, |next, (_, z)| next.max(*z));
            (z[class] - next) as f32
        };
        grid.field(outputs.chunks_exact(count).map(ahead).collect(), &[])
    };
    // Of two classes one line says it all.
    let told = if count == 2 { 1 } else { count };
    let lines = |class: usize| -> Vec<Vec<[f64; 2]>> {
        let field: Field = lead(class);
        level_line(&field, 0.0)
    };
    (0..told).flat_map(lines).collect()
}

fn values(network: &Network, outputs: &[f64], dark: bool) -> Vec<Color32> {
    let [low, high] = targets(network);
    let place = |v: &f64| ((v - low) / (high - low)).clamp(0.0, 1.0);
    outputs
        .iter()
        .map(|v| flat(Map::Cividis, place(v), dark))
        .collect()
}

/// The range of the values to be predicted.
pub fn targets(network: &Network) -> [f64; 2] {
    let all = || {
        network
            .train
            .data
            .targets
            .iter()
            .chain(&network.validation.data.targets)
    };
    let low = all().copied().fold(f64::INFINITY, f64::min);
    let high = all().copied().fold(f64::NEG_INFINITY, f64::max);
    if low < high {
        [low, high]
    } else {
        [low - 0.5, low + 0.5]
    }
}
