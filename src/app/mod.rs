//! The application: closes the loop from what is seen to what is run.
//!
//! [`App`] is its state and its frame. Folders are what a person looks for:
//! - [`bar`] on top, [`settings`] of the problem ([`network`] where it is one), [`runs`] with all that is set in
//!   them, [`playback`] (time), [`controls`] that they share; `layout` gives each its place. Controls edit the
//!   scene of the session and nothing else; what they ask of the app is an [`action`].
//! - [`compute`]: what computes what the scene says, and what views wish besides; `change` does what else
//!   they wish.
//! - [`rules`] finds the rule behind a reference, [`editor`] changes it, [`help`] explains it.
//! - [`study`] opens the course's cards; [`presenter`] is for a room.
//! - [`keep`] undoes and keeps, [`give`] shows and saves for others, [`remote`] lets a page or a test look in;
//!   [`platform`] is what differs between window and page.

pub mod action;
pub mod bar;
mod change;
pub mod compute;
pub mod controls;
mod dialog;
pub mod editor;
pub mod give;
pub mod help;
pub mod keep;
mod layout;
pub mod network;
pub mod platform;
pub mod playback;
pub mod presenter;
pub mod remote;
pub mod rules;
pub mod runs;
pub mod settings;
pub mod study;

use crate::scene::Scene;
use crate::view::network::samples::Samples;
use crate::view::palette::Palette;
use crate::view::surface::Surface;
use crate::view::{self, View};
use action::AppCommand;
use compute::device::gpu;
use compute::handover::Handover;
pub use compute::reopen::Past;
use compute::reopen::Reopen;
pub use compute::session::{Session, first_scene};
use controls::focus::Focus;
use controls::notice::Notices;
use controls::swipe::Swipe;
use controls::{altgr, clipboard, theme};
use dialog::Dialog;
use editor::Editor;
use egui::{Context, Key, Popup, Theme, Ui};
use give::drop;
use keep::history::{History, PointerFrame};
use keep::keeper::{KeepScene, Keeper};
use layout::{AppPage, Arrangement};
use playback::Playback;
use presenter::Presenter;
pub use remote::Remote;
use rules::Rules;
use runs::edit;
use study::Reader;
use study::prepared::PreparedNote;

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
    prepared: Option<PreparedNote>,
    page: AppPage,
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
    pub fn keeping(mut self, keep: KeepScene) -> Self {
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
            page: AppPage::default(),
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
            self.act(ctx, AppCommand::Help);
        }
        if ctx.input(|i| i.modifiers.is_none() && i.key_pressed(Key::P)) {
            self.act(ctx, AppCommand::Present);
        }
        self.presenter_keys(ctx);
    }

    /// Does what a control asks for.
    fn act(&mut self, ctx: &Context, action: AppCommand) {
        match action {
            AppCommand::Prepared(name) => self.open_prepared(name),
            AppCommand::Undo => self.history.undo(&mut self.session.scene),
            AppCommand::Redo => self.history.redo(&mut self.session.scene),
            AppCommand::Theme => ctx.set_theme(match ctx.theme() {
                Theme::Dark => Theme::Light,
                Theme::Light => Theme::Dark,
            }),
            AppCommand::Help => self.dialog = Some(Dialog::Help),
            AppCommand::Share => self.share(),
            AppCommand::Study => self.toggle_study(),
            AppCommand::Code => self.dialog = Some(Dialog::code(&self.session.scene)),
            AppCommand::Export(what) => {
                let file = self.file(what);
                self.save(file);
            }
            AppCommand::Choose => platform::choose(self.remote.clone()),
            AppCommand::Fork => {
                let step = self.own_step(self.session.scene.view.selected) as u32;
                let scene = &mut self.session.scene;
                edit::fork(scene, scene.view.selected, step);
            }
            AppCommand::Present => self.presenter.toggle(ctx),
            AppCommand::Scan => self.scan(),
            AppCommand::Turn(by) => self.turn_card(by),
            AppCommand::Notes => self.toggle_notes(ctx),
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
        self.history.note(&self.session.scene, PointerFrame::of(&ctx));
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
