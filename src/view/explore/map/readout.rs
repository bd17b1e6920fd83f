//! The line under the maps.

use super::hand::{self, Done};
use super::sheet::Sheet;
use super::{Wanted, geometry, here, now, sparkline};
use crate::course::explore::film;
use crate::engine::sweep::band::Band;
use crate::scene::explore::Value;
use crate::view::figure::Cell;
use crate::view::figure::sweep::cell;
use crate::view::number::short;
use crate::view::{Shown, Wish};
use egui::{Label, RichText, Ui};

/// What it is said of.
pub(super) struct Said<'a> {
    pub sheet: &'a Sheet,
    pub wanted: &'a [Wanted],
    /// What the colours show.
    pub value: Value,
    /// What was chosen and is not there.
    pub missing: Option<String>,
}

/// What the pointer is on, or where the run stands, in words; and how much of the maps is known. Beside it the
/// training curve of the ghost that is asked for, where it is a network's.
pub(super) fn show(ui: &mut Ui, shown: &Shown, said: &Said, done: &Done, asks: &[Wish]) {
    let Said { sheet, wanted, .. } = said;
    let own = || {
        let [map] = wanted else { return None };
        let spans = [sheet.spans.first()?.clone(), sheet.spans.get(1)?.clone()];
        here(map, &spans)?;
        let said = said.of(shown, (0, now(map, &spans)))?;
        // The film's own words leave no room for the advice.
        let advice = if sheet.film.is_some() {
            ""
        } else {
            ". Drag through the map to move it."
        };
        Some(format!("Now: {said}{advice}"))
    };
    let pointed = done.at.and_then(|at| said.of(shown, at));
    let mut text = pointed.or_else(own).unwrap_or_else(|| {
        "Point at a map to see a run's path; click or drag to give the run its settings.".to_owned()
    });
    if let Some(film) = &said.sheet.film {
        text += &format!(" · {film}");
    }
    if let Some(missing) = &said.missing {
        text = format!("{missing} {text}");
    }
    let [known, all] = sheet.panels.iter().fold([0, 0], |[known, all], panel| {
        [known + panel.done[0], all + panel.done[1]]
    });
    if known < all {
        text += &format!(
            " · {:.0} % of the map computed",
            100.0 * known as f64 / all as f64
        );
    }
    let label = Label::new(RichText::new(text).small()).wrap();
    match sparkline::Curve::of(shown, asks) {
        None => drop(ui.add(label)),
        Some(curve) => drop(ui.horizontal_top(|ui| {
            curve.show(ui);
            ui.add(label);
        })),
    }
}

impl Said<'_> {
    /// The settings of a point of a map, and what becomes of the run there.
    fn of(&self, shown: &Shown, (index, point): (usize, [f64; 2])) -> Option<String> {
        let Self { sheet, wanted, .. } = self;
        let (panel, map) = (sheet.panels.get(index)?, wanted.get(index)?);
        let part = [0, 1].map(|axis| {
            let part = geometry::place(&sheet.spans[axis], point[axis]);
            part.clamp(0.0, 1.0 - 1e-9)
        });
        let cell = panel.index(part);
        let both = sheet.labels.iter().zip(point);
        let settings: Vec<String> = both
            .map(|(label, value)| format!("{label} = {}", short(value)))
            .collect();
        let lane = cell.and_then(|cell| panel.lanes.get(cell).copied().flatten());
        let single = || lane.map(|lane| hand::words(&lane, panel.frame.map(|frame| frame.step), panel.unit));
        let known = cell.and_then(|cell| panel.cells.get(cell)) != Some(&Cell::Unknown);
        let words = known
            .then(|| self.spread(shown, map, point).or_else(single))
            .flatten();
        let words = words.unwrap_or_else(|| "not known yet".to_owned());
        Some(format!("{}, {}: {words}", map.title, settings.join(", ")))
    }

    /// The median and the 10 to 90 % band at the nearest point that is known, where there are several seeds.
    fn spread(&self, shown: &Shown, map: &Wanted, point: [f64; 2]) -> Option<String> {
        let measure = self.sheet.measure.as_ref()?;
        let finest = map.sweeps.iter().rev().filter_map(|sweep| shown.sweep(sweep));
        finest.filter(|asked| asked.sweep.seeds > 1).find_map(|asked| {
            let plan = asked.plan.as_ref().ok()?;
            let place = |axis: usize| {
                let at = |value: f64| geometry::place(&self.sheet.spans[axis], value);
                let far = |value: &f64| (at(*value) - at(point[axis])).abs();
                let values = plan.axes[axis].values.iter().enumerate();
                values
                    .min_by(|a, b| far(a.1).total_cmp(&far(b.1)))
                    .map(|found| found.0)
            };
            let index = place(1)? * plan.axes[0].values.len() + place(0)?;
            let number = |outcome: &_| cell(self.value, Some(*outcome)).value().unwrap_or(f64::INFINITY);
            let seeds = film::lanes(&asked.outcomes, map.frame)
                .iter()
                .skip(index)
                .step_by(plan.points());
            let numbers: Option<Vec<f64>> = seeds.map(|lane| lane.as_ref().map(number)).collect();
            let numbers = numbers?;
            let (count, band) = (numbers.len(), Band::of(numbers)?);
            let say = |number: f64| match number.is_finite() {
                true => short(number),
                false => "diverged".to_owned(),
            };
            Some(format!(
                "{}: {} (10–90 % of {} seeds: {} … {})",
                measure.label,
                say(band.median),
                count,
                say(band.low),
                say(band.high)
            ))
        })
    }
}
