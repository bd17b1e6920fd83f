//! Lists the files under `assets/` for the catalog, so that adding a rule is adding one file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut listing = String::new();
    for (constant, folder, ending) in [
        ("OPTIMIZERS", "optimizers", "rule"),
        ("SCHEDULES", "schedules", "rule"),
        ("STAGES", "stages", "rule"),
        ("SURFACES", "surfaces", "rule"),
        ("ACTIVATIONS", "activations", "rule"),
        ("SCENES", "scenes", "json"),
        ("CALCULATORS", "calculators", "calc"),
        ("MODELS", "models", "model"),
        ("GUIDE", "guide", "md"),
    ] {
        let files = list(folder, ending)?;
        let _ = writeln!(listing, "const {constant}: &[(&str, &str)] = &[{files}];");
    }
    for (constant, folder) in [("LESSONS", "lessons"), ("QUESTIONS", "questions")] {
        let texts = chapters(folder)?;
        let _ = writeln!(listing, "const {constant}: &[(&str, &str)] = &[{texts}];");
    }
    let root = root()?;
    for (constant, file) in [("WORDS", "lessons/words.md"), ("GUIDE_TREE", "guide/tree.txt")] {
        let file = root.join("assets").join(file);
        println!("cargo:rerun-if-changed={}", file.display());
        let file = file.display().to_string();
        let _ = writeln!(listing, "const {constant}: &str = include_str!({file:?});");
    }
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("catalog.rs"), listing)
}

/// The repository's root, above the crate that is built.
fn root() -> io::Result<PathBuf> {
    let own = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let above = own.ancestors().find(|folder| folder.join("assets").is_dir());
    Ok(above.unwrap_or(&own).to_owned())
}

/// `("assets/lessons/chapter/card.md", include_str!("path")),` for each file of each folder below one of
/// `assets`, by name.
fn chapters(folder: &str) -> io::Result<String> {
    let root = root()?.join("assets").join(folder);
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    for chapter in fs::read_dir(&root)? {
        let chapter = chapter?.path();
        if chapter.is_dir() {
            println!("cargo:rerun-if-changed={}", chapter.display());
            let cards = fs::read_dir(&chapter)?.collect::<io::Result<Vec<_>>>()?;
            files.extend(cards.into_iter().map(|card| card.path()));
        }
    }
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    let entry = |file: &PathBuf| {
        let below = file.strip_prefix(&root).unwrap_or(file).display().to_string();
        let name = format!("assets/{folder}/{}", below.replace('\\', "/"));
        format!("({name:?}, include_str!({:?})),", file.display().to_string())
    };
    Ok(files.iter().map(entry).collect())
}

/// `("name", include_str!("path")),` for each file of a folder, by name.
fn list(folder: &str, ending: &str) -> io::Result<String> {
    let folder = root()?.join("assets").join(folder);
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| Some(name.strip_suffix(ending)?.strip_suffix('.')?.to_owned()))
        .collect();
    names.sort();
    let entry = |name: &String| {
        let path = folder.join(format!("{name}.{ending}"));
        format!("({name:?}, include_str!({:?})),", path.display().to_string())
    };
    Ok(names.iter().map(entry).collect())
}
