//! egui without a window: it lays out text and cuts shapes into triangles as on the screen.

use super::fonts;
use egui::epaint::ImageDelta;
use egui::{
    ClippedPrimitive, Context, Id, LayerId, Order, Painter, Pos2, RawInput, Rect, TextureId, Vec2, ViewportId,
};

/// Largest side of a texture: nothing but memory bounds it here.
const LARGEST: usize = 1 << 15;

/// What was painted: triangles in points, and the textures they refer to.
pub struct Painted {
    /// The triangles, the first ones at the back.
    pub primitives: Vec<ClippedPrimitive>,
    /// The textures, that of the fonts among them: whole ones, then what changes in them.
    pub textures: Vec<(TextureId, ImageDelta)>,
}

/// Lets a painter of a size in points, with `scale` pixels a point, be painted on.
pub fn paint<T>(size: Vec2, scale: f32, paint: impl FnOnce(&Painter) -> T) -> (T, Painted) {
    let context = Context::default();
    fonts::install(&context);
    let mut input = RawInput {
        screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
        max_texture_side: Some(LARGEST),
        ..RawInput::default()
    };
    let viewport = input.viewports.entry(ViewportId::ROOT).or_default();
    viewport.native_pixels_per_point = Some(scale);
    context.begin_pass(input);
    let layer = LayerId::new(Order::Background, Id::unique("headless"));
    let result = paint(&context.layer_painter(layer));
    let mut output = context.end_pass();
    let deltas = std::mem::take(&mut output.textures_delta.set).into_iter();
    output.textures_delta.clear();
    let textures = deltas.flat_map(|(id, deltas)| deltas.into_iter().map(move |d| (id, d)));
    let painted = Painted {
        primitives: context.tessellate(output.shapes, scale),
        textures: textures.collect(),
    };
    (result, painted)
}
