//! The time of the picture: playing, stepping, scrubbing.

use super::controls::icon::{self, Icon};
use super::runs::params::slider_look;
use crate::scene::Budget;
use crate::view::palette::Palette;
use egui::{Align, ComboBox, Context, Key, Layout, RichText, Slider, Ui, vec2};

/// Where in the run the picture is, and how it moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Playback {
    /// Whether it moves.
    pub playing: bool,
    /// The current step; between two steps while playing.
    pub position: f64,
    /// Steps a second.
    pub speed: f64,
    /// Whether it begins again at the end.
    pub looping: bool,
    /// Whether nothing may move by itself: the picture then goes from step to step, and plays only when told
    /// to.
    pub calm: bool,
    /// What the position counts.
    pub counts: Budget,
    /// How much of it the shortest step of a run takes.
    pub stride: u32,
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            playing: false,
            position: 0.0,
            speed: 100.0,
            looping: false,
            calm: false,
            counts: Budget::Steps,
            stride: 1,
        }
    }
}

/// The speeds offered, in steps a second; the last one is hundreds of steps a frame.
const SPEEDS: [f64; 9] = [1.0, 5.0, 20.0, 50.0, 100.0, 300.0, 1000.0, 5000.0, 30_000.0];

/// For how long, in seconds, somebody likes to watch a run.
const WATCHED: f64 = 6.0;

/// Below this width a row has no room for the speed, and the lower of two rows none for the step.
const ROOM: f32 = 720.0;
const TIGHT: f32 = 370.0;

/// The digits, each of which goes to that tenth of the way.
const DIGITS: [Key; 10] = [
    Key::Num0,
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

impl Playback {
    /// The whole step that is shown.
    pub fn step(&self) -> u32 {
        self.position.max(0.0) as u32
    }

    /// What the views show: a whole step, or in motion also what is between two.
    pub fn shown(&self) -> f64 {
        if self.calm {
            self.position.floor()
        } else {
            self.position
        }
    }

    /// Stands at a step of a scene that was just opened; from its first step it plays.
    pub fn begin(&mut self, step: u32) {
        self.position = f64::from(step);
        self.playing = step == 0 && !self.calm;
    }

    /// Takes the speed at which a run of so many steps is seen whole in a few seconds.
    pub fn suit(&mut self, steps: u32) {
        let wanted = f64::from(steps) / WATCHED;
        let faster = SPEEDS.iter().find(|speed| **speed >= wanted);
        self.speed = faster.copied().unwrap_or(SPEEDS[SPEEDS.len() - 1]);
    }

    /// Moves on by a time in seconds.
    pub fn advance(&mut self, seconds: f64, steps: u32) {
        let end = f64::from(steps);
        if self.playing {
            self.position += seconds * self.speed;
            if self.position >= end && self.looping && end > 0.0 {
                self.position %= end;
            }
            self.playing = self.position < end;
        }
        self.position = self.position.clamp(0.0, end);
    }

    /// Starts or stops; at the end it starts over.
    pub fn toggle(&mut self, steps: u32) {
        if !self.playing && self.position >= f64::from(steps) {
            self.position = 0.0;
        }
        self.playing = !self.playing;
    }

    /// Stops at a step.
    pub fn seek(&mut self, position: f64, steps: u32) {
        self.playing = false;
        self.position = position.clamp(0.0, f64::from(steps));
    }

    /// Stops at the next whole step in a direction.
    pub fn nudge(&mut self, by: f64, steps: u32) {
        let place = self.position / f64::from(self.stride.max(1));
        let from = if by > 0.0 { place.floor() } else { place.ceil() };
        self.seek((from + by) * f64::from(self.stride.max(1)), steps);
    }

    /// Space, arrows, Home, End and digits, while no control has the keyboard.
    pub fn keys(&mut self, ctx: &Context, steps: u32) {
        if ctx.memory(|m| m.focused().is_some()) {
            return;
        }
        let (shift, pressed) = ctx.input(|i| {
            let keys = [Key::Space, Key::ArrowLeft, Key::ArrowRight, Key::Home, Key::End];
            (i.modifiers.shift, keys.map(|k| i.key_pressed(k)))
        });
        let stride = if shift { 10.0 } else { 1.0 };
        let [space, left, right, home, end] = pressed;
        if space {
            self.toggle(steps);
        }
        if left || right {
            self.nudge(if right { stride } else { -stride }, steps);
        }
        if home || end {
            self.seek(if end { f64::from(steps) } else { 0.0 }, steps);
        }
        let tenth = ctx.input(|i| DIGITS.iter().position(|key| i.key_pressed(*key)));
        if let Some(tenth) = tenth {
            self.seek((f64::from(steps) * tenth as f64 / 10.0).round(), steps);
        }
    }

    /// The controls in one row, with `more` behind the buttons; the speed where there is room for it.
    pub fn row(&mut self, ui: &mut Ui, steps: u32, more: impl FnOnce(&mut Ui)) {
        let roomy = ui.available_width() >= ROOM;
        ui.horizontal_centered(|ui| {
            let usual = ui.spacing().item_spacing.x;
            ui.spacing_mut().item_spacing.x = if roomy { usual } else { 0.0 };
            self.buttons(ui, steps);
            more(ui);
            ui.spacing_mut().item_spacing.x = usual;
            ui.add_space(8.0);
            self.counter(ui, steps);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if roomy {
                    self.speed(ui);
                    ui.add_space(8.0);
                }
                self.scrub(ui, steps);
            });
        });
    }

    /// The controls in two rows, for a narrow screen, with `more` behind the buttons.
    pub fn rows(&mut self, ui: &mut Ui, steps: u32, more: impl FnOnce(&mut Ui)) {
        let counter = RichText::new(format!("{} / {steps}", self.step())).small();
        let tight = ui.available_width() < TIGHT;
        let end = Layout::right_to_left(Align::Center);
        match tight {
            true => ui.horizontal(|ui| {
                ui.with_layout(end, |ui| {
                    ui.label(counter.clone());
                    self.scrub(ui, steps);
                });
            }),
            false => ui.scope(|ui| self.scrub(ui, steps)),
        };
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            self.buttons(ui, steps);
            more(ui);
            if !tight {
                ui.with_layout(end, |ui| ui.label(counter));
            }
        });
    }

    fn buttons(&mut self, ui: &mut Ui, steps: u32) {
        if icon::button(ui, Icon::Start, "To start", "To the start (Home)").clicked() {
            self.seek(0.0, steps);
        }
        if icon::button(ui, Icon::Back, "Step back", "One step back (left arrow)").clicked() {
            self.nudge(-1.0, steps);
        }
        let (sign, name) = if self.playing {
            (Icon::Pause, "Pause")
        } else {
            (Icon::Play, "Play")
        };
        if icon::primary(ui, sign, name, &format!("{name} (space)")).clicked() {
            self.toggle(steps);
        }
        if icon::button(
            ui,
            Icon::Forward,
            "Step forward",
            "One step forward (right arrow)",
        )
        .clicked()
        {
            self.nudge(1.0, steps);
        }
        if icon::button(ui, Icon::End, "To end", "To the end (End)").clicked() {
            self.seek(f64::from(steps), steps);
        }
        let tip = "Begin again at the end";
        if icon::toggle(ui, Icon::Loop, self.looping, "Loop", tip).clicked() {
            self.looping = !self.looping;
        }
    }

    fn counter(&self, ui: &mut Ui, steps: u32) {
        // As wide as the largest number, so that nothing moves while it counts.
        let what = match self.counts {
            Budget::Steps => "Step",
            Budget::Evaluations => "Gradient",
            Budget::Samples => "Sample",
        };
        let text = |step: u32| RichText::new(format!("{what} {step} / {steps}"));
        let widest = egui::WidgetText::from(text(steps));
        let galley = widest.into_galley(ui, None, f32::INFINITY, egui::TextStyle::Body);
        ui.scope(|ui| {
            ui.set_min_width(galley.size().x);
            ui.label(text(self.step()));
        });
    }

    fn speed(&mut self, ui: &mut Ui) {
        let unit = match self.counts {
            Budget::Samples => "sample",
            Budget::Steps | Budget::Evaluations => "step",
        };
        let text = |speed: f64| match speed {
            1.0 => format!("1 {unit}/s"),
            _ => format!("{speed} {unit}s/s"),
        };
        ComboBox::from_id_salt("speed")
            .selected_text(text(self.speed))
            .width(112.0)
            .show_ui(ui, |ui| {
                for speed in SPEEDS {
                    ui.selectable_value(&mut self.speed, speed, text(speed))
                        .on_hover_text("So many steps of every run in a second");
                }
            })
            .response
            .accessible_name("Speed")
            .on_hover_text("How fast it plays");
    }

    fn scrub(&mut self, ui: &mut Ui, steps: u32) {
        let colors = Palette::in_ui(ui);
        let mut position = self.position.floor();
        let response = ui
            .scope(|ui| {
                slider_look(ui, &colors);
                ui.spacing_mut().slider_width = ui.available_width();
                let end = f64::from(steps.max(1));
                ui.add(
                    Slider::new(&mut position, 0.0..=end)
                        .step_by(1.0)
                        .show_value(false),
                )
            })
            .inner
            .accessible_name("Step")
            .on_hover_text("Drag to any step");
        if response.changed() {
            self.seek(position, steps);
        }
    }

    /// A speed picker for where there is room besides the controls.
    pub fn speed_row(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            ui.allocate_space(vec2(0.0, ui.spacing().interact_size.y));
            ui.label("Speed");
            self.speed(ui);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stops_at_the_end_or_loops() {
        let mut playback = Playback {
            playing: true,
            position: 95.0,
            speed: 10.0,
            ..Playback::default()
        };
        let mut looping = Playback {
            looping: true,
            ..playback
        };
        playback.advance(1.0, 100);
        looping.advance(1.0, 100);
        assert_eq!((playback.playing, playback.position), (false, 100.0));
        assert_eq!((looping.playing, looping.position), (true, 5.0));
    }

    #[test]
    fn steps_land_on_whole_numbers() {
        let mut playback = Playback {
            position: 41.3,
            ..Playback::default()
        };
        playback.nudge(1.0, 100);
        assert_eq!(playback.position, 42.0);
        playback.position = 41.3;
        playback.nudge(-1.0, 100);
        assert_eq!(playback.position, 41.0);
        playback.nudge(-100.0, 100);
        assert_eq!(playback.position, 0.0);
    }

    #[test]
    fn fewer_steps_pull_the_position_in() {
        let mut playback = Playback {
            position: 500.0,
            ..Playback::default()
        };
        playback.advance(0.0, 100);
        assert_eq!(playback.position, 100.0);
    }
}
