//! The embedded assets, found by name; and own rules, found by their text.

pub mod latest;

use crate::lang::{Checked, Diagnostic, Kind, Rule, compile_rule};
use latest::Latest;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// How many own texts are kept: each keystroke in an editor is a new one.
const KEPT: usize = 64;

/// A rule of the catalog, or an own one.
#[derive(Debug)]
pub struct Entry {
    /// Its file name without the ending; of an own one what it describes.
    pub id: String,
    /// Its text, parsed.
    pub rule: Arc<Rule>,
    /// Its text, checked; None where it has errors, which a test keeps the catalog free of.
    pub checked: Option<Arc<Checked>>,
    /// What the language says of it; a test keeps the catalog free of it.
    pub diagnostics: Vec<Diagnostic>,
}

/// All entries of a kind: those with fewer generations of parents first, then by name.
pub fn entries(kind: Kind) -> &'static [Arc<Entry>] {
    static ALL: OnceLock<[Vec<Arc<Entry>>; Kind::ALL.len()]> = OnceLock::new();
    &ALL.get_or_init(|| Kind::ALL.map(load))[kind as usize]
}

/// The entry of a name.
pub fn find(kind: Kind, id: &str) -> Option<&'static Arc<Entry>> {
    entries(kind).iter().find(|e| e.id == id)
}

/// What the text of an own rule gives. It is understood once for as long as it is among the latest ones that
/// were asked for.
pub fn own(kind: Kind, source: &str) -> Arc<Entry> {
    static OWN: Mutex<Latest<(Kind, String), Arc<Entry>>> = Mutex::new(Latest::new(KEPT));
    let mut own = OWN.lock().unwrap_or_else(PoisonError::into_inner);
    own.get((kind, source.to_owned()), |_| {
        entry(kind, &kind.to_string(), source)
    })
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

fn load(kind: Kind) -> Vec<Arc<Entry>> {
    let files = match kind {
        Kind::Optimizer => OPTIMIZERS,
        Kind::Schedule => SCHEDULES,
        Kind::Stage => STAGES,
        Kind::Surface => SURFACES,
        Kind::Activation => ACTIVATIONS,
    };
    let mut entries: Vec<Arc<Entry>> = files
        .iter()
        .map(|&(id, source)| entry(kind, id, source))
        .collect();
    let generations = generations(&entries);
    entries.sort_by_key(|e| (generations.get(&e.id).copied(), e.id.clone()));
    entries
}

fn entry(kind: Kind, id: &str, source: &str) -> Arc<Entry> {
    let (rule, checked, diagnostics) = compile_rule(kind, source);
    Arc::new(Entry {
        id: id.to_owned(),
        rule: Arc::new(rule),
        checked: checked.map(Arc::new),
        diagnostics,
    })
}

/// How many generations of parents each entry has.
fn generations(entries: &[Arc<Entry>]) -> BTreeMap<String, usize> {
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
