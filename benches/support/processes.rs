//! The processes that this one has started, by what `/proc` tells of them.

use std::fs;
use std::path::Path;

/// Memory in use, in MB, of the largest process of Chromium's `type` below this one; 0 where there is none.
pub fn megabytes(kind: &str) -> u64 {
    let flag = format!("--type={kind}");
    let is_of_kind = |pid: &u32| {
        let line = read(*pid, "cmdline");
        line.split('\0')
            .any(|word| word.split(' ').any(|word| word == flag))
    };
    let own = pids().filter(|pid| descends(*pid)).filter(is_of_kind);
    own.map(|pid| status(pid, "VmRSS:") / 1024).max().unwrap_or(0)
}

fn pids() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// Whether a process was started by this one, be it through others.
fn descends(mut pid: u32) -> bool {
    while pid > 1 {
        pid = u32::try_from(status(pid, "PPid:")).unwrap_or(0);
        if pid == std::process::id() {
            return true;
        }
    }
    false
}

/// A number of a process's status; 0 where the process is gone.
fn status(pid: u32, name: &str) -> u64 {
    let text = read(pid, "status");
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let word = line.and_then(|line| line.split_whitespace().next());
    word.and_then(|word| word.parse().ok()).unwrap_or(0)
}

fn read(pid: u32, file: &str) -> String {
    fs::read_to_string(Path::new("/proc").join(pid.to_string()).join(file)).unwrap_or_default()
}
