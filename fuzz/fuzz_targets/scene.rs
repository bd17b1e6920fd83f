//! A scene's JSON: `cargo +nightly fuzz run scene`.
#![no_main]

#[path = "../../tests/robustness/cases.rs"]
mod cases;

use cases::Text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _said = cases::try_out(&Text::Scene(text.to_owned()));
});
