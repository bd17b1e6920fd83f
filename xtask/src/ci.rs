//! `cargo xtask ci`: what .ci/run does.

use std::fs;
use std::time::Instant;

use anyhow::{Context as _, Result};

use crate::page::{self, Profile};
use crate::process::{self, cargo, root};
use crate::python;
use crate::toolchain::Toolchain;

/// Runs every check, the cheapest first, and stops at the first that fails.
pub fn run() -> Result<()> {
    let start = Instant::now();
    println!(
        "checking format, lints, documentation, page and tests; from nothing that takes most of an hour"
    );
    section("Format", || {
        process::run(cargo().args(["fmt", "--all", "--check"]))
    })?;
    section("Lints, native", || {
        let mut clippy = cargo();
        clippy.args(["clippy", "--workspace", "--all-targets"]);
        process::run(clippy.args(["--", "-D", "warnings"]))
    })?;
    section("Lints, WebAssembly", || {
        // With the page's profile the two builds share their build scripts and macros.
        let mut clippy = Toolchain::set_up()?.clippy()?;
        clippy.args(["--package", "ravine", "--lib", "--bins"]);
        clippy.args(["--profile", Profile::Small.name()]);
        process::run(clippy.args(["--", "-D", "warnings"]))
    })?;
    section("Documentation", || {
        let mut doc = cargo();
        doc.args(["doc", "--workspace", "--no-deps", "--document-private-items"]);
        // Whoever reads these pages reads the private items, too, so links may lead to them.
        let flags = "-D warnings -A rustdoc::private_intra_doc_links";
        process::run(doc.env("RUSTDOCFLAGS", flags))
    })?;
    let mut dist = None;
    section("Page", || {
        dist = Some(page::build(Profile::Small)?);
        Ok(())
    })?;
    let readme = fs::read_to_string(root().join("README.md")).context("cannot read README.md")?;
    let command =
        test_command(&readme).context("README.md has no code block with the command `cargo xtask test`")?;
    let interpreter = with_libraries()?;
    section(&format!("README's tests: {command}"), || {
        let mut tests = cargo();
        tests.args(command.split_whitespace().skip(1));
        let dist = dist.iter().map(|dist| ("RAVINE_DIST", dist));
        process::run(tests.envs(interpreter).envs(dist))
    })?;
    println!("\nall passed, {:.0?}", start.elapsed());
    Ok(())
}

/// Installs PyTorch and optax. Where that fails the tests of programs for them are ignored, with the reason.
/// Gives what the tests find in their environment.
fn with_libraries() -> Result<Option<(&'static str, String)>> {
    let mut found = None;
    section("PyTorch and optax", || {
        found = Some(match python::install() {
            Ok(interpreter) => ("RAVINE_PYTHON", interpreter.display().to_string()),
            Err(error) => {
                println!("not installed, the tests of programs for them are ignored: {error:#}");
                ("RAVINE_NO_PYTHON", format!("not installed: {error}"))
            }
        });
        Ok(())
    })?;
    Ok(found)
}

fn section(name: &str, check: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("\n== {name}");
    let start = Instant::now();
    check().with_context(|| format!("the check \"{name}\" failed"))?;
    println!("== {name}: {:.1?}", start.elapsed());
    Ok(())
}

/// The test command of the README's code blocks, so that what it promises is what is checked.
fn test_command(readme: &str) -> Option<&str> {
    let mut in_code = false;
    readme.lines().map(str::trim).find_map(|line| {
        in_code ^= line.starts_with("```");
        let command = line.split(" #").next()?.trim();
        (in_code && command.starts_with("cargo xtask test")).then_some(command)
    })
}

#[cfg(test)]
mod tests {
    use super::test_command;

    #[test]
    fn the_test_command_is_read_from_a_code_block() {
        let readme = "Try `cargo xtask test`.\n\n```sh\ncargo xtask serve\n\
                      cargo xtask test   # all of them\n```\ncargo xtask test --not-this\n";
        assert_eq!(test_command(readme), Some("cargo xtask test"));
        assert_eq!(test_command("cargo xtask test"), None);
    }
}
