//! `wasm-opt` of Binaryen, which makes the page's module smaller than its compiler left it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::debian;
use crate::process::{output, run};

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

/// Makes `module` smaller in place; where there is no `wasm-opt` and none can be installed, says so and
/// leaves it as it is.
pub fn shrink(module: &Path) -> Result<()> {
    if !is_there() && debian::can_install() {
        // Without a network the page is as good, only larger.
        if let Err(error) = debian::install(&["binaryen"]) {
            println!("{error:#}");
        }
    }
    if !is_there() {
        println!("no wasm-opt here (package binaryen): the page stays larger than it could be");
        return Ok(());
    }
    println!("making the page smaller with wasm-opt");
    let small = module.with_extension("small");
    let mut command = Command::new("wasm-opt");
    command.args(FEATURES).args(["-Os", "--output"]);
    run(command.arg(&small).arg(module))?;
    fs::rename(&small, module).with_context(|| format!("cannot replace {}", module.display()))
}

fn is_there() -> bool {
    output(Command::new("wasm-opt").arg("--version")).is_some()
}
