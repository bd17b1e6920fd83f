//! What came of a sweep: a profile along one axis; over two a heat map of each run from each start, in common
//! colours.

use super::heat::Content;
use super::profile::Line;
use super::{Axis, CAPTION, Cell, HeatMap, MARGIN, Measure, Profile, TITLE, text};
use crate::compile::sweep::{SweepPlan, SweptAxis, SweptPlace};
use crate::course::explore::value::{exists, found};
use crate::engine::sweep::band::bands;
use crate::engine::sweep::{Outcome, Outcomes};
use crate::scene::explore::Value;
use crate::scene::sweep::Spread;
use crate::trace::Why;
use crate::view::canvas::{Drawing, Error, Pen, Writing};
use crate::view::palette::Palette;
use crate::view::term::sentence;
use crate::view::ticks::Scale;
use crate::view::{number, term};
use egui::{Rect, Vec2, pos2, vec2};
use thiserror::Error;

/// Most heat maps in one figure.
pub const MAPS: usize = 16;
/// Most lines of a profile.
pub const LINES: usize = 32;
/// The smallest size in which a figure can be read.
pub const LEAST: [f32; 2] = [320.0, 240.0];
/// Size of a figure of one map, and of one map among others.
const SINGLE: Vec2 = vec2(760.0, 580.0);
const SEVERAL: Vec2 = vec2(520.0, 400.0);

/// Why there is no figure.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SweptError {
    /// Too much for one figure.
    #[error("{runs} runs from {starts} starts are too many for one figure, which holds {most}; sweep fewer")]
    Many {
        /// Runs of the sweep.
        runs: usize,
        /// Starts of each.
        starts: usize,
        /// What fits.
        most: usize,
    },
    /// Outcomes that a problem does not have.
    #[error(
        "only a network with samples held back for validation has this value, and only classes have wrong \
            answers"
    )]
    Absent,
    /// Points that lie anywhere.
    #[error("axes that go together make no map, as their points lie anywhere; take csv or json")]
    Together,
}

/// The figure of a sweep.
#[derive(Clone, Debug)]
pub enum Swept {
    /// Along one axis.
    Profile(Profile),
    /// Over two axes.
    Maps(Maps),
}

/// Heat maps beside each other.
#[derive(Clone, Debug)]
pub struct Maps {
    /// What stands over all of them, where there are several.
    title: String,
    maps: Vec<HeatMap>,
    caption: Vec<String>,
}

/// What a figure says besides its values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// What stands over it; None names the surface.
    pub title: Option<String>,
    /// The settings, a paragraph each.
    pub caption: Vec<String>,
}

impl Swept {
    /// The figure of what is known so far. Values are spread by their logarithm unless another scale is asked
    /// for, or none of them has one.
    ///
    /// # Errors
    /// More runs and starts than one figure can hold.
    pub fn new(
        plan: &SweepPlan,
        outcomes: &Outcomes,
        value: Value,
        scale: Option<Scale>,
        words: Words,
    ) -> Result<Self, SweptError> {
        Self::fits(plan, value)?;
        let starts = plan.starts();
        let cells = cells(value, plan, &outcomes.lanes);
        let measure = measure_after(
            value,
            plan,
            &plan.base.steps.to_string(),
            scale.unwrap_or_else(|| suited(&cells)),
        );
        let title = words.title.unwrap_or_else(|| title(plan));
        let points = plan.points();
        // Lanes go through runs, then starts, then points.
        let parts = cells.chunks(points.max(1)).enumerate();
        let parts = parts.map(|(index, part)| (index / starts, name(plan, index), part.to_vec()));
        let caption = words.caption;
        Ok(match &plan.axes[..] {
            [x, y, ..] => {
                let range = measure.range(cells.iter());
                let single = plan.base.runs.len() * starts == 1;
                let map = |(_, name, cells): (usize, String, Vec<Cell>)| {
                    HeatMap::new(Content {
                        title: if single { format!("{title}: {name}") } else { name },
                        x: axis(x),
                        y: axis(y),
                        measure: measure.clone(),
                        range,
                        cells,
                        caption: if single { caption.clone() } else { Vec::new() },
                    })
                };
                let maps = parts.map(map).collect();
                Self::Maps(Maps {
                    title: title.clone(),
                    maps,
                    caption: caption.clone(),
                })
            }
            axes => Self::Profile(Profile {
                x: axes.first().map_or_else(Axis::default, axis),
                lines: parts
                    .map(|(run, label, cells)| Line::of(run, label, cells))
                    .collect(),
                measure,
                range: None,
                guides: Vec::new(),
                title,
                caption,
            }),
        })
    }

    /// Whether one figure can hold a sweep's values, before anything is computed.
    pub fn fits(plan: &SweepPlan, value: Value) -> Result<(), SweptError> {
        if !exists(&plan.base, value) {
            return Err(SweptError::Absent);
        }
        if plan.together {
            return Err(SweptError::Together);
        }
        let (runs, starts) = (plan.base.runs.len(), plan.starts());
        let most = if plan.axes.len() > 1 { MAPS } else { LINES };
        match runs * starts > most {
            true => Err(SweptError::Many { runs, starts, most }),
            false => Ok(()),
        }
    }

    /// What stands over it.
    pub fn title(&self) -> &str {
        match self {
            Self::Profile(profile) => &profile.title,
            Self::Maps(maps) => &maps.title,
        }
    }

    /// The size that suits it, in points.
    pub fn size(&self) -> Vec2 {
        match self {
            Self::Maps(maps) if maps.maps.len() > 1 => {
                let [columns, rows] = maps.grid(None);
                let caption = 20.0 * maps.caption.len() as f32;
                SEVERAL * vec2(columns as f32, rows as f32) + vec2(0.0, TITLE + caption + 2.0 * MARGIN)
            }
            _ => SINGLE,
        }
    }
}

impl Drawing for Swept {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        match self {
            Self::Profile(profile) => profile.draw(pen, colors),
            Self::Maps(maps) => maps.draw(pen, colors),
        }
    }
}

impl Maps {
    /// Columns and rows of the maps, on a sheet of a size.
    fn grid(&self, size: Option<Vec2>) -> [usize; 2] {
        let count = self.maps.len().max(1);
        let size = size.unwrap_or(vec2(4.0, 3.0));
        // As many columns as make each map about as wide as it is by itself.
        let wide = (count as f32 * size.x / size.y * SEVERAL.y / SEVERAL.x)
            .sqrt()
            .round();
        let columns = (wide as usize).clamp(1, count);
        let rows = count.div_ceil(columns);
        [count.div_ceil(rows), rows]
    }
}

impl Drawing for Maps {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        if let [map] = &self.maps[..] {
            return map.draw(pen, colors);
        }
        let size = pen.size();
        let title = Writing::new(18.0, colors.text).strong();
        let room = size.x - 2.0 * MARGIN;
        pen.text(
            &pen.fitted(&self.title, title, room)?,
            pos2(MARGIN, MARGIN + TITLE / 2.0),
            title,
        )?;
        let writing = Writing::new(CAPTION, colors.weak);
        let caption = text::wrapped(pen, &self.caption, writing, room)?;
        let below = size.y - MARGIN - text::height(caption.len(), writing);
        text::write(pen, &caption, pos2(MARGIN, below), writing)?;
        let area = Rect::from_min_max(pos2(0.0, MARGIN + TITLE), pos2(size.x, below - 4.0));
        let [columns, rows] = self.grid(Some(area.size()));
        let each = area.size() / vec2(columns as f32, rows as f32);
        for (index, map) in self.maps.iter().enumerate() {
            let place = vec2((index % columns) as f32, (index / columns) as f32) * each;
            let part = Rect::from_min_size(area.min + place, each);
            pen.inside(part, |pen| map.draw(pen, colors))?;
        }
        Ok(())
    }
}

/// What came of every run from every start at every point; the median of several seeds.
pub fn cells(value: Value, plan: &SweepPlan, lanes: &[Option<Outcome>]) -> Vec<Cell> {
    if plan.seeds <= 1 {
        return lanes.iter().map(|lane| cell(value, *lane)).collect();
    }
    let number = |outcome: &Outcome| cell(value, Some(*outcome)).value().unwrap_or(f64::INFINITY);
    let medians = bands(plan, lanes, number).into_iter();
    let medians = medians.map(|band| match band.map(|band| band.median) {
        None => Cell::Unknown,
        Some(median) if median.is_finite() => Cell::Value(median),
        Some(_) if value == Value::Steps => Cell::Missing,
        Some(_) => Cell::Diverged,
    });
    medians.collect()
}

/// What came of a lane.
pub fn cell(value: Value, outcome: Option<Outcome>) -> Cell {
    let Some(outcome) = outcome else {
        return Cell::Unknown;
    };
    let is_hole = matches!(outcome.why, Some(Why::Undefined | Why::Range));
    match (value, outcome.diverged_at, found(value, &outcome)) {
        (Value::Steps, _, Some(steps)) => Cell::Value(steps),
        _ if is_hole => Cell::Hole,
        (_, Some(_), _) => Cell::Diverged,
        (_, None, found) => found.map_or(Cell::Missing, Cell::Value),
    }
}

/// What a value measures after so many steps.
pub fn measure_after(value: Value, plan: &SweepPlan, steps: &str, scale: Scale) -> Measure {
    let tolerance = number::short(plan.tolerance);
    let unit = plan.base.budget.unit();
    let loss = plan.base.sort().loss();
    let label = match value {
        Value::Loss | Value::Minimum => format!("{} after {steps} {unit}s", sentence(loss)),
        Value::Best => format!("Lowest {loss} in {steps} {unit}s"),
        Value::Steps => match plan.surface() {
            None => format!("{}s to a training loss of {tolerance}", sentence(unit)),
            Some(_) => format!("{}s to within {tolerance} of the minimum", sentence(unit)),
        },
        Value::Validation => format!("Validation loss after {steps} {unit}s"),
        Value::BestValidation => format!("Lowest validation loss in {steps} {unit}s"),
        Value::Accuracy => format!("Wrong answers in validation after {steps} {unit}s, share"),
    };
    Measure {
        label: match plan.seeds {
            0 | 1 => label,
            seeds => format!("{label}, median of {seeds} seeds"),
        },
        scale,
        missing: format!("not reached in {steps} {unit}s"),
    }
}

/// A logarithm where every value has one, or is 0 beside others that have.
pub fn suited(cells: &[Cell]) -> Scale {
    let mut values = cells.iter().filter_map(|c| c.value());
    let mut any = false;
    match values.all(|v| {
        any |= v > 0.0;
        v >= 0.0
    }) && any
    {
        true => Scale::Log,
        false => Scale::Linear,
    }
}

/// What is trained: the surface, or the network's layers and its data.
fn title(plan: &SweepPlan) -> String {
    match plan.base.network() {
        None => plan.base.name().to_owned(),
        Some(network) => {
            let units: Vec<String> = network.units.iter().map(usize::to_string).collect();
            format!("{} on {}", units.join("–"), network.train.data.name)
        }
    }
}

/// The name of one run from one start.
fn name(plan: &SweepPlan, index: usize) -> String {
    let (run, start) = (index / plan.starts(), index % plan.starts());
    let label = &plan.base.runs[run].label;
    let several = plan.surface().filter(|on| on.starts.len() > 1);
    match several {
        None => label.clone(),
        Some(on) => {
            let start: Vec<String> = on.starts[start].iter().map(|v| number::short(*v)).collect();
            format!("{label} from ({})", start.join(", "))
        }
    }
}

fn axis(swept: &SweptAxis) -> Axis {
    Axis {
        label: label(swept),
        scale: match swept.scale {
            Spread::Linear => Scale::Linear,
            Spread::Log => Scale::Log,
        },
        values: swept.values.clone(),
    }
}

/// What an axis sets, in the field's words: "Learning rate η", "Largest norm ‖g‖ of stage 1", "Start, x".
fn label(swept: &SweptAxis) -> String {
    let parts: Vec<&str> = swept.name.split('.').collect();
    match (&swept.target, &parts[..]) {
        (SweptPlace::Knob(knob), _) => knob.row().words.to_owned(),
        (SweptPlace::Start(_), [.., coordinate]) => format!("Start, {coordinate}"),
        (_, ["stages", place, param]) => {
            let place = place
                .parse()
                .map_or_else(|_| (*place).to_owned(), |p: usize| (p + 1).to_string());
            format!("{} of stage {place}", term::parameter(param))
        }
        (_, [part, param]) => format!("{} of the {part}", term::parameter(param)),
        _ => term::parameter(&swept.name),
    }
}
