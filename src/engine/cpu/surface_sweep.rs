//! The outcome of every lane of a sweep, nothing recorded. Twin of `shaders/surface_sweep.wgsl`.

use super::draw;
use super::machine::Machine;
use crate::compile::Program;
use crate::compile::sweep::{SweepPlan, SweptLane};
use crate::compile::tape::{Input, Tape};
use crate::engine::host::Tabulated;
use crate::engine::sweep::{Outcome, Target};
use crate::real::Real;
use crate::real::math::BEYOND;
use crate::real::rng::Key;
use std::sync::Arc;

/// Lanes computed at once: long enough that fetching an instruction costs little, short enough that all places of a
/// usual program stay in the first-level cache.
pub const LANES: usize = 64;

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
    alive: Row<u32>,
    best: Row<R>,
    goal: Row<R>,
    reached: Row<u32>,
    diverged: Row<u32>,
    /// The loss where a lane froze.
    frozen: Row<R>,
}

/// Where the numbers of a program's tapes come from and go to.
#[derive(Clone, Debug, Default)]
pub struct Wiring {
    /// Places of the state; those that no input reads stand behind the tape's own.
    state: Vec<usize>,
    /// From an output to where the state is read, first those that another state's move would overwrite.
    moves: Vec<(usize, usize)>,
    /// How many of the moves go through scratch places.
    through: usize,
    table: Vec<(usize, usize)>,
    random: Vec<(usize, Input)>,
    /// Places of the loss, of what else is always checked for divergence, and of what is unless the step is skipped.
    loss: usize,
    checks: Vec<usize>,
    gradient: Vec<usize>,
    skip: Option<usize>,
}

impl Wiring {
    /// The wiring of a program.
    pub fn of(program: &Program) -> Self {
        let tape = &program.step;
        let mut wiring = Self::default();
        let read = |s: usize| tape.inputs.iter().position(|&i| i == Input::State(s as u32));
        let mut behind = tape.places();
        for s in 0..program.state {
            wiring.state.push(read(s).unwrap_or_else(|| {
                behind += 1;
                behind - 1
            }));
        }
        for (place, &input) in tape.inputs.iter().enumerate() {
            match input {
                Input::Table(i) => wiring.table.push((place, i as usize)),
                Input::Random(..) => wiring.random.push((place, input)),
                _ => {}
            }
        }
        let output = |o: usize| tape.outputs[o] as usize;
        let moves = (0..program.state).map(|s| (output(s), wiring.state[s]));
        let (mut through, direct): (Vec<_>, Vec<_>) = moves
            .filter(|(from, to)| from != to)
            .partition(|(from, _)| wiring.state.contains(from));
        wiring.through = through.len();
        through.extend(direct);
        wiring.moves = through;
        wiring.checks = (0..program.n)
            .chain([program.loss_output()])
            .map(output)
            .collect();
        let gradient = program.first_check()..program.first_check() + program.checks;
        wiring.gradient = gradient.map(output).collect();
        wiring.loss = output(program.loss_output());
        wiring.skip = program.skip_output().map(output);
        wiring
    }

    /// Places behind the tape's own.
    fn extra(&self, tape: &Tape) -> usize {
        let unread = self.state.iter().filter(|&&s| s >= tape.places()).count();
        unread + self.through
    }
}

impl<R: Real> Block<R> {
    /// Lanes of one run at their start.
    pub fn new(
        plan: &SweepPlan,
        wiring: &Arc<Wiring>,
        tabulated: &Tabulated,
        places: Vec<usize>,
        target: impl Fn(&SweptLane) -> Arc<Target>,
    ) -> Self {
        let lanes: Vec<SweptLane> = places.iter().map(|&p| plan.lane(p)).collect();
        let targets: Vec<Arc<Target>> = lanes.iter().map(target).collect();
        let run = lanes[0].run;
        let program = plan.base.programs[plan.base.runs[run].program].clone();
        let extra = wiring.extra(&program.step);
        let mut block = Self {
            step: Machine::with_extra(&program.step, extra),
            loss: Machine::new(&program.loss),
            wiring: wiring.clone(),
            done: 0,
            alive: std::array::from_fn(|i| u32::from(i < lanes.len())),
            best: [R::of(f64::from(BEYOND)); LANES],
            goal: each(&targets, |target| R::of(target.goal)),
            reached: [0; LANES],
            diverged: [0; LANES],
            frozen: [R::ZERO; LANES],
            program,
            places,
            lanes,
            targets,
        };
        block.begin(tabulated);
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
                    Input::Swept(i) => each(&self.lanes, |lane| R::of(lane.swept[i as usize])),
                    Input::Constant(i) => constant(i),
                    _ => unreachable!("a start reads settings"),
                },
            );
        }
        start.run(&program.start);
        for (machine, tape) in [(&mut self.step, &program.step), (&mut self.loss, &program.loss)] {
            for (place, &input) in tape.inputs.iter().enumerate() {
                match input {
                    Input::Held(i) => {
                        machine.set(place, *start.get(program.start.outputs[i as usize] as usize))
                    }
                    Input::Constant(i) => machine.set(place, constant(i)),
                    _ => {}
                }
            }
        }
        for (s, &place) in self.wiring.state.iter().enumerate() {
            let row = match s.checked_sub(program.n) {
                None => each(&self.lanes, |lane| R::of(lane.start[s])),
                Some(behind) => *start.get(program.start.outputs[program.held + behind] as usize),
            };
            self.step.set(place, row);
        }
    }

    /// The lanes' run, by its place in the plan.
    pub fn run(&self) -> usize {
        self.lanes[0].run
    }

    /// Takes up to `count` steps; true once all are taken.
    #[inline(always)]
    pub fn steps(&mut self, plan: &SweepPlan, tabulated: &Tabulated, count: usize) -> bool {
        let program = self.program.clone();
        let end = plan.base.steps.min(self.done + count);
        for k in self.done..end {
            self.read(&tabulated.table[k * program.table..(k + 1) * program.table], k);
            self.step.run(&program.step);
            self.track();
            self.freeze(k);
            self.advance();
        }
        let dead = self.alive.iter().all(|&a| a == 0);
        self.done = if dead { plan.base.steps } else { end };
        if self.done == plan.base.steps {
            self.finish();
            return true;
        }
        false
    }

    #[inline(always)]
    fn read(&mut self, table: &[f64], k: usize) {
        for &(place, i) in &self.wiring.table {
            self.step.set(place, [R::of(table[i]); LANES]);
        }
        for &(place, input) in &self.wiring.random {
            let Input::Random(distribution, site, element) = input else {
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
            self.step.set(place, row);
        }
    }

    /// The lowest loss so far, and for how long it was above the goal. A frozen lane sees the same loss again.
    #[inline(always)]
    fn track(&mut self) {
        lower(&mut self.best, self.step.get(self.wiring.loss));
        for ((reached, best), goal) in self.reached.iter_mut().zip(&self.best).zip(&self.goal) {
            *reached += u32::from(best > goal);
        }
    }

    #[inline(always)]
    fn freeze(&mut self, k: usize) {
        let mut broken = [0u32; LANES];
        for &place in &self.wiring.gradient {
            mark(&mut broken, self.step.get(place));
        }
        if let Some(o) = self.wiring.skip {
            let skipped = self.step.get(o);
            for (broken, skipped) in broken.iter_mut().zip(skipped) {
                *broken &= u32::from(*skipped == R::ZERO);
            }
        }
        for &place in &self.wiring.checks {
            mark(&mut broken, self.step.get(place));
        }
        let mut any = 0;
        for (broken, alive) in broken.iter().zip(&self.alive) {
            any |= broken & alive;
        }
        if any == 0 {
            return;
        }
        let loss = *self.step.get(self.wiring.loss);
        for i in 0..LANES {
            if broken[i] & self.alive[i] != 0 {
                self.alive[i] = 0;
                self.diverged[i] = k as u32 + 1;
                self.frozen[i] = loss[i];
            }
        }
    }

    /// The next state becomes the state, except where a lane is frozen.
    #[inline(always)]
    fn advance(&mut self) {
        let all = self.alive.iter().fold(1, |all, &a| all & a) != 0;
        let scratch = self.step.len() - self.wiring.through;
        let (through, direct) = self.wiring.moves.split_at(self.wiring.through);
        for (i, &(from, _)) in through.iter().enumerate() {
            self.step.copy(from, scratch + i);
        }
        let through = through.iter().enumerate().map(|(i, &(_, to))| (scratch + i, to));
        for (from, to) in direct.iter().copied().chain(through) {
            match all {
                true => self.step.copy(from, to),
                false => self.step.copy_where(from, to, &self.alive),
            }
        }
    }

    /// The loss at the end.
    fn finish(&mut self) {
        let program = self.program.clone();
        for (place, &input) in program.loss.inputs.iter().enumerate() {
            if let Input::State(s) = input {
                self.loss
                    .set(place, *self.step.get(self.wiring.state[s as usize]));
            }
        }
        self.loss.run(&program.loss);
        let loss = self.loss.get(program.loss.outputs[0] as usize);
        for ((frozen, &loss), &alive) in self.frozen.iter_mut().zip(loss).zip(&self.alive) {
            *frozen = if alive != 0 { loss } else { *frozen };
        }
        lower(&mut self.best, &self.frozen);
    }

    /// What became of each lane, by its place in the plan.
    pub fn outcomes(&self) -> impl Iterator<Item = (usize, Outcome)> {
        self.places.iter().enumerate().map(|(i, &place)| {
            let mut end = [0.0; 2];
            for (end, &state) in end.iter_mut().zip(&self.wiring.state[..self.program.n]) {
                *end = self.step.get(state)[i].to_f64();
            }
            let outcome = Outcome {
                end,
                loss: self.frozen[i].to_f64(),
                best: self.best[i].to_f64(),
                reached: (self.best[i] <= self.goal[i]).then_some(self.reached[i]),
                diverged_at: (self.diverged[i] > 0).then_some(self.diverged[i]),
                nearest: self.targets[i].nearest(end),
            };
            (place, outcome)
        })
    }
}

/// A row of one number a lane; 0 behind the last lane.
#[inline(always)]
fn each<T, R: Real>(lanes: &[T], value: impl Fn(&T) -> R) -> Row<R> {
    std::array::from_fn(|i| lanes.get(i).map_or(R::ZERO, &value))
}

/// Keeps the lower one of each lane; never NaN.
#[inline(always)]
fn lower<R: Real>(best: &mut Row<R>, loss: &Row<R>) {
    for (best, &loss) in best.iter_mut().zip(loss) {
        *best = if loss < *best { loss } else { *best };
    }
}

/// Marks the lanes whose number reached the bound.
#[inline(always)]
fn mark<R: Real>(broken: &mut Row<u32>, numbers: &Row<R>) {
    for (broken, number) in broken.iter_mut().zip(numbers) {
        *broken |= u32::from(number.beyond());
    }
}
