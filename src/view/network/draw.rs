//! Data drawn with the mouse: a click adds a point of the chosen class, with shift it takes the nearest one
//! away.

use super::samples::{DataKind, SamplesScenery};
use crate::compile::network::model::{Network, Samples};
use crate::data::{Source, Target};
use crate::view::Wish;
use crate::view::axes::Plot;
use egui::{PointerButton, Response, Ui};

/// How far from a point a click may be that takes it away, in points of the screen.
const NEAR: f32 = 14.0;

/// Whether points can be drawn on these data: classes over two features.
pub fn is_possible(network: &Network) -> bool {
    DataKind::of(network) == DataKind::Plane && network.units[0] == 2 && network.classifies()
}

/// Whether clicks draw.
pub fn is_on(scenery: &SamplesScenery) -> bool {
    is_possible(scenery.network) && scenery.shown.scene.view.learning.class.is_some()
}

/// The points of the scene.
pub fn points<'a>(scenery: &SamplesScenery<'a>) -> Option<&'a [Vec<f64>]> {
    let network = scenery.shown.scene.experiment.problem.network()?;
    network.data.points.as_deref()
}

/// The points of the scene that the network shown has not learned from: too few, or all of one class.
pub fn unlearned<'a>(scenery: &SamplesScenery<'a>) -> Option<&'a [Vec<f64>]> {
    let learned: usize = parts(scenery.network).iter().map(|part| part.len()).sum();
    points(scenery).filter(|rows| rows.len() != learned)
}

/// Data that are these points.
pub fn source(points: Vec<Vec<f64>>) -> Source {
    Source {
        points: Some(points),
        target: Some(Target::Class),
        ..Source::default()
    }
}

/// What a click asks for. The range stays as it is from the first point on.
pub fn click(ui: &Ui, response: &Response, scenery: &SamplesScenery, plot: &Plot) -> Vec<Wish> {
    let drawn = is_on(scenery) && !scenery.shown.presented;
    let class = scenery.shown.scene.view.learning.class.filter(|_| drawn);
    let clicked = response.clicked_by(PointerButton::Primary);
    let at = response
        .interact_pointer_pos()
        .filter(|at| clicked && plot.rect.contains(*at));
    let (Some(class), Some(at)) = (class, at) else {
        return Vec::new();
    };
    let mut rows = points(scenery).map_or_else(|| written(scenery.network), <[_]>::to_vec);
    if ui.input(|i| i.modifiers.shift) {
        let distance = |row: &Vec<f64>| match row[..] {
            [x, y, ..] => plot.place(x, y).distance(at),
            _ => f32::INFINITY,
        };
        let near = rows.iter().map(distance).enumerate();
        let nearest = near.filter(|(_, d)| *d < NEAR).min_by(|a, b| a.1.total_cmp(&b.1));
        match nearest {
            Some((index, _)) => drop(rows.remove(index)),
            None => return Vec::new(),
        }
    } else {
        let [x, y] = plot.value(at).map(rounded);
        rows.push(vec![x, y, f64::from(class)]);
    }
    let mut picture = scenery.shown.scene.view.picture.clone();
    picture.range = vec![plot.x, plot.y];
    vec![
        Wish::Data(Box::new(source(rows))),
        Wish::Picture(Box::new(picture)),
    ]
}

/// The samples of a network as points.
fn written(network: &Network) -> Vec<Vec<f64>> {
    let rows = |part: &Samples| {
        let data = &part.data;
        let row = |i: usize| {
            data.sample(i)
                .iter()
                .copied()
                .chain([data.targets[i]])
                .map(rounded)
                .collect()
        };
        (0..data.len()).map(row).collect::<Vec<Vec<f64>>>()
    };
    parts(network).map(rows).concat()
}

/// All samples of a network, part by part.
fn parts(network: &Network) -> [&Samples; 3] {
    [&network.train, &network.validation, &network.test]
}

/// Three decimals: what a mouse can aim at, and short in a link.
fn rounded(x: f64) -> f64 {
    (x * 1e3).round() / 1e3
}

/// What there is to say while points are drawn.
pub fn note(scenery: &SamplesScenery) -> Option<String> {
    let seed = scenery.shown.scene.experiment.seed;
    let rows = unlearned(scenery).map(|rows| source(rows.to_vec()).load(seed));
    match (rows, is_on(scenery)) {
        (Some(Err(error)), true) => Some(format!("Click to add points: {}", error.message)),
        (Some(Err(error)), false) => Some(error.message),
        (None, true) => Some("Click adds a point; shift and click takes one away".to_owned()),
        _ => None,
    }
}
