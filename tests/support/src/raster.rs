//! Draws a harness's frames with the app's own rasteriser: the same pixels on every machine, without a
//! graphics card.

use egui::epaint::ImageDelta;
use egui::{Color32, Context, FullOutput, TextureId, TexturesDelta};
use egui_kittest::TestRenderer;
use image::RgbaImage;
use ravine::view::canvas::headless::Painted;
use ravine::view::canvas::raster;

/// Pass it to `Harness::builder().renderer(...)`; then `harness.render()` gives the picture.
#[derive(Default)]
pub struct Raster {
    /// All that textures have become so far, in order.
    textures: Vec<(TextureId, ImageDelta)>,
}

impl TestRenderer for Raster {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, changes) in delta.set.drain() {
            self.textures
                .extend(changes.into_iter().map(|change| (id, change)));
        }
        delta.clear();
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        let painted = Painted {
            primitives: ctx.tessellate(output.shapes.clone(), output.pixels_per_point),
            textures: self.textures.clone(),
        };
        let size = ctx.content_rect().size();
        let ground = ctx.style_of(ctx.theme()).visuals.panel_fill;
        let image = raster::filled(painted, size, output.pixels_per_point, ground);
        let [width, height] = image.size.map(|side| side as u32);
        let bytes = image.pixels.iter().flat_map(Color32::to_array).collect();
        RgbaImage::from_raw(width, height, bytes).ok_or_else(|| "a picture of another size".to_owned())
    }
}
