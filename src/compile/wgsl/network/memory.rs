//! How a network's lanes are spread over a GPU's invocations, and where the numbers of a lane stand in its part
//! of the GPU's memory, and in the workgroup's.

use crate::compile::network::model::Network;
use crate::compile::network::program::Program;
use crate::lang::shape::Shape;
use crate::scene::network::Format;

/// Samples worked on at once; `CHUNK` in the shaders.
pub(super) const CHUNK: usize = 32;
/// Numbers of four bytes that WebGPU grants every workgroup.
const WORKGROUP_MEMORY: usize = 4096;
/// Of these, what rows, scores, counts of exponents and single numbers take.
const SMALL: usize = 192;
/// Reductions collected at once.
const PARTS: usize = 16;
/// Above this number of parameters a workgroup is large.
const MANY: usize = 1024;

/// Most parameters of a network that an invocation trains alone: its weights and its gradient are variables of
/// their own, for which a compiler takes more than twice as long where there are twice as many.
const ALONE: usize = 256;
/// Invocations of a workgroup that each have a lane of their own.
const SEATS: usize = 64;
/// Invocations that a software driver runs in one vector.
const VECTOR: usize = 8;

/// How a program's lanes are spread over a device's invocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seating {
    /// A workgroup per lane, whose invocations share its samples, its units and its parameters.
    Group,
    /// An invocation per lane, which waits for no other one: for small networks.
    Alone,
}

impl Seating {
    /// How few or many lanes of a program are best spread. Few lanes alone would leave most of the invocations idle,
    /// and their program takes a compiler ten times as long; but a software driver pays for every barrier.
    pub fn of(network: &Network, program: &Program, lanes: usize, software: bool) -> Self {
        let fits = network.parameters() <= ALONE
            && program.gradients.len() <= 2
            && program.quantiles.is_empty()
            && !network.exponents;
        let enough = if software { VECTOR } else { SEATS };
        match fits && lanes >= enough {
            true => Self::Alone,
            false => Self::Group,
        }
    }

    /// Lanes of a workgroup.
    pub fn seats(self) -> usize {
        match self {
            Self::Group => 1,
            Self::Alone => SEATS,
        }
    }
}

/// Where the numbers of a lane stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Where each state begins; w is the first.
    pub states: Vec<usize>,
    /// Numbers of each shape: run, layer, row, col, element.
    pub sizes: [usize; 5],
    /// Numbers of a lane.
    pub total: usize,
    /// How lanes are spread over invocations.
    pub seating: Seating,
    /// Invocations that share a lane.
    pub workgroup: usize,
    pub(super) next: usize,
    pub(super) slots: [usize; 4],
    pub(super) gradients: usize,
    pub(super) points: usize,
    pub(super) micro: usize,
    pub(super) quantiles: usize,
    /// For each reduction to rows or cols: where what it combines stands.
    pub(super) combined: Vec<Option<usize>>,
    pub(super) scratch: Scratch,
    pub(super) parts: usize,
}

/// Where a chunk's numbers stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scratch {
    /// By layer of units, the inputs first.
    pub values: Vec<usize>,
    /// By layer of units behind the inputs; only hidden ones have slopes.
    pub slopes: Vec<usize>,
    pub deltas: Vec<usize>,
    pub size: usize,
    /// Where it begins in the lane's memory; None: it fits into the workgroup's.
    pub outside: Option<usize>,
}

impl Memory {
    /// Samples worked on at once.
    pub const CHUNK: usize = CHUNK;

    /// Where a lane's number stands among those of so many lanes.
    pub fn place(&self, lane: usize, lanes: usize, number: usize) -> usize {
        match self.seating {
            Seating::Group => lane * self.total + number,
            Seating::Alone => number * lanes + lane,
        }
    }

    /// The memory of a program's lanes.
    pub fn new(network: &Network, program: &Program, seating: Seating) -> Self {
        let parameters = network.parameters();
        let shapes = [Shape::Run, Shape::Layer, Shape::Row, Shape::Col, Shape::Element];
        let sizes = shapes.map(|shape| network.size(shape));
        let mut next = 0;
        let mut take = |size: usize| {
            let first = next;
            next += size;
            first
        };
        let states = program
            .states
            .iter()
            .map(|s| take(sizes[s.shape as usize]))
            .collect();
        let next_weights = take(parameters);
        let slots = [Shape::Run, Shape::Layer, Shape::Row, Shape::Col];
        let slots = slots.map(|shape| take(program.slots_of(shape) * sizes[shape as usize]));
        let gradients = take(program.gradients.len() * parameters);
        let points = take(program.gradients.len() * parameters);
        let rounds = network.formats.gradients != Format::F32;
        let micro = take(if rounds { parameters } else { 0 });
        let quantiles = take(program.quantiles.len() * parameters);
        let combined = program.reductions.iter().map(|r| {
            let by_axis = matches!(r.to, Shape::Row | Shape::Col);
            by_axis.then(|| take(parameters))
        });
        let combined = combined.collect();
        let (parts, workgroup) = match seating {
            Seating::Alone => (1, 1),
            Seating::Group => {
                let parts = parts(program);
                let is_large = parameters > MANY && parts <= PARTS / 2;
                (parts, if is_large { 256 } else { 64 })
            }
        };
        let mut scratch = Scratch::new(network);
        if seating == Seating::Group && scratch.size + parts * workgroup + SMALL > WORKGROUP_MEMORY {
            scratch.outside = Some(take(scratch.size));
        }
        Self {
            states,
            sizes,
            seating,
            workgroup,
            next: next_weights,
            slots,
            gradients,
            points,
            micro,
            quantiles,
            combined,
            scratch,
            parts,
            total: next,
        }
    }
}

/// Reductions collected at once: the most that one pass feeds, up to a bound.
fn parts(program: &Program) -> usize {
    use crate::compile::network::program::Sink;
    let passes = program.phases.iter().flat_map(|p| &p.passes);
    let fed = passes.map(|p| p.sinks.iter().filter(|s| matches!(s, Sink::Reduce(_))).count());
    fed.max().unwrap_or(0).clamp(1, PARTS)
}

impl Scratch {
    fn new(network: &Network) -> Self {
        let mut next = network.parameters();
        let mut take = |size: usize| {
            let first = next;
            next += size;
            first
        };
        let units = &network.units;
        let values = units.iter().map(|u| take(u * CHUNK)).collect();
        let behind = &units[1..];
        let hidden = behind.len() - 1;
        let slopes = behind.iter().enumerate();
        let slopes = slopes
            .map(|(i, u)| take(if i < hidden { u * CHUNK } else { 0 }))
            .collect();
        let deltas = behind.iter().map(|u| take(u * CHUNK)).collect();
        Self {
            values,
            slopes,
            deltas,
            size: next,
            outside: None,
        }
    }
}
