//! The loss surface as a picture: a perceptual map, losses spread by their logarithm above the lowest.

use crate::trace::Field;
use egui::{Color32, ColorImage, Context, TextureHandle, TextureOptions};
use std::sync::Arc;

/// Cividis (Nuñez, Anderton and Renslow 2018) in ten steps.
const CIVIDIS: [u32; 10] = [
    0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173, 0x8A8678, 0xA59C74, 0xC3B369, 0xE1CC55, 0xFEE838,
];

/// Spreads losses evenly for the eye: 0 at the lowest, 1 at the highest of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    lowest: f64,
    knee: f64,
    top: f64,
}

impl Spread {
    /// The spread of a field. Below its knee, a low quantile, it is about linear, so that minima stay round.
    pub fn of(field: &Field) -> Self {
        let mut sorted: Vec<f32> = field.values.iter().copied().filter(|v| v.is_finite()).collect();
        sorted.sort_by(f32::total_cmp);
        let quantile = |q: f64| {
            sorted
                .get((q * sorted.len() as f64) as usize)
                .map_or(0.0, |&v| f64::from(v))
        };
        let (lowest, highest) = (quantile(0.0), sorted.last().map_or(1.0, |&v| f64::from(v)));
        let range = (highest - lowest).max(1e-30);
        let knee = (quantile(0.02) - lowest).max(range * 1e-6);
        Self {
            lowest,
            knee,
            top: (range / knee).ln_1p(),
        }
    }

    /// Where a loss lies between 0 and 1.
    pub fn place(&self, loss: f64) -> f64 {
        (((loss - self.lowest) / self.knee).max(0.0).ln_1p() / self.top).min(1.0)
    }

    /// The loss at a place.
    pub fn loss(&self, place: f64) -> f64 {
        self.lowest + self.knee * (place * self.top).exp_m1()
    }
}

/// The picture of a field, rebuilt only when the field or the theme changes.
#[derive(Default)]
pub struct Picture {
    made: Option<(Arc<Field>, bool, TextureHandle)>,
}

impl Picture {
    /// The texture of a field; its first row is the highest y.
    pub fn texture(&mut self, ctx: &Context, field: &Arc<Field>, dark: bool) -> &TextureHandle {
        let fresh = matches!(&self.made, Some((f, d, _)) if Arc::ptr_eq(f, field) && *d == dark);
        if !fresh {
            self.made = None;
        }
        let (_, _, texture) = self.made.get_or_insert_with(|| {
            let texture = ctx.load_texture("field", image(field, dark), TextureOptions::LINEAR);
            (field.clone(), dark, texture)
        });
        texture
    }
}

fn image(field: &Field, dark: bool) -> ColorImage {
    let spread = Spread::of(field);
    let map: Vec<Color32> = (0..=255).map(|i| color(f64::from(i) / 255.0, dark)).collect();
    let rows = field.values.chunks(field.columns.max(1)).rev();
    let pixel = |v: &f32| match v.is_finite() {
        true => map[(spread.place(f64::from(*v)) * 255.0) as usize],
        false => map[255],
    };
    let pixels = rows.flatten().map(pixel).collect();
    ColorImage::new([field.columns.max(1), field.rows.max(1)], pixels)
}

/// The colour at a place: the darker half of the map in the dark theme, a paper-like lighter half in the light one.
pub fn color(place: f64, dark: bool) -> Color32 {
    match dark {
        true => mix(
            cividis(place * 0.42),
            Color32::from_rgb(0x10, 0x13, 0x1a),
            0.35 - 0.15 * place,
        ),
        false => mix(cividis(0.9 - place * 0.55), Color32::WHITE, 0.84 - 0.34 * place),
    }
}

fn cividis(place: f64) -> Color32 {
    let at = place.clamp(0.0, 1.0) * (CIVIDIS.len() - 1) as f64;
    let index = (at as usize).min(CIVIDIS.len() - 2);
    let stop = |i: usize| {
        let [_, r, g, b] = CIVIDIS[i].to_be_bytes();
        Color32::from_rgb(r, g, b)
    };
    mix(stop(index), stop(index + 1), at - index as f64)
}

fn mix(a: Color32, b: Color32, part: f64) -> Color32 {
    let channel = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * part).round() as u8;
    Color32::from_rgb(
        channel(a.r(), b.r()),
        channel(a.g(), b.g()),
        channel(a.b(), b.b()),
    )
}

#[cfg(test)]
mod tests {
    use super::super::palette::contrast;
    use super::super::style::run_style;
    use super::*;

    #[test]
    fn the_spread_can_be_reversed() {
        let field = Field {
            columns: 4,
            rows: 1,
            values: vec![0.0, 0.1, 10.0, 1000.0],
            ..Field::default()
        };
        let spread = Spread::of(&field);
        for loss in [0.0, 0.5, 70.0, 1000.0] {
            assert!((spread.loss(spread.place(loss)) - loss).abs() < 1e-6);
        }
        assert_eq!((spread.place(-1.0), spread.place(1e9)), (0.0, 1.0));
    }

    #[test]
    fn every_run_stands_out_where_minima_are() {
        for dark in [true, false] {
            for run in 0..8 {
                let seen = contrast(run_style(run, dark).color, color(0.0, dark));
                assert!(seen >= 3.0, "run {run}, dark {dark}: {seen}");
            }
        }
    }
}
