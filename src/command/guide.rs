//! `ravine guide`: the questions that lead to settings, the settings with their reasons, the checklist of a
//! scene.

use super::{Failure, output, read_scene};
use clap::Args;
use ravine::compile::Finding;
use ravine::course::card::Block;
use ravine::course::checklist::{Jump, checklist};
use ravine::course::guide::{Guide, Next, settings};
use ravine::course::study::Study;
use ravine::course::{Card, Course, scene};
use ravine::engine::Computed;
use ravine::lang::did_you_mean;
use ravine::scene::Scene;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What is asked of the guide.
#[derive(Args)]
pub struct Arguments {
    /// A leaf, whose settings are printed with their reasons; all questions where absent
    leaf: Option<String>,
    /// Run a scene's JSON file and print its checklist; - is standard input
    #[arg(long, value_name = "SCENE", conflicts_with = "leaf")]
    checklist: Option<PathBuf>,
}

/// Prints the questions, a leaf, or a checklist.
pub fn guide(arguments: &Arguments) -> Result<(), Failure> {
    let guide = Guide::embedded();
    let text = match (&arguments.checklist, &arguments.leaf) {
        (Some(path), _) => listed(path)?,
        (None, Some(name)) => leaf(guide, name)?,
        (None, None) => questions(guide),
    };
    output::write(None, text.as_bytes())
}

/// All questions with their answers, each below the answer that leads to it.
fn questions(guide: &Guide) -> String {
    let mut out = String::new();
    // A question, how deep it stands, and which of its answers comes next.
    let mut open = vec![(0, 0, 0)];
    while let Some((place, depth, next)) = open.pop() {
        let Some(question) = guide.questions.get(place) else {
            continue;
        };
        let indent = "    ".repeat(depth);
        if next == 0 {
            let _ = writeln!(out, "{indent}{}", question.words);
        }
        let Some(answer) = question.answers.get(next) else {
            continue;
        };
        open.push((place, depth, next + 1));
        match &answer.next {
            Next::Leaf(id) => {
                let name = id.rsplit('/').next().unwrap_or(id);
                let _ = writeln!(out, "{indent}  {} -> {name}", answer.words);
            }
            Next::Ask(below) => {
                let _ = writeln!(out, "{indent}  {}", answer.words);
                open.push((*below, depth + 1, 0));
            }
        }
    }
    out
}

/// A leaf's settings, each with its reason.
fn leaf(guide: &Guide, name: &str) -> Result<String, Failure> {
    let found = guide.leaf(&format!("guide/{name}"));
    let leaf = found.ok_or_else(|| {
        let known = guide.leaves.cards().filter_map(|leaf| leaf.id.rsplit('/').next());
        let hint = did_you_mean(name, known);
        Failure::Input(format!(
            "error: there is no leaf `{name}`{hint}; `ravine guide` names them all"
        ))
    })?;
    let (scene, done) = computed(leaf)?;
    let study = Study::new(&done, &scene.view, &leaf.lets);
    let mut out = format!("{}\n{}\n", leaf.title, leaf.ask.text());
    for setting in settings(leaf) {
        let _ = writeln!(out, "- {}", study.words(setting));
    }
    for block in &leaf.blocks {
        if let Block::Paragraph(line) = block {
            let _ = writeln!(out, "{}", study.words(line));
        }
    }
    let _ = writeln!(out, "Sources: {}.", leaf.sources.join("; "));
    Ok(out)
}

fn computed(leaf: &Card) -> Result<(Scene, Computed), Failure> {
    let wrong = |message: String| Failure::Input(format!("{}: error: {message}", leaf.file));
    let scene = scene::of(leaf, Course::embedded()).map_err(|found| wrong(found.message))?;
    let done = Computed::reference(&scene.experiment).map_err(|found| wrong(said(&found)))?;
    Ok((scene, done))
}

fn said(findings: &[Finding]) -> String {
    let messages: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
    messages.join("\n")
}

/// The checklist of a scene, after it has run on the CPU.
fn listed(path: &Path) -> Result<String, Failure> {
    let (scene, _) = read_scene(path)?;
    let done = Computed::reference(&scene.experiment)
        .map_err(|found| Failure::Input(format!("{}: error: {}", path.display(), said(&found))))?;
    let mut out = String::new();
    for line in checklist(&scene, Some(&done)) {
        let _ = writeln!(out, "{}: {}. {}", line.title, line.state.words(), line.words);
        let changes = line
            .mends
            .iter()
            .filter(|mend| matches!(mend.jump, Jump::Change(_)));
        for mend in changes {
            let _ = writeln!(out, "    {}", mend.words);
        }
    }
    Ok(out)
}
