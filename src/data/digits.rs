//! 8 x 8 images of handwritten digits; `assets/data/README.md` tells where they are from.

use super::{DataError, Dataset};

/// The name in a scene.
pub(super) const NAME: &str = "digits";
/// The name on screen.
pub(super) const TITLE: &str = "Handwritten digits";
/// What they look like.
pub(super) const ABOUT: &str =
    "1,797 images of 8 x 8 pixels, ten classes (Alpaydin & Kaynak 1998, CC BY 4.0).";
/// Pixels along a side.
pub(super) const SIDE: usize = 8;
const IMAGES: usize = 1797;
const PIXELS: usize = SIDE * SIDE;
/// The largest pixel.
const WHITE: f64 = 16.0;

/// Pixel by pixel, then the digits, each of all images: so a web host packs them best.
static BYTES: &[u8; IMAGES * (PIXELS + 1)] = include_bytes!("../../assets/data/digits.bin");

/// The first `size` images (all where absent), their pixels from 0 to 1.
///
/// # Errors
/// There are not so many.
pub(super) fn load(size: Option<u32>) -> Result<Dataset, DataError> {
    let size = size.map_or(IMAGES, |s| s as usize);
    if size > IMAGES {
        let message = format!("there are {IMAGES} images, not {size}");
        return Err(DataError::new("size", message));
    }
    let byte = |image: usize, place: usize| f64::from(BYTES[place * IMAGES + image]);
    Ok(Dataset {
        name: TITLE.to_owned(),
        features: PIXELS,
        classes: (0..10).map(|d| d.to_string()).collect(),
        inputs: (0..size)
            .flat_map(|image| (0..PIXELS).map(move |pixel| byte(image, pixel) / WHITE))
            .collect(),
        targets: (0..size).map(|image| byte(image, PIXELS)).collect(),
        ..Dataset::default()
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_images_are_there() {
        let data = super::load(None).expect("the embedded images");
        assert_eq!((data.len(), data.inputs.len()), (1797, 1797 * 64));
        let count = |digit: f64| data.targets.iter().filter(|&&t| t == digit).count();
        let counts: Vec<usize> = (0..10).map(|d| count(f64::from(d))).collect();
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
        assert!(data.inputs.iter().all(|p| (0.0..=1.0).contains(p)));
    }
}
