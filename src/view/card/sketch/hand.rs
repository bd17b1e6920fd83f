//! A hand that draws, and keys that do.

use super::paper::{POINTS, Paper};
use super::stop;
use egui::{EventFilter, Key, Pos2, Rect, Response, Ui};

/// How many of them the keys lead to.
const STOPS: usize = 8;
/// How far a key moves one, as a part of the axis.
const KEY: f64 = 1.0 / 24.0;

/// A hand that draws, and keys that do.
pub(super) struct SketchHand<'a> {
    pub ui: &'a Ui,
    pub plot: Rect,
    pub paper: &'a Paper,
    pub drawn: &'a mut Vec<(f64, f64)>,
}

impl SketchHand<'_> {
    pub fn draws(&mut self, response: &Response) {
        let Some(at) = response.interact_pointer_pos() else {
            return;
        };
        if response.clicked() || response.dragged() {
            let from = if response.dragged() {
                at - response.drag_motion()
            } else {
                at
            };
            self.stroke(from, at);
            response.request_focus();
        }
    }

    /// Sets the points between two places on the straight line.
    fn stroke(&mut self, from: Pos2, to: Pos2) {
        let part = |at: Pos2| {
            let [x, y] = [
                (at.x - self.plot.left()) / self.plot.width(),
                (self.plot.bottom() - at.y) / self.plot.height(),
            ];
            [x, y].map(|p| f64::from(p).clamp(0.0, 1.0))
        };
        let [from, to] = [part(from), part(to)];
        let (left, right) = if from[0] <= to[0] { (from, to) } else { (to, from) };
        let point = |x: f64| (x * POINTS as f64).round() as usize;
        for place in point(left[0])..=point(right[0]) {
            let x = place as f64 / POINTS as f64;
            let share = if right[0] > left[0] {
                ((x - left[0]) / (right[0] - left[0])).clamp(0.0, 1.0)
            } else {
                1.0
            };
            self.set(place, left[1] + share * (right[1] - left[1]));
        }
    }

    /// Sets a point to a height of the axis.
    fn set(&mut self, point: usize, height: f64) {
        let step = self.paper.step(point);
        let value = self.paper.y.value(height.clamp(0.0, 1.0));
        let place = self.drawn.partition_point(|p| p.0 < step);
        match self.drawn.get_mut(place).filter(|p| p.0 == step) {
            Some(known) => known.1 = value,
            None => self.drawn.insert(place, (step, value)),
        }
    }

    fn height(&self, point: usize) -> Option<f64> {
        let step = self.paper.step(point);
        let known = self.drawn.iter().find(|p| p.0 == step);
        known.map(|p| self.paper.y.place(p.1))
    }

    /// Left and right choose a point, up and down move it; what lies between two of them goes along.
    pub fn keys(&mut self, response: &Response) {
        if !response.has_focus() {
            return;
        }
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        self.ui
            .memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
        let presses = |key: Key| self.ui.input(|i| i.num_presses(key)) as f64;
        let across = presses(Key::ArrowRight) - presses(Key::ArrowLeft);
        let up = presses(Key::ArrowUp) - presses(Key::ArrowDown);
        if across == 0.0 && up == 0.0 {
            return;
        }
        let id = stop(response.id);
        let each = POINTS / STOPS;
        let known = self.ui.data(|d| d.get_temp::<usize>(id));
        let now = match known {
            None => 0,
            Some(point) => {
                (point as f64 / each as f64 + across)
                    .round()
                    .clamp(0.0, STOPS as f64) as usize
                    * each
            }
        };
        self.ui.data_mut(|d| d.insert_temp(id, now));
        // The keys begin with a line across the middle.
        let start = self
            .paper
            .truth
            .defined()
            .next()
            .map_or(0.5, |p| self.paper.y.place(p.1));
        for point in (0..=POINTS).filter(|p| p % each == 0) {
            if self.height(point).is_none() {
                self.set(point, start);
            }
        }
        let height = self.height(now).unwrap_or(start) + up * KEY;
        self.set(now, height);
        for neighbour in [now.checked_sub(each), Some(now + each).filter(|n| *n <= POINTS)]
            .into_iter()
            .flatten()
        {
            let other = self.height(neighbour).unwrap_or(start);
            for point in now.min(neighbour) + 1..now.max(neighbour) {
                let share = point.abs_diff(now) as f64 / each as f64;
                self.set(point, height.clamp(0.0, 1.0) * (1.0 - share) + other * share);
            }
        }
    }
}
