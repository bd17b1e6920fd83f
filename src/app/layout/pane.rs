//! Panels at the side of the picture: as wide as the screen suggests, until a hand or a key says otherwise.

use crate::app::controls::theme::TOUCH;
use crate::view::palette::Palette;
use egui::{
    CursorIcon, EventFilter, Frame, Id, Key, Panel, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo,
};

/// How far a key moves the edge.
const STRIDE: f32 = 16.0;
/// How far from the edge a mouse and a finger take hold of it.
const REACH: [f32; 2] = [4.0, 10.0];

/// The side of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Its left.
    Left,
    /// Its right.
    Right,
}

/// A panel whose width can be changed.
pub struct Pane {
    side: Side,
    name: &'static str,
    widths: [f32; 3],
    frame: Frame,
}

impl Side {
    /// A panel at this side. `name` is what its edge is called; its widths are the least, the usual and the
    /// largest one, of which the least counts most.
    pub fn pane(self, name: &'static str, widths: [f32; 3], frame: Frame) -> Pane {
        Pane {
            side: self,
            name,
            widths,
            frame,
        }
    }
}

impl Pane {
    /// Shows the panel, and at its edge what widens it.
    pub fn show(self, ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
        let id = Id::unique(self.name);
        let [least, usual, most] = self.widths;
        let chosen = ui.data(|d| d.get_temp::<f32>(id));
        let width = chosen.unwrap_or(usual).min(most).max(least);
        let panel = match self.side {
            Side::Left => Panel::left(self.name),
            Side::Right => Panel::right(self.name),
        };
        let panel = panel.exact_size(width).resizable(false).frame(self.frame);
        let rect = panel.show(ui, contents).response.rect;
        let edge = self.edge(ui, id, rect);
        if edge.double_clicked() {
            ui.data_mut(|d| d.remove::<f32>(id));
        } else if let Some(wanted) = self.wanted(ui, &edge, rect) {
            ui.data_mut(|d| d.insert_temp(id, wanted.min(most).max(least)));
        }
    }

    /// What a hand takes hold of.
    fn edge(&self, ui: &Ui, id: Id, rect: Rect) -> Response {
        let x = match self.side {
            Side::Left => rect.right(),
            Side::Right => rect.left(),
        };
        let touch = ui.spacing().interact_size.y >= TOUCH;
        let reach = REACH[usize::from(touch)];
        let place = Rect::from_x_y_ranges(x - reach..=x + reach, rect.y_range());
        let edge = ui.interact(place, id, Sense::click_and_drag());
        edge.widget_info(|| WidgetInfo::labeled(Role::Splitter, true, self.name));
        let colors = Palette::in_ui(ui);
        if edge.hovered() || edge.dragged() || edge.has_focus() {
            let stroke = Stroke::new(2.0, colors.accent);
            ui.painter().vline(x, rect.y_range(), stroke);
        } else if touch {
            // Where there is no pointer to change over it, a handle tells of it.
            let middle = Rect::from_center_size(egui::pos2(x, rect.center().y), egui::vec2(4.0, 36.0));
            ui.painter().rect_filled(middle, 2.0, colors.hairline);
        }
        edge.on_hover_cursor(CursorIcon::ResizeHorizontal).on_hover_text(
            "Drag, or press the left and right keys, for another width; a double click gives the usual one",
        )
    }

    /// The width that a hand or a key asks for.
    fn wanted(&self, ui: &Ui, edge: &Response, rect: Rect) -> Option<f32> {
        let wide = |x: f32| match self.side {
            Side::Left => x - rect.left(),
            Side::Right => rect.right() - x,
        };
        if edge.dragged() {
            return edge.interact_pointer_pos().map(|at| wide(at.x));
        }
        if !edge.has_focus() {
            return None;
        }
        let arrows = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(edge.id, arrows));
        let presses = |key: Key| ui.input(|i| i.num_presses(key)) as f32;
        let by = (presses(Key::ArrowRight) - presses(Key::ArrowLeft)) * STRIDE;
        let x = match self.side {
            Side::Left => rect.right(),
            Side::Right => rect.left(),
        };
        (by != 0.0).then(|| wide(x + by))
    }
}
