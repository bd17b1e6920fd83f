//! What is computed because views wish for it: each of it in slices of time, for as long as it is wished for
//! in every frame ([`lease`]).
//!
//! - [`Wished`]: what is asked of one trace (sharpness, landscape, replays, `measuring`, `outputs`, `stopwatch`).
//! - [`at_once`]: the same to the end, for a figure. [`searches`]: searches for settings.

pub mod at_once;
pub mod lease;
pub mod measuring;
mod outputs;
pub mod searches;
mod stopwatch;

use crate::compile::inspect::{Inspection, Source, inspect};
use crate::compile::network::probe::Probe;
use crate::engine::cpu::network::landscape::{Directions, Landscape, Question, Survey};
use crate::engine::cpu::network::replay::{Replay, Rows};
use crate::engine::cpu::network::sharpness::{Sharp, Sharpening};
use crate::engine::look::{Lookout, Progress};
use crate::lang::column;
use crate::trace::Trace;
use crate::view::Computed;
use crate::view::asked::{
    Ask, Asked, LandscapeOf, MeasuresOf, OutputsOf, ReplayOf, RunPlace, SharpnessOf, SoFar, TimesOf,
};
use crate::view::memo::Same;
use crate::view::network::ground::inputs as on_grid;
use crate::view::table::measure::Measured;
use lease::Lease;
use measuring::Measuring;
use outputs::Outputs;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use stopwatch::Stopwatch;
use web_time::Instant;

/// At how many of the recorded weights the sharpness along a run is searched.
const POINTS: usize = 60;
/// Samples of a landscape along each axis.
const SAMPLES: usize = 64;

/// What is worked out in slices of time.
trait Work {
    /// Goes on until the deadline; true while there is more to do.
    fn advance(&mut self, deadline: Instant) -> bool;

    /// How far it is; None once all is known.
    fn progress(&self) -> Option<Progress>;
}

/// A job that somebody asked for.
struct Job<W> {
    /// None where it cannot be done.
    work: Option<W>,
    /// Whether it is to go on.
    goes_on: bool,
}

type Jobs<K, W> = Lease<K, Job<W>>;

/// All that views ask of traces.
#[derive(Default)]
pub struct Wished {
    /// Looks around trained networks on the GPU, where there is one.
    pub lookout: Option<Arc<dyn Lookout>>,
    sharpness: Jobs<SharpnessOf, Sharpening>,
    landscapes: Jobs<LandscapeOf, Survey>,
    replays: Jobs<ReplayOf, Replay>,
    measures: Jobs<MeasuresOf, Measuring>,
    times: Jobs<TimesOf, Stopwatch>,
    outputs: Jobs<OutputsOf, Outputs>,
}

impl Wished {
    /// Nothing yet. `lookout` helps, where there is one.
    pub fn with(lookout: Option<Arc<dyn Lookout>>) -> Self {
        Self {
            lookout,
            ..Self::default()
        }
    }

    /// Asks for something of what is `known`, and whether it is to go on; to be repeated in every frame that
    /// shows it. True where it is news.
    pub fn ask(&mut self, ask: Ask, goes_on: bool, known: &[&Computed]) -> bool {
        let lookout = self.lookout.clone();
        match ask {
            Ask::Sharpness(of) => begun(&mut self.sharpness, &of, goes_on, |of| sharpness(of, known)),
            Ask::Landscape(of) => begun(&mut self.landscapes, &of, goes_on, |of| {
                landscape(of, known, lookout)
            }),
            Ask::Replay(of) => begun(&mut self.replays, &of, goes_on, |of| replay(of, known)),
            Ask::Measures(of) => begun(&mut self.measures, &of, goes_on, |of| {
                Measuring::new(found(&of.trace, known)?, of.test)
            }),
            Ask::Times(of) => begun(&mut self.times, &of, goes_on, |of| {
                Some(Stopwatch::new(found(&of.trace, known)?))
            }),
            Ask::Outputs(of) => begun(&mut self.outputs, &of, goes_on, |of| outputs(of, known, lookout)),
        }
    }

    /// Begins a frame. What is of none of the `known` is forgotten; else what nobody asks for rests.
    pub fn turn(&mut self, known: &[&Computed]) {
        let is_known = |trace: &Same<Trace>| found(trace, known).is_some();
        self.sharpness.turn_keeping(|of, _| is_known(&of.place.trace));
        self.landscapes.turn_keeping(|of, _| is_known(&of.place.trace));
        self.replays.turn_keeping(|of, _| is_known(&of.place.trace));
        self.measures.turn_keeping(|of, _| is_known(&of.trace));
        self.times.turn_keeping(|of, _| is_known(&of.trace));
        self.outputs.turn();
    }

    /// Goes on for about `budget`, which all jobs share; true while there is more to do.
    pub fn advance(&mut self, budget: Duration) -> bool {
        let mut work = self.work();
        let end = Instant::now() + budget;
        let mut left = work.len() as u32;
        let mut more = false;
        for job in &mut work {
            let now = Instant::now();
            more |= job.advance(now + end.saturating_duration_since(now) / left);
            left -= 1;
        }
        more
    }

    /// The jobs that are asked for and not done.
    fn work(&mut self) -> Vec<&mut dyn Work> {
        let mut all: Vec<&mut dyn Work> = Vec::new();
        all.extend(under_way(&mut self.sharpness));
        all.extend(under_way(&mut self.landscapes));
        all.extend(under_way(&mut self.replays));
        all.extend(under_way(&mut self.measures));
        all.extend(under_way(&mut self.times));
        all.extend(under_way(&mut self.outputs));
        all
    }
}

impl fmt::Debug for Wished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what views wish for")
    }
}

impl Asked for Wished {
    fn sharpness(&self, of: &SharpnessOf) -> Option<SoFar<'_, [Sharp]>> {
        so_far(&self.sharpness, of, |search| {
            search.map_or(&[], Sharpening::found)
        })
    }

    fn landscape(&self, of: &LandscapeOf) -> Option<SoFar<'_, Landscape>> {
        let job = self.landscapes.get(of)?.work.as_ref()?;
        Some(SoFar {
            found: job.found(),
            progress: job.progress(),
        })
    }

    fn replay(&self, of: &ReplayOf) -> Option<SoFar<'_, [Rows]>> {
        so_far(&self.replays, of, |replay| replay.map_or(&[], Replay::rows))
    }

    fn measures(&self, of: &MeasuresOf) -> Option<SoFar<'_, [Measured]>> {
        so_far(&self.measures, of, |measuring| {
            measuring.map_or(&[], Measuring::found)
        })
    }

    fn times(&self, of: &TimesOf) -> Option<SoFar<'_, [Option<f64>]>> {
        so_far(&self.times, of, |watch| watch.map_or(&[], Stopwatch::found))
    }

    fn outputs(&self, of: &OutputsOf) -> Option<SoFar<'_, [f64]>> {
        so_far(&self.outputs, of, |outputs| outputs.map_or(&[], Outputs::found))
    }
}

fn begun<K: PartialEq + Clone, W>(
    jobs: &mut Jobs<K, W>,
    of: &K,
    goes_on: bool,
    begin: impl FnOnce(&K) -> Option<W>,
) -> bool {
    let work = |of: &K| Job {
        work: begin(of),
        goes_on,
    };
    let (job, news) = jobs.ask(of, work);
    let other = std::mem::replace(&mut job.goes_on, goes_on) != goes_on;
    news || other
}

fn under_way<K: PartialEq, W: Work + 'static>(jobs: &mut Jobs<K, W>) -> impl Iterator<Item = &mut dyn Work> {
    let held = jobs.held().filter(|(_, job)| job.goes_on);
    let work = held.filter_map(|(_, job)| job.work.as_mut());
    let more = work.filter(|work| work.progress().is_some());
    more.map(|work| work as &mut dyn Work)
}

fn so_far<'a, K: PartialEq, W: Work, T>(
    jobs: &'a Jobs<K, W>,
    of: &K,
    found: impl FnOnce(Option<&'a W>) -> &'a [T],
) -> Option<SoFar<'a, [T]>> {
    let work = jobs.get(of)?.work.as_ref();
    Some(SoFar {
        found: found(work),
        progress: work.and_then(Work::progress),
    })
}

/// What has a trace.
fn found<'a>(trace: &Same<Trace>, known: &[&'a Computed]) -> Option<&'a Computed> {
    known.iter().find(|computed| trace.is(&computed.trace)).copied()
}

fn sharpness(of: &SharpnessOf, known: &[&Computed]) -> Option<Sharpening> {
    let computed = found(&of.place.trace, known)?;
    let place = of.place.run;
    let network = computed.network_of(computed.trace.runs.get(place)?.run)?.clone();
    let trace = computed.trace.clone();
    Some(match of.before {
        Some(step) => Sharpening::before(network, trace, place, step),
        None => Sharpening::new(network, trace, place, POINTS),
    })
}

fn landscape(of: &LandscapeOf, known: &[&Computed], lookout: Option<Arc<dyn Lookout>>) -> Option<Survey> {
    let computed = found(&of.place.trace, known)?;
    let question = Question {
        network: computed
            .network_of(computed.trace.runs.get(of.place.run)?.run)?
            .clone(),
        trace: computed.trace.clone(),
        run: of.place.run,
        directions: match of.random {
            Some(seed) => Directions::Random { seed },
            None => Directions::Principal,
        },
        samples: SAMPLES,
    };
    Some(Survey::new(question, lookout))
}

fn replay(of: &ReplayOf, known: &[&Computed]) -> Option<Replay> {
    let computed = found(&of.place.trace, known)?;
    let own = inspected(&of.place, known)?;
    let beside = of.beside.as_ref().and_then(|place| inspected(place, known));
    let probes: Vec<&Probe> = [Some(&own), beside.as_ref()]
        .into_iter()
        .flatten()
        .filter_map(probe)
        .collect();
    Replay::new(
        &computed.plan,
        &computed.trace,
        of.place.run,
        &probes,
        of.parameter,
    )
}

fn outputs(of: &OutputsOf, known: &[&Computed], lookout: Option<Arc<dyn Lookout>>) -> Option<Outputs> {
    let computed = found(&of.place.trace, known)?;
    let run = computed.trace.runs.get(of.place.run)?;
    let network = computed.network_of(run.run)?.clone();
    let weights = run.column(column::W)?.entry(of.entry).to_vec();
    let inputs = on_grid(&network, &of.grid);
    Some(Outputs::new(network, weights, inputs, lookout.as_deref()))
}

fn inspected(place: &RunPlace, known: &[&Computed]) -> Option<Inspection> {
    let computed = found(&place.trace, known)?;
    let run = computed.plan.lanes.get(place.run)?.run;
    inspect(&computed.experiment, &computed.plan, run)
}

fn probe(inspection: &Inspection) -> Option<&Probe> {
    match &inspection.source {
        Source::Probe(probe) => Some(probe),
        Source::Tape(_) => None,
    }
}

macro_rules! work {
    ($($engine:ty),*) => {
        $(impl Work for $engine {
            fn advance(&mut self, deadline: Instant) -> bool {
                <$engine>::advance(self, deadline)
            }

            fn progress(&self) -> Option<Progress> {
                <$engine>::progress(self)
            }
        })*
    };
}

work!(Sharpening, Survey, Replay, Measuring, Stopwatch);
