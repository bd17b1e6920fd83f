//! `ravine explain`: a rule at every stage on its way from a text to what runs.

use super::{Failure, KindName, check, output, read};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use ravine::catalog;
use ravine::code::explain::{Explained, Page, Subject, network};
use ravine::compile::Finding;
use ravine::lang::{Diagnostic, Kind, compile_rule, did_you_mean};
use ravine::scene::Reference;
use std::path::{Path, PathBuf};

/// What to explain.
#[derive(Args)]
pub struct Arguments {
    /// A rule of the catalog, or the file of an own one, which ends in .rule; - is standard input
    rule: String,
    /// Only this stage
    #[arg(long, value_parser = PossibleValuesParser::new(Page::ALL.map(Page::name)).map(page))]
    stage: Option<Page>,
    /// The surface on which the rule takes its step
    #[arg(long, default_value = "rosenbrock")]
    surface: String,
    /// What the rule describes; its folder, its text or the catalog tells where absent
    #[arg(long)]
    kind: Option<KindName>,
    /// How a lane takes the same step on a small network, instead: phases and passes
    #[arg(long, conflicts_with_all = ["stage", "surface", "json"])]
    network: bool,
    /// As JSON: what the rule was shown with, and each page's title and text
    #[arg(long)]
    json: bool,
    /// File to write; standard output where absent
    #[arg(short, long)]
    output: Option<PathBuf>,
}

/// The page of a name.
fn page(name: String) -> Page {
    let is_named = |page: &Page| page.name() == name;
    Page::ALL.into_iter().find(is_named).unwrap_or(Page::Text)
}

/// Prints the pages.
pub fn explain(arguments: &Arguments) -> Result<(), Failure> {
    let (kind, rule) = rule(arguments)?;
    if catalog::find(Kind::Surface, &arguments.surface).is_none() {
        let known = catalog::entries(Kind::Surface).iter().map(|e| e.id.as_str());
        let hint = did_you_mean(&arguments.surface, known);
        let message = format!(
            "error: --surface: there is no surface `{}`{hint}",
            arguments.surface
        );
        return Err(Failure::Input(format!(
            "{message} (`ravine list surfaces` names them all)"
        )));
    }
    let subject = Subject {
        kind,
        rule,
        surface: Reference::name(&arguments.surface),
    };
    if arguments.network {
        let text = network::page(&subject).map_err(failed)?;
        return output::write(arguments.output.as_deref(), text.as_bytes());
    }
    let explained = Explained::of(&subject).map_err(failed)?;
    let text = match (arguments.json, arguments.stage) {
        (true, stage) => json(&explained, stage),
        (false, Some(page)) => explained.page(page),
        (false, None) => explained.text(),
    };
    output::write(arguments.output.as_deref(), text.as_bytes())
}

fn failed(findings: Vec<Finding>) -> Failure {
    let messages = findings.iter().map(|f| format!("error: {}", f.message));
    Failure::Input(messages.collect::<Vec<_>>().join("\n"))
}

fn json(explained: &Explained, stage: Option<Page>) -> String {
    let wanted = Page::ALL
        .into_iter()
        .filter(|page| stage.is_none_or(|only| only == *page));
    let pages = wanted.map(|page| {
        let (stage, title, text) = (page.name(), page.title(), explained.page(page));
        serde_json::json!({ "stage": stage, "title": title, "text": text })
    });
    let pages: Vec<serde_json::Value> = pages.collect();
    let all = serde_json::json!({ "subject": explained.subject, "pages": pages });
    format!("{all:#}\n")
}

/// The rule that is meant, and its kind.
fn rule(arguments: &Arguments) -> Result<(Kind, Reference), Failure> {
    let (name, path) = (arguments.rule.as_str(), Path::new(&arguments.rule));
    let wanted = arguments.kind.map(Kind::from);
    if name == "-" || name.ends_with(".rule") {
        return own(path, wanted);
    }
    let kinds = Kind::ALL
        .into_iter()
        .filter(|kind| wanted.is_none_or(|only| only == *kind));
    let kinds: Vec<Kind> = kinds.collect();
    if let Some(kind) = kinds.iter().find(|kind| catalog::find(**kind, name).is_some()) {
        return Ok((*kind, Reference::name(name)));
    }
    let known = kinds
        .iter()
        .flat_map(|kind| catalog::entries(*kind))
        .map(|entry| entry.id.as_str());
    let hint = did_you_mean(name, known);
    let what = wanted.map_or_else(|| "rule".to_owned(), |kind| kind.to_string());
    Err(Failure::Input(format!(
        "error: there is no {what} `{name}`{hint} (`ravine list` names them all; the file of an own rule \
            ends in .rule)"
    )))
}

/// A rule from a file.
///
/// # Errors
/// What is wrong with its text.
fn own(path: &Path, wanted: Option<Kind>) -> Result<(Kind, Reference), Failure> {
    let source = read(path)?;
    let kind = wanted
        .or_else(|| check::by_folder(path))
        .unwrap_or_else(|| check::by_text(&source));
    let (_, checked, diagnostics) = compile_rule(kind, &source);
    if checked.is_none() {
        let file = path.display().to_string();
        let errors = diagnostics.iter().filter(|d| d.is_error());
        let errors: Vec<String> = errors.map(|d: &Diagnostic| d.render(&file, &source)).collect();
        return Err(Failure::Input(errors.join("\n")));
    }
    Ok((kind, Reference::Source(source)))
}
