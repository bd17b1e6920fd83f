//! The search for the settings of the selected run: grid, random, TPE and successive halving, each with the same
//! budget of steps over the same space.
//!
//! [`seen`]: what is known; [`scatter`], [`curves`](mod@curves), [`parallel`], [`slices`]: the ways to look at it, in their
//! [`frame`]; [`words`](mod@words): what is said of it; [`controls`]; [`wanted`](mod@wanted): what is asked for;
//! [`request`]: the same for scripts.

pub mod controls;
pub mod curves;
pub mod frame;
pub mod parallel;
pub mod request;
pub mod scatter;
pub mod seen;
pub mod slices;
pub mod wanted;
pub mod words;

use super::Figure;
use super::ask::Asked;
use super::chart::Chart;
use super::map::constant_rate;
use super::map::panel::{self, About, Panel};
use super::map::sheet::Sheet;
use super::setting::complete;
use crate::scene::explore::{Explore, Look, Span, Value};
use crate::scene::sweep::Sweep;
use crate::view::canvas::{Drawing as _, inside};
use crate::view::figure::{Cell, Measure};
use crate::view::number::short;
use crate::view::palette::Palette;
use crate::view::quantity::instead;
use crate::view::table::tolerance;
use crate::view::{Shown, Wish};
use egui::{CursorIcon, Label, RichText, Role, Sense, Ui, WidgetInfo, vec2};
use frame::Frame;
use parallel::Parallel;
use scatter::Scatter;
use seen::Seen;
use slices::Slices;
use std::sync::Arc;
use wanted::{SIDE, Wanted, found, table, wanted};

/// The accessible name of the picture.
pub const NAME: &str = "Search for settings";
/// Height of the lines under it, and of the controls where they stand below.
const WORDS: f32 = 60.0;
const CONTROLS: f32 = 100.0;
/// Least height of the picture.
const LEAST: f32 = 200.0;
/// The page, with what it knows between frames.
#[derive(Debug, Default)]
pub struct SearchPage {
    /// The tries over their map as they were last made, and what they were made from.
    scatter: Option<(Made, Arc<Scatter>)>,
}

/// What tries over their map are made from.
#[derive(Debug, PartialEq)]
struct Made {
    ground: Option<Arc<Sweep>>,
    /// How many lanes are known of it.
    known: usize,
    run: usize,
    seen: Seen,
}

/// What the pointer is on.
#[derive(Debug, Default)]
struct Pointed {
    /// A try, and whether it is clicked.
    dot: Option<(usize, bool)>,
    /// What is said of it.
    words: Option<String>,
}

impl SearchPage {
    /// Draws the page; what is chosen is put into `explore`. `saves`: the tries are to be saved.
    pub fn ui(&mut self, ui: &mut Ui, shown: &Shown, explore: &mut Explore, saves: bool) -> Vec<Wish> {
        let Some(wanted) = wanted(shown, explore) else {
            instead(
                ui,
                NAME,
                "There is nothing to search: the scene has no run with two settings.",
            );
            return Vec::new();
        };
        let below = super::is_small(ui);
        let spans: Vec<Span> = wanted
            .space
            .iter()
            .map(|own| own.dimension.span.clone())
            .collect();
        let search = &mut explore.search;
        controls::looks(ui, search);
        if !below {
            controls::show(ui, search, &spans, &wanted.settings);
        }
        let repetition = search.repetition;
        let mut not = |ui: &mut Ui, trouble: &str| {
            if below {
                controls::show(ui, search, &spans, &wanted.settings);
            }
            instead(ui, NAME, trouble);
        };
        if let Some(trouble) = wanted.trouble() {
            not(ui, &trouble);
            return Vec::new();
        }
        let mut wishes: Vec<Wish> = wanted.tasks.iter().cloned().map(Wish::Search).collect();
        wishes.extend(wanted.ground.iter().cloned().map(Wish::Sweep));
        let found = found(shown, &wanted);
        let Some(seen) = Seen::of(&wanted.space, &found, repetition) else {
            not(ui, "The search begins: nothing is computed yet.");
            return wishes;
        };
        if let Some(trouble) = seen.trouble() {
            not(ui, trouble);
            return wishes;
        }
        let room = ui.available_height() - WORDS - if below { CONTROLS } else { 0.0 };
        let height = room.max(LEAST);
        let pointed = match search.look {
            Look::Best => curves(ui, &seen, height),
            look => self.tries(ui, shown, (&wanted, &seen), look, height),
        };
        let share = seen.share();
        let text = match pointed.words {
            Some(words) => words,
            None if share < 1.0 => format!("{:.0} % of the search computed", 100.0 * share),
            None => words::verdict(&seen, tolerance(shown)),
        };
        ui.add(Label::new(RichText::new(text).small()).wrap());
        if below {
            controls::show(ui, search, &spans, &wanted.settings);
        }
        if saves {
            wishes.push(Wish::Outcomes(table(&wanted, &found)));
        }
        if let Some((dot, true)) = pointed.dot.filter(|_| !shown.presented) {
            let names = spans.iter().map(|span| span.name.clone());
            let mut values: Vec<(String, f64)> = names.zip(seen.dots[dot].of.point.clone()).collect();
            complete(&mut values, &wanted.settings);
            wishes.push(Wish::Settings(shown.scene.view.selected, values));
        }
        wishes
    }

    /// The picture for a file, where something is known.
    pub fn figure(&mut self, shown: &Shown, explore: &Explore) -> Option<Figure> {
        let wanted = wanted(shown, explore)?;
        let seen = Seen::of(&wanted.space, &found(shown, &wanted), explore.search.repetition)?;
        if seen.trouble().is_some() || seen.dots.is_empty() {
            return None;
        }
        let frame = Frame::default();
        Some(match explore.search.look {
            Look::Tries => {
                let scatter = self.scatter(shown, &wanted, &seen);
                Figure::Tries(Box::new(Scatter {
                    sheet: scatter.sheet.afresh(),
                    seen,
                }))
            }
            Look::Best => Figure::Lines(Box::new(curves::profile(&seen))),
            Look::Parallel => Figure::Parallel(Box::new(Parallel { frame, seen })),
            Look::Slices => Figure::Slices(Box::new(Slices { frame, seen })),
        })
    }

    /// Draws the tries of a repetition.
    fn tries(
        &mut self,
        ui: &mut Ui,
        shown: &Shown,
        (wanted, seen): (&Wanted, &Seen),
        look: Look,
        height: f32,
    ) -> Pointed {
        let size = vec2(ui.available_width(), height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, NAME));
        let colors = Palette::in_ui(ui);
        let painter = ui.painter_at(rect);
        let hover = response.hover_pos().map(|at| at - rect.min.to_vec2());
        let (frame, own) = (Frame::default(), seen.clone());
        let at = inside(&painter, rect, |pen| {
            let found = match look {
                Look::Tries | Look::Best => {
                    let scatter = self.scatter(shown, wanted, seen);
                    scatter.draw(pen, &colors)?;
                    hover
                        .map(|at| scatter.at(pen, at, &colors))
                        .transpose()?
                        .flatten()
                }
                Look::Parallel => {
                    let parallel = Parallel { frame, seen: own };
                    parallel.draw(pen, &colors)?;
                    let found = hover.map(|at| parallel.at(pen, at)).transpose()?.flatten();
                    if let Some((dot, _)) = found {
                        parallel.lift(pen, dot, &colors)?;
                    }
                    found
                }
                Look::Slices => {
                    let slices = Slices { frame, seen: own };
                    slices.draw(pen, &colors)?;
                    hover.map(|at| slices.at(pen, at)).transpose()?.flatten()
                }
            };
            if let Some((_, at)) = found {
                pen.ring(at, 8.0, 2.0, colors.text)?;
            }
            Ok(found)
        });
        let Some((dot, _)) = at.flatten() else {
            return Pointed::default();
        };
        ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
        Pointed {
            dot: Some((dot, response.clicked())),
            words: Some(words::said(seen, &seen.dots[dot])),
        }
    }

    /// The tries over the first two settings, made anew only where something has changed.
    fn scatter(&mut self, shown: &Shown, wanted: &Wanted, seen: &Seen) -> Arc<Scatter> {
        let ground = wanted.ground.as_ref().and_then(|sweep| shown.sweep(sweep));
        let made = Made {
            ground: wanted.ground.clone(),
            known: ground.map_or(0, |asked| asked.outcomes.done),
            run: shown.scene.view.selected,
            seen: seen.clone(),
        };
        if let Some((known, scatter)) = &self.scatter
            && *known == made
        {
            return scatter.clone();
        }
        let scatter = Arc::new(drawn(shown, ground, seen));
        self.scatter = Some((made, scatter.clone()));
        scatter
    }
}

/// Draws the best so far of each method.
fn curves(ui: &mut Ui, seen: &Seen, height: f32) -> Pointed {
    let profile = curves::profile(seen);
    let chart = Chart {
        name: NAME,
        height,
        profile: &profile,
    };
    let said = |(run, index): (usize, usize)| {
        let line = profile.lines.iter().find(|line| line.run == run)?;
        let value = line.cells.get(index)?.value()?;
        let spent = short(*profile.x.values.get(index)?);
        Some(format!(
            "{}: after the steps of {spent} whole runs the best so far is {} in the median",
            line.label,
            short(value)
        ))
    };
    Pointed {
        words: chart.show(ui).at.and_then(said),
        dot: None,
    }
}

/// The tries over the first two settings, the map below them.
fn drawn(shown: &Shown, ground: Option<&Asked>, seen: &Seen) -> Scatter {
    let spans = [seen.span(0).clone(), seen.span(1).clone()];
    let run = shown.scene.view.selected;
    let below = ground.map(|asked| {
        let about = About {
            run,
            title: String::new(),
            spans: [&spans[0], &spans[1]],
            value: Value::Loss,
            frame: None,
            constant_rate: constant_rate(shown, run),
            size: [SIDE as usize, SIDE as usize],
        };
        Panel::of(about, &[asked])
    });
    let lowest = seen.lowest.unwrap_or(0.0);
    let losses = seen.dots.iter().map(|dot| dot.of.loss + lowest);
    let cells: Vec<Cell> = losses.filter(|loss| loss.is_finite()).map(Cell::Value).collect();
    let tries = Panel {
        told: [cells.clone(), Vec::new()],
        cells,
        ..Panel::default()
    };
    let is_said = below
        .as_ref()
        .is_some_and(|panel| panel.cells.contains(&Cell::Diverged));
    let all: Vec<Panel> = below.iter().cloned().chain([tries]).collect();
    let (measure, range) = panel::measure(&all, Value::Loss, None);
    Scatter {
        sheet: Sheet {
            spans: spans.to_vec(),
            labels: [0, 1].map(|place: usize| seen.space[place].words.clone()),
            measure: Some(Measure {
                label: format!("Loss, {} steps", seen.steps),
                ..measure
            }),
            range,
            panels: vec![below.unwrap_or_else(|| Panel {
                size: [1, 1],
                ..Panel::default()
            })],
            more: frame::marks(seen, is_said),
            ..Sheet::default()
        },
        seen: seen.clone(),
    }
}
