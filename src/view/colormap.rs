//! Perceptual colour maps, held to the half of their range on which paths stand out.

use crate::scene::picture::Map;
use egui::Color32;

/// Cividis (Nuñez, Anderton and Renslow 2018) in ten steps.
const CIVIDIS: [u32; 10] = [
    0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173, 0x8A8678, 0xA59C74, 0xC3B369, 0xE1CC55, 0xFEE838,
];
/// Viridis (van der Walt and Smith 2015) in ten steps.
const VIRIDIS: [u32; 10] = [
    0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C, 0xFDE725,
];
/// Greys of the lightness that cividis has there.
const GREY: [u32; 10] = [
    0x212121, 0x363636, 0x494949, 0x5D5D5D, 0x717171, 0x868686, 0x9B9B9B, 0xB2B2B2, 0xCACACA, 0xE4E4E4,
];
/// How much of viridis' colour is taken out: in full it outshines every path.
const MUTED: f64 = 0.3;

/// The colour at a place from 0 (lowest) to 1: the darker half of the map in the dark theme, a paper-like
/// lighter half in the light one.
pub fn flat(map: Map, place: f64, dark: bool) -> Color32 {
    match dark {
        true => {
            let ground = Color32::from_rgb(0x10, 0x13, 0x1a);
            mix(at(map, place * 0.42), ground, 0.35 - 0.15 * place)
        }
        false => mix(at(map, 0.9 - place * 0.55), Color32::WHITE, 0.84 - 0.34 * place),
    }
}

/// The colour at a place before light falls on it.
pub fn lit(map: Map, place: f64, dark: bool) -> Color32 {
    match dark {
        true => at(map, 0.06 + place * 0.5),
        false => mix(at(map, 0.95 - place * 0.6), Color32::WHITE, 0.55 - 0.25 * place),
    }
}

fn at(map: Map, place: f64) -> Color32 {
    let color = full(map, place);
    match map {
        Map::Viridis => {
            let grey = (u16::from(color.r()) + u16::from(color.g()) + u16::from(color.b())) / 3;
            mix(color, Color32::from_gray(grey as u8), MUTED)
        }
        Map::Cividis | Map::Grey => color,
    }
}

/// The colour at a place of the whole map: where nothing has to stand out from it.
pub fn full(map: Map, place: f64) -> Color32 {
    let stops = match map {
        Map::Cividis => CIVIDIS,
        Map::Viridis => VIRIDIS,
        Map::Grey => GREY,
    };
    let at = place.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
    let index = (at as usize).min(stops.len() - 2);
    let stop = |i: usize| {
        let [_, r, g, b] = stops[i].to_be_bytes();
        Color32::from_rgb(r, g, b)
    };
    mix(stop(index), stop(index + 1), at - index as f64)
}

/// The colour of a number from -1 (blue) over 0 (the ground) to 1 (orange).
pub fn diverging(value: f64, ground: Color32, dark: bool) -> Color32 {
    let (below, above) = match dark {
        true => (
            Color32::from_rgb(0x5a, 0xa5, 0xf5),
            Color32::from_rgb(0xf5, 0x9a, 0x45),
        ),
        false => (
            Color32::from_rgb(0x0b, 0x4f, 0x94),
            Color32::from_rgb(0xb8, 0x4a, 0x00),
        ),
    };
    let end = if value < 0.0 { below } else { above };
    mix(
        ground,
        end,
        if value.is_nan() { 0.0 } else { value.abs().min(1.0) },
    )
}

/// Between two colours.
pub fn mix(a: Color32, b: Color32, part: f64) -> Color32 {
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

    const MAPS: [Map; 3] = [Map::Cividis, Map::Viridis, Map::Grey];

    #[test]
    fn every_run_stands_out_where_minima_are() {
        for (map, dark) in MAPS.iter().flat_map(|m| [(*m, true), (*m, false)]) {
            for run in 0..8 {
                let seen = contrast(run_style(run, dark).color, flat(map, 0.0, dark));
                assert!(seen >= 3.0, "run {run} on {map:?}, dark {dark}: {seen}");
            }
        }
    }

    #[test]
    fn lightness_tells_high_from_low() {
        for (map, dark) in MAPS.iter().flat_map(|m| [(*m, true), (*m, false)]) {
            for color in [flat, lit] {
                let seen: Vec<f64> = (0..=8)
                    .map(|i| contrast(color(map, f64::from(i) / 8.0, dark), Color32::BLACK))
                    .collect();
                let rises = seen.windows(2).all(|w| (w[1] > w[0]) == dark);
                assert!(rises, "{map:?}, dark {dark}: {seen:?}");
            }
        }
    }
}
