//! Figures as files: the structure of their SVG, the pixels of their PNG.

mod heat;
mod profile;

use egui::vec2;
use ravine::view::canvas::Drawing;
use ravine::view::canvas::export::{Sheet, png, svg};
use ravine::view::palette::{DARK, PAPER, Palette};
use std::path::PathBuf;

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
    /// All texts, after a look at the whole structure: well-formed, every number finite, nothing outside the sheet.
    fn texts(&self) -> Vec<String> {
        let document = roxmltree::Document::parse(&self.svg).expect("well-formed XML");
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "svg");
        let mut texts = Vec::new();
        for element in document.descendants().filter(roxmltree::Node::is_element) {
            for attribute in element.attributes() {
                let value = attribute.value();
                let number = value.parse::<f64>();
                assert!(
                    number.is_ok_and(f64::is_finite) || !value.contains("NaN") && !value.contains("inf"),
                    "{value}"
                );
            }
            if element.tag_name().name() == "text" {
                texts.push(element.text().unwrap_or_default().to_owned());
                let place = |name: &str| -> f32 {
                    let value = element.attribute(name).unwrap_or_default();
                    value.parse().expect("a place")
                };
                assert!((0.0..=SIZE.x * 2.0).contains(&place("x")), "{element:?}");
                assert!((0.0..=SIZE.y * 2.0).contains(&place("y")), "{element:?}");
            }
        }
        texts
    }

    fn says(&self, wanted: &[&str]) {
        let texts = self.texts();
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
