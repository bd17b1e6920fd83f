//! `ravine search`: grid, random, TPE and successive halving search for the settings of one run, each with the
//! same budget of steps; every try as a line of CSV, or column by column as JSON.

use super::{Failure, number, output, read_scene};
use clap::{Args, ValueEnum};
use ravine::scene::explore::{Method, Span};
use ravine::scene::sweep::Spread;
use ravine::view::explore::search::request::{SearchRequest, json};
use ravine::view::explore::search::words::csv;
use std::path::PathBuf;
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
    /// Form of the tries; by the output file's ending where absent, else csv
    #[arg(long, value_enum)]
    format: Option<Format>,
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

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
}

/// Searches and writes the tries.
pub fn search(arguments: &Arguments) -> Result<(), Failure> {
    let (scene, _) = read_scene(&arguments.scene)?;
    let wrong = |message: &str| Failure::Input(format!("{}: error: {message}", arguments.scene.display()));
    let mut searches = request(arguments)
        .searches(&scene)
        .map_err(|message| wrong(&message))?;
    for searching in &mut searches {
        while searching.advance(Duration::from_millis(100)) {}
        if let Some(trouble) = searching.trouble() {
            return Err(wrong(trouble));
        }
    }
    let file = match format(arguments) {
        Format::Json => format!("{}\n", json(&searches)),
        Format::Csv => {
            let names: Vec<&str> = arguments.space.iter().map(|span| span.name.as_str()).collect();
            let tries = searches.iter().map(|own| (own.task().method.name(), own.tries()));
            csv(&tries.collect::<Vec<_>>(), &names)
        }
    };
    output::write(arguments.output.as_deref(), file.as_bytes())
}

fn request(arguments: &Arguments) -> SearchRequest {
    SearchRequest {
        space: arguments.space.clone(),
        run: arguments.run,
        budget: arguments.budget,
        repetitions: arguments.repetitions,
        seed: arguments.seed,
        methods: match arguments.methods.is_empty() {
            true => Method::ALL.to_vec(),
            false => arguments.methods.iter().copied().map(Method::from).collect(),
        },
    }
}

/// The form that is asked for, by name or by the file's ending.
fn format(arguments: &Arguments) -> Format {
    let ending = arguments.output.as_ref().and_then(|path| path.extension());
    let is_json = ending.is_some_and(|ending| ending == "json");
    let by_ending = if is_json { Format::Json } else { Format::Csv };
    arguments.format.unwrap_or(by_ending)
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
