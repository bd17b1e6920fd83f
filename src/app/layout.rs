//! Where everything stands: on a wide screen the runs left, the surface in the middle, charts and table right, the
//! timeline below; on a phone the surface on top, the timeline under it, then pages that swipe.

use super::action::Action;
use super::icon::{self, Icon};
use super::playback::Playback;
use super::tabs::{self, Item};
use super::{App, Session, learn, names, network, runs, topbar};
use crate::view::palette::Palette;
use crate::view::quantity::instead;
use crate::view::{Shown, Tab, View as _, Wish};
use egui::{Align2, CentralPanel, Frame, Label, Margin, Panel, Rect, ScrollArea, Ui, UiBuilder, Vec2, vec2};

/// The tab of the view that stands under the charts.
pub(super) const TABLE: &str = "table";
/// The tab of the view that has a phone's page for itself.
const INSPECT: &str = "inspect";
/// Height of a chart on a phone, and least height of a plain one, where it can then be seen whole.
const CHART: f32 = 260.0;
const PLAIN: f32 = 180.0;

/// What a phone shows under the timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Page {
    #[default]
    Runs,
    Charts,
    Inspect,
    Learn,
}

impl Page {
    const ALL: [Self; 4] = [Self::Runs, Self::Charts, Self::Inspect, Self::Learn];

    fn item(self) -> Item<'static> {
        let (title, about) = match self {
            Self::Runs => ("Runs", "The optimizers that race, and their settings"),
            Self::Charts => ("Charts", "What the runs did, over the steps"),
            Self::Inspect => ("Inspect", "A rule line by line, with its values at this step"),
            Self::Learn => ("Learn", "What the rules on screen are, and where they come from"),
        };
        Item { title, about }
    }
}

impl App {
    /// The whole screen. Returns what its controls ask for.
    pub(super) fn lay_out(&mut self, ui: &mut Ui, narrow: bool) -> Option<Action> {
        if self.presenter.on {
            return self.presented(ui, narrow);
        }
        let action = self.top(ui, narrow);
        let forked = match narrow {
            true => self.narrow(ui),
            false => self.wide(ui),
        };
        action.or(forked)
    }

    /// The controls of time, on two rows where the screen is narrow, and the fork.
    fn timeline(&mut self, ui: &mut Ui, narrow: bool) -> Option<Action> {
        let experiment = &self.session.scene.experiment;
        self.playback.counts = experiment.budget;
        let (steps, step) = (experiment.steps, self.playback.step());
        let selected = experiment.runs.get(self.session.scene.view.selected);
        let name = selected.map(|run| names::run(&mut self.rules, run));
        // Before the first step and after the last one there is nothing to share or to go on with.
        let name = name.filter(|_| (1..steps).contains(&step));
        let mut asked = None;
        let more = |ui: &mut Ui| asked = fork(ui, name.as_deref(), step);
        match narrow {
            true => self.playback.rows(ui, steps, more),
            false => self.playback.row(ui, steps, more),
        }
        asked
    }

    fn top(&mut self, ui: &mut Ui, narrow: bool) -> Option<Action> {
        let colors = Palette::in_ui(ui);
        let margin = Margin::symmetric(if narrow { 8 } else { 16 }, 0);
        let frame = Frame::new().fill(colors.panel).inner_margin(margin);
        let bar = Panel::top("bar").exact_size(52.0).frame(frame);
        let action = bar.show(ui, |ui| {
            let bar = topbar::Bar {
                rules: &mut self.rules,
                session: &mut self.session,
                playback: &mut self.playback,
                history: &self.history,
                narrow,
            };
            bar.show(ui)
        });
        if !self.notices.is_empty(&self.session) {
            let frame = Frame::new()
                .fill(colors.raised)
                .inner_margin(Margin::symmetric(16, 4));
            Panel::top("notices").frame(frame).show(ui, |ui| {
                self.notices.show(ui, &self.session);
            });
        }
        action.inner
    }

    fn wide(&mut self, ui: &mut Ui) -> Option<Action> {
        let colors = Palette::in_ui(ui);
        let panel = |margin: Margin| Frame::new().fill(colors.panel).inner_margin(margin);
        let timeline = Panel::bottom("timeline")
            .exact_size(56.0)
            .frame(panel(Margin::symmetric(16, 0)));
        let asked = timeline.show(ui, |ui| self.timeline(ui, false)).inner;
        Panel::left("runs")
            .exact_size(340.0)
            .resizable(false)
            .frame(panel(Margin::symmetric(10, 8)))
            .show(ui, |ui| {
                ScrollArea::vertical()
                    .auto_shrink(false)
                    .show(ui, |ui| self.runs(ui));
            });
        self.write_below(ui);
        let width = (ui.available_width() * 0.41).clamp(300.0, 520.0);
        Panel::right("charts")
            .exact_size(width)
            .resizable(false)
            .frame(panel(Margin::symmetric(12, 10)))
            .show(ui, |ui| self.column(ui));
        CentralPanel::default()
            .frame(Frame::new().fill(colors.background).inner_margin(12))
            .show(ui, |ui| self.picture(ui));
        asked
    }

    /// The editor under picture and charts, which go on beside what is written.
    fn write_below(&mut self, ui: &mut Ui) {
        if !self.editor.is_open() {
            return;
        }
        let colors = Palette::in_ui(ui);
        let height = ui.available_height();
        Panel::bottom("editor")
            .default_size((height * 0.46).max(220.0))
            .size_range(180.0..=(height * 0.75).max(181.0))
            .frame(
                Frame::new()
                    .fill(colors.panel)
                    .inner_margin(Margin::symmetric(12, 8)),
            )
            .show(ui, |ui| self.write(ui, false));
    }

    fn write(&mut self, ui: &mut Ui, narrow: bool) {
        let Session { scene, findings, .. } = &mut self.session;
        self.editor.show(ui, &mut self.rules, scene, findings, narrow);
        if self.rules.wanted.is_some() {
            ui.ctx().request_repaint();
        }
    }

    /// The presenter view: the timeline, and the picture in all the rest.
    fn presented(&mut self, ui: &mut Ui, narrow: bool) -> Option<Action> {
        let colors = Palette::in_ui(ui);
        let margin = Margin::symmetric(if narrow { 8 } else { 16 }, 4);
        let timeline =
            Panel::bottom("presented timeline").frame(Frame::new().fill(colors.panel).inner_margin(margin));
        let asked = timeline.show(ui, |ui| {
            if !narrow {
                ui.set_height(48.0);
            }
            self.timeline(ui, narrow)
        });
        let middle = CentralPanel::default().frame(Frame::new().fill(colors.background).inner_margin(12));
        let left = middle.show(ui, |ui| {
            let corner = ui.max_rect().right_top();
            self.picture(ui);
            let side = ui.spacing().interact_size.y;
            let rect = Rect::from_min_size(corner - vec2(side, 0.0), Vec2::splat(side));
            let mut above = ui.new_child(UiBuilder::new().max_rect(rect));
            let tip = "Leave the presenter view (Esc)";
            icon::button(&mut above, Icon::Close, "Leave the presenter view", tip).clicked()
        });
        left.inner.then_some(Action::Present).or(asked.inner)
    }

    /// The tabs of the charts, the chosen chart, and the table under it.
    fn column(&mut self, ui: &mut Ui) {
        self.chart_tabs(ui, &[TABLE]);
        ui.add_space(4.0);
        let height = ui.available_height();
        let table = self.position_of(TABLE).map(|index| {
            let share = (height * 0.42).min(60.0 + 34.0 * self.session.trace.runs.len() as f32);
            (index, share)
        });
        let chart = height - table.map_or(0.0, |(_, share)| share + ui.spacing().item_spacing.y);
        if let Some(index) = self.chosen(&[TABLE]) {
            self.view(ui, index, chart);
        }
        if let Some((index, share)) = table {
            self.view(ui, index, share);
        }
    }

    fn narrow(&mut self, ui: &mut Ui) -> Option<Action> {
        let colors = Palette::in_ui(ui);
        let screen = ui.ctx().content_rect().height();
        // What is written needs lines, and what it does can be seen in less.
        let share = if self.editor.is_open() { 0.34 } else { 0.5 };
        let panel = |margin: Margin| Frame::new().fill(colors.panel).inner_margin(margin);
        Panel::top("picture")
            .exact_size((screen * share).max(220.0))
            .frame(Frame::new().fill(colors.background).inner_margin(6))
            .show(ui, |ui| self.picture(ui));
        let timeline = Panel::top("timeline").frame(panel(Margin::symmetric(8, 2)));
        let asked = timeline.show(ui, |ui| self.timeline(ui, true)).inner;
        CentralPanel::default()
            .frame(panel(Margin::symmetric(8, 0)))
            .show(ui, |ui| {
                if self.editor.is_open() {
                    return self.write(ui, true);
                }
                let pages: Vec<Page> = Page::ALL
                    .into_iter()
                    .filter(|p| *p != Page::Inspect || self.position_of(INSPECT).is_some())
                    .collect();
                let current = pages.iter().position(|p| *p == self.page).unwrap_or(0);
                let items: Vec<Item> = pages.iter().map(|p| p.item()).collect();
                let chosen = tabs::even(ui, &items, current);
                let scrolled = ScrollArea::vertical()
                    .id_salt(("page", current))
                    .auto_shrink(false)
                    .show(ui, |ui| self.page(ui, pages[current]));
                let swiped = self
                    .swipe
                    .pages(ui.ctx(), ui.max_rect(), scrolled.id.with("area"));
                let beside = current.saturating_add_signed(swiped).min(pages.len() - 1);
                self.page = pages[chosen.unwrap_or(beside)];
            });
        asked
    }

    fn page(&mut self, ui: &mut Ui, page: Page) {
        match page {
            Page::Runs => self.runs(ui),
            Page::Charts => {
                let elsewhere = [TABLE, INSPECT];
                self.chart_tabs(ui, &elsewhere);
                if let Some(index) = self.chosen(&elsewhere) {
                    let shown = shown(&self.session, &self.playback, self.hovered);
                    let plain = self.charts[index].is_plain(&shown);
                    let least = if plain { PLAIN } else { CHART };
                    let height = ui.available_height().clamp(least, CHART);
                    self.view(ui, index, height);
                }
                if let Some(index) = self.position_of(TABLE) {
                    self.view(ui, index, CHART);
                }
            }
            Page::Inspect => {
                if let Some(index) = self.position_of(INSPECT) {
                    let height = ui.available_height().max(CHART);
                    self.view(ui, index, height);
                }
            }
            Page::Learn => learn::show(ui, &mut self.rules, &self.session.scene),
        }
    }

    fn runs(&mut self, ui: &mut Ui) {
        let done = self.session.done().cloned();
        let session = &mut self.session;
        network::show(ui, &mut session.scene, &session.findings);
        let known = runs::Known {
            done: done.as_ref(),
            findings: &session.findings,
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

    /// Draws a chart at a height.
    fn view(&mut self, ui: &mut Ui, index: usize, height: f32) {
        let size = vec2(ui.available_width(), height);
        if self.charts[index].tab().id != TABLE {
            self.charted = Some(index);
        }
        if let Some(reason) = waiting_for(&self.session) {
            let name = self.charts[index].name();
            ui.allocate_ui(size, |ui| instead(ui, name, reason));
            return;
        }
        let shown = shown(&self.session, &self.playback, self.hovered);
        let wishes: Vec<Wish> = ui.allocate_ui(size, |ui| self.charts[index].ui(ui, &shown)).inner;
        self.fulfil(ui.ctx(), wishes);
    }

    /// Tabs of all charts but those that stand elsewhere.
    fn chart_tabs(&mut self, ui: &mut Ui, elsewhere: &[&str]) {
        let shown = self.listed(elsewhere);
        let items: Vec<Item> = shown
            .iter()
            .map(|(_, tab)| Item {
                title: tab.title,
                about: tab.about,
            })
            .collect();
        let chosen = self.chosen(elsewhere);
        let current = shown.iter().position(|(index, _)| Some(*index) == chosen);
        if let Some(clicked) = tabs::row(ui, &items, current.unwrap_or(0)) {
            // The first view is the one of a scene that names none.
            let id = if clicked == 0 { "" } else { shown[clicked].1.id };
            self.session.scene.view.tab = id.to_owned();
        }
    }

    /// The chart whose tab is chosen; the first one where the scene names none that is listed.
    pub(super) fn chosen(&self, elsewhere: &[&str]) -> Option<usize> {
        let listed = self.listed(elsewhere);
        let wanted = &self.session.scene.view.tab;
        let found = listed.iter().find(|(_, tab)| tab.id == wanted);
        found.or(listed.first()).map(|(index, _)| *index)
    }

    fn listed(&self, elsewhere: &[&str]) -> Vec<(usize, Tab)> {
        let problem = &self.session.scene.experiment.problem;
        let suiting = self.charts.iter().enumerate().filter(|(_, c)| c.suits(problem));
        let tabs = suiting.map(|(index, chart)| (index, chart.tab()));
        tabs.filter(|(_, tab)| !elsewhere.contains(&tab.id)).collect()
    }

    fn position_of(&self, id: &str) -> Option<usize> {
        let problem = &self.session.scene.experiment.problem;
        self.charts
            .iter()
            .position(|c| c.tab().id == id && c.suits(problem))
    }
}

/// The button that forks the run of a name; without one there is nothing to fork.
fn fork(ui: &mut Ui, name: Option<&str>, step: u32) -> Option<Action> {
    let tip = match name {
        Some(name) => {
            format!("Fork {name} at step {step}: a new run shares its past and goes on with its own settings")
        }
        None => "Go to a step between the first and the last to fork the selected run there".to_owned(),
    };
    let button = |ui: &mut Ui| icon::button(ui, Icon::Fork, "Fork from here", &tip);
    let response = ui.add_enabled_ui(name.is_some(), button).inner;
    response
        .on_disabled_hover_text(&tip)
        .clicked()
        .then_some(Action::Fork)
}

/// Why there is nothing to show; None where there is.
pub(super) fn waiting_for(session: &Session) -> Option<&'static str> {
    match (session.done(), session.plan()) {
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

/// What views are shown.
pub(super) fn shown<'a>(session: &'a Session, playback: &Playback, hovered: Option<f64>) -> Shown<'a> {
    Shown {
        plan: session.plan(),
        done: session.done(),
        companions: session.companions.done(),
        field: session.field.shown(),
        stable: session.stable.found(),
        swarm: session.swarm.shown(),
        drift: session.drift.seen(),
        lookout: session.lookout.as_ref(),
        position: playback.shown(),
        hovered,
        ..Shown::of(&session.scene, &session.trace)
    }
}
