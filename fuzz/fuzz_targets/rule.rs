//! A rule text, tried as each kind of rule: `cargo +nightly fuzz run rule`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ravine::lang::Kind;
use ravine_fuzz::cases::{Text, try_out};

fuzz_target!(|text: &str| {
    for kind in Kind::ALL {
        let _said = try_out(&Text::Rule(kind, text.to_owned()));
    }
});
