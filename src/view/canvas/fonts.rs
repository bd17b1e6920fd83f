//! The fonts that everything is written in, embedded: Inter for text, JetBrains Mono for rules.

use egui::{FontData, FontDefinitions, FontFamily};
use std::sync::Arc;

/// The family of semibold text.
pub fn strong() -> FontFamily {
    FontFamily::Name("strong".into())
}

/// All of them, by family.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let files: [(&str, &'static [u8]); 3] = [
        ("Inter", include_bytes!("../../../assets/fonts/Inter-Regular.ttf")),
        (
            "Inter SemiBold",
            include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf"),
        ),
        (
            "JetBrains Mono",
            include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf"),
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
