//! `ravine check`: diagnostics of a rule text or a scene, and what is understood of a table.

use super::{Failure, read, report};
use ravine::compile::compile;
use ravine::data::table::{detect, understand};
use ravine::lang::rule::StatementKind;
use ravine::lang::{Diagnostic, Kind, compile_rule, parse};
use ravine::scene::{Scene, file};
use std::path::Path;

/// Prints what is found; a failure where any of it is an error.
pub fn check(path: &Path, kind: Option<Kind>) -> Result<(), Failure> {
    let source = read(path)?;
    if is_table(path) {
        return table(path, &source);
    }
    if source.trim_start().starts_with('{') {
        return scene(path, &source);
    }
    let kind = kind
        .or_else(|| by_folder(path))
        .unwrap_or_else(|| by_text(&source));
    let (_, _, diagnostics) = compile_rule(kind, &source);
    let file = path.display().to_string();
    let report: Vec<String> = diagnostics.iter().map(|d| d.render(&file, &source)).collect();
    let report = report.join("\n");
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(Failure::Input(report));
    }
    if !report.is_empty() {
        eprintln!("{report}");
    }
    println!("{file}: a good {kind}");
    Ok(())
}

/// Whether a file holds a table by its ending.
fn is_table(path: &Path) -> bool {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    ["csv", "tsv", "md"]
        .iter()
        .any(|table| ending.eq_ignore_ascii_case(table))
}

/// Prints how a table is read, in words and as a scene has it.
///
/// # Errors
/// What is wrong with it, by line and column.
fn table(path: &Path, text: &str) -> Result<(), Failure> {
    let file = path.display();
    let failed = |message: String| Failure::Input(format!("{file}: error: {message}"));
    let read = detect(text).map_err(|error| failed(error.message))?;
    let understood = understand(text, Some(&read), None).map_err(|error| failed(error.message))?;
    if let Some(message) = understood.error {
        return Err(failed(message));
    }
    let written = serde_json::to_string(&read).map_err(|error| failed(error.to_string()))?;
    println!("{file}: a good table: {understood}\n\"read\": {written}");
    Ok(())
}

/// The same of a scene, which no rule text looks like; what it only warns of does not fail.
fn scene(path: &Path, text: &str) -> Result<(), Failure> {
    let file = path.display().to_string();
    let scene: Scene = file::parse(&file, text)?;
    let (plan, findings) = compile(&scene.experiment);
    report(&file, text, plan, &findings)?;
    println!("{file}: a good scene");
    Ok(())
}

/// What a file describes by the folder in which it lies.
pub(super) fn by_folder(path: &Path) -> Option<Kind> {
    let folder = path.parent()?.file_name()?.to_str()?;
    Kind::ALL.into_iter().find(|k| k.plural() == folder)
}

/// What a text assigns tells what it describes.
pub(super) fn by_text(source: &str) -> Kind {
    let (rule, _) = parse::parse(Kind::Surface, source);
    let assigns = |name: &str| {
        rule.body.iter().any(|s| match &s.kind {
            StatementKind::Assign { target, .. } => target.text == name,
            StatementKind::Skip { .. } => name == "g",
        })
    };
    match () {
        () if assigns("w") || assigns("theta") => Kind::Optimizer,
        () if assigns("f") => Kind::Surface,
        () if assigns("lr") => Kind::Schedule,
        () if assigns("a") && rule.uses("z") => Kind::Activation,
        () => Kind::Stage,
    }
}
