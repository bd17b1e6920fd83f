//! `wasm-opt` of Binaryen, which makes the page's module smaller than its compiler left it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::process::{output, run, target_dir};

/// What the module may use: what the compiler's target and `.cargo/config.toml` allow.
const FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-reference-types",
];

/// The oldest one that keeps a module's tables apart: with 108, which Debian 12 has, a page does not start.
const OLDEST: u32 = 117;

/// Its package in the npm registry, which runs on Node.js.
const PACKAGE: &str = "binaryen@125";

/// Makes `module` smaller in place; where there is no `wasm-opt` and none can be installed, says so and
/// leaves it as it is. Gives whether it is smaller.
///
/// # Errors
/// It refuses the module.
pub fn shrink(module: &Path) -> Result<bool> {
    let Some(mut command) = found() else {
        println!(
            "no wasm-opt from {OLDEST} on here, and no npm to get it: the page stays larger than it could be"
        );
        return Ok(false);
    };
    println!("making the page smaller with wasm-opt");
    let small = module.with_extension("small");
    command.args(FEATURES).args(["-Os", "--output"]);
    run(command.arg(&small).arg(module))?;
    fs::rename(&small, module).with_context(|| format!("cannot replace {}", module.display()))?;
    Ok(true)
}

/// The machine's own one where it is new enough, else npm's, below `target/`.
fn found() -> Option<Command> {
    let version = output(Command::new("wasm-opt").arg("--version"));
    if version.is_some_and(|said| number(&said).is_some_and(|version| version >= OLDEST)) {
        return Some(Command::new("wasm-opt"));
    }
    let script = from_npm()?;
    let mut command = Command::new("node");
    command.arg(script);
    Some(command)
}

fn from_npm() -> Option<PathBuf> {
    let folder = target_dir().join("binaryen");
    let script = folder.join("node_modules/binaryen/bin/wasm-opt");
    if !script.exists() {
        println!("getting wasm-opt from npm ({PACKAGE})");
        output(
            Command::new("npm")
                .arg("install")
                .arg("--prefix")
                .arg(&folder)
                .arg(PACKAGE),
        )?;
    }
    script.exists().then_some(script)
}

/// The version in "wasm-opt version 125 (version_125)".
fn number(said: &str) -> Option<u32> {
    said.split_whitespace().find_map(|word| word.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn the_version_is_read_from_what_it_says() {
        assert_eq!(number("wasm-opt version 108\n"), Some(108));
        assert_eq!(number("wasm-opt version 125 (version_125)"), Some(125));
        assert_eq!(number("no such program"), None);
    }
}
