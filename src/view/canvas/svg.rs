//! plotters into SVG text. Text stays text, in Inter where it is installed.

use super::screen::{extent, galley};
use super::{Canvas, Picture, encode, fonts};
use egui::{Color32, Painter, Vec2};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use png::EncodingError;
use std::fmt::Write as _;

/// Units a point: coordinates have one decimal.
pub const UNIT: f32 = 10.0;
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

type Done = Result<(), DrawingErrorKind<EncodingError>>;

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

    fn path(&mut self, data: &str, look: &str) -> Done {
        self.element("path", format_args!("d=\"{data}\"{look}"))
    }
}

impl DrawingBackend for Svg<'_> {
    type ErrorType = EncodingError;

    fn get_size(&self) -> (u32, u32) {
        let size = self.size * UNIT;
        (size.x as u32, size.y as u32)
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Done {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        let corners = [from, (to.0, from.1), to, (from.0, to.1)];
        let data = closed(corners);
        self.path(&data, &look(style, fill))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        let data = way(path);
        self.path(&data, &look(style, false))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        let (x, y, r) = (Number(x), Number(y), Number(radius as i32));
        self.element(
            "circle",
            format_args!("cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{}", look(style, fill)),
        )
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Done {
        let data = closed(corners);
        self.path(&data, &look(style, true))
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): BackendCoord) -> Done {
        let galley = galley(self.painter, text, style, UNIT);
        let Some((row, glyph)) = galley.rows.first().and_then(|r| Some((r, r.glyphs.first()?))) else {
            return Ok(());
        };
        let up = match style.anchor().v_pos {
            VPos::Top => 0.0,
            VPos::Center => galley.size().y / 2.0,
            VPos::Bottom => galley.size().y,
        };
        let line = y as f32 + (row.pos.y + glyph.pos.y - up) * UNIT;
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        let weight = match style.style() {
            FontStyle::Bold => " font-weight=\"600\"",
            _ => "",
        };
        let (x, y, size) = (Number(x), Number(line.round() as i32), style.size() as f32 / UNIT);
        let spelled = fonts::spelled(self.painter.ctx(), text);
        let (look, text) = (paint("fill", style.color()), escaped(&spelled));
        let _ = writeln!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{anchor}{look}>{text}</text>"
        );
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<EncodingError>> {
        Ok(extent(self.painter, text, style, UNIT))
    }
}

impl Canvas for Svg<'_> {
    fn ground(&mut self, line: &[BackendCoord], base: i32, color: Color32) -> Done {
        let ends = [line.last(), line.first()].into_iter().flatten();
        let below = ends.map(|&(x, _)| (x, base));
        let data = closed(line.iter().copied().chain(below));
        let [r, g, b, a] = color.to_srgba_unmultiplied();
        let color = BackendColor {
            rgb: (r, g, b),
            alpha: f64::from(a) / 255.0,
        };
        self.path(&data, &paint("fill", color))
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
fn look<S: BackendStyle>(style: &S, fill: bool) -> String {
    if fill {
        return paint("fill", style.color());
    }
    let width = Number(style.stroke_width() as i32);
    format!(
        " fill=\"none\"{} stroke-width=\"{width}\"",
        paint("stroke", style.color())
    )
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
