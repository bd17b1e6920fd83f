//! Undo and redo of every change to the scene.
//!
//! A snapshot is taken before a change. Changes while the pointer is held, or of one field in quick
//! succession as when a number is typed, are one change. How the scene is looked at (step, zoom, tab) is no
//! change of it.

use crate::scene::{Scene, View};
use egui::{Context, Key, KeyboardShortcut, Modifiers};
use serde_json::Value;

/// The keys that undo.
pub const UNDO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Z);
/// The keys that redo; [`REDO_TOO`] are others.
pub const REDO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
const REDO_TOO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Y);

/// Most changes remembered.
const DEPTH: usize = 200;
/// Most bytes of the scenes that are remembered, as text: a student's table stands in each.
const ROOM: usize = 32 << 20;
/// Seconds after which a change of the same field is another change.
const PAUSE: f64 = 1.0;

/// The scenes before the current one, and those that were undone.
pub struct History {
    past: Vec<Scene>,
    /// How large each of them is as text.
    sizes: Vec<usize>,
    future: Vec<Scene>,
    last: Scene,
    burst: Option<Burst>,
}

/// Changes that count as one.
struct Burst {
    place: String,
    time: f64,
}

/// What the pointer does in a frame, and when that is.
#[derive(Clone, Copy, Debug, Default)]
pub struct PointerFrame {
    /// Whether it was pressed in this frame.
    pub pressed: bool,
    /// Whether it is held, or was until this frame.
    pub held: bool,
    /// The time in seconds.
    pub time: f64,
}

impl PointerFrame {
    /// The pointer in the current frame.
    pub fn of(ctx: &Context) -> Self {
        ctx.input(|i| Self {
            pressed: i.pointer.any_pressed(),
            held: i.pointer.any_down() || i.pointer.any_released(),
            time: i.time,
        })
    }
}

impl History {
    /// The history of a scene that has none yet.
    pub fn new(scene: Scene) -> Self {
        Self {
            past: Vec::new(),
            sizes: Vec::new(),
            future: Vec::new(),
            last: scene,
            burst: None,
        }
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// What changes from here on is another change than the last one.
    pub fn part(&mut self) {
        self.burst = None;
    }

    /// What a view hides from here on is no change that could be undone.
    pub fn overlook(&mut self, view: &View) {
        self.last.view.muted.clone_from(&view.muted);
    }

    /// Takes note of the scene, once a frame.
    pub fn note(&mut self, scene: &Scene, hand: PointerFrame) {
        if hand.pressed {
            self.burst = None;
        }
        if !differ(&self.last, scene) {
            if self.last.view != scene.view {
                self.last.view = scene.view.clone();
            }
            return;
        }
        let place = place(&self.last, scene);
        let goes_on = |b: &Burst| hand.held || (b.place == place && hand.time - b.time < PAUSE);
        let before = std::mem::replace(&mut self.last, scene.clone());
        if !self.burst.as_ref().is_some_and(goes_on) {
            self.remember(before);
        }
        self.future.clear();
        self.burst = Some(Burst {
            place,
            time: hand.time,
        });
    }

    /// Remembers a scene before a change, and forgets the earliest ones where those are too many or too
    /// large.
    fn remember(&mut self, before: Scene) {
        self.sizes
            .push(serde_json::to_string(&before).map_or(0, |text| text.len()));
        self.past.push(before);
        let (mut first, mut bytes) = (
            self.past.len().saturating_sub(DEPTH),
            self.sizes.iter().sum::<usize>(),
        );
        bytes -= self.sizes[..first].iter().sum::<usize>();
        while bytes > ROOM && first + 1 < self.past.len() {
            bytes -= self.sizes[first];
            first += 1;
        }
        self.past.drain(..first);
        self.sizes.drain(..first);
    }

    /// Takes the last change back.
    pub fn undo(&mut self, scene: &mut Scene) {
        if let Some(before) = self.past.pop() {
            self.sizes.pop();
            self.future.push(scene.clone());
            self.restore(scene, before);
        }
    }

    /// Makes the change again that was taken back last.
    pub fn redo(&mut self, scene: &mut Scene) {
        if let Some(after) = self.future.pop() {
            self.remember(scene.clone());
            self.restore(scene, after);
        }
    }

    /// Undoes and redoes by key.
    pub fn keys(&mut self, ctx: &Context, scene: &mut Scene) {
        // The longer shortcut first: the shorter one would take its keys.
        let pressed = |shortcut| ctx.input_mut(|i| i.consume_shortcut(&shortcut));
        if pressed(REDO) || pressed(REDO_TOO) {
            self.redo(scene);
        }
        if pressed(UNDO) {
            self.undo(scene);
        }
    }

    fn restore(&mut self, scene: &mut Scene, wanted: Scene) {
        let view = match wanted.experiment.problem == scene.experiment.problem {
            true => View {
                muted: wanted.view.muted,
                selected: wanted.view.selected,
                ..scene.view.clone()
            },
            // What is zoomed to on one surface means nothing on another.
            false => View {
                step: scene.view.step,
                ..wanted.view
            },
        };
        scene.experiment = wanted.experiment;
        scene.view = view;
        self.last = scene.clone();
        self.burst = None;
    }
}

fn differ(a: &Scene, b: &Scene) -> bool {
    a.experiment != b.experiment || a.view.muted != b.view.muted
}

/// JSON pointer to the smallest part in which two experiments differ.
fn place(a: &Scene, b: &Scene) -> String {
    let [a, b] = [a, b].map(|s| serde_json::to_value(&s.experiment).unwrap_or_default());
    let mut pointer = String::new();
    let mut inner = (&a, &b);
    while let Some((key, a, b)) = only_difference(inner.0, inner.1) {
        pointer = pointer + "/" + &key;
        inner = (a, b);
    }
    pointer
}

/// The only key or index at which two values differ, and what they have there. What is absent is empty.
fn only_difference<'a>(a: &'a Value, b: &'a Value) -> Option<(String, &'a Value, &'a Value)> {
    let fields = |v: &'a Value| v.as_object().into_iter().flat_map(|map| map.keys());
    let items = |v: &'a Value| v.as_array().map_or(0, Vec::len);
    let mut keys: Vec<String> = fields(a).chain(fields(b)).cloned().collect();
    keys.sort();
    keys.dedup();
    if items(a) == items(b) {
        keys.extend((0..items(a)).map(|i| i.to_string()));
    }
    let at = |v: &'a Value, key: &str| match v {
        Value::Array(list) => key
            .parse()
            .ok()
            .and_then(|i: usize| list.get(i))
            .unwrap_or(&Value::Null),
        _ => v.get(key).unwrap_or(&Value::Null),
    };
    let found = keys.into_iter().map(|key| (at(a, &key), at(b, &key), key));
    let mut differing = found.filter(|(a, b, _)| a != b);
    let (a, b, key) = differing.next()?;
    differing.next().is_none().then_some((key, a, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::rule::Value as Setting;
    use crate::scene::Run;

    fn scene() -> Scene {
        let mut scene = Scene::on_surface("bowl");
        scene.experiment.runs = vec![Run::of("sgd"), Run::of("adam")];
        scene
    }

    fn set(scene: &mut Scene, name: &str, value: f64) {
        scene.experiment.runs[1]
            .params
            .insert(name.to_owned(), Setting::Number(value));
    }

    fn at(time: f64) -> PointerFrame {
        PointerFrame {
            time,
            ..PointerFrame::default()
        }
    }

    #[test]
    fn changes_are_undone_and_redone_one_by_one() {
        let mut now = scene();
        let mut history = History::new(now.clone());
        let mut states = vec![now.clone()];
        for steps in [10, 20, 30] {
            now.experiment.steps = steps;
            history.note(&now, at(f64::from(steps)));
            states.push(now.clone());
        }
        for wanted in states.iter().rev().skip(1) {
            history.undo(&mut now);
            history.note(&now, at(31.0));
            assert_eq!(&now, wanted);
        }
        assert!(!history.can_undo());
        history.redo(&mut now);
        assert_eq!(now, states[1]);
        now.experiment.seed = 7;
        history.note(&now, at(40.0));
        assert!(!history.can_redo(), "a new change ends what could be redone");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut now = scene();
        let mut history = History::new(now.clone());
        for change in 0..300 {
            now.experiment.steps = 10 + change;
            history.note(&now, at(10.0 * f64::from(change)));
        }
        assert_eq!(history.past.len(), DEPTH);
        let large = "x".repeat(ROOM / 4);
        for change in 0..20 {
            now.experiment.runs[0].label = Some(format!("{change}{large}"));
            history.note(&now, at(1e4 + 10.0 * f64::from(change)));
        }
        assert!(history.past.len() < 5, "{} large scenes", history.past.len());
        assert_eq!(history.past.len(), history.sizes.len());
        assert!(history.can_undo());
    }

    #[test]
    fn a_drag_is_one_change_and_the_next_drag_another() {
        let mut now = scene();
        let mut history = History::new(now.clone());
        let held = |pressed, time| PointerFrame {
            pressed,
            held: true,
            time,
        };
        for (drag, start) in [(1.0, 0.0), (2.0, 5.0)] {
            history.note(&now, held(true, start));
            for move_ in 1..5 {
                set(&mut now, "lr", drag + f64::from(move_) / 10.0);
                set(&mut now, "beta1", f64::from(move_));
                history.note(&now, held(false, start + f64::from(move_)));
            }
        }
        history.undo(&mut now);
        assert_eq!(now.experiment.runs[1].params["lr"], Setting::Number(1.4));
        history.undo(&mut now);
        assert_eq!(now, scene());
    }

    #[test]
    fn typing_into_one_field_is_one_change() {
        let mut now = scene();
        let mut history = History::new(now.clone());
        for (name, value, time) in [
            ("lr", 0.0, 0.0),
            ("lr", 0.5, 0.3),
            ("lr", 0.51, 0.6),
            ("eps", 1.0, 0.8),
        ] {
            set(&mut now, name, value);
            history.note(&now, at(time));
        }
        set(&mut now, "eps", 2.0);
        history.note(&now, at(4.0));
        let mut changes = 0;
        while history.can_undo() {
            history.undo(&mut now);
            changes += 1;
        }
        assert_eq!((changes, now), (3, scene()));
    }

    #[test]
    fn looking_is_no_change_and_stays_as_it_is() {
        let mut now = scene();
        let mut history = History::new(now.clone());
        now.view.step = 40;
        now.view.selected = 1;
        history.note(&now, at(0.0));
        assert!(!history.can_undo());
        now.view.muted = vec![0];
        history.note(&now, at(1.0));
        now.view.step = 90;
        history.note(&now, at(2.0));
        history.undo(&mut now);
        assert_eq!(
            (now.view.step, now.view.selected, now.view.muted.len()),
            (90, 1, 0)
        );
    }

    #[test]
    fn the_place_of_a_change_is_as_small_as_can_be() {
        let before = scene();
        let mut lr = before.clone();
        set(&mut lr, "lr", 0.1);
        let mut more = lr.clone();
        more.experiment.runs.pop();
        let mut other = before.clone();
        other.experiment.steps = 3;
        for (after, wanted) in [
            (&lr, "/runs/1/params/lr"),
            (&more, "/runs"),
            (&other, "/steps"),
            (&before, ""),
        ] {
            assert_eq!(place(&before, after), wanted);
        }
        let mut again = lr.clone();
        set(&mut again, "lr", 0.2);
        assert_eq!(place(&lr, &again), "/runs/1/params/lr");
    }
}
