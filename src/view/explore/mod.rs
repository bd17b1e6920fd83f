//! What thousands of runs tell: pictures made of sweeps.
//!
//! - [`map`]: outcomes over two settings. [`race`]: every run over its own learning rates. [`range`]: a run
//!   whose rate rises. [`search`](mod@search): methods that search for settings.
//! - [`setting`]: what can be swept; [`offered`]: what of it is shown; [`ask`]: what is asked to be computed; [`fill`]: a picture of what is
//!   known so far; [`chart`]: lines that can be pointed at; `more`: menus of what is chosen rarely.

pub mod ask;
pub mod chart;
pub mod fill;
pub mod map;
mod more;
pub mod offered;
pub mod race;
pub mod range;
pub mod search;
pub mod setting;

use super::canvas::{Drawing, Error, Pen};
use super::chart::Chart;
use super::charted::Absent;
use super::figure::Profile;
use super::palette::Palette;
use super::quantity::instead;
use super::{Shown, Tab, View, Wish, entry, number};
use crate::course::explore::Exploring;
use crate::scene::explore::{self, Page};
use egui::{Align, DragValue, Layout, Ui};
use map::MapPage;
use map::sheet::Sheet;
use search::SearchPage;
use search::frame::Frame;
use search::parallel::Parallel;
use search::scatter::Scatter;
use search::slices::Slices;

/// The view of what is explored.
#[derive(Debug, Default)]
pub struct Explore {
    map: MapPage,
    search: SearchPage,
}

/// The pages: name and what they show.
const PAGES: [(Page, &str, &str); 4] = [
    (
        Page::Map,
        "Map",
        "What becomes of the run over two settings, each point a run of its own",
    ),
    (
        Page::Race,
        "Race",
        "Every run over its own learning rates: the best of each, how sensitive it is, and who ties",
    ),
    (
        Page::Range,
        "Range test",
        "The selected run while its learning rate rises at every step, and what that is worth",
    ),
    (
        Page::Search,
        "Search",
        "Grid, random, TPE and successive halving search for settings, each with the same budget of steps",
    ),
];
/// The height of a page that is read well, where all around it scrolls.
const HEIGHT: f32 = 640.0;

/// Height of controls that a finger can hit: on such a screen they stand below the picture, which is then
/// seen at once.
const TOUCH: f32 = 40.0;

/// Controls of the lowest and the highest of some learning rates.
fn ends(ui: &mut Ui, rates: &mut [f64; 2], name: &str, tip: &str) {
    let [low, high] = rates;
    for (rate, words) in [(low, "from"), (high, "to")] {
        let speed = *rate * 0.02;
        let drag = DragValue::new(rate)
            .range(1e-12..=1e6)
            .speed(speed)
            .prefix(format!("η {words} "))
            .custom_formatter(|value, _| number::editable(value));
        entry::add(ui, drag, format!("{name} {words}"), tip);
    }
}

/// The pages to choose from; true where what the chosen one knows is to be saved.
fn pages(ui: &mut Ui, chosen: &mut Page) -> bool {
    let row = ui.horizontal(|ui| {
        for (page, words, about) in PAGES {
            let button = ui.selectable_label(*chosen == page, words);
            let button = button.accessible_name(format!("{words} page"));
            if button.on_hover_text(about).clicked() {
                *chosen = page;
            }
        }
        let end = Layout::right_to_left(Align::Center);
        let csv = |ui: &mut Ui| *chosen != Page::Range && ask::csv_button(ui);
        ui.with_layout(end, csv).inner
    });
    row.inner
}

/// What is shown, as the course asks about it.
fn exploring<'a>(shown: &Shown<'a>, explore: &'a explore::Explore) -> Exploring<'a> {
    Exploring {
        experiment: &shown.scene.experiment,
        plan: shown.plan.map(|plan| &**plan),
        view: &shown.scene.view,
        explore,
    }
}

/// Whether it is a small screen.
fn is_small(ui: &Ui) -> bool {
    ui.spacing().interact_size.y >= TOUCH
}

impl View for Explore {
    fn tab(&self) -> Tab {
        Tab {
            name: map::NAME,
            id: "explore",
            title: "Explore",
            about: "Pictures made of thousands of runs: which settings work, and how sensitive that is",
            of: None,
        }
    }

    fn height(&self) -> Option<f32> {
        Some(HEIGHT)
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let mut explore = shown.scene.view.explore.clone();
        if shown.plan.is_none() {
            instead(ui, map::NAME, "Nothing is computed yet.");
            return Vec::new();
        }
        let saves = pages(ui, &mut explore.page);
        let mut wishes = match explore.page {
            Page::Map => self.map.ui(ui, shown, &mut explore, saves),
            Page::Race => race::ui(ui, shown, &mut explore, saves),
            Page::Range => range::ui(ui, shown, &mut explore),
            Page::Search => self.search.ui(ui, shown, &mut explore, saves),
        };
        if explore != shown.scene.view.explore {
            wishes.push(Wish::Explore(Box::new(explore)));
        }
        wishes
    }

    fn charts(&mut self, _shown: &Shown, _dark: bool) -> Result<Vec<Chart<'static>>, Absent> {
        Err(Absent::Never(
            "Explore shows a map or lines over a setting, which are saved as a figure and as CSV.",
        ))
    }

    fn figure(&mut self, shown: &Shown) -> Option<Figure> {
        let explore = &shown.scene.view.explore;
        let lines = |profile: Option<Profile>| profile.map(|profile| Figure::Lines(Box::new(profile)));
        match explore.page {
            Page::Map => self
                .map
                .figure(shown, explore)
                .map(|sheet| Figure::Map(Box::new(sheet))),
            Page::Race => lines(race::figure(shown, explore)),
            Page::Range => lines(range::figure(shown, explore)),
            Page::Search => self.search.figure(shown, explore),
        }
    }
}

/// A page as a drawing that stands on its own.
#[derive(Clone, Debug)]
pub enum Figure {
    /// Maps.
    Map(Box<Sheet>),
    /// Lines along an axis.
    Lines(Box<Profile>),
    /// Tries over two settings.
    Tries(Box<Scatter>),
    /// Tries as lines over all settings.
    Parallel(Box<Parallel>),
    /// The outcome over each setting.
    Slices(Box<Slices>),
}

impl Figure {
    /// The same with a title and the settings under it.
    #[must_use]
    pub fn entitled(mut self, title: &str, settings: Vec<String>) -> Self {
        match &mut self {
            Self::Map(sheet) => (sheet.title, sheet.caption) = (Some(title.to_owned()), settings),
            Self::Lines(profile) => (profile.title, profile.caption) = (title.to_owned(), settings),
            Self::Tries(tries) => {
                (tries.sheet.title, tries.sheet.caption) = (Some(title.to_owned()), settings);
            }
            Self::Parallel(parallel) => parallel.frame = Frame::of(title, settings),
            Self::Slices(slices) => slices.frame = Frame::of(title, settings),
        }
        self
    }
}

impl Drawing for Figure {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        match self {
            Self::Map(sheet) => sheet.draw(pen, colors),
            Self::Lines(profile) => profile.draw(pen, colors),
            Self::Tries(tries) => tries.draw(pen, colors),
            Self::Parallel(parallel) => parallel.draw(pen, colors),
            Self::Slices(slices) => slices.draw(pen, colors),
        }
    }
}
