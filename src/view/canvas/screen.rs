//! Shapes on an `egui::Painter`: text is measured and drawn with the app's own fonts.

use super::board::{Canvas, Done, Lettering, ShapeLook};
use super::{Error, Pen, Picture, color};
use egui::{
    Align2, Color32, Context, Mesh, Painter, Pos2, Rect, Shape, Stroke, TextureHandle, TextureOptions, vec2,
};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord};

/// Backend pixels a point: plotters knows whole pixels only, lines need fractions of them.
const UNIT: f32 = 16.0;

/// Draws into a rectangle of a painter.
pub struct Screen<'a> {
    painter: &'a Painter,
    rect: Rect,
}

/// Draws on a painter, in its own coordinates.
pub fn on_painter<T>(painter: &Painter, draw: impl FnOnce(&Pen) -> Result<T, Error>) -> Option<T> {
    let whole = Rect::from_min_max(Pos2::ZERO, painter.clip_rect().max);
    inside(painter, whole, draw)
}

/// Draws into a rectangle of a painter, from its upper left corner.
pub fn inside<T>(painter: &Painter, rect: Rect, draw: impl FnOnce(&Pen) -> Result<T, Error>) -> Option<T> {
    // A painter takes everything: an error here would be one of plotters' own, with nobody to hear of it.
    draw(&Pen::new(Screen::new(painter, rect))).ok()
}

impl<'a> Screen<'a> {
    /// A backend whose origin is the rectangle's upper left corner.
    pub fn new(painter: &'a Painter, rect: Rect) -> Self {
        Self { painter, rect }
    }

    fn place(&self, (x, y): BackendCoord) -> Pos2 {
        self.rect.min + vec2(x as f32, y as f32) / UNIT
    }
}

fn stroke(look: ShapeLook) -> Stroke {
    let width = look.width.unwrap_or_default();
    Stroke::new(width as f32 / UNIT, color(look.color))
}

/// The textures of the pictures drawn last.
#[derive(Clone, Default)]
struct Textures(Vec<(Picture, TextureHandle)>);

/// How many pictures are kept on the graphics card.
const KEPT: usize = 8;

/// The texture of a picture, made anew only where it has not just been drawn.
fn texture(ctx: &Context, picture: &Picture) -> TextureHandle {
    let id = egui::Id::unique("pictures");
    let Textures(mut kept) = ctx.data(|d| d.get_temp(id)).unwrap_or_default();
    let known = kept.iter().position(|(p, _)| p == picture);
    let found = known.map(|index| kept.remove(index)).unwrap_or_else(|| {
        let options = match picture.smooth {
            true => TextureOptions::LINEAR,
            false => TextureOptions::NEAREST,
        };
        let texture = ctx.load_texture("picture", picture.image.clone(), options);
        (picture.clone(), texture)
    });
    let texture = found.1.clone();
    kept.push(found);
    kept.drain(..kept.len().saturating_sub(KEPT));
    ctx.data_mut(|d| d.insert_temp(id, Textures(kept)));
    texture
}

impl Canvas for Screen<'_> {
    fn painter(&self) -> &Painter {
        self.painter
    }

    fn unit(&self) -> f32 {
        UNIT
    }

    fn size(&self) -> (u32, u32) {
        let size = self.rect.size() * UNIT;
        (size.x as u32, size.y as u32)
    }

    fn path(&mut self, points: &[BackendCoord], look: ShapeLook) -> Done {
        let points = points.iter().map(|p| self.place(*p)).collect();
        self.painter.line(points, stroke(look));
        Ok(())
    }

    fn polygon(&mut self, corners: &[BackendCoord], fill: BackendColor) -> Done {
        let points = corners.iter().map(|p| self.place(*p)).collect();
        self.painter
            .add(Shape::convex_polygon(points, color(fill), Stroke::NONE));
        Ok(())
    }

    fn rect(&mut self, [from, to]: [BackendCoord; 2], look: ShapeLook) -> Done {
        let rect = Rect::from_two_pos(self.place(from), self.place(to));
        match look.width {
            None => self.painter.rect_filled(rect, 0.0, color(look.color)),
            Some(_) => self
                .painter
                .rect_stroke(rect, 0.0, stroke(look), egui::StrokeKind::Middle),
        };
        Ok(())
    }

    fn circle(&mut self, center: BackendCoord, radius: u32, look: ShapeLook) -> Done {
        let (center, radius) = (self.place(center), radius as f32 / UNIT);
        match look.width {
            None => self.painter.circle_filled(center, radius, color(look.color)),
            Some(_) => self.painter.circle_stroke(center, radius, stroke(look)),
        };
        Ok(())
    }

    fn text(&mut self, text: &str, lettering: &Lettering, at: BackendCoord) -> Done {
        let galley = lettering.galley(self, text);
        let align = Align2([
            match lettering.anchor.h_pos {
                HPos::Left => egui::Align::Min,
                HPos::Center => egui::Align::Center,
                HPos::Right => egui::Align::Max,
            },
            match lettering.anchor.v_pos {
                VPos::Top => egui::Align::Min,
                VPos::Center => egui::Align::Center,
                VPos::Bottom => egui::Align::Max,
            },
        ]);
        let rect = align.anchor_size(self.place(at), galley.size());
        self.painter.galley(rect.min, galley, Color32::PLACEHOLDER);
        Ok(())
    }

    fn ground(&mut self, line: &[BackendCoord], base: i32, color: Color32) -> Done {
        let mut mesh = Mesh::default();
        for &(x, y) in line {
            mesh.colored_vertex(self.place((x, y)), color);
            mesh.colored_vertex(self.place((x, base)), color);
        }
        for i in 0..line.len().saturating_sub(1) as u32 * 2 {
            mesh.add_triangle(i, i + 1, i + 2);
        }
        self.painter.add(Shape::mesh(mesh));
        Ok(())
    }

    fn picture(&mut self, [from, to]: [BackendCoord; 2], picture: &Picture) -> Done {
        let rect = Rect::from_two_pos(self.place(from), self.place(to));
        let texture = texture(self.painter.ctx(), picture);
        let whole = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
        self.painter.image(texture.id(), rect, whole, Color32::WHITE);
        Ok(())
    }
}
