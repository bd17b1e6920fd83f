//! `ravine code`: a scene's runs as programs for PyTorch or optax.

use super::{Failure, output, read_scene, report};
use clap::{Args, ValueEnum};
use ravine::code::{Library, program};
use ravine::compile::compile;
use std::path::PathBuf;

/// What to write.
#[derive(Args)]
pub struct Arguments {
    /// The scene's JSON file; - is standard input
    scene: PathBuf,
    /// Only this run, counted from 0
    #[arg(long)]
    run: Option<usize>,
    /// The library to write for
    #[arg(long, value_enum, default_value = "torch")]
    library: Name,
    /// File to write; standard output where absent
    #[arg(short, long)]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Name {
    Torch,
    Optax,
}

/// Prints the programs, and as a comment what the library does not have.
pub fn code(arguments: &Arguments) -> Result<(), Failure> {
    let (scene, text) = read_scene(&arguments.scene)?;
    let file = arguments.scene.display().to_string();
    let (plan, findings) = compile(&scene.experiment);
    report(&file, &text, plan, &findings)?;
    let count = scene.experiment.runs.len();
    let runs = match arguments.run {
        Some(run) if run >= count => {
            let message = format!("error: --run: there is no run {run}; {file} has {count}, counted from 0");
            return Err(Failure::Input(message));
        }
        Some(run) => run..run + 1,
        None => 0..count,
    };
    let library = match arguments.library {
        Name::Torch => Library::Torch,
        Name::Optax => Library::Optax,
    };
    let programs = runs.map(|run| match program(&scene.experiment, run, library) {
        Ok(program) => program,
        Err(reason) => format!("# Run {run}: {reason}\n"),
    });
    let programs: Vec<String> = programs.collect();
    output::write(arguments.output.as_deref(), programs.join("\n\n").as_bytes())
}
