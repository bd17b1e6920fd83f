//! The page in a real browser: Chromium with WebGPU on the CPU, driven as a user would.
//!
//! `cargo xtask test` builds the page and says in `RAVINE_DIST` where it is; without it, or without
//! a browser, every test shows as ignored with the reason. Pictures are left in `target/tmp`.
//! A test is a function over a fresh `Page`, listed in `TESTS` of its file; `main` joins the lists.

mod app;
mod cdp;
mod diagnosis;
mod explore;
mod fallback;
mod hands;
mod image;
mod input;
mod lesson;
mod links;
mod loss;
mod network;
mod page;
mod panel;
mod race;
mod shell;
mod sizes;
mod speed;
#[path = "../../xtask/src/static_server.rs"]
mod static_server;
mod studio;
mod study;
mod surface;
mod touch;
mod writing;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use page::Page;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A test's name and what it does with a fresh page.
type Test = (&'static str, fn(&mut Page) -> Result<()>);

/// Where the tests find the page: under a path, since nothing promises it a host of its own.
const APP: &str = "course/ravine/";

/// The page without its module.
const BROKEN: &str = "broken/";

fn main() -> ExitCode {
    let mut args = Arguments::from_args();
    // A browser that computes its graphics on the CPU keeps every core busy by itself.
    args.test_threads.get_or_insert(1);
    let tests = [
        shell::TESTS,
        fallback::TESTS,
        sizes::TESTS,
        hands::TESTS,
        race::TESTS,
        links::TESTS,
        lesson::TESTS,
        diagnosis::TESTS,
        explore::TESTS,
        loss::TESTS,
        network::TESTS,
        studio::TESTS,
        study::TESTS,
        speed::TESTS,
        surface::TESTS,
        touch::TESTS,
        writing::TESTS,
    ]
    .concat();
    assert!(!tests.is_empty(), "there are no browser tests");
    let trials = match Setting::find() {
        Ok(setting) => tests.iter().map(|test| trial(*test, setting.clone())).collect(),
        Err(reason) => tests.iter().map(|(name, _)| ignored(name, &reason)).collect(),
    };
    let conclusion = libtest_mimic::run(&args, trials);
    cdp::end();
    conclusion.exit_code()
}

/// What every test needs.
#[derive(Clone)]
struct Setting {
    chromium: PathBuf,
    dist: PathBuf,
}

impl Setting {
    /// What is here, or the reason why the tests cannot run.
    fn find() -> std::result::Result<Self, String> {
        let dist = std::env::var_os("RAVINE_DIST")
            .map(PathBuf::from)
            .ok_or("RAVINE_DIST is not set, use `cargo xtask test`")?;
        let chromium = cdp::find_chromium().ok_or("no Chromium or Chrome found")?;
        Ok(Self { chromium, dist })
    }
}

fn ignored(name: &str, reason: &str) -> Trial {
    let asked_for = Err(Failed::from(reason)); // `--ignored` runs it all the same
    Trial::test(name, || asked_for)
        .with_kind(reason)
        .with_ignored_flag(true)
}

fn trial((name, test): Test, setting: Setting) -> Trial {
    Trial::test(name, move || run(name, test, &setting))
}

fn run(name: &str, test: fn(&mut Page) -> Result<()>, setting: &Setting) -> std::result::Result<(), Failed> {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let address = serve(&setting.dist, scratch)?;
    let mut page = Page::new(&setting.chromium, &address, scratch)?;
    test(&mut page).map_err(|error| {
        let shown = match page.screenshot(&format!("failed {name}")) {
            Ok(_) => format!("see \"failed {name}.png\" in {}", scratch.display()),
            Err(error) => format!("no picture: {error}"),
        };
        let reported = page.errors().join("\n  ");
        format!("{error}\n{shown}\nthe page reported:\n  {reported}").into()
    })
}

/// Serves the page at `APP` and `BROKEN`, until the tests end; gives the address.
fn serve(dist: &Path, scratch: &Path) -> Result<String> {
    static SITE: std::sync::OnceLock<u16> = std::sync::OnceLock::new();
    if let Some(port) = SITE.get() {
        return Ok(format!("http://127.0.0.1:{port}/"));
    }
    let site = scratch.join("site");
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    copy_files(dist, &site.join(APP))?;
    copy_files(dist, &site.join(BROKEN))?;
    fs::remove_file(site.join(BROKEN).join("ravine_bg.wasm"))?;
    let server = static_server::listen(0)?;
    let port = *SITE.get_or_init(|| static_server::port(&server));
    std::thread::spawn(move || static_server::serve(&server, &site));
    Ok(format!("http://127.0.0.1:{port}/"))
}

fn copy_files(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for file in fs::read_dir(from)? {
        let file = file?;
        fs::copy(file.path(), to.join(file.file_name()))?;
    }
    Ok(())
}

/// Fails with the text `otherwise` unless `condition` holds.
fn ensure(condition: bool, otherwise: &str) -> Result<()> {
    if condition { Ok(()) } else { Err(otherwise.into()) }
}
