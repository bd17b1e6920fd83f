//! The loss around trained weights, worked out in slices of time: on a plane, and along the paths of all
//! runs, beside the loss that the plane shows where a path is projected.

use super::evaluate::{Evaluator, Part};
use super::plane::{Plane, principal_plane, random_plane};
use crate::compile::network::model::Network;
use crate::engine::Poll;
use crate::engine::look::{Look, Lookout, Progress};
use crate::lang::column;
use crate::trace::{Field, Grid, RunTrace, Trace};
#[cfg(not(target_arch = "wasm32"))]
use rayon::prelude::*;
use std::sync::Arc;
use web_time::Instant;

/// Multiplications between two looks at the clock, by thread: about a millisecond.
const WORK: usize = 1 << 20;
/// How many times fewer samples along each axis the first grid has.
const COARSER: usize = 4;
/// Room around the paths, as a share of their extent; and the least half of a range.
const MARGIN: f64 = 0.2;
const LEAST: f64 = 1e-3;

/// Along which directions the plane goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directions {
    /// Random ones, as long in each unit as its weights; the seed decides.
    Random {
        /// The seed.
        seed: u32,
    },
    /// The first two principal components of all runs' recorded weights.
    Principal,
}

/// Which landscape is looked at.
#[derive(Clone, Debug)]
pub struct Question {
    /// The network that was trained.
    pub network: Arc<Network>,
    /// What was recorded of it.
    pub trace: Arc<Trace>,
    /// Whose last weights are the plane's origin, by its place in the trace.
    pub run: usize,
    /// How the plane lies.
    pub directions: Directions,
    /// Samples of the field along each axis.
    pub samples: usize,
}

/// What is known of a landscape so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Landscape {
    /// The plane. Its coordinates are those of the field and the paths.
    pub plane: Plane,
    /// The loss of all training samples on the plane: first coarse, then fine; None at first.
    pub field: Option<Field>,
    /// The recorded weights of each run of the trace.
    pub paths: Vec<Vec<Point>>,
}

/// Recorded weights on the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The step before which they were recorded.
    pub step: usize,
    /// The nearest point of the plane.
    pub at: [f64; 2],
    /// The loss of all training samples at the weights themselves, and at the nearest point of the plane;
    /// None at first.
    pub losses: Option<[f64; 2]>,
}

/// A landscape on its way.
pub struct Survey {
    question: Question,
    found: Landscape,
    evaluators: Vec<Evaluator<f32>>,
    /// Grids still to be sampled, the next one last; and the losses of the one under way.
    grids: Vec<Grid>,
    values: Vec<f32>,
    /// What samples the grids in the CPU's place, and what it is at.
    other: Option<Arc<dyn Lookout>>,
    look: Option<Box<dyn Look>>,
    /// The points of all paths: run, and place in its path; how many of them are done.
    points: Vec<(usize, usize)>,
    done: usize,
    /// Evaluations in all.
    all: usize,
}

impl Survey {
    /// Lays the plane and projects the paths; the losses are still to come. Runs that diverged are projected,
    /// but have no say in how the plane lies and what it shows. `other` samples the plane, where there is
    /// one; else the CPU does.
    pub fn new(question: Question, other: Option<Arc<dyn Lookout>>) -> Self {
        let network = &question.network;
        let runs = &question.trace.runs;
        let origin = runs.get(question.run).map_or(&[][..], |run| last_weights(run));
        let plane = match question.directions {
            _ if origin.is_empty() => Plane::default(),
            Directions::Random { seed } => random_plane(network, origin, seed),
            Directions::Principal => {
                let sound = runs.iter().filter(|r| r.diverged_at.is_none());
                principal_plane(&sound.flat_map(recorded).map(|r| r.1).collect::<Vec<_>>(), origin)
            }
        };
        let path = |run: &RunTrace| -> Vec<Point> {
            let point = |(step, weights)| Point {
                step,
                at: plane.project(weights),
                losses: None,
            };
            recorded(run).map(point).collect()
        };
        let paths: Vec<Vec<Point>> = runs.iter().map(path).collect();
        let sound = runs.iter().zip(&paths).filter(|(r, _)| r.diverged_at.is_none());
        let shown: Vec<[f64; 2]> = sound.flat_map(|(_, path)| path).map(|p| p.at).collect();
        let least = if plane.captured.is_none() { 1.0 } else { LEAST };
        let grid = Grid {
            x: range(shown.iter().map(|p| p[0]), least),
            y: range(shown.iter().map(|p| p[1]), least),
            columns: question.samples,
            rows: question.samples,
        };
        let first = Evaluator::new(network.clone());
        let others = (1..threads()).map(|_| first.another());
        let points = |(run, path): (usize, &Vec<Point>)| (0..path.len()).map(move |place| (run, place));
        let points: Vec<_> = paths.iter().enumerate().flat_map(points).collect();
        let grids = match plane.origin.is_empty() {
            true => Vec::new(),
            false => vec![grid, grid.coarser(COARSER)],
        };
        Self {
            all: grids.iter().map(Grid::samples).sum::<usize>() + 2 * points.len(),
            evaluators: others.collect::<Vec<_>>().into_iter().chain([first]).collect(),
            grids,
            values: Vec::new(),
            other,
            look: None,
            points,
            done: 0,
            found: Landscape {
                plane,
                field: None,
                paths,
            },
            question,
        }
    }

    /// What is known so far.
    pub fn found(&self) -> &Landscape {
        &self.found
    }

    /// How far it is; None once all is known.
    pub fn progress(&self) -> Option<Progress> {
        let what = match self.grids.len() {
            2 => "a sketch of the loss on the plane",
            _ if self.done < self.points.len() => "the losses along the paths",
            1 => "the loss all over the plane",
            _ => return None,
        };
        let grids: usize = self.grids.iter().map(Grid::samples).sum();
        let next = self.grids.last().map_or(0, Grid::samples) as f64;
        let elsewhere = self.look.as_ref().map_or(0.0, |look| look.share() * next);
        let left =
            (grids + 2 * (self.points.len() - self.done)) as f64 - self.values.len() as f64 - elsewhere;
        Some(Progress {
            what: what.to_owned(),
            share: 1.0 - left / self.all as f64,
        })
    }

    /// Goes on until the deadline: a coarse field first, then the paths' losses, then the field. True while
    /// there is more to do.
    pub fn advance(&mut self, deadline: Instant) -> bool {
        loop {
            let coarse = self.grids.len() > 1;
            if coarse || (self.done == self.points.len() && !self.grids.is_empty()) {
                if self.other.is_none() {
                    self.sample();
                } else if !self.sample_elsewhere(deadline) {
                    return true;
                }
            } else if self.done < self.points.len() {
                self.compare();
            } else {
                return false;
            }
            if Instant::now() >= deadline {
                return true;
            }
        }
    }

    /// Some samples of the grid that is next.
    fn sample(&mut self) {
        let Some(&grid) = self.grids.last() else {
            return;
        };
        let (xs, ys): (Vec<f64>, Vec<f64>) = (grid.xs().collect(), grid.ys().collect());
        let first = self.values.len();
        let end = (first + self.batch()).min(grid.samples());
        let plane = &self.found.plane;
        let losses = losses(&mut self.evaluators, first..end, |i| {
            plane.weights([xs[i % grid.columns], ys[i / grid.columns]])
        });
        self.values.extend(losses.iter().map(|&loss| loss as f32));
        if self.values.len() == grid.samples() {
            self.grids.pop();
            self.found.field = Some(grid.field(std::mem::take(&mut self.values), &[]));
        }
    }

    /// Lets the grid that is next be sampled elsewhere. False while that is under way.
    fn sample_elsewhere(&mut self, deadline: Instant) -> bool {
        let (Some(other), Some(&grid)) = (&self.other, self.grids.last()) else {
            return true;
        };
        if self.look.is_none() {
            let (xs, ys): (Vec<f64>, Vec<f64>) = (grid.xs().collect(), grid.ys().collect());
            let points: Vec<[f64; 2]> = ys.iter().flat_map(|&y| xs.iter().map(move |&x| [x, y])).collect();
            self.look = other.plane(&self.question.network, &self.found.plane, &points);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        match self.look.as_mut().map_or(Poll::Idle, |look| look.poll(left)) {
            Poll::Busy => return false,
            Poll::Ready(values) => {
                self.grids.pop();
                self.found.field = Some(grid.field(values, &[]));
            }
            // The CPU can do it, too; what is wrong with the device its engine tells.
            Poll::Failed(_) | Poll::Idle => self.other = None,
        }
        self.look = None;
        true
    }

    /// Both losses of some points of the paths.
    fn compare(&mut self) {
        let end = (self.done + self.batch().div_ceil(2)).min(self.points.len());
        let (points, runs) = (&self.points, &self.question.trace.runs);
        let Landscape { plane, paths, .. } = &self.found;
        let losses = losses(&mut self.evaluators, 2 * self.done..2 * end, |i| {
            let (run, place) = points[i / 2];
            let point = paths[run][place];
            match i % 2 {
                0 => runs[run].point(point.step).to_vec(),
                _ => plane.weights(point.at),
            }
        });
        for (&(run, place), pair) in self.points[self.done..end].iter().zip(losses.chunks(2)) {
            self.found.paths[run][place].losses = Some([pair[0], pair[1]]);
        }
        self.done = end;
    }

    /// Evaluations between two looks at the clock.
    fn batch(&self) -> usize {
        let network = &self.question.network;
        let one = network.parameters() * network.train.len();
        self.evaluators.len() * (WORK / one.max(1)).max(1)
    }
}

/// The recorded weights of a run, and the steps before which they were recorded.
pub fn recorded(run: &RunTrace) -> impl Iterator<Item = (usize, &[f64])> {
    let weights = run.column(column::W);
    weights.into_iter().flat_map(|w| {
        let last = run
            .column(column::LOSS)
            .map_or(0, |loss| loss.len().saturating_sub(1));
        let entries = w.values.chunks_exact(w.stride()).enumerate();
        entries.map(move |(i, weights)| ((i * w.every.max(1)).min(last), weights))
    })
}

fn last_weights(run: &RunTrace) -> &[f64] {
    run.column(column::W).map_or(&[], |w| w.last())
}

/// A range that shows all numbers and 0, with some room.
fn range(numbers: impl Iterator<Item = f64>, least: f64) -> [f64; 2] {
    let (mut low, mut high) = (-least, least);
    for x in numbers {
        (low, high) = (x.min(low), x.max(high));
    }
    let room = MARGIN * (high - low);
    [low - room, high + room]
}

/// The losses at some weights, on all cores.
#[cfg(not(target_arch = "wasm32"))]
fn losses(
    evaluators: &mut [Evaluator<f32>],
    range: std::ops::Range<usize>,
    weights: impl Fn(usize) -> Vec<f64> + Sync,
) -> Vec<f64> {
    let each = range.len().div_ceil(evaluators.len()).max(1);
    let parts: Vec<Vec<usize>> = range
        .collect::<Vec<_>>()
        .chunks(each)
        .map(<[_]>::to_vec)
        .collect();
    let part = |(evaluator, part): (&mut Evaluator<f32>, &Vec<usize>)| -> Vec<f64> {
        let loss = |&i| evaluator.at(&weights(i), Part::Training).loss;
        part.iter().map(loss).collect()
    };
    let parts: Vec<Vec<f64>> = evaluators.par_iter_mut().zip(&parts).map(part).collect();
    parts.concat()
}

/// The losses at some weights.
#[cfg(target_arch = "wasm32")]
fn losses(
    evaluators: &mut [Evaluator<f32>],
    range: std::ops::Range<usize>,
    weights: impl Fn(usize) -> Vec<f64>,
) -> Vec<f64> {
    let evaluator = &mut evaluators[0];
    range
        .map(|i| evaluator.at(&weights(i), Part::Training).loss)
        .collect()
}

#[cfg(not(target_arch = "wasm32"))]
fn threads() -> usize {
    rayon::current_num_threads()
}

#[cfg(target_arch = "wasm32")]
fn threads() -> usize {
    1
}
