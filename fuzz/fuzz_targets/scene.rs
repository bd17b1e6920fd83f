//! A scene's JSON: `cargo +nightly fuzz run scene`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ravine_fuzz::cases::{Text, try_out};

fuzz_target!(|text: &str| {
    let _said = try_out(&Text::Scene(text.to_owned()));
});
