//! A view on a stage of its own: shown a computed scene, its wishes fulfilled as the app does.

use egui::{Rect, Theme, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::compute::wished::Wished;
use ravine::engine::cpu::Precision;
use ravine::scene::{Experiment, Scene};
use ravine::view::chart::Chart;
use ravine::view::{self, Computed, Shown, View, Wish};
use ravine_testing::scenes::computed;
pub use ravine_testing::scenes::prepared as preset;
use std::time::Duration;

/// A frame's time for what views ask for.
const SLICE: Duration = Duration::from_millis(5);
/// How large a chart is beside the surface.
pub const SIDE: Vec2 = vec2(480.0, 420.0);
/// How large it is on a phone.
pub const PHONE: Vec2 = vec2(390.0, 420.0);

/// A view, what it is shown, and what it wished for.
pub struct Stage {
    view: Box<dyn View>,
    pub scene: Scene,
    pub done: Computed,
    pub companions: Vec<Computed>,
    wished: Wished,
    /// All wishes but those for a hovered step and for companions.
    pub wishes: Vec<Wish>,
    pub hovered: Option<f64>,
    installed: bool,
}

impl Stage {
    fn show(&mut self, ui: &mut egui::Ui) {
        if !self.installed {
            ravine::app::controls::theme::install(ui.ctx());
            ravine::app::controls::theme::resize(ui.ctx(), ui.available_width() < 400.0);
            self.installed = true;
            ui.ctx().request_repaint();
            return;
        }
        let known: Vec<&Computed> = [&self.done].into_iter().chain(&self.companions).collect();
        self.wished.turn(&known);
        if self.wished.advance(SLICE) {
            ui.ctx().request_repaint();
        }
        let shown = shown(
            &self.scene,
            &self.done,
            (&self.companions, &self.wished),
            self.hovered,
        );
        let wishes = self.view.ui(ui, &shown);
        self.hovered = None;
        for wish in wishes {
            match wish {
                Wish::Hover(step) => self.hovered = Some(step),
                Wish::Companion(experiment) => self.compute(&experiment),
                Wish::Ask(ask, goes_on) => {
                    let known: Vec<&Computed> = [&self.done].into_iter().chain(&self.companions).collect();
                    if self.wished.ask(*ask, goes_on, &known) {
                        ui.ctx().request_repaint();
                    }
                }
                Wish::Mute(run) => self.scene.view.mute(run),
                Wish::Variable(variable) => self.scene.view.variable = Some(variable),
                Wish::Select(run) => self.scene.view.selected = run,
                Wish::Tolerance(tolerance) => self.scene.view.tolerance = Some(tolerance),
                Wish::Coordinate(coordinate) => self.scene.view.coordinate = Some(coordinate),
                other => self.wishes.push(other),
            }
        }
    }

    /// The charts as they are saved.
    pub fn charts(&mut self) -> Vec<Chart<'static>> {
        let shown = shown(&self.scene, &self.done, (&self.companions, &self.wished), None);
        self.view.charts(&shown, true).expect("there are charts")
    }

    fn compute(&mut self, experiment: &Experiment) {
        if self.companions.iter().all(|c| *c.experiment != *experiment) {
            self.companions.push(computed(experiment, Precision::Single));
        }
    }
}

fn shown<'a>(
    scene: &'a Scene,
    done: &'a Computed,
    (companions, wished): (&'a [Computed], &'a Wished),
    hovered: Option<f64>,
) -> Shown<'a> {
    Shown {
        companions,
        asked: Some(wished),
        hovered,
        ..Shown::still(scene, done, None, f64::from(scene.view.step))
    }
}

/// A chart of the registry, by the id of its tab.
pub fn on_stage(id: &str, scene: Scene, size: Vec2, theme: Theme) -> Harness<'static, Stage> {
    let problem = &scene.experiment.problem;
    let mut views = view::charts().into_iter();
    let view = views.find(|view| view.tab().id == id && view.suits(problem));
    let stage = Stage {
        view: view.expect("the view is in the registry"),
        done: computed(&scene.experiment, Precision::Single),
        scene,
        companions: Vec::new(),
        wished: Wished::default(),
        wishes: Vec::new(),
        hovered: None,
        installed: false,
    };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_step_dt(1.0 / 30.0)
        .with_max_steps(60)
        .build_ui_state(|ui, stage: &mut Stage| stage.show(ui), stage);
    harness.run();
    harness
}

/// Clicks what has a name.
pub fn press(harness: &mut Harness<Stage>, name: &str) {
    harness.get_by_label(name).click();
    harness.run();
}

/// Where what has a name is.
pub fn place(harness: &Harness<Stage>, name: &str) -> Rect {
    harness.get_by_label(name).rect()
}
