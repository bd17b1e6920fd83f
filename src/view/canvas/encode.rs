//! Pixels as a PNG file: indexed where there are few colours, as in a colour map.

use egui::ColorImage;
use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter, PixelDimensions, Unit};
use std::collections::HashMap;

/// Points an inch and metres an inch: what a picture's size on paper follows from.
const POINTS: f32 = 96.0;
const INCH: f32 = 0.0254;

/// The file of an opaque image with `scale` pixels a point.
///
/// # Errors
/// An image without pixels.
pub fn png(image: &ColorImage, scale: f32) -> Result<Vec<u8>, EncodingError> {
    let [width, height] = image.size.map(|side| side as u32);
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    let dense = (scale * POINTS / INCH).round() as u32;
    encoder.set_pixel_dims(Some(PixelDimensions {
        xppu: dense,
        yppu: dense,
        unit: Unit::Meter,
    }));
    let bytes = match indexed(image) {
        Some((palette, indices)) => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(palette);
            indices
        }
        None => {
            encoder.set_color(ColorType::Rgb);
            encoder.set_filter(Filter::Adaptive);
            image.pixels.iter().flat_map(|p| [p.r(), p.g(), p.b()]).collect()
        }
    };
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&bytes)?;
    writer.finish()?;
    Ok(file)
}

/// The colours and each pixel's place among them; None where there are too many.
fn indexed(image: &ColorImage) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut places = HashMap::new();
    let mut palette = Vec::new();
    let mut indices = Vec::with_capacity(image.pixels.len());
    for pixel in &image.pixels {
        let next = places.len();
        let place = *places.entry(*pixel).or_insert_with(|| {
            palette.extend([pixel.r(), pixel.g(), pixel.b()]);
            next
        });
        indices.push(u8::try_from(place).ok()?);
    }
    Some((palette, indices))
}
