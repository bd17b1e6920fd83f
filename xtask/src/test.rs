//! `cargo xtask test`: all tests, those in the browser and those of PyTorch and optax too.

use std::io::{IsTerminal as _, Write as _, stdin, stdout};
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::debian;
use crate::page::{self, Profile};
use crate::process;
use crate::python;

/// What the tests need from the system: a browser, and Vulkan on the CPU where there is no GPU.
const DEBIAN_PACKAGES: [&str; 2] = ["chromium", "mesa-vulkan-drivers"];

/// What `--quick` leaves out, and the variable by which the tests hear of it.
const LEFT_OUT: &str = "left out by --quick";
const QUICK: &str = "RAVINE_QUICK";

/// Runs `cargo test --workspace` with `args`: on the page of `RAVINE_DIST`, or on one that is built first.
/// Quickly means without the browser, without programs for other libraries, and without the GPU where the CPU
/// stands in for it.
pub fn run(profile: Profile, quick: bool, args: &[String]) -> Result<()> {
    let mut cargo = process::cargo();
    cargo.args(["test", "--workspace"]).args(args);
    if quick {
        println!(
            "testing without the page in a browser, without running programs for PyTorch and optax, and without a \
             software GPU; `cargo xtask test` does all of it"
        );
        cargo
            .env(QUICK, LEFT_OUT)
            .env("RAVINE_NO_PYTHON", LEFT_OUT)
            .env_remove("RAVINE_DIST");
        return process::run(&mut cargo);
    }
    libraries(&mut cargo);
    if debian::can_install() {
        debian::install(&DEBIAN_PACKAGES)?;
    } else {
        name_what_is_missing();
    }
    if std::env::var_os("RAVINE_DIST").is_none() {
        cargo.env("RAVINE_DIST", page::build(profile)?);
    }
    println!("building and running the tests; the first time the build takes some minutes");
    process::run(&mut cargo)
}

/// Tells the tests which Python has PyTorch and optax; where none has, offers to install them.
fn libraries(cargo: &mut Command) {
    let decided = ["RAVINE_PYTHON", "RAVINE_NO_PYTHON"];
    if decided.iter().any(|name| std::env::var_os(name).is_some()) {
        return;
    }
    let found = match python::installed() {
        Some(interpreter) => Some(Ok(interpreter)),
        None => accepted().then(python::install),
    };
    match found {
        Some(Ok(interpreter)) => {
            cargo.env("RAVINE_PYTHON", interpreter);
        }
        Some(Err(error)) => {
            println!("PyTorch and optax could not be installed, their tests are ignored: {error:#}");
            cargo.env("RAVINE_NO_PYTHON", format!("not installed: {error}"));
        }
        None => println!(
            "the tests of programs for PyTorch and optax need them in python3, else they show as ignored \
             (`cargo xtask python` installs both into {})",
            python::folder().display()
        ),
    }
}

/// Whether somebody is there who wants the libraries.
fn accepted() -> bool {
    if !(stdin().is_terminal() && stdout().is_terminal()) {
        return false;
    }
    print!(
        "Install PyTorch and optax into {} for the tests of exported programs? 1.9 GB on disk [y/N] ",
        python::folder().display()
    );
    let mut answer = String::new();
    stdout().flush().is_ok()
        && stdin().read_line(&mut answer).is_ok()
        && ["y", "yes"].contains(&answer.trim().to_lowercase().as_str())
}

/// The tests themselves show as ignored, each with its reason; this says how to mend that.
fn name_what_is_missing() {
    let vulkan = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"];
    if cfg!(target_os = "linux") && !vulkan.iter().any(|dir| Path::new(dir).exists()) {
        println!(
            "no Vulkan driver found: the GPU's tests will be ignored \
             (install a driver; Mesa's, package mesa-vulkan-drivers on Debian, needs no GPU)"
        );
    }
    println!(
        "the browser tests look for Chromium or Chrome; where there is none they show as ignored \
         (install one, or set CHROME to its path)"
    );
}
