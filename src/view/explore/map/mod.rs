//! Outcomes over two settings as a map.
//!
//! [`panel`]: the map of one run, from coarse to fine; [`sheet`]: maps side by side as they are drawn, with their [`key`];
//! [`controls`]: what is on them; [`geometry`]: values and places; [`hand`]: what a hand does; `readout`: what is
//! said of it, and `sparkline` a run's curve there; `taken`: what a hand asks for; [`basins`] of the course: which
//! minimum a lane reached; [`theory`]: the boundary that is known; [`ridges`]: rules for the rate of a batch.

pub mod controls;
pub mod geometry;
pub mod hand;
pub mod key;
pub mod panel;
mod readout;
pub mod ridges;
pub mod sheet;
mod sparkline;
mod taken;
pub mod theory;

pub use crate::course::explore::basins;

use super::ask::{self, Asked};
use super::offered;
use super::setting::{Ground, Setting, all};
use crate::compile::sweep::SweepPlan;
use crate::course::explore::film::{self, Frame};
use crate::course::explore::map as course;
use crate::scene::explore::{Explore, Span, Value};
use crate::scene::sweep::Sweep;
use crate::scene::{Reference, Schedule};
use crate::view::canvas::{Drawing as _, inside};
use crate::view::number::short;
use crate::view::palette::Palette;
use crate::view::quantity::instead;
use crate::view::{Shown, Wish};
use egui::{Role, Sense, Ui, WidgetInfo, vec2};
use hand::Hand;
use panel::{About, Panel};
use ridges::Ridge;
use sheet::Sheet;
use std::sync::Arc;
use taken::asked_for;

/// The accessible name of the map.
pub const NAME: &str = "Map of outcomes";
/// Height of the lines under it, and of the controls where they stand below.
const READOUT: f32 = 52.0;
/// The same beside a network's curve.
const BESIDE: f32 = 70.0;
const CONTROLS: f32 = 100.0;

/// The page, with what it knows between frames.
#[derive(Debug, Default)]
pub struct MapPage {
    /// The maps as they were last made, and what they were made from.
    sheet: Option<(Made, Arc<Sheet>)>,
}

/// What maps are made from.
#[derive(Debug, PartialEq)]
struct Made {
    sweeps: Vec<Arc<Sweep>>,
    /// How many lanes are known of each.
    known: Vec<usize>,
    titles: Vec<(usize, String)>,
    frames: Vec<Option<Frame>>,
    spans: [Span; 2],
    value: Value,
}

/// A map that is asked for.
struct Wanted {
    run: usize,
    title: String,
    settings: Vec<Setting>,
    /// How many cells it has along each axis at most.
    side: u32,
    /// From coarse to fine.
    sweeps: Vec<Arc<Sweep>>,
    /// The kept step that the timeline shows.
    frame: Option<Frame>,
}

impl MapPage {
    /// Draws the page; what is chosen is put into `explore`. `saves`: the outcomes are to be saved.
    pub fn ui(&mut self, ui: &mut Ui, shown: &Shown, explore: &mut Explore, saves: bool) -> Vec<Wish> {
        let Some((spans, settings)) = axes(shown, explore) else {
            instead(ui, NAME, "There is nothing to explore: the scene has no run.");
            return Vec::new();
        };
        let plan = shown.plan.map(|plan| &**plan);
        let missing = offered::missing(shown, explore, &settings);
        let below = super::is_small(ui);
        if !below {
            controls::show(ui, explore, &settings, &spans, plan);
        }
        if let Some(wrong) = spans.iter().find(|span| !panel::usable(span)) {
            if below {
                controls::show(ui, explore, &settings, &spans, plan);
            }
            instead(ui, NAME, &unusable(wrong));
            return Vec::new();
        }
        let wanted = wanted(shown, explore, &spans);
        let mut wishes = wishes(&wanted);
        let sheet = self.sheet(shown, explore, &spans, &wanted);
        let readout = plan.and_then(|plan| plan.network()).map_or(READOUT, |_| BESIDE);
        let rest = readout + if below { CONTROLS } else { 0.0 };
        let size = ui.available_size() - vec2(0.0, rest);
        let size = size.max(vec2(80.0, 80.0));
        let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, NAME));
        let colors = Palette::in_ui(ui);
        let painter = ui.painter_at(rect);
        let here: Vec<Option<[f64; 2]>> = wanted.iter().map(|map| here(map, &spans)).collect();
        let ridges = rules(&wanted, &spans);
        let layout = inside(&painter, rect, |pen| {
            sheet.draw(pen, &colors)?;
            let layout = sheet.layout(pen, &colors)?;
            sheet.rules(pen, &layout, &ridges)?;
            sheet.stand(pen, &layout, &here, &colors)?;
            Ok(layout)
        });
        let plots: Vec<egui::Rect> = layout
            .map(|layout| layout.plots)
            .unwrap_or_default()
            .into_iter()
            .map(|plot| plot.translate(rect.min.to_vec2()))
            .collect();
        let hand = Hand {
            ui,
            response: &response,
            plots: &plots,
            spans: &spans,
        };
        let done = hand.read(&sheet.panels, &wanted_settings(&wanted), &here);
        if let Some([x, y]) = done.spans.clone() {
            (explore.x, explore.y) = (Some(x), Some(y));
        }
        if done.reset {
            (explore.x, explore.y) = (None, None);
        }
        let said = readout::Said {
            sheet: &sheet,
            wanted: &wanted,
            value: offered::shown(shown, explore.value),
            missing,
        };
        let asks = asked_for(shown, &spans, &wanted, &done);
        readout::show(ui, shown, &said, &done, &asks);
        if below {
            controls::show(ui, explore, &settings, &spans, plan);
        }
        if saves {
            wishes.extend(table(shown, &wanted).map(Wish::Outcomes));
        }
        wishes.extend(asks);
        wishes
    }

    /// The maps as a drawing for a file, where they are known.
    pub fn figure(&mut self, shown: &Shown, explore: &Explore) -> Option<Sheet> {
        let (spans, _) = axes(shown, explore)?;
        let wanted = wanted(shown, explore, &spans);
        let sheet = self.sheet(shown, explore, &spans, &wanted);
        let known = sheet.panels.iter().any(|panel| panel.done[0] > 0);
        known.then(|| Sheet {
            here: wanted.iter().map(|map| here(map, &spans)).collect(),
            ridges: rules(&wanted, &spans),
            ..sheet.afresh()
        })
    }

    /// Made anew only where something has changed.
    fn sheet(
        &mut self,
        shown: &Shown,
        explore: &Explore,
        spans: &[Span; 2],
        wanted: &[Wanted],
    ) -> Arc<Sheet> {
        let asked: Vec<Vec<&Asked>> = wanted
            .iter()
            .map(|map| map.sweeps.iter().rev().filter_map(|s| shown.sweep(s)).collect())
            .collect();
        let made = Made {
            sweeps: wanted.iter().flat_map(|map| map.sweeps.clone()).collect(),
            known: asked.iter().flatten().map(|asked| asked.outcomes.done).collect(),
            titles: wanted.iter().map(|map| (map.run, map.title.clone())).collect(),
            frames: wanted.iter().map(|map| map.frame).collect(),
            spans: spans.clone(),
            value: offered::shown(shown, explore.value),
        };
        if let Some((known, sheet)) = &self.sheet
            && *known == made
        {
            return sheet.clone();
        }
        let sheet = Arc::new(drawn(shown, explore, spans, wanted, &asked));
        self.sheet = Some((made, sheet.clone()));
        sheet
    }
}

fn drawn(
    shown: &Shown,
    explore: &Explore,
    spans: &[Span; 2],
    wanted: &[Wanted],
    asked: &[Vec<&Asked>],
) -> Sheet {
    let value = offered::shown(shown, explore.value);
    let side = wanted.first().map_or(1, |map| map.side) as usize;
    let panels: Vec<Panel> = wanted
        .iter()
        .zip(asked)
        .map(|(map, asked)| {
            let about = About {
                run: map.run,
                title: map.title.clone(),
                spans: [&spans[0], &spans[1]],
                value,
                frame: map.frame,
                constant_rate: constant_rate(shown, map.run),
                size: [side, side],
            };
            Panel::of(about, asked)
        })
        .collect();
    let plan = asked
        .iter()
        .flatten()
        .find_map(|asked| asked.plan.as_ref().ok())
        .cloned();
    let (measure, range) = panel::measure(&panels, value, plan.as_deref());
    let settings = wanted.first().map_or(&[][..], |map| &map.settings);
    let words = |span: &Span| {
        let own = settings.iter().find(|setting| setting.name == span.name);
        own.map_or_else(|| span.name.clone(), |setting| setting.words.clone())
    };
    Sheet {
        spans: spans.to_vec(),
        labels: [words(&spans[0]), words(&spans[1])],
        measure: (value != Value::Minimum).then_some(measure),
        range,
        minima: plan.as_deref().map(names).unwrap_or_default(),
        film: panel::step_shown(&panels),
        panels,
        ..Sheet::default()
    }
}

/// Why an axis cannot be shown.
fn unusable(span: &Span) -> String {
    format!(
        "The axis of `{}` goes from {} to {}: it needs an upper end above the lower one, and on a log scale \
            both above 0.",
        span.name,
        short(span.from),
        short(span.to)
    )
}

/// What the declared minima are called.
fn names(plan: &SweepPlan) -> Vec<String> {
    let minima = plan.base.minima().iter();
    minima
        .map(|point| {
            let numbers: Vec<String> = point.iter().map(|v| short(*v)).collect();
            format!("({})", numbers.join(", "))
        })
        .collect()
}

/// Whether a run has the same learning rate in all steps.
pub(super) fn constant_rate(shown: &Shown, run: usize) -> bool {
    let own = shown.scene.experiment.runs.get(run);
    own.is_some_and(|own| {
        own.schedule == Schedule::default() && own.schedule.name == Reference::name("constant")
    })
}

/// The settings of the selected run, and those that the map has on its axes.
fn axes(shown: &Shown, explore: &Explore) -> Option<([Span; 2], Vec<Setting>)> {
    let settings = settings(shown, shown.scene.view.selected);
    Some((controls::spans(explore, &settings)?, settings))
}

/// The settings of a run.
pub(super) fn settings(shown: &Shown, run: usize) -> Vec<Setting> {
    let start = shown
        .plan
        .and_then(|plan| plan.lanes.first())
        .map(|lane| lane.start.point().to_vec());
    let domain = shown.plan.and_then(|plan| Some(plan.surface()?.domain.clone()));
    let ground = Ground {
        domain: &domain.unwrap_or_default(),
        start: &start.unwrap_or_default(),
        samples: shown
            .plan
            .and_then(|plan| plan.network())
            .map_or(0, |network| network.train.len()),
    };
    all(&shown.scene.experiment, run, &ground)
}

/// Where a run stands on both axes.
fn now(map: &Wanted, spans: &[Span; 2]) -> [f64; 2] {
    [0, 1].map(|axis: usize| {
        let own = map.settings.iter().find(|s| s.name == spans[axis].name);
        own.map_or(f64::NAN, |setting| setting.now)
    })
}

/// The same from 0 to 1 along each axis; None where it lies outside.
fn here(map: &Wanted, spans: &[Span; 2]) -> Option<[f64; 2]> {
    let now = now(map, spans);
    let here = [0, 1].map(|axis: usize| geometry::place(&spans[axis], now[axis]));
    here.iter().all(|at| (0.0..=1.0).contains(at)).then_some(here)
}

/// The lines of each map along which rate and batch would grow together.
fn rules(wanted: &[Wanted], spans: &[Span; 2]) -> Vec<Vec<Ridge>> {
    let of = |map: &Wanted| ridges::ridges(spans.each_ref(), now(map, spans));
    wanted.iter().map(of).collect()
}

/// The maps that are to be seen: the selected run's, or those of all runs that are not hidden.
fn wanted(shown: &Shown, explore: &Explore, spans: &[Span; 2]) -> Vec<Wanted> {
    let of = super::exploring(shown, explore);
    let runs = course::runs(&of);
    let several = runs.len() > 1;
    let title = |run: usize| {
        let planned = shown
            .plan
            .and_then(|plan| plan.runs.iter().find(|p| p.run == run));
        planned.map_or_else(|| format!("Run {}", run + 1), |planned| planned.label.clone())
    };
    let steps = of.experiment.steps;
    let part = shown.position / f64::from(steps.max(1));
    let frame = film::frame(part, steps, &film::kept(steps));
    let side = course::stages(&of, several).last().copied().unwrap_or(1);
    let map = |run: usize| {
        Some(Wanted {
            run,
            title: title(run),
            settings: settings(shown, run),
            side,
            sweeps: course::sweeps(&of, run, [&spans[0], &spans[1]], several)?,
            frame,
        })
    };
    runs.into_iter().filter_map(map).collect()
}

fn wanted_settings(wanted: &[Wanted]) -> Vec<&[Setting]> {
    wanted.iter().map(|map| &map.settings[..]).collect()
}

/// The sweeps of all maps: the coarse ones of all first.
fn wishes(wanted: &[Wanted]) -> Vec<Wish> {
    let stages = wanted.iter().map(|map| map.sweeps.len()).max().unwrap_or(0);
    let of_stage = |stage: usize| wanted.iter().filter_map(move |map| map.sweeps.get(stage));
    (0..stages)
        .flat_map(of_stage)
        .map(|sweep| Wish::Sweep(sweep.clone()))
        .collect()
}

/// The outcomes of the finest sweeps as CSV, at the step that is shown.
fn table(shown: &Shown, wanted: &[Wanted]) -> Option<String> {
    let finest = wanted
        .iter()
        .filter_map(|map| Some((map.title.as_str(), shown.sweep(map.sweeps.last()?)?, map.frame)));
    ask::csv_at(finest)
}
