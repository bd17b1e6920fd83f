//! PyTorch and optax for the tests that run programs for them, in a virtual environment below `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use crate::debian;
use crate::process::{output, run, target_dir};

/// PyTorch alone: what it asks for besides are mostly its GPU libraries, 3 GB that no test calls.
const TORCH: &str = "torch==2.15.0";
/// What PyTorch loads on a CPU, all of it pure Python.
const PURE: [&str; 8] = [
    "filelock==4.3.1",
    "fsspec==2026.9.0",
    "jinja2==3.1.6",
    "markupsafe==3.0.4",
    "mpmath==1.3.0",
    "networkx==3.6.1",
    "sympy==1.14.0",
    "typing_extensions==4.16.0",
];
/// optax, with JAX for the CPU and the packages of both.
const OPTAX: [&str; 3] = ["optax==0.2.8", "jax==0.10.2", "jaxlib==0.10.2"];
/// Lets PyTorch's package load where its GPU libraries are not installed.
const STAND_INS: &str = include_str!("stand_ins.py");
/// What shows that both can be used.
const TRIAL: &str = "import torch, optax; torch.optim.Adam([torch.zeros(1, requires_grad=True)])";

/// Where the environment is.
pub fn folder() -> PathBuf {
    target_dir().join("python")
}

/// Its interpreter, if both libraries are installed in it.
pub fn installed() -> Option<PathBuf> {
    let wanted = fs::read_to_string(folder().join(DONE)).ok()?;
    (wanted == versions()).then(interpreter)
}

/// The file that says what is installed.
const DONE: &str = "ravine.txt";

/// Installs both, unless they are there, and gives the interpreter. Says from the beginning what it does.
pub fn install() -> Result<PathBuf> {
    if let Some(interpreter) = installed() {
        return Ok(interpreter);
    }
    let start = Instant::now();
    let folder = folder();
    println!(
        "installing PyTorch and optax into {}: a download of 0.8 GB, 1.9 GB on disk; to be rid of it delete the folder",
        folder.display()
    );
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot remove what is left of an earlier try")?;
    }
    create(&folder)?;
    println!("  PyTorch, without its GPU libraries");
    pip(&["--no-deps", TORCH])?;
    let mut pure = vec!["--no-deps"];
    pure.extend(PURE);
    pip(&pure)?;
    println!("  optax and JAX");
    pip(&OPTAX)?;
    let mut stand_ins = Command::new(interpreter());
    run(stand_ins.args(["-c", STAND_INS]))
        .context("PyTorch cannot be made to load without its GPU libraries")?;
    run(Command::new(interpreter()).args(["-c", TRIAL]))
        .context("the libraries are installed and do not load")?;
    fs::write(folder.join(DONE), versions()).context("cannot write what is installed")?;
    println!("  done in {:.0?}", start.elapsed());
    Ok(interpreter())
}

/// The interpreters that are tried.
const PYTHONS: [&str; 3] = ["python3", "/usr/bin/python3", "python"];

/// Makes an empty environment with the first Python that can.
fn create(folder: &Path) -> Result<()> {
    let tried = || PYTHONS.into_iter().any(|python| made(python, folder));
    if tried() {
        return Ok(());
    }
    if debian::can_install() {
        // Debian keeps `venv` in a package of its own.
        debian::install(&["python3", "python3-venv"])?;
    }
    ensure!(
        tried(),
        "no Python here makes a virtual environment (wanted: Python 3.11 or newer with venv and pip; on Debian \
         the package python3-venv)"
    );
    Ok(())
}

/// Whether a Python makes an environment with pip.
fn made(python: &str, folder: &Path) -> bool {
    let mut command = Command::new(python);
    command.args(["-m", "venv", "--clear"]).arg(folder);
    output(&mut command).is_some() && has_pip()
}

fn has_pip() -> bool {
    output(Command::new(interpreter()).args(["-m", "pip", "--version"])).is_some()
}

fn interpreter() -> PathBuf {
    let place = if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    };
    folder().join(place)
}

fn pip(packages: &[&str]) -> Result<()> {
    let mut command = Command::new(interpreter());
    command.args(["-m", "pip", "install", "--quiet", "--no-cache-dir"]);
    command.args(["--disable-pip-version-check", "--only-binary=:all:"]);
    run(command.args(packages))
}

fn versions() -> String {
    let all = [TORCH].into_iter().chain(PURE).chain(OPTAX);
    all.collect::<Vec<_>>().join("\n") + STAND_INS
}
