//! The embedded assets, found by name.

use crate::lang::{Checked, Diagnostic, Kind, Rule, compile_rule};
use std::collections::BTreeMap;
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// A rule of the catalog.
#[derive(Debug)]
pub struct Entry {
    /// Its file name without the ending.
    pub id: String,
    /// Its text, parsed.
    pub rule: Rule,
    /// Its text, checked; a test keeps every entry free of errors.
    pub checked: Option<Checked>,
    /// What the language says of it; a test keeps this empty.
    pub diagnostics: Vec<Diagnostic>,
}

/// All entries of a kind: those with fewer generations of parents first, then by name.
pub fn entries(kind: Kind) -> &'static [Entry] {
    static ALL: OnceLock<[Vec<Entry>; Kind::ALL.len()]> = OnceLock::new();
    &ALL.get_or_init(|| Kind::ALL.map(load))[kind as usize]
}

/// The entry of a name.
pub fn find(kind: Kind, id: &str) -> Option<&'static Entry> {
    entries(kind).iter().find(|e| e.id == id)
}

/// The preset scenes: name and JSON text.
pub fn scenes() -> &'static [(&'static str, &'static str)] {
    SCENES
}

/// The cards of the course: each file in a folder of `assets/lessons`, in order, and its text.
pub fn lessons() -> &'static [(&'static str, &'static str)] {
    LESSONS
}

/// The questions of the drill: each file in a folder of `assets/questions`, in order, and its text.
pub fn questions() -> &'static [(&'static str, &'static str)] {
    QUESTIONS
}

/// The calculators of the course: name and text.
pub fn calculators() -> &'static [(&'static str, &'static str)] {
    CALCULATORS
}

/// The leaves of the guide: each file of `assets/guide`, by name without its ending, and its text.
pub fn guide() -> &'static [(&'static str, &'static str)] {
    GUIDE
}

/// The questions of the guide: the text of `assets/guide/tree.txt`.
pub fn guide_tree() -> &'static str {
    GUIDE_TREE
}

/// The shapes of known models: name and text.
pub fn models() -> &'static [(&'static str, &'static str)] {
    MODELS
}

/// The words that cards explain: the text of `assets/lessons/words.md`.
pub fn words() -> &'static str {
    WORDS
}

fn load(kind: Kind) -> Vec<Entry> {
    let files = match kind {
        Kind::Optimizer => OPTIMIZERS,
        Kind::Schedule => SCHEDULES,
        Kind::Stage => STAGES,
        Kind::Surface => SURFACES,
        Kind::Activation => ACTIVATIONS,
    };
    let mut entries: Vec<Entry> = files
        .iter()
        .map(|&(id, source)| entry(kind, id, source))
        .collect();
    let generations = generations(&entries);
    entries.sort_by_key(|e| (generations.get(&e.id).copied(), e.id.clone()));
    entries
}

fn entry(kind: Kind, id: &str, source: &str) -> Entry {
    let (rule, checked, diagnostics) = compile_rule(kind, source);
    Entry {
        id: id.to_owned(),
        rule,
        checked,
        diagnostics,
    }
}

/// How many generations of parents each entry has.
fn generations(entries: &[Entry]) -> BTreeMap<String, usize> {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    // As many rounds as entries settle any order; a cycle among parents cannot hang this.
    for _ in entries {
        for entry in entries {
            let parents = entry.rule.parents.iter();
            let above = parents.filter_map(|p| known.get(&p.text)).max();
            known.insert(entry.id.clone(), above.map_or(0, |g| g + 1).min(entries.len()));
        }
    }
    known
}
