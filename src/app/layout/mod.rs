//! Where everything stands. A wide screen has [`columns`]; where there is no room for them, a [`compact`] one
//! shows the picture with [`pages`] under it, or on a low screen beside it. A side panel is a [`pane`], which
//! can be widened; [`charts`] are the views that have tabs. [`presented`] is what a room sees.

mod charts;
mod columns;
mod compact;
mod pages;
mod pane;
mod presented;

use super::action::AppCommand;
use super::controls::{names, theme};
use super::playback::Playback;
use super::runs::{self, edit, fork};
use super::{App, NARROW, Session, bar, network};
use crate::trace::Trace;
use crate::view::palette::Palette;
use crate::view::{Shown, View as _};
pub(super) use charts::TABLE;
use egui::{Align2, Context, Frame, Label, Margin, Panel, ScrollArea, Ui, Vec2, vec2};
pub(super) use pages::{AppPage, INSPECT};
use std::sync::OnceLock;

/// Below this height the picture has the pages beside it, where the screen has this width.
const LOW: f32 = 500.0;
const TWO: f32 = 540.0;
/// What notices may take of the screen's height.
const NOTICES: f32 = 0.25;

/// How the parts of the screen stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Arrangement {
    /// Runs, picture and charts side by side.
    #[default]
    Columns,
    /// The picture above the pages.
    Stacked,
    /// The picture beside the pages.
    Beside,
}

impl Arrangement {
    /// The arrangement for a screen of a size in points.
    pub(super) fn of(screen: Vec2) -> Self {
        match (screen.y < LOW && screen.x >= TWO, screen.x < NARROW) {
            (true, _) => Self::Beside,
            (false, true) => Self::Stacked,
            (false, false) => Self::Columns,
        }
    }

    /// Whether it is for small screens, with controls that a finger can hit.
    pub(super) fn is_compact(self) -> bool {
        self != Self::Columns
    }
}

impl App {
    /// Chooses the arrangement for the screen. The presenter view keeps its own: it is larger on the same
    /// screen.
    pub(super) fn arrange(&mut self, ctx: &Context) {
        if self.presenter.on {
            return;
        }
        let arrangement = Arrangement::of(ctx.content_rect().size());
        let before = std::mem::replace(&mut self.arrangement, arrangement);
        if before.is_compact() != arrangement.is_compact() {
            theme::resize(ctx, arrangement.is_compact());
        }
    }

    /// The whole screen. Returns what its controls ask for.
    pub(super) fn lay_out(&mut self, ui: &mut Ui) -> Option<AppCommand> {
        if self.presenter.on {
            return self.presented(ui);
        }
        let action = self.top(ui);
        let forked = match self.arrangement {
            Arrangement::Columns => self.columns(ui),
            Arrangement::Stacked => self.stacked(ui),
            Arrangement::Beside => self.beside(ui),
        };
        action.or(forked)
    }

    /// The controls of time, on two rows or on one, and the fork.
    fn timeline(&mut self, ui: &mut Ui, two: bool) -> Option<AppCommand> {
        let experiment = &self.session.scene.experiment;
        self.playback.counts = experiment.budget;
        self.playback.stride = self.session.stride();
        let (steps, step) = (self.session.steps(), self.playback.step());
        let selected = experiment.runs.get(self.session.scene.view.selected);
        let name = selected.map(names::run);
        let full = edit::full(&self.session.scene);
        let mut asked = None;
        let more = |ui: &mut Ui| asked = fork::button(ui, name, full, (step, steps));
        match two {
            true => self.playback.rows(ui, steps, more),
            false => self.playback.row(ui, steps, more),
        }
        asked
    }

    fn top(&mut self, ui: &mut Ui) -> Option<AppCommand> {
        let colors = Palette::in_ui(ui);
        let narrow = self.arrangement.is_compact();
        let margin = Margin::symmetric(if narrow { 8 } else { 16 }, 0);
        let frame = Frame::new().fill(colors.panel).inner_margin(margin);
        let height = match self.arrangement {
            Arrangement::Beside => 44.0,
            Arrangement::Columns | Arrangement::Stacked => 52.0,
        };
        let bar = Panel::top("bar").exact_size(height).frame(frame);
        let action = bar.show(ui, |ui| {
            let bar = bar::Bar {
                rules: &mut self.rules,
                session: &mut self.session,
                playback: &mut self.playback,
                history: &self.history,
                narrow,
            };
            bar.show(ui)
        });
        if self.study.welcomes() && self.arrangement != Arrangement::Beside {
            let frame = Frame::new()
                .fill(colors.raised)
                .inner_margin(Margin::symmetric(if narrow { 8 } else { 16 }, 4));
            let welcome = Panel::top("welcome").frame(frame);
            welcome.show(ui, |ui| self.welcome(ui));
        }
        if !self.notices.is_empty(&self.session) {
            let frame = Frame::new()
                .fill(colors.raised)
                .inner_margin(Margin::symmetric(16, 4));
            let most = ui.ctx().content_rect().height() * NOTICES;
            let shown = Panel::top("notices").frame(frame).show(ui, |ui| {
                let area = ScrollArea::vertical().max_height(most);
                area.show(ui, |ui| self.notices.show(ui, &self.session)).inner
            });
            if let Some(mend) = shown.inner {
                mend.apply(&mut self.session.scene.experiment);
            }
        }
        action.inner
    }

    fn write(&mut self, ui: &mut Ui, narrow: bool) {
        let Session { scene, findings, .. } = &mut self.session;
        self.editor.show(ui, &mut self.rules, scene, findings, narrow);
        if self.rules.wanted.is_some() {
            ui.ctx().request_repaint();
        }
    }

    fn runs(&mut self, ui: &mut Ui) {
        self.say_prepared(ui);
        let done = self.session.done().filter(|_| !self.session.veiled).cloned();
        let session = &mut self.session;
        network::show(ui, &mut self.rules, &mut session.scene, &session.findings);
        let all = session.scene.experiment.runs.iter();
        let names: Vec<String> = all.map(names::run).collect();
        let known = runs::RunsContext {
            done: done.as_ref(),
            findings: &session.findings,
            names: &names,
        };
        runs::show(ui, &mut self.rules, &mut session.scene, known);
    }

    fn picture(&mut self, ui: &mut Ui) {
        let shown = Shown {
            presented: self.presenter.on,
            ..shown(&self.session, &self.playback, self.hovered)
        };
        let wishes = match shown.scene.experiment.problem.network() {
            Some(_) => self.samples.ui(ui, &shown),
            None => self.surface.ui(ui, &shown),
        };
        if let Some(reason) = waiting_for(&self.session) {
            waiting(ui, reason);
        }
        self.fulfil(ui.ctx(), wishes);
    }
}

/// Why there is nothing to show; None where there is.
pub(super) fn waiting_for(session: &Session) -> Option<&'static str> {
    match (session.done(), session.plan()) {
        (Some(_), _) if session.veiled => Some("The runs appear after your guess."),
        (Some(_), _) => None,
        (None, Some(_)) => Some("Computing…"),
        (None, None) => Some("Nothing to show: the scene has an error."),
    }
}

/// Writes on the picture why no run is seen.
fn waiting(ui: &mut Ui, reason: &str) {
    let rect = ui.min_rect();
    let size = vec2(rect.width() * 0.8, ui.spacing().interact_size.y);
    let place = Align2::CENTER_BOTTOM.anchor_size(rect.center_bottom() - vec2(0.0, 24.0), size);
    ui.put(place, Label::new(reason));
}

/// A trace of no run.
fn nothing() -> &'static Trace {
    static NOTHING: OnceLock<Trace> = OnceLock::new();
    NOTHING.get_or_init(Trace::default)
}

/// What views are shown. While a reader has not guessed yet, that is what a scene shows before it is
/// computed.
pub(super) fn shown<'a>(session: &'a Session, playback: &Playback, hovered: Option<f64>) -> Shown<'a> {
    if session.veiled {
        return Shown {
            plan: session.plan(),
            field: session.shown_field(),
            position: playback.shown(),
            hovered,
            ..Shown::of(&session.scene, nothing())
        };
    }
    Shown {
        plan: session.plan(),
        done: session.done(),
        companions: session.companions.done(),
        field: session.shown_field(),
        stable: session.stable.found(),
        drift: session.drift.seen(),
        swarm: session.shown_swarm(),
        asked: Some(&session.wished),
        sweeps: session.sweeps.known(),
        searches: session.sweeps.searches.known(),
        ghost: session.ghost.shown(),
        position: playback.shown(),
        hovered,
        ..Shown::of(&session.scene, &session.trace)
    }
}
