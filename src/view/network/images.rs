//! Data that are images: a grid of them with what the network reads, mistakes marked.

use super::answers::{AnsweredSamples, Answers, best};
use super::plane::shares;
use super::trained::Trained;
use crate::compile::network::model::Network;
use crate::data::Dataset;
use crate::view::memo::{Memo, Same};
use crate::view::palette::Palette;
use egui::{
    Align2, Color32, ColorImage, Context, FontId, Pos2, Rect, Role, ScrollArea, Sense, StrokeKind,
    TextureHandle, TextureOptions, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

/// Side of a tile's image on the screen, and the height of what stands under it.
const SIDE: f32 = 44.0;
const FOOT: f32 = 18.0;
const GAP: f32 = 8.0;

/// The grid of images.
#[derive(Default)]
pub struct Images {
    atlas: Memo<(Same<Network>, AnsweredSamples, bool), Option<Atlas>>,
}

/// All images of a part in one texture.
struct Atlas {
    texture: TextureHandle,
    columns: usize,
    rows: usize,
}

impl Images {
    /// Shows the grid of a part; only what is told wrong where `mistakes` says so.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        (network, part): (&Arc<Network>, AnsweredSamples),
        trained: Option<(&Trained, f64, &mut Answers)>,
        mistakes: bool,
    ) {
        let colors = Palette::in_ui(ui);
        let data = &part.samples(network).data;
        let outputs = match &trained {
            Some(_) => trained.map(|(t, step, answers)| answers.of_part(t, step, part).to_vec()),
            None => None,
        };
        let answers = outputs.unwrap_or_default();
        let count = network.train.outputs;
        let read = |index: usize| answers.get(index * count..(index + 1) * count);
        let wrong = |index: &usize| read(*index).is_some_and(|z| best(z) != data.targets[*index] as usize);
        let listed: Vec<usize> = (0..data.len()).filter(|i| !mistakes || wrong(i)).collect();
        let key = (Same::as_this(network), part, colors.dark);
        let atlas = self.atlas.get(key, || atlas(ui.ctx(), data, &colors));
        let Some(atlas) = atlas else { return };
        ui.add_space(6.0);
        let across = ((ui.available_width() - 14.0) / (SIDE + GAP)).floor().max(1.0) as usize;
        let tile = vec2(SIDE, SIDE + FOOT);
        ui.spacing_mut().item_spacing = Vec2::splat(GAP);
        let scroll = ScrollArea::vertical()
            .id_salt(("images", part == AnsweredSamples::Training))
            .auto_shrink(false);
        scroll.show_rows(ui, tile.y, listed.len().div_ceil(across), |ui, rows| {
            for row in rows {
                ui.horizontal(|ui| {
                    for &index in listed.iter().skip(row * across).take(across) {
                        let one = Tile {
                            network,
                            index,
                            target: data.targets[index] as usize,
                            outputs: read(index),
                        };
                        one.show(ui, tile, atlas, &colors);
                    }
                });
            }
        });
    }
}

/// One image.
struct Tile<'a> {
    network: &'a Network,
    index: usize,
    target: usize,
    outputs: Option<&'a [f64]>,
}

impl Tile<'_> {
    fn show(&self, ui: &mut Ui, size: Vec2, atlas: &Atlas, colors: &Palette) {
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let classes = &self.network.train.data.classes;
        let read = self.outputs.map(best);
        let name = match read {
            Some(read) if read != self.target => {
                format!("{} read as {}", classes[self.target], classes[read])
            }
            Some(_) => format!("{} read rightly", classes[self.target]),
            None => classes[self.target].clone(),
        };
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
        let image = Rect::from_min_size(rect.min, Vec2::splat(SIDE));
        ui.painter()
            .image(atlas.texture.id(), image, atlas.part(self.index), Color32::WHITE);
        let wrong = read.is_some_and(|read| read != self.target);
        if wrong {
            ui.painter()
                .rect_stroke(image.expand(1.5), 2.0, (2.0, colors.danger), StrokeKind::Outside);
        }
        let (text, color) = match read {
            Some(read) if wrong => (
                format!("{} → {}", classes[self.target], classes[read]),
                colors.danger,
            ),
            Some(read) => (classes[read].clone(), colors.weak),
            None => (classes[self.target].clone(), colors.weak),
        };
        let at: Pos2 = image.center_bottom() + vec2(0.0, 3.0);
        ui.painter()
            .text(at, Align2::CENTER_TOP, text, FontId::proportional(13.0), color);
        if let Some(outputs) = self.outputs {
            let lines = shares(self.network, outputs).join("\n");
            response.on_hover_text(format!("Sample {}: {name}\n{lines}", self.index + 1));
        }
    }
}

impl Atlas {
    /// The part of the texture that an image is.
    fn part(&self, index: usize) -> Rect {
        let size = vec2(1.0 / self.columns as f32, 1.0 / self.rows as f32);
        let place = pos2((index % self.columns) as f32, (index / self.columns) as f32);
        Rect::from_min_size(pos2(place.x * size.x, place.y * size.y), size)
    }
}

/// None where there is no image.
fn atlas(ctx: &Context, data: &Dataset, colors: &Palette) -> Option<Atlas> {
    let side = data.side()?;
    let columns = (data.len() as f64).sqrt().ceil().max(1.0) as usize;
    let rows = data.len().div_ceil(columns).max(1);
    let mut image = ColorImage::filled([columns * side, rows * side], colors.background);
    for index in 0..data.len() {
        let (left, top) = (index % columns * side, index / columns * side);
        for (place, ink) in data.sample(index).iter().enumerate() {
            let (x, y) = (left + place % side, top + place / side);
            image[(x, y)] = crate::view::colormap::mix(colors.raised, colors.text, ink.clamp(0.0, 1.0));
        }
    }
    let texture = ctx.load_texture("images", image, TextureOptions::NEAREST);
    Some(Atlas {
        texture,
        columns,
        rows,
    })
}
