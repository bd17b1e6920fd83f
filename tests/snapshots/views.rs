//! Views that are shown a computed scene, what they wish to be computed fulfilled.

use egui::{Context, Theme, Ui, Vec2, vec2};
use egui_kittest::Harness;
use image::RgbaImage;
use ravine::app::compute::wished::Wished;
use ravine::app::controls::theme;
use ravine::engine::Computed;
use ravine::engine::cpu::Precision;
use ravine::scene::Scene;
use ravine::trace::Field;
use ravine::view::diagnosis::Page;
use ravine::view::figure::still;
use ravine::view::{self, Shown, Wish};
use ravine_testing::raster::Raster;
use ravine_testing::scenes::{computed, prepared, scene};
use std::sync::Arc;
use std::time::Duration;

const SIZE: Vec2 = vec2(480.0, 320.0);

/// A frame's time for what views ask for.
const SLICE: Duration = Duration::from_millis(5);

/// A view's frames until nothing moves: what takes many slices of time, such as a landscape, takes as many
/// frames.
const FRAMES: u64 = 5_000;

/// The last frame of something drawn alone, with the app's fonts and colours.
pub fn alone(size: Vec2, theme: Theme, mut contents: impl FnMut(&mut Ui) + 'static) -> RgbaImage {
    let mut installed = false;
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_max_steps(FRAMES)
        .renderer(Raster::default())
        .build_ui(move |ui| {
            // Fonts are there from the frame after the one that installs them.
            match installed {
                true => contents(ui),
                false => {
                    theme::install(ui.ctx());
                    ui.ctx().request_repaint();
                }
            }
            installed = true;
        });
    harness.run();
    harness.render().expect("a frame can be drawn")
}

/// What a view is shown.
struct Stage {
    scene: Scene,
    done: Computed,
    field: Option<Arc<Field>>,
    companions: Vec<Computed>,
    wished: Wished,
}

impl Stage {
    fn of(scene: Scene) -> Self {
        let done = computed(&scene.experiment, Precision::Single);
        let field = still::field(&scene, &done.plan).expect("the CPU samples every surface");
        Self {
            scene,
            done,
            field,
            companions: Vec::new(),
            wished: Wished::default(),
        }
    }

    fn shown(&self) -> Shown<'_> {
        let position = f64::from(self.scene.view.step);
        Shown {
            companions: &self.companions,
            asked: Some(&self.wished),
            ..Shown::still(&self.scene, &self.done, self.field.as_ref(), position)
        }
    }

    /// Begins a frame: what views asked for in the last one goes on.
    fn begin(&mut self, ctx: &Context) {
        let known: Vec<&Computed> = [&self.done].into_iter().chain(&self.companions).collect();
        self.wished.turn(&known);
        if self.wished.advance(SLICE) {
            ctx.request_repaint();
        }
    }

    fn fulfil(&mut self, ctx: &Context, wishes: Vec<Wish>) {
        for wish in wishes {
            match wish {
                Wish::Companion(experiment)
                    if self.companions.iter().all(|c| *c.experiment != *experiment) =>
                {
                    self.companions.push(computed(&experiment, Precision::Single));
                }
                Wish::Ask(ask, goes_on) => {
                    let known: Vec<&Computed> = [&self.done].into_iter().chain(&self.companions).collect();
                    if self.wished.ask(*ask, goes_on, &known) {
                        ctx.request_repaint();
                    }
                }
                _ => {}
            }
        }
    }
}

/// The view of a tab on a scene.
fn seen(id: &str, scene: Scene, theme: Theme) -> RgbaImage {
    let mut all = view::all().into_iter();
    let found = all.find(|view| view.tab().id == id && view.suits(&scene.experiment.problem));
    let mut view = found.expect("the view is in the registry");
    let mut stage = Stage::of(scene);
    alone(SIZE, theme, move |ui| {
        stage.begin(ui.ctx());
        let wishes = view.ui(ui, &stage.shown());
        stage.fulfil(ui.ctx(), wishes);
    })
}

fn at(name: &str, step: u32, selected: usize) -> Scene {
    let mut scene = prepared(name);
    scene.view.step = step;
    scene.view.selected = selected;
    scene
}

/// A small network that has learned for a while.
fn network() -> Scene {
    scene(
        r#"{"experiment": {"steps": 120, "runs": [{"optimizer": "adam", "params": {"lr": 0.02}}, {"optimizer": "sgd"}],
            "problem": {"network": {"data": "moons", "layers": [2, 8, 8, 2]}}}, "view": {"step": 100}}"#,
    )
}

/// The surface of a race as a relief, with its paths.
pub fn relief() -> RgbaImage {
    let mut scene = at("race", 300, 3);
    scene.view.picture.relief = true;
    scene.view.picture.camera.turn = 200.0;
    seen("surface", scene, Theme::Dark)
}

/// Every schedule by its shape.
pub fn schedules() -> RgbaImage {
    seen("schedules", at("warmup", 300, 0), Theme::Light)
}

/// What bias correction does to Adam.
pub fn bias() -> RgbaImage {
    seen("bias", at("bias_correction", 20, 0), Theme::Light)
}

/// The runs of a race compared.
pub fn table() -> RgbaImage {
    seen("table", at("race", 1000, 3), Theme::Light)
}

/// Two moons and the boundary between them.
pub fn samples() -> RgbaImage {
    seen("samples", network(), Theme::Dark)
}

/// The loss around the path of the weights.
pub fn landscape() -> RgbaImage {
    seen("landscape", network(), Theme::Dark)
}

/// The exponents of weights and gradients in a 16-bit format.
pub fn exponents() -> RgbaImage {
    let recorded = r#"{"experiment": {"steps": 60, "runs": [{"optimizer": "adam"}],
        "problem": {"network": {"data": "moons", "layers": [2, 8, 8, 2], "record": {"exponents": true}}}},
        "view": {"step": 50}}"#;
    seen("exponents", scene(recorded), Theme::Light)
}

/// Every weight of every layer as a colour.
pub fn weights() -> RgbaImage {
    seen("weights", network(), Theme::Light)
}

/// Why a run spiked: a batch of it was spoiled.
pub fn diagnosis() -> RgbaImage {
    let spoiled = scene(
        r#"{"experiment": {"problem": {"network": {"data": "moons", "layers": [2, 8, 8, 2], "activation": "relu",
            "corrupt": {"step": 100, "factor": 100}}}, "steps": 200,
            "runs": [{"label": "SGD", "optimizer": "sgd", "params": {"lr": 0.1}}]}, "view": {"step": 200}}"#,
    );
    let mut stage = Stage::of(spoiled);
    let mut page = Page::default();
    alone(vec2(360.0, 480.0), Theme::Light, move |ui| {
        stage.begin(ui.ctx());
        let wishes = page.ui(ui, &stage.shown(), None);
        stage.fulfil(ui.ctx(), wishes);
    })
}
