//! `ravine sweep`: many runs headless. Outcomes are in the order of the lanes: runs outermost, then seeds,
//! then starts, then the second axis; the first axis is fastest.

use super::figure::{FigureForm, FigureLooks, FigureWords};
use super::machine::EngineChoice;
use super::{Failure, number, output, read, report};
use clap::{Args, ValueEnum};
use ravine::compile::sweep::{SweepPlan, compile_sweep};
use ravine::engine::EngineError;
use ravine::engine::sweep::csv as table;
use ravine::engine::sweep::{Outcome, Outcomes, Progress, Sweeper};
use ravine::scene::Scene;
use ravine::scene::explore::Value;
use ravine::scene::file::parse;
use ravine::scene::sweep::{Axis, Spread, Sweep};
use ravine::trace::Why;
use ravine::view::figure::Swept;
use ravine::view::figure::sweep::{self as figure, Words};
use ravine::view::ticks::Scale;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What to sweep and how.
#[derive(Args)]
pub struct Arguments {
    /// The sweep's JSON file; - is standard input. With --axis, a scene's
    sweep: PathBuf,
    /// An axis over a plain scene: name=from..to:count, with :log behind it for equal ratios, or name=a,b,c
    #[arg(long = "axis", value_name = "AXIS", value_parser = axis)]
    axes: Vec<Axis>,
    /// How often every point is repeated with other random numbers, 1 to 32; the sweep's own count where
    /// absent
    #[arg(long)]
    seeds: Option<u32>,
    /// Steps, separated by commas, at which outcomes are kept besides those of the end
    #[arg(long, value_delimiter = ',')]
    kept: Vec<u32>,
    #[command(flatten)]
    machine: EngineChoice,
    /// What a figure shows: loss, best, steps (until the loss is within the tolerance), and of a network
    /// validation, best_validation or wrong (the share of wrong answers in validation), with :log or :linear
    /// behind it on that scale
    #[arg(long, default_value = "loss", value_parser = value)]
    value: (Value, Option<Scale>),
    #[command(flatten)]
    looks: FigureLooks,
    /// Form of the outcomes; by the output file's ending where absent, else json
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// File to write; standard output where absent
    #[arg(short, long)]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
    Svg,
    Png,
}

/// Sweeps and writes the outcomes.
pub fn sweep(arguments: &Arguments) -> Result<(), Failure> {
    let format = format(arguments);
    let plan = Arc::new(plan(arguments)?);
    if matches!(format, Format::Svg | Format::Png) {
        Swept::fits(&plan, arguments.value.0).map_err(|e| Failure::Input(format!("error: {e}")))?;
    }
    let mut sweeper = arguments.machine.sweeper(plan.clone())?;
    run(sweeper.as_mut()).map_err(|e| Failure::Machine(e.to_string()))?;
    let (info, outcomes) = (sweeper.info(), sweeper.outcomes());
    for (why, words) in [
        (Why::Diverged, "diverged"),
        (Why::Undefined, "came to where a value has none"),
        (Why::Range, "left the range of their numbers"),
    ] {
        let count = all(outcomes).filter(|o| o.why == Some(why)).count();
        if count > 0 {
            eprintln!("note: {count} of {} runs {words}", plan.lanes());
        }
    }
    let file = match format {
        Format::Csv => table::csv(&plan, outcomes).into_bytes(),
        Format::Json => format!("{}\n", outcomes.json(&plan, info)).into_bytes(),
        Format::Svg => drawn(arguments, FigureForm::Svg, &plan, sweeper.as_ref())?,
        Format::Png => drawn(arguments, FigureForm::Png, &plan, sweeper.as_ref())?,
    };
    output::write(arguments.output.as_deref(), &file)
}

fn drawn(
    arguments: &Arguments,
    form: FigureForm,
    plan: &SweepPlan,
    sweeper: &dyn Sweeper,
) -> Result<Vec<u8>, Failure> {
    let (value, scale) = arguments.value;
    let words = Words {
        title: arguments.looks.title.clone(),
        caption: Vec::new(),
    };
    let text = words.caption.join("\n");
    let figure = Swept::new(plan, sweeper.outcomes(), value, scale, words);
    let figure = figure.map_err(|e| Failure::Input(format!("error: {e}")))?;
    let about = FigureWords {
        title: figure.title(),
        text: &text,
        best: figure.size().into(),
        least: figure::LEAST,
    };
    arguments.looks.file(form, &figure, &about)
}

/// What a figure shows, as written on the command line.
fn value(text: &str) -> Result<(Value, Option<Scale>), String> {
    let (name, scale) = text.split_once(':').map_or((text, None), |(n, s)| (n, Some(s)));
    let value = match name {
        "loss" => Value::Loss,
        "best" => Value::Best,
        "steps" => Value::Steps,
        "validation" => Value::Validation,
        "best_validation" => Value::BestValidation,
        "wrong" => Value::Accuracy,
        other => {
            return Err(format!(
                "there is no `{other}`; there are loss, best, steps, validation, best_validation and wrong"
            ));
        }
    };
    match scale {
        None => Ok((value, None)),
        Some("log") => Ok((value, Some(Scale::Log))),
        Some("linear") => Ok((value, Some(Scale::Linear))),
        Some(other) => Err(format!("`{other}` is no scale; there are log and linear")),
    }
}

fn plan(arguments: &Arguments) -> Result<SweepPlan, Failure> {
    let (path, axes) = (&arguments.sweep, &arguments.axes);
    let text = read(path)?;
    let file = path.display().to_string();
    let told = |sweep: Sweep| Sweep {
        seeds: arguments.seeds.unwrap_or(sweep.seeds),
        kept: match arguments.kept.is_empty() {
            true => sweep.kept,
            false => arguments.kept.clone(),
        },
        ..sweep
    };
    if axes.is_empty() {
        let sweep: Sweep = parse(&file, &text).map_err(|error| {
            let is_scene = parse::<Scene>(&file, &text).is_ok();
            Failure::Input(match is_scene {
                true => {
                    format!("{file}: error: this is a scene; a sweep has `scene` and `axes`, or give --axis")
                }
                false => error.to_string(),
            })
        })?;
        let (plan, findings) = compile_sweep(&told(sweep));
        return report(&file, &text, plan, &findings);
    }
    let sweep = Sweep::over(parse::<Scene>(&file, &text)?, axes.to_vec());
    let (plan, mut findings) = compile_sweep(&told(sweep));
    for finding in &mut findings {
        match finding.pointer.strip_prefix("/scene") {
            Some(pointer) => finding.pointer = pointer.to_owned(),
            None => {
                let argument = match finding.pointer.split('/').nth(1) {
                    Some("seeds") => "--seeds",
                    Some("kept") => "--kept",
                    _ => "--axis",
                };
                finding.message = format!("{argument}: {}", finding.message);
            }
        }
    }
    report(&file, &text, plan, &findings)
}

/// An axis as written on the command line.
fn axis(text: &str) -> Result<Axis, String> {
    const FORM: &str = "an axis is written name=from..to:count, name=from..to:count:log or name=a,b,c";
    let number = |text: &str| number(text, FORM);
    let (name, values) = text.split_once('=').ok_or(FORM)?;
    let Some((from, rest)) = values.split_once("..") else {
        let values: Result<Vec<f64>, String> = values.split(',').map(number).collect();
        return Ok(Axis::listed(name, values?));
    };
    let mut parts = rest.split(':');
    let to = parts.next().unwrap_or_default();
    let count = parts.next().ok_or(FORM)?;
    let count = count
        .parse()
        .map_err(|_| format!("`{count}` is no count; {FORM}"))?;
    let scale = match (parts.next(), parts.next()) {
        (None, None) => Spread::Linear,
        (Some("log"), None) => Spread::Log,
        (Some("linear"), None) => Spread::Linear,
        _ => return Err(FORM.to_owned()),
    };
    Ok(Axis::spread(name, [number(from)?, number(to)?], count, scale))
}

/// Runs to the end; a sweep that takes long tells how far it is.
fn run(sweeper: &mut dyn Sweeper) -> Result<(), EngineError> {
    let begun = Instant::now();
    let watched = std::io::stderr().is_terminal();
    loop {
        match sweeper.poll(Duration::from_millis(100)) {
            Progress::Done => break,
            Progress::Failed(error) => return Err(error),
            Progress::Busy => {}
        }
        if watched && begun.elapsed() > Duration::from_secs(1) {
            let outcomes = sweeper.outcomes();
            let share = outcomes.done as f64 / outcomes.lanes.len() as f64;
            eprint!("\r{:3.0} %", share * 100.0);
        }
    }
    if watched && begun.elapsed() > Duration::from_secs(1) {
        eprintln!("\r100 %");
    }
    Ok(())
}

fn all(outcomes: &Outcomes) -> impl Iterator<Item = &Outcome> {
    outcomes.lanes.iter().flatten()
}

/// The form that is asked for, by name or by the file's ending.
fn format(arguments: &Arguments) -> Format {
    let by_ending = || match arguments.output.as_ref()?.extension()?.to_str()? {
        "csv" => Some(Format::Csv),
        "svg" => Some(Format::Svg),
        "png" => Some(Format::Png),
        _ => None,
    };
    arguments.format.or_else(by_ending).unwrap_or(Format::Json)
}
