//! Every step of every lane of a plan, recorded. Twin of `shaders/surface_trace.wgsl`.

use super::machine::Machine;
use super::{Job, draw};
use crate::compile::input::LaneInput;
use crate::compile::tape::Tape;
use crate::compile::{Lane, Plan, Program, Surface};
use crate::engine::assemble::{Rows, assemble};
use crate::engine::host::{Tabulated, initial_state, tabulate};
use crate::engine::{Info, LaneGroup, groups};
use crate::real::Real;
use crate::real::rng::Key;
use crate::trace::Trace;
use std::sync::Arc;
use web_time::Instant;

/// Lanes computed at once: a trace has few lanes, and a block of this size fills a vector register of f32.
const LANES: usize = 8;
/// Steps between two looks at the clock.
const STEPS: usize = 64;

/// A trace under way.
pub struct Tracer<R> {
    plan: Arc<Plan>,
    surface: Arc<Surface>,
    tabulated: Vec<Tabulated>,
    groups: Vec<LaneGroup>,
    rows: Vec<Rows>,
    group: usize,
    first_lane: usize,
    block: Option<Block<R>>,
}

impl<R: Real> Tracer<R> {
    /// Prepares a plan's host tables.
    pub fn new(plan: Arc<Plan>, surface: Arc<Surface>) -> Self {
        let tabulated = plan.runs.iter().map(|run| tabulate(&plan, run)).collect();
        let groups = groups(&plan);
        let rows = groups.iter().map(|group| {
            let program = &surface.programs[group.program];
            let width = program.n + 1 + program.records;
            Rows {
                values: vec![0.0; group.lanes.len() * (plan.steps + 1) * width],
                diverged: vec![0; group.lanes.len()],
            }
        });
        Self {
            tabulated,
            rows: rows.collect(),
            groups,
            plan,
            surface,
            group: 0,
            first_lane: 0,
            block: None,
        }
    }
}

impl<R: Real> Job for Tracer<R> {
    fn advance(&mut self, deadline: Instant, info: &Info) -> Option<Trace> {
        while let Some(group) = self.groups.get(self.group) {
            let program = &self.surface.programs[group.program];
            let block = self.block.get_or_insert_with(|| {
                let lanes = group.lanes.iter().skip(self.first_lane).take(LANES);
                let lanes: Vec<&Lane> = lanes.map(|&l| &self.plan.lanes[l]).collect();
                Block::new(&self.plan, program, &lanes, &self.tabulated)
            });
            let rows = &mut self.rows[self.group];
            let finished = block.steps(&self.plan, &self.tabulated, self.first_lane, rows);
            if finished {
                self.block = None;
                self.first_lane += LANES;
                if self.first_lane >= group.lanes.len() {
                    self.first_lane = 0;
                    self.group += 1;
                }
            }
            if Instant::now() >= deadline && self.group < self.groups.len() {
                return None;
            }
        }
        let single = size_of::<R>() == 4;
        Some(assemble(
            (&self.plan, &self.surface),
            info,
            single,
            &self.tabulated,
            &self.groups,
            &self.rows,
        ))
    }
}

/// Up to `LANES` lanes of one program on their way.
struct Block<R> {
    program: Arc<Program>,
    lanes: Vec<Lane>,
    state: Vec<[R; LANES]>,
    step: Machine<R, LANES>,
    loss: Machine<R, LANES>,
    next: usize,
    alive: [bool; LANES],
}

impl<R: Real> Block<R> {
    fn new(plan: &Plan, program: &Arc<Program>, lanes: &[&Lane], tabulated: &[Tabulated]) -> Self {
        let mut state = vec![[R::ZERO; LANES]; program.state];
        for (i, lane) in lanes.iter().enumerate() {
            for (place, value) in state.iter_mut().zip(initial_state(plan, lane)) {
                place[i] = R::of(value);
            }
        }
        let lanes: Vec<Lane> = lanes.iter().map(|&l| l.clone()).collect();
        let mut step = Machine::new(&program.step);
        let mut loss = Machine::new(&program.loss);
        set_constants(&mut step, &program.step, &lanes, tabulated);
        set_constants(&mut loss, &program.loss, &lanes, tabulated);
        Self {
            step,
            loss,
            program: program.clone(),
            next: lanes.iter().map(|l| l.first).min().unwrap_or(0),
            alive: std::array::from_fn(|i| i < lanes.len()),
            lanes,
            state,
        }
    }

    /// Takes some steps; true once all are taken and the last rows written.
    fn steps(&mut self, plan: &Plan, tabulated: &[Tabulated], first_lane: usize, rows: &mut Rows) -> bool {
        let last = self
            .lanes
            .iter()
            .map(|l| l.until)
            .max()
            .unwrap_or(0)
            .min(plan.steps);
        let end = last.min(self.next + STEPS);
        for k in self.next..end {
            self.read(plan, tabulated, k);
            self.step.run();
            self.write(plan, first_lane, k, rows);
        }
        self.next = end;
        if end < last {
            return false;
        }
        self.finish(plan, first_lane, rows);
        true
    }

    fn read(&mut self, plan: &Plan, tabulated: &[Tabulated], k: usize) {
        let program = &self.program;
        for (place, &input) in program.step.inputs.iter().enumerate() {
            let value = match input {
                // A trace's lanes hold nothing: that is for the lanes of a sweep.
                LaneInput::Constant(_) | LaneInput::Held(_) => continue,
                LaneInput::State(i) => self.state[i as usize],
                LaneInput::Table(i) => {
                    self.each(|lane| R::of(tabulated[lane.run].table[k * program.table + i as usize]))
                }
                LaneInput::Random(distribution, site, element) => self.each(|lane| {
                    let key = Key {
                        seed: plan.runs[lane.run].seed,
                        replicate: lane.replicate,
                        step: k as u32,
                        element,
                        site,
                    };
                    draw(distribution, key)
                }),
            };
            self.step.set(place, value);
        }
    }

    fn each(&self, value: impl Fn(&Lane) -> R) -> [R; LANES] {
        each(&self.lanes, value)
    }

    fn write(&mut self, plan: &Plan, first_lane: usize, k: usize, rows: &mut Rows) {
        let program = &self.program;
        let output = |i: usize| self.step.get(program.step.outputs[i] as usize);
        let (records, checks) = (program.first_record(), program.first_check());
        for (i, lane) in self.lanes.iter().enumerate() {
            if !self.alive[i] || k < lane.first || k >= lane.until {
                continue;
            }
            let loss = output(program.loss_output())[i];
            let point = self.state[..program.n].iter().map(|s| s[i]);
            let recorded = (records..records + program.records).map(|o| output(o)[i]);
            let row = row(rows, program, plan.steps, first_lane + i, k);
            for (place, value) in row.iter_mut().zip(point.chain([loss]).chain(recorded)) {
                *place = value.to_f64();
            }
            let skipped = program.skip_output().is_some_and(|o| output(o)[i] != R::ZERO);
            let gradient = (checks..checks + program.checks).any(|o| output(o)[i].beyond());
            let moved = (0..program.n).any(|o| output(o)[i].beyond());
            let lost = program.watched_outputs().any(|o| output(o)[i].lost());
            if loss.beyond() || moved || lost || (!skipped && gradient) {
                rows.diverged[first_lane + i] = k as u32 + 1;
                self.alive[i] = false;
                continue;
            }
            for (o, place) in self.state.iter_mut().enumerate() {
                place[i] = self.step.get(program.step.outputs[o] as usize)[i];
            }
        }
    }

    /// The row after the last step: the point and its loss.
    fn finish(&mut self, plan: &Plan, first_lane: usize, rows: &mut Rows) {
        let program = self.program.clone();
        for (place, &input) in program.loss.inputs.iter().enumerate() {
            if let LaneInput::State(i) = input {
                self.loss.set(place, self.state[i as usize]);
            }
        }
        self.loss.run();
        for (i, lane) in self.lanes.iter().enumerate() {
            let row = row(
                rows,
                &program,
                plan.steps,
                first_lane + i,
                lane.until.min(plan.steps),
            );
            for (place, coordinate) in row.iter_mut().zip(&self.state[..program.n]) {
                *place = coordinate[i].to_f64();
            }
            row[program.n] = self.loss.get(program.loss.outputs[0] as usize)[i].to_f64();
        }
    }
}

fn each<R: Real>(lanes: &[Lane], value: impl Fn(&Lane) -> R) -> [R; LANES] {
    std::array::from_fn(|i| lanes.get(i).map_or(R::ZERO, &value))
}

fn set_constants<R: Real>(
    machine: &mut Machine<R, LANES>,
    tape: &Tape<LaneInput>,
    lanes: &[Lane],
    tabulated: &[Tabulated],
) {
    for (place, &input) in tape.inputs.iter().enumerate() {
        if let LaneInput::Constant(i) = input {
            let value = each(lanes, |lane| R::of(tabulated[lane.run].constants[i as usize]));
            machine.set(place, value);
        }
    }
}

/// The row of a lane before step k + 1.
fn row<'a>(rows: &'a mut Rows, program: &Program, steps: usize, lane: usize, k: usize) -> &'a mut [f64] {
    let width = program.n + 1 + program.records;
    let start = (lane * (steps + 1) + k) * width;
    &mut rows.values[start..start + width]
}
