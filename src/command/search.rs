//! `ravine search`: grid, random, TPE and successive halving search for the settings of one run, each with the
//! same budget of steps, and every try as a line of CSV.

use super::{Failure, number, output, read_scene};
use clap::{Args, ValueEnum};
use ravine::engine::search::under_way::Searching;
use ravine::engine::search::{Dimension, Task};
use ravine::scene::explore::{Method, Span};
use ravine::scene::sweep::{Spread, Sweep};
use ravine::view::explore::ask;
use ravine::view::explore::search::words::csv;
use ravine::view::explore::setting::{Ground, all};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What to search and how.
#[derive(Args)]
pub struct Arguments {
    /// The scene's JSON file; - is standard input
    scene: PathBuf,
    /// A setting, two to four of them: name=from..to, with :log behind it for equal ratios
    #[arg(long = "space", value_name = "SETTING", value_parser = span, required = true)]
    space: Vec<Span>,
    /// The run, from 1 on
    #[arg(long, default_value_t = 1)]
    run: usize,
    /// What each method may spend in a repetition: the steps of so many whole runs
    #[arg(long, default_value_t = 32)]
    budget: u32,
    /// How often each method searches, each time with other random numbers
    #[arg(long, default_value_t = 8)]
    repetitions: u32,
    /// The seed of the methods' random numbers
    #[arg(long, default_value_t = 0)]
    seed: u32,
    /// Who searches; all where absent
    #[arg(long, value_enum, value_delimiter = ',')]
    methods: Vec<Name>,
    /// File to write; standard output where absent
    #[arg(short, long)]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Every value of one setting with every value of the others
    Grid,
    /// Anywhere
    Random,
    /// Where good tries are dense and the others rare
    Tpe,
    /// Many short tries, of which the best third goes on
    Halving,
}

impl From<Name> for Method {
    fn from(name: Name) -> Self {
        match name {
            Name::Grid => Self::Grid,
            Name::Random => Self::Random,
            Name::Tpe => Self::Tpe,
            Name::Halving => Self::Halving,
        }
    }
}

/// Searches and writes the tries.
pub fn search(arguments: &Arguments) -> Result<(), Failure> {
    let tasks = tasks(arguments)?;
    let mut found = Vec::new();
    for task in tasks {
        let mut searching = Searching::new(Arc::new(task));
        while searching.advance(Duration::from_millis(100)) {}
        if let Some(trouble) = searching.trouble() {
            return Err(wrong(arguments, trouble));
        }
        found.push(searching);
    }
    let names: Vec<&str> = arguments.space.iter().map(|span| span.name.as_str()).collect();
    let searches: Vec<_> = found
        .iter()
        .map(|own| (own.task().method.name(), own.tries()))
        .collect();
    output::write(arguments.output.as_deref(), csv(&searches, &names).as_bytes())
}

fn wrong(arguments: &Arguments, message: &str) -> Failure {
    Failure::Input(format!("{}: error: {message}", arguments.scene.display()))
}

fn tasks(arguments: &Arguments) -> Result<Vec<Task>, Failure> {
    let (scene, _) = read_scene(&arguments.scene)?;
    let run = arguments.run.wrapping_sub(1);
    let count = scene.experiment.runs.len();
    let alone = ask::alone(&scene.experiment, run, false).ok_or_else(|| {
        wrong(
            arguments,
            &format!("there is no run {}, but {count}", arguments.run),
        )
    })?;
    let settings = all(&scene.experiment, run, &Ground::default());
    let is_whole = |name: &str| settings.iter().any(|own| own.name == name && own.whole);
    let space: Vec<Dimension> = arguments
        .space
        .iter()
        .map(|span| Dimension {
            whole: is_whole(&span.name),
            span: span.clone(),
        })
        .collect();
    let spans: Vec<(&Span, u32)> = arguments.space.iter().map(|span| (span, 2)).collect();
    let of = Sweep {
        axes: Vec::new(),
        ..ask::over(&alone, &spans, scene.view.tolerance.unwrap_or(1e-6))
    };
    let methods: Vec<Method> = match arguments.methods.is_empty() {
        true => Method::ALL.to_vec(),
        false => arguments.methods.iter().copied().map(Method::from).collect(),
    };
    let task = |method: Method| Task {
        of: of.clone(),
        space: space.clone(),
        budget: arguments.budget,
        repetitions: arguments.repetitions,
        seed: arguments.seed,
        method,
    };
    Ok(methods.into_iter().map(task).collect())
}

/// A setting as written on the command line.
fn span(text: &str) -> Result<Span, String> {
    const FORM: &str = "a setting is written name=from..to or name=from..to:log";
    let number = |text: &str| number(text, FORM);
    let (name, range) = text.split_once('=').ok_or(FORM)?;
    let (from, rest) = range.split_once("..").ok_or(FORM)?;
    let (to, scale) = match rest.split_once(':') {
        None => (rest, Spread::Linear),
        Some((to, "log")) => (to, Spread::Log),
        Some((to, "linear")) => (to, Spread::Linear),
        Some(_) => return Err(FORM.to_owned()),
    };
    Ok(Span {
        name: name.to_owned(),
        from: number(from)?,
        to: number(to)?,
        scale,
    })
}
