//! A compiler for WebAssembly: the one in use when it has the target or rustup can add it, else
//! Debian's, which builds the standard library from Debian's source package.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::debian;
use crate::process::{self, output, root, target_dir};

/// The target of the page.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// rustc, cargo, the standard library's source and a linker of one version, from Debian.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];

/// Who compiles for WebAssembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The compiler that also builds the native program; its standard library is ready.
    Current,
    /// Debian's compiler; cargo builds the standard library from source.
    Debian,
}

impl Toolchain {
    /// Finds a compiler for WebAssembly, installing what is missing where that is possible.
    pub fn set_up() -> Result<Self> {
        if current_has_target() || rustup_adds_target() {
            return Ok(Self::Current);
        }
        if debian::can_install() {
            println!("rustup cannot add {TARGET} here: taking Debian's compiler and source");
            debian::install(&DEBIAN_PACKAGES)?;
            return Ok(Self::Debian);
        }
        bail!(
            "no Rust compiler for {TARGET} here.\n\
             With rustup: rustup target add {TARGET}\n\
             On Debian as root: apt-get install {}",
            DEBIAN_PACKAGES.join(" ")
        );
    }

    /// `cargo build`, to which the caller adds what to build.
    pub fn build(self) -> Command {
        let mut command = match self {
            Self::Current => process::cargo(),
            Self::Debian => Command::new("/usr/bin/cargo"),
        };
        command.arg("build");
        self.aim(command)
    }

    /// `cargo clippy`, to which the caller adds what to check; installs it where it is missing.
    pub fn clippy(self) -> Result<Command> {
        let mut command = match self {
            Self::Current => process::cargo(),
            Self::Debian => {
                debian::install(&["rust-web-clippy"])?;
                // `cargo clippy` would find rustup's in cargo's home first.
                Command::new("/usr/bin/cargo-clippy")
            }
        };
        command.arg("clippy");
        Ok(self.aim(command))
    }

    /// Where cargo puts the page's module for the profile `profile`.
    pub fn output_dir(profile: &str) -> std::path::PathBuf {
        wasm_target_dir().join(TARGET).join(profile)
    }

    /// Points cargo at the target, in a folder of its own: one shared by two compilers is built
    /// anew at each change between them.
    fn aim(self, mut command: Command) -> Command {
        command
            .current_dir(root())
            .arg("--target")
            .arg(TARGET)
            .arg("--target-dir")
            .arg(wasm_target_dir());
        if self == Self::Debian {
            command
                .args(["-Z", "build-std=std,panic_abort"])
                .env("CARGO", "/usr/bin/cargo")
                .env("RUSTC", "/usr/bin/rustc")
                .env("RUSTC_BOOTSTRAP", "1"); // -Z on a stable compiler
        }
        command
    }
}

fn wasm_target_dir() -> std::path::PathBuf {
    target_dir().join("web")
}

fn current_has_target() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut query = Command::new(rustc);
    query.args(["--print", "target-libdir", "--target", TARGET]);
    output(&mut query).is_some_and(|dir| Path::new(&dir).is_dir())
}

fn rustup_adds_target() -> bool {
    println!("asking rustup for the target {TARGET}");
    let mut add = Command::new("rustup");
    add.args(["target", "add", TARGET]);
    output(&mut add).is_some() && current_has_target()
}
