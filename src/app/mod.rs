//! The application: closes the loop from what is seen to what is run.
//!
//! [`App`] lays out the screen. Controls edit the [`session::Session`]'s scene and nothing else: [`topbar`] (the
//! surface), [`badge`] (the engine), [`runs`] (optimizers, each a [`run_line`] and, unfolded, [`params`] and
//! [`schedule`]), [`playback`] (time). [`theme`], [`icon`], [`names`], [`picker`], [`finding`] and [`notice`] are what they
//! share; [`rules`] finds the rule behind a reference. [`session`] computes what the scene says and what views want
//! besides ([`companions`]), [`field`] the surface behind it, and [`remote`] lets a page or a test look in.

pub mod badge;
pub mod companions;
pub mod field;
pub mod finding;
pub mod icon;
pub mod names;
pub mod notice;
pub mod params;
pub mod picker;
pub mod playback;
pub mod remote;
pub mod rules;
pub mod run_line;
pub mod runs;
pub mod schedule;
pub mod session;
pub mod theme;
pub mod topbar;

use crate::engine::EngineError;
use crate::engine::gpu::Gpu;
use crate::scene::Scene;
use crate::view::palette::Palette;
use crate::view::surface::Surface;
use crate::view::{self, Shown, View, Wish};
use egui::{CentralPanel, Context, Frame, Margin, Panel, RichText, ScrollArea, Ui, vec2};
use notice::Notices;
use playback::Playback;
pub use remote::Remote;
use rules::Rules;
pub use session::{Session, first_scene};

/// Below this width the screen is laid out for a phone.
const NARROW: f32 = 720.0;

/// The application's state, one per window or page.
pub struct App {
    /// The scene, and what was computed from it.
    pub session: Session,
    /// The time of the picture.
    pub playback: Playback,
    rules: Rules,
    surface: Surface,
    charts: Vec<Box<dyn View>>,
    tab: Tab,
    notices: Notices,
    touch: bool,
    /// The step last written to the scene; another one there was set from outside.
    step: u32,
    /// The step under the pointer in this frame, and in the one before, which the views show.
    hover: Option<f64>,
    hovered: Option<f64>,
    remote: Remote,
    keep: Option<Keep>,
    kept: Option<Scene>,
}

/// What stores a scene for the next visit.
type Keep = fn(&Scene);

/// What a phone shows under the timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Runs,
    Charts,
}

impl App {
    /// The application in a window or page, on its graphics device where that can compute; from the first step it
    /// plays. `adapter` names the device where the system hides its name.
    pub fn new(context: &eframe::CreationContext<'_>, scene: Scene, adapter: Option<String>) -> Self {
        let gpu = match &context.wgpu_render_state {
            Some(state) => Gpu::adopt(&state.adapter, state.device.clone(), state.queue.clone(), adapter),
            None => Err(EngineError::NoDevice(
                "the window has no graphics device".to_owned(),
            )),
        };
        let mut app = Self::with(&context.egui_ctx, Session::new(scene, gpu));
        app.playback.playing = app.step == 0;
        app
    }

    /// Gives the scene to `keep` whenever it has been shown and changed.
    #[must_use]
    pub fn keeping(self, keep: Keep) -> Self {
        Self {
            keep: Some(keep),
            ..self
        }
    }

    /// A handle for asking and telling the app from outside.
    pub fn remote(&self) -> Remote {
        self.remote.clone()
    }

    /// The application on a session, standing still at the scene's step.
    pub fn with(ctx: &Context, session: Session) -> Self {
        theme::install(ctx);
        let step = session.scene.view.step;
        Self {
            session,
            playback: Playback {
                position: f64::from(step),
                ..Playback::default()
            },
            rules: Rules::default(),
            surface: Surface::default(),
            charts: view::charts(),
            tab: Tab::default(),
            notices: Notices::default(),
            touch: false,
            step,
            hover: None,
            hovered: None,
            remote: Remote::new(ctx),
            keep: None,
            kept: None,
        }
    }

    /// Opens another scene; from its first step it plays.
    pub fn open(&mut self, scene: Scene) {
        self.step = scene.view.step;
        self.playback.position = f64::from(self.step);
        self.playback.playing = self.step == 0;
        self.session.scene = scene;
    }

    /// What was asked for from outside.
    fn obey(&mut self) {
        if let Some(scene) = self.remote.take_load() {
            self.open(scene);
            self.notices.refused = None;
        }
        if let Some(message) = self.remote.take_refused() {
            self.notices.refused = Some(message);
        }
        if self.remote.take_compare() {
            self.session.compare();
        }
    }

    /// Tells those outside what is shown, and keeps the scene once it was computed without trouble and the pointer
    /// rests.
    fn tell(&mut self, ctx: &Context) {
        let Playback {
            position, playing, ..
        } = self.playback;
        self.remote
            .publish(&self.session, &self.notices, position, playing);
        let scene = &self.session.scene;
        let changed = match &self.kept {
            None => true,
            // While it plays the step changes all the time and is not worth keeping.
            Some(kept) if self.playback.playing => kept.experiment != scene.experiment,
            Some(kept) => kept != scene,
        };
        let resting = self.session.computed() > 0 && !ctx.input(|i| i.pointer.any_down());
        if let (Some(keep), true) = (self.keep, changed && resting) {
            keep(scene);
            self.kept = Some(scene.clone());
        }
    }

    fn advance(&mut self, ctx: &Context) {
        let scene = &mut self.session.scene;
        let steps = scene.experiment.steps;
        if scene.view.step != self.step {
            self.playback.seek(f64::from(scene.view.step), steps);
        }
        self.playback.keys(ctx, steps);
        let seconds = ctx.input(|i| f64::from(i.stable_dt.min(0.1)));
        self.playback.advance(seconds, steps);
        self.step = self.playback.step();
        scene.view.step = self.step;
        let runs = scene.experiment.runs.len();
        scene.view.selected = scene.view.selected.min(runs.saturating_sub(1));
        if self.playback.playing || self.session.engine.busy {
            ctx.request_repaint();
        }
    }

    fn top(&mut self, ui: &mut Ui, narrow: bool) {
        let colors = Palette::in_ui(ui);
        let margin = Margin::symmetric(if narrow { 8 } else { 16 }, 0);
        let frame = Frame::new().fill(colors.panel).inner_margin(margin);
        let opened = Panel::top("bar").exact_size(52.0).frame(frame).show(ui, |ui| {
            topbar::show(ui, &mut self.rules, &mut self.session, &mut self.playback, narrow)
        });
        if let Some(scene) = opened.inner {
            self.open(scene);
        }
        if !self.notices.is_empty(&self.session) {
            let frame = Frame::new()
                .fill(colors.raised)
                .inner_margin(Margin::symmetric(16, 4));
            Panel::top("notices").frame(frame).show(ui, |ui| {
                self.notices.show(ui, &self.session);
            });
        }
    }

    fn wide(&mut self, ui: &mut Ui) {
        let colors = Palette::in_ui(ui);
        let panel = |margin: Margin| Frame::new().fill(colors.panel).inner_margin(margin);
        let steps = self.session.scene.experiment.steps;
        Panel::bottom("timeline")
            .exact_size(56.0)
            .frame(panel(Margin::symmetric(16, 0)))
            .show(ui, |ui| self.playback.row(ui, steps));
        Panel::left("runs")
            .exact_size(340.0)
            .resizable(false)
            .frame(panel(Margin::symmetric(10, 8)))
            .show(ui, |ui| self.runs(ui));
        let width = (ui.available_width() * 0.36).clamp(260.0, 520.0);
        Panel::right("charts")
            .exact_size(width)
            .resizable(false)
            .frame(panel(Margin::symmetric(16, 12)))
            .show(ui, |ui| {
                let height = (ui.available_height() - ui.spacing().item_spacing.y) / self.charts.len() as f32;
                // The first chart is what the race is about.
                self.charts(ui, |index| height * if index == 0 { 1.2 } else { 0.8 });
            });
        CentralPanel::default()
            .frame(Frame::new().fill(colors.background).inner_margin(12))
            .show(ui, |ui| self.picture(ui));
    }

    fn narrow(&mut self, ui: &mut Ui) {
        let colors = Palette::in_ui(ui);
        let screen = ui.ctx().content_rect().height();
        let steps = self.session.scene.experiment.steps;
        Panel::top("picture")
            .exact_size((screen * 0.5).max(220.0))
            .frame(Frame::new().fill(colors.background).inner_margin(6))
            .show(ui, |ui| self.picture(ui));
        let bar = Frame::new()
            .fill(colors.panel)
            .inner_margin(Margin::symmetric(8, 2));
        Panel::top("timeline")
            .frame(bar)
            .show(ui, |ui| self.playback.rows(ui, steps));
        let rest = Frame::new()
            .fill(colors.panel)
            .inner_margin(Margin::symmetric(8, 4));
        CentralPanel::default().frame(rest).show(ui, |ui| {
            ui.horizontal(|ui| {
                for (tab, name) in [(Tab::Runs, "Runs"), (Tab::Charts, "Charts")] {
                    let text = RichText::new(name).family(theme::strong());
                    let size = vec2(ui.spacing().interact_size.x * 2.2, theme::TOUCH);
                    let button = egui::Button::selectable(self.tab == tab, text).min_size(size);
                    let response = ui.add(button).accessible_name(format!("{name} tab"));
                    if response.clicked() {
                        self.tab = tab;
                    }
                }
            });
            match self.tab {
                Tab::Runs => self.runs(ui),
                Tab::Charts => {
                    ScrollArea::vertical().show(ui, |ui| self.charts(ui, |_| 220.0));
                }
            }
        });
    }

    fn runs(&mut self, ui: &mut Ui) {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let Session {
                scene,
                trace,
                findings,
                ..
            } = &mut self.session;
            let known = runs::Known { trace, findings };
            runs::show(ui, &mut self.rules, scene, known);
        });
    }

    fn picture(&mut self, ui: &mut Ui) {
        let shown = shown(&self.session, &self.playback, self.hovered);
        let wishes = self.surface.ui(ui, &shown);
        self.fulfil(ui.ctx(), wishes);
    }

    fn charts(&mut self, ui: &mut Ui, height: impl Fn(usize) -> f32) {
        let shown = shown(&self.session, &self.playback, self.hovered);
        let mut wishes = Vec::new();
        for (index, chart) in self.charts.iter_mut().enumerate() {
            let size = vec2(ui.available_width(), height(index));
            ui.allocate_ui(size, |ui| wishes.extend(chart.ui(ui, &shown)));
        }
        self.fulfil(ui.ctx(), wishes);
    }

    /// Does what the views ask for.
    fn fulfil(&mut self, ctx: &Context, wishes: Vec<Wish>) {
        let steps = self.session.scene.experiment.steps;
        for wish in wishes {
            match wish {
                Wish::Step(step) => self.playback.seek(step.round(), steps),
                Wish::Hover(step) => self.hover = Some(step.round()),
                Wish::Mute(run) => self.session.scene.view.mute(run),
                Wish::Companion(experiment) => {
                    if self.session.companions.want(&experiment) {
                        ctx.request_repaint();
                    }
                }
            }
        }
        if self.hover != self.hovered {
            ctx.request_repaint();
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let narrow = ctx.content_rect().width() < NARROW;
        if narrow != self.touch {
            self.touch = narrow;
            theme::resize(&ctx, narrow);
        }
        self.hovered = self.hover.take();
        self.obey();
        self.session.update(&ctx);
        self.advance(&ctx);
        self.top(ui, narrow);
        match narrow {
            true => self.narrow(ui),
            false => self.wide(ui),
        }
        self.tell(&ctx);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        Palette::of(visuals.dark_mode)
            .background
            .to_normalized_gamma_f32()
    }

    #[cfg(target_arch = "wasm32")]
    fn as_any_mut(&mut self) -> Option<&mut dyn std::any::Any> {
        Some(&mut *self)
    }
}

fn shown<'a>(session: &'a Session, playback: &Playback, hovered: Option<f64>) -> Shown<'a> {
    Shown {
        scene: &session.scene,
        plan: session.plan(),
        trace: &session.trace,
        done: session.done(),
        companions: session.companions.done(),
        field: session.field.shown(),
        position: playback.position,
        hovered,
    }
}
