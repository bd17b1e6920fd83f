//! The pen: what a speaker draws on the picture with a mouse, a finger or a stylus. It stays until it is
//! erased, the card is turned or the presenter view is left.

use egui::{
    Color32, CursorIcon, Event, PointerButton, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, lerp, pos2,
};

/// Its line, and a lighter rim around it: both are seen on dark and on light pictures.
const INK: Color32 = Color32::from_rgb(0xE6, 0x00, 0x7E);
const RIM: Color32 = Color32::from_rgb(0xFF, 0xFF, 0xFF);
const WIDTH: f32 = 3.5;
/// How far, in points, a hand moves before the line goes on.
const STRIDE: f32 = 1.0;
/// Most points of all lines; the first lines go then.
const MOST: usize = 50_000;

/// The pen and what was drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PresenterPen {
    /// Whether a hand on the picture draws.
    pub on: bool,
    /// Lines, in parts of the picture's width and height.
    lines: Vec<Vec<Pos2>>,
    /// The card that they were drawn on.
    of: Option<String>,
}

impl PresenterPen {
    /// Whether anything was drawn.
    pub fn has_drawn(&self) -> bool {
        !self.lines.is_empty()
    }

    /// Takes away all that was drawn.
    pub fn erase(&mut self) {
        self.lines.clear();
    }

    /// Takes away what was drawn on another card than this one.
    pub fn follow(&mut self, card: Option<String>) {
        if self.of != card {
            self.erase();
            self.of = card;
        }
    }

    /// Draws on a picture, and shows what was drawn.
    pub fn show(&mut self, ui: &mut Ui, picture: Rect) {
        if self.on {
            self.draw(ui, picture);
        }
        let painter = ui.painter_at(picture);
        let at = |p: &Pos2| {
            pos2(
                lerp(picture.x_range().min..=picture.x_range().max, p.x),
                lerp(picture.y_range().min..=picture.y_range().max, p.y),
            )
        };
        for (width, color) in [(WIDTH + 3.0, RIM), (WIDTH, INK)] {
            for line in &self.lines {
                let points: Vec<Pos2> = line.iter().map(at).collect();
                // Round at both ends, and a dot where the hand did not move.
                for end in [points.first(), points.last()].into_iter().flatten() {
                    painter.circle_filled(*end, width / 2.0, color);
                }
                painter.line(points, Stroke::new(width, color));
            }
        }
    }

    fn draw(&mut self, ui: &mut Ui, picture: Rect) {
        let response = ui.interact(picture, ui.scope_id().with("pen"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Pen on the picture"));
        if response.hovered() {
            ui.set_cursor_icon(CursorIcon::Crosshair);
        }
        if !response.is_pointer_button_down_on()
            || !ui.input(|i| i.pointer.button_down(PointerButton::Primary))
        {
            return;
        }
        let (moved, now, begins) = ui.input(|i| {
            let way = i.events.iter().filter_map(|event| match event {
                Event::PointerMoved(at) => Some(*at),
                _ => None,
            });
            (
                way.collect::<Vec<Pos2>>(),
                response.interact_pointer_pos(),
                i.pointer.primary_pressed(),
            )
        });
        if begins || self.lines.is_empty() {
            self.lines.push(Vec::new());
        }
        // Where the pointer was before it was pressed is no part of the line.
        let way = if begins { Vec::new() } else { moved };
        for at in way.into_iter().chain(now) {
            self.go_on(picture, at);
        }
        let points = |lines: &[Vec<Pos2>]| lines.iter().map(Vec::len).sum::<usize>();
        while points(&self.lines) > MOST && self.lines.len() > 1 {
            self.lines.remove(0);
        }
    }

    fn go_on(&mut self, picture: Rect, at: Pos2) {
        let Some(line) = self.lines.last_mut() else { return };
        let part = pos2(
            (at.x - picture.left()) / picture.width().max(1.0),
            (at.y - picture.top()) / picture.height().max(1.0),
        );
        let far = line.last().is_none_or(|last| {
            let way = part - *last;
            (way * picture.size()).length() >= STRIDE
        });
        if far {
            line.push(part);
        }
    }
}
