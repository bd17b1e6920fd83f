//! `ravine plot`: a scene as a figure.

use super::figure::{FigureForm, FigureLooks, FigureWords};
use super::machine::EngineChoice;
use super::{Failure, output, read_scene, report, run};
use clap::Args;
use ravine::app::compute::wished::at_once::AtOnce;
use ravine::compile::{Plan, compile};
use ravine::lang::did_you_mean;
use ravine::scene::{Experiment, Scene};
use ravine::view::figure::{Panel, Race, panel, still};
use ravine::view::{Computed, Shown};
use std::path::PathBuf;

/// What to draw and how.
#[derive(Args)]
pub struct Arguments {
    /// The scene's JSON file; - is standard input
    scene: PathBuf,
    #[command(flatten)]
    machine: EngineChoice,
    /// What to show: path, any chart of the app by the name of its tab in a scene (loss, rate, distance,
    /// gradient, bias, xray; of a network accuracy, layers, sharpness and more), lr or momentum alone, or any
    /// recorded variable such as m_hat, its element (m.x) or length (|m|); with :log or :linear behind it on
    /// that scale
    ///
    /// Absent: path (where there is a surface), loss and lr.
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    panels: Vec<String>,
    /// Only these runs, by their names or places, the first being 1
    #[arg(long, value_name = "RUNS")]
    runs: Option<String>,
    /// The step shown; what comes after it is faint. The last one where absent
    #[arg(long)]
    step: Option<u32>,
    #[command(flatten)]
    looks: FigureLooks,
    /// Form of the figure; by the output file's ending where absent, else svg
    #[arg(long, value_enum)]
    format: Option<FigureForm>,
    /// File to write; standard output where absent
    #[arg(short, long)]
    output: Option<PathBuf>,
}

/// Runs a scene and draws it.
pub fn plot(arguments: &Arguments) -> Result<(), Failure> {
    let form = form(arguments)?;
    let (mut scene, text) = read_scene(&arguments.scene)?;
    let (plan, findings) = compile(&scene.experiment);
    let file = arguments.scene.display().to_string();
    let plan = report(&file, &text, plan, &findings)?;
    let step = step(arguments.step, plan.steps)?;
    if let Some(runs) = &arguments.runs {
        let labels: Vec<&str> = plan.runs.iter().map(|r| r.label.as_str()).collect();
        let chosen = chosen(runs, &labels)?;
        scene.view.muted = (0..labels.len()).filter(|run| !chosen.contains(run)).collect();
    }
    let field = still::field(&scene, &plan).map_err(|e| Failure::Machine(e.to_string()))?;
    let done = computed(arguments, &scene, plan)?;
    let shown = Shown::still(&scene, &done, field.as_ref(), step);
    let names = names(&arguments.panels, &shown);
    let needs = |shown: &Shown| panel::needs(names.iter().copied(), shown);
    let compute = |experiment: &Experiment, plan| arguments.machine.computed(experiment, plan);
    let besides = AtOnce::of(needs, &shown, compute)?;
    let shown = besides.beside(shown);
    let panels = panels(&names, &shown, arguments.looks.dark)?;
    let mut figure = Race::new(shown, &done, panels);
    figure.title.clone_from(&arguments.looks.title);
    figure.marked = arguments.step.is_some();
    let bytes = draw(&arguments.looks, form, &figure)?;
    output::write(arguments.output.as_deref(), &bytes)
}

fn computed(arguments: &Arguments, scene: &Scene, plan: Plan) -> Result<Computed, Failure> {
    let done = arguments.machine.computed(&scene.experiment, plan)?;
    run::note_stopped(&done.trace);
    Ok(done)
}

fn draw(looks: &FigureLooks, form: FigureForm, figure: &Race) -> Result<Vec<u8>, Failure> {
    let extent = figure.extent(looks.width());
    let text = figure.caption().text();
    let about = FigureWords {
        title: figure.title.as_deref().unwrap_or(figure.name()),
        text: &text,
        best: extent.best,
        least: extent.least,
    };
    looks.file(form, figure, &about)
}

/// The names of the panels, the usual ones where none is given.
fn names<'a>(given: &'a [String], shown: &Shown) -> Vec<&'a str> {
    match given.is_empty() {
        true => still::usual(shown),
        false => given.iter().map(|name| name.trim()).collect(),
    }
}

fn panels(names: &[&str], shown: &Shown, dark: bool) -> Result<Vec<Panel>, Failure> {
    let panels = names.iter().map(|name| Panel::named(name, shown, dark));
    let panels: Result<Vec<_>, _> = panels.collect();
    let panels = panels.map_err(|e| Failure::Input(format!("error: --panels: {e}")))?;
    Ok(panels.concat())
}

fn step(asked: Option<u32>, last: usize) -> Result<f64, Failure> {
    match asked {
        Some(step) if step as usize > last => Err(Failure::Input(format!(
            "error: --step: step {step} lies behind the last step, which is {last}"
        ))),
        Some(step) => Ok(f64::from(step)),
        None => Ok(last as f64),
    }
}

/// The places of runs given by name or number. Names may have commas in them: the longest one that fits is
/// meant.
fn chosen(text: &str, labels: &[&str]) -> Result<Vec<usize>, Failure> {
    let parts: Vec<&str> = text.split(',').collect();
    let mut chosen = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let named = (at + 1..=parts.len()).rev().find_map(|end| {
            let name = parts[at..end].join(",");
            let run = labels.iter().position(|label| *label == name.trim())?;
            Some((run, end))
        });
        let part = parts[at].trim();
        let number = part.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let number = number.filter(|run| *run < labels.len());
        let Some((run, end)) = named.or(number.map(|run| (run, at + 1))) else {
            let hint = did_you_mean(part, labels.iter().copied());
            let message = format!(
                "error: --runs: there is no run `{part}`{hint}; there are {}",
                labels.join(", ")
            );
            return Err(Failure::Input(message));
        };
        chosen.push(run);
        at = end;
    }
    Ok(chosen)
}

fn form(arguments: &Arguments) -> Result<FigureForm, Failure> {
    let ending = arguments.output.as_ref().and_then(|path| path.extension());
    match (arguments.format, ending.and_then(|e| e.to_str())) {
        (Some(form), _) => Ok(form),
        (None, None | Some("svg")) => Ok(FigureForm::Svg),
        (None, Some("png")) => Ok(FigureForm::Png),
        (None, Some(other)) => Err(Failure::Input(format!(
            "error: a figure is an .svg or a .png, not a .{other}; name the file so, or give --format"
        ))),
    }
}
