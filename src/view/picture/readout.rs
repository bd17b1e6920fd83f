//! What the surface is like under the pointer: point, loss, gradient, curvature.

use super::starts::written;
use crate::compile::Surface;
use crate::compile::local::{Local, LocalShape};
use crate::view::number::short;
use crate::view::palette::Palette;
use egui::{Align, Align2, Color32, FontId, Label, Layout, Rect, RichText, Ui, UiBuilder, Vec2, pos2, vec2};

/// A surface derived twice, kept while the surface is the same.
#[derive(Default)]
pub struct Derived {
    made: Option<(Surface, Local)>,
}

impl Derived {
    /// The derivatives of a surface.
    pub fn of(&mut self, surface: &Surface) -> &Local {
        if self.made.as_ref().is_some_and(|(known, _)| known != surface) {
            self.made = None;
        }
        &self
            .made
            .get_or_insert_with(|| (surface.clone(), Local::of(surface)))
            .1
    }
}

/// The lines of a readout. `step` is what a run makes of the curvature, where it says.
pub fn lines(point: &[f64], at: &LocalShape, bound: Option<&str>) -> Vec<String> {
    let (names, slope) = match point.len() {
        1 => ("x", "f′"),
        _ => ("(x, y)", "∇f"),
    };
    let mut lines = vec![
        format!("{names} = {}", written(point)),
        format!("f = {}", short(at.loss)),
        format!("{slope} = {}", written(&at.gradient)),
    ];
    if at.loss.is_nan() {
        lines.truncate(1);
        lines.push("f has no value here".to_owned());
        return lines;
    }
    lines.push(match at.curvatures[..] {
        [first, ..] if first.is_nan() => "a kink: no curvature here".to_owned(),
        [one] => format!("f″ = {}", short(one)),
        _ => format!("λ of the Hessian = {}", list(&at.curvatures)),
    });
    lines.extend(bound.map(str::to_owned));
    lines
}

fn list(values: &[f64]) -> String {
    values.iter().map(|&v| short(v)).collect::<Vec<_>>().join(", ")
}

/// Shows lines in a corner of a plot, the lower left one unless something is near it: the pointer, a note, a
/// legend.
pub fn show(ui: &mut Ui, plot: Rect, near: &[Option<Rect>], lines: &[String], colors: &Palette) {
    let font = FontId::proportional(13.0);
    let text = lines.join("\n");
    let galley = ui
        .painter()
        .layout_no_wrap(text.clone(), font.clone(), colors.text);
    let size = galley.size() + vec2(16.0, 10.0);
    let rect = corner(plot, size, near);
    ui.painter().rect_filled(rect, 6.0, ground(colors));
    let inner = UiBuilder::new()
        .scope_id(ui.scope_id().with("readout"))
        .max_rect(rect.shrink2(vec2(8.0, 5.0)))
        .layout(Layout::top_down(Align::Min));
    ui.scope_builder(inner, |ui| {
        ui.add(Label::new(RichText::new(text).font(font).color(colors.text)).selectable(false));
    });
}

/// The first corner of a plot where a box is near nothing that it should not cover; else the first of all.
fn corner(plot: Rect, size: Vec2, near: &[Option<Rect>]) -> Rect {
    let inside = plot.shrink(8.0);
    let corners = [
        Align2::LEFT_BOTTOM,
        Align2::RIGHT_BOTTOM,
        Align2::LEFT_TOP,
        Align2::RIGHT_TOP,
    ];
    let places = corners.map(|corner| corner.align_size_within_rect(size, inside));
    let is_free = |rect: &&Rect| {
        !near
            .iter()
            .flatten()
            .any(|near| near.intersects(rect.expand(16.0)))
    };
    *places.iter().find(is_free).unwrap_or(&places[0])
}

/// Shows a note at the lower middle of a plot.
pub fn note(ui: &mut Ui, plot: Rect, text: &str) {
    let colors = Palette::in_ui(ui);
    let font = FontId::proportional(12.0);
    let size = ui
        .painter()
        .layout_no_wrap(text.to_owned(), font.clone(), colors.text)
        .size()
        + vec2(14.0, 6.0);
    let at = pos2(plot.center().x, plot.bottom() - 10.0 - size.y / 2.0);
    let rect = Rect::from_center_size(at, size);
    ui.painter().rect_filled(rect, 6.0, ground(&colors));
    let inner = UiBuilder::new()
        .scope_id(ui.scope_id().with("note"))
        .max_rect(rect.shrink2(vec2(7.0, 3.0)));
    ui.scope_builder(inner, |ui| {
        ui.add(Label::new(RichText::new(text).font(font).color(colors.text)).selectable(false));
    });
}

/// What lies behind text on the picture.
pub fn ground(colors: &Palette) -> Color32 {
    colors.background.gamma_multiply(0.86)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readout_covers_neither_pointer_nor_legend() {
        let plot = Rect::from_min_size(pos2(0.0, 0.0), vec2(500.0, 400.0));
        let size = vec2(200.0, 100.0);
        let legend = Rect::from_min_max(pos2(250.0, 330.0), pos2(492.0, 392.0));
        let wide = Rect::from_min_max(pos2(150.0, 330.0), pos2(492.0, 392.0));
        for (pointer, legend, left_top) in [
            (pos2(250.0, 200.0), None, pos2(8.0, 292.0)),
            (pos2(100.0, 350.0), None, pos2(292.0, 292.0)),
            (pos2(100.0, 350.0), Some(legend), pos2(8.0, 8.0)),
            (pos2(250.0, 200.0), Some(wide), pos2(8.0, 8.0)),
            (pos2(100.0, 60.0), Some(wide), pos2(292.0, 8.0)),
        ] {
            let near = [Some(Rect::from_pos(pointer)), legend];
            let found = corner(plot, size, &near).min;
            assert_eq!(found, left_top, "{pointer:?} {legend:?}");
        }
    }

    #[test]
    fn a_readout_says_where_how_high_how_steep_and_how_curved() {
        let at = LocalShape {
            loss: 4.0,
            gradient: vec![-4.0, 0.0],
            curvatures: vec![802.4, 199.6],
        };
        assert_eq!(
            lines(&[-1.0, 1.0], &at, Some("η·λ_max = 0.802")),
            [
                "(x, y) = (−1, 1)",
                "f = 4",
                "∇f = (−4, 0)",
                "λ of the Hessian = 802, 200",
                "η·λ_max = 0.802"
            ]
        );
        let at = LocalShape {
            loss: 2.25,
            gradient: vec![3.0],
            curvatures: vec![2.0],
        };
        assert_eq!(
            lines(&[1.5], &at, None),
            ["x = 1.5", "f = 2.25", "f′ = 3", "f″ = 2"]
        );
        let kink = LocalShape {
            curvatures: vec![f64::NAN],
            ..at.clone()
        };
        assert_eq!(lines(&[1.5], &kink, None)[3], "a kink: no curvature here");
        let hole = LocalShape { loss: f64::NAN, ..at };
        assert_eq!(lines(&[1.5], &hole, None), ["x = 1.5", "f has no value here"]);
    }
}
