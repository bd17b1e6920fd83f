//! `ravine run`: a scene headless.

use super::machine::EngineChoice;
use super::{Failure, output, read_scene, report};
use clap::{Args, ValueEnum};
use ravine::compile::{Plan, Start, compile};
use ravine::data::Source;
use ravine::trace::Trace;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to run and how.
#[derive(Args)]
pub struct Arguments {
    /// The scene's JSON file; - is standard input
    scene: PathBuf,
    #[command(flatten)]
    machine: EngineChoice,
    /// Only these columns, such as w,loss,lr,m_hat
    #[arg(long, value_delimiter = ',')]
    record: Vec<String>,
    /// Form of the trace; by the output file's ending where absent, else json
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
}

/// Runs a scene and writes its trace.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let plan = Arc::new(plan(&arguments.scene)?);
    let mut trace = arguments.machine.trace(&plan)?;
    keep(&mut trace, &arguments.record)?;
    note_stopped(&trace);
    let text = match format(arguments) {
        Format::Csv => trace.to_csv(),
        Format::Json => {
            serde_json::to_string(&trace).map_err(|e| Failure::Input(format!("the trace: error: {e}")))?
                + "\n"
        }
    };
    output::write(arguments.output.as_deref(), text.as_bytes())
}

/// Says which runs stopped, and why.
pub fn note_stopped(trace: &Trace) {
    for run in &trace.runs {
        if let Some(stopped) = &run.stopped {
            let from = match &run.start {
                Start::Point(point) => format!("{point:?}"),
                Start::Drawn => format!("seed {}", run.replicate),
            };
            let words = stopped.words(run.every());
            let offer = if stopped.f64_would_do {
                " (--precision f64)"
            } else {
                ""
            };
            eprintln!("note: {} from {from} {words}{offer}", run.label);
        }
    }
}

/// The compiled scene; warnings go to standard error.
fn plan(path: &Path) -> Result<Plan, Failure> {
    let (scene, text) = read_scene(path)?;
    let (plan, findings) = compile(&scene.experiment);
    let plan = report(&path.display().to_string(), &text, plan, &findings)?;
    let data = scene.experiment.problem.network().map(|network| &network.data);
    if let Some(Ok(understood)) = data.and_then(Source::understood) {
        eprintln!("note: table: {understood}");
    }
    Ok(plan)
}

fn keep(trace: &mut Trace, names: &[String]) -> Result<(), Failure> {
    if names.is_empty() {
        return Ok(());
    }
    let columns = trace
        .runs
        .iter()
        .flat_map(|r| &r.columns)
        .map(|c| c.name.as_str());
    let mut known: Vec<&str> = columns.collect();
    known.sort_unstable();
    known.dedup();
    if let Some(unknown) = names.iter().find(|n| !known.contains(&n.as_str())) {
        let hint = ravine::lang::did_you_mean(unknown, known.iter().copied());
        let message = format!(
            "error: --record: no run has a column `{unknown}`{hint}; there are {}",
            known.join(", ")
        );
        return Err(Failure::Input(message));
    }
    trace.keep(names);
    Ok(())
}

fn format(arguments: &Arguments) -> Format {
    let by_ending = || {
        let ending = arguments.output.as_ref()?.extension()?;
        (ending == "csv").then_some(Format::Csv)
    };
    arguments.format.or_else(by_ending).unwrap_or(Format::Json)
}
