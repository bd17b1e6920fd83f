//! What the user chose, as plain data: the experiment that is compiled and run, and the view of it.
//!
//! - [`Along`]: the axis of charts over the steps.
//! - [`file`](mod@file): a scene as text, with errors that name the place; [`locate`]: where a field stands.
//! - `fork`: a run that goes on from another, and its place when runs come and go.
//! - [`network`]: a small network as the problem; [`Learning`]: how its training is looked at.
//! - [`picture`]: how the surface is drawn; [`variable`]: which recorded variable is looked at.
//! - `place`: where rules stand; `value`: what their parameters are given, as JSON. [`precision`]: in which
//!   numbers they are computed.
//! - [`sweep`]: a scene whose settings are spread over axes; [`setting`]: one of them by its name; [`knob`]: those of networks;
//!   [`explore`]: what is swept to be looked at.
//! - [`training`]: how a run trains a network otherwise than others.

mod along;
pub mod budget;
pub mod explore;
pub mod file;
mod fork;
pub mod knob;
mod learning;
pub mod locate;
pub mod network;
pub mod picture;
mod place;
pub mod precision;
mod problem;
mod reference;
pub mod setting;
pub mod sweep;
pub mod training;
mod value;
pub mod variable;

use crate::lang::rule::Value;
pub use along::Along;
pub use budget::Budget;
pub use explore::Explore;
pub use fork::Fork;
pub use learning::Learning;
pub use picture::Picture;
pub use place::RulePlace;
pub use precision::Precision;
pub use problem::{Problem, Sort};
pub use reference::Reference;
pub use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::collections::BTreeMap;
pub use training::Training;
pub use variable::Variable;

/// The version this program writes and reads.
pub const VERSION: u32 = 1;

/// Everything the user chose. Every field but `experiment.problem` has a default; unknown fields are errors.
///
/// ```
/// use ravine::scene::Scene;
///
/// let text = r#"{ "experiment": {
///     "problem": { "surface": "rosenbrock" },
///     "runs": [{ "optimizer": "adam", "params": { "lr": 0.05 } }]
/// } }"#;
/// let scene: Scene = serde_json::from_str(text)?;
/// assert_eq!((scene.version, scene.experiment.runs.len()), (1, 1));
///
/// let slip = serde_json::from_str::<Scene>(&text.replace("params", "parms"));
/// assert!(slip.is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// Guards old links.
    #[serde(default = "version", deserialize_with = "known_version")]
    pub version: u32,
    /// What is compiled and run.
    pub experiment: Experiment,
    /// How it is looked at: no change here recompiles anything.
    #[serde(default)]
    pub view: View,
    /// What the file of a prepared scene says of it (`course::prepared`): nothing that a user chose, so not
    /// kept.
    #[serde(default, skip_serializing)]
    pub about: IgnoredAny,
}

/// What is compiled and run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// The loss that is minimised.
    pub problem: Problem,
    /// Starting points; none means the surface's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub starts: Vec<Vec<f64>>,
    /// Short for one start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Vec<f64>>,
    /// Steps of every run, or gradient evaluations or samples where `budget` says so.
    #[serde(default = "default_steps")]
    pub steps: u32,
    /// What `steps` counts.
    #[serde(default, skip_serializing_if = "Budget::is_steps")]
    pub budget: Budget,
    /// Whether `decay` is recorded, what a run's `weight_decay` takes of w.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub decay: bool,
    /// In which numbers they are computed.
    #[serde(default, skip_serializing_if = "Precision::is_single")]
    pub precision: Precision,
    /// Seed of all random numbers.
    #[serde(default = "default_seed")]
    pub seed: u32,
    /// The runs that race.
    #[serde(default)]
    pub runs: Vec<Run>,
}

/// One run: an optimizer with its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Name shown; the optimizer's own where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Where it goes on from another run; absent: it begins at the starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Fork>,
    /// The update rule.
    pub optimizer: Reference,
    /// Its parameters where they differ from the defaults.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
    /// The learning rate over the steps.
    #[serde(default, skip_serializing_if = "Schedule::is_default")]
    pub schedule: Schedule,
    /// What happens to the gradient before the optimizer sees it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
    /// How it trains, where that differs from the other runs.
    #[serde(default, skip_serializing_if = "Training::is_default")]
    pub training: Training,
}

/// A schedule and its warmup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// The schedule.
    #[serde(default = "constant")]
    pub name: Reference,
    /// Its parameters where they differ from the defaults.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
    /// What it counts.
    #[serde(default, skip_serializing_if = "Unit::is_steps")]
    pub unit: Unit,
    /// A linear rise before it, if any; counted in steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warmup: Option<Warmup>,
}

/// What a schedule's k and T count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Steps.
    #[default]
    Steps,
    /// Times through the training data (networks).
    Epochs,
}

impl Unit {
    fn is_steps(&self) -> bool {
        *self == Self::Steps
    }
}

/// A linear rise of the learning rate: step j (from 0) has factor start + (1 - start)*(j + first)/steps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warmup {
    /// How many steps it takes.
    pub steps: u32,
    /// Factor it rises from.
    #[serde(default)]
    pub start: f64,
    /// 0: the first step has factor `start` (optax, transformers); 1: the papers' t/warmup.
    #[serde(default)]
    pub first: u32,
}

/// A gradient stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The stage.
    pub name: Reference,
    /// Its parameters where they differ from the defaults.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
}

/// How the experiment is looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct View {
    /// The step shown.
    pub step: u32,
    /// The run that is unfolded.
    pub selected: usize,
    /// Runs that are hidden.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub muted: Vec<usize>,
    /// The view shown beside the surface, by the id of its tab; empty is the first.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tab: String,
    /// The variable shown where any can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variable: Option<Variable>,
    /// Which coordinate is shown where only one can be, of a network which parameter; absent: one that tells
    /// something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordinate: Option<usize>,
    /// How far above the lowest known loss counts as reached; absent: as far as usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
    /// What charts over the steps have to the right.
    #[serde(skip_serializing_if = "Along::is_default")]
    pub along: Along,
    /// How the surface is drawn.
    #[serde(skip_serializing_if = "Picture::is_default")]
    pub picture: Picture,
    /// How a network's training is looked at.
    #[serde(skip_serializing_if = "Learning::is_default")]
    pub learning: Learning,
    /// What is explored.
    #[serde(skip_serializing_if = "Explore::is_default")]
    pub explore: Explore,
}

impl View {
    /// How far above the lowest known loss counts as reached.
    pub fn reached_within(&self) -> f64 {
        self.tolerance.unwrap_or(1e-3)
    }
}

/// Parameters by name.
pub type Params = BTreeMap<String, Value>;

impl Scene {
    /// A scene on a surface of the catalog, with no runs yet.
    pub fn on_surface(surface: &str) -> Self {
        Self {
            version: VERSION,
            experiment: Experiment {
                problem: Problem::surface(Reference::name(surface)),
                starts: Vec::new(),
                start: None,
                steps: default_steps(),
                budget: Budget::Steps,
                decay: false,
                precision: Precision::Single,
                seed: default_seed(),
                runs: Vec::new(),
            },
            view: View::default(),
            about: IgnoredAny,
        }
    }
}

impl View {
    /// Hides a run, or shows it again.
    pub fn mute(&mut self, run: usize) {
        match self.muted.iter().position(|m| *m == run) {
            Some(at) => drop(self.muted.remove(at)),
            None => self.muted.push(run),
        }
    }
}

impl Run {
    /// A run of a catalog optimizer with its defaults and a constant learning rate.
    pub fn of(optimizer: &str) -> Self {
        Self {
            label: None,
            from: None,
            optimizer: Reference::name(optimizer),
            params: Params::new(),
            schedule: Schedule::default(),
            stages: Vec::new(),
            training: Training::default(),
        }
    }
}

impl Stage {
    /// A stage of the catalog with its defaults.
    pub fn of(stage: &str) -> Self {
        Self {
            name: Reference::name(stage),
            params: Params::new(),
        }
    }
}

impl Schedule {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            name: constant(),
            params: Params::new(),
            unit: Unit::Steps,
            warmup: None,
        }
    }
}

fn version() -> u32 {
    VERSION
}

fn known_version<'de, D: Deserializer<'de>>(d: D) -> Result<u32, D::Error> {
    let found = u32::deserialize(d)?;
    match found {
        VERSION => Ok(found),
        _ => Err(de::Error::custom(format!(
            "version {found} is not known; this program reads version {VERSION}"
        ))),
    }
}

fn default_steps() -> u32 {
    1000
}

fn default_seed() -> u32 {
    1
}

fn constant() -> Reference {
    Reference::name("constant")
}
