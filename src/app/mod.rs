//! The application: closes the loop from what is seen to what is run.
//!
//! [`App`] is its state and its frame; [`layout`] gives each part its place. Controls edit the
//! [`session::Session`]'s scene and nothing else: [`topbar`] and [`settings`] (the surface), [`badge`] (the
//! engine), [`runs`] (optimizers, each a [`run_head`] with its [`run_line`] and, unfolded, [`params`],
//! [`schedule`] and [`stages`]; [`several`] adds runs; [`edit`] is what is done to them), [`network`] (where
//! the problem is one), [`playback`] (time). What they ask of the app is an [`action`]. [`theme`], [`icon`],
//! [`names`], [`picker`] with its `search`, [`tabs`], [`finding`], [`notice`] and [`focus`] are what they
//! share; [`rules`] finds the rule behind a reference, [`editor`] changes it and [`library`] keeps it,
//! [`learn`] and [`help`] explain, `language` looks a word of the rule language up, [`share`], [`export`],
//! [`code`] and [`presenter`] show it to others; [`platform`] is what differs between window and page.
//! `diagnosis` does what tests why a run went wrong. [`study`] opens the course's cards; `prepared` opens a
//! prepared scene and says what it shows. [`session`] computes what the scene says (on a `machine`) and what
//! views want besides ([`companions`]), [`field`] the surface behind it, [`stable`] which learning rates are
//! stable, [`drift`] from which step on rounding is seen, `swarm` a run from many starts, which `handover`
//! draws, `explore` sweeps (all of these are `pictures`), [`wished`] what else they ask for, all in one
//! `slice` of a frame's time; [`history`] undoes, `rivals` compares the engines, [`keeper`] and `kept` keep,
//! `reopen` goes on when the device is lost, and [`remote`] lets a page or a test look in.

pub mod action;
mod altgr;
pub mod badge;
mod change;
mod clipboard;
pub mod code;
pub mod companions;
mod decode;
mod device;
mod diagnosis;
mod dialog;
pub mod drift;
mod drop;
pub mod edit;
pub mod editor;
mod explore;
pub mod export;
pub mod field;
pub mod finding;
mod focus;
mod fork;
mod handover;
pub mod help;
pub mod history;
pub mod icon;
pub mod keeper;
mod kept;
mod language;
mod layout;
pub mod learn;
pub mod library;
mod machine;
pub mod names;
pub mod network;
pub mod notice;
pub mod params;
pub mod picker;
mod pictures;
pub mod platform;
pub mod playback;
mod prepared;
pub mod presenter;
pub mod remote;
mod reopen;
mod rivals;
pub mod rules;
pub mod run_head;
pub mod run_line;
pub mod runs;
pub mod schedule;
mod search;
pub mod session;
pub mod settings;
pub mod several;
pub mod share;
mod slice;
pub mod stable;
pub mod stages;
mod status;
pub mod study;
mod swarm;
mod swipe;
pub mod tabs;
pub mod theme;
pub mod timing;
pub mod topbar;
mod widgets;
pub mod wished;

use crate::scene::Scene;
use crate::view::network::samples::Samples;
use crate::view::palette::Palette;
use crate::view::surface::Surface;
use crate::view::{self, View};
use action::Action;
use device::gpu;
use dialog::Dialog;
use editor::Editor;
use egui::{Context, Key, Popup, Theme, Ui};
use focus::Focus;
use handover::Handover;
use history::{Hand, History};
use keeper::{Keep, Keeper};
use layout::{Arrangement, Page};
use notice::Notices;
use playback::Playback;
use prepared::Prepared;
use presenter::Presenter;
pub use remote::Remote;
pub use reopen::Past;
use reopen::Reopen;
use rules::Rules;
pub use session::{Session, first_scene};
use study::Reader;
use swipe::Swipe;

/// Below this width, in points, there is no room for columns.
const NARROW: f32 = 1000.0;

/// The application's state, one per window or page.
pub struct App {
    /// The scene, and what was computed from it.
    pub session: Session,
    /// The time of the picture.
    pub playback: Playback,
    /// What is read of the course.
    pub study: Reader,
    rules: Rules,
    editor: Editor,
    surface: Surface,
    samples: Samples,
    charts: Vec<Box<dyn View>>,
    /// The place of the chart last drawn.
    charted: Option<usize>,
    history: History,
    keeper: Keeper,
    notices: Notices,
    /// What the prepared scene says that was opened last.
    prepared: Option<Prepared>,
    page: Page,
    swipe: Swipe,
    dialog: Option<Dialog>,
    presenter: Presenter,
    focus: Focus,
    arrangement: Arrangement,
    /// The step last written to the scene; another one there was set from outside.
    step: u32,
    /// The step under the pointer in this frame, and in the one before, which the views show.
    hover: Option<f64>,
    hovered: Option<f64>,
    remote: Remote,
    reopen: Option<Reopen>,
}

impl App {
    /// The application in a window or page, on its graphics device where that can compute; from the first
    /// step it plays. `adapter` names the device where the system hides its name.
    pub fn new(context: &eframe::CreationContext<'_>, scene: Scene, adapter: Option<String>) -> Self {
        let gpu = gpu(context, adapter);
        let device = Handover::of(context, gpu.as_ref().ok());
        let mut app = Self::with(&context.egui_ctx, Session::new(scene, gpu));
        app.session.swarm.device = device;
        app.playback.begin(app.step);
        app
    }

    /// Gives the scene to `keep` whenever it has been shown and changed.
    #[must_use]
    pub fn keeping(mut self, keep: Keep) -> Self {
        self.keeper.keep = Some(keep);
        self
    }

    /// A handle for asking and telling the app from outside.
    pub fn remote(&self) -> Remote {
        self.remote.clone()
    }

    /// The application on a session, standing still at the scene's step.
    pub fn with(ctx: &Context, session: Session) -> Self {
        theme::install(ctx);
        ctx.add_plugin(altgr::AltGr);
        ctx.add_plugin(clipboard::Clipboard);
        let step = session.scene.view.step;
        Self {
            history: History::new(session.scene.clone()),
            session,
            playback: Playback {
                position: f64::from(step),
                calm: platform::reduced_motion(),
                ..Playback::default()
            },
            study: Reader::default(),
            rules: Rules::default(),
            editor: Editor::default(),
            surface: Surface::default(),
            samples: Samples::default(),
            charts: view::charts(),
            charted: None,
            keeper: Keeper::default(),
            notices: Notices::default(),
            prepared: None,
            page: Page::default(),
            swipe: Swipe::default(),
            dialog: None,
            presenter: Presenter::default(),
            focus: Focus::default(),
            arrangement: Arrangement::default(),
            step,
            hover: None,
            hovered: None,
            remote: Remote::new(ctx),
            reopen: None,
        }
    }

    /// Opens another scene; from its first step it plays. A card that is open is left.
    pub fn open(&mut self, scene: Scene) {
        self.keep_scene();
        self.step = scene.view.step;
        self.playback.begin(self.step);
        self.session.scene = scene;
        self.notices.message = None;
        self.prepared = None;
    }

    /// What was asked for from outside.
    fn obey(&mut self, ctx: &Context) {
        if let Some(scene) = self.remote.take_load() {
            self.open(scene);
        }
        self.obey_in_study();
        drop::update(ctx, &self.remote);
        self.follow_store(ctx);
        if let Some(table) = self.remote.take_table() {
            self.notices.message = network::learn_from_table(&mut self.session.scene, table).err();
        }
        if let Some(message) = self.remote.take_message() {
            self.notices.message = Some(message);
        }
        if self.remote.take_compare() {
            self.session.compare();
        }
    }

    /// Tells those outside what is shown, and keeps the scene once it was computed without trouble.
    fn tell(&mut self, ctx: &Context) {
        self.tell_title(ctx);
        self.remote
            .publish(&self.session, &self.notices, &self.playback, &self.study);
        if self.session.computed() > 0 {
            let scene = &self.session.scene;
            let card = self.study.address(scene);
            self.keeper.update(ctx, scene, card, self.playback.playing);
        }
    }

    fn advance(&mut self, ctx: &Context) {
        // Time waits for what there is to see.
        let seen = layout::waiting_for(&self.session).is_none();
        let steps = self.session.steps();
        let scene = &mut self.session.scene;
        if scene.view.step != self.step {
            self.playback.seek(f64::from(scene.view.step), steps);
        }
        self.playback.keys(ctx, steps);
        if seen {
            let seconds = ctx.input(|i| f64::from(i.stable_dt.min(0.1)));
            self.playback.advance(seconds, steps);
        }
        self.step = self.playback.step();
        scene.view.step = self.step;
        let runs = scene.experiment.runs.len();
        scene.view.selected = scene.view.selected.min(runs.saturating_sub(1));
        if self.playback.playing || self.session.engine.busy {
            ctx.request_repaint();
        }
    }

    /// What stands above everything else.
    fn above(&mut self, ctx: &Context) {
        self.follow_notes(ctx);
        self.presenter.above(ctx);
        self.dialog.take_if(|dialog| !dialog.show(ctx));
        self.focus.update(ctx, self.dialog.is_some());
    }

    /// The keys that act everywhere but in a text field.
    fn keys(&mut self, ctx: &Context) {
        if ctx.text_edit_focused() {
            return;
        }
        self.history.keys(ctx, &mut self.session.scene);
        if ctx.input(|i| i.key_pressed(Key::Questionmark)) {
            self.act(ctx, Action::Help);
        }
        if ctx.input(|i| i.modifiers.is_none() && i.key_pressed(Key::P)) {
            self.act(ctx, Action::Present);
        }
        self.presenter_keys(ctx);
    }

    /// Does what a control asks for.
    fn act(&mut self, ctx: &Context, action: Action) {
        match action {
            Action::Prepared(name) => self.open_prepared(name),
            Action::Undo => self.history.undo(&mut self.session.scene),
            Action::Redo => self.history.redo(&mut self.session.scene),
            Action::Theme => ctx.set_theme(match ctx.theme() {
                Theme::Dark => Theme::Light,
                Theme::Light => Theme::Dark,
            }),
            Action::Help => self.dialog = Some(Dialog::Help),
            Action::Share => self.share(),
            Action::Study => self.toggle_study(),
            Action::Code => self.dialog = Some(Dialog::code(&mut self.rules, &self.session.scene)),
            Action::Export(what) => {
                let file = self.file(what);
                self.save(file);
            }
            Action::Choose => platform::choose(self.remote.clone()),
            Action::Fork => {
                let step = self.own_step(self.session.scene.view.selected) as u32;
                let scene = &mut self.session.scene;
                edit::fork(&mut self.rules, scene, scene.view.selected, step);
            }
            Action::Present => self.presenter.toggle(ctx),
            Action::Scan => self.scan(),
            Action::Turn(by) => self.turn_card(by),
            Action::Notes => self.toggle_notes(ctx),
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let covered = self.dialog.is_some() || Popup::is_any_open(&ctx);
        if self.presenter.update(&ctx, covered) {
            self.dialog = None;
            Popup::close_all(&ctx);
        }
        self.arrange(&ctx);
        self.hovered = self.hover.take();
        self.obey(&ctx);
        self.keys(&ctx);
        self.editor.follow(&mut self.rules, &mut self.session.scene);
        self.session.update(&ctx);
        self.read_on(&ctx);
        self.advance(&ctx);
        self.session.move_swarm(&ctx, self.step);
        let action = self.lay_out(ui);
        self.share_hover(&ctx);
        if let Some(action) = action {
            self.act(&ctx, action);
            ctx.request_repaint();
        }
        self.above(&ctx);
        self.session.submit(&ctx);
        self.history.note(&self.session.scene, Hand::of(&ctx));
        self.tell(&ctx);
        self.give_up();
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
