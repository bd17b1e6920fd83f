//! A run as a short program for a library of the field, which checks itself against what Ravine computes.
//!
//! [`table`] is how libraries spell things, read from `assets/code/`; [`python`] prints formulas, [`short`]
//! cuts long lists; this file puts a program together. What a library does not have is said in a sentence.
//! [`explain`] prints a rule at every stage of this program's own compiler instead.

mod condition;
pub mod explain;
mod library;
mod network;
pub mod python;
mod refusal;
pub mod short;
mod stages;
pub mod table;
mod written;

use crate::compile::{Plan, compile};
use crate::engine::cpu::{CpuEngine, Precision};
use crate::engine::run as run_plan;
use crate::lang::column;
use crate::lang::rule::{ExprKind, Name, Value};
use crate::lang::{Kind, Rule};
use crate::scene::{Experiment, Problem, Run};
use crate::trace::RunTrace;
pub use library::Library;
pub use refusal::{NoCounterpart, Refusal};
use stages::Stages;
use std::collections::BTreeMap;
use std::sync::Arc;
use table::{decimal, fill, number};
use written::Written;

/// How many steps a program checks.
const CHECKED: usize = 10;

/// The program of a run, from its first start.
///
/// # Errors
/// A sentence on what the library does not have, or why the run cannot be computed.
pub fn program(experiment: &Experiment, run: usize, library: Library) -> Result<String, Refusal> {
    let run = experiment.runs.get(run).ok_or(Refusal::NoRun)?;
    written::possible(experiment, run)?;
    let optimizer = Written::of(Kind::Optimizer, &run.optimizer, &run.params)?;
    let schedule = Written::of(Kind::Schedule, &run.schedule.name, &run.schedule.params)?;
    let writer = Writer {
        library,
        run,
        steps: experiment.steps,
        optimizer,
        schedule,
        parameters: match experiment.problem.text() {
            Some(_) => "[w]",
            None => "w",
        },
    };
    match &experiment.problem {
        Problem::Surface { surface, params } => {
            let surface = Written::of(Kind::Surface, surface, params)?;
            let (_, trace) = computed(experiment, run)?;
            // Not as whole numbers: a point of them would be none that moves.
            let start = format!("{:?}", trace.start.point());
            let own = BTreeMap::from([("loss", writer.loss(&surface)?), ("start", start)]);
            let sure = sure(experiment, run, &trace)?;
            writer.program(("frame", &surface.name()), own, expected(&trace, 1, sure))
        }
        Problem::Network { network: chosen } => {
            if let Some(why) = network::missing(&chosen.trained_by(&run.training), run, writer.decays()?) {
                return Err(Refusal::Setting(why));
            }
            let mut once = experiment.clone();
            once.problem
                .network_mut()
                .into_iter()
                .for_each(|network| network.seeds = 1);
            let (plan, trace) = computed(&once, run)?;
            let network = plan.network_of(0).ok_or(Refusal::Nothing)?;
            let units: Vec<String> = network.units.iter().map(usize::to_string).collect();
            let title = format!("a network of {} units", units.join("-"));
            let mut own = network::values(network, plan.runs[0].seed, library);
            own.extend(network::activation(chosen, library)?);
            // A step's loss is that of its own samples, before the step.
            writer.program(("network", &title), own, expected(&trace, 0, CHECKED))
        }
    }
}

/// The steps of the run alone that a program checks, in double precision.
fn computed(experiment: &Experiment, run: &Run) -> Result<(Arc<Plan>, RunTrace), Refusal> {
    let mut alone = experiment.clone();
    alone.runs = vec![run.clone()];
    alone.starts.truncate(1);
    let (plan, findings) = compile(&alone);
    let wrong = findings
        .iter()
        .find(|f| f.is_error)
        .map(|f| format!("{}.", f.message));
    let unnamed = || "The scene has an error.".to_owned();
    let mut plan = plan.ok_or_else(|| Refusal::Wrong(wrong.unwrap_or_else(unnamed)))?;
    for lane in &mut plan.lanes {
        lane.until = lane.until.min(CHECKED);
    }
    let plan = Arc::new(plan);
    let mut trace = run_plan(&mut CpuEngine::new(Precision::Double), plan.clone())?;
    match trace.runs.is_empty() {
        true => Err(Refusal::Nothing),
        false => Ok((plan, trace.runs.swap_remove(0))),
    }
}

struct Writer<'a> {
    library: Library,
    run: &'a Run,
    steps: u32,
    optimizer: Written,
    schedule: Written,
    /// What the library calls all that is trained.
    parameters: &'static str,
}

/// How the learning rate goes along.
#[derive(Default)]
struct Rate {
    /// A function that is written out.
    function: String,
    /// The library's schedule.
    schedule: String,
    /// The rise before it.
    warmup: String,
    /// What stands for the learning rate in the optimizer.
    named: Option<&'static str>,
}

impl Writer<'_> {
    /// The program in one of the library's frames, which has names of its own; `expected` are the losses it
    /// checks.
    fn program(
        &self,
        (frame, subject): (&str, &str),
        mut names: BTreeMap<&'static str, String>,
        expected: String,
    ) -> Result<String, Refusal> {
        let table = self.library.table();
        let rate = self.rate()?;
        let steps = number(f64::from(self.steps));
        let lr = self.optimizer.number("lr").map(decimal);
        let named = rate.named.map(str::to_owned).or(lr);
        let Stages {
            setup,
            backward,
            gradient,
            optimizer,
            step,
        } = self.stages(frame, self.optimizer(named)?)?;
        let by_hand = self.library == Library::Torch && !rate.function.is_empty();
        let part = |name: &str, wanted: bool| match wanted {
            true => table.get(name, "").unwrap_or("").to_owned(),
            false => String::new(),
        };
        let scheduled = self.library == Library::Torch && !rate.schedule.is_empty();
        names.extend([
            ("learning_rate", rate.function),
            ("schedule", rate.schedule),
            ("warmup", rate.warmup),
            ("parameters", self.parameters.to_owned()),
            ("optimizer", optimizer),
            ("setup", setup),
            ("backward", backward),
            ("stages", gradient),
            ("step", step),
            ("set_rate", part("set_rate", by_hand)),
            ("advance", part("advance", scheduled)),
            ("expected", expected),
            ("T", steps),
        ]);
        let text = fill(table.get(frame, "").unwrap_or(""), &names);
        let run = self.run.label.clone().unwrap_or_else(|| self.optimizer.name());
        let title = format!("# {run} on {subject}, in {}.\n", self.library.name());
        Ok(format!("{title}{text}\n"))
    }

    /// Whether the schedule drives the optimizer's momentum.
    fn drives(&self) -> bool {
        self.schedule.rule.sets("momentum") && self.optimizer.rule.scheduled.is_some()
    }

    /// Whether the optimizer or a stage lets the weights decay.
    fn decays(&self) -> Result<bool, Refusal> {
        let decays = |rule: &Written| rule.number("weight_decay").is_some_and(|share| share != 0.0);
        let mut found = decays(&self.optimizer);
        for stage in &self.run.stages {
            found |= decays(&Written::of(Kind::Stage, &stage.name, &stage.params)?);
        }
        Ok(found)
    }

    fn loss(&self, surface: &Written) -> Result<String, Refusal> {
        let point = match surface.checked.dimensions {
            1 => "x = w[0]",
            _ => "x, y = w",
        };
        let body = python::body(self.library.table(), &surface.rule, &surface.values);
        let body = body.map_err(|why| self.unwritable(Kind::Surface, why))?;
        Ok(format!("{point}\n{}\nreturn f", body.join("\n")))
    }

    fn unwritable(&self, part: Kind, why: NoCounterpart) -> Refusal {
        let library = self.library;
        Refusal::Unwritable { part, library, why }
    }

    fn optimizer(&self, rate: Option<String>) -> Result<String, Refusal> {
        let texts = [
            ("lr", rate.unwrap_or_default()),
            ("parameters", self.parameters.to_owned()),
        ];
        let known = [("drives", Value::Switch(self.drives()))];
        let found = self
            .optimizer
            .own((self.library.table(), "optimizer"), &known, &texts);
        found.unwrap_or_else(|| {
            let (library, name) = (self.library, self.optimizer.name());
            Err(match self.optimizer.id {
                Some(_) => Refusal::NoForm(library, name),
                None => Refusal::Own(library, name),
            })
        })
    }

    /// The library's schedule where it has it, else the schedule's own formula.
    fn rate(&self) -> Result<Rate, Refusal> {
        let table = self.library.table();
        let warmup = self.run.schedule.warmup;
        let Some(base) = self.optimizer.number("lr") else {
            return Ok(Rate::default());
        };
        if is_plain(&self.schedule.rule) && warmup.is_none() {
            return Ok(Rate::default());
        }
        let drives = self.drives();
        let joined = table.get("warmup", "");
        let rest = self.steps.saturating_sub(warmup.map_or(0, |w| w.steps));
        let first_moment = |name: &Name| name.text == "beta1";
        let velocity = drives && !self.optimizer.rule.scheduled.as_ref().is_some_and(first_moment);
        let known = [
            ("T", Value::Number(f64::from(rest))),
            ("drives", Value::Switch(drives)),
            ("velocity", Value::Switch(velocity)),
        ];
        let lr = [("lr", decimal(base))];
        // Behind a warmup of all steps no schedule is reached, and few take 0 steps.
        let own = match (warmup, joined) {
            (Some(_), None) => None,
            _ if is_plain(&self.schedule.rule) || rest == 0 => {
                table.get("plain", "").map(|plain| fill(plain, &lr.into()))
            }
            _ => self.schedule.own((table, "schedule"), &known, &lr).transpose()?,
        };
        let named = joined.map(|_| "learning_rate");
        let mut rate = Rate {
            named,
            ..Rate::default()
        };
        match own {
            Some(own) => {
                let spelled = table.get("schedule", "").unwrap_or("{schedule}");
                rate.schedule = fill(spelled, &BTreeMap::from([("schedule", own)]));
            }
            None if drives => {
                return Err(Refusal::Momentum(self.library, self.schedule.name()));
            }
            None => rate.function = self.function(base, rest, joined.is_some())?,
        }
        if let (Some(warmup), Some(joined)) = (warmup, joined) {
            let steps = f64::from(warmup.steps);
            let slope = base * (1.0 - warmup.start);
            let from = base * warmup.start + slope * f64::from(warmup.first) / steps.max(1.0);
            let values = [
                ("from", decimal(from)),
                ("to", decimal(from + slope)),
                ("warmup", number(steps)),
            ];
            rate.warmup = fill(joined, &BTreeMap::from(values));
        }
        Ok(rate)
    }

    /// The schedule's formula as a function of the step; with its warmup where the library cannot join one
    /// on.
    fn function(&self, base: f64, rest: u32, joins: bool) -> Result<String, Refusal> {
        let table = if joins {
            self.library.table()
        } else {
            table::python()
        };
        let body = python::body(table, &self.schedule.rule, &self.schedule.values);
        let body = body.map_err(|why| self.unwritable(Kind::Schedule, why))?;
        let mut lines = vec![format!("# {}, written out.", self.schedule.name())];
        lines.push("def learning_rate(step):".to_owned());
        let mut k = "step".to_owned();
        if let Some(warmup) = self.run.schedule.warmup.filter(|_| !joins) {
            let [start, base] = [warmup.start, base].map(number);
            let steps = warmup.steps;
            lines.push(format!("    if step < {steps}:"));
            lines.push(format!(
                "        return {base} * ({start} + (1 - {start}) * (step + {}) / {steps})",
                warmup.first
            ));
            k = format!("step - {steps}");
        }
        let given = [("k", k), ("T", rest.to_string()), ("base_lr", number(base))];
        let given = given
            .into_iter()
            .filter(|(name, _)| self.schedule.rule.uses(name) || *name == "k");
        lines.extend(given.map(|(name, value)| format!("    {name} = {value}")));
        if self.schedule.rule.uses("t") {
            lines.push("    t = k + 1".to_owned());
        }
        lines.extend(body.into_iter().map(|line| format!("    {line}")));
        lines.push("    return lr\n\n".to_owned());
        Ok(lines.join("\n"))
    }
}

/// Whether a schedule is the learning rate itself.
fn is_plain(rule: &Rule) -> bool {
    let mut statements = rule.body.iter().filter_map(|s| s.assignment());
    let first = statements.next();
    let plain = first.is_some_and(|(target, value)| {
        target == "lr" && matches!(&value.kind, ExprKind::Name(name) if name == "base_lr")
    });
    plain && statements.next().is_none()
}

/// How many steps of a run do not depend on how a library rounds: those in which a start that is moved by
/// rounding errors leads to the same losses.
fn sure(experiment: &Experiment, run: &Run, trace: &RunTrace) -> Result<usize, Refusal> {
    let mut moved = experiment.clone();
    let errors = |x: &f64| x + 16.0 * f64::EPSILON * x.abs().max(1.0);
    moved.start = None;
    moved.starts = vec![trace.start.point().iter().map(errors).collect()];
    let (_, moved) = computed(&moved, run)?;
    let losses = |trace: &RunTrace| {
        trace
            .column(column::LOSS)
            .map_or(Vec::new(), |loss| loss.values.clone())
    };
    let pairs = losses(trace).into_iter().zip(losses(&moved)).skip(1);
    let same = |(a, b): &(f64, f64)| (a - b).abs() <= 1e-6 * a.abs().max(1.0);
    Ok(pairs.take_while(same).count())
}

/// The losses of the first steps from an entry of the trace on, as far as the run goes and is sure.
fn expected(trace: &RunTrace, first: usize, sure: usize) -> String {
    let end = trace
        .diverged_at
        .map_or(CHECKED, |step| CHECKED.min(step.saturating_sub(1)))
        .min(sure);
    let losses = trace.column(column::LOSS).map_or(&[][..], |loss| &loss.values);
    let losses: Vec<String> = losses
        .iter()
        .skip(first)
        .take(end)
        .map(|loss| format!("    {loss:?},\n"))
        .collect();
    format!("[\n{}]", losses.concat())
}
