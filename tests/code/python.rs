//! A library, and all programs for it: they run in one process, as loading a library takes longer than most
//! of them.

use super::corners::corners;
use super::scenes::{more, networks, scenes};
use libtest_mimic::Failed;
use ravine::code::{Library, program};
use ravine::lang::Kind;
use ravine::scene::Scene;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{LazyLock, OnceLock};

/// Runs the programs whose names it reads, each alone in a namespace of its own, and tells of each that
/// failed.
const RUNNER: &str = include_str!("runner.py");

/// A program, and the trial that it belongs to.
struct Program {
    trial: String,
    /// What it is of, in words.
    of: String,
    text: String,
}

/// What a trial is called.
pub fn trial(kind: Kind, id: &str) -> String {
    match kind {
        Kind::Schedule => format!("schedule {id}"),
        Kind::Optimizer => format!("optimizer {id}"),
        Kind::Stage => format!("stage {id}"),
        Kind::Surface => format!("surface {id}"),
        Kind::Activation => format!("activation {id}"),
    }
}

/// The trials of a library that have a program.
pub fn trials(library: Library) -> Vec<String> {
    let mut names: Vec<String> = programs(library).iter().map(|p| p.trial.clone()).collect();
    names.dedup();
    names
}

/// All programs of a library, a trial's beside each other.
fn programs(library: Library) -> &'static [Program] {
    static ALL: [OnceLock<Vec<Program>>; 2] = [OnceLock::new(), OnceLock::new()];
    ALL[library as usize].get_or_init(|| {
        let mut all: Vec<(String, String, Scene)> = Vec::new();
        for kind in Kind::ALL {
            for (id, scene) in scenes(kind) {
                all.push((trial(kind, &id), "its defaults".to_owned(), scene));
            }
            for (id, scene) in more(kind) {
                let entry = id.split("_sgd_").next().unwrap_or_default();
                all.push((trial(kind, entry.trim_end_matches("_warm")), id.clone(), scene));
            }
            if !kind.is_formula() {
                let cases = corners(kind).into_iter();
                all.extend(cases.map(|case| (trial(kind, &case.id), case.at, case.scene)));
            }
        }
        let networks = networks().unwrap_or_default().into_iter();
        all.extend(networks.map(|(id, scene)| (format!("network {id}"), "its data".to_owned(), scene)));
        all.sort_by(|a, b| a.0.cmp(&b.0));
        let written = |(trial, of, scene): (String, String, Scene)| {
            let text = program(&scene.experiment, 0, library).ok()?;
            Some(Program { trial, of, text })
        };
        all.into_iter().filter_map(written).collect()
    })
}

/// What was said of the programs that failed, by their places.
type Told = BTreeMap<usize, String>;

/// Whether all programs of a trial run and compute what Ravine does.
pub fn agree(library: Library, trial: &str) -> Result<(), Failed> {
    static FAILED: LazyLock<[OnceLock<Result<Told, String>>; 2]> = LazyLock::new(Default::default);
    let failed = FAILED[library as usize].get_or_init(|| run(library).map_err(|error| error.to_string()));
    let failed = failed.as_ref().map_err(|error| Failed::from(error.clone()))?;
    let own = programs(library)
        .iter()
        .enumerate()
        .filter(|(_, p)| p.trial == trial);
    let said = own.filter_map(|(place, program)| {
        let why = failed.get(&place)?;
        Some(format!("at {}: {why}", program.of))
    });
    match said.collect::<Vec<_>>() {
        said if said.is_empty() => Ok(()),
        said => Err(said.join("\n").into()),
    }
}

/// Runs all programs, in one process. Gives what was said of those that failed.
fn run(library: Library) -> Result<Told, std::io::Error> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("code")
        .join(library.name());
    std::fs::create_dir_all(&folder)?;
    for (place, program) in programs(library).iter().enumerate() {
        std::fs::write(folder.join(format!("{place}.py")), &program.text)?;
    }
    let output = python()
        .args(["-c", RUNNER, &programs(library).len().to_string()])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let told: Told = lines
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect::<Vec<(usize, String)>>()
        .into_iter()
        .collect();
    match output.status.success() {
        true => Ok(told),
        false => Err(std::io::Error::other(String::from_utf8_lossy(&output.stderr))),
    }
}

fn python() -> Command {
    Command::new(std::env::var_os("RAVINE_PYTHON").unwrap_or_else(|| "python3".into()))
}

/// Why a library's programs cannot be run here.
pub fn missing(library: Library) -> Option<String> {
    let module = match library {
        Library::Torch => "torch",
        Library::Optax => "optax",
    };
    if let Some(why) = std::env::var("RAVINE_NO_PYTHON")
        .ok()
        .filter(|why| !why.is_empty())
    {
        return Some(why);
    }
    let code = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)";
    match python().args(["-c", code, module]).output() {
        Ok(output) if output.status.success() => None,
        Ok(_) => Some(format!(
            "python3 has no {module}; `cargo xtask python` installs it, or RAVINE_PYTHON names one that has"
        )),
        Err(error) => Some(format!("no python3: {error}")),
    }
}
