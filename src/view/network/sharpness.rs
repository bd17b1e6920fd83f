//! The sharpness along a run: the largest eigenvalue of the Hessian of its training loss, against 2/η, above which plain
//! gradient descent is unstable (Cohen et al. 2021, arXiv:2103.00065).

use super::trained::Trained;
use crate::engine::cpu::network::sharpness::{Sharp, Sharpening};
use crate::scene::Problem;
use crate::trace::Trace;
use crate::view::chart::{Chart, Look, Scale, Series, Weight, scales, widget};
use crate::view::memo::Same;
use crate::view::palette::Palette;
use crate::view::progress;
use crate::view::quantity;
use crate::view::style::RunStyle;
use crate::view::{Shown, Tab, View, Wish};
use egui::{Label, RichText, Ui};
use std::sync::Arc;
use std::time::Duration;
use web_time::Instant;

/// A frame's share of time for the search, at least.
const SLICE: Duration = Duration::from_millis(5);
/// At how many of the recorded weights it is searched.
const POINTS: usize = 60;
const NAME: &str = "Sharpness chart";

/// The view of the sharpness, with what is known of it.
#[derive(Default)]
pub struct Sharpness {
    look: Look,
    search: Option<((Same<Trace>, usize), Sharpening)>,
    stopped: bool,
}

impl View for Sharpness {
    fn name(&self) -> &'static str {
        NAME
    }

    fn tab(&self) -> Tab {
        Tab {
            id: "sharpness",
            title: "Sharpness",
            about: "The largest curvature of the training loss along the selected run, against 2/η",
        }
    }

    fn suits(&self, problem: &Problem) -> bool {
        problem.network().is_some()
    }

    fn outdate(&mut self, trace: &Arc<Trace>) {
        self.search.take_if(|(known, _)| !known.0.is(trace));
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let Some(trained) = Trained::or_said(ui, shown, NAME) else {
            return Vec::new();
        };
        let under_way = self.search(&trained).progress();
        if progress::show(ui, "the sharpness", under_way.as_ref(), &mut self.stopped) {
            self.search(&trained)
                .advance(Instant::now() + progress::slice(ui.ctx(), SLICE));
            ui.ctx().request_repaint();
        }
        let about = "Full-batch curvature, without momentum. Above 2/η plain gradient descent is unstable.";
        ui.add(Label::new(RichText::new(about).small().weak()).wrap());
        let chart = self.chart(shown, &trained, ui.visuals().dark_mode);
        widget::show(ui, &mut self.look, NAME, chart)
    }

    fn charts(&mut self, shown: &Shown, dark: bool) -> Vec<Chart<'static>> {
        let trained = Trained::of(shown).filter(|trained| !self.search(trained).found().is_empty());
        let Some(trained) = trained else {
            return Vec::new();
        };
        let mut chart = self.chart(shown, &trained, dark);
        self.look.apply(&mut chart);
        vec![chart.into_owned()]
    }
}

impl Sharpness {
    /// The search along a run, which begins where there is none of it.
    fn search(&mut self, trained: &Trained) -> &mut Sharpening {
        let trace = &trained.computed.trace;
        let run = trace
            .runs
            .iter()
            .position(|r| std::ptr::eq(r, trained.trace))
            .unwrap_or(0);
        let key = (Same::as_this(trace), run);
        if self.search.take_if(|(known, _)| *known != key).is_some() {
            self.stopped = false;
        }
        let begin = || {
            let search = Sharpening::new(trained.network.clone(), trace.clone(), run, POINTS);
            (key, search)
        };
        &mut self.search.get_or_insert_with(begin).1
    }

    /// What is found so far, against 2/η.
    fn chart<'a>(&self, shown: &Shown<'a>, trained: &Trained, dark: bool) -> Chart<'a> {
        let style = shown.style(trained.trace.run, dark);
        let bound = RunStyle {
            color: Palette::of(dark).weak,
            dash: &[6.0, 4.0],
            ..style
        };
        let found = self.search.as_ref().map_or(&[][..], |(_, search)| search.found());
        let line = |label: &'static str, style, value: fn(&Sharp) -> Option<f64>| Series {
            end: trained.steps(),
            diverged_at: trained.trace.diverged_at,
            ..Series::new(label, style, over(found, value))
        };
        let series = vec![
            line("2/η", bound, |s| s.bound),
            line("λ_max", RunStyle { dash: &[], ..style }, |s| Some(s.value)).weighing(Weight::Strong),
        ];
        let scales = scales(&series);
        let scale = self.look.scale(Scale::Log, scales);
        let title = format!("Sharpness of {}", trained.trace.label);
        quantity::chart(shown, (title, ""), series, (scale, scales))
    }
}

/// A number at each step: between two steps that are known on the straight line.
fn over(found: &[Sharp], value: fn(&Sharp) -> Option<f64>) -> Vec<f64> {
    let of = |sharp: &Sharp| value(sharp).unwrap_or(f64::NAN);
    let mut values: Vec<f64> = found.first().map(of).into_iter().collect();
    for pair in found.windows(2) {
        let (from, to) = (of(&pair[0]), of(&pair[1]));
        let steps = pair[1].step - pair[0].step;
        values.extend((1..=steps).map(|i| from + (to - from) * i as f64 / steps as f64));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_steps_are_joined() {
        let sharp = |step, value| Sharp {
            step,
            value,
            bound: None,
        };
        let found = [sharp(0, 1.0), sharp(2, 3.0), sharp(3, 7.0)];
        assert_eq!(over(&found, |s| Some(s.value)), [1.0, 2.0, 3.0, 7.0]);
        assert!(over(&found, |s| s.bound).iter().all(|v| v.is_nan()));
        assert!(over(&[], |s| Some(s.value)).is_empty());
    }
}
