//! Views that are charts: [`Charted`] gives the charts and what stands above them, and [`OnScreen`] makes a
//! [`View`] of it. What the screen shows, what is exported and what `ravine plot` draws is then the same
//! list.

use super::chart::{Chart, Zoom, counted, widget};
use super::quantity::instead;
use super::{Shown, Tab, View, Wish};
use egui::{Ui, vec2};
use std::borrow::Cow;
use std::fmt;

/// Most looks that a view keeps: one for each of its pages.
const LOOKS: usize = 16;

/// What a view shows that is charts.
pub trait Charted {
    /// How it is listed.
    fn tab(&self) -> Tab;

    /// Whether it is a single chart without controls.
    fn is_plain(&self, _shown: &Shown) -> bool {
        false
    }

    /// What has to be computed besides for its charts.
    fn needs(&mut self, _shown: &Shown) -> Vec<Wish> {
        Vec::new()
    }

    /// What stands above the charts.
    fn controls(&mut self, _ui: &mut Ui, _shown: &Shown) -> Vec<Wish> {
        Vec::new()
    }

    /// The charts, one below the other, showing all of their lines; or why there is none.
    fn charts<'a>(&'a mut self, shown: &Shown<'a>, dark: bool) -> Result<Vec<Exhibit<'a>>, Absent>;

    /// Its charts that are also shown alone, by the names that figures have for them.
    fn parts(&self) -> Vec<(&'static str, Box<dyn View>)> {
        Vec::new()
    }
}

/// A chart as a view shows it.
#[derive(Debug)]
pub struct Exhibit<'a> {
    /// Its accessible name.
    pub name: &'static str,
    /// Which page of its view it is: how each is zoomed and spread is kept by itself.
    pub page: Cow<'static, str>,
    /// What is drawn.
    pub chart: Chart<'a>,
}

impl<'a> Exhibit<'a> {
    /// The one chart of a name.
    pub fn new(name: &'static str, chart: Chart<'a>) -> Self {
        Self {
            name,
            page: Cow::Borrowed(""),
            chart,
        }
    }
}

/// Why a view has no chart to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absent {
    /// What it shows is no chart, but this; a sentence.
    Never(&'static str),
    /// There is none of this scene, or not yet; a sentence.
    Now(Cow<'static, str>),
}

impl Absent {
    /// There is none of this scene, or not yet, as a sentence says.
    pub fn now(why: impl Into<Cow<'static, str>>) -> Self {
        Self::Now(why.into())
    }

    /// Why there is none.
    pub fn why(&self) -> &str {
        match self {
            Self::Never(why) => why,
            Self::Now(why) => why,
        }
    }
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.why())
    }
}

/// Charts as a view, with how they are looked at.
#[derive(Debug, Default)]
pub struct OnScreen<V> {
    charted: V,
    looks: Looks,
}

impl<V> OnScreen<V> {
    /// A view of charts that nobody has zoomed yet.
    pub fn of(charted: V) -> Self {
        Self {
            charted,
            looks: Looks::default(),
        }
    }
}

/// How the pages of a view are looked at, by name and page; the latest last.
#[derive(Debug, Default)]
struct Looks(Vec<((&'static str, Cow<'static, str>), Zoom)>);

impl Looks {
    fn of(&mut self, exhibit: &Exhibit) -> &mut Zoom {
        let key = (exhibit.name, exhibit.page.clone());
        let place = self.0.iter().position(|(known, _)| *known == key);
        let kept = place.map_or_else(|| (key, Zoom::default()), |place| self.0.remove(place));
        self.0.push(kept);
        let most = self.0.len().saturating_sub(LOOKS);
        self.0.drain(..most);
        let last = self.0.len() - 1;
        &mut self.0[last].1
    }
}

impl<V: Charted> View for OnScreen<V> {
    fn tab(&self) -> Tab {
        self.charted.tab()
    }

    fn is_plain(&self, shown: &Shown) -> bool {
        self.charted.is_plain(shown)
    }

    fn charted(&mut self) -> Option<&mut dyn Charted> {
        Some(&mut self.charted)
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let mut wishes = self.charted.needs(shown);
        wishes.extend(self.charted.controls(ui, shown));
        let name = self.charted.tab().name;
        let exhibits = match self.charted.charts(shown, ui.visuals().dark_mode) {
            Ok(exhibits) => exhibits,
            Err(absent) => {
                instead(ui, name, absent.why());
                return wishes;
            }
        };
        let gap = ui.spacing().item_spacing.y;
        let count = exhibits.len();
        for (place, exhibit) in exhibits.into_iter().enumerate() {
            let look = self.looks.of(&exhibit);
            let Exhibit { name, mut chart, .. } = exhibit;
            counted::lay(&mut chart, shown);
            let below = (count - place - 1) as f32;
            let height = (ui.available_height() - gap * below) / (below + 1.0);
            let size = vec2(ui.available_width(), height);
            let show = |ui: &mut Ui| widget::show(ui, look, name, chart);
            wishes.extend(match below {
                0.0 => show(ui),
                _ => ui.allocate_ui(size, show).inner,
            });
        }
        wishes
    }

    fn charts(&mut self, shown: &Shown, dark: bool) -> Result<Vec<Chart<'static>>, Absent> {
        let exhibits = self.charted.charts(shown, dark)?;
        let looked_at = |mut exhibit: Exhibit| {
            counted::lay(&mut exhibit.chart, shown);
            self.looks.of(&exhibit).apply(&mut exhibit.chart);
            exhibit.chart.into_owned()
        };
        let charts: Vec<Chart> = exhibits.into_iter().map(looked_at).collect();
        let mut lines = charts.iter().flat_map(|chart| &chart.series);
        match lines.all(|line| line.values.is_empty()) {
            true => Err(Absent::now(
                "Its runs are hidden, or nothing of them is known yet.",
            )),
            false => Ok(charts),
        }
    }
}
