//! Output that appears whole or not at all.

use super::Failure;
use std::io::Write as _;
use std::path::Path;

/// Writes to a file, or to standard output where there is none.
pub fn write(path: Option<&Path>, content: &[u8]) -> Result<(), Failure> {
    match path {
        Some(path) => to_file(path, content),
        None => to_stdout(content),
    }
}

fn to_file(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::Input(format!("{}: error: {e}", path.display()));
    // Written beside the file and renamed, so that nobody ever reads a half.
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let beside = Path::new(&beside);
    let written = std::fs::write(beside, content).and_then(|()| std::fs::rename(beside, path));
    written.map_err(|error| {
        // The error to report is the first one; a part that cannot be removed either changes nothing.
        let _removed = std::fs::remove_file(beside);
        failed(error)
    })
}

fn to_stdout(content: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(content).and_then(|()| out.flush()) {
        // The reader has seen enough, as `head` does.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::Input(format!("standard output: error: {error}"))),
        Ok(()) => Ok(()),
    }
}
