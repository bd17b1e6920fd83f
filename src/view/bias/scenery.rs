//! The lines and the charts of bias correction.

use super::Page;
use super::multiplier::{Milestones, ratios};
use super::rule::{Flipped, Pair, averaged};
use crate::view::chart::{Chart, Scale, Series, Weight, scales};
use crate::view::columns::element;
use crate::view::palette::Palette;
use crate::view::quantity::chart;
use crate::view::selected::{Selected, TakenApart};
use crate::view::style::RunStyle;
use crate::view::{Computed, Shown};
use std::ops::Range;

/// All that the charts are made of.
pub(super) struct Scenery<'a> {
    pub shown: &'a Shown<'a>,
    pub selected: Selected<'a>,
    pub taken: &'a TakenApart<'a>,
    pub pairs: &'a [Pair],
    pub flipped: Option<&'a Flipped>,
    pub ghost: Option<&'a Ghost<'a>>,
    pub colors: Palette,
}

/// The companion's run, and its values where its averages are looked at.
pub(super) struct Ghost<'a> {
    pub selected: Selected<'a>,
    pub taken: Option<TakenApart<'a>>,
}

impl<'a> Scenery<'a> {
    /// The values of the lines of a page.
    pub fn lines(&self, page: Page) -> Vec<Vec<f64>> {
        let own = |name: &str| self.own(name).unwrap_or_default();
        match page {
            Page::Multiplier => vec![self.multiplier().unwrap_or_default()],
            Page::Pair(index) => {
                let Pair { raw, hat } = &self.pairs[index];
                vec![
                    self.averaged(raw).unwrap_or_default(),
                    own(raw),
                    self.of_ghost(hat),
                    own(hat),
                ]
            }
            Page::Factors => {
                let factor = |pair: &Pair| over(&own(&pair.hat), &own(&pair.raw));
                self.pairs.iter().map(factor).collect()
            }
            Page::Loss => vec![self.of_ghost("loss"), own("loss")],
        }
    }

    /// A variable of the run.
    fn own(&self, name: &str) -> Option<Vec<f64>> {
        variable(&self.selected, Some(self.taken), name)
    }

    /// A variable of the companion.
    fn of_ghost(&self, name: &str) -> Vec<f64> {
        let values = self
            .ghost
            .and_then(|ghost| variable(&ghost.selected, ghost.taken.as_ref(), name));
        values.unwrap_or_default()
    }

    /// What a variable averages, at each step.
    fn averaged(&self, name: &str) -> Option<Vec<f64>> {
        let expr = averaged(&self.taken.inspection.optimizer().rule, name)?;
        let (line, _) = self.taken.inspection.assignments(name).next()?;
        over_time(&self.selected, self.taken, &line.part(expr.span)?)
    }

    /// The uncorrected step over the corrected one, from the same state.
    fn multiplier(&self) -> Option<Vec<f64>> {
        let ratios = ratios(&self.selected, self.taken, self.flipped?.corrected)?;
        Some(padded(self.taken.inspector.steps().start, ratios))
    }

    /// The sentence above a page's chart.
    pub fn headline(&self, page: Page, lines: &[Vec<f64>]) -> Option<String> {
        match page {
            Page::Multiplier => Milestones::of(&lines[0]).map(|m| m.to_string()),
            Page::Loss => {
                let on = self.flipped?.corrected;
                let sort = if on { "without" } else { "with" };
                Some(format!("Faint: the same run {sort} the correction."))
            }
            Page::Pair(_) | Page::Factors => None,
        }
    }

    /// The title of a page.
    pub fn name(&self, page: Page) -> &str {
        match page {
            Page::Multiplier => "Uncorrected over corrected step",
            Page::Pair(index) => &self.pairs[index].raw,
            Page::Factors => "Correction factors",
            Page::Loss => "Loss",
        }
    }

    pub fn chart<'b>(&self, page: Page, lines: &'b [Vec<f64>]) -> Chart<'b>
    where
        'a: 'b,
    {
        let unit = match page {
            Page::Multiplier | Page::Factors => "×",
            Page::Pair(_) | Page::Loss => "",
        };
        let titles = (self.name(page).to_owned(), unit);
        let series = self.series(page, lines);
        let own = match page {
            Page::Multiplier => Scale::Linear,
            Page::Pair(_) | Page::Factors | Page::Loss => Scale::Log,
        };
        let scales = (own, scales(&series));
        let mut chart = chart(self.shown, titles, series, scales);
        chart.hidden.clear();
        if matches!(page, Page::Multiplier | Page::Factors) {
            chart.guides.push(1.0);
        }
        if page == Page::Multiplier {
            chart.notes = Milestones::of(&lines[0]).map_or(Vec::new(), |m| m.notes());
            for note in &mut chart.notes {
                note.step *= self.selected.trace.every() as f64;
            }
        }
        chart
    }

    /// The lines of a page; what is not known is left out.
    fn series<'b>(&self, page: Page, lines: &'b [Vec<f64>]) -> Vec<Series<'b>> {
        let line = |((label, style, weight), values): ((String, RunStyle, Weight), &'b Vec<f64>)| Series {
            every: self.selected.trace.every(),
            ..Series::new(label, style, values).weighing(weight)
        };
        let series = self.looks(page).into_iter().zip(lines).map(line);
        series.filter(|s| !s.values.is_empty()).collect()
    }

    /// Label, style and weight of each line of a page.
    fn looks(&self, page: Page) -> Vec<(String, RunStyle, Weight)> {
        let strong = self.selected.style(self.colors.dark);
        let plain = |color, dash| RunStyle {
            color,
            dash,
            ..strong
        };
        let (given, average) = (plain(self.colors.weak, &[]), plain(self.colors.text, &[5.0, 3.0]));
        let other = match self.flipped.is_some_and(|f| f.corrected) {
            true => "without".to_owned(),
            false => "with".to_owned(),
        };
        match page {
            Page::Multiplier => vec![(String::new(), strong, Weight::Strong)],
            Page::Pair(index) => {
                let Pair { raw, hat } = &self.pairs[index];
                let rule = &self.taken.inspection.optimizer().rule;
                let of = averaged(rule, raw).map_or(String::new(), |e| e.text(&rule.source));
                vec![
                    (of, given, Weight::Plain),
                    (raw.clone(), average, Weight::Plain),
                    (other, strong, Weight::Ghost),
                    (hat.clone(), strong, Weight::Strong),
                ]
            }
            Page::Factors => {
                let looks = [(strong, Weight::Strong), (average, Weight::Plain)];
                let named = self.pairs.iter().zip(looks.into_iter().cycle());
                let one = |(pair, (style, weight)): (&Pair, _)| {
                    (format!("{} / {}", pair.hat, pair.raw), style, weight)
                };
                named.map(one).collect()
            }
            Page::Loss => vec![
                (other, strong, Weight::Ghost),
                (self.selected.trace.label.clone(), strong, Weight::Strong),
            ],
        }
    }
}

/// The selected run in the experiment of its companion.
pub(super) fn in_companion<'a>(selected: &Selected<'a>, ghost: &'a Computed) -> Option<Selected<'a>> {
    let run = selected.run.from.map_or(0, |_| selected.trace.run);
    selected.beside(ghost, run)
}

/// A variable of a run: as it was recorded, else as its last line gives it.
fn variable(selected: &Selected, taken: Option<&TakenApart>, name: &str) -> Option<Vec<f64>> {
    if let Some(recorded) = element(selected.trace, name, selected.coordinate) {
        return Some(recorded.values.into_owned());
    }
    let taken = taken?;
    let (line, _) = taken.inspection.assignments(name).last()?;
    over_time(selected, taken, &line.value)
}

/// A value at each step.
fn over_time(selected: &Selected, taken: &TakenApart, value: &Range<usize>) -> Option<Vec<f64>> {
    let inspector = &taken.inspector;
    let values = inspector.over(&[selected.pick(value)]).pop()?;
    Some(padded(inspector.steps().start, values))
}

/// Values from a step on, with nothing before.
fn padded(first: usize, values: Vec<f64>) -> Vec<f64> {
    let mut padded = vec![f64::NAN; first];
    padded.extend(values);
    padded
}

/// Quotients; nothing where the divisor is 0.
pub(super) fn over(dividends: &[f64], divisors: &[f64]) -> Vec<f64> {
    let quotient = |(a, b): (&f64, &f64)| if *b == 0.0 { f64::NAN } else { a / b };
    dividends.iter().zip(divisors).map(quotient).collect()
}
