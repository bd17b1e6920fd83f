//! plotters on an `egui::Painter`: text is measured and drawn with the app's own fonts.

use super::{Canvas, Error, Pen, Picture, color};
use egui::{
    Align2, Color32, Context, FontFamily, FontId, Galley, Mesh, Painter, Pos2, Rect, Shape, Stroke,
    TextureHandle, TextureOptions, vec2,
};
use plotters::drawing::IntoDrawingArea as _;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use std::convert::Infallible;
use std::sync::Arc;

/// Backend pixels a point: plotters knows whole pixels only, lines need fractions of them.
const UNIT: f32 = 16.0;

/// Draws into a rectangle of a painter.
pub struct Screen<'a> {
    painter: &'a Painter,
    rect: Rect,
}

/// Draws on a painter, in its own coordinates.
pub fn on_painter<'a, T>(
    painter: &'a Painter,
    draw: impl FnOnce(&Pen<Screen<'a>>) -> Result<T, Error<Screen<'a>>>,
) -> Option<T> {
    let whole = Rect::from_min_max(Pos2::ZERO, painter.clip_rect().max);
    inside(painter, whole, draw)
}

/// Draws into a rectangle of a painter, from its upper left corner.
pub fn inside<'a, T>(
    painter: &'a Painter,
    rect: Rect,
    draw: impl FnOnce(&Pen<Screen<'a>>) -> Result<T, Error<Screen<'a>>>,
) -> Option<T> {
    let area = Screen::new(painter, rect).into_drawing_area();
    // A painter takes everything: an error here would be one of plotters' own, with nobody to hear of it.
    draw(&Pen::new(&area, UNIT)).ok()
}

type Done = Result<(), DrawingErrorKind<Infallible>>;

impl<'a> Screen<'a> {
    /// A backend whose origin is the rectangle's upper left corner.
    pub fn new(painter: &'a Painter, rect: Rect) -> Self {
        Self { painter, rect }
    }

    fn place(&self, (x, y): BackendCoord) -> Pos2 {
        self.rect.min + vec2(x as f32, y as f32) / UNIT
    }

    fn stroke<S: BackendStyle>(style: &S) -> Stroke {
        Stroke::new(style.stroke_width() as f32 / UNIT, color(style.color()))
    }
}

/// A text of one line as plotters wants it written, `unit` backend pixels a point.
pub(super) fn galley<T: BackendTextStyle>(
    painter: &Painter,
    text: &str,
    style: &T,
    unit: f32,
) -> Arc<Galley> {
    let family = match style.style() {
        FontStyle::Bold => super::fonts::strong(),
        _ => FontFamily::Proportional,
    };
    let font = FontId::new(style.size() as f32 / unit, family);
    painter.layout_no_wrap(text.to_owned(), font, color(style.color()))
}

/// Width and height of such a text in backend pixels.
pub(super) fn extent<T: BackendTextStyle>(painter: &Painter, text: &str, style: &T, unit: f32) -> (u32, u32) {
    let size = galley(painter, text, style, unit).size() * unit;
    (size.x.ceil() as u32, size.y.ceil() as u32)
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

impl DrawingBackend for Screen<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let size = self.rect.size() * UNIT;
        (size.x as u32, size.y as u32)
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, pixel: BackendColor) -> Done {
        let rect = Rect::from_min_size(self.place(point), vec2(1.0, 1.0) / UNIT);
        self.painter.rect_filled(rect, 0.0, color(pixel));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        let points = [self.place(from), self.place(to)];
        self.painter.line_segment(points, Self::stroke(style));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        let rect = Rect::from_two_pos(self.place(from), self.place(to));
        match fill {
            true => self.painter.rect_filled(rect, 0.0, color(style.color())),
            false => self
                .painter
                .rect_stroke(rect, 0.0, Self::stroke(style), egui::StrokeKind::Middle),
        };
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        let points = path.into_iter().map(|p| self.place(p)).collect();
        self.painter.line(points, Self::stroke(style));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        let (center, radius) = (self.place(center), radius as f32 / UNIT);
        match fill {
            true => self.painter.circle_filled(center, radius, color(style.color())),
            false => self.painter.circle_stroke(center, radius, Self::stroke(style)),
        };
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Done {
        let points = corners.into_iter().map(|p| self.place(p)).collect();
        let fill = color(style.color());
        self.painter
            .add(Shape::convex_polygon(points, fill, Stroke::NONE));
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Done {
        let galley = galley(self.painter, text, style, UNIT);
        let anchor = style.anchor();
        let align = Align2([
            match anchor.h_pos {
                HPos::Left => egui::Align::Min,
                HPos::Center => egui::Align::Center,
                HPos::Right => egui::Align::Max,
            },
            match anchor.v_pos {
                VPos::Top => egui::Align::Min,
                VPos::Center => egui::Align::Center,
                VPos::Bottom => egui::Align::Max,
            },
        ]);
        let rect = align.anchor_size(self.place(at), galley.size());
        self.painter.galley(rect.min, galley, Color32::PLACEHOLDER);
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok(extent(self.painter, text, style, UNIT))
    }
}

impl Canvas for Screen<'_> {
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
