//! The fonts that everything is written in, embedded: Inter for text, JetBrains Mono for rules.
//!
//! Letters that they lack are looked for in [`more`]: files beside the page, and natively the system's fonts
//! ([`system`]). What no font has is written by its number ([`code_point`]), on the screen as in files.

mod code_point;
pub mod more;
#[cfg(not(target_arch = "wasm32"))]
mod system;

pub use code_point::spelled;

use egui::{Context, FontData, FontDefinitions, FontFamily};
use std::sync::Arc;

/// Lets a context write everything in these fonts, and no letter as a box.
pub fn install(context: &Context) {
    context.set_fonts(definitions());
    context.set_font_providers(vec![Arc::new(more::More)]);
    context.add_glyph_rasterizer(code_point::rasterizer());
}

/// The family of semibold text.
pub fn strong() -> FontFamily {
    FontFamily::Name("strong".into())
}

/// The embedded ones, by family.
fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let files: [(&str, &'static [u8]); 3] = [
        (
            "Inter",
            include_bytes!("../../../../assets/fonts/Inter-Regular.ttf"),
        ),
        (
            "Inter SemiBold",
            include_bytes!("../../../../assets/fonts/Inter-SemiBold.ttf"),
        ),
        (
            "JetBrains Mono",
            include_bytes!("../../../../assets/fonts/JetBrainsMono-Regular.ttf"),
        ),
    ];
    for (name, bytes) in files {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    // What the first lacks, the next ones give.
    for (family, names) in [
        (
            FontFamily::Proportional,
            ["Inter", "JetBrains Mono", "Inter SemiBold"],
        ),
        (
            FontFamily::Monospace,
            ["JetBrains Mono", "Inter", "Inter SemiBold"],
        ),
        (strong(), ["Inter SemiBold", "Inter", "JetBrains Mono"]),
    ] {
        fonts.families.insert(family, names.map(str::to_owned).to_vec());
    }
    fonts
}
