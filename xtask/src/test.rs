//! `cargo xtask test`: all tests, those in the browser too.

use std::path::Path;

use anyhow::Result;

use crate::debian;
use crate::page::{self, Profile};
use crate::process;

/// What the tests need from the system: a browser, and Vulkan on the CPU where there is no GPU.
const DEBIAN_PACKAGES: [&str; 2] = ["chromium", "mesa-vulkan-drivers"];

/// Builds the page and runs `cargo test --workspace` with `args`.
pub fn run(profile: Profile, args: &[String]) -> Result<()> {
    if debian::can_install() {
        debian::install(&DEBIAN_PACKAGES)?;
    } else {
        name_what_is_missing();
    }
    let dist = page::build(profile)?;
    let mut cargo = process::cargo();
    cargo.args(["test", "--workspace"]).args(args);
    process::run(cargo.env("RAVINE_DIST", dist))
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
