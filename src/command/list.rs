//! `ravine list`: what the catalog holds.

use super::{Failure, output};
use clap::ValueEnum;
use ravine::catalog;
use ravine::course::prepared;
use ravine::lang::Kind;
use std::fmt::Write as _;

/// A part of the catalog.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CatalogPart {
    Optimizers,
    Schedules,
    Stages,
    Surfaces,
    Activations,
    Scenes,
}

/// Prints one part, or all.
pub fn list(part: Option<CatalogPart>) -> Result<(), Failure> {
    let wanted = |p: CatalogPart| part.is_none_or(|only| only == p);
    let mut out = String::new();
    for (part, kind) in [
        (CatalogPart::Optimizers, Kind::Optimizer),
        (CatalogPart::Schedules, Kind::Schedule),
        (CatalogPart::Stages, Kind::Stage),
        (CatalogPart::Surfaces, Kind::Surface),
        (CatalogPart::Activations, Kind::Activation),
    ] {
        if wanted(part) {
            rules(&mut out, kind);
        }
    }
    if wanted(CatalogPart::Scenes) {
        out.push_str("scenes\n");
        let scenes = prepared::all();
        let width = scenes.cards().map(|card| card.id.len()).max().unwrap_or(0);
        for card in scenes.cards() {
            let about = prepared::first_sentence(card);
            let _ = writeln!(out, "  {:width$}  {}: {about}", card.id, card.title);
        }
    }
    output::write(None, out.as_bytes())
}

fn rules(out: &mut String, kind: Kind) {
    let entries = catalog::entries(kind);
    let width = entries.iter().map(|e| e.id.len()).max().unwrap_or(0);
    let _ = writeln!(out, "{}", kind.plural());
    for entry in entries {
        let about = entry.rule.about.as_deref().unwrap_or("");
        let paper = entry.rule.paper.as_deref().unwrap_or("");
        let _ = writeln!(out, "  {:width$}  {}: {about}", entry.id, entry.rule.name);
        let _ = writeln!(out, "  {:width$}  {paper}", "");
    }
    out.push('\n');
}
