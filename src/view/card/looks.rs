//! How a card is written: sizes, line height and colours.

use crate::course::card::WordStyle;
use crate::view::canvas::fonts::strong;
use crate::view::palette::Palette;
use egui::text::TextFormat;
use egui::{Color32, FontFamily, FontId, Stroke, TextStyle, Ui};

/// The height of a line, in sizes of its letters: enough for the marks around controls; and where it is read
/// from afar.
const LEADING: [f32; 2] = [1.5, 1.4];
/// Small print and code, in sizes of the text.
const SMALL: f32 = 0.867;
/// The height of a line of code, in sizes of its letters.
const CODE: f32 = 1.32;
/// The question, in sizes of the text.
const ASK: f32 = 1.2;

/// The look of one card.
#[derive(Clone, Copy, Debug)]
pub(super) struct CardLooks {
    /// Size of running text in points.
    pub size: f32,
    /// Whether it is read from the last row of a room.
    pub large: bool,
    /// The theme's colours.
    pub colors: Palette,
}

impl CardLooks {
    /// As the theme writes text.
    pub fn of(ui: &Ui) -> Self {
        Self {
            size: TextStyle::Body.resolve(ui.style()).size,
            large: false,
            colors: Palette::in_ui(ui),
        }
    }

    /// Running text.
    pub fn body(&self, style: WordStyle) -> TextFormat {
        let family = match style {
            WordStyle { code: true, .. } => FontFamily::Monospace,
            WordStyle { strong: true, .. } => strong(),
            _ => FontFamily::Proportional,
        };
        let size = if style.code { self.size * SMALL } else { self.size };
        TextFormat {
            italics: style.emphasis,
            ..self.format(FontId::new(size, family), self.colors.text, self.size)
        }
    }

    /// The question, or a heading of the text.
    pub fn ask(&self) -> TextFormat {
        let size = self.size * ASK;
        let format = self.format(FontId::new(size, strong()), self.colors.text, size);
        TextFormat {
            line_height: Some((size * 1.3).round()),
            ..format
        }
    }

    /// Small print; as large as text where it is read from afar.
    pub fn small(&self) -> TextFormat {
        let size = if self.large { self.size } else { self.size * SMALL };
        self.format(FontId::proportional(size), self.colors.weak, size)
    }

    /// Lines of code.
    pub fn code(&self) -> TextFormat {
        let size = if self.large { self.size } else { self.size * SMALL };
        TextFormat {
            line_height: Some((size * CODE).round()),
            ..self.format(FontId::monospace(size), self.colors.text, size)
        }
    }

    fn format(&self, font: FontId, color: Color32, size: f32) -> TextFormat {
        TextFormat {
            line_height: Some((size * LEADING[usize::from(self.large)]).round()),
            ..TextFormat::simple(font, color)
        }
    }

    /// What is right, beside a sign that says so.
    pub fn right(&self) -> Color32 {
        match self.colors.dark {
            true => Color32::from_rgb(0x5f, 0xd3, 0xac),
            false => Color32::from_rgb(0x00, 0x6b, 0x4d),
        }
    }

    /// The colour of a guess.
    pub fn verdict(&self, is_right: bool) -> Color32 {
        if is_right {
            self.right()
        } else {
            self.colors.danger
        }
    }

    /// A line that leads somewhere.
    pub fn underline(&self) -> Stroke {
        Stroke::new(1.0, self.colors.accent.gamma_multiply(0.6))
    }

    /// Between two blocks.
    pub fn gap(&self) -> f32 {
        (self.size * 0.6).round()
    }

    /// How far what belongs to a line begins right of it.
    pub fn indent(&self) -> f32 {
        (self.size * 1.3).round()
    }
}
