//! What is read: by the graph of a step, and by each program that is cut from it. A program's type says what
//! it may read, so whoever runs it answers all of that and nothing else.

use crate::lang::check::Distribution;
use crate::lang::shape::Shape;

/// What a leaf of a graph stands for, before programs are cut from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// A coordinate of the point, only in a surface's own graph, before it is placed in a step; the first one
    /// is the sum that an activation's own program reads.
    Coordinate(u32),
    /// A number of the lane's state: w, then the rules' states, then t where it is the lane's own.
    State(u32),
    /// A value of the run, by its place in the run's settings.
    Setting(u32),
    /// Attempts, from 0.
    Step,
    /// Number of steps.
    Total,
    /// The learning rate after the schedule.
    Rate,
    /// The momentum that a schedule drives.
    Momentum,
    /// A random number: distribution, call site, element.
    Random(Distribution, u32, u32),
    /// On a network: the result of the builder's request of a number.
    Asked(u32),
    /// On a network: what is known of a layer.
    Layer(Fact),
}

/// What is known of a layer, a weight matrix or a bias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// 1 for a weight matrix, 0 for a bias.
    IsMatrix,
    /// Output units.
    Rows,
    /// Inputs of each; 1 for a bias.
    Cols,
    /// Rows times cols.
    Size,
}

impl Input {
    /// Whether it is known only where a lane computes, not on the host.
    pub fn is_lanes_own(self) -> bool {
        matches!(
            self,
            Self::State(_) | Self::Random(..) | Self::Asked(_) | Self::Layer(_)
        )
    }
}

/// What a function of a point reads: a surface's loss, its derivatives, its minima; and an activation, whose
/// point is a unit's sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PointInput {
    /// A coordinate.
    Coordinate(u32),
    /// A setting of the surface.
    Setting(u32),
}

/// What is known before any step: the settings, and what a schedule drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BoundInput {
    /// A value of the run.
    Setting(u32),
    /// The momentum that a schedule drives.
    Momentum,
}

/// What the host's programs read, in f64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HostInput {
    /// A value of the run.
    Setting(u32),
    /// Attempts, from 0.
    Step,
    /// Number of steps.
    Total,
}

/// What the first values of a run's states read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FirstInput {
    /// A number of w.
    W(u32),
    /// What the host knows.
    Host(HostInput),
}

/// What a step reads before it is split between host and lanes; the schedule stands in place of the learning
/// rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepInput {
    /// A number of the lane's state.
    State(u32),
    /// What the host knows.
    Host(HostInput),
    /// A random number: distribution, call site, element.
    Random(Distribution, u32, u32),
}

/// What a lane on a surface reads in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LaneInput {
    /// A number of its state.
    State(u32),
    /// A number that the host computes once a run.
    Constant(u32),
    /// A number that the host computes once a step.
    Table(u32),
    /// A number that a lane of a sweep computes once; a trace's program has none.
    Held(u32),
    /// A random number: distribution, call site, element.
    Random(Distribution, u32, u32),
}

/// What a lane of a sweep reads before its first step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StartInput {
    /// A coordinate of its start.
    W(u32),
    /// A setting of its own, by its place among the swept ones.
    Swept(u32),
    /// A number that the host computes once a run.
    Constant(u32),
}

/// What a pass over the numbers of a shape reads (networks).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PassInput {
    /// What is kept of the lane or known of the layer.
    Kept(LaneNumber),
    /// A number that the host computes once a run.
    Constant(u32),
    /// A number that the host computes once a step.
    Table(u32),
    /// A random number per element: distribution, call site.
    Random(Distribution, u32),
}

/// Numbers that have a place in a network's lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LaneNumber {
    /// A state.
    State(u32),
    /// Numbers of a run, layer, row or col that were worked out before, by their place.
    Slot(Shape, u32),
    /// The gradient at the point of a number.
    Gradient(u32),
    /// What is known of a layer.
    Layer(Fact),
}

impl PointInput {
    /// What a leaf stands for; None for one that no function of a point has.
    pub(super) fn of(input: Input) -> Option<Self> {
        match input {
            Input::Coordinate(coordinate) => Some(Self::Coordinate(coordinate)),
            Input::Setting(slot) => Some(Self::Setting(slot)),
            _ => None,
        }
    }
}

impl BoundInput {
    /// What a leaf stands for; None for one that only a step knows.
    pub(super) fn of(input: Input) -> Option<Self> {
        match input {
            Input::Setting(slot) => Some(Self::Setting(slot)),
            Input::Momentum => Some(Self::Momentum),
            _ => None,
        }
    }
}

impl HostInput {
    /// Its value inside a step, from 0, of so many.
    pub fn value(self, settings: &[f64], step: usize, steps: usize) -> f64 {
        match self {
            Self::Setting(slot) => settings[slot as usize],
            Self::Step => step as f64,
            Self::Total => steps as f64,
        }
    }

    /// What a leaf stands for; None for a lane's own.
    pub(super) fn of(input: Input) -> Option<Self> {
        match input {
            Input::Setting(slot) => Some(Self::Setting(slot)),
            Input::Step => Some(Self::Step),
            Input::Total => Some(Self::Total),
            _ => None,
        }
    }
}

impl FirstInput {
    /// What a leaf stands for; None for one that only a step knows.
    pub(super) fn of(input: Input) -> Option<Self> {
        match input {
            Input::State(place) => Some(Self::W(place)),
            other => HostInput::of(other).map(Self::Host),
        }
    }
}

impl FirstInput {
    /// The leaf that it stood for.
    pub fn leaf(self) -> Input {
        match self {
            Self::W(place) => Input::State(place),
            Self::Host(HostInput::Setting(slot)) => Input::Setting(slot),
            Self::Host(HostInput::Step) => Input::Step,
            Self::Host(HostInput::Total) => Input::Total,
        }
    }
}

impl StepInput {
    /// What a leaf of a surface's step stands for; None for the schedule's, in whose place its own expression
    /// stands.
    pub fn of(input: Input) -> Option<Self> {
        match input {
            Input::State(place) => Some(Self::State(place)),
            Input::Random(distribution, site, element) => Some(Self::Random(distribution, site, element)),
            other => HostInput::of(other).map(Self::Host),
        }
    }
}

impl LaneInput {
    /// What a leaf that is a lane's own stands for on a surface.
    pub(super) fn own(input: Input) -> Option<Self> {
        match input {
            Input::State(place) => Some(Self::State(place)),
            Input::Random(distribution, site, element) => Some(Self::Random(distribution, site, element)),
            _ => None,
        }
    }
}

impl PassInput {
    /// What a leaf that is a lane's own stands for on a network, but for what is asked of the engine.
    pub(super) fn own(input: Input) -> Option<Self> {
        match input {
            Input::State(place) => Some(Self::Kept(LaneNumber::State(place))),
            Input::Layer(fact) => Some(Self::Kept(LaneNumber::Layer(fact))),
            Input::Random(distribution, site, _) => Some(Self::Random(distribution, site)),
            _ => None,
        }
    }
}
