//! The sharpness along a run: the largest eigenvalue of the Hessian of its training loss, against 2/η, above
//! which plain gradient descent is unstable (Cohen et al. 2021, arXiv:2103.00065).

use super::trained::Trained;
use crate::engine::cpu::network::sharpness::Sharp;
use crate::scene::Sort;
use crate::view::asked::{Ask, RunPlace, SharpnessOf};
use crate::view::chart::{Scale, Series, Weight, scales};
use crate::view::charted::{Absent, Charted, Exhibit};
use crate::view::palette::Palette;
use crate::view::progress;
use crate::view::quantity;
use crate::view::style::RunStyle;
use crate::view::{Shown, Tab, Wish};
use egui::{Label, RichText, Ui};

const NAME: &str = "Sharpness chart";

/// The view of the sharpness.
#[derive(Debug, Default)]
pub struct Sharpness {
    /// What was stopped.
    stopped: Option<SharpnessOf>,
}

impl Charted for Sharpness {
    fn tab(&self) -> Tab {
        Tab {
            name: NAME,
            id: "sharpness",
            title: "Sharpness",
            about: "The largest curvature of the training loss along the selected run, against 2/η",
            of: Some(Sort::Network),
        }
    }

    fn needs(&mut self, shown: &Shown) -> Vec<Wish> {
        let of = Trained::known(shown).ok().map(|trained| asked(&trained));
        let wish = of.map(|of| {
            let goes_on = self.stopped.as_ref() != Some(&of);
            Ask::Sharpness(of).wish(goes_on)
        });
        wish.into_iter().collect()
    }

    fn controls(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let Ok(trained) = Trained::known(shown) else {
            return Vec::new();
        };
        let of = asked(&trained);
        let known = shown.asked.and_then(|asked| asked.sharpness(&of));
        progress::show(
            ui,
            "the sharpness",
            known.and_then(|known| known.progress),
            &mut self.stopped,
            of,
        );
        let about = "Full-batch curvature, without momentum. Above 2/η plain gradient descent is unstable.";
        ui.add(Label::new(RichText::new(about).small().weak()).wrap());
        Vec::new()
    }

    /// What is found so far, against 2/η.
    fn charts<'a>(&'a mut self, shown: &Shown<'a>, dark: bool) -> Result<Vec<Exhibit<'a>>, Absent> {
        let trained = Trained::known(shown)?;
        let known = shown.asked.and_then(|a| a.sharpness(&asked(&trained)));
        let found = known.map_or(&[][..], |known| known.found);
        let style = shown.style(trained.trace.run, dark);
        let bound = RunStyle {
            color: Palette::of(dark).weak,
            dash: &[6.0, 4.0],
            ..style
        };
        let line = |label: &'static str, style, value: fn(&Sharp) -> Option<f64>| Series {
            end: trained.steps(),
            diverged_at: trained.trace.diverged_at,
            ..Series::new(label, style, over(found, value))
        };
        let series = vec![
            line("2/η", bound, |s| s.bound),
            line("λ_max", RunStyle { dash: &[], ..style }, |s| Some(s.value)).weighing(Weight::Strong),
        ];
        let scales = (Scale::Log, scales(&series));
        let title = format!("Sharpness of {}", trained.trace.label);
        let chart = quantity::chart(shown, (title, ""), series, scales);
        Ok(vec![Exhibit::new(NAME, chart)])
    }
}

/// The sharpness along a run.
fn asked(trained: &Trained) -> SharpnessOf {
    SharpnessOf {
        place: RunPlace::of(trained.computed, trained.trace),
        before: None,
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
