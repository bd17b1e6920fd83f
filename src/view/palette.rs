//! The colours of both themes, in one place; the app's chrome and the views take them from here.

use egui::{Color32, Ui};

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Whether it is the dark theme.
    pub dark: bool,
    /// Behind everything.
    pub background: Color32,
    /// Behind controls.
    pub panel: Color32,
    /// A control at rest.
    pub raised: Color32,
    /// A control under the pointer.
    pub hovered: Color32,
    /// Hairlines between areas.
    pub hairline: Color32,
    /// Text.
    pub text: Color32,
    /// Secondary text.
    pub weak: Color32,
    /// The one accent.
    pub accent: Color32,
    /// Behind what is selected.
    pub selected: Color32,
    /// Warnings.
    pub warning: Color32,
    /// Errors and divergence.
    pub danger: Color32,
}

/// Light text on near-black blue-grey.
pub const DARK: Palette = Palette {
    dark: true,
    background: Color32::from_rgb(0x10, 0x13, 0x1a),
    panel: Color32::from_rgb(0x17, 0x1b, 0x24),
    raised: Color32::from_rgb(0x24, 0x2a, 0x37),
    hovered: Color32::from_rgb(0x30, 0x38, 0x49),
    hairline: Color32::from_rgb(0x27, 0x2d, 0x3a),
    text: Color32::from_rgb(0xe6, 0xe9, 0xef),
    weak: Color32::from_rgb(0xa3, 0xac, 0xba),
    accent: Color32::from_rgb(0x6a, 0xa9, 0xff),
    selected: Color32::from_rgb(0x25, 0x3f, 0x66),
    warning: Color32::from_rgb(0xf2, 0xb8, 0x4b),
    danger: Color32::from_rgb(0xff, 0x7b, 0x7b),
};

/// Dark text on paper.
pub const LIGHT: Palette = Palette {
    dark: false,
    background: Color32::from_rgb(0xfb, 0xfb, 0xfc),
    panel: Color32::from_rgb(0xff, 0xff, 0xff),
    raised: Color32::from_rgb(0xee, 0xf0, 0xf4),
    hovered: Color32::from_rgb(0xe1, 0xe5, 0xec),
    hairline: Color32::from_rgb(0xe2, 0xe5, 0xea),
    text: Color32::from_rgb(0x1b, 0x1f, 0x27),
    weak: Color32::from_rgb(0x56, 0x5f, 0x6d),
    accent: Color32::from_rgb(0x1c, 0x5f, 0xcc),
    selected: Color32::from_rgb(0xdb, 0xe8, 0xfb),
    warning: Color32::from_rgb(0x8a, 0x58, 0x00),
    danger: Color32::from_rgb(0xbf, 0x26, 0x26),
};

/// Dark text on white: figures for print.
pub const PAPER: Palette = Palette {
    background: Color32::WHITE,
    ..LIGHT
};

/// Light text on near-black: figures for dark slides.
pub const NIGHT: Palette = Palette {
    panel: DARK.background,
    ..DARK
};

impl Palette {
    /// The palette of a theme.
    pub fn of(dark: bool) -> Self {
        if dark { DARK } else { LIGHT }
    }

    /// The palette of the theme a piece of interface is drawn in.
    pub fn in_ui(ui: &Ui) -> Self {
        Self::of(ui.visuals().dark_mode)
    }
}

/// The contrast of two opaque colours as the W3C defines it: 1 (none) to 21 (black on white).
pub fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(color: Color32) -> f64 {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        match c <= 0.040_45 {
            true => c / 12.92,
            false => ((c + 0.055) / 1.055).powf(2.4),
        }
    };
    0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_enough_contrast_in_both_themes() {
        for p in [DARK, LIGHT] {
            let grounds = [p.background, p.panel, p.raised, p.selected];
            for text in [p.text, p.weak] {
                for ground in grounds {
                    assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}");
                }
            }
            for text in [p.accent, p.warning, p.danger] {
                for ground in [p.background, p.panel] {
                    assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}");
                }
            }
        }
    }

    #[test]
    fn black_on_white_is_21() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
    }
}
