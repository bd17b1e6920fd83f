//! What a network says all over a plane of two features: colours, and the lines where the answer changes.

use super::answers::{Answers, Key, best, probabilities};
use super::points;
use super::trained::Trained;
use crate::compile::network::model::Network;
use crate::engine::gpu::net_look::{Look, Lookout};
use crate::scene::picture::Map;
use crate::trace::{Field, Grid};
use crate::view::axes::Plot;
use crate::view::colormap::{flat, mix};
use crate::view::contour::level_line;
use crate::view::palette::Palette;
use egui::{Color32, ColorImage, Context, TextureHandle, TextureOptions};
use std::sync::Arc;
use std::time::Duration;

/// Multiplications that one picture may take while something moves, and at rest.
const MOVING: usize = 3_000_000;
const RESTING: usize = 24_000_000;
/// Fewest and most samples of a picture.
const SAMPLES: (usize, usize) = (900, 30_000);

/// The ground of a plot, made anew when the weights or the range change: coarsely first, finely once they rest.
#[derive(Default)]
pub struct Ground {
    made: Option<Made>,
    /// What the GPU is at.
    under_way: Option<UnderWay>,
}

/// Outputs all over a grid, on their way.
struct UnderWay {
    from: From,
    network: Arc<Network>,
    grid: Grid,
    look: Look,
}

/// What a ground is made from.
#[derive(Clone, PartialEq)]
struct From {
    key: Key,
    range: [[f64; 2]; 2],
    size: [usize; 2],
    dark: bool,
}

struct Made {
    from: From,
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
    /// The ground of a plot at a step; asks for another frame where it is not yet as fine as it will be. Where the GPU
    /// computes, the last one stays meanwhile.
    pub fn of(
        &mut self,
        (ctx, lookout): (&Context, Option<&Lookout>),
        answers: &mut Answers,
        trained: &Trained,
        step: f64,
        plot: &Plot,
        colors: &Palette,
    ) -> Option<&Seen> {
        let from = From {
            key: Key::of(trained, step),
            range: [plot.x, plot.y],
            size: [plot.rect.width() as usize, plot.rect.height() as usize],
            dark: colors.dark,
        };
        if let Some(lookout) = lookout {
            self.take(ctx, colors);
            self.ask(lookout, trained, step, plot, &from);
            if self.under_way.is_some() {
                ctx.request_repaint();
                if self.made.as_ref().is_some_and(|made| made.from.fits(&from)) {
                    return self.made.as_ref().map(|made| &made.seen);
                }
            }
        }
        let known = self.made.as_ref().filter(|made| made.from == from);
        let stays = known.is_some();
        if known.is_none_or(|made| !made.fine) {
            let coarse = samples(trained.network, MOVING);
            let wanted = samples(trained.network, if stays { RESTING } else { MOVING });
            let fine = stays || coarse == samples(trained.network, RESTING);
            let grid = grid(plot, wanted);
            let inputs = inputs(trained.network, &grid);
            let outputs = answers.at(trained, step, &inputs);
            if outputs.is_empty() {
                return None;
            }
            let seen = seen(ctx, trained.network, &grid, &outputs, colors);
            self.made = Some(Made { from, fine, seen });
            if !fine {
                ctx.request_repaint();
            }
        }
        self.made.as_ref().map(|made| &made.seen)
    }

    /// Takes what the GPU has computed.
    fn take(&mut self, ctx: &Context, colors: &Palette) {
        let Some(under_way) = &mut self.under_way else {
            return;
        };
        let Some(answer) = under_way.look.poll(Duration::ZERO) else {
            return;
        };
        let done = self.under_way.take();
        let (
            Ok(outputs),
            Some(UnderWay {
                from, network, grid, ..
            }),
        ) = (answer, done)
        else {
            return;
        };
        let outputs: Vec<f64> = outputs.into_iter().map(f64::from).collect();
        let seen = seen(ctx, &network, &grid, &outputs, colors);
        let fine = true;
        self.made = Some(Made { from, fine, seen });
    }

    /// Lets the GPU compute what is not yet fine; one grid is under way at a time.
    fn ask(&mut self, lookout: &Lookout, trained: &Trained, step: f64, plot: &Plot, from: &From) {
        let known = self
            .made
            .as_ref()
            .is_some_and(|made| made.fine && made.from == *from);
        let weights = trained.weights(trained.place(step));
        if known || self.under_way.is_some() || weights.is_empty() {
            return;
        }
        let network = trained.network.clone();
        let grid = grid(plot, samples(&network, RESTING));
        let look = lookout.outputs(&network, weights, &inputs(&network, &grid));
        self.under_way = look.map(|look| UnderWay {
            from: from.clone(),
            network,
            grid,
            look,
        });
    }
}

impl From {
    /// Whether a ground made from this may stay until the next one is there.
    fn fits(&self, next: &Self) -> bool {
        self.range == next.range && self.dark == next.dark
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
fn inputs(network: &Network, grid: &Grid) -> Vec<f64> {
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

fn seen(ctx: &Context, network: &Network, grid: &Grid, outputs: &[f64], colors: &Palette) -> Seen {
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
    Seen {
        texture: ctx.load_texture("what a network says", image, TextureOptions::LINEAR),
        lines,
    }
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
