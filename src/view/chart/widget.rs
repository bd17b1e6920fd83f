//! A chart in a `Ui`: drawn on its painter, scrubbed, zoomed and panned by pointer, fingers and keyboard.

use super::draw::{DrawnChart, HEAD, RunLabel, draw};
use super::{Axis, Chart, Scale, Zoom, menu};
use crate::view::Wish;
use crate::view::canvas::inside;
use crate::view::palette::Palette;
use egui::{
    Button, CursorIcon, Direction, EventFilter, Id, Key, Layout, PointerButton, Pos2, Rect, Response,
    RichText, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

/// How much one point of the wheel's way magnifies, as a logarithm.
const WHEEL: f32 = 1.0 / 240.0;
/// How much a key magnifies.
const KEY: f64 = 1.5;

/// What can be done with a chart.
const HELP: &str = "Drag to move through the steps. Wheel, pinch or + and − zoom; shift and drag, or two \
    fingers, move what is shown; double click or 0 shows all.";

/// Fills the space left with a chart that shows all, looked at as `look` says, under an accessible name;
/// wishes for the step under the pointer and for hiding runs.
pub fn show(ui: &mut Ui, look: &mut Zoom, name: &str, mut chart: Chart) -> Vec<Wish> {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    if !ui.is_rect_visible(rect) || rect.width() < 80.0 || rect.height() < 60.0 {
        return Vec::new();
    }
    let whole = look.apply(&mut chart);
    let head = HEAD.max(ui.spacing().interact_size.y);
    let Some(drawn) = paint(ui, rect, &chart, head) else {
        return Vec::new();
    };
    let strip = Rect::from_min_size(rect.min, vec2(rect.width(), head));
    ui.interact(strip, response.id.with("help"), Sense::hover())
        .on_hover_text(HELP);
    let mut wishes = labels(ui, response.id, &chart, &drawn);
    wishes.extend(menu::show(ui, response.id, drawn.axis, &chart));
    corner(ui, strip, look, &chart);
    let mut hands = Hands {
        ui,
        response,
        plot: drawn.plot,
        look,
        whole: [&whole[0], &whole[1]],
    };
    hands.zoom();
    wishes.extend(hands.scrub(&chart));
    wishes
}

/// Paints the chart into a rectangle; its parts are where they are on the screen.
fn paint(ui: &Ui, rect: Rect, chart: &Chart, head: f32) -> Option<DrawnChart> {
    let painter = ui.painter().with_clip_rect(rect.expand(2.0));
    let mut drawn = inside(&painter, rect, |pen| draw(pen, chart, &Palette::in_ui(ui), head))?;
    let places = drawn.labels.iter_mut().map(|l| &mut l.rect);
    for place in places.chain([&mut drawn.plot, &mut drawn.axis]) {
        *place = place.translate(rect.min.to_vec2());
    }
    Some(drawn)
}

/// Labels hide their runs, and show them again.
fn labels(ui: &Ui, id: Id, chart: &Chart, drawn: &DrawnChart) -> Vec<Wish> {
    let mut wishes = Vec::new();
    for RunLabel {
        run,
        hidden,
        text,
        rect,
    } in &drawn.labels
    {
        let response = ui.interact(*rect, id.with(text), Sense::click());
        let verb = if *hidden { "Show" } else { "Hide" };
        response.widget_info(|| {
            let name = format!("{verb} {text} in {}", chart.title);
            WidgetInfo::selected(Role::Button, true, *hidden, name)
        });
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        if response.on_hover_text(format!("{verb} in all views")).clicked() {
            wishes.push(Wish::Mute(*run));
        }
    }
    wishes
}

/// The switch between the scales, and what shows all again.
fn corner(ui: &mut Ui, strip: Rect, look: &mut Zoom, chart: &Chart) {
    let height = ui.spacing().interact_size.y.min(strip.height());
    let mut right = strip.right();
    let mut button = |ui: &mut Ui, text: &str, on: bool, enabled: bool| {
        let size = vec2(height.max(36.0), height.min(strip.height() - 2.0));
        let rect = Rect::from_min_size(pos2(right - size.x, strip.top()), size);
        right = rect.left() - 4.0;
        let button = Button::selectable(on, RichText::new(text).small()).min_size(size);
        let add = |ui: &mut Ui| {
            ui.spacing_mut().button_padding = Vec2::ZERO;
            ui.add_enabled(enabled, button)
        };
        let layout = Layout::centered_and_justified(Direction::TopDown);
        ui.scope_builder(UiBuilder::new().max_rect(rect).layout(layout), add)
            .inner
    };
    let is_log = chart.y.scale == Scale::Log;
    let log = button(ui, "log", is_log, chart.scales.reason().is_none());
    let log = log.accessible_name(format!("Logarithmic scale of {}", chart.title));
    let log = match chart.scales.reason() {
        None => log.on_hover_text("Logarithmic scale"),
        Some(reason) => log.on_disabled_hover_text(reason),
    };
    if log.clicked() {
        look.spread(if is_log { Scale::Linear } else { Scale::Log });
    }
    if look.is_zoomed() {
        let all = button(ui, "all", false, true);
        let all = all.accessible_name(format!("Show all of {}", chart.title));
        if all.on_hover_text("Show all again").clicked() {
            look.reset();
        }
    }
}

/// What pointer, fingers and keys do to a chart.
struct Hands<'a> {
    ui: &'a Ui,
    response: Response,
    plot: Rect,
    look: &'a mut Zoom,
    whole: [&'a Axis<'a>; 2],
}

impl Hands<'_> {
    /// A point as parts of the axes.
    fn part(&self, at: Pos2) -> [f64; 2] {
        let part = (at - self.plot.min) / self.plot.size();
        [part.x, 1.0 - part.y].map(|p| f64::from(p).clamp(0.0, 1.0))
    }

    fn zoom(&mut self) {
        self.wheel();
        self.drag();
        self.keys();
        if self.response.double_clicked() {
            self.look.reset();
        }
    }

    /// The wheel and two fingers, towards the pointer; beside the plot along one axis only.
    fn wheel(&mut self) {
        let touch = self.ui.input(|i| i.multi_touch());
        let hover = touch
            .map(|t| t.center_pos)
            .or(self.ui.input(|i| i.pointer.hover_pos()));
        let reachable = self.response.contains_pointer() || self.response.dragged();
        let Some(at) = hover.filter(|at| reachable && self.response.rect.contains(*at)) else {
            return;
        };
        let (pinch, scroll) = self.ui.input_mut(|i| {
            let scroll = std::mem::take(&mut i.smooth_scroll_delta);
            (i.zoom_delta_2d(), scroll)
        });
        let factor = pinch * (scroll.y * WHEEL).exp();
        let mut factors = [factor.x, factor.y].map(f64::from);
        if at.x < self.plot.left() {
            factors[0] = 1.0;
        }
        if at.y > self.plot.bottom() {
            factors[1] = 1.0;
        }
        if factors != [1.0, 1.0] {
            self.look.zoom(self.whole, self.part(at), factors);
        }
        let moved = touch.map_or(vec2(scroll.x, 0.0), |t| t.translation_delta);
        self.pan(moved);
    }

    /// Shift, or the middle button, moves what is shown.
    fn drag(&mut self) {
        if self.pans() && self.ui.input(|i| i.multi_touch()).is_none() {
            self.pan(self.response.drag_delta());
        }
    }

    fn pans(&self) -> bool {
        let shift = self.ui.input(|i| i.modifiers.shift || i.multi_touch().is_some());
        let middle = self.response.dragged_by(PointerButton::Middle);
        self.response.dragged() && (shift || middle)
    }

    fn pan(&mut self, by: Vec2) {
        if by != Vec2::ZERO {
            let part = by / self.plot.size();
            self.look.pan(self.whole, [f64::from(part.x), -f64::from(part.y)]);
        }
    }

    /// + and − zoom, 0 shows all, while the chart has the keyboard.
    fn keys(&mut self) {
        if !self.response.has_focus() {
            return;
        }
        let filter = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        let id = self.response.id;
        self.ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        let pressed = |key: Key| self.ui.input(|i| i.key_pressed(key));
        let middle = [0.5, 0.5];
        if pressed(Key::Plus) || pressed(Key::Equals) {
            self.look.zoom(self.whole, middle, [KEY, KEY]);
        }
        if pressed(Key::Minus) {
            self.look.zoom(self.whole, middle, [1.0 / KEY, 1.0 / KEY]);
        }
        if pressed(Key::Num0) {
            self.look.reset();
        }
    }

    /// The step under the pointer, and the one that is gone to.
    fn scrub(&self, chart: &Chart) -> Vec<Wish> {
        let pace = chart.counted.pace;
        let step = |at: Pos2| chart.x.value(self.part(at)[0]) / pace;
        let pressed = (self.response.dragged() || self.response.clicked()) && !self.pans();
        let sought = self.response.interact_pointer_pos().filter(|_| pressed);
        let hovered = self.response.hover_pos().filter(|at| self.plot.contains(*at));
        if hovered.is_some() {
            let icon = if self.pans() {
                CursorIcon::Grabbing
            } else {
                CursorIcon::ResizeHorizontal
            };
            self.ui.ctx().set_cursor_icon(icon);
        }
        let by = |key: Key, by: f64| {
            let pressed = self.response.has_focus() && self.ui.input(|i| i.key_pressed(key));
            chart
                .cursor
                .filter(|_| pressed)
                .map(|at| (at / pace).floor() + by)
        };
        let keyed = by(Key::ArrowLeft, -1.0).or(by(Key::ArrowRight, 1.0));
        let sought = sought.map(step).or(keyed).map(Wish::Step);
        let hovered = hovered.map(|at| Wish::Hover(step(at)));
        sought.into_iter().chain(hovered).collect()
    }
}
