//! Charts of what every run has over the steps: loss, distance to the nearest minimum, learning rate, on
//! networks training against validation. Of several repetitions on a network the median is drawn, on the band
//! from 10 to 90 %.
//!
//! [`super::quantities`] are those that there are.

use super::chart::{Axis, Chart, Counted, Scale, Scales, Series, Weight, counted, range, scales};
use super::charted::{Absent, Charted, Exhibit, OnScreen};
use super::columns::{self, RunValues, hidden, steps};
use super::memo::{Memo, Same};
use super::network::seeds::{SeedSpread, smoothed, spread};
use super::network::stopping;
use super::style::RunStyle;
use super::{Computed, Shown, Tab, View, Wish, entry};
use crate::scene::Learning;
use crate::trace::{RunTrace, Trace, Why};
use egui::{
    Direction, DragValue, Label, Layout, Rect, RichText, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2,
};
use std::borrow::Cow;

/// What a chart shows.
#[derive(Debug)]
pub struct Quantity {
    /// What a figure calls it where it stands beside others of its view.
    pub id: &'static str,
    /// How its chart is listed.
    pub tab: Tab,
    /// Its title.
    pub title: &'static str,
    /// Its symbol or unit, or what its lines are.
    pub unit: &'static str,
    /// The lines of each run.
    pub lines: &'static [QuantityLine],
    /// The scale it is shown on until another is chosen; a logarithm only where the values have one.
    pub scale: fn(&[Series]) -> Scale,
    /// Whether the lowest of its last line is where training would be stopped.
    pub stops: bool,
    /// What is said where no run has it.
    pub missing: &'static str,
}

/// A line of each run.
#[derive(Debug)]
pub struct QuantityLine {
    /// What it shows of a run, one number per recorded step.
    pub of: Of,
    /// Whether it has the noise of mini-batches, which can be averaged.
    pub noisy: bool,
    /// Its dashes; the run's own where it is the only one.
    pub dash: Option<&'static [f32]>,
}

/// Numbers of a run.
pub type Of = for<'a> fn(&Shown<'a>, &'a RunTrace) -> Option<RunValues<'a>>;

/// The charts of some quantities, one below the other; those that no run has are left out.
#[derive(Debug)]
pub struct OverSteps {
    quantities: &'static [&'static Quantity],
    known: Memo<(Same<Trace>, u32), Vec<Vec<Repeated>>>,
}

/// A line of all repetitions of a run on a network.
#[derive(Debug)]
struct Repeated {
    run: usize,
    label: String,
    line: &'static QuantityLine,
    several: bool,
    diverged_at: Option<usize>,
    why: Why,
    spread: SeedSpread,
}

impl OverSteps {
    /// The charts of quantities, of which the first one names the view.
    pub fn of(quantities: &'static [&'static Quantity]) -> OnScreen<Self> {
        OnScreen::of(Self {
            quantities,
            known: Memo::default(),
        })
    }
}

impl Charted for OverSteps {
    fn tab(&self) -> Tab {
        self.quantities[0].tab
    }

    fn is_plain(&self, shown: &Shown) -> bool {
        let mut all = self.quantities.iter();
        let one = all.clone().filter(|q| q.is_had(shown)).nth(1).is_none();
        one && all.all(|q| !q.is_noisy() && !q.stops)
    }

    fn controls(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let mut learning = shown.scene.view.learning.clone();
        let had = self.quantities.iter().filter(|q| q.is_had(shown));
        for quantity in had.filter(|q| q.is_noisy() || q.stops) {
            ui.horizontal_wrapped(|ui| controls(ui, quantity, &mut learning));
        }
        match learning == shown.scene.view.learning {
            true => Vec::new(),
            false => vec![Wish::Learning(Box::new(learning))],
        }
    }

    fn charts<'a>(&'a mut self, shown: &Shown<'a>, dark: bool) -> Result<Vec<Exhibit<'a>>, Absent> {
        let smoothing = shown.scene.view.learning.smoothing;
        let quantities = self.quantities;
        let all = |done: &Computed| {
            quantities
                .iter()
                .map(|q| q.repeated(shown, done, smoothing))
                .collect()
        };
        let network = shown.done.filter(|done| done.plan.network().is_some());
        let repeated = network.map(|done| {
            let key = (Same::as_this(&done.trace), smoothing);
            self.known.get(key, || all(done))
        });
        let had = quantities.iter().enumerate().filter(|(_, q)| q.is_had(shown));
        let exhibits = had.map(|(place, quantity)| {
            let chart = match repeated {
                Some(repeated) => quantity.chart_of(shown, &repeated[place], dark),
                None => quantity.chart(shown, quantity.series(shown, dark)),
            };
            Exhibit::new(quantity.tab.name, chart)
        });
        let exhibits: Vec<Exhibit> = exhibits.collect();
        match exhibits.is_empty() {
            true if shown.trace.runs.is_empty() => Err(Absent::now("Nothing is computed yet.")),
            true => Err(Absent::now(quantities[0].missing)),
            false => Ok(exhibits),
        }
    }

    fn parts(&self) -> Vec<(&'static str, Box<dyn View>)> {
        let parts = self.quantities.iter().map(|quantity| {
            let alone: Box<dyn View> = Box::new(Self::of(std::slice::from_ref(quantity)));
            (quantity.id, alone)
        });
        parts.collect()
    }
}

impl Quantity {
    /// Whether some run has it.
    fn is_had(&self, shown: &Shown) -> bool {
        let mut runs = shown.trace.runs.iter();
        runs.any(|run| self.lines.iter().any(|line| (line.of)(shown, run).is_some()))
    }

    fn is_noisy(&self) -> bool {
        self.lines.iter().any(|line| line.noisy)
    }

    /// The lines of every run on a surface.
    fn series<'a>(&self, shown: &Shown<'a>, dark: bool) -> Vec<Series<'a>> {
        let line = |line: &QuantityLine| columns::series(shown, dark, |run| (line.of)(shown, run));
        self.lines.iter().flat_map(line).collect()
    }

    /// The chart that shows all of some lines.
    fn chart<'a>(&self, shown: &Shown<'a>, series: Vec<Series<'a>>) -> Chart<'a> {
        let scales = ((self.scale)(&series), scales(&series));
        chart(shown, (self.title, self.unit), series, scales)
    }

    /// The lines of all runs on a network, those of a run in order.
    fn repeated(&'static self, shown: &Shown, done: &Computed, smoothing: u32) -> Vec<Repeated> {
        let mut runs: Vec<usize> = done.trace.runs.iter().map(|r| r.run).collect();
        runs.dedup();
        let mut repeated = Vec::new();
        for run in runs {
            let seeds: Vec<&RunTrace> = done.trace.runs.iter().filter(|r| r.run == run).collect();
            for line in self.lines {
                let values = |seed: &&RunTrace| {
                    let values = (line.of)(shown, seed)?;
                    let steps = if line.noisy { smoothing as usize } else { 0 };
                    Some(RunValues {
                        every: values.every,
                        values: smoothed(values, steps).values.into_owned().into(),
                    })
                };
                let all: Vec<RunValues> = seeds.iter().filter_map(values).collect();
                repeated.extend(spread(&all).map(|spread| Repeated {
                    run,
                    label: seeds[0].label.clone(),
                    line,
                    several: all.len() > 1,
                    diverged_at: diverged(&seeds),
                    why: if seeds.len() > 1 {
                        Why::default()
                    } else {
                        seeds[0].why()
                    },
                    spread,
                }));
            }
        }
        repeated
    }

    /// The chart of what is repeated: ghosts first, the selected run on top; the band of a run below its last
    /// line.
    fn chart_of<'a>(&self, shown: &Shown<'a>, repeated: &'a [Repeated], dark: bool) -> Chart<'a> {
        let view = &shown.scene.view;
        let mut seen: Vec<&Repeated> = repeated.iter().filter(|r| !view.muted.contains(&r.run)).collect();
        // Stable: the lines of a run stay in their order.
        seen.sort_by_key(|r| (r.run == view.selected, !shown.is_ghost(r.run)));
        let mut series = Vec::new();
        for (place, repeated) in seen.iter().enumerate() {
            let first = place == 0 || seen[place - 1].run != repeated.run;
            let last = seen.get(place + 1).is_none_or(|next| next.run != repeated.run);
            if repeated.several && last {
                series.extend([&repeated.spread.low, &repeated.spread.high].map(|edge| Series {
                    weight: Weight::Edge,
                    ..repeated.line(shown, "", edge, dark)
                }));
            }
            let label = if first { &*repeated.label } else { "" };
            series.push(repeated.line(shown, label, &repeated.spread.median, dark));
        }
        let mut chart = self.chart(shown, series);
        let selected = seen.iter().rev().find(|r| r.run == view.selected);
        if let Some(selected) = selected.filter(|r| self.stops && !r.line.noisy) {
            let pace = counted::shown(shown, selected.run);
            chart.notes = stopping::notes(&selected.spread, shown.trace.steps, &view.learning, pace);
        }
        chart
    }
}

impl Repeated {
    /// A line in the look of its run.
    fn line<'a>(&'a self, shown: &Shown<'a>, label: &'a str, values: &'a [f64], dark: bool) -> Series<'a> {
        let style = super::style::run_style(self.run, dark);
        Series {
            every: self.spread.every,
            end: shown.trace.steps,
            diverged_at: self.diverged_at,
            why: self.why,
            weight: columns::weight(shown, self.run),
            run: Some(self.run),
            ..Series::new(
                label,
                RunStyle {
                    dash: self.line.dash.unwrap_or(style.dash),
                    ..style
                },
                values,
            )
        }
    }
}

/// The step at which most of a run's repetitions have diverged.
fn diverged(seeds: &[&RunTrace]) -> Option<usize> {
    let mut steps: Vec<usize> = seeds.iter().filter_map(|r| r.diverged_at).collect();
    steps.sort_unstable();
    steps.get(seeds.len() / 2).copied()
}

fn controls(ui: &mut Ui, quantity: &Quantity, learning: &mut Learning) {
    if quantity.lines.iter().any(|line| line.noisy) {
        let drag = DragValue::new(&mut learning.smoothing).range(0..=1000).speed(0.5);
        let drag = drag.prefix("Mean of ").suffix(" steps");
        let tip = "Over how many steps the noise of mini-batches is averaged; 0 shows each step by itself";
        entry::add(ui, drag, "Steps averaged", tip);
    }
    if quantity.stops {
        let drag = DragValue::new(&mut learning.patience)
            .range(0..=100_000)
            .speed(1.0);
        let drag = drag.prefix("Patience ").suffix(" steps");
        let tip = "Early stopping: after how many steps without a lower validation loss training would end; \
            0 is never";
        entry::add(ui, drag, "Patience", tip);
    }
}

/// A chart of lines over the steps that shows all of them, on its own scale where that suits them.
pub fn chart<'a>(
    shown: &Shown<'a>,
    (title, unit): (impl Into<Cow<'a, str>>, impl Into<Cow<'a, str>>),
    series: Vec<Series<'a>>,
    (own, scales): (Scale, Scales),
) -> Chart<'a> {
    let scale = scales.nearest(own);
    let (low, high) = range(scale, &series);
    Chart {
        title: title.into(),
        x: steps(shown),
        counted: Counted::default(),
        y: Axis {
            label: "".into(),
            unit: unit.into(),
            scale,
            low,
            high,
        },
        scales,
        bands: bands(&series),
        series,
        guides: Vec::new(),
        notes: Vec::new(),
        hidden: hidden(shown),
        cursor: Some(shown.position),
        hovered: shown.hovered,
    }
}

/// The ground between each two edges that follow each other.
fn bands(series: &[Series]) -> Vec<[usize; 2]> {
    let edges = series
        .iter()
        .enumerate()
        .filter(|(_, s)| s.weight == Weight::Edge);
    let edges: Vec<usize> = edges.map(|(place, _)| place).collect();
    edges.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect()
}

/// A sentence where a picture would be.
pub fn instead(ui: &mut Ui, name: &str, text: &str) {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let narrow = Rect::from_center_size(rect.center(), vec2(rect.width() * 0.8, 80.0));
    let layout = Layout::centered_and_justified(Direction::TopDown);
    let place = UiBuilder::new().max_rect(narrow).layout(layout);
    ui.scope_builder(place, |ui| {
        ui.add(Label::new(RichText::new(text).weak()).wrap());
    });
}

/// Texts beside and below each other, without the room that a finger needs.
pub fn texts(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            contents(ui);
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_diverges_with_most_of_its_repetitions() {
        let run = |at| RunTrace {
            diverged_at: at,
            ..RunTrace::default()
        };
        let [lost, well] = [run(Some(7)), run(None)];
        assert_eq!(diverged(&[&lost, &well, &well]), None);
        assert_eq!(diverged(&[&lost, &lost, &well]), Some(7));
    }
}
