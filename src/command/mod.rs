//! The headless commands. Each is one file; a failure says what is wrong and carries the exit code.

mod calculate;
mod check;
mod code;
mod explain;
mod figure;
mod guide;
mod language;
mod lessons;
mod link;
mod list;
mod machine;
mod output;
mod plot;
mod run;
mod search;
mod sweep;

use clap::{Parser, Subcommand, ValueEnum};
use ravine::compile::Finding;
use ravine::lang::Kind;
use ravine::lang::number::{self, NoNumber};
use ravine::scene::Scene;
use ravine::scene::file::{FileError, at_field};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// An interactive laboratory for neural-network optimizers and learning-rate schedules.
#[derive(Parser)]
#[command(version, about)]
pub struct Arguments {
    /// Opens the app where absent.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What is asked for.
#[derive(Subcommand)]
pub enum Command {
    /// Open the app on a scene or a card
    Open {
        /// The scene's JSON file, or a link; `#l=adam/first_step` is a card's
        scene: String,
    },
    /// Run a scene without a window and write its trace
    Run(run::Arguments),
    /// Run a scene without a window and draw a figure of it, SVG or PNG
    Plot(plot::Arguments),
    /// Run a scene at every point of one or two axes and write what became of each run
    Sweep(sweep::Arguments),
    /// Search for the settings of a run by grid, random, TPE and successive halving, with the same budget
    Search(search::Arguments),
    /// The link of a scene, or the scene of a link
    Link(link::Arguments),
    /// Write a scene's runs as programs for PyTorch or optax, which check themselves
    Code(code::Arguments),
    /// List the course's cards, check them, or write them as pages that need no program
    Lessons(lessons::Arguments),
    /// Calculate memory, batches, windows of decays, lengths and costs of trainings
    Calculate(calculate::Arguments),
    /// The questions that lead to settings, the settings with their reasons, or the checklist of a scene
    Guide(guide::Arguments),
    /// Print a rule at every stage: text, tree, graph, host's table, lane's tape, WGSL, and where each name
    /// went
    Explain(explain::Arguments),
    /// The reference of the rule language, or what it says of a word
    Language(language::Arguments),
    /// List what the catalog holds
    List {
        /// Only this part
        part: Option<list::CatalogPart>,
    },
    /// Check a rule text, a scene or a table: diagnostics with file, line and column
    Check {
        /// The rule's file, the scene's, or a table that ends in .csv, .tsv or .md
        file: PathBuf,
        /// What the rule describes; its folder or its text tells where absent
        #[arg(long)]
        kind: Option<KindName>,
    },
}

/// A kind of rule on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub enum KindName {
    /// Updates w from g
    Optimizer,
    /// Sets lr from the step
    Schedule,
    /// Changes g before the optimizer
    Stage,
    /// The loss of x and y
    Surface,
}

impl From<KindName> for Kind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Optimizer => Self::Optimizer,
            KindName::Schedule => Self::Schedule,
            KindName::Stage => Self::Stage,
            KindName::Surface => Self::Surface,
        }
    }
}

/// What the app is opened on.
pub enum OpenedOn {
    /// A scene.
    Scene(Box<Scene>),
    /// The card that a link leads to.
    Card(String),
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// The input is wrong: exit code 1.
    Input(String),
    /// The machine cannot: exit code 2.
    Machine(String),
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::Input(error.to_string())
    }
}

impl Failure {
    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Input(_) => 1,
            Self::Machine(_) => 2,
        }
    }

    /// What to print.
    pub fn message(&self) -> &str {
        match self {
            Self::Input(message) | Self::Machine(message) => message,
        }
    }
}

/// Runs a headless command; what to open where the app is to be opened instead.
pub fn execute(command: Command) -> Result<Option<OpenedOn>, Failure> {
    if !matches!(command, Command::Open { .. }) {
        leave_windows_alone();
    }
    match command {
        Command::Open { scene } => link::start(&scene).map(Some),
        Command::Run(arguments) => run::run(&arguments).map(|()| None),
        Command::Plot(arguments) => plot::plot(&arguments).map(|()| None),
        Command::Sweep(arguments) => sweep::sweep(&arguments).map(|()| None),
        Command::Search(arguments) => search::search(&arguments).map(|()| None),
        Command::Link(arguments) => link::link(&arguments).map(|()| None),
        Command::Code(arguments) => code::code(&arguments).map(|()| None),
        Command::Lessons(arguments) => lessons::lessons(&arguments).map(|()| None),
        Command::Calculate(arguments) => calculate::calculate(&arguments).map(|()| None),
        Command::Guide(arguments) => guide::guide(&arguments).map(|()| None),
        Command::Explain(arguments) => explain::explain(&arguments).map(|()| None),
        Command::Language(arguments) => language::language(&arguments).map(|()| None),
        Command::List { part } => list::list(part).map(|()| None),
        Command::Check { file, kind } => check::check(&file, kind.map(Kind::from)).map(|()| None),
    }
}

/// Mesa's layer that chooses among Vulkan's devices asks the window system, which complains where there is
/// none. wgpu chooses for itself, so where there is no session with windows and no wish for a device the
/// layer is left out.
fn leave_windows_alone() {
    let set = |name| std::env::var_os(name).is_some();
    if cfg!(target_os = "linux") && !set("XDG_RUNTIME_DIR") && !set("MESA_VK_DEVICE_SELECT") {
        #[expect(
            unsafe_code,
            reason = "the environment is written before any other thread begins"
        )]
        // SAFETY: commands begin on the main thread, and none has started another one yet.
        unsafe {
            std::env::set_var("NODEVICE_SELECT", "1");
        }
    }
}

/// A file's text; `-` is standard input.
fn read(path: &Path) -> Result<String, Failure> {
    let failed = |e: std::io::Error| Failure::Input(format!("{}: error: {e}", path.display()));
    if path.as_os_str() != "-" {
        return std::fs::read_to_string(path).map_err(failed);
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

fn read_scene(path: &Path) -> Result<(Scene, String), Failure> {
    let text = read(path)?;
    let scene = ravine::scene::file::parse(&path.display().to_string(), &text)?;
    Ok((scene, text))
}

/// What was compiled, where no finding is an error; warnings go to standard error. `text` is the file's.
fn report<T>(file: &str, text: &str, compiled: Option<T>, findings: &[Finding]) -> Result<T, Failure> {
    let message = |finding: &Finding| {
        let severity = if finding.is_error { "error" } else { "warning" };
        at_field(file, text, &finding.pointer, severity, &finding.message)
    };
    let messages = findings.iter().map(message).collect::<Vec<_>>().join("\n");
    let compiled = compiled.ok_or_else(|| Failure::Input(messages.clone()))?;
    if !messages.is_empty() {
        eprintln!("{messages}");
    }
    Ok(compiled)
}

/// A number of an argument of some form, or an expression such as `1/3`.
///
/// # Errors
/// It is none, or none that can be kept.
fn number(text: &str, form: &str) -> Result<f64, String> {
    number::read(text).map_err(|error| match error.why {
        NoNumber::Expression(_) => format!("`{text}` is no number; {form}"),
        _ => error.to_string(),
    })
}
