//! Letters that no font has, written by their number in Unicode: U+4E2D.

use crate::view::canvas::raster;
use egui::{
    Color32, ColorImage, Context, FontId, GlyphBitmap, GlyphRasterizer, GlyphRasterizerRequest,
    MAX_GLYPH_SIZE, Pos2, RasterizedGlyph, vec2,
};
use std::borrow::Cow;
use std::fmt::Write as _;

/// Draws what nothing else can draw.
pub(super) fn rasterizer() -> GlyphRasterizer {
    GlyphRasterizer::new("ravine::code_point", draw)
}

/// A text as it is drawn: letters that no font has are written by their number.
pub fn spelled<'a>(context: &Context, text: &'a str) -> Cow<'a, str> {
    let font = FontId::proportional(12.0);
    let lacks =
        |c: char| !c.is_ascii() && !is_silent(c) && !context.fonts_mut(|fonts| fonts.has_glyph(&font, c));
    if !text.chars().any(lacks) {
        return Cow::Borrowed(text);
    }
    let mut spelled = String::new();
    for c in text.chars() {
        match lacks(c) {
            true => number(&mut spelled, c),
            false => spelled.push(c),
        }
    }
    Cow::Owned(spelled)
}

fn number(text: &mut String, c: char) {
    // Writing into a text cannot fail.
    let _ = write!(text, "U+{:04X}", u32::from(c));
}

/// Whether a letter shows nothing by itself: blanks, joiners, marks of direction, choices of a variant.
fn is_silent(c: char) -> bool {
    let silent = matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}'
    );
    silent || c.is_whitespace() || c.is_control()
}

fn draw(request: &GlyphRasterizerRequest) -> Option<RasterizedGlyph> {
    let mut text = String::new();
    for c in request.cluster.chars().filter(|c| !is_silent(*c)) {
        number(&mut text, c);
    }
    if text.is_empty() {
        return None;
    }
    // No letter is as wide as high; what is too large for a glyph is drawn smaller.
    let largest = MAX_GLYPH_SIZE as f32 / text.len().max(2) as f32;
    let size = request.font_size_px.min(largest);
    let room = vec2(size * text.len() as f32, size * 2.0);
    let ([width, baseline], image) = raster::image(room, 1.0, Color32::BLACK, |painter| {
        let galley = painter.layout_no_wrap(text, FontId::proportional(size), Color32::WHITE);
        let row = galley.rows.first();
        let glyph = row.and_then(|row| Some(row.pos.y + row.glyphs.first()?.pos.y));
        let measured = [galley.size().x, glyph.unwrap_or(size)];
        painter.galley(Pos2::ZERO, galley, Color32::WHITE);
        measured
    });
    let columns = (width.ceil() as usize).clamp(1, image.size[0]);
    let rows = image.pixels.chunks(image.size[0]);
    let pixels = rows.flat_map(|row| row[..columns].iter().map(|p| Color32::from_white_alpha(p.r())));
    Some(RasterizedGlyph {
        bitmap: GlyphBitmap {
            image: ColorImage::new([columns, image.size[1]], pixels.collect()),
            offset_px: vec2(0.0, -baseline),
            is_color: false,
        },
        advance_px: width * request.font_size_px / size,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::canvas::headless;

    /// What can be in no font.
    const NOTHING: &str = "\u{10ffff}";

    #[test]
    fn what_no_font_has_is_written_by_its_number() {
        let ((), _) = headless::paint(vec2(200.0, 50.0), 2.0, |painter| {
            for (text, written) in [
                ("Adam, η = 0.1", "Adam, η = 0.1"),
                ("Šířka, số, Шаг №1", "Šířka, số, Шаг №1"),
                ("a\u{10ffff}b\u{fdd0}", "aU+10FFFFbU+FDD0"),
                ("no\u{200b}thing\n", "no\u{200b}thing\n"),
            ] {
                assert_eq!(spelled(painter.ctx(), text), written);
            }
            for size in [10.0, 13.0, 400.0] {
                let width = |text: &str| {
                    let font = FontId::proportional(size);
                    painter
                        .layout_no_wrap(text.to_owned(), font, Color32::WHITE)
                        .size()
                        .x
                };
                let (drawn, wanted) = (width(NOTHING), width("U+10FFFF"));
                assert!(
                    (drawn - wanted).abs() < 0.02 * wanted + 1.0,
                    "{size}: {drawn} and {wanted}"
                );
            }
        });
    }

    #[test]
    fn the_number_is_drawn_as_its_letters_are() {
        let ink = |text: &str| {
            let (_, image) = raster::image(vec2(120.0, 24.0), 2.0, Color32::BLACK, |painter| {
                let font = FontId::proportional(14.0);
                painter.text(Pos2::ZERO, egui::Align2::LEFT_TOP, text, font, Color32::WHITE);
            });
            image.pixels.iter().map(|pixel| f64::from(pixel.r())).sum::<f64>()
        };
        let (drawn, wanted) = (ink(NOTHING), ink("U+10FFFF"));
        // Grey edges are drawn twice, which makes them a little stronger.
        assert!((drawn / wanted - 1.0).abs() < 0.15, "{drawn} and {wanted}");
    }
}
