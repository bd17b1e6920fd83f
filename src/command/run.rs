//! `ravine run`: a scene headless.

use super::{Failure, output, read_scene};
use clap::{Args, ValueEnum};
use ravine::compile::{Plan, compile};
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::gpu::{Gpu, GpuEngine};
use ravine::engine::{Engine, run as run_plan};
use ravine::scene::file::at_field;
use ravine::trace::Trace;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What helps where no GPU is found.
const INSTALL: &str = "install a Vulkan driver, such as Debian's package mesa-vulkan-drivers (it computes on the CPU), \
    or use --engine cpu";

/// What to run and how.
#[derive(Args)]
pub struct Arguments {
    /// The scene's JSON file; - is standard input
    scene: PathBuf,
    /// Where to compute
    #[arg(long, value_enum, default_value_t = EngineName::Auto)]
    engine: EngineName,
    /// In which numbers to compute
    #[arg(long, value_enum, default_value_t = PrecisionName::F32)]
    precision: PrecisionName,
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
enum EngineName {
    /// The GPU where there is one, else the CPU
    Auto,
    Gpu,
    Cpu,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PrecisionName {
    F32,
    F64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
}

/// Runs a scene and writes its trace.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let plan = Arc::new(plan(&arguments.scene)?);
    let mut engine = engine(arguments.engine, arguments.precision)?;
    let trace = run_plan(engine.as_mut(), plan);
    let mut trace = trace.map_err(|e| Failure::Machine(e.to_string()))?;
    keep(&mut trace, &arguments.record)?;
    for run in &trace.runs {
        if let Some(step) = run.diverged_at {
            eprintln!("note: {} from {:?} diverged at step {step}", run.label, run.start);
        }
    }
    let text = match format(arguments) {
        Format::Csv => trace.to_csv(),
        Format::Json => {
            serde_json::to_string(&trace).map_err(|e| Failure::Input(format!("the trace: error: {e}")))?
                + "\n"
        }
    };
    output::write(arguments.output.as_deref(), &text)
}

/// The compiled scene; warnings go to standard error.
fn plan(path: &Path) -> Result<Plan, Failure> {
    let (scene, text) = read_scene(path)?;
    let file = path.display().to_string();
    let (plan, findings) = compile(&scene.experiment);
    let mut messages = Vec::new();
    for finding in &findings {
        let severity = if finding.is_error { "error" } else { "warning" };
        messages.push(at_field(
            &file,
            &text,
            &finding.pointer,
            severity,
            &finding.message,
        ));
    }
    let messages = messages.join("\n");
    match plan {
        Some(plan) => {
            if !messages.is_empty() {
                eprintln!("{messages}");
            }
            Ok(plan)
        }
        None => Err(Failure::Input(messages)),
    }
}

fn engine(engine: EngineName, precision: PrecisionName) -> Result<Box<dyn Engine>, Failure> {
    let cpu = |precision| -> Box<dyn Engine> { Box::new(CpuEngine::new(precision)) };
    match (engine, precision) {
        (EngineName::Gpu, PrecisionName::F64) => Err(Failure::Input(
            "error: the GPU computes in f32; for f64 use --engine cpu".to_owned(),
        )),
        (_, PrecisionName::F64) => Ok(cpu(Precision::Double)),
        (EngineName::Cpu, PrecisionName::F32) => Ok(cpu(Precision::Single)),
        (EngineName::Gpu, PrecisionName::F32) => match Gpu::open() {
            Ok(gpu) => Ok(Box::new(GpuEngine::new(gpu))),
            Err(error) => Err(Failure::Machine(format!("error: {error}; {INSTALL}"))),
        },
        (EngineName::Auto, PrecisionName::F32) => Ok(match Gpu::open() {
            Ok(gpu) => Box::new(GpuEngine::new(gpu)),
            Err(_) => cpu(Precision::Single),
        }),
    }
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
