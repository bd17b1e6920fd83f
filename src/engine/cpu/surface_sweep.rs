//! The outcome of every lane of a sweep, nothing recorded. Twin of `shaders/surface_sweep.wgsl`.

mod left;

use super::draw;
use super::machine::Machine;
use super::simd::best;
use super::wiring::{Moves, Wiring};
use crate::compile::Program;
use crate::compile::input::{LaneInput, StartInput};
use crate::compile::sweep::SweptLane;
use crate::engine::host::Tabulated;
use crate::engine::sweep::{Found, Outcome, Prepared, Target};
use crate::real::Real;
use crate::real::math::BEYOND;
use crate::real::rng::Key;
use std::sync::Arc;

/// Lanes computed at once: long enough that fetching a pass costs little, short enough that all rows of a
/// usual program stay in the first-level cache.
pub const LANES: usize = 128;

/// One number of every lane.
type Row<R> = [R; LANES];

/// Some lanes of one run on their way.
pub struct Block<R> {
    program: Arc<Program>,
    /// The lanes' places in the plan.
    places: Vec<usize>,
    lanes: Vec<SweptLane>,
    targets: Vec<Arc<Target>>,
    step: Machine<R, LANES>,
    loss: Machine<R, LANES>,
    wiring: Arc<Wiring>,
    /// Steps taken.
    done: usize,
    /// All bits set where a lane goes on.
    alive: Row<u32>,
    all_alive: bool,
    /// Whether a lane stopped since a number was lost. Frozen, it computes the same again.
    holes: bool,
    best: Box<Row<R>>,
    /// Where the next `best` is written: in place it would become masked stores, which are slow.
    lower: Box<Row<R>>,
    goal: Row<R>,
    reached: Row<u32>,
    diverged: Row<u32>,
    /// The loss where a lane froze.
    frozen: Row<R>,
    /// By kept step so far, each by lane.
    kept: Vec<Vec<Outcome>>,
}

best! {
    /// Takes up to `count` steps of a block; true once all are taken.
    pub fn steps<R: Real>(block: &mut Block<R>, prepared: &Prepared, count: usize) -> bool = Block::steps;
}

impl<R: Real> Block<R> {
    /// The lanes of one run at these places, at their start.
    pub fn new(prepared: &Prepared, wiring: &Arc<Wiring>, places: Vec<usize>) -> Self {
        let lanes: Vec<SweptLane> = places.iter().map(|&p| prepared.plan.lane(p)).collect();
        let targets: Vec<Arc<Target>> = lanes.iter().map(|lane| prepared.target(lane)).collect();
        let run = lanes[0].run;
        let program = prepared.program(run).clone();
        let mut block = Self {
            step: Machine::with_extra(&wiring.lowered, wiring.extra()),
            loss: Machine::new(&program.loss),
            wiring: wiring.clone(),
            done: 0,
            alive: std::array::from_fn(|i| if i < lanes.len() { u32::MAX } else { 0 }),
            all_alive: lanes.len() == LANES,
            holes: false,
            best: Box::new([R::of(f64::from(BEYOND)); LANES]),
            lower: Box::new([R::ZERO; LANES]),
            goal: each(&targets, |target| R::of(target.goal)),
            reached: [0; LANES],
            diverged: [0; LANES],
            frozen: [R::ZERO; LANES],
            kept: Vec::new(),
            program,
            places,
            lanes,
            targets,
        };
        block.begin(prepared.tabulated(run));
        block
    }

    fn begin(&mut self, tabulated: &Tabulated) {
        let program = self.program.clone();
        let constant = |i: u32| [R::of(tabulated.constants[i as usize]); LANES];
        let mut start = Machine::new(&program.start);
        for (place, &input) in program.start.inputs.iter().enumerate() {
            start.set(
                place,
                match input {
                    StartInput::Swept(i) => each(&self.lanes, |lane| R::of(lane.swept[i as usize])),
                    StartInput::Constant(i) => constant(i),
                    StartInput::W(i) => each(&self.lanes, |lane| R::of(lane.start[i as usize])),
                },
            );
        }
        start.run();
        for (machine, tape) in [(&mut self.step, &program.step), (&mut self.loss, &program.loss)] {
            for (place, &input) in tape.inputs.iter().enumerate() {
                match input {
                    LaneInput::Held(i) => {
                        machine.set(place, *start.get(program.start.outputs[i as usize] as usize))
                    }
                    LaneInput::Constant(i) => machine.set(place, constant(i)),
                    _ => {}
                }
            }
        }
        for (s, &row) in self.wiring.state.iter().enumerate() {
            *self.step.row_mut(row) = match s.checked_sub(program.n) {
                None => each(&self.lanes, |lane| R::of(lane.start[s])),
                Some(behind) => *start.get(program.start.outputs[program.held + behind] as usize),
            };
        }
    }

    #[inline(always)]
    fn steps(&mut self, prepared: &Prepared, count: usize) -> bool {
        let program = self.program.clone();
        let table = &prepared.tabulated(self.lanes[0].run).table;
        let steps = prepared.plan.base.steps;
        self.keep(prepared);
        let next = prepared.plan.kept.get(self.kept.len());
        let end = next.map_or(steps, |&kept| kept.min(steps)).min(self.done + count);
        for k in self.done..end {
            self.read(&table[k * program.table..(k + 1) * program.table], k);
            self.step.run();
            self.observe(k);
            self.advance();
        }
        let dead = self.alive.iter().all(|&a| a == 0);
        self.done = if dead { steps } else { end };
        if self.done == steps {
            self.keep(prepared);
            self.finish();
            return true;
        }
        false
    }

    #[inline(always)]
    fn read(&mut self, table: &[f64], k: usize) {
        for &(place, i) in &self.wiring.table {
            *self.step.row_mut(place) = [R::of(table[i]); LANES];
        }
        for &(place, input) in &self.wiring.random {
            let LaneInput::Random(distribution, site, element) = input else {
                continue;
            };
            let row = each(&self.lanes, |lane| {
                let key = Key {
                    seed: lane.seed,
                    replicate: lane.replicate,
                    step: k as u32,
                    element,
                    site,
                };
                draw(distribution, key)
            });
            *self.step.row_mut(place) = row;
        }
    }

    /// The lowest loss so far, for how long it was above the goal, and which lanes broke. A frozen lane sees
    /// the same loss again.
    #[inline(always)]
    fn observe(&mut self, k: usize) {
        let loss = self.step.row(self.wiring.loss);
        lowest(loss, &self.best, &mut self.lower);
        std::mem::swap(&mut self.best, &mut self.lower);
        let lost = self.any_lost();
        if lost || self.holes {
            self.keep_best();
        }
        for ((reached, best), goal) in self.reached.iter_mut().zip(&*self.best).zip(&self.goal) {
            *reached += u32::from(best > goal);
        }
        if lost || self.largest_exponent() >= R::BOUND {
            self.freeze(k);
        }
    }

    /// Whether a lane that goes on has lost a number.
    #[inline(always)]
    fn any_lost(&self) -> bool {
        if self.wiring.watched.is_empty() {
            return false;
        }
        let mut largest = [0; LANES];
        for &row in &self.wiring.watched {
            widen(&mut largest, self.step.row(row));
        }
        self.any_alive(&largest) >= R::LOST
    }

    fn has_lost(&self, lane: usize) -> bool {
        let mut watched = self.wiring.watched.iter();
        watched.any(|&row| self.step.row(row)[lane].lost())
    }

    /// What was computed of lost numbers is no loss.
    #[cold]
    fn keep_best(&mut self) {
        for i in 0..LANES {
            if self.has_lost(i) {
                self.best[i] = self.lower[i];
            }
        }
    }

    /// The largest exponent among all that is checked in lanes that go on.
    #[inline(always)]
    fn largest_exponent(&self) -> u32 {
        let mut largest = [0; LANES];
        for &row in &self.wiring.gradient {
            widen(&mut largest, self.step.row(row));
        }
        if let Some(skip) = self.wiring.skip {
            let stepping = self.stepping(skip);
            largest.iter_mut().zip(&stepping).for_each(|(l, s)| *l &= s);
        }
        for &row in &self.wiring.checks {
            widen(&mut largest, self.step.row(row));
        }
        self.any_alive(&largest)
    }

    /// The largest one among lanes that go on.
    #[inline(always)]
    fn any_alive(&self, largest: &Row<u32>) -> u32 {
        let mut any = 0;
        for (largest, alive) in largest.iter().zip(&self.alive) {
            any = (largest & alive).max(any);
        }
        any
    }

    /// The lanes that go on and do not skip this step.
    fn stepping(&self, skip: usize) -> Row<u32> {
        let skips = self.step.row(skip);
        std::array::from_fn(|i| if skips[i] == R::ZERO { self.alive[i] } else { 0 })
    }

    /// Freezes the lanes that broke in this step.
    #[cold]
    fn freeze(&mut self, k: usize) {
        let stepping = self.wiring.skip.map_or(self.alive, |skip| self.stepping(skip));
        for (i, stepping) in stepping.into_iter().enumerate() {
            let beyond = |&row: &usize| self.step.row(row)[i].beyond();
            let breaks = self.wiring.checks.iter().any(beyond) || self.has_lost(i);
            let checked = self.alive[i] != 0 && breaks;
            if checked || (stepping != 0 && self.wiring.gradient.iter().any(beyond)) {
                self.alive[i] = 0;
                self.all_alive = false;
                self.holes |= self.has_lost(i);
                self.diverged[i] = k as u32 + 1;
                self.frozen[i] = self.step.row(self.wiring.loss)[i];
            }
        }
    }

    /// The next state becomes the state, except where a lane is frozen.
    #[inline(always)]
    fn advance(&mut self) {
        let Moves { swaps, copies } = &self.wiring.moves;
        let scratch = self.step.len() - copies.len();
        for (i, &(from, _)) in copies.iter().enumerate() {
            self.step.copy(from, scratch + i);
        }
        let copied = copies.iter().enumerate().map(|(i, &(_, to))| (scratch + i, to));
        for (from, to) in swaps.iter().copied().chain(copied) {
            if !self.all_alive {
                self.step.copy_where(to, from, |i| self.alive[i] == 0);
            }
            self.step.swap(from, to);
        }
    }

    /// Keeps the outcomes of the kept steps that are behind.
    fn keep(&mut self, prepared: &Prepared) {
        while let Some(&step) = prepared
            .plan
            .kept
            .get(self.kept.len())
            .filter(|&&k| k <= self.done)
        {
            let found = self.ended(prepared, step);
            self.kept.push(found);
        }
    }

    /// What the outcomes would be if the lanes ended here, after so many steps.
    fn ended(&mut self, prepared: &Prepared, step: usize) -> Vec<Outcome> {
        let (frozen, best) = (self.frozen, self.best.clone());
        self.finish();
        let found = self.explained(prepared, step);
        (self.frozen, self.best) = (frozen, best);
        found
    }

    /// The loss at the end.
    fn finish(&mut self) {
        let program = self.program.clone();
        for (place, &input) in program.loss.inputs.iter().enumerate() {
            if let LaneInput::State(s) = input {
                self.loss
                    .set(place, *self.step.row(self.wiring.state[s as usize]));
            }
        }
        self.loss.run();
        let output = |place: &u32| self.loss.get(*place as usize);
        let (loss, watched) = program.loss.outputs.split_at(1);
        for (i, (frozen, &alive)) in self.frozen.iter_mut().zip(&self.alive).enumerate() {
            if alive != 0 {
                let lost = watched.iter().any(|place| output(place)[i].lost());
                *frozen = if lost { R::BEYOND } else { output(&loss[0])[i] };
                self.best[i] = if *frozen < self.best[i] {
                    *frozen
                } else {
                    self.best[i]
                };
            }
        }
    }

    /// What became of each lane.
    pub fn outcomes(&self) -> impl Iterator<Item = Outcome> {
        (0..self.places.len()).map(|i| {
            let mut end = [0.0; 2];
            for (end, &state) in end.iter_mut().zip(&self.wiring.state[..self.program.n]) {
                *end = self.step.row(state)[i].to_f64();
            }
            let best = self.best[i].to_f64();
            let reached = self.best[i] <= self.goal[i] && self.targets[i].stands(best);
            Outcome {
                end,
                loss: self.frozen[i].to_f64(),
                best,
                reached: reached.then_some(self.reached[i]),
                diverged_at: (self.diverged[i] > 0).then_some(self.diverged[i]),
                nearest: self.targets[i].nearest(end),
                ..Outcome::default()
            }
        })
    }

    /// The same after so many steps, and why lanes stopped.
    fn explained(&self, prepared: &Prepared, steps: usize) -> Vec<Outcome> {
        let lanes = self.outcomes().zip(&self.places).enumerate();
        let explained = lanes.map(|(i, (outcome, &place))| {
            let state = |s: usize| self.step.row(self.wiring.state[s])[i].to_f64();
            let before = self.kept.last().map(|kept| kept[i]);
            prepared.explained::<R>(place, steps, outcome, before, &state)
        });
        explained.collect()
    }

    /// All that is known of each lane, once all steps are taken.
    pub fn found(&self, prepared: &Prepared) -> Vec<Found> {
        let outcomes = self.explained(prepared, prepared.plan.base.steps);
        let found = outcomes.into_iter().zip(&self.places).enumerate();
        let found = found.map(|(i, (outcome, &lane))| Found {
            lane,
            outcome,
            kept: self.kept.iter().map(|kept| kept[i]).collect(),
        });
        found.collect()
    }
}

/// A row of one number a lane; 0 behind the last lane.
#[inline(always)]
fn each<T, R: Real>(lanes: &[T], value: impl Fn(&T) -> R) -> Row<R> {
    std::array::from_fn(|i| lanes.get(i).map_or(R::ZERO, &value))
}

/// The lower loss of each lane; never NaN.
#[inline(always)]
fn lowest<R: Real>(loss: &Row<R>, best: &Row<R>, lower: &mut Row<R>) {
    for ((lower, &loss), &best) in lower.iter_mut().zip(loss).zip(best) {
        *lower = if loss < best { loss } else { best };
    }
}

/// The larger exponent of each lane.
#[inline(always)]
fn widen<R: Real>(largest: &mut Row<u32>, row: &Row<R>) {
    for (largest, number) in largest.iter_mut().zip(row) {
        *largest = number.exponent().max(*largest);
    }
}
