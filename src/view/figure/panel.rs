//! What the panels of a figure show, by the names that scripts and rules use.

use crate::lang::did_you_mean;
use crate::scene::Variable;
use crate::trace::RunTrace;
use crate::view::chart::{Chart, Look, Scale};
use crate::view::quantity::{DISTANCE, GRADIENT, LOSS, MOMENTUM, Quantity, RATE};
use crate::view::{Shown, variable};
use thiserror::Error;

/// The quantities that have a chart of their own, by name.
const QUANTITIES: [(&str, &Quantity); 5] = [
    ("loss", &LOSS),
    ("lr", &RATE),
    ("momentum", &MOMENTUM),
    ("distance", &DISTANCE),
    ("gradient", &GRADIENT),
];
/// The name of the panel of paths.
const PATH: &str = "path";

/// What a panel shows.
#[derive(Clone, Debug)]
pub enum Panel {
    /// The runs' ways on the surface.
    Path,
    /// A quantity over the steps; on its usual scale where none is given.
    Quantity(&'static Quantity, Option<Scale>),
    /// A recorded variable over the steps.
    Variable(Variable, Scale),
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
    /// The runs do not have it.
    #[error("`{0}`: {1}")]
    Missing(String, &'static str),
    /// The variable has no such element.
    #[error("`{0}` has no element `{1}`; it has {2}")]
    Element(String, String, String),
    /// The scale has another name.
    #[error("`{0}` is no scale; a panel is written name, name:log or name:linear")]
    Scale(String),
}

impl Panel {
    /// The panel of a name: `path`, a quantity, or a recorded variable (`m`), its element (`m.x`) or length (`|m|`);
    /// with `:log` or `:linear` behind it on that scale.
    pub fn named(text: &str, shown: &Shown) -> Result<Self, PanelError> {
        let (name, scale) = match text.split_once(':') {
            None => (text, None),
            Some((name, "log")) => (name, Some(Scale::Log)),
            Some((name, "linear")) => (name, Some(Scale::Linear)),
            Some((_, other)) => return Err(PanelError::Scale(other.to_owned())),
        };
        if name == PATH {
            return match shown.field {
                Some(_) => Ok(Self::Path),
                None => Err(PanelError::Missing(
                    name.to_owned(),
                    "a network has no surface to walk on",
                )),
            };
        }
        let runs = shown.runs();
        let quantity = QUANTITIES.into_iter().find(|q| q.0 == name);
        if let Some((_, quantity)) = quantity {
            let known = runs.iter().any(|run| (quantity.of)(shown, run).is_some());
            return match known {
                true => Ok(Self::Quantity(quantity, scale)),
                false => Err(PanelError::Missing(name.to_owned(), quantity.missing)),
            };
        }
        let found = recorded(name, &runs)?;
        let variable = found.ok_or_else(|| unknown(name, &runs))?;
        Ok(Self::Variable(variable, scale.unwrap_or(Scale::Linear)))
    }

    /// Its chart; None for the paths.
    pub fn chart<'a>(&self, shown: &Shown<'a>, dark: bool) -> Option<Chart<'a>> {
        match self {
            Self::Path => None,
            Self::Quantity(quantity, scale) => {
                let mut look = Look::default();
                if let Some(scale) = scale {
                    look.spread(*scale);
                }
                Some(quantity.chart(shown, &look, dark))
            }
            Self::Variable(variable, scale) => Some(variable::chart(shown, variable, *scale, dark)),
            Self::Chart(chart) => Some(Chart::clone(chart)),
        }
    }
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

fn unknown(name: &str, runs: &[&RunTrace]) -> PanelError {
    let fixed = std::iter::once(PATH).chain(QUANTITIES.map(|q| q.0));
    let columns = runs.iter().flat_map(|r| &r.columns).map(|c| c.name.as_str());
    let mut known: Vec<&str> = Vec::new();
    for candidate in fixed.chain(columns) {
        if !known.contains(&candidate) {
            known.push(candidate);
        }
    }
    PanelError::Unknown {
        name: name.to_owned(),
        hint: did_you_mean(name, known.iter().copied()),
        known: known.join(", "),
    }
}
