//! A rule text, tried as each kind of rule: `cargo +nightly fuzz run rule`.
#![no_main]

#[path = "../../tests/robustness/cases.rs"]
mod cases;

use cases::Text;
use libfuzzer_sys::fuzz_target;
use ravine::lang::Kind;

fuzz_target!(|text: &str| {
    for kind in Kind::ALL {
        let _said = cases::try_out(&Text::Rule(kind, text.to_owned()));
    }
});
