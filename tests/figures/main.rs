//! Figures as files: the structure of their SVG, the pixels of their PNG.

mod chart;
mod heat;
mod profile;
#[path = "../support/svg.rs"]
mod svg_file;

use egui::vec2;
use ravine::view::canvas::Drawing;
use ravine::view::canvas::export::{Sheet, png, svg};
use ravine::view::palette::{DARK, PAPER, Palette};
use std::path::PathBuf;
use svg_file::texts;

const SIZE: egui::Vec2 = vec2(720.0, 520.0);

/// A file in both forms, kept to look at.
struct Files {
    svg: String,
    image: image::RgbImage,
}

fn files(name: &str, drawing: &impl Drawing, dark: bool) -> Files {
    sized(name, drawing, if dark { &DARK } else { &PAPER }, SIZE)
}

fn sized(name: &str, drawing: &impl Drawing, colors: &Palette, size: egui::Vec2) -> Files {
    let sheet = Sheet {
        title: name,
        about: "a test",
        size,
        colors,
    };
    let text = svg(&sheet, drawing).expect("an SVG");
    let bytes = png(&sheet, drawing, 2.0).expect("a PNG");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("figures");
    std::fs::create_dir_all(&folder).expect("target can be written");
    std::fs::write(folder.join(format!("{name}.svg")), &text).expect("target can be written");
    std::fs::write(folder.join(format!("{name}.png")), &bytes).expect("target can be written");
    let image = image::load_from_memory(&bytes).expect("a PNG decodes").to_rgb8();
    assert_eq!(image.dimensions(), ((size.x * 2.0) as u32, (size.y * 2.0) as u32));
    Files { svg: text, image }
}

impl Files {
    fn says(&self, wanted: &[&str]) {
        let texts = texts(&self.svg);
        for text in wanted {
            assert!(
                texts.iter().any(|t| t.contains(text)),
                "{text:?} is not in {texts:?}"
            );
        }
    }

    /// How many colours there are in a part of the picture, its corners given in parts from 0 to 1.
    fn colours(&self, [left, top]: [f32; 2], [right, bottom]: [f32; 2]) -> usize {
        let (width, height) = self.image.dimensions();
        let at = |part: f32, length: u32| (part * length as f32) as u32;
        let mut found = std::collections::HashSet::new();
        for y in at(top, height)..at(bottom, height) {
            for x in at(left, width)..at(right, width) {
                found.insert(self.image.get_pixel(x, y).0);
            }
        }
        found.len()
    }
}
