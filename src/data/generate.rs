//! Data made from the seed: point clouds whose classes a line cannot part, and a curve.

use super::{DataError, Dataset, Source};
use crate::lang::did_you_mean;
use crate::real::rng::{self, Key, site};
use std::f64::consts::{PI, TAU};

/// A generator and what can be set on it.
pub struct Generator {
    /// The name in a scene.
    pub id: &'static str,
    /// Display name.
    pub name: &'static str,
    /// What it looks like.
    pub about: &'static str,
    /// Standard deviation added to each coordinate unless the scene tells another.
    pub noise: f64,
    /// Fields of [`Source`] that it reads besides `size`, `noise` and `seed`.
    pub fields: &'static [&'static str],
    point: fn(&mut Draw, &Shape) -> (Vec<f64>, f64),
}

impl Generator {
    /// How many classes there are unless the scene tells.
    pub fn classes(&self) -> u32 {
        if self.id == "blobs" { 3 } else { 2 }
    }
}

/// Samples generated unless the scene tells another number.
pub const SIZE: u32 = 400;

/// How often a spiral goes around unless the scene tells.
pub const TURNS: f64 = 1.0;
/// Squares along a side of the checkerboard unless the scene tells.
pub const CELLS: u32 = 4;

/// All generators.
pub const ALL: &[Generator] = &[
    Generator {
        id: "moons",
        name: "Two moons",
        about: "Two half circles that reach into each other.",
        noise: 0.1,
        fields: &[],
        point: moons,
    },
    Generator {
        id: "circles",
        name: "Circles",
        about: "A ring inside a ring.",
        noise: 0.08,
        fields: &[],
        point: circles,
    },
    Generator {
        id: "spirals",
        name: "Spirals",
        about: "Arms that wind around each other: many steps are needed.",
        noise: 0.03,
        fields: &["classes", "turns"],
        point: spirals,
    },
    Generator {
        id: "blobs",
        name: "Blobs",
        about: "Round clouds, one a class.",
        noise: 0.25,
        fields: &["classes"],
        point: blobs,
    },
    Generator {
        id: "xor",
        name: "XOR",
        about: "Opposite corners are of one class: no single line parts them.",
        noise: 0.05,
        fields: &[],
        point: xor,
    },
    Generator {
        id: "checkerboard",
        name: "Checkerboard",
        about: "Squares whose classes alternate.",
        noise: 0.0,
        fields: &["cells"],
        point: checkerboard,
    },
    Generator {
        id: "sine",
        name: "Sine",
        about: "One wave of a sine, to be predicted from x.",
        noise: 0.1,
        fields: &[],
        point: sine,
    },
];

/// What a generator reads of a source.
struct Shape {
    classes: usize,
    turns: f64,
    cells: f64,
}

/// Random numbers of one sample.
struct Draw {
    seed: u32,
    sample: u32,
    next: u32,
}

impl Draw {
    fn key(&mut self) -> Key {
        self.next += 1;
        Key {
            seed: self.seed,
            replicate: 0,
            step: self.sample,
            element: self.next - 1,
            site: site::DATA,
        }
    }

    fn uniform(&mut self) -> f64 {
        rng::uniform(self.key())
    }

    fn normal(&mut self) -> f64 {
        rng::normal(self.key())
    }
}

/// The samples of a generator.
///
/// # Errors
/// No such name, or a field that is out of range or not read.
pub(super) fn load(name: &str, source: &Source, seed: u32) -> Result<Dataset, DataError> {
    let Some(generator) = ALL.iter().find(|g| g.id == name) else {
        let known = || ALL.iter().map(|g| g.id).chain(["digits"]);
        let hint = did_you_mean(name, known());
        let names: Vec<&str> = known().collect();
        let message = format!(
            "there are no data `{name}`{hint} (there are {})",
            names.join(", ")
        );
        return Err(DataError::new("name", message));
    };
    let mut known = vec!["size", "noise", "seed"];
    known.extend(generator.fields);
    source.only(&format!("\"{}\"", generator.name), &known)?;
    let noise = source.noise.unwrap_or(generator.noise);
    let shape = shape(generator, source)?;
    within("noise", noise, 0.0, 10.0)?;
    let size = source.size.unwrap_or(SIZE);
    let points = (0..size).map(|sample| {
        let mut draw = Draw {
            seed,
            sample,
            next: 0,
        };
        let (mut point, mut target) = (generator.point)(&mut draw, &shape);
        // What is predicted from x is what the noise hides.
        let noisy: &mut [f64] = match point.len() {
            1 => std::slice::from_mut(&mut target),
            _ => &mut point,
        };
        for number in noisy {
            *number += noise * draw.normal();
        }
        (point, target)
    });
    let (points, targets): (Vec<_>, Vec<_>) = points.take(super::ROWS + 1).unzip();
    let classes = if generator.id == "sine" { 0 } else { shape.classes };
    Ok(Dataset {
        name: generator.name.to_owned(),
        features: points.first().map_or(0, Vec::len),
        classes: (0..classes).map(|c| c.to_string()).collect(),
        inputs: points.concat(),
        targets,
        ..Dataset::default()
    })
}

fn shape(generator: &Generator, source: &Source) -> Result<Shape, DataError> {
    let shape = Shape {
        classes: source.classes.unwrap_or(generator.classes()) as usize,
        turns: source.turns.unwrap_or(TURNS),
        cells: f64::from(source.cells.unwrap_or(CELLS)),
    };
    within("classes", shape.classes as f64, 2.0, 10.0)?;
    within("turns", shape.turns, 0.1, 5.0)?;
    within("cells", shape.cells, 2.0, 16.0)?;
    Ok(shape)
}

fn within(field: &'static str, value: f64, low: f64, high: f64) -> Result<(), DataError> {
    match (low..=high).contains(&value) {
        true => Ok(()),
        false => Err(DataError::new(
            field,
            format!("{value} is out of range; take {low} to {high}"),
        )),
    }
}

/// The class of a sample: all in turn.
fn class(draw: &Draw, classes: usize) -> usize {
    draw.sample as usize % classes
}

fn moons(draw: &mut Draw, _: &Shape) -> (Vec<f64>, f64) {
    let angle = PI * draw.uniform();
    let (x, y) = (angle.cos(), angle.sin());
    match class(draw, 2) {
        0 => (vec![x - 0.5, y - 0.25], 0.0),
        _ => (vec![0.5 - x, 0.25 - y], 1.0),
    }
}

fn circles(draw: &mut Draw, _: &Shape) -> (Vec<f64>, f64) {
    let angle = TAU * draw.uniform();
    let class = class(draw, 2);
    let radius = [1.0, 0.5][class];
    (vec![radius * angle.cos(), radius * angle.sin()], class as f64)
}

fn spirals(draw: &mut Draw, shape: &Shape) -> (Vec<f64>, f64) {
    let class = class(draw, shape.classes);
    // The root spreads the samples evenly along the arm.
    let way = draw.uniform().sqrt();
    let radius = 0.1 + 0.9 * way;
    let angle = TAU * (shape.turns * way + class as f64 / shape.classes as f64);
    (vec![radius * angle.cos(), radius * angle.sin()], class as f64)
}

fn blobs(draw: &mut Draw, shape: &Shape) -> (Vec<f64>, f64) {
    let class = class(draw, shape.classes);
    let angle = TAU * (class as f64 / shape.classes as f64 + 0.25);
    (vec![angle.cos(), angle.sin()], class as f64)
}

fn xor(draw: &mut Draw, _: &Shape) -> (Vec<f64>, f64) {
    // A margin of 0.15 on either side of both axes.
    let mut coordinate = || {
        let u = 2.0 * draw.uniform() - 1.0;
        u.signum() * (0.15 + 0.85 * u.abs())
    };
    let (x, y) = (coordinate(), coordinate());
    (vec![x, y], f64::from(u8::from((x > 0.0) != (y > 0.0))))
}

fn checkerboard(draw: &mut Draw, shape: &Shape) -> (Vec<f64>, f64) {
    let (u, v) = (draw.uniform(), draw.uniform());
    let class = ((u * shape.cells).floor() + (v * shape.cells).floor()) % 2.0;
    (vec![2.0 * u - 1.0, 2.0 * v - 1.0], class)
}

fn sine(draw: &mut Draw, _: &Shape) -> (Vec<f64>, f64) {
    let x = 2.0 * draw.uniform() - 1.0;
    (vec![x], (PI * x).sin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_generator_gives_what_was_asked_for() {
        for generator in ALL {
            let mut source = Source::named(generator.id);
            source.size = Some(120);
            let data = source.load(7).expect(generator.id);
            assert_eq!(data.len(), 120, "{}", generator.id);
            assert_eq!(data.inputs.len(), 120 * data.features);
            assert!(data.inputs.iter().all(|x| x.abs() < 3.0), "{}", generator.id);
            for class in 0..data.classes.len() {
                let count = data.targets.iter().filter(|&&t| t == class as f64).count();
                assert!(count >= 30, "{}: {count} of class {class}", generator.id);
            }
            assert_eq!(data, source.load(7).expect("again"), "the seed decides");
            assert_ne!(data, source.load(8).expect("another seed"));
        }
    }

    #[test]
    fn without_noise_the_classes_lie_where_they_should() {
        let load = |name: &str| {
            let mut source = Source::named(name);
            source.noise = Some(0.0);
            source.load(1).expect(name)
        };
        let rings = load("circles");
        let curve = load("sine");
        for i in 0..rings.len() {
            let radius = rings.sample(i).iter().map(|x| x * x).sum::<f64>().sqrt();
            assert!((radius - [1.0, 0.5][rings.targets[i] as usize]).abs() < 1e-12);
            assert!((curve.targets[i] - (PI * curve.sample(i)[0]).sin()).abs() < 1e-12);
        }
        let corners = load("xor");
        for i in 0..corners.len() {
            let [x, y] = [corners.sample(i)[0], corners.sample(i)[1]];
            assert_eq!((x * y < 0.0) as u8 as f64, corners.targets[i]);
        }
    }

    #[test]
    fn what_cannot_be_is_said_at_its_field() {
        let base = Source::named("moons");
        for (source, field, part) in [
            (Source::named("mons"), "name", "did you mean `moons`"),
            (
                Source {
                    turns: Some(2.0),
                    ..base.clone()
                },
                "turns",
                "changes nothing",
            ),
            (
                Source {
                    noise: Some(-1.0),
                    ..base.clone()
                },
                "noise",
                "0 to 10",
            ),
            (
                Source {
                    noise: Some(f64::NAN),
                    ..base.clone()
                },
                "noise",
                "out of range",
            ),
            (
                Source {
                    size: Some(1),
                    ..base.clone()
                },
                "",
                "too few",
            ),
            (
                Source {
                    size: Some(u32::MAX),
                    ..base.clone()
                },
                "",
                "at most 20000 rows",
            ),
            (
                Source {
                    csv: Some(String::new()),
                    ..base
                },
                "",
                "give one of",
            ),
        ] {
            let error = source.load(1).expect_err(part);
            assert_eq!(error.field, field);
            assert!(error.message.contains(part), "{}", error.message);
        }
    }
}
