//! What a rule is put with so that it takes a step.

use super::Explained;
use super::names::{Names, settings};
use super::rows::list;
use crate::compile::{Finding, compile};
use crate::lang::{Checked, Kind, Rule};
use crate::scene::{Params, Problem, Reference, Run, Scene, Stage};
use std::sync::Arc;

/// The surface of a rule that is none.
const SURFACE: &str = "rosenbrock";

/// A small network to put a rule on.
const NETWORK: &str =
    r#"{ "experiment": { "problem": { "network": { "data": "moons", "layers": [2, 4, 2] } } } }"#;

/// A rule, and what it is put with.
#[derive(Clone, Debug)]
pub struct Subject {
    /// What the rule describes.
    pub kind: Kind,
    /// The rule.
    pub rule: Reference,
    /// The surface on which it takes its step, where it is none itself.
    pub surface: Reference,
}

impl Subject {
    /// A rule on Rosenbrock's valley.
    pub fn new(kind: Kind, rule: Reference) -> Self {
        let surface = Reference::name(SURFACE);
        Self { kind, rule, surface }
    }

    /// The scene of one run with the rule in it: its parameters at their defaults, gradient descent where
    /// another rule has to stand beside it.
    fn scene(&self) -> Scene {
        let mut scene = Scene::on_surface(SURFACE);
        let surface = match self.kind {
            Kind::Surface => &self.rule,
            _ => &self.surface,
        };
        scene.experiment.problem = Problem::Surface {
            surface: surface.clone(),
            params: Params::new(),
        };
        scene.experiment.runs = vec![self.run()];
        scene
    }

    fn run(&self) -> Run {
        let mut run = Run::of("sgd");
        match self.kind {
            Kind::Optimizer => run.optimizer = self.rule.clone(),
            Kind::Surface | Kind::Activation => {}
            Kind::Stage => {
                run.stages = vec![Stage {
                    name: self.rule.clone(),
                    params: Params::new(),
                }];
            }
            Kind::Schedule => {
                // Only a rule that has momentum shows where a driven one goes.
                let drives = found(Kind::Schedule, &self.rule).is_some_and(|(rule, _)| rule.sets("momentum"));
                run.optimizer = Reference::name(if drives { "momentum" } else { "sgd" });
                run.schedule.name = self.rule.clone();
            }
        }
        run
    }

    /// The same run on a small network.
    ///
    /// # Errors
    /// A surface is none.
    pub(super) fn on_network(&self) -> Result<Scene, Vec<Finding>> {
        if self.kind == Kind::Surface {
            let message = "a surface is what is minimised; a network stands in its place";
            return Err(vec![Finding::error("/experiment/problem", message)]);
        }
        let mut scene: Scene = serde_json::from_str(NETWORK)
            .map_err(|error| vec![Finding::error("/experiment/problem/network", error.to_string())])?;
        scene.experiment.runs = vec![self.run()];
        Ok(scene)
    }
}

/// What the settings of a scene's first run are called.
pub(super) fn settings_of(scene: &Scene) -> Vec<String> {
    settings(
        &rules(scene)
            .iter()
            .map(|(rule, _)| rule.as_ref())
            .collect::<Vec<_>>(),
    )
}

/// The rules of a scene's first run, in the order in which the compiler resolves them.
fn rules(scene: &Scene) -> Vec<Rules> {
    let surface = scene.experiment.problem.text();
    let surface = surface.map(|(surface, _)| (Kind::Surface, surface));
    let runs = scene.experiment.runs.iter().take(1).flat_map(|run| {
        let own = [
            (Kind::Optimizer, &run.optimizer),
            (Kind::Schedule, &run.schedule.name),
        ];
        own.into_iter()
            .chain(run.stages.iter().map(|s| (Kind::Stage, &s.name)))
    });
    let used = surface.into_iter().chain(runs);
    used.filter_map(|(kind, rule)| found(kind, rule)).collect()
}

impl Explained {
    /// Compiles a rule and all that it is put with.
    ///
    /// # Errors
    /// What is wrong with one of them, by field of the scene.
    pub fn of(subject: &Subject) -> Result<Self, Vec<Finding>> {
        if subject.kind == Kind::Activation {
            let message = "an activation is a function of a unit's sum and takes no step that could be \
                explained; `ravine check` shows its text";
            return Err(vec![Finding::error(
                "/experiment/problem/network/activation",
                message,
            )]);
        }
        let scene = subject.scene();
        let (plan, findings) = compile(&scene.experiment);
        let plan = plan.ok_or(findings)?;
        let rules = rules(&scene);
        let run = plan.runs.first();
        let trial = run.and_then(|run| run.step().cloned());
        let program = run
            .zip(plan.surface())
            .map(|(run, surface)| surface.programs[run.program].clone());
        let own = found(subject.kind, &subject.rule);
        let (Some(trial), Some(program), Some((rule, checked))) = (trial, program, own) else {
            return Err(Vec::new());
        };
        let texts: Vec<&Rule> = rules.iter().map(|(rule, _)| rule.as_ref()).collect();
        Ok(Self {
            subject: sentence(subject.kind, &rule, &texts, plan.steps),
            names: Names::new(trial, (&plan, &program), &texts),
            rule,
            checked,
            plan,
            program,
        })
    }
}

type Rules = (Arc<Rule>, Arc<Checked>);

fn found(kind: Kind, rule: &Reference) -> Option<Rules> {
    let entry = rule.entry(kind)?;
    Some((entry.rule.clone(), entry.checked.clone()?))
}

/// What the rule is put with, in words.
fn sentence(kind: Kind, rule: &Rule, all: &[&Rule], steps: usize) -> String {
    let others = all.iter().filter(|other| other.kind != kind);
    let named = |other: &&Rule| format!("the {} {}", other.kind, other.name);
    let others: Vec<String> = others.map(named).collect();
    let article = if kind == Kind::Optimizer { "An" } else { "A" };
    let about = rule.about.as_deref().unwrap_or_default();
    let with = list(&others);
    format!("{article} {kind}. {about} Shown with {with}, all parameters at their defaults, {steps} steps.")
}
