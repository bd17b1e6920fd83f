//! The pages of a screen that has no room for columns: runs, charts, the rules, what there is to learn, the
//! course. They turn by their tabs and by a finger.

use super::charts::TABLE;
use super::shown;
use crate::app::App;
use crate::app::controls::tabs::{self, TabItem};
use crate::app::help::learn;
use egui::{ScrollArea, Ui, vec2};

/// The tab of the view that has a page for itself.
pub(in crate::app) const INSPECT: &str = "inspect";
/// Height of a chart on a page, and least height of a plain one, where it can then be seen whole.
const CHART: f32 = 260.0;
const PLAIN: f32 = 180.0;
/// Heights of the table's controls with its titles, and of a row with its name above its numbers.
const TITLES: f32 = 100.0;
const ROW: f32 = 46.0;

/// A page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::app) enum AppPage {
    #[default]
    Runs,
    Charts,
    Inspect,
    Learn,
    Study,
}

impl AppPage {
    const ALL: [Self; 5] = [Self::Runs, Self::Charts, Self::Inspect, Self::Learn, Self::Study];

    fn item(self) -> TabItem<'static> {
        let (title, about) = match self {
            Self::Runs => ("Runs", "The optimizers that race, and their settings"),
            Self::Charts => ("Charts", "What the runs did, over the steps"),
            Self::Inspect => ("Inspect", "A rule line by line, with its values at this step"),
            Self::Study => (
                "Study",
                "The course: cards on what the runs do, to guess and to try",
            ),
            Self::Learn => ("Learn", "What the rules on screen are, and where they come from"),
        };
        TabItem { title, about }
    }
}

impl App {
    /// The tabs and the page they turn to; while a rule is written, its editor. `scrolls` tells whether the
    /// page scrolls by itself; else all around it does.
    pub(super) fn pages(&mut self, ui: &mut Ui, scrolls: bool) {
        if self.editor.is_open() {
            let height = ui.available_height().max(CHART);
            let size = vec2(ui.available_width(), height);
            ui.allocate_ui(size, |ui| self.write(ui, true));
            return;
        }
        let pages: Vec<AppPage> = AppPage::ALL
            .into_iter()
            .filter(|p| *p != AppPage::Inspect || self.position_of(INSPECT).is_some())
            .collect();
        let current = pages.iter().position(|p| *p == self.page).unwrap_or(0);
        let items: Vec<TabItem> = pages.iter().map(|p| p.item()).collect();
        if let Some(chosen) = tabs::even(ui, &items, current) {
            self.page = pages[chosen];
        }
        if !scrolls {
            return self.page(ui, pages[current]);
        }
        let sheet = (pages[current] == AppPage::Study).then(|| self.study.sheet_id());
        let area = ScrollArea::vertical().id_salt(("page", current, sheet));
        let scrolled = area
            .auto_shrink(false)
            .show(ui, |ui| self.page(ui, pages[current]));
        let drags = scrolled.id.with("area");
        match self.swipe.pages(ui.ctx(), ui.max_rect(), drags) {
            0 => {}
            by => self.page = pages[current.saturating_add_signed(by).min(pages.len() - 1)],
        }
    }

    fn page(&mut self, ui: &mut Ui, page: AppPage) {
        match page {
            AppPage::Runs => self.runs(ui),
            AppPage::Charts => {
                let elsewhere = [TABLE, INSPECT];
                self.chart_tabs(ui, &elsewhere);
                if let Some(index) = self.chosen(&elsewhere) {
                    let shown = shown(&self.session, &self.playback, self.hovered);
                    let least = if self.charts[index].is_plain(&shown) {
                        PLAIN
                    } else {
                        CHART
                    };
                    let own = self.charts[index].height().unwrap_or(0.0);
                    let height = ui.available_height().clamp(least, CHART).max(own);
                    self.view(ui, index, height);
                }
                self.say_prepared(ui);
                if let Some(index) = self.position_of(TABLE) {
                    // All of it: the page scrolls.
                    let runs = self.session.trace.runs.len() as f32;
                    let needed = self.charts[index].height().unwrap_or(TITLES + ROW * runs);
                    self.view(ui, index, (needed + 4.0).max(CHART));
                }
            }
            AppPage::Inspect => {
                if let Some(index) = self.position_of(INSPECT) {
                    let height = ui.available_height().max(CHART);
                    self.view(ui, index, height);
                }
            }
            AppPage::Study => self.study_sheet(ui),
            AppPage::Learn => learn::show(ui, &self.session.scene),
        }
    }
}
