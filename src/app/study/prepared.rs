//! What a prepared scene says of itself, above its runs, from when it is opened until it is dismissed or
//! another one is opened.

use crate::app::App;
use crate::app::compute::session::Session;
use crate::app::controls::icon::{self, Icon};
use crate::app::controls::theme;
use crate::app::layout::AppPage;
use crate::course::card::lines;
use crate::course::study::Study;
use crate::course::{Card, prepared, scene};
use crate::scene::{Experiment, Scene};
use egui::{Align, Label, Layout, RichText, Ui, Vec2};

/// What is said of the prepared scene that was opened last.
pub struct PreparedNote {
    card: &'static Card,
    /// The scene as it was opened.
    own: Scene,
    /// What there was before, if it was another one, and is again once that is undone.
    before: Option<Experiment>,
    /// Its sentences; the first one alone until their numbers are computed. They stay as they were when the
    /// scene changes, so that nothing moves under a hand that changes it.
    text: String,
    computed: bool,
}

impl App {
    /// Opens the prepared scene of a name, where there is one; on a phone the page of the view that shows its
    /// point.
    pub(in crate::app) fn open_prepared(&mut self, name: &str) {
        let Some(card) = prepared::find(name) else { return };
        // A test opens each of them.
        let Ok(own) = scene::of(card, prepared::all()) else {
            return;
        };
        let before = Some(self.session.scene.experiment.clone());
        let before = before.filter(|before| *before != own.experiment);
        self.open(own.clone());
        if !own.view.tab.is_empty() {
            self.page = AppPage::Charts;
        }
        self.prepared = Some(PreparedNote {
            card,
            own,
            before,
            text: prepared::first_sentence(card),
            computed: false,
        });
    }

    /// Shows what the prepared scene says of itself.
    pub(in crate::app) fn say_prepared(&mut self, ui: &mut Ui) {
        let experiment = &self.session.scene.experiment;
        let is_over = |said: &mut PreparedNote| {
            let is_undone = said.before.as_ref() == Some(experiment);
            is_undone || experiment.problem != said.own.experiment.problem
        };
        drop(self.prepared.take_if(is_over));
        let Some(said) = &mut self.prepared else { return };
        said.compute(&self.session);
        if said.show(ui) {
            self.prepared = None;
        }
    }
}

impl PreparedNote {
    /// Completes the sentences once their numbers are there.
    fn compute(&mut self, session: &Session) {
        if self.computed || session.scene.experiment != self.own.experiment || !session.is_settled() {
            return;
        }
        let Some(done) = session.done() else { return };
        let study = Study::new(done, &self.own.view, &self.card.lets);
        let said = lines(&self.card.blocks).into_iter().map(|line| study.words(line));
        self.text = said.collect::<Vec<_>>().join(" ");
        self.computed = true;
    }

    /// True where it is dismissed.
    fn show(&self, ui: &mut Ui) -> bool {
        let dismissed = ui.horizontal(|ui| {
            ui.label(RichText::new(&self.card.title).family(theme::strong()));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let side = Vec2::splat(ui.spacing().interact_size.y);
                let name = "Dismiss what the scene shows";
                icon::sized(ui, Icon::Close, side, None, name, "Do not show this again").clicked()
            })
            .inner
        });
        ui.add(Label::new(RichText::new(&self.text).size(theme::SMALL)).wrap());
        ui.add_space(4.0);
        ui.separator();
        dismissed.inner
    }
}
