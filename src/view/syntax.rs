//! The colours that tell the words of a rule's text apart.

use super::palette::Palette;
use crate::lang::highlight::Class;
use egui::Color32;

/// The colour of a part of a text: near that of the text, so that a formula stays one thing.
pub fn color(class: Class, colors: &Palette) -> Color32 {
    let of = |dark: u32, light: u32| {
        let [_, r, g, b] = if colors.dark { dark } else { light }.to_be_bytes();
        Color32::from_rgb(r, g, b)
    };
    match class {
        Class::Keyword => colors.accent,
        Class::Given => of(0xf0_b8_5c, 0x8f_53_00),
        Class::Function => of(0xc9_a2_f0, 0x6b_3f_a0),
        Class::Name => colors.text,
        Class::Number => of(0x5f_d3_ac, 0x00_6b_4d),
        Class::Text => of(0x9f_c9_8a, 0x3d_66_26),
        Class::Sign | Class::Comment => colors.weak,
    }
}

#[cfg(test)]
mod tests {
    use super::super::palette::{DARK, LIGHT, contrast};
    use super::*;

    #[test]
    fn every_colour_can_be_read() {
        use Class::{Comment, Function, Given, Keyword, Name, Number, Sign, Text};
        for palette in [DARK, LIGHT] {
            for class in [Keyword, Given, Function, Name, Number, Text, Sign, Comment] {
                for ground in [palette.background, palette.panel] {
                    assert!(contrast(color(class, &palette), ground) >= 4.5, "{class:?}");
                }
            }
        }
    }
}
