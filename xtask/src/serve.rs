//! `cargo xtask serve`: the page on this machine.

use std::io::ErrorKind;
use std::process::Command;

use anyhow::{Context as _, Result};
use tiny_http::Server;

use crate::page::{self, Profile};
use crate::process;
use crate::static_server;

/// Builds the page and serves it from `port` or the next free one, until interrupted.
pub fn run(port: u16, open: bool, profile: Profile) -> Result<()> {
    let dist = page::build(profile)?;
    let server = listen_from(port)?;
    let got = static_server::port(&server);
    if got != port {
        println!("port {port} is in use");
    }
    let address = format!("http://localhost:{got}/");
    println!("Ravine is at {address} (Ctrl+C stops it)");
    if open {
        open_browser(&address);
    }
    static_server::serve(&server, &dist);
    Ok(())
}

fn listen_from(first: u16) -> Result<Server> {
    for port in first..first.saturating_add(50) {
        match static_server::listen(port) {
            Ok(server) => return Ok(server),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot listen on port {port}"));
            }
        }
    }
    static_server::listen(0).context("cannot listen on any port")
}

/// Opens `address` in the default browser; where that fails the address on screen will do.
fn open_browser(address: &str) {
    let (program, args): (_, &[_]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start"])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(args).arg(address);
    if let Err(error) = process::run(&mut command) {
        println!("cannot open a browser: {error:#}");
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use crate::static_server::file_path;

    #[test]
    fn urls_become_files_inside_the_folder() {
        for (url, file) in [
            ("/", Some("index.html")),
            ("/?x=1", Some("index.html")),
            ("/embed/", Some("embed/index.html")),
            ("/ravine_bg.wasm?v=2", Some("ravine_bg.wasm")),
            ("/../Cargo.toml", None),
            ("/a/../../b", None),
        ] {
            assert_eq!(file_path(url), file.map(PathBuf::from), "{url}");
        }
    }
}
