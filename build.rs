//! Lists the files under `assets/` for the catalog, so that adding a rule is adding one file.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut listing = String::new();
    for (constant, folder, ending) in [
        ("OPTIMIZERS", "optimizers", "rule"),
        ("SCHEDULES", "schedules", "rule"),
        ("STAGES", "stages", "rule"),
        ("SURFACES", "surfaces", "rule"),
        ("SCENES", "scenes", "json"),
    ] {
        let files = list(folder, ending)?;
        let _ = writeln!(listing, "const {constant}: &[(&str, &str)] = &[{files}];");
    }
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("catalog.rs"), listing)
}

/// `("name", include_str!("path")),` for each file of a folder, by name.
fn list(folder: &str, ending: &str) -> io::Result<String> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&root).join("assets").join(folder);
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
