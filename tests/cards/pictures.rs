//! Contact sheets to look at.

use crate::desk::{Desk, PLACES, Place, Ready, attempts, ready};
use egui::{Color32, ColorImage, Theme, vec2};
use ravine::view::canvas::export::Form;
use ravine::view::canvas::{encode, raster};
use ravine::view::palette::Palette;

/// How many cards stand beside each other on a sheet.
const BESIDE: usize = 5;
/// Pixels a point.
const SCALE: f32 = 1.0;

/// A card as pixels.
fn picture(place: Place, theme: Theme, ready: &Ready, after: bool) -> ColorImage {
    let mut desk = Desk::new(place, theme);
    let all = attempts(ready);
    let mut attempt = all[usize::from(after).min(all.len() - 1)].clone();
    let laid = desk.lay(ready, &mut attempt, true);
    let height = if place.large { place.room.y } else { laid.height };
    let size = vec2(place.room.x, height.ceil());
    let ground = Palette::of(theme == Theme::Dark).panel;
    let painted = desk.painted(laid, SCALE);
    raster::filled(painted, size, SCALE, ground)
}

/// Pictures beside and below each other.
fn sheet(pictures: &[ColorImage], ground: Color32) -> ColorImage {
    const GAP: usize = 16;
    let width = pictures.iter().map(|p| p.size[0]).max().unwrap_or(1) + GAP;
    let rows: Vec<&[ColorImage]> = pictures.chunks(BESIDE).collect();
    let heights: Vec<usize> = rows
        .iter()
        .map(|row| row.iter().map(|p| p.size[1]).max().unwrap_or(0) + GAP)
        .collect();
    let mut sheet = ColorImage::filled(
        [width * BESIDE + GAP, heights.iter().sum::<usize>() + GAP],
        ground,
    );
    let mut top = GAP;
    for (row, height) in rows.iter().zip(&heights) {
        for (column, picture) in row.iter().enumerate() {
            for y in 0..picture.size[1] {
                let from = &picture.pixels[y * picture.size[0]..][..picture.size[0]];
                let at = (top + y) * sheet.size[0] + GAP + column * width;
                sheet.pixels[at..at + picture.size[0]].copy_from_slice(from);
            }
        }
        top += height;
    }
    sheet
}

#[test]
#[ignore = "draws pictures to look at"]
fn pictures() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for place in PLACES {
        for theme in [Theme::Dark, Theme::Light] {
            for after in [false, true] {
                for (number, cards) in ready().chunks(2 * BESIDE).enumerate() {
                    let pictures: Vec<ColorImage> = cards
                        .iter()
                        .map(|ready| picture(place, theme, ready, after))
                        .collect();
                    let ground = Color32::from_gray(if theme == Theme::Dark { 70 } else { 190 });
                    let file = encode::png(&sheet(&pictures, ground), SCALE).expect("a picture");
                    let when = if after { "after" } else { "before" };
                    let theme = format!("{theme:?}").to_lowercase();
                    let name = format!("target/pictures/cards-{}-{theme}-{when}-{number}.png", place.name);
                    std::fs::write(name, file).expect("a picture is written");
                }
            }
        }
    }
}

#[test]
#[ignore = "draws pictures to look at"]
fn taken() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for id in ["adam/without_correction", "rates/edge"] {
        let ready = ready()
            .iter()
            .find(|ready| ready.card.id == id)
            .expect("the card");
        let file = crate::taken::file(ready, &attempts(ready)[1], Form::Png);
        let name = format!("target/pictures/cards-taken-{}.png", id.replace('/', "-"));
        std::fs::write(name, file).expect("a picture is written");
    }
}
