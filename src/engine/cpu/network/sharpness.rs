//! Sharpness: the largest eigenvalue of the Hessian of the training loss. Plain gradient descent is unstable
//! where it exceeds 2/lr (Cohen et al. 2021, arXiv:2103.00065).

use super::evaluate::Evaluator;
use super::landscape::recorded;
use super::plane::{add, any_direction, dot, normalize};
use crate::compile::network::model::Network;
use crate::engine::look::Progress;
use crate::lang::column;
use crate::real::dual::Dual;
use crate::trace::{RunTrace, Trace};
use std::sync::Arc;
use web_time::Instant;

/// Most products of a search.
const ITERATIONS: usize = 500;
/// Change of the eigenvalue, relative, below which a search ends.
const TOLERANCE: f64 = 1e-7;

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sharpness {
    /// The largest eigenvalue.
    pub value: f64,
    /// Its eigenvector, of length 1.
    pub direction: Vec<f64>,
    /// Hessian-vector products that it took.
    pub products: usize,
}

/// The sharpness at weights, by power iteration on exact Hessian-vector products.
pub fn sharpness(network: &Arc<Network>, weights: &[f64]) -> Sharpness {
    let mut evaluator = Evaluator::new(network.clone());
    let mut search = Search::new(any_direction(weights.len()));
    while !search.advance(&mut evaluator, weights) {}
    search.found
}

/// A power iteration on its way.
struct Search {
    found: Sharpness,
    /// The eigenvalue from which all others are seen: the smallest one, once it turned out to be the largest
    /// in size.
    shift: f64,
    /// Products since the shift.
    iterations: usize,
}

impl Search {
    fn new(direction: Vec<f64>) -> Self {
        Self {
            found: Sharpness {
                direction,
                ..Sharpness::default()
            },
            shift: 0.0,
            iterations: 0,
        }
    }

    /// One product more; true once the search is over.
    fn advance(&mut self, evaluator: &mut Evaluator<Dual>, weights: &[f64]) -> bool {
        let Sharpness {
            value,
            direction,
            products,
        } = &mut self.found;
        let mut product = evaluator.hessian_times(weights, direction);
        *products += 1;
        self.iterations += 1;
        let found = dot(&product, direction);
        add(&mut product, -self.shift, direction);
        let settled = (found - *value).abs() <= TOLERANCE * found.abs();
        *value = found;
        if !(settled || self.iterations >= ITERATIONS) && normalize(&mut product) {
            *direction = product;
            return false;
        }
        if found < 0.0 && self.shift == 0.0 {
            (self.shift, self.iterations) = (found, 0);
            *direction = any_direction(weights.len());
            return false;
        }
        true
    }
}

/// The sharpness at one of a run's recorded weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sharp {
    /// The step before which the weights were recorded.
    pub step: usize,
    /// The largest eigenvalue of the Hessian of the training loss, without dropout and momentum.
    pub value: f64,
    /// 2/lr at that step: above it plain gradient descent is unstable. None where no learning rate was
    /// recorded.
    pub bound: Option<f64>,
}

/// The sharpness along a run's recorded weights, worked out in slices of time.
pub struct Sharpening {
    trace: Arc<Trace>,
    run: usize,
    evaluator: Evaluator<Dual>,
    /// Steps whose weights are still to be searched, the next one last.
    waiting: Vec<usize>,
    search: Option<Search>,
    found: Vec<Sharp>,
}

impl Sharpening {
    /// Prepares a run, by its place in the trace, at up to `most` of its recorded weights, spread evenly.
    pub fn new(network: Arc<Network>, trace: Arc<Trace>, run: usize, most: usize) -> Self {
        let before_divergence = |run: &RunTrace| {
            let end = run.diverged_at.unwrap_or(usize::MAX);
            let steps = recorded(run).map(|r| r.0);
            steps.filter(|&step| step < end).collect::<Vec<_>>()
        };
        let steps = trace.runs.get(run).map(before_divergence).unwrap_or_default();
        let count = most.clamp(1, steps.len().max(1));
        let place = |i: usize| i * (steps.len().saturating_sub(1)) / (count - 1).max(1);
        let waiting = (0..count.min(steps.len())).rev().map(|i| steps[place(i)]);
        let waiting = waiting.collect();
        Self::at(network, trace, run, waiting)
    }

    /// Prepares a run, by its place in the trace, at its last recorded weights at or before a step.
    pub fn before(network: Arc<Network>, trace: Arc<Trace>, run: usize, step: usize) -> Self {
        let last = |run: &RunTrace| recorded(run).map(|r| r.0).take_while(|at| *at <= step).last();
        let waiting = trace.runs.get(run).and_then(last).into_iter().collect();
        Self::at(network, trace, run, waiting)
    }

    /// `waiting`: the steps whose weights are searched, the next one last.
    fn at(network: Arc<Network>, trace: Arc<Trace>, run: usize, waiting: Vec<usize>) -> Self {
        Self {
            evaluator: Evaluator::new(network),
            waiting,
            search: None,
            found: Vec::new(),
            trace,
            run,
        }
    }

    /// What is known so far, step by step.
    pub fn found(&self) -> &[Sharp] {
        &self.found
    }

    /// How far it is; None once all is known.
    pub fn progress(&self) -> Option<Progress> {
        let step = self.waiting.last()?;
        let products = self.search.as_ref().map_or(0, |search| search.found.products);
        let place = self.found.len() + 1;
        let all = self.found.len() + self.waiting.len();
        let within = products.min(ITERATIONS) as f64 / ITERATIONS as f64;
        Some(Progress {
            what: format!("the sharpness at step {step}, {place} of {all}, {products} iterations"),
            share: (self.found.len() as f64 + within) / all as f64,
        })
    }

    /// Goes on until the deadline; true while there is more to do.
    pub fn advance(&mut self, deadline: Instant) -> bool {
        while let Some(&step) = self.waiting.last() {
            let run = &self.trace.runs[self.run];
            let weights = run.point(step);
            let search = self
                .search
                .get_or_insert_with(|| Search::new(any_direction(weights.len())));
            if search.advance(&mut self.evaluator, weights) {
                let lr = run.column(column::LR).filter(|lr| !lr.is_empty());
                let lr = lr.and_then(|lr| lr.values.get(step.min(lr.len() - 1)));
                self.found.push(Sharp {
                    step,
                    value: search.found.value,
                    bound: lr.filter(|lr| **lr > 0.0).map(|lr| 2.0 / lr),
                });
                // The next weights are near, and so is their eigenvector.
                let near = std::mem::take(&mut search.found.direction);
                self.search = Some(Search::new(near));
                self.waiting.pop();
            }
            if Instant::now() >= deadline {
                return !self.waiting.is_empty();
            }
        }
        false
    }
}
