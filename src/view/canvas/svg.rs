//! Shapes as SVG text. Text stays text, in Inter where it is installed.

use super::board::{Canvas, Done, Lettering, ShapeLook};
use super::{Picture, encode, fonts};
use egui::{Color32, Painter, Vec2};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, DrawingErrorKind};
use std::fmt::Write as _;

/// Units a point: coordinates have one decimal.
const UNIT: f32 = 10.0;
/// The families to write in: what comes first where it is installed.
pub const FAMILIES: &str = "Inter, 'Helvetica Neue', Helvetica, Arial, sans-serif";
/// Fewest pixels along the side of a picture of cells: programs that smooth pictures then blur only the
/// cells' edges.
const FINE: usize = 512;

/// Writes elements behind each other.
pub struct Svg<'a> {
    painter: &'a Painter,
    size: Vec2,
    out: &'a mut String,
}

impl<'a> Svg<'a> {
    /// Writes onto a text; the painter measures.
    pub fn new(painter: &'a Painter, size: Vec2, out: &'a mut String) -> Self {
        Self { painter, size, out }
    }

    /// An element of attributes; writing into a text cannot fail.
    fn element(&mut self, name: &str, attributes: std::fmt::Arguments) -> Done {
        let _ = writeln!(self.out, "<{name} {attributes}/>");
        Ok(())
    }

    fn shape(&mut self, data: &str, look: &str) -> Done {
        self.element("path", format_args!("d=\"{data}\"{look}"))
    }
}

impl Canvas for Svg<'_> {
    fn painter(&self) -> &Painter {
        self.painter
    }

    fn unit(&self) -> f32 {
        UNIT
    }

    fn size(&self) -> (u32, u32) {
        let size = self.size * UNIT;
        (size.x as u32, size.y as u32)
    }

    fn path(&mut self, points: &[BackendCoord], style: ShapeLook) -> Done {
        self.shape(&way(points.iter().copied()), &look(style))
    }

    fn polygon(&mut self, corners: &[BackendCoord], color: BackendColor) -> Done {
        self.shape(&closed(corners.iter().copied()), &paint("fill", color))
    }

    fn rect(&mut self, [from, to]: [BackendCoord; 2], style: ShapeLook) -> Done {
        let corners = [from, (to.0, from.1), to, (from.0, to.1)];
        self.shape(&closed(corners), &look(style))
    }

    fn circle(&mut self, (x, y): BackendCoord, radius: u32, style: ShapeLook) -> Done {
        let (x, y, r) = (Number(x), Number(y), Number(radius as i32));
        self.element(
            "circle",
            format_args!("cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{}", look(style)),
        )
    }

    fn text(&mut self, text: &str, lettering: &Lettering, (x, y): BackendCoord) -> Done {
        let galley = lettering.galley(self, text);
        let Some((row, glyph)) = galley.rows.first().and_then(|r| Some((r, r.glyphs.first()?))) else {
            return Ok(());
        };
        let up = match lettering.anchor.v_pos {
            VPos::Top => 0.0,
            VPos::Center => galley.size().y / 2.0,
            VPos::Bottom => galley.size().y,
        };
        let line = y as f32 + (row.pos.y + glyph.pos.y - up) * UNIT;
        let anchor = match lettering.anchor.h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        let weight = match lettering.strong {
            true => " font-weight=\"600\"",
            false => "",
        };
        let (x, y, size) = (
            Number(x),
            Number(line.round() as i32),
            lettering.size as f32 / UNIT,
        );
        let spelled = fonts::spelled(self.painter.ctx(), text);
        let (look, text) = (paint("fill", lettering.color), escaped(&spelled));
        let _ = writeln!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{anchor}{look}>{text}</text>"
        );
        Ok(())
    }

    fn ground(&mut self, line: &[BackendCoord], base: i32, color: Color32) -> Done {
        let ends = [line.last(), line.first()].into_iter().flatten();
        let below = ends.map(|&(x, _)| (x, base));
        let data = closed(line.iter().copied().chain(below));
        let [r, g, b, a] = color.to_srgba_unmultiplied();
        let color = BackendColor {
            rgb: (r, g, b),
            alpha: f64::from(a) / 255.0,
        };
        self.shape(&data, &paint("fill", color))
    }

    fn picture(&mut self, [from, to]: [BackendCoord; 2], picture: &Picture) -> Done {
        let small = picture.image.size.into_iter().min().unwrap_or(1).max(1);
        let larger = match picture.smooth {
            true => 1,
            false => FINE.div_ceil(small),
        };
        let file = encode::png(&picture.enlarged(larger), 1.0).map_err(DrawingErrorKind::DrawingError)?;
        let data = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, file);
        let (x, y) = (Number(from.0), Number(from.1));
        let (width, height) = (Number(to.0 - from.0), Number(to.1 - from.1));
        self.element(
            "image",
            format_args!(
                "x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" \
                 xlink:href=\"data:image/png;base64,{data}\""
            ),
        )
    }
}

/// A coordinate in units, written in points.
struct Number(i32);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{}", f64::from(self.0) / f64::from(UNIT))
    }
}

/// A way through points: the first as it is, the others by the steps to them.
fn way(points: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut data = String::new();
    let mut last: Option<BackendCoord> = None;
    for (x, y) in points {
        let (letter, dx, dy) = match last {
            None => ("M", x, y),
            Some((from_x, from_y)) => ("l", x - from_x, y - from_y),
        };
        if last.is_none() || (dx, dy) != (0, 0) {
            let gap = if dy < 0 { "" } else { " " };
            let _ = write!(data, "{letter}{}{gap}{}", Number(dx), Number(dy));
        }
        last = Some((x, y));
    }
    data
}

fn closed(points: impl IntoIterator<Item = BackendCoord>) -> String {
    way(points) + "z"
}

/// How a shape is filled, or how its outline is drawn.
fn look(style: ShapeLook) -> String {
    let Some(width) = style.width else {
        return paint("fill", style.color);
    };
    let (width, stroke) = (Number(width as i32), paint("stroke", style.color));
    format!(" fill=\"none\"{stroke} stroke-width=\"{width}\"")
}

fn paint(what: &str, color: BackendColor) -> String {
    let (r, g, b) = color.rgb;
    let opacity = match color.alpha < 1.0 {
        true => format!(" {what}-opacity=\"{:.3}\"", color.alpha),
        false => String::new(),
    };
    format!(" {what}=\"#{r:02x}{g:02x}{b:02x}\"{opacity}")
}

/// Text as XML takes it; what no XML can hold shows as the sign for that.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_written_by_their_steps() {
        assert_eq!(
            way([(15, 20), (20, 15), (20, 15), (25, 30)]),
            "M1.5 2l0.5-0.5l0.5 1.5"
        );
        assert_eq!(closed([(0, 0), (-10, 5)]), "M0 0l-1 0.5z");
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(
            escaped("a < b & \"c\" \u{1}"),
            "a &lt; b &amp; &quot;c&quot; \u{fffd}"
        );
    }
}
