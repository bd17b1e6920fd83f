//! Icon buttons, drawn by the painter: no font carries these signs in one style.

use crate::view::palette::Palette;
use egui::{Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, vec2};

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Begin to move.
    Play,
    /// Stop moving.
    Pause,
    /// One step on.
    Forward,
    /// One step back.
    Back,
    /// To the first step.
    Start,
    /// To the last step.
    End,
    /// From the end back to the start.
    Loop,
    /// One more.
    Plus,
    /// More commands.
    More,
    /// Shown.
    Shown,
    /// Hidden.
    Hidden,
    /// Dark or light.
    Theme,
    /// Back to the default.
    Reset,
    /// Away with it.
    Close,
    /// Settings.
    Sliders,
    /// Takes a change back.
    Undo,
    /// Makes a change again.
    Redo,
    /// Explains.
    Help,
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// One way becomes two.
    Fork,
    /// Written by hand.
    Edit,
    /// A chart.
    Chart,
    /// A code to scan.
    Scan,
    /// Lines of notes.
    Notes,
    /// Nothing to see.
    Blank,
    /// Wiped away.
    Erase,
    /// The one before.
    Previous,
    /// The one after.
    Next,
}

/// A button that shows a sign; `name` is its accessible name, `tip` what it does.
pub fn button(ui: &mut Ui, icon: Icon, name: &str, tip: &str) -> Response {
    let side = ui.spacing().interact_size.y;
    sized(ui, icon, Vec2::splat(side), None, name, tip)
}

/// A button that stays pressed while `on`.
pub fn toggle(ui: &mut Ui, icon: Icon, on: bool, name: &str, tip: &str) -> Response {
    let side = ui.spacing().interact_size.y;
    sized(ui, icon, Vec2::splat(side), Some(on), name, tip)
}

/// The one button that matters most: on the accent colour, larger than its neighbours.
pub fn primary(ui: &mut Ui, icon: Icon, name: &str, tip: &str) -> Response {
    let colors = Palette::in_ui(ui);
    let side = ui.spacing().interact_size.y + 6.0;
    let response = allocate(ui, Vec2::splat(side), None, name);
    let fill = if response.hovered() {
        colors.text
    } else {
        colors.accent
    };
    let rect = response.rect;
    ui.painter().circle_filled(rect.center(), side / 2.0, fill);
    paint(ui.painter(), icon, rect.center(), colors.background);
    response.on_hover_text(tip)
}

/// A button of any size; `on` tells whether a toggle is pressed.
pub fn sized(ui: &mut Ui, icon: Icon, size: Vec2, on: Option<bool>, name: &str, tip: &str) -> Response {
    let colors = Palette::in_ui(ui);
    let response = allocate(ui, size, on, name);
    let on = on == Some(true);
    let fill = match (response.hovered(), on) {
        (true, _) => colors.hovered,
        (false, true) => colors.selected,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(response.rect, 6.0, fill);
    let color = match (response.enabled(), response.hovered() || on) {
        (true, true) => colors.text,
        (true, false) => colors.weak,
        (false, _) => colors.weak.gamma_multiply(0.4),
    };
    paint(ui.painter(), icon, response.rect.center(), color);
    response.on_hover_text(tip)
}

fn allocate(ui: &mut Ui, size: Vec2, on: Option<bool>, name: &str) -> Response {
    let (_, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| match on {
        Some(on) => WidgetInfo::selected(Role::Button, ui.is_enabled(), on, name),
        None => WidgetInfo::labeled(Role::Button, ui.is_enabled(), name),
    });
    response
}

/// Paints a sign around a point.
pub fn paint(painter: &Painter, icon: Icon, at: Pos2, color: Color32) {
    let line = |a: (f32, f32), b: (f32, f32)| {
        painter.line_segment([at + vec2(a.0, a.1), at + vec2(b.0, b.1)], (1.75, color));
    };
    let triangle = |x: f32, width: f32| {
        let corners = [(x, -5.0), (x + width, 0.0), (x, 5.0)].map(|(x, y)| at + vec2(x, y));
        painter.add(Shape::convex_polygon(corners.to_vec(), color, Stroke::NONE));
    };
    let bar = |x: f32, width: f32| {
        let rect = Rect::from_min_size(at + vec2(x, -5.0), vec2(width, 10.0));
        painter.rect_filled(rect, 0.5, color);
    };
    match icon {
        Icon::Play => triangle(-3.5, 9.0),
        Icon::Pause => [-4.5, 1.5].into_iter().for_each(|x| bar(x, 3.0)),
        Icon::Forward => {
            bar(-4.5, 2.0);
            triangle(-0.5, 6.5);
        }
        Icon::Back => {
            bar(2.5, 2.0);
            triangle(0.5, -6.5);
        }
        Icon::Start => {
            bar(-6.5, 2.0);
            triangle(0.5, -5.0);
            triangle(5.5, -5.0);
        }
        Icon::End => {
            bar(4.5, 2.0);
            triangle(-0.5, 5.0);
            triangle(-5.5, 5.0);
        }
        Icon::Plus => {
            line((-5.0, 0.0), (5.0, 0.0));
            line((0.0, -5.0), (0.0, 5.0));
        }
        Icon::Close => {
            line((-4.0, -4.0), (4.0, 4.0));
            line((-4.0, 4.0), (4.0, -4.0));
        }
        Icon::More => {
            for x in [-5.0, 0.0, 5.0] {
                painter.circle_filled(at + vec2(x, 0.0), 1.6, color);
            }
        }
        Icon::Shown | Icon::Hidden => eye(painter, at, icon == Icon::Hidden, color),
        Icon::Theme => {
            painter.circle_stroke(at, 6.0, Stroke::new(1.75, color));
            let half = (0..=16)
                .map(|i| Vec2::angled(std::f32::consts::FRAC_PI_2 + i as f32 * std::f32::consts::PI / 16.0));
            let half = half.map(|way| at + way * 6.0).collect();
            painter.add(Shape::convex_polygon(half, color, Stroke::NONE));
        }
        Icon::Undo => bend(painter, at, -1.0, color),
        Icon::Redo => bend(painter, at, 1.0, color),
        Icon::Help => {
            painter.circle_stroke(at, 7.0, Stroke::new(1.5, color));
            let font = egui::FontId::new(12.0, crate::app::controls::theme::strong());
            painter.text(at, egui::Align2::CENTER_CENTER, "?", font, color);
        }
        Icon::Up | Icon::Down => {
            let side = if icon == Icon::Up { 1.0 } else { -1.0 };
            line((0.0, -5.0), (0.0, 5.0));
            line((0.0, -5.0 * side), (-4.0, -side));
            line((0.0, -5.0 * side), (4.0, -side));
        }
        Icon::Edit => {
            let pen = [(-5.5, 5.5), (-4.5, 1.5), (3.0, -6.0), (6.0, -3.0), (-1.5, 4.5)];
            let outline = pen.map(|(x, y)| at + vec2(x, y)).to_vec();
            painter.add(Shape::closed_line(outline, Stroke::new(1.5, color)));
            line((0.5, -3.5), (3.5, -0.5));
        }
        Icon::Fork => {
            line((-6.5, 3.0), (-1.5, 3.0));
            line((-1.5, 3.0), (5.5, 3.0));
            line((-1.5, 3.0), (4.5, -4.0));
            for x in [(5.5, 3.0), (4.5, -4.0)] {
                painter.circle_filled(at + vec2(x.0, x.1), 2.25, color);
            }
        }
        Icon::Chart => {
            line((-6.0, -5.5), (-6.0, 5.5));
            line((-6.0, 5.5), (6.0, 5.5));
            line((-3.5, -3.0), (0.0, 2.0));
            line((0.0, 2.0), (5.5, 3.0));
        }
        Icon::Scan => {
            for (x, y) in [(-3.5, -3.5), (3.5, -3.5), (-3.5, 3.5)] {
                let eye = Rect::from_center_size(at + vec2(x, y), Vec2::splat(4.5));
                painter.rect_stroke(eye, 0.0, Stroke::new(1.5, color), egui::StrokeKind::Middle);
            }
            for (x, y) in [(2.0, 2.0), (5.0, 2.0), (3.5, 5.0)] {
                painter.rect_filled(
                    Rect::from_center_size(at + vec2(x, y), Vec2::splat(2.0)),
                    0.0,
                    color,
                );
            }
        }
        Icon::Notes => [-4.5, -1.5, 1.5, 4.5]
            .into_iter()
            .for_each(|y| line((-5.5, y), (if y > 4.0 { 1.0 } else { 5.5 }, y))),
        Icon::Blank => {
            let screen = Rect::from_center_size(at, vec2(13.0, 9.0));
            painter.rect_filled(screen, 1.5, color);
        }
        Icon::Erase => {
            let rubber = [(-6.0, 1.0), (0.0, -5.0), (5.0, 0.0), (-1.0, 6.0)];
            let outline = rubber.map(|(x, y)| at + vec2(x, y)).to_vec();
            painter.add(Shape::closed_line(outline, Stroke::new(1.5, color)));
            line((-3.0, -2.0), (2.0, 3.0));
        }
        Icon::Previous | Icon::Next => {
            let side = if icon == Icon::Next { 1.0 } else { -1.0 };
            line((-2.5 * side, -5.0), (2.5 * side, 0.0));
            line((2.5 * side, 0.0), (-2.5 * side, 5.0));
        }
        Icon::Loop | Icon::Reset => turn(painter, icon == Icon::Reset, at, color),
        Icon::Sliders => {
            for (y, x) in [(-4.0, 2.5), (4.0, -2.5)] {
                line((-6.5, y), (6.5, y));
                painter.circle_filled(at + vec2(x, y), 3.0, color);
            }
        }
    }
}

fn eye(painter: &Painter, at: Pos2, hidden: bool, color: Color32) {
    let lid = |sign: f32| -> Vec<Pos2> {
        let point = |i: i32| {
            let x = i as f32 / 8.0;
            at + vec2(x * 7.0, sign * 4.2 * (1.0 - x * x))
        };
        (-8..=8).map(point).collect()
    };
    let faint = if hidden { color.gamma_multiply(0.55) } else { color };
    for sign in [-1.0, 1.0] {
        painter.line(lid(sign), Stroke::new(1.4, faint));
    }
    painter.circle_filled(at, 2.0, faint);
    if hidden {
        painter.line_segment([at + vec2(-6.0, 5.0), at + vec2(6.0, -5.0)], (1.75, color));
    }
}

/// An arrow that bends back, to the left (-1) or to the right (1).
fn bend(painter: &Painter, at: Pos2, side: f32, color: Color32) {
    let point = |x: f32, y: f32| at + vec2(x * side, y);
    let half_ring = (0..=12).map(|i| {
        let turn = (f32::from(i as u8) / 12.0 - 0.5) * std::f32::consts::PI;
        point(1.5 - 4.0 * turn.cos(), 1.5 + 4.0 * turn.sin())
    });
    let line = std::iter::once(point(5.0, -2.5))
        .chain(half_ring)
        .chain([point(4.0, 5.5)]);
    painter.line(line.collect(), Stroke::new(1.75, color));
    let tip = [point(3.5, -6.5), point(8.0, -2.5), point(3.5, 1.5)];
    painter.add(Shape::convex_polygon(tip.to_vec(), color, Stroke::NONE));
}

/// A part of a ring, in turns.
fn arc(painter: &Painter, at: Pos2, radius: f32, from: f32, to: f32, color: Color32) {
    let point = |i: u8| {
        let turn = from + (to - from) * f32::from(i) / 24.0;
        at + Vec2::angled(turn * std::f32::consts::TAU) * radius
    };
    painter.line((0..=24).map(point).collect(), Stroke::new(1.75, color));
}

/// An arrow that turns back, once or for ever.
fn turn(painter: &Painter, once: bool, at: Pos2, color: Color32) {
    let tip = |at: Pos2, down: f32| {
        let corners = vec![
            at + vec2(-3.5, 0.0),
            at + vec2(3.5, 0.0),
            at + vec2(0.0, down * 4.0),
        ];
        painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
    };
    if once {
        arc(painter, at, 5.0, -0.45, 0.32, color);
        tip(at + vec2(-4.9, -1.5), 1.0);
    } else {
        arc(painter, at, 5.5, 0.55, 0.95, color);
        arc(painter, at, 5.5, 0.05, 0.45, color);
        tip(at + vec2(5.4, -2.0), 1.0);
        tip(at + vec2(-5.4, 2.0), -1.0);
    }
}
