//! A link as a QR code.

use super::canvas::Picture;
use egui::{Color32, ColorImage};
use qrcode::{Color, EcLevel, QrCode};
use std::sync::Arc;

/// Longest link, in bytes, whose code a phone's camera can still read from a screen.
const LONGEST: usize = 1200;
/// Modules left light around a code, as its standard wants.
const QUIET: usize = 4;

/// The code of a link, a pixel a module, dark on light: that is what cameras expect.
///
/// # Errors
/// Why there is none.
pub fn code(link: &str) -> Result<Picture, &'static str> {
    let too_long = "The link is too long for a QR code: a camera could not read so fine a one.";
    if link.len() > LONGEST {
        return Err(too_long);
    }
    let code = QrCode::with_error_correction_level(link, EcLevel::L).map_err(|_| too_long)?;
    let (inside, side) = (code.width(), code.width() + 2 * QUIET);
    let mut image = ColorImage::filled([side, side], Color32::WHITE);
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            image[(index % inside + QUIET, index / inside + QUIET)] = Color32::BLACK;
        }
    }
    Ok(Picture {
        image: Arc::new(image),
        smooth: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_square_in_a_light_frame() {
        let code = code("https://example.org/#l=rates/bound").expect("a short link");
        let [width, height] = code.image.size;
        assert_eq!(width, height);
        let is_light = |x: usize, y: usize| code.image[(x, y)] == Color32::WHITE;
        assert!((0..width).all(|x| is_light(x, 0) && is_light(x, QUIET - 1)));
        assert!(!is_light(QUIET, QUIET), "the corner of a finder");
    }

    #[test]
    fn a_link_that_no_camera_reads_has_none() {
        assert!(code(&"x".repeat(LONGEST + 1)).is_err());
    }
}
