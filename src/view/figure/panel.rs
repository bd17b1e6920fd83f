//! What the panels of a figure show, by the names that scripts and rules use: the charts of the views, by the
//! ids of their tabs, and recorded variables.

use crate::lang::did_you_mean;
use crate::scene::Sort;
use crate::scene::Variable;
use crate::trace::RunTrace;
use crate::view::chart::{Chart, Scale, Zoom, counted};
use crate::view::charted::Absent;
use crate::view::{self, Shown, View, Wish, variable};
use thiserror::Error;

/// The name of the panel of paths.
const PATH: &str = "path";

/// What a panel shows.
#[derive(Clone, Debug)]
pub enum Panel {
    /// The runs' ways on the surface.
    Path,
    /// A chart as a view shows it.
    Chart(Box<Chart<'static>>),
}

/// Why there is no such panel.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum PanelError {
    /// Nothing has the name.
    #[error("there is nothing called `{name}`{hint}; there are {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What may have been meant.
        hint: String,
        /// What can be asked for.
        known: String,
    },
    /// Only other problems have it.
    #[error("`{name}` is no panel of {problem}; there are {known}")]
    Unsuited {
        /// What was asked for.
        name: String,
        /// What it does not suit.
        problem: Sort,
        /// What can be asked for.
        known: String,
    },
    /// It shows no chart, or the runs do not have it.
    #[error("`{0}`: {1}")]
    Missing(String, String),
    /// The variable has no such element.
    #[error("`{0}` has no element `{1}`; it has {2}")]
    Element(String, String, String),
    /// The scale has another name.
    #[error("`{0}` is no scale; a panel is written name, name:log or name:linear")]
    Scale(String),
}

/// What has to be computed for the panels of some names besides what is shown.
pub fn needs<'n>(names: impl IntoIterator<Item = &'n str>, shown: &Shown) -> Vec<Wish> {
    let views = names.into_iter().filter_map(|text| {
        let (name, _) = scaled(text).ok()?;
        view_of(name, shown)
    });
    let needs = |mut view: Box<dyn View>| Some(view.charted()?.needs(shown));
    views.filter_map(needs).flatten().collect()
}

impl Panel {
    /// The panels of a name: `path`, the charts of a view (by the id of its tab, or one of them by its own),
    /// or a recorded variable (`m`), its element (`m.x`) or length (`|m|`); with `:log` or `:linear` behind
    /// it on that scale.
    ///
    /// # Errors
    /// Nothing has the name, or what has it is no chart, or not of this problem, or has no such scale.
    pub fn named(text: &str, shown: &Shown, dark: bool) -> Result<Vec<Self>, PanelError> {
        let (name, scale) = scaled(text)?;
        if name == PATH {
            let missing =
                || PanelError::Missing(name.to_owned(), "a network has no surface to walk on".to_owned());
            return shown.field.map(|_| vec![Self::Path]).ok_or_else(missing);
        }
        let mut charts = charts(name, shown, dark)?;
        if let Some(scale) = scale {
            for chart in &mut charts {
                spread(name, chart, scale)?;
            }
        }
        let panel = |chart| Self::Chart(Box::new(chart));
        Ok(charts.into_iter().map(panel).collect())
    }
}

/// A name, and the scale behind it.
fn scaled(text: &str) -> Result<(&str, Option<Scale>), PanelError> {
    match text.split_once(':') {
        None => Ok((text, None)),
        Some((name, "log")) => Ok((name, Some(Scale::Log))),
        Some((name, "linear")) => Ok((name, Some(Scale::Linear))),
        Some((_, other)) => Err(PanelError::Scale(other.to_owned())),
    }
}

fn charts(name: &str, shown: &Shown, dark: bool) -> Result<Vec<Chart<'static>>, PanelError> {
    if let Some(mut view) = view_of(name, shown) {
        let charts = view.charts(shown, dark);
        return charts.map_err(|absent| PanelError::Missing(name.to_owned(), absent.to_string()));
    }
    match recorded(name, &shown.runs())? {
        Some(variable) => {
            let mut chart = variable::chart(shown, &variable, dark).into_owned();
            counted::lay(&mut chart, shown);
            Ok(vec![chart])
        }
        None => Err(unknown(name, shown)),
    }
}

/// The view whose tab has an id, or the one that shows a single chart of such a view.
fn view_of(name: &str, shown: &Shown) -> Option<Box<dyn View>> {
    let (mut own, mut parts) = (None, None);
    for mut view in suiting(shown) {
        parts = parts.or_else(|| parts_of(&mut *view).find(|(id, _)| *id == name));
        own = own.or((view.tab().id == name).then_some(view));
    }
    own.or(parts.map(|(_, view)| view))
}

/// The charts of a view that are also shown alone.
fn parts_of(view: &mut dyn View) -> impl Iterator<Item = (&'static str, Box<dyn View>)> + use<> {
    let parts = view.charted().map(|charted| charted.parts());
    parts.into_iter().flatten()
}

/// The views that show something of the problem.
fn suiting(shown: &Shown) -> impl Iterator<Item = Box<dyn View>> + use<> {
    let problem = &shown.scene.experiment.problem;
    let mut views = view::charts();
    views.retain(|view| view.suits(problem));
    views.into_iter()
}

/// Spreads a chart over a scale.
fn spread(name: &str, chart: &mut Chart, scale: Scale) -> Result<(), PanelError> {
    if let Some(reason) = chart.scales.reason().filter(|_| chart.y.scale != scale) {
        return Err(PanelError::Missing(name.to_owned(), format!("{reason}.")));
    }
    let mut look = Zoom::default();
    look.spread(scale);
    look.apply(chart);
    Ok(())
}

/// The recorded variable of a name, where some run has it.
fn recorded(name: &str, runs: &[&RunTrace]) -> Result<Option<Variable>, PanelError> {
    let has = |column: &str| runs.iter().any(|r| r.column(column).is_some());
    let norm = name.strip_prefix('|').and_then(|n| n.strip_suffix('|'));
    // Names have dots in them, too: `schedule.peak`.
    let (column, element) = match name.rsplit_once('.') {
        Some((column, element)) if norm.is_none() && !has(name) => (column, Some(element)),
        _ => (norm.unwrap_or(name), None),
    };
    let widths = runs.iter().filter_map(|r| Some(r.column(column)?.stride()));
    let Some(width) = widths.max() else {
        return Ok(None);
    };
    let mut variable = Variable::all(column);
    variable.norm = norm.is_some();
    if let Some(element) = element {
        let names = || (0..width).map(|index| variable::element_name(index, width));
        let number = element.parse().ok().filter(|index| *index < width);
        let index = names().position(|n| n == element).or(number);
        let index = index.ok_or_else(|| {
            let known: Vec<String> = names().take(8).collect();
            PanelError::Element(column.to_owned(), element.to_owned(), known.join(", "))
        })?;
        variable.elements = vec![index];
    }
    Ok(Some(variable))
}

fn unknown(name: &str, shown: &Shown) -> PanelError {
    let known = known(shown);
    if view::charts().iter().any(|view| view.tab().id == name) {
        return PanelError::Unsuited {
            name: name.to_owned(),
            problem: shown.scene.experiment.problem.sort(),
            known: known.join(", "),
        };
    }
    PanelError::Unknown {
        name: name.to_owned(),
        hint: did_you_mean(name, known.iter().map(String::as_str)),
        known: known.join(", "),
    }
}

/// What can be asked for: the paths, the charts, and what was recorded.
fn known(shown: &Shown) -> Vec<String> {
    let mut known: Vec<String> = shown.field.map(|_| PATH.to_owned()).into_iter().collect();
    for mut view in suiting(shown) {
        if !matches!(view.charts(shown, false), Err(Absent::Never(_))) {
            let parts: Vec<String> = parts_of(&mut *view).map(|(id, _)| id.to_owned()).collect();
            known.extend([view.tab().id.to_owned()].into_iter().chain(parts));
        }
    }
    let runs = shown.runs();
    known.extend(runs.iter().flat_map(|r| &r.columns).map(|c| c.name.clone()));
    let mut seen = Vec::new();
    known.retain(|name| {
        let news = !seen.contains(name);
        seen.push(name.clone());
        news
    });
    known
}
