//! A search on its way: a method is asked, its tries run, it is told, until its budget is spent.

use super::{Next, REPETITIONS, Task, Try, halving, next};
use crate::compile::finding::Finding;
use crate::compile::sweep::{SweepPlan, compile_sweep};
use crate::engine::cpu::tries::{Goal, Tries};
use crate::engine::sweep::Outcome;
use crate::scene::explore::Method;
use crate::scene::sweep::{Axis, Sweep};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// All repetitions of a method. They ask for as many tries at the same time, which go together as one sweep.
pub struct Searching {
    task: Arc<Task>,
    tries: Vec<Vec<Try>>,
    under_way: Option<Round>,
    lowest: Option<f64>,
    done: bool,
    trouble: Option<String>,
}

/// Tries that were begun together; some of them may go on later.
struct Round {
    running: Tries,
    /// By lane.
    begun: Vec<Begun>,
    /// Where each of those that run now goes, lane by lane.
    goals: Vec<Goal>,
}

/// A try that was begun.
struct Begun {
    repetition: u32,
    number: u32,
    point: Vec<f64>,
    /// The steps that it has taken.
    steps: u32,
}

impl fmt::Debug for Searching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tries = self.tries.concat().len();
        write!(f, "Searching({:?}, {tries} tries)", self.task.method)
    }
}

impl Searching {
    /// A search that has not begun.
    pub fn new(task: Arc<Task>) -> Self {
        let trouble = task.trouble();
        Self {
            done: trouble.is_some(),
            trouble,
            tries: vec![Vec::new(); task.repetitions.min(REPETITIONS) as usize],
            under_way: None,
            lowest: None,
            task,
        }
    }

    /// What is searched.
    pub fn task(&self) -> &Arc<Task> {
        &self.task
    }

    /// What became of the tries so far, by repetition, in their order.
    pub fn tries(&self) -> &[Vec<Try>] {
        &self.tries
    }

    /// The lowest loss that there is, where the surface declares its minima.
    pub fn lowest(&self) -> Option<f64> {
        self.lowest
    }

    /// Whether nothing more comes.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Why nothing can be searched.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// The share of the budget that is spent, from 0 to 1.
    pub fn share(&self) -> f64 {
        let all = self.task.allowed() * u64::from(self.task.repetitions);
        let spent: u64 = self.tries.iter().map(|own| spent(own)).sum();
        spent as f64 / all.max(1) as f64
    }

    /// Goes on for about so long; true while there is more to do.
    pub fn advance(&mut self, budget: Duration) -> bool {
        if self.done {
            return false;
        }
        let round = self.under_way.take().map(Ok).or_else(|| self.begin());
        match round {
            None => self.done = true,
            Some(Err(trouble)) => (self.done, self.trouble) = (true, Some(trouble)),
            Some(Ok(mut round)) => match round.running.poll(budget) {
                None => self.under_way = Some(round),
                Some(outcomes) => self.tell(round, &outcomes),
            },
        }
        !self.done
    }

    /// Asks the method in every repetition what it tries first, or next.
    fn begin(&mut self) -> Option<Result<Round, String>> {
        let mut begun = Vec::new();
        let mut goals = Vec::new();
        for (repetition, own) in (0..).zip(&self.tries) {
            let number = own.len() as u32;
            if let Next::Begin(points) = next(&self.task, repetition, own) {
                for (number, (place, steps)) in (number..).zip(points) {
                    goals.push(Goal {
                        lane: begun.len(),
                        steps: steps as usize,
                    });
                    begun.push(Begun {
                        repetition,
                        number,
                        point: self.task.point(&place),
                        steps: 0,
                    });
                }
            }
        }
        (!begun.is_empty()).then(|| self.round(begun, goals))
    }

    /// New tries as one sweep whose axes go together.
    ///
    /// # Errors
    /// Why it cannot be, in words.
    fn round(&mut self, begun: Vec<Begun>, goals: Vec<Goal>) -> Result<Round, String> {
        let plan = self.plan(&begun)?;
        let surface = plan
            .surface()
            .map(|on| &on.surface)
            .filter(|_| !plan.moves_the_surface());
        self.lowest = surface.and_then(|surface| surface.lowest(&surface.minima, &surface.settings));
        let mut running = Tries::new(plan);
        running.go_on(&goals);
        Ok(Round {
            running,
            begun,
            goals,
        })
    }

    fn plan(&self, begun: &[Begun]) -> Result<Arc<SweepPlan>, String> {
        let task = &self.task;
        let axis = |(place, name): (usize, &str)| {
            let values = begun.iter().map(|own| own.point[place]).collect();
            Axis::listed(name, values)
        };
        let names = task.space.iter().map(|dimension| dimension.span.name.as_str());
        let sweep = Sweep {
            axes: names.enumerate().map(axis).collect(),
            together: true,
            kept: match task.method {
                Method::Halving => halving::Rungs::of(task.steps(), task.budget).stops(),
                Method::Grid | Method::Random | Method::Tpe => Vec::new(),
            },
            ..task.of.clone()
        };
        let (plan, findings) = compile_sweep(&sweep);
        plan.map(Arc::new).ok_or_else(|| said(&findings))
    }

    /// Takes down what became of a round, and lets those of its tries go on that the method wants to.
    fn tell(&mut self, mut round: Round, outcomes: &[Outcome]) {
        for (goal, outcome) in round.goals.iter().zip(outcomes) {
            let begun = &mut round.begun[goal.lane];
            let steps = goal.steps as u32;
            let own = &mut self.tries[begun.repetition as usize];
            let spent = spent(own) + u64::from(steps - begun.steps);
            begun.steps = steps;
            own.push(Try {
                repetition: begun.repetition,
                number: begun.number,
                point: begun.point.clone(),
                steps,
                spent,
                loss: loss(outcome),
                diverged_at: outcome.diverged_at,
            });
        }
        let known = round.begun.iter().map(|own| (own.repetition, own.number));
        let lanes: BTreeMap<(u32, u32), usize> = known.zip(0..).collect();
        let mut goals = Vec::new();
        for (repetition, own) in (0..).zip(&self.tries) {
            if let Next::GoOn(numbers, steps) = next(&self.task, repetition, own) {
                let lane = |number: &u32| lanes.get(&(repetition, *number)).copied();
                let steps = steps as usize;
                goals.extend(numbers.iter().filter_map(lane).map(|lane| Goal { lane, steps }));
            }
        }
        if !goals.is_empty() {
            round.running.go_on(&goals);
            self.under_way = Some(Round { goals, ..round });
        }
    }
}

/// The steps that a repetition has spent.
fn spent(tries: &[Try]) -> u64 {
    tries.last().map_or(0, |last| last.spent)
}

/// What counts of an outcome: the loss on what a network holds back, where it does, else the loss itself.
fn loss(outcome: &Outcome) -> f64 {
    let loss = outcome.validation.unwrap_or(outcome.loss);
    match outcome.diverged_at {
        None if loss.is_finite() => loss,
        _ => f64::INFINITY,
    }
}

/// Why there is no plan.
fn said(findings: &[Finding]) -> String {
    let errors = findings.iter().filter(|finding| finding.is_error);
    let messages: Vec<&str> = errors.map(|finding| finding.message.as_str()).collect();
    messages.join("; ")
}
