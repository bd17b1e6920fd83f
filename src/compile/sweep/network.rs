//! A sweep on a network: every point is an ordinary run, planned with its own settings when its turn comes.
//! Points share programs and data.

use super::bounds::{self, WIDTHS};
use super::knob::Knob;
use super::{
    SweepPlan, SweptAxis, SweptObjective, SweptPlace, axes, check_runs, check_seeds, in_scene, kept, swept,
};
use crate::compile::finding::Finding;
use crate::compile::network::model::{Network, Samples};
use crate::compile::network::{self, check, decayed, minimised};
use crate::compile::run::Resolved;
use crate::compile::{Compiler, Lane, Objective, Plan, PlannedRun, RUNS, Start};
use crate::data::Source;
use crate::scene::network::{Network as Chosen, Recorded};
use crate::scene::sweep::Sweep;
use crate::scene::{Budget, Experiment, Training};
use std::sync::Arc;

/// Looks at the losses of a run, where the scene does not say how often: few enough that they take about a
/// sixth of the time.
const LOOKS: [usize; 2] = [8, 200];

/// What the points of a sweep train.
#[derive(Clone, Debug)]
pub struct Networks {
    /// By the values of the axes that build another network or other data.
    built: Vec<Arc<Network>>,
    /// How the scene tells that they are trained, without the data.
    chosen: Chosen,
    /// What runs have of their own, by run.
    trainings: Vec<Training>,
    /// The first run that trains alike, by run.
    alike: Vec<usize>,
    /// The setting that holds an epoch's steps, by run.
    epochs: Vec<Option<u32>>,
    /// Steps at which the losses are evaluated, rising, the last step among them; where the budget counts
    /// samples, so many of them.
    pub looks: Vec<usize>,
}

/// Lanes with the same key train the same network in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrainingKey {
    built: usize,
    trained: usize,
    run: usize,
}

impl SweepPlan {
    /// What a lane trains and how.
    pub fn key(&self, networks: &Networks, lane: usize) -> TrainingKey {
        let run = lane / self.lanes_a_run().max(1);
        TrainingKey {
            built: self.place(lane, Knob::builds),
            trained: self.place(lane, |knob| !knob.builds()),
            run: networks.alike[run],
        }
    }

    /// The place of a lane's values on the axes whose knobs are meant, the first one fastest.
    fn place(&self, lane: usize, meant: fn(Knob) -> bool) -> usize {
        let (places, _) = self.places(lane);
        let axes = self.axes.iter().zip(places).rev();
        let mut meant = axes.filter(|(axis, _)| matches!(axis.target, SweptPlace::Knob(knob) if meant(knob)));
        if self.together {
            return meant.next().map_or(0, |(_, at)| at);
        }
        meant.fold(0, |place, (axis, at)| place * axis.values.len() + at)
    }

    /// The network that a lane trains, as it trains it.
    pub fn network(&self, networks: &Networks, lane: usize) -> Network {
        let key = self.key(networks, lane);
        let mut chosen = networks.chosen.trained_by(&networks.trainings[key.run]);
        for (knob, value) in self.knobs(lane) {
            knob.set(&mut chosen, value);
        }
        let built = Network::clone(&networks.built[key.built]);
        Network {
            corrupt: chosen.corrupt,
            ..built.trained(&chosen)
        }
    }

    fn knobs(&self, lane: usize) -> impl Iterator<Item = (Knob, f64)> {
        let (places, _) = self.places(lane);
        let axes = self.axes.iter().zip(places);
        axes.filter_map(|(axis, place)| match axis.target {
            SweptPlace::Knob(knob) => Some((knob, axis.values[place])),
            _ => None,
        })
    }

    /// A lane as an experiment of one run.
    pub fn point(&self, networks: &Networks, network: &Arc<Network>, lane: usize) -> Plan {
        let own = self.lane(lane);
        let mut run = PlannedRun {
            seed: own.seed,
            settings: self.settings(&own),
            ..self.base.runs[own.run].clone()
        };
        if let Some(slot) = networks.epochs[own.run] {
            run.settings[slot as usize] = network.epoch() as f64;
        }
        let mut plan = Plan {
            steps: self.base.steps,
            budget: self.base.budget,
            precision: self.base.precision,
            objective: Objective::Network(network.clone()),
            runs: vec![run],
            lanes: Vec::new(),
        };
        plan.lanes.push(Lane {
            run: 0,
            replicate: own.replicate,
            start: Start::Drawn,
            from: None,
            first: 0,
            until: plan.steps_of(&plan.runs[0]),
            state: None,
        });
        plan
    }
}

/// Compiles a sweep on a network.
pub(super) fn plan(sweep: &Sweep, chosen: &Chosen, findings: &mut Vec<Finding>) -> Option<SweepPlan> {
    // Nothing is recorded, and each run begins anew.
    let chosen = Chosen {
        seeds: 1,
        record: Recorded {
            every: chosen.record.every,
            ..Recorded::default()
        },
        ..chosen.clone()
    };
    let mut experiment = sweep.scene.experiment.clone();
    check_runs(&experiment, findings)?;
    experiment.runs.iter_mut().for_each(|run| run.from = None);
    let scenes = scenes(&experiment, &chosen, findings)?;
    let resolved = resolved(&experiment, &chosen, &scenes)?;
    let axes = axes::axes(sweep, &resolved, findings)?;
    check_seeds(&axes, &experiment, findings)?;
    check_widths(&axes, findings)?;
    let looks = looks(sweep, &chosen, scenes.network()?);
    let without_data = Chosen {
        data: Source::default(),
        ..chosen.clone()
    };
    let mut networks = Networks {
        built: Vec::new(),
        trainings: experiment.runs.iter().map(|run| run.training.clone()).collect(),
        alike: alike(&experiment, &without_data),
        epochs: resolved.iter().map(|run| run.epoch).collect(),
        looks,
        chosen: without_data,
    };
    let mut plan = SweepPlan {
        base: scenes,
        objective: SweptObjective::Networks(Arc::new(networks.clone())),
        axes,
        together: sweep.together,
        tolerance: sweep.tolerance,
        seeds: sweep.seeds as usize,
        kept: kept(sweep),
    };
    bounds::check_size(&plan, experiment.runs.len(), 0, findings)?;
    let built = built(&plan, &experiment, &chosen, findings)?;
    let data = built.iter().map(bytes).fold(0, usize::saturating_add);
    bounds::check_size(&plan, experiment.runs.len(), data, findings)?;
    give(&mut plan, &mut networks, resolved, built, findings)?;
    check_trained(&plan, &networks, findings)?;
    plan.objective = SweptObjective::Networks(Arc::new(networks));
    Some(plan)
}

/// The scene's own runs on its own network: what is wrong without any axis stands in the scene.
fn scenes(experiment: &Experiment, chosen: &Chosen, findings: &mut Vec<Finding>) -> Option<Plan> {
    let mut found = Vec::new();
    let mut compiler = Compiler {
        experiment,
        findings: &mut found,
    };
    compiler.check_steps();
    compiler.check_counts();
    let plan = match compiler.findings.is_empty() {
        true => network::plan(experiment, chosen, &vec![None; experiment.runs.len()], &mut found),
        false => None,
    };
    let failed = found.iter().any(|finding| finding.is_error);
    findings.extend(found.into_iter().map(in_scene));
    let plan = plan.filter(|_| !failed)?;
    Some(Plan {
        lanes: Vec::new(),
        ..plan
    })
}

/// The rules of all runs. What is wrong with them was said before.
fn resolved(experiment: &Experiment, chosen: &Chosen, scenes: &Plan) -> Option<Vec<Resolved<'static>>> {
    let of = |(index, run)| {
        let on = minimised(scenes.network_of(index)?, decayed(chosen, run));
        Resolved::of(experiment, index, on, &mut Vec::new())
    };
    experiment.runs.iter().enumerate().take(RUNS).map(of).collect()
}

fn check_widths(axes: &[SweptAxis], findings: &mut Vec<Finding>) -> Option<()> {
    let widths = |axis: &SweptAxis| {
        let mut widths: Vec<f64> = axis.values.clone();
        widths.sort_by(f64::total_cmp);
        widths.dedup();
        widths.len()
    };
    let width = |axis: &SweptAxis| axis.target == SweptPlace::Knob(Knob::Width) && widths(axis) > WIDTHS;
    let Some(place) = axes.iter().position(width) else {
        return Some(());
    };
    let count = widths(&axes[place]);
    let message = format!("{count} widths are too many; there can be at most {WIDTHS}: take fewer values");
    findings.push(Finding::error(format!("/axes/{place}"), message));
    None
}

/// When the losses are looked at: as often as the scene says, and wherever outcomes are kept.
fn looks(sweep: &Sweep, chosen: &Chosen, network: &Network) -> Vec<usize> {
    let steps = sweep.scene.experiment.steps as usize;
    let [step, drawn] = match sweep.scene.experiment.budget {
        Budget::Samples => [network.drawn(), 1],
        _ => [1, network.drawn()],
    };
    let every = chosen.record.every.map_or_else(
        || {
            // A sample is a third of the work where it is only looked at.
            let trained = 3 * steps * drawn;
            let samples = (network.train.len() + network.validation.len()).max(1);
            steps.div_ceil((trained / (6 * samples)).clamp(LOOKS[0], LOOKS[1]))
        },
        |every| every as usize * step,
    );
    let mut looks: Vec<usize> = (0..steps).step_by(every.max(1)).chain(kept(sweep)).collect();
    looks.push(steps);
    looks.sort_unstable();
    looks.dedup();
    looks
}

/// For each run the first one that trains its network in the same way.
fn alike(experiment: &Experiment, chosen: &Chosen) -> Vec<usize> {
    let runs = &experiment.runs;
    let own = |run: usize| {
        chosen.trained_by(&Training {
            seed: None,
            ..runs[run].training.clone()
        })
    };
    let first = |run: usize| (0..run).find(|&other| own(other) == own(run)).unwrap_or(run);
    (0..runs.len()).map(first).collect()
}

/// Every network that the axes build, the first axis fastest; values that cannot be are said at their axis.
fn built(
    plan: &SweepPlan,
    experiment: &Experiment,
    chosen: &Chosen,
    findings: &mut Vec<Finding>,
) -> Option<Vec<Network>> {
    let mut built: Vec<Network> = Vec::new();
    for lane in 0..plan.points() {
        if plan.place(lane, Knob::builds) < built.len() {
            continue;
        }
        let mut chosen = chosen.clone();
        let knobs = plan.knobs(lane).filter(|(knob, _)| knob.builds());
        knobs.for_each(|(knob, value)| knob.set(&mut chosen, value));
        let mut found = Vec::new();
        let network = network::network(experiment, &chosen, &mut found);
        refused(plan, lane, Knob::builds, found, findings)?;
        built.push(network?);
    }
    Some(built)
}

/// Says what was found wrong with a lane's network at the axis that builds or trains it; None where it was.
fn refused(
    plan: &SweepPlan,
    lane: usize,
    meant: fn(Knob) -> bool,
    found: Vec<Finding>,
    findings: &mut Vec<Finding>,
) -> Option<()> {
    let Some(error) = found.into_iter().find(|finding| finding.is_error) else {
        return Some(());
    };
    let (places, _) = plan.places(lane);
    let axes = plan.axes.iter().zip(places).enumerate();
    let mut axes = axes.filter(|(_, (axis, _))| matches!(axis.target, SweptPlace::Knob(knob) if meant(knob)));
    let finding = match axes.next() {
        None => in_scene(error),
        Some((index, (axis, place))) => {
            let others = axes.map(|(_, (axis, place))| format!(" and {} {}", axis.name, axis.values[place]));
            let others: String = others.collect();
            let (name, value) = (&axis.name, axis.values[place]);
            let message = format!("at {name} {value}{others}: {}", error.message);
            Finding::error(format!("/axes/{index}"), message)
        }
    };
    findings.push(finding);
    None
}

/// Compiles the runs and gives their programs to the networks.
fn give(
    plan: &mut SweepPlan,
    networks: &mut Networks,
    resolved: Vec<Resolved>,
    mut built: Vec<Network>,
    findings: &mut Vec<Finding>,
) -> Option<()> {
    let first = built.first_mut()?;
    let mut found = Vec::new();
    plan.base.runs = resolved
        .into_iter()
        .map(|run| {
            let swept = swept(&plan.axes, run.index);
            network::planned(run, Some(&swept), &networks.chosen, first, &mut found)
        })
        .collect::<Option<_>>()
        .or_else(|| {
            findings.extend(found.into_iter().map(in_scene));
            None
        })?;
    let programs = first.programs.clone();
    let given = built.into_iter().map(|network| {
        Arc::new(Network {
            programs: programs.clone(),
            ..network
        })
    });
    networks.built = given.collect();
    let first = networks.built.first()?.clone();
    plan.base.objective = Objective::Network(first);
    Some(())
}

/// Says at their axis which values of how the networks are trained cannot be.
fn check_trained(plan: &SweepPlan, networks: &Networks, findings: &mut Vec<Finding>) -> Option<()> {
    if !plan
        .axes
        .iter()
        .any(|axis| matches!(axis.target, SweptPlace::Knob(_)))
    {
        return Some(());
    }
    let own = networks.trainings.iter().enumerate();
    for (run, training) in own.filter(|(run, _)| networks.alike[*run] == *run) {
        let trained = networks.chosen.trained_by(training);
        let mut before = None;
        for point in 0..plan.points() {
            let lane = run * plan.lanes_a_run() + point;
            let key = plan.key(networks, lane);
            if before.replace(key) == Some(key) {
                continue;
            }
            let mut chosen = trained.clone();
            plan.knobs(lane)
                .for_each(|(knob, value)| knob.set(&mut chosen, value));
            let network = &networks.built[key.built];
            chosen.layers.clone_from(&network.units);
            let mut found = Vec::new();
            let mut error = |field: &str, message: String| found.push(Finding::error(field, message));
            check::training(&chosen, network.train.len(), network.classifies(), &mut error);
            check::corrupt(&chosen, plan.base.steps as u32, &mut error);
            let takes = Network::clone(network).trained(&chosen).drawn();
            if plan.base.budget == Budget::Samples && takes > plan.base.steps {
                let most = plan.base.steps;
                error(
                    "batch",
                    format!("a step takes {takes} samples, but all steps together have {most}"),
                );
            }
            refused(plan, lane, |_| true, found, findings)?;
        }
    }
    Some(())
}

/// What the samples of a network take, as the host and an engine keep them.
fn bytes(network: &Network) -> usize {
    let of =
        |samples: &Samples| samples.len() * (samples.data.features + samples.outputs) * 2 * size_of::<f64>();
    [&network.train, &network.validation, &network.test]
        .map(of)
        .iter()
        .sum()
}
