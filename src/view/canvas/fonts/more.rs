//! Fonts for letters that the embedded ones lack. Where the program is a page they lie beside it and are
//! loaded when a letter needs one; until then the browser draws that letter.

use egui::epaint::text::{FallbackRequest, FontInsert};
use egui::{FontData, FontProvider};
use std::ops::RangeInclusive;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A file of letters.
pub struct FontFile {
    /// Its name in `assets/fonts/more/`, and beside the page.
    pub name: &'static str,
    letters: &'static [RangeInclusive<char>],
    #[cfg(not(target_arch = "wasm32"))]
    bytes: &'static [u8],
}

/// All of them.
pub const FILES: [FontFile; 2] = [
    FontFile {
        name: "Inter-Latin.ttf",
        letters: &[
            '\u{100}'..='\u{24f}',
            '\u{1e00}'..='\u{1eff}',
            '\u{2116}'..='\u{2116}',
        ],
        #[cfg(not(target_arch = "wasm32"))]
        bytes: include_bytes!("../../../../assets/fonts/more/Inter-Latin.ttf"),
    },
    FontFile {
        name: "Inter-Cyrillic.ttf",
        letters: &['\u{400}'..='\u{52f}'],
        #[cfg(not(target_arch = "wasm32"))]
        bytes: include_bytes!("../../../../assets/fonts/more/Inter-Cyrillic.ttf"),
    },
];

/// Gives egui a font for a letter that it has none for.
pub struct More;

impl FontProvider for More {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        let letter = request.cluster.chars().next()?;
        let file = FILES
            .iter()
            .find(|file| file.letters.iter().any(|range| range.contains(&letter)));
        let found = file.and_then(|file| Some((file.name.to_owned(), data(file)?)));
        let (name, data) = found.or_else(|| of_the_system(letter))?;
        Some(FontInsert {
            name,
            data,
            families: Vec::new(),
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn data(file: &FontFile) -> Option<FontData> {
    Some(FontData::from_static(file.bytes))
}

#[cfg(not(target_arch = "wasm32"))]
fn of_the_system(letter: char) -> Option<(String, FontData)> {
    super::system::font(letter)
}

/// What a page has loaded, and how it loads more.
struct Loaded {
    files: Vec<(&'static str, FontData)>,
    asked: Vec<&'static str>,
    load: Option<Box<dyn Fn(&'static str) + Send>>,
}

static LOADED: Mutex<Loaded> = Mutex::new(Loaded {
    files: Vec::new(),
    asked: Vec::new(),
    load: None,
});

/// Nothing that holds it can panic half way.
fn loaded() -> MutexGuard<'static, Loaded> {
    LOADED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says how a page loads a file by its name: what is loaded is handed to [`put`].
pub fn load_by(load: impl Fn(&'static str) + Send + 'static) {
    let mut loaded = loaded();
    loaded.asked.clear();
    loaded.load = Some(Box::new(load));
}

/// Takes a file that was loaded. Contexts use it from the next [`install`](super::install) on.
pub fn put(name: &'static str, bytes: Vec<u8>) {
    loaded().files.push((name, FontData::from_owned(bytes)));
}

/// A file's font where it is loaded; else it is asked for, once.
#[cfg(target_arch = "wasm32")]
fn data(file: &FontFile) -> Option<FontData> {
    let mut loaded = loaded();
    if let Some((_, data)) = loaded.files.iter().find(|(name, _)| *name == file.name) {
        return Some(data.clone());
    }
    if !loaded.asked.contains(&file.name) {
        loaded.asked.push(file.name);
        if let Some(load) = &loaded.load {
            load(file.name);
        }
    }
    None
}

/// A page cannot read the system's fonts; the browser draws with them.
#[cfg(target_arch = "wasm32")]
fn of_the_system(_letter: char) -> Option<(String, FontData)> {
    None
}
