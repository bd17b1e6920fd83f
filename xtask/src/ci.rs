//! `cargo xtask ci`: what .ci/run does.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::page::{self, Profile};
use crate::process::{self, cargo, root};
use crate::python;
use crate::toolchain::Toolchain;

/// Runs every check, and stops at the first that fails. The native build and the page's go side by side: each
/// has long stretches that keep only one core busy. The tests run last, alone.
pub fn run() -> Result<()> {
    let start = Instant::now();
    println!(
        "checking format, lints, documentation, page and tests; from nothing that takes most of an hour"
    );
    section("Format", || {
        process::run(cargo().args(["fmt", "--all", "--check"]))
    })?;
    let readme = fs::read_to_string(root().join("README.md")).context("cannot read README.md")?;
    let command =
        test_command(&readme).context("README.md has no code block with the command `cargo xtask test`")?;
    let failed = AtomicBool::new(false);
    let (native, page) = thread::scope(|scope| {
        let page = scope.spawn(|| noting(&failed, for_the_page(&failed)));
        let native = noting(&failed, native(&failed));
        (native, page.join())
    });
    native?;
    let Ok(page) = page else {
        bail!("the checks of the page broke off");
    };
    let (dist, interpreter) = page?;
    section(&format!("README's tests: {command}"), || {
        let mut tests = cargo();
        tests.args(command.split_whitespace().skip(1));
        process::run(tests.envs([interpreter]).env("RAVINE_DIST", dist))
    })?;
    println!("\nall passed, {:.0?}", start.elapsed());
    Ok(())
}

/// Lints and documentation, then the build of all tests.
fn native(failed: &AtomicBool) -> Result<()> {
    section_unless(failed, "Lints, native", || {
        let mut clippy = cargo();
        clippy.args(["clippy", "--workspace", "--all-targets"]);
        process::run(clippy.args(["--", "-D", "warnings"]))
    })?;
    section_unless(failed, "Documentation", || {
        let mut doc = cargo();
        doc.args(["doc", "--workspace", "--no-deps", "--document-private-items"]);
        // Whoever reads these pages reads the private items, too, so links may lead to them.
        let flags = "-D warnings -A rustdoc::private_intra_doc_links";
        process::run(doc.env("RUSTDOCFLAGS", flags))
    })?;
    section_unless(failed, "Build of the tests", || {
        process::run(cargo().args(["test", "--workspace", "--no-run"]))
    })
}

/// The page and its lints, and the libraries for the tests of programs: what the tests find in their environment.
fn for_the_page(failed: &AtomicBool) -> Result<(PathBuf, (&'static str, String))> {
    section_unless(failed, "Lints, WebAssembly", || {
        // With the page's profile the two builds share their build scripts and macros.
        let mut clippy = Toolchain::set_up()?.clippy()?;
        clippy.args(["--package", "ravine-compiler", "--package", "ravine-engine"]);
        clippy.args(["--package", "ravine", "--lib", "--bins"]);
        clippy.args(["--profile", Profile::Small.name()]);
        process::run(clippy.args(["--", "-D", "warnings"]))
    })?;
    let dist = section_unless(failed, "Page", || page::build(Profile::Small))?;
    let interpreter = section_unless(failed, "PyTorch and optax", || Ok(libraries()))?;
    Ok((dist, interpreter))
}

/// Installs PyTorch and optax. Where that fails the tests of programs for them are ignored, with the reason.
fn libraries() -> (&'static str, String) {
    match python::install() {
        Ok(interpreter) => ("RAVINE_PYTHON", interpreter.display().to_string()),
        Err(error) => {
            println!("not installed, the tests of programs for them are ignored: {error:#}");
            ("RAVINE_NO_PYTHON", format!("not installed: {error}"))
        }
    }
}

fn section<T>(name: &str, check: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("\n== {name}");
    let start = Instant::now();
    let found = check().with_context(|| format!("the check \"{name}\" failed"))?;
    println!("== {name}: {:.1?}", start.elapsed());
    Ok(found)
}

/// A section that does not begin once one beside it has failed.
fn section_unless<T>(failed: &AtomicBool, name: &str, check: impl FnOnce() -> Result<T>) -> Result<T> {
    if failed.load(Ordering::Relaxed) {
        bail!("the check \"{name}\" did not begin, as another had failed");
    }
    section(name, check)
}

/// Notes a failure for those beside, and says it at once.
fn noting<T>(failed: &AtomicBool, found: Result<T>) -> Result<T> {
    if let Err(error) = &found
        && !failed.swap(true, Ordering::Relaxed)
    {
        println!("\n{error:#}; stopping once what goes on beside is done");
    }
    found
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
