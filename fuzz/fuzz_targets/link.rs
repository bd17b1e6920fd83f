//! A link, and any bytes where a link has a deflated scene: `cargo +nightly fuzz run link`.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;
use ravine_fuzz::cases::{Text, try_out};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _said = try_out(&Text::Link(text.to_owned()));
    }
    let link = format!("#s=1.{}", URL_SAFE_NO_PAD.encode(bytes));
    let _said = try_out(&Text::Link(link));
});
