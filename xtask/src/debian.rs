//! Debian's package manager, for what this project needs from the system.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use crate::process::{output, run};

/// Whether packages can be installed here: Debian (or a descendant), as root.
pub fn can_install() -> bool {
    Path::new("/etc/debian_version").exists() && output(Command::new("id").arg("-u")).as_deref() == Some("0")
}

/// Installs those of `packages` that are missing, removing none; does nothing when all are there.
pub fn install(packages: &[&str]) -> Result<()> {
    let missing: Vec<_> = packages.iter().filter(|p| !is_installed(p)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|p| p.to_string()).collect();
    println!("installing {}", names.join(", "));
    let mut install = apt_get("install");
    install
        .args(["--yes", "--quiet", "--no-install-recommends", "--no-remove"])
        .args(&names);
    if run(&mut install).is_ok() {
        return Ok(());
    }
    // A fresh container has no package lists, an old one has stale ones.
    run(&mut apt_get("update"))?;
    run(&mut install).with_context(|| format!("cannot install {}", names.join(", ")))
}

/// Whether `package` is installed.
pub fn is_installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat", "${db:Status-Status}", package]);
    output(&mut query).as_deref() == Some("installed")
}

fn apt_get(action: &str) -> Command {
    let mut command = Command::new("apt-get");
    command
        .arg(action)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(Stdio::null());
    command
}
