//! The system's fonts, read the first time that a letter needs one.

use egui::FontData;
use skrifa::MetadataProvider as _;
use skrifa::raw::FileRef;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Most files that are looked into, and the deepest folder.
const FILES: usize = 4000;
const DEPTH: usize = 6;
/// What a plain face has not in its file's name.
const STYLES: [&str; 7] = ["bold", "italic", "oblique", "mono", "light", "black", "thin"];

/// A face of a file, and the letters it has.
struct Face {
    path: PathBuf,
    index: u32,
    letters: Vec<RangeInclusive<u32>>,
}

/// A font of the system that draws a letter, with its name.
pub(super) fn font(letter: char) -> Option<(String, FontData)> {
    static FACES: OnceLock<Vec<Face>> = OnceLock::new();
    let code = u32::from(letter);
    let has = |face: &&Face| face.letters.iter().any(|range| range.contains(&code));
    FACES.get_or_init(faces).iter().filter(has).find_map(|face| {
        let data = FontData {
            index: face.index,
            ..FontData::from_owned(std::fs::read(&face.path).ok()?)
        };
        draws(&data, letter).then(|| (format!("{} {}", face.path.display(), face.index), data))
    })
}

/// Whether a font has a letter's outline: some have pictures only.
fn draws(data: &FontData, letter: char) -> bool {
    let font = skrifa::FontRef::from_index(data.bytes(), data.index);
    font.is_ok_and(|font| {
        let glyph = font.charmap().map(letter);
        glyph.is_some_and(|glyph| font.outline_glyphs().get(glyph).is_some())
    })
}

fn faces() -> Vec<Face> {
    let mut files = Vec::new();
    for folder in folders() {
        collect(&folder, DEPTH, &mut files);
    }
    // Plain faces come first.
    files.sort_by_cached_key(|path| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        (
            STYLES.iter().filter(|style| name.contains(**style)).count(),
            path.clone(),
        )
    });
    files.into_iter().flat_map(|path| of_file(&path)).collect()
}

fn folders() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let own = [".fonts", ".local/share/fonts", "Library/Fonts"];
    let own = home
        .into_iter()
        .flat_map(|home| own.map(|folder| home.join(folder)));
    let windows = std::env::var_os("WINDIR").map(|folder| PathBuf::from(folder).join("Fonts"));
    let shared = [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/System/Library/Fonts",
        "/Library/Fonts",
    ];
    own.chain(windows).chain(shared.map(PathBuf::from)).collect()
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && depth > 0 {
            collect(&path, depth - 1, files);
        }
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        if files.len() < FILES && (ending == "ttf" || ending == "otf" || ending == "ttc") {
            files.push(path);
        }
    }
}

/// The faces of a file; none where it cannot be read.
fn of_file(path: &Path) -> Vec<Face> {
    let Ok(bytes) = std::fs::read(path) else {
        return Vec::new();
    };
    let Ok(file) = FileRef::new(&bytes) else {
        return Vec::new();
    };
    let faces = (0..).zip(file.fonts()).filter_map(|(index, font)| {
        let mut letters: Vec<RangeInclusive<u32>> = Vec::new();
        for (code, _) in font.ok()?.charmap().mappings() {
            match letters.last_mut() {
                Some(last) if last.end() + 1 == code => *last = *last.start()..=code,
                _ => letters.push(code..=code),
            }
        }
        Some(Face {
            path: path.to_owned(),
            index,
            letters,
        })
    });
    faces.collect()
}
