//! Lines `path = value`, by which cards and links change a scene.
//!
//! A path names a field of the scene (`steps`, `seed`, `start`, `view.tab`, `surface.condition`,
//! `network.batch`) or a run's: `"Adam".lr`, `"Adam".schedule.lr_min`, `"Adam".warmup.steps`,
//! `"Adam".noise.sigma`; without a label it is the selected run.

use super::path_error::PathError;
use super::setting::{label_of, names, of_run, of_scene, of_surface, param, place};
use crate::lang::rule::{Param, Value};
use crate::lang::{Kind, Span, did_you_mean};
use crate::scene::{Experiment, Params, Reference, Scene, file};
use serde_json::{Map, Value as Json};

/// A change of a scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// What is changed.
    pub path: Path,
    /// What it becomes.
    pub value: Json,
    /// Where it stands, in bytes of the card's file.
    pub span: Span,
}

/// What a change, a control or a link is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The run's label; None: a field of the scene, else the selected run.
    pub run: Option<String>,
    /// The names behind it.
    pub parts: Vec<String>,
}

/// What a reader turns.
#[derive(Clone, Debug, PartialEq)]
pub enum Control {
    /// A number that is dragged, as its rule describes it.
    Number(Box<Param>),
    /// A switch that is flipped.
    Switch(Box<Param>),
    /// A rule that is chosen.
    Rule(Kind),
    /// A whole number of the experiment, such as its steps.
    Count,
}

/// What stands where a reader turns something.
#[derive(Clone, Debug, PartialEq)]
pub enum PatchGiven {
    /// A number.
    Number(f64),
    /// Whether a switch is on.
    Switch(bool),
    /// A rule.
    Rule(Reference),
}

impl Patch {
    /// A change that no text holds: what a hand does.
    pub fn by_hand(path: &Path, value: impl Into<Json>) -> Self {
        Self {
            path: path.clone(),
            value: value.into(),
            span: Span::default(),
        }
    }

    /// Reads a line `path = value`.
    pub fn parse(text: &str, span: Span) -> Result<Self, PathError> {
        let (path, value) = unquoted(text, '=').ok_or(PathError::NoChange)?;
        Ok(Self {
            path: Path::parse(path.trim())?,
            value: json(value.trim()),
            span,
        })
    }

    /// The scene with the change.
    ///
    /// # Errors
    /// There is no such path, or the value does not fit.
    pub fn applied(&self, scene: &Scene) -> Result<Scene, PathError> {
        let unfit = |cause: String| PathError::Unfit(self.path.clone(), cause);
        let pointer = self.path.pointer(scene)?;
        let mut json = serde_json::to_value(scene).map_err(|error| unfit(error.to_string()))?;
        let field = pointer.iter().try_fold(&mut json, |json, part| match json {
            Json::Array(list) => list.get_mut(part.parse::<usize>().ok()?),
            Json::Object(map) => Some(map.entry(part.clone()).or_insert(Json::Null)),
            // A field that has its default is left out, and so is what is in it.
            Json::Null => {
                *json = Json::Object(Map::new());
                json.as_object_mut()
                    .map(|map| map.entry(part.clone()).or_insert(Json::Null))
            }
            _ => None,
        });
        let field = field.ok_or_else(|| PathError::NoParts(self.path.clone()))?;
        *field = self.resolved(scene);
        // Scenes are read from text alone: a second reader would only make the page larger.
        file::parse("", &json.to_string()).map_err(|error| unfit(error.cause))
    }

    /// The value; a run may be selected by its label.
    fn resolved(&self, scene: &Scene) -> Json {
        let selects = self.path.run.is_none() && self.path.parts == ["view", "selected"];
        let label = self.value.as_str().filter(|_| selects);
        let run = label.and_then(|label| place(&scene.experiment, label));
        run.map_or_else(|| self.value.clone(), Json::from)
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = self.parts.join(".");
        match &self.run {
            Some(run) => write!(f, "\"{run}\".{parts}"),
            None => f.write_str(&parts),
        }
    }
}

impl Path {
    /// Reads a path.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let (run, rest) = match text.strip_prefix('"') {
            None => (None, text),
            Some(quoted) => {
                let (label, rest) = quoted.split_once('"').ok_or(PathError::OpenLabel)?;
                let rest = rest.strip_prefix('.').ok_or(PathError::NoName)?;
                (Some(label.to_owned()), rest)
            }
        };
        let parts: Vec<String> = rest.split('.').map(str::to_owned).collect();
        let is_name =
            |part: &String| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
        match parts.iter().all(is_name) {
            true => Ok(Self { run, parts }),
            false => Err(PathError::NoPath(text.to_owned())),
        }
    }

    fn parts(&self) -> Vec<&str> {
        self.parts.iter().map(String::as_str).collect()
    }

    /// The run that it is about: the named one, else the selected one.
    pub fn run(&self, scene: &Scene) -> Result<usize, PathError> {
        let Some(label) = &self.run else {
            return Ok(scene.view.selected);
        };
        place(&scene.experiment, label).ok_or_else(|| {
            let known: Vec<String> = scene.experiment.runs.iter().map(label_of).collect();
            PathError::NoRun(no_run(label, known.iter().map(String::as_str)))
        })
    }

    /// The field of the scene, part by part.
    fn pointer(&self, scene: &Scene) -> Result<Vec<String>, PathError> {
        let parts = self.parts();
        let experiment = &scene.experiment;
        if self.run.is_none()
            && let Some(pointer) = of_scene(&parts, experiment)
        {
            return Ok(pointer);
        }
        let index = self.run(scene)?;
        let run = experiment.runs.get(index).ok_or(PathError::NoneSelected)?;
        let own = of_run(&parts, run).ok_or_else(|| {
            let known = names(experiment, index);
            let hint = did_you_mean(&parts.join("."), known.iter().map(String::as_str));
            PathError::Unknown {
                path: self.clone(),
                hint,
                known: known.join(", "),
            }
        })?;
        let head = ["experiment".to_owned(), "runs".to_owned(), index.to_string()];
        Ok(head.into_iter().chain(own).collect())
    }

    /// The field of the scene, as a JSON pointer.
    ///
    /// # Errors
    /// There is no such path.
    pub fn json_pointer(&self, scene: &Scene) -> Result<String, PathError> {
        self.pointer(scene).map(|parts| format!("/{}", parts.join("/")))
    }

    /// What is given there of what a reader turns: a number, a switch, a rule's name. None where nothing is.
    pub fn given(&self, scene: &Scene) -> Option<PatchGiven> {
        self.given_in(&scene.experiment, scene.view.selected)
    }

    /// The same in an experiment of which a run is selected.
    pub fn given_in(&self, experiment: &Experiment, selected: usize) -> Option<PatchGiven> {
        let parts = self.parts();
        let index = match &self.run {
            Some(label) => place(experiment, label)?,
            None => selected,
        };
        let run = experiment.runs.get(index);
        let own = |(param, params): (Param, &Params)| {
            let value = params.get(&param.name.text).unwrap_or(&param.default);
            match (value, &param.default) {
                // The language itself writes on and off as 1 and 0.
                (Value::Number(number), Value::Switch(_)) => Some(PatchGiven::Switch(*number != 0.0)),
                (Value::Number(number), _) => Some(PatchGiven::Number(*number)),
                (Value::Switch(on), _) => Some(PatchGiven::Switch(*on)),
                (Value::List(_), _) => None,
            }
        };
        match (self.run.is_none(), &parts[..]) {
            (true, ["steps"]) => Some(PatchGiven::Number(f64::from(experiment.steps))),
            (true, ["seed"]) => Some(PatchGiven::Number(f64::from(experiment.seed))),
            (true, ["surface"]) => Some(PatchGiven::Rule(experiment.problem.text()?.0.clone())),
            (_, ["optimizer"]) => Some(PatchGiven::Rule(run?.optimizer.clone())),
            (_, ["schedule"]) => Some(PatchGiven::Rule(run?.schedule.name.clone())),
            (true, ["surface", name]) => of_surface(experiment, name).and_then(own),
            _ => param(run?, &parts).and_then(own),
        }
    }

    /// What a reader turns there.
    ///
    /// # Errors
    /// It is nothing that can be turned.
    pub fn control(&self, scene: &Scene) -> Result<Control, PathError> {
        let parts = self.parts();
        self.pointer(scene)?;
        let run = scene.experiment.runs.get(self.run(scene)?);
        let param = match (self.run.is_none(), &parts[..]) {
            (true, ["steps" | "seed"]) => return Ok(Control::Count),
            (true, ["surface"]) => return Ok(Control::Rule(Kind::Surface)),
            (_, ["optimizer"]) => return Ok(Control::Rule(Kind::Optimizer)),
            (_, ["schedule"]) => return Ok(Control::Rule(Kind::Schedule)),
            (true, ["surface", name]) => of_surface(&scene.experiment, name).map(|p| p.0),
            _ => run.and_then(|run| param(run, &parts)).map(|p| p.0),
        };
        match param {
            Some(param) if matches!(param.default, Value::Switch(_)) => Ok(Control::Switch(Box::new(param))),
            Some(param) if matches!(param.default, Value::Number(_)) => Ok(Control::Number(Box::new(param))),
            _ => Err(PathError::Fixed(self.clone())),
        }
    }
}

/// That there is no run of a label, and which there are.
pub(super) fn no_run<'a>(label: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let hint = did_you_mean(label, known.clone());
    let known: Vec<String> = known.map(|known| format!("\"{known}\"")).collect();
    format!(
        "there is no run \"{label}\"{hint}; there are {}",
        known.join(", ")
    )
}

/// A value as JSON; `on` and `off` are a switch's, and any other word is itself.
fn json(text: &str) -> Json {
    match text {
        "on" => Json::Bool(true),
        "off" => Json::Bool(false),
        _ => serde_json::from_str(text).unwrap_or_else(|_| Json::from(text)),
    }
}

/// The two parts of a text around the first of a sign that stands outside of quotes.
pub(super) fn unquoted(text: &str, sign: char) -> Option<(&str, &str)> {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        quoted ^= c == '"';
        if c == sign && !quoted {
            return Some((&text[..at], &text[at + sign.len_utf8()..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> Scene {
        let text = r#"{ "experiment": { "problem": { "surface": "ravine" }, "runs": [
            { "label": "One, first", "optimizer": "adam", "stages": [ { "name": "noise" } ] },
            { "optimizer": "sgd", "schedule": { "name": "cosine" } } ] } }"#;
        serde_json::from_str(text).expect("a scene")
    }

    fn changed(line: &str) -> Result<Scene, PathError> {
        Patch::parse(line, Span::default())?.applied(&scene())
    }

    #[test]
    fn paths_reach_every_setting() {
        for (line, pointer, value) in [
            ("steps = 60", "/experiment/steps", "60"),
            ("view.tab = bias", "/view/tab", "\"bias\""),
            ("view.selected = \"SGD\"", "/view/selected", "1"),
            (
                "surface.condition = 10",
                "/experiment/problem/params/condition",
                "10.0",
            ),
            ("condition = 10", "/experiment/problem/params/condition", "10.0"),
            ("beta1 = 0.5", "/experiment/runs/0/params/beta1", "0.5"),
            (
                "\"One, first\".bias_correction = off",
                "/experiment/runs/0/params/bias_correction",
                "false",
            ),
            (
                "\"One, first\".noise.sigma = 2",
                "/experiment/runs/0/stages/0/params/sigma",
                "2.0",
            ),
            (
                "\"SGD\".schedule = linear",
                "/experiment/runs/1/schedule/name",
                "\"linear\"",
            ),
            (
                "\"SGD\".schedule.lr_min = 0.01",
                "/experiment/runs/1/schedule/params/lr_min",
                "0.01",
            ),
            (
                "\"SGD\".warmup = {\"steps\": 5}",
                "/experiment/runs/1/schedule/warmup/steps",
                "5",
            ),
            ("start = [1, 2]", "/experiment/start", "[1.0,2.0]"),
        ] {
            let scene = changed(line).unwrap_or_else(|e| panic!("{line}: {e}"));
            let json = serde_json::to_value(&scene).expect("plain data");
            let found = json.pointer(pointer).map(ToString::to_string);
            assert_eq!(found.as_deref(), Some(value), "{line}");
        }
    }

    #[test]
    fn a_wrong_path_says_what_there_is() {
        for (line, message) in [
            ("steps", "a change is written `path = value`"),
            (
                "\"SDG\".lr = 1",
                "there is no run \"SDG\"; did you mean `SGD`?; there are \"One, first\", \"SGD\"",
            ),
            (
                "\"SGD\".beta = 1",
                "there is nothing called `\"SGD\".beta`; there are lr, schedule.lr_min, surface.condition, \
                    surface.rotation",
            ),
            (
                "steps = many",
                "`steps`: invalid type: string \"many\", expected u32",
            ),
            ("\"SGD.lr = 1", "a change is written `path = value`"),
            (
                "a b = 1",
                "`a b` is no path; write such as `steps`, `view.tab` or `\"Adam\".lr`",
            ),
        ] {
            let error = changed(line).err().map(|error| error.to_string());
            assert_eq!(error.as_deref(), Some(message), "{line}");
        }
    }

    #[test]
    fn controls_are_what_can_be_turned() {
        let control = |path: &str| Path::parse(path).and_then(|p| p.control(&scene()));
        assert!(matches!(control("beta1"), Ok(Control::Number(_))));
        assert!(matches!(control("bias_correction"), Ok(Control::Switch(_))));
        assert!(matches!(
            control("\"SGD\".schedule.lr_min"),
            Ok(Control::Number(_))
        ));
        assert!(matches!(control("surface.condition"), Ok(Control::Number(_))));
        assert_eq!(control("\"SGD\".schedule"), Ok(Control::Rule(Kind::Schedule)));
        assert_eq!(control("steps"), Ok(Control::Count));
        assert!(control("view.tab").is_err());
    }

    #[test]
    fn what_is_given_is_known_even_where_nothing_is_said() {
        let given = |path: &str| Path::parse(path).ok().and_then(|p| p.given(&scene()));
        for (path, value) in [
            ("beta1", PatchGiven::Number(0.9)),
            ("bias_correction", PatchGiven::Switch(true)),
            ("noise.sigma", PatchGiven::Number(0.1)),
            ("\"SGD\".schedule", PatchGiven::Rule(Reference::name("cosine"))),
            ("surface", PatchGiven::Rule(Reference::name("ravine"))),
            ("seed", PatchGiven::Number(1.0)),
        ] {
            assert_eq!(given(path), Some(value), "{path}");
        }
        assert_eq!(given("view.tab"), None);
    }
}
