//! The starts on the picture: handles to drag, and what a double click does.

use crate::view::Shown;
use crate::view::axes::Plot;
use crate::view::number;
use crate::view::palette::Palette;
use egui::{
    CursorIcon, Event, EventFilter, Key, Pos2, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo,
};

/// Radius of a handle's ring.
const RADIUS: f32 = 9.0;
/// Part of the plot that a key moves a start.
const STRIDE: f64 = 0.01;

/// The starts of the last good program; none where there is no run.
pub fn current(shown: &Shown) -> Vec<Vec<f64>> {
    let Some(plan) = shown.plan else {
        return Vec::new();
    };
    let first = plan.lanes.first().map(|l| l.run);
    let lanes = plan.lanes.iter().filter(|l| Some(l.run) == first);
    lanes.map(|lane| lane.start.point().to_vec()).collect()
}

/// The starts after a double click at a point: the nearest one goes there, or with `more` another one comes
/// in.
pub fn clicked(starts: &[Vec<f64>], plot: &Plot, at: Pos2, n: usize, more: bool) -> Vec<Vec<f64>> {
    let mut starts = starts.to_vec();
    let point = point(plot, at, n);
    let distance = |start: &Vec<f64>| (place(plot, start) - at).length();
    let nearest = (0..starts.len()).min_by(|&a, &b| distance(&starts[a]).total_cmp(&distance(&starts[b])));
    match nearest.filter(|_| !more) {
        Some(nearest) => starts[nearest] = point,
        None => starts.push(point),
    }
    starts
}

/// What was done with the handles.
#[derive(Debug, Default)]
pub struct Handled {
    /// The starts, where one was moved or removed.
    pub starts: Option<Vec<Vec<f64>>>,
    /// The start that is being dragged.
    pub held: Option<Vec<f64>>,
}

/// Draws a handle at each start and moves those that are dragged.
pub fn handles(ui: &Ui, plot: &Plot, starts: &[Vec<f64>], colors: &Palette) -> Handled {
    let mut handled = Handled::default();
    let touch = ui.spacing().interact_size.y;
    for (index, start) in starts.iter().enumerate() {
        let at = place(plot, start);
        if !plot.rect.expand(RADIUS).contains(at) {
            continue;
        }
        let id = ui.scope_id().with(("start", index));
        let rect = Rect::from_center_size(at, Vec2::splat(touch.max(2.0 * RADIUS)));
        let response = ui.interact(rect, id, Sense::click_and_drag());
        let name = match starts.len() {
            1 => "Start".to_owned(),
            _ => format!("Start {}", index + 1),
        };
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let lively = response.hovered() || response.dragged() || response.has_focus();
        ring(ui, lively, at, colors);
        let moved = drag(plot, &response, at, start.len()).or_else(|| nudge(ui, plot, &response, start));
        if let Some(moved) = moved {
            let mut all = starts.to_vec();
            all[index].clone_from(&moved);
            handled.starts = Some(all);
            handled.held = Some(moved);
        } else if response.dragged() {
            handled.held = Some(start.clone());
        }
        if starts.len() > 1 && response.has_focus() && ui.input(|i| i.key_pressed(Key::Delete)) {
            let mut all = starts.to_vec();
            all.remove(index);
            handled.starts = Some(all);
        }
        let tip = format!("{name} at {}: drag it elsewhere", written(start));
        response.on_hover_cursor(CursorIcon::Grab).on_hover_text(tip);
    }
    handled
}

/// A point in brackets.
pub fn written(point: &[f64]) -> String {
    let numbers: Vec<String> = point.iter().map(|&v| number::short(v)).collect();
    match numbers.len() {
        1 => numbers[0].clone(),
        _ => format!("({})", numbers.join(", ")),
    }
}

/// Draws each start's ring, which no hand moves.
pub fn rings(ui: &Ui, plot: &Plot, starts: &[Vec<f64>], colors: &Palette) -> Handled {
    let places = starts.iter().map(|start| place(plot, start));
    for at in places.filter(|at| plot.rect.expand(RADIUS).contains(*at)) {
        ring(ui, false, at, colors);
    }
    Handled::default()
}

/// Marks the point that is read while the pointer is elsewhere.
pub fn pin(ui: &Ui, plot: &Plot, point: &[f64], colors: &Palette) {
    let at = place(plot, point);
    if plot.rect.contains(at) {
        for (radius, width, color) in [(4.0, 4.0, colors.background), (4.0, 1.75, colors.accent)] {
            ui.painter().circle_stroke(at, radius, Stroke::new(width, color));
        }
    }
}

fn ring(ui: &Ui, lively: bool, at: Pos2, colors: &Palette) {
    let color = if lively { colors.accent } else { colors.text };
    let painter = ui.painter();
    painter.circle_stroke(
        at,
        RADIUS,
        Stroke::new(4.0, colors.background.gamma_multiply(0.6)),
    );
    painter.circle_stroke(at, RADIUS, Stroke::new(if lively { 2.5 } else { 1.75 }, color));
}

fn drag(plot: &Plot, response: &Response, at: Pos2, n: usize) -> Option<Vec<f64>> {
    let moved = response.drag_delta();
    let to = (at + moved).clamp(plot.rect.min, plot.rect.max);
    (moved != Vec2::ZERO).then(|| point(plot, to, n))
}

fn nudge(ui: &Ui, plot: &Plot, response: &Response, start: &[f64]) -> Option<Vec<f64>> {
    if !response.has_focus() {
        return None;
    }
    let arrows = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|m| m.set_focus_lock_filter(response.id, arrows));
    let pressed = ui.input(|i| {
        let keys = i.events.iter().filter_map(|event| match event {
            Event::Key {
                key, pressed: true, ..
            } => Some(*key),
            _ => None,
        });
        keys.collect::<Vec<Key>>()
    });
    let mut moved = start.to_vec();
    for key in pressed {
        let (axis, way) = match key {
            Key::ArrowLeft => (0, -1.0),
            Key::ArrowRight => (0, 1.0),
            Key::ArrowDown => (1, -1.0),
            Key::ArrowUp => (1, 1.0),
            _ => continue,
        };
        let [low, high] = [plot.x, plot.y][axis];
        if let Some(coordinate) = moved.get_mut(axis) {
            *coordinate += way * STRIDE * (high - low);
        }
    }
    (moved != start).then_some(moved)
}

/// Where a start is seen; of one coordinate, on the plot's lower edge.
pub fn place(plot: &Plot, start: &[f64]) -> Pos2 {
    match *start {
        [x, y, ..] => plot.place(x, y),
        [x] => plot.place(x, plot.y[0]),
        [] => plot.rect.center(),
    }
}

/// The point of the surface under a place on the screen, as exact as the screen can tell.
fn point(plot: &Plot, at: Pos2, n: usize) -> Vec<f64> {
    let steps = [plot.rect.width(), plot.rect.height()].map(|pixels| f64::from(pixels.max(1.0)));
    let values = plot.value(at).into_iter().zip([plot.x, plot.y]).zip(steps);
    values
        .take(n)
        .map(|((value, [low, high]), steps)| rounded(value, (high - low) / steps))
        .collect()
}

/// A value as round as steps of a size allow.
fn rounded(value: f64, step: f64) -> f64 {
    let digits = (-step.log10().floor()).clamp(0.0, 12.0);
    let scale = 10f64.powf(digits);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    fn plot() -> Plot {
        Plot {
            rect: Rect::from_min_max(pos2(0.0, 0.0), pos2(400.0, 400.0)),
            x: [-2.0, 2.0],
            y: [-2.0, 2.0],
        }
    }

    #[test]
    fn a_double_click_moves_the_nearest_start_and_one_with_shift_adds_one() {
        let two = vec![vec![-1.0, 0.0], vec![1.0, 0.0]];
        let at = pos2(320.0, 200.0);
        assert_eq!(clicked(&two, &plot(), at, 2, false), [[-1.0, 0.0], [1.2, 0.0]]);
        assert_eq!(
            clicked(&two, &plot(), at, 2, true),
            [[-1.0, 0.0], [1.0, 0.0], [1.2, 0.0]]
        );
        assert_eq!(clicked(&[vec![0.5]], &plot(), at, 1, false), [[1.2]]);
        assert_eq!(clicked(&[], &plot(), at, 1, false), [[1.2]]);
    }

    #[test]
    fn points_are_as_round_as_the_screen_allows() {
        for (value, step, wanted) in [
            (1.234_567, 0.01, 1.23),
            (1.234_567, 0.003, 1.235),
            (123.4, 5.0, 123.0),
        ] {
            assert_eq!(rounded(value, step), wanted);
        }
    }
}
