//! One pass of a phase: a tape over all numbers of a shape, block by block.

use super::dense::{LANES, round_all};
use super::dot::folded;
use super::shared::{BLOCK, Extent, Shared};
use crate::compile::input::{LaneNumber, PassInput};
use crate::compile::network::program::{Pass, Program, Reduction, Sink};
use crate::engine::cpu::draw;
use crate::engine::cpu::machine::Machine;
use crate::engine::cpu::simd::best;
use crate::lang::check::Distribution;
use crate::lang::op::Op;
use crate::lang::shape::Shape;
use crate::real::Real;
use crate::real::math::BEYOND;
use crate::real::rng::Key;
use crate::scene::network::Format;

/// The numbers of one lane.
pub struct Values<R> {
    /// By state; w stays as it was until the step is known to be good.
    pub states: Vec<Vec<R>>,
    /// w after the step.
    pub next: Vec<R>,
    /// By shape and slot.
    pub slots: [Vec<Vec<R>>; 4],
    /// By evaluation.
    pub gradients: Vec<Vec<R>>,
    /// By evaluation: where it is taken, if not at w.
    pub points: Vec<Vec<R>>,
    /// By recorded name.
    pub quantiles: Vec<Vec<R>>,
    /// Whether the next w has reached the bound of divergence.
    pub beyond: bool,
    /// Whether another checked number has; it counts only where the step is not skipped.
    pub checked: bool,
    /// The first of the watched numbers that is lost.
    pub lost: Option<u32>,
}

/// What a pass needs to know of the step.
#[derive(Clone, Copy)]
pub struct At<'a, R> {
    /// Where each number stands.
    pub shared: &'a Shared<R>,
    /// What the lane does.
    pub program: &'a Program,
    /// The step's numbers of the host's table.
    pub table: &'a [f64],
    /// Step 0 and element 0 of the lane's random numbers.
    pub key: Key,
}

/// A pass with its machine.
pub struct Runner<R> {
    machine: Machine<R, BLOCK>,
    shape: Shape,
    /// What becomes of which places of the tape.
    sinks: Vec<(Sink, usize)>,
    /// Whether nothing depends on the layer. A sum's order is then the same in every step.
    whole: bool,
    /// Place in the tape, and what is read, by when it changes.
    by_step: Vec<(usize, usize)>,
    by_layer: Vec<(usize, LaneNumber)>,
    by_block: Vec<(usize, LaneNumber)>,
    /// Place in the tape, and the distribution and call site of random numbers.
    random: Vec<(usize, Distribution, u32)>,
    sums: Vec<Sum<R>>,
}

/// A reduction on its way.
struct Sum<R> {
    /// Its number.
    number: usize,
    /// A layer's part of it, and all layers'.
    block: [R; BLOCK],
    total: R,
}

best! {
    /// Runs the pass over everything of its shape.
    pub fn run<R: Real>(runner: &mut Runner<R>, values: &mut Values<R>, at: At<R>) = Runner::run;
}

impl<R: Real> Runner<R> {
    /// A runner of a pass; `constants` are the run's.
    pub fn new(program: &Program, pass: &Pass, constants: &[f64]) -> Self {
        let mut runner = Self {
            machine: Machine::new(&pass.tape),
            shape: pass.shape,
            sinks: pass
                .sinks
                .iter()
                .zip(&pass.tape.outputs)
                .map(|(&sink, &output)| (sink, output as usize))
                .collect(),
            whole: pass.shape == Shape::Element,
            by_step: Vec::new(),
            by_layer: Vec::new(),
            by_block: Vec::new(),
            random: Vec::new(),
            sums: Vec::new(),
        };
        for sink in &pass.sinks {
            if let Sink::Reduce(number) = *sink {
                runner.whole &= program.reductions[number as usize].to != Shape::Layer;
                runner.sums.push(Sum {
                    number: number as usize,
                    block: [R::ZERO; BLOCK],
                    total: R::ZERO,
                });
            }
        }
        for (place, &input) in pass.tape.inputs.iter().enumerate() {
            match input {
                PassInput::Constant(i) => runner.machine.set(place, [R::of(constants[i as usize]); BLOCK]),
                PassInput::Table(i) => runner.by_step.push((place, i as usize)),
                PassInput::Random(distribution, site) => runner.random.push((place, distribution, site)),
                PassInput::Kept(kept) if constant_in_layer(program, kept, pass.shape) => {
                    runner.whole &= shape_of(program, kept) == Shape::Run;
                    runner.by_layer.push((place, kept));
                }
                PassInput::Kept(kept) => runner.by_block.push((place, kept)),
            }
        }
        runner
    }

    #[inline(always)]
    fn run(&mut self, values: &mut Values<R>, at: At<R>) {
        if self.sinks.is_empty() {
            return;
        }
        for &(place, i) in &self.by_step {
            self.machine.set(place, [R::of(at.table[i]); BLOCK]);
        }
        for sum in &mut self.sums {
            sum.begin(values, at);
        }
        let extents = if self.whole {
            at.shared.whole(self.shape)
        } else {
            at.shared.extents(self.shape)
        };
        for extent in extents {
            for &(place, kept) in &self.by_layer {
                let value = one(values, at, kept, extent.layer);
                self.machine.set(place, [value; BLOCK]);
            }
            for sum in &mut self.sums {
                sum.block = [neutral(sum.of(at).op); BLOCK];
            }
            for first in (0..extent.count).step_by(BLOCK) {
                for &(place, kept) in &self.by_block {
                    let row = self.machine.input(place);
                    load(row, values, at, kept, self.shape, extent.first + first);
                }
                for &(place, distribution, site) in &self.random {
                    let element = at.shared.network.layers[extent.layer].first + first;
                    let key = Key {
                        element: element as u32,
                        site,
                        ..at.key
                    };
                    fill(self.machine.input(place), distribution, key);
                }
                self.machine.run();
                self.sink(values, at, *extent, first);
            }
            for sum in &mut self.sums {
                sum.end_layer(values, at, *extent);
            }
        }
        for sum in &self.sums {
            let reduction = sum.of(at);
            if reduction.to == Shape::Run {
                values.slots[Shape::Run as usize][reduction.slot as usize][0] = sum.total;
            }
        }
    }

    #[inline(always)]
    fn sink(&mut self, values: &mut Values<R>, at: At<R>, extent: Extent, first: usize) {
        let (place, valid) = (extent.first + first, (extent.count - first).min(BLOCK));
        let mut sums = self.sums.iter_mut();
        for &(sink, output) in &self.sinks {
            let numbers = self.machine.get(output);
            let room = match sink {
                Sink::Slot(slot) => &mut values.slots[self.shape as usize][slot as usize],
                Sink::Point(gradient) => &mut values.points[gradient as usize],
                Sink::Quantile(name) => &mut values.quantiles[name as usize],
                Sink::Next(0) => {
                    let next = &mut values.next[place..place + valid];
                    next.copy_from_slice(&numbers[..valid]);
                    let format = at.shared.network.formats.weights;
                    if format == Format::F32 {
                        values.beyond |= any_beyond(numbers, valid);
                    } else {
                        round_all(format, next);
                        values.beyond |= next.iter().any(|x| x.beyond());
                    }
                    continue;
                }
                Sink::Next(state) => &mut values.states[state as usize],
                Sink::Check => {
                    values.checked |= any_beyond(numbers, valid);
                    continue;
                }
                Sink::Watch(place) => {
                    if any_reaches(numbers, valid, R::LOST) && values.lost.is_none_or(|lost| place < lost) {
                        values.lost = Some(place);
                    }
                    continue;
                }
                Sink::Reduce(_) => {
                    if let Some(sum) = sums.next() {
                        sum.add(values, at, numbers, place, valid);
                    }
                    continue;
                }
            };
            room[place..place + valid].copy_from_slice(&numbers[..valid]);
        }
    }
}

/// Whether an input is the same for all numbers of a layer.
fn constant_in_layer(program: &Program, kept: LaneNumber, shape: Shape) -> bool {
    let own = shape_of(program, kept);
    own == Shape::Run || (own == Shape::Layer && shape != Shape::Layer)
}

fn shape_of(program: &Program, kept: LaneNumber) -> Shape {
    match kept {
        LaneNumber::State(state) => program.states[state as usize].shape,
        LaneNumber::Slot(shape, _) => shape,
        LaneNumber::Layer(_) => Shape::Layer,
        LaneNumber::Gradient(_) => Shape::Element,
    }
}

/// The value that a layer has of an input.
#[inline(always)]
fn one<R: Real>(values: &Values<R>, at: At<R>, kept: LaneNumber, layer: usize) -> R {
    let (room, shape) = room(values, at, kept);
    room[if shape == Shape::Run { 0 } else { layer }]
}

#[inline(always)]
fn room<'a, R: Real>(values: &'a Values<R>, at: At<'a, R>, kept: LaneNumber) -> (&'a [R], Shape) {
    match kept {
        LaneNumber::State(state) => (
            &values.states[state as usize],
            at.program.states[state as usize].shape,
        ),
        LaneNumber::Slot(shape, slot) => (&values.slots[shape as usize][slot as usize], shape),
        LaneNumber::Gradient(gradient) => (&values.gradients[gradient as usize], Shape::Element),
        LaneNumber::Layer(fact) => (at.shared.fact(fact), Shape::Layer),
    }
}

/// Fills a row with the random numbers of elements that follow each other from the key's on.
#[inline(always)]
fn fill<R: Real>(row: &mut [R; BLOCK], distribution: Distribution, mut key: Key) {
    for number in row {
        *number = draw(distribution, key);
        key.element += 1;
    }
}

/// Fills a row with a block of an input that differs within a layer.
#[inline(always)]
fn load<R: Real>(
    row: &mut [R; BLOCK],
    values: &Values<R>,
    at: At<R>,
    kept: LaneNumber,
    shape: Shape,
    place: usize,
) {
    let (room, own) = room(values, at, kept);
    if own == shape {
        row.copy_from_slice(&room[place..place + BLOCK]);
        return;
    }
    let of = if own == Shape::Row {
        &at.shared.row_of
    } else {
        &at.shared.col_of
    };
    for (number, &of) in row.iter_mut().zip(&of[place..place + BLOCK]) {
        *number = room[of as usize];
    }
}

/// Whether one of the valid numbers has reached the bound of divergence.
#[inline(always)]
fn any_beyond<R: Real>(numbers: &[R; BLOCK], valid: usize) -> bool {
    any_reaches(numbers, valid, R::BOUND)
}

/// Whether one of the valid numbers has reached an exponent.
#[inline(always)]
fn any_reaches<R: Real>(numbers: &[R; BLOCK], valid: usize, exponent: u32) -> bool {
    let mut found = [0u32; LANES];
    for (chunk, numbers) in numbers.as_chunks::<LANES>().0.iter().enumerate() {
        for i in 0..LANES {
            found[i] |= u32::from(numbers[i].exponent() >= exponent) & u32::from(chunk * LANES + i < valid);
        }
    }
    found.iter().fold(0, |all, one| all | one) != 0
}

impl<R: Real> Sum<R> {
    #[inline(always)]
    fn of<'a>(&self, at: At<'a, R>) -> &'a Reduction {
        &at.program.reductions[self.number]
    }

    fn begin(&mut self, values: &mut Values<R>, at: At<R>) {
        let reduction = self.of(at);
        self.total = neutral(reduction.op);
        if matches!(reduction.to, Shape::Row | Shape::Col) {
            values.slots[reduction.to as usize][reduction.slot as usize].fill(self.total);
        }
    }

    #[inline(always)]
    fn add(&mut self, values: &mut Values<R>, at: At<R>, numbers: &[R; BLOCK], place: usize, valid: usize) {
        let reduction = self.of(at);
        let slot = reduction.slot as usize;
        match (reduction.to, reduction.over) {
            (Shape::Layer, Shape::Layer) => {
                let room = &mut values.slots[Shape::Layer as usize][slot];
                room[place..place + valid].copy_from_slice(&numbers[..valid]);
            }
            (Shape::Row | Shape::Col, _) => {
                let of = match reduction.to {
                    Shape::Row => &at.shared.row_of,
                    _ => &at.shared.col_of,
                };
                let room = &mut values.slots[reduction.to as usize][slot];
                for (&value, &to) in numbers[..valid].iter().zip(&of[place..]) {
                    room[to as usize] = joined(reduction.op, room[to as usize], value);
                }
            }
            _ => {
                let (block, neutral) = (&mut self.block, neutral(reduction.op));
                for i in 0..BLOCK {
                    let number = if i < valid { numbers[i] } else { neutral };
                    block[i] = joined(reduction.op, block[i], number);
                }
            }
        }
    }

    /// Closes a layer.
    #[inline(always)]
    fn end_layer(&mut self, values: &mut Values<R>, at: At<R>, extent: Extent) {
        let reduction = self.of(at);
        let mut sums = [neutral(reduction.op); LANES];
        for numbers in self.block.as_chunks::<LANES>().0 {
            for i in 0..LANES {
                sums[i] = joined(reduction.op, sums[i], numbers[i]);
            }
        }
        let sum = folded(&sums, |a, b| joined(reduction.op, a, b));
        self.total = joined(reduction.op, self.total, sum);
        if reduction.to == Shape::Layer && reduction.over != Shape::Layer {
            values.slots[Shape::Layer as usize][reduction.slot as usize][extent.layer] = sum;
        }
    }
}

/// What changes nothing.
#[inline(always)]
fn neutral<R: Real>(op: Op) -> R {
    match op {
        Op::Max => -R::of(f64::from(BEYOND)),
        _ => R::ZERO,
    }
}

#[inline(always)]
fn joined<R: Real>(op: Op, a: R, b: R) -> R {
    match op {
        Op::Max => a.max(b),
        _ => a + b,
    }
}
