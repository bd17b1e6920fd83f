//! The loss surface as a picture: colours of a perceptual map, losses spread over them.

use super::colormap;
use crate::scene::picture::{self, Map};
use crate::trace::Field;
use egui::{Color32, ColorImage, Context, TextureHandle, TextureOptions};
use std::sync::Arc;

/// Spreads losses for the eye: 0 at the lowest, 1 at the highest of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    lowest: f64,
    range: f64,
    /// Where the logarithm sets in, and the highest place before it is scaled to 1; None: evenly.
    log: Option<(f64, f64)>,
}

/// Samples that tell a low quantile well enough.
const TELLING: usize = 1 << 14;

impl Spread {
    /// The spread of a field. By logarithm, losses below a knee, a low quantile, are about linear, so that
    /// minima stay round.
    pub fn of(field: &Field, spread: picture::Spread) -> Self {
        let finite = || field.values.iter().copied().filter(|v| v.is_finite());
        let lowest = f64::from(finite().reduce(f32::min).unwrap_or(0.0));
        let highest = f64::from(finite().reduce(f32::max).unwrap_or(1.0));
        let range = (highest - lowest).max(1e-30);
        let log = (spread == picture::Spread::Log).then(|| {
            let every = field.values.len().div_ceil(TELLING).max(1);
            let mut some: Vec<f32> = finite().step_by(every).collect();
            some.sort_by(f32::total_cmp);
            let low = some.get(some.len() / 50).map_or(lowest, |&v| f64::from(v));
            let knee = (low - lowest).max(range * 1e-6);
            (knee, (range / knee).ln_1p())
        });
        Self { lowest, range, log }
    }

    /// Where a loss lies between 0 and 1.
    pub fn place(&self, loss: f64) -> f64 {
        let above = (loss - self.lowest).max(0.0);
        match self.log {
            Some((knee, top)) => (above / knee).ln_1p() / top,
            None => above / self.range,
        }
        .min(1.0)
    }

    /// Lowest loss, knee and top: the logarithm of 1 + (loss - lowest)/knee, divided by the top, is the
    /// place; an even spread is bent as little as that can.
    pub fn logarithm(&self) -> [f64; 3] {
        let (knee, top) = self.log.unwrap_or((self.range, std::f64::consts::LN_2));
        [self.lowest, knee, top]
    }

    /// The loss at a place.
    pub fn loss(&self, place: f64) -> f64 {
        let above = match self.log {
            Some((knee, top)) => knee * (place * top).exp_m1(),
            None => place * self.range,
        };
        self.lowest + above
    }
}

/// The picture of a field, rebuilt only when the field or the theme changes.
#[derive(Default)]
pub struct Picture {
    made: Option<(Arc<Field>, Look, TextureHandle)>,
}

/// What the picture of a field depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// The colours.
    pub map: Map,
    /// How losses are spread.
    pub spread: picture::Spread,
    /// Whether it is the dark theme.
    pub dark: bool,
}

impl Look {
    /// The look that was chosen, in a theme.
    pub fn of(picture: &picture::Picture, dark: bool) -> Self {
        Self {
            map: picture.map,
            spread: picture.spread,
            dark,
        }
    }
}

impl Picture {
    /// The texture of a field; its first row is the highest y.
    pub fn texture(&mut self, ctx: &Context, field: &Arc<Field>, look: Look) -> &TextureHandle {
        let fresh = matches!(&self.made, Some((f, d, _)) if Arc::ptr_eq(f, field) && *d == look);
        if !fresh {
            self.made = None;
        }
        let (_, _, texture) = self.made.get_or_insert_with(|| {
            let texture = ctx.load_texture("field", image(field, look), TextureOptions::LINEAR);
            (field.clone(), look, texture)
        });
        texture
    }
}

/// The colours of a field, a pixel a sample; the first row is the highest y. Where there is no loss there is
/// a hole.
pub fn image(field: &Field, look: Look) -> ColorImage {
    let spread = Spread::of(field, look.spread);
    let map: Vec<Color32> = (0..=255)
        .map(|i| colormap::flat(look.map, f64::from(i) / 255.0, look.dark))
        .collect();
    let rows = field.values.chunks(field.columns.max(1)).rev();
    let pixel = |v: &f32| match v.is_finite() {
        true => map[(spread.place(f64::from(*v)) * 255.0) as usize],
        false => Color32::TRANSPARENT,
    };
    let pixels = rows.flatten().map(pixel).collect();
    ColorImage::new([field.columns.max(1), field.rows.max(1)], pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_can_be_reversed() {
        let field = Field {
            columns: 4,
            rows: 1,
            values: vec![0.0, 0.1, 10.0, 1000.0],
            ..Field::default()
        };
        for kind in [picture::Spread::Log, picture::Spread::Linear] {
            let spread = Spread::of(&field, kind);
            for loss in [0.0, 0.5, 70.0, 1000.0] {
                assert!((spread.loss(spread.place(loss)) - loss).abs() < 1e-6);
            }
            assert_eq!((spread.place(-1.0), spread.place(1e9)), (0.0, 1.0));
        }
    }
}
