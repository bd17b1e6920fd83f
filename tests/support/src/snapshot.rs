//! Pictures compared with those in a folder of the repository.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ImageError, Rgba, RgbaImage};
use std::fs::File;
use std::path::{Path, PathBuf};

/// How far a channel of a pixel may be off, of 255, and still count as the same: floating-point numbers of
/// another machine move an edge by less.
const CHANNEL: u8 = 24;
/// The share of pixels that may be further off: a line that lies half a pixel elsewhere, not a letter or a
/// mark.
const SHARE: f64 = 0.002;

/// A folder of snapshots, and where what differs from them is left.
pub struct Folder {
    /// The pictures of the repository, `<name>.png` each.
    pub expected: PathBuf,
    /// Where a picture that differs is written, with the picture of the difference.
    pub found: PathBuf,
    /// The command that takes the pictures over as they are now.
    pub bless: &'static str,
}

impl Folder {
    /// Compares a picture with its snapshot; with `RAVINE_BLESS` in the environment it becomes the snapshot.
    /// Errors: how far they differ, and where to look.
    pub fn check(&self, name: &str, picture: &RgbaImage) -> Result<(), String> {
        let path = self.expected.join(format!("{name}.png"));
        if std::env::var_os("RAVINE_BLESS").is_some() {
            return save(picture, &path);
        }
        let told = match image::open(&path) {
            Ok(expected) => difference(&expected.to_rgba8(), picture),
            Err(error) => Err((format!("no snapshot: {error}"), None)),
        };
        let Err((why, differing)) = told else {
            return Ok(());
        };
        let actual = self.found.join(format!("{name}.png"));
        save(picture, &actual)?;
        if let Some(differing) = differing {
            save(&differing, &self.found.join(format!("{name}.diff.png")))?;
        }
        let (actual, bless) = (actual.display(), self.bless);
        Err(format!(
            "{name}: {why}\n  see {actual}; where it is right, `{bless}` takes it over"
        ))
    }
}

/// Writes a picture as small as it gets. Errors: the path and what is wrong with it.
pub fn save(picture: &RgbaImage, path: &Path) -> Result<(), String> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let opaque = image::DynamicImage::from(picture.clone()).to_rgb8();
    let saved = File::create(path).map_err(ImageError::from).and_then(|file| {
        let encoder = PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::Adaptive);
        opaque.write_with_encoder(encoder)
    });
    saved.map_err(|error| format!("{}: {error}", path.display()))
}

/// What differs, in words and as a picture: red where a pixel is further off than it may be.
type Difference = (String, Option<RgbaImage>);

fn difference(expected: &RgbaImage, found: &RgbaImage) -> Result<(), Difference> {
    if expected.dimensions() != found.dimensions() {
        let (wanted, got) = (expected.dimensions(), found.dimensions());
        return Err((format!("{got:?} pixels instead of {wanted:?}"), None));
    }
    let mut picture = found.clone();
    let mut off = 0usize;
    for (pixel, expected) in picture.pixels_mut().zip(expected.pixels()) {
        let [r, g, b, _] = pixel.0;
        let faint = [r, g, b].map(|channel| 255 - (255 - channel) / 4);
        let is_off = is_off(*pixel, *expected);
        off += usize::from(is_off);
        *pixel = match is_off {
            true => Rgba([220, 0, 0, 255]),
            false => Rgba([faint[0], faint[1], faint[2], 255]),
        };
    }
    let share = off as f64 / (found.width() * found.height()) as f64;
    if share <= SHARE {
        return Ok(());
    }
    let why = format!(
        "{:.2} % of the pixels differ by more than {CHANNEL} of 255; at most {:.2} % may",
        share * 100.0,
        SHARE * 100.0
    );
    Err((why, Some(picture)))
}

fn is_off(a: Rgba<u8>, b: Rgba<u8>) -> bool {
    a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > CHANNEL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_may_be_a_little_off_but_not_lack_a_mark() {
        let white = RgbaImage::from_pixel(100, 100, Rgba([255; 4]));
        let marked = |side: u32, channel: u8| {
            let mut picture = white.clone();
            for at in 0..side * side {
                picture.put_pixel(at % side, at / side, Rgba([channel, channel, channel, 255]));
            }
            picture
        };
        // 16 and 25 of 10,000 pixels, on both sides of the share; 231 and 230 on both sides of the channel's.
        for (side, channel, same) in [(100, 231, true), (4, 0, true), (5, 230, false), (5, 0, false)] {
            let told = difference(&white, &marked(side, channel));
            assert_eq!(
                told.is_ok(),
                same,
                "{side} {channel}: {:?}",
                told.map_err(|e| e.0)
            );
        }
        assert!(difference(&white, &RgbaImage::new(100, 99)).is_err());
    }
}
