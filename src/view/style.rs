//! How a run looks, by its place in the list, the same everywhere: colour, dashes and end marker.

use super::marker::Marker;
use egui::Color32;

/// The look of one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunStyle {
    /// Its colour.
    pub color: Color32,
    /// Lengths drawn and left out, in turn; empty is a solid line. In points.
    pub dash: &'static [f32],
    /// The shape at the end of its lines.
    pub marker: Marker,
}

/// How much of its strength the look of a ghost keeps.
pub const GHOST: f32 = 0.35;

/// Okabe and Ito's colours in their order, the black last, lightened where near-black would swallow them.
const ON_DARK: [u32; 8] = [
    0xF0A61E, 0x6CC3F5, 0x22C79A, 0xF0E442, 0x4F8FE8, 0xF2703A, 0xE291C1, 0xD5DAE3,
];

/// The same, darkened where paper would swallow them.
const ON_LIGHT: [u32; 8] = [
    0xB36F00, 0x1F86C4, 0x00805D, 0x857A00, 0x0B4F94, 0xC24400, 0xAE4E86, 0x30353F,
];

const DASHES: [&[f32]; 8] = [
    &[],
    &[9.0, 4.0],
    &[2.5, 3.5],
    &[9.0, 3.5, 2.5, 3.5],
    &[16.0, 5.0],
    &[5.0, 3.0],
    &[9.0, 3.0, 2.5, 3.0, 2.5, 3.0],
    &[14.0, 3.5, 5.0, 3.5],
];

impl RunStyle {
    /// The look of what might have been.
    #[must_use]
    pub fn ghost(self) -> Self {
        Self {
            color: self.color.gamma_multiply(GHOST),
            ..self
        }
    }
}

/// The look of the run of an index. Beyond eight runs colours repeat with other dashes and markers.
pub fn run_style(index: usize, dark: bool) -> RunStyle {
    look(index, if dark { ON_DARK } else { ON_LIGHT })
}

fn look(index: usize, colors: [u32; 8]) -> RunStyle {
    let [_, r, g, b] = colors[index % 8].to_be_bytes();
    let turn = index + index / 8 * 3;
    RunStyle {
        color: Color32::from_rgb(r, g, b),
        dash: DASHES[turn % DASHES.len()],
        marker: Marker::ALL[turn % Marker::ALL.len()],
    }
}

/// Colours of classes: unlike those of runs, as both are on screen at once.
const CLASSES_ON_DARK: [u32; 8] = [
    0xA97CF8, 0x9BD63C, 0x2ADFE6, 0xB5835A, 0xE05BE8, 0x8F9BB8, 0x7D8C2E, 0x5BE07A,
];

/// The same for light grounds.
const CLASSES_ON_LIGHT: [u32; 8] = [
    0x7C3AED, 0x4F8A00, 0x008C99, 0x7A4A21, 0xC026D3, 0x64749B, 0x5C5000, 0x1F9D3A,
];

/// The look of the class of a number.
pub fn class_style(number: usize, dark: bool) -> RunStyle {
    look(number, if dark { CLASSES_ON_DARK } else { CLASSES_ON_LIGHT })
}

#[cfg(test)]
mod tests {
    use super::super::palette::{Palette, contrast};
    use super::*;

    #[test]
    fn colours_stand_out_from_the_panels() {
        for dark in [true, false] {
            let palette = Palette::of(dark);
            for index in 0..8 {
                let color = run_style(index, dark).color;
                assert!(contrast(color, palette.panel) >= 3.5, "run {index}, dark {dark}");
            }
        }
    }

    #[test]
    fn classes_look_like_no_run_and_stand_out_from_the_panels() {
        let far = |a: Color32, b: Color32| {
            let pairs = a.to_array().into_iter().zip(b.to_array());
            pairs.map(|(a, b)| u32::from(a.abs_diff(b))).sum::<u32>()
        };
        for dark in [true, false] {
            for class in 0..8 {
                let color = class_style(class, dark).color;
                assert!(
                    contrast(color, Palette::of(dark).panel) >= 3.5,
                    "class {class}, dark {dark}"
                );
                for run in 0..8 {
                    let apart = far(color, run_style(run, dark).color);
                    assert!(apart >= 70, "class {class}, run {run}, dark {dark}: {apart}");
                }
            }
        }
    }

    #[test]
    fn thirty_two_runs_differ() {
        for a in 0..32 {
            for b in 0..a {
                assert_ne!(run_style(a, true), run_style(b, true), "{a} and {b}");
            }
        }
    }
}
