//! What was recorded of a run, by its own steps.

use super::Case;
use super::event::WINDOW;
use crate::lang::column;
use crate::real::quantile::quantile;
use crate::trace::Column;

/// How much shorter a gradient must be to count as clipped: rounding shortens it less.
const SHORTER: f64 = 0.99;

/// The columns of a run by place: place k is that of its step k + 1.
#[derive(Clone, Copy, Debug)]
pub struct RunColumns<'a> {
    case: Case<'a>,
}

impl<'a> RunColumns<'a> {
    /// Of a run.
    pub fn of(case: &Case<'a>) -> Self {
        Self { case: *case }
    }

    /// A column of one number a step.
    pub fn numbers(&self, name: &str) -> Option<&'a [f64]> {
        let column = self.case.run.column(name)?;
        (column.stride() == 1).then_some(&column.values)
    }

    /// The numbers of a recorded variable at a place.
    fn entry(&self, name: &str, place: usize) -> Option<&'a [f64]> {
        let column = self.case.run.column(name)?;
        let stride = column.stride();
        column.values.get(place * stride..(place + 1) * stride)
    }

    /// The largest element of a gradient, `g_raw` before the stages or `g` behind them; on a network its
    /// length.
    pub fn largest(&self, name: &str, place: usize) -> Option<f64> {
        let norm = || self.numbers(&format!("{name}_norm"))?.get(place).copied();
        let elements = || {
            let entry = self.entry(name, place)?;
            Some(entry.iter().fold(0.0, |all: f64, g| all.max(g.abs())))
        };
        norm().or_else(elements)
    }

    /// The length of a gradient, `g_raw` or `g`, at a place.
    pub fn norm(&self, name: &str, place: usize) -> Option<f64> {
        let norm = || self.numbers(&format!("{name}_norm"))?.get(place).copied();
        let length = || {
            let entry = self.entry(name, place)?;
            Some(entry.iter().fold(0.0, |sum: f64, g| sum.hypot(*g)))
        };
        norm().or_else(length)
    }

    /// The lengths of a gradient before a place, those of at most so many steps.
    pub fn norms_before(&self, name: &str, place: usize, most: usize) -> Vec<f64> {
        let places = place.saturating_sub(most)..place;
        places.filter_map(|place| self.norm(name, place)).collect()
    }

    /// The median of the losses before a place, of those that a spike is compared with; NaN of none.
    pub fn usual_loss(&self, place: usize) -> f64 {
        let losses = self.numbers("loss").unwrap_or_default();
        let places = place.saturating_sub(WINDOW).min(losses.len())..place.min(losses.len());
        median(losses[places].to_vec())
    }

    /// The median of a gradient's lengths before a place; None of none.
    pub fn usual_norm(&self, name: &str, place: usize) -> Option<f64> {
        let before = self.norms_before(name, place, WINDOW);
        (!before.is_empty()).then(|| median(before))
    }

    /// To what length the stages shortened the gradient of a step, where they did.
    pub fn clipped(&self, place: usize) -> Option<f64> {
        let (before, after) = (self.norm("g_raw", place)?, self.norm("g", place)?);
        (after < before * SHORTER && after.is_finite()).then_some(after)
    }

    /// Parts of the gradient whose lengths were recorded, by name, with the columns that hold them and their
    /// places in an entry: a network's layers, a surface's coordinates.
    pub fn parts(&self) -> Vec<(String, &'a Column, usize)> {
        let run = self.case.run;
        let (column, names) = match self.case.network() {
            Some(network) => {
                let names = network.layers.iter().map(|layer| layer.name.clone());
                (run.column(column::G_RAW_NORMS), names.collect::<Vec<_>>())
            }
            None => {
                let names = ["x", "y"].map(str::to_owned);
                let column = run.column(column::G_RAW).or_else(|| run.column(column::G));
                (column, names.to_vec())
            }
        };
        let Some(column) = column else { return Vec::new() };
        let parts = names.into_iter().take(column.stride()).enumerate();
        parts.map(|(place, name)| (name, column, place)).collect()
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    quantile(&values, 0.5)
}
