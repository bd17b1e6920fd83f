//! A dozen pictures, drawn by the app's own rasteriser and compared with those beside this file. Where one
//! has changed and is right, `RAVINE_BLESS=1 cargo test --test snapshots` takes it over. Ignored ones draw
//! the README's pictures anew.

mod cards;
mod drawings;
mod front;
mod views;

use image::RgbaImage;
use libtest_mimic::{Arguments, Trial};
use ravine_testing::snapshot::Folder;
use std::path::Path;
use std::process::ExitCode;

/// A picture's name and what draws it.
type Shot = (&'static str, fn() -> RgbaImage);

const SHOTS: &[Shot] = &[
    ("race", drawings::race),
    ("formula", drawings::formula),
    ("relief", views::relief),
    ("schedules", views::schedules),
    ("bias", views::bias),
    ("table", views::table),
    ("samples", views::samples),
    ("landscape", views::landscape),
    ("exponents", views::exponents),
    ("weights", views::weights),
    ("diagnosis", views::diagnosis),
    ("card-light", cards::light),
    ("card-dark", cards::dark),
];

/// A picture's name and what draws it into its file.
type Front = (&'static str, fn() -> Result<(), String>);

/// The README's pictures.
const FRONT: [Front; 3] = [
    ("readme desktop", front::desktop),
    ("readme phone", front::phone),
    ("readme playing", front::playing),
];

fn main() -> ExitCode {
    let trial = |&(name, draw): &Shot| {
        let folder = folder();
        Trial::test(name, move || folder.check(name, &draw()).map_err(Into::into))
    };
    let drawn = FRONT.map(|(name, draw)| {
        Trial::test(name, move || draw().map_err(Into::into))
            .with_kind("writes assets/pictures")
            .with_ignored_flag(true)
    });
    let trials = SHOTS.iter().map(trial).chain(drawn);
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn folder() -> Folder {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    // The folder of built things, wherever it is, holds the one for tests.
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let target = scratch.parent().unwrap_or(scratch).join("snapshots");
    Folder {
        expected: here,
        found: target,
        bless: "RAVINE_BLESS=1 cargo test --test snapshots",
    }
}
