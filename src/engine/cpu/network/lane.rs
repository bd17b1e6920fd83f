//! One run of one seed on a network: its numbers, and how it takes a step.

use super::batch::{Numbers, load};
use super::dense::{CHUNK, Dense, Drawn, Score, backward, forward, round_all, score};
use super::pass::{At, Runner, Values, run};
use super::shared::Shared;
use crate::compile::input::LaneNumber;
use crate::compile::network::program::Program;
use crate::compile::{BOUND, Lane as PlannedLane, Plan};
use crate::engine::cpu::simd::best;
use crate::engine::host::Tabulated;
use crate::engine::network::{RecordedLane, initial_states};
use crate::lang::shape::Shape;
use crate::real::Real;
use crate::real::math::BEYOND;
use crate::real::rng::Key;
use crate::scene::network::Format;
use std::ops::Range;
use std::sync::Arc;

/// A lane on its way.
pub struct Lane<R> {
    pub(super) planned: PlannedLane,
    pub(super) program: Arc<Program>,
    tabulated: Arc<Tabulated>,
    shared: Arc<Shared<R>>,
    seed: u32,
    pub(super) steps: usize,
    pub(super) values: Values<R>,
    /// By phase and pass: what is needed only where layers are looked at, and the rest.
    runners: Vec<Vec<[Runner<R>; 2]>>,
    pub(super) next: usize,
    pub(super) done: bool,
    /// What it has written so far.
    pub recorded: RecordedLane,
}

impl<R: Real> Lane<R> {
    /// A lane before its first step.
    pub fn new(
        plan: &Plan,
        shared: &Arc<Shared<R>>,
        planned: &PlannedLane,
        tabulated: Arc<Tabulated>,
    ) -> Self {
        let network = &shared.network;
        let program = network.programs[plan.runs[planned.run].program].clone();
        let element = || shared.room(Shape::Element);
        let slots = [Shape::Run, Shape::Layer, Shape::Row, Shape::Col].map(|shape| {
            let count = program.slots_of(shape);
            vec![shared.room(shape); count]
        });
        let own = initial_states(plan, network, planned);
        let states = program
            .states
            .iter()
            .zip(&own)
            .map(|(s, own)| shared.spread(s.shape, own));
        let runner = |pass| {
            program
                .parted(pass)
                .map(|part| Runner::new(&program, &part, &tabulated.constants))
        };
        let runners = program
            .phases
            .iter()
            .map(|p| p.passes.iter().map(runner).collect());
        Self {
            values: Values {
                states: states.collect(),
                next: element(),
                slots,
                gradients: program.gradients.iter().map(|_| element()).collect(),
                points: program.gradients.iter().map(|_| element()).collect(),
                quantiles: program.quantiles.iter().map(|_| element()).collect(),
                beyond: false,
                checked: false,
                lost: None,
            },
            runners: runners.collect(),
            next: planned.first,
            done: false,
            seed: plan.runs[planned.run].seed,
            shared: shared.clone(),
            steps: plan.steps_of(&plan.runs[planned.run]),
            planned: planned.clone(),
            tabulated,
            recorded: RecordedLane::before(network, &program, planned.first),
            program,
        }
    }

    /// What it reads together with others.
    pub(super) fn shared(&self) -> &Arc<Shared<R>> {
        &self.shared
    }

    /// Whether all steps are taken, or it has diverged.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Takes up to `count` steps.
    pub fn advance(&mut self, dense: &mut Dense<R>, count: usize) {
        let shared = &*self.shared.clone();
        let until = self.planned.until.min(self.steps);
        for _ in 0..count {
            if self.done {
                return;
            }
            if self.next >= until {
                self.finish(shared, dense);
                return;
            }
            self.step(shared, dense);
        }
    }

    fn step(&mut self, shared: &Shared<R>, dense: &mut Dense<R>) {
        let k = self.next;
        let looks = k.is_multiple_of(shared.network.every);
        let held = looks.then(|| self.validate(shared, dense));
        self.write_weights(shared, k);
        // What the end shows of the layers is the last step's.
        let score = self.work_out(
            shared,
            dense,
            looks || k + 1 == self.planned.until.min(self.steps),
        );
        self.write_row(score);
        if let Some(held) = held {
            self.write_look(shared, held);
        }
        self.commit(k, score.loss);
    }

    /// Computes a step from the states before it; `looks`: with what is only looked at.
    pub(super) fn work_out(&mut self, shared: &Shared<R>, dense: &mut Dense<R>, looks: bool) -> Score {
        let k = self.next;
        let (mut score, drawn) = (None, self.planned_draw(k));
        // Borrowed: all lanes count on the same counters of these.
        let Self {
            program,
            tabulated,
            values,
            runners,
            ..
        } = self;
        let width = tabulated.table.len() / self.steps.max(1);
        let at = At {
            shared,
            program,
            table: &tabulated.table[k * width..(k + 1) * width],
            key: Key {
                seed: self.seed,
                replicate: self.planned.replicate,
                step: k as u32,
                element: 0,
                site: 0,
            },
        };
        (values.beyond, values.checked, values.lost) = (false, false, None);
        for (phase, runners) in program.phases.iter().zip(runners) {
            for &gradient in &phase.gradients {
                let gradient = gradient as usize;
                let evaluation = Evaluation {
                    shared,
                    drawn,
                    scale: scale(values, program, gradient),
                };
                let at_weights = program.gradients[gradient].at_weights;
                let point = if at_weights {
                    &values.states[0]
                } else {
                    &values.points[gradient]
                };
                let found = evaluation.gradient(dense, point, &mut values.gradients[gradient]);
                if at_weights {
                    score = Some(found);
                }
            }
            for [looked, always] in runners {
                if looks {
                    run(looked, values, at);
                }
                run(always, values, at);
            }
        }
        score.unwrap_or_else(|| self.score(shared, dense, k))
    }

    /// Takes over what the step has computed, or marks the divergence.
    pub(super) fn commit(&mut self, k: usize, loss: f64) {
        let (values, program) = (&mut self.values, &self.program);
        let run = |slot: u32| values.slots[Shape::Run as usize][slot as usize][0];
        let skipped = program.skip.is_some_and(|slot| run(slot) != R::ZERO);
        let unbounded = !R::of(loss).abs().lt(&R::of(BOUND));
        if unbounded || values.beyond || values.lost.is_some() || (values.checked && !skipped) {
            self.recorded.diverged = k + 1;
            self.recorded.lost = values.lost;
            self.done = true;
            return;
        }
        std::mem::swap(&mut values.states[0], &mut values.next);
        for &(state, slot) in &program.commits {
            let shape = program.states[state as usize].shape as usize;
            std::mem::swap(
                &mut values.states[state as usize],
                &mut values.slots[shape][slot as usize],
            );
        }
        self.next += 1;
    }

    fn planned_draw(&self, step: usize) -> Drawn {
        Drawn {
            seed: self.seed,
            replicate: self.planned.replicate,
            step: step as u32,
        }
    }

    /// The loss at the weights on a step's samples.
    fn score(&self, shared: &Shared<R>, dense: &mut Dense<R>, step: usize) -> Score {
        let evaluation = Evaluation {
            shared,
            drawn: self.planned_draw(step),
            scale: R::ONE,
        };
        evaluation.loss(dense, &self.values.states[0])
    }

    fn validate(&self, shared: &Shared<R>, dense: &mut Dense<R>) -> Score {
        self.mean_over(shared, dense, &shared.validation)
    }

    /// Loss and accuracy at the weights over all of some samples; dropout is off.
    pub(super) fn mean_over(&self, shared: &Shared<R>, dense: &mut Dense<R>, samples: &Numbers<R>) -> Score {
        let mut total = Score::default();
        let mut places = 0..;
        let mut next = || self.sum_over(shared, dense, samples, places.next()?);
        while let Some(score) = next() {
            total.add(score);
        }
        total.mean_of(samples.len())
    }

    /// Their sums over one batch of these samples, by its place; None behind the last one. The first one takes the
    /// weights in, which the others go on with.
    pub(super) fn sum_over(
        &self,
        shared: &Shared<R>,
        dense: &mut Dense<R>,
        samples: &Numbers<R>,
        place: usize,
    ) -> Option<Score> {
        let batch = samples.batches(&shared.network).get(place)?;
        if place == 0 {
            dense.cast(shared, &self.values.states[0]);
        }
        forward(dense, shared, batch, None);
        Some(score(dense, shared, batch, R::ONE))
    }

    fn finish(&mut self, shared: &Shared<R>, dense: &mut Dense<R>) {
        self.done = true;
        let held = self.validate(shared, dense);
        let score = self.score(shared, dense, self.next);
        self.write_row(score);
        self.write_look(shared, held);
        let weights = shared.gathered(Shape::Element, &self.values.states[0]);
        self.recorded.weights.extend(weights);
    }
}

/// What the loss is multiplied by before an evaluation.
fn scale<R: Real>(values: &Values<R>, program: &Program, gradient: usize) -> R {
    match program.gradients[gradient].scale {
        Some(LaneNumber::State(state)) => values.states[state as usize][0],
        Some(LaneNumber::Slot(shape, slot)) => values.slots[shape as usize][slot as usize][0],
        _ => R::ONE,
    }
}

best! {
    /// The samples at some places of a step.
    fn rows<R: Real>(shared: &Shared<R>, drawn: Drawn, places: Range<usize>) -> Vec<usize> = Shared::rows;
}

/// The samples of one step, and how the loss is scaled.
struct Evaluation<'a, R> {
    shared: &'a Shared<R>,
    drawn: Drawn,
    scale: R,
}

impl<R: Real> Evaluation<'_, R> {
    /// The gradient at weights, and the loss there.
    fn gradient(&self, dense: &mut Dense<R>, weights: &[R], gradient: &mut [R]) -> Score {
        let network = &self.shared.network;
        let formats = network.formats;
        gradient.fill(R::ZERO);
        dense.cast(self.shared, weights);
        let factor = self.scale / R::of(network.batch as f64);
        let mut micro = if formats.gradients == Format::F32 {
            Vec::new()
        } else {
            gradient.to_vec()
        };
        let mut total = Score::default();
        for batch in 0..network.micro_batches {
            let target: &mut [R] = if micro.is_empty() { gradient } else { &mut micro };
            total.add(self.micro_batch(dense, batch, factor, Some(target)));
            if !micro.is_empty() {
                round_all(formats.gradients, &mut micro);
                for (sum, one) in gradient.iter_mut().zip(&mut micro) {
                    *sum = *sum + *one;
                    *one = R::ZERO;
                }
            }
        }
        if network.micro_batches > 1 {
            let share = R::of(network.share);
            gradient.iter_mut().for_each(|g| *g = *g * share);
        }
        if formats.gradients != Format::F32 || formats.activations != Format::F32 {
            gradient.iter_mut().for_each(|g| *g = finite(*g));
        }
        total.mean_of(network.drawn())
    }

    fn loss(&self, dense: &mut Dense<R>, weights: &[R]) -> Score {
        let network = &self.shared.network;
        dense.cast(self.shared, weights);
        let mut total = Score::default();
        for batch in 0..network.micro_batches {
            total.add(self.micro_batch(dense, batch, R::ONE, None));
        }
        total.mean_of(network.drawn())
    }

    /// Adds the gradient of one micro-batch, where one is asked for.
    fn micro_batch(
        &self,
        dense: &mut Dense<R>,
        batch: usize,
        factor: R,
        mut gradient: Option<&mut [R]>,
    ) -> Score {
        let network = &self.shared.network;
        let first = batch * network.batch;
        let rows = rows(self.shared, self.drawn, first..first + network.batch);
        let features = R::of(network.feature_factor(self.drawn.step as usize));
        let mut total = Score::default();
        for (chunk, rows) in rows.chunks(CHUNK).enumerate() {
            let mut batch = std::mem::take(&mut dense.batch);
            load(&mut batch, network, &self.shared.train, rows, features);
            let dropout = (network.dropout > 0.0).then_some((self.drawn, first + chunk * CHUNK));
            forward(dense, self.shared, &batch, dropout);
            total.add(score(dense, self.shared, &batch, factor));
            if let Some(gradient) = gradient.as_deref_mut() {
                backward(dense, self.shared, &batch, gradient);
            }
            dense.batch = batch;
        }
        total
    }
}

/// A number that stands for "beyond the format" in place of infinity and NaN, which arithmetic would spread.
fn finite<R: Real>(x: R) -> R {
    let beyond = R::of(f64::from(BEYOND));
    if x.abs() < beyond { x } else { beyond }
}

impl Score {
    /// Takes other samples in.
    pub(super) fn add(&mut self, other: Self) {
        self.loss += other.loss;
        self.right += other.right;
    }

    /// Means over so many samples.
    pub(super) fn mean_of(self, count: usize) -> Self {
        let count = count.max(1) as f64;
        Self {
            loss: self.loss / count,
            right: self.right / count,
        }
    }
}
