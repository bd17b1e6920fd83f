//! The exponents of a run's gradient at this step, as the backward pass gives them, with the range of f16
//! drawn over them: what lies left of it is lost.

use super::trained::Trained;
use super::view::NetworkView;
use crate::compile::network::EXPONENT_RANGE;
use crate::scene::Sort;
use crate::scene::network::Network;
use crate::view::canvas::{Error, Pen, Writing, inside};
use crate::view::number::superscript;
use crate::view::palette::Palette;
use crate::view::quantity::instead;
use crate::view::style::RunStyle;
use crate::view::{Shown, Tab, Wish};
use egui::{Color32, Label, Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use plotters_backend::text_anchor::{HPos, VPos};

/// The view of the exponents.
#[derive(Debug, Default)]
pub struct Exponents;

const NAME: &str = "Histogram of gradient exponents";
/// Exponents of f16: its smallest number, its smallest one with full precision, its largest.
const HALF: [i32; 3] = [-24, -14, 15];

/// How many elements of a gradient have which exponent.
struct Counts<'a> {
    /// Elements that are 0.
    zeros: f64,
    /// From the lowest exponent on, which holds all below it, too.
    by_exponent: &'a [f64],
}

impl<'a> Counts<'a> {
    fn of(numbers: &'a [f64]) -> Option<Self> {
        let (zeros, by_exponent) = numbers.split_first()?;
        Some(Self {
            zeros: *zeros,
            by_exponent,
        })
    }

    /// The shares that are 0, below what f16 can hold, below its full precision, and beyond it.
    fn shares(&self) -> [f64; 4] {
        let all = (self.zeros + self.by_exponent.iter().sum::<f64>()).max(1.0);
        let within = |from: i32, to: i32| {
            let exponents = (EXPONENT_RANGE[0]..).zip(self.by_exponent);
            let inside = exponents.filter(|(e, _)| (from..to).contains(e));
            inside.map(|(_, count)| count).sum::<f64>() / all
        };
        [
            self.zeros / all,
            within(i32::MIN, HALF[0]),
            within(HALF[0], HALF[1]),
            within(HALF[2] + 1, i32::MAX),
        ]
    }

    fn words(&self) -> String {
        let [zero, lost, coarse, beyond] = self.shares().map(|share| 100.0 * share);
        format!(
            "{zero:.1} % of the elements are 0, {lost:.1} % are below f16, {coarse:.1} % are kept with fewer \
                bits, {beyond:.1} % are beyond it."
        )
    }
}

impl NetworkView for Exponents {
    const TAB: Tab = Tab {
        name: NAME,
        id: "exponents",
        title: "Exponents",
        about: "The sizes of the gradient's elements at this step, and what of them 16 bits can hold",
        of: Some(Sort::Network),
    };
    const SHOWS: &'static str = "How often which exponent occurs in a step's gradient is a histogram.";

    fn suits(&self, network: &Network) -> bool {
        network.record.exponents
    }

    fn show(&mut self, ui: &mut Ui, shown: &Shown, trained: &Trained) -> Vec<Wish> {
        let step = shown.hovered.unwrap_or(shown.position);
        let Some(counts) = trained.at("g_exponents", step).and_then(Counts::of) else {
            instead(ui, NAME, "No exponents are recorded yet.");
            return Vec::new();
        };
        let text = format!("{}: {}", trained.trace.label, counts.words());
        ui.add(Label::new(RichText::new(text).small()).wrap());
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, NAME));
        let colors = Palette::in_ui(ui);
        let style = shown.style(trained.trace.run, colors.dark);
        let painter = ui.painter().with_clip_rect(rect);
        inside(&painter, rect, |pen| draw(pen, &counts, style, &colors));
        Vec::new()
    }
}

/// Draws the histogram, filling the pen's area: zeros at the left, then a bar an exponent.
fn draw(pen: &Pen, counts: &Counts, style: RunStyle, colors: &Palette) -> Result<(), Error> {
    let size = pen.size();
    let plot = Rect::from_min_max(pos2(8.0, 44.0), pos2(size.x - 8.0, (size.y - 44.0).max(60.0)));
    let [lowest, highest] = EXPONENT_RANGE;
    // Zeros stand in a place of their own, with a gap of one.
    let width = plot.width() / (highest - lowest + 3) as f32;
    let x = |exponent: i32| plot.left() + width * (exponent - lowest + 2) as f32;
    let most = counts
        .by_exponent
        .iter()
        .copied()
        .fold(counts.zeros, f64::max)
        .max(1.0);
    let bar = |left: f32, count: f64, color: Color32| -> Result<(), Error> {
        let top = plot.bottom() - plot.height() * (count / most) as f32;
        let corners = [
            pos2(left + 0.5, top),
            pos2(left + width - 0.5, top),
            pos2(left + width - 0.5, plot.bottom()),
            pos2(left + 0.5, plot.bottom()),
        ];
        if count > 0.0 {
            pen.polygon(&corners, color)
        } else {
            Ok(())
        }
    };
    range(pen, plot, [x(HALF[0]), x(HALF[1]), x(HALF[2] + 1)], colors)?;
    bar(plot.left(), counts.zeros, colors.danger)?;
    for (exponent, count) in (lowest..).zip(counts.by_exponent) {
        let inside = (HALF[0]..=HALF[2]).contains(&exponent);
        bar(
            x(exponent),
            *count,
            if inside { style.color } else { colors.danger },
        )?;
    }
    axis(pen, plot, x, width, colors)
}

/// The range of f16: with full precision, and below that with fewer bits.
fn range(pen: &Pen, plot: Rect, [first, full, end]: [f32; 3], colors: &Palette) -> Result<(), Error> {
    for (from, to, strength, words) in [(first, full, 0.10, "fewer bits"), (full, end, 0.22, "f16")] {
        let corners = [
            pos2(from, plot.top()),
            pos2(to, plot.top()),
            pos2(to, plot.bottom()),
            pos2(from, plot.bottom()),
        ];
        pen.polygon(&corners, colors.accent.gamma_multiply(strength))?;
        let writing = Writing::new(13.0, colors.weak).at(HPos::Center, VPos::Bottom);
        pen.text(words, pos2((from + to) / 2.0, plot.top() - 6.0), writing)?;
    }
    Ok(())
}

fn axis(pen: &Pen, plot: Rect, x: impl Fn(i32) -> f32, width: f32, colors: &Palette) -> Result<(), Error> {
    pen.line(&[plot.left_bottom(), plot.right_bottom()], 1.0, colors.hairline)?;
    let small = Writing::new(13.0, colors.weak).at(HPos::Center, VPos::Top);
    let below = vec2(0.0, 6.0);
    pen.text("0", pos2(plot.left() + width / 2.0, plot.bottom()) + below, small)?;
    for exponent in [-32, -24, -14, 0, 15] {
        let at = pos2(x(exponent) + width / 2.0, plot.bottom());
        pen.text(&format!("2{}", superscript(exponent)), at + below, small)?;
    }
    let middle = pos2(plot.center().x, plot.bottom() + 26.0);
    pen.text("size of an element of the gradient", middle, small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_tell_what_half_precision_loses() {
        let mut numbers = vec![0.0; (EXPONENT_RANGE[1] - EXPONENT_RANGE[0] + 2) as usize];
        let place = |exponent: i32| (exponent - EXPONENT_RANGE[0] + 1) as usize;
        numbers[0] = 1.0;
        for exponent in [-40, -25, -24, -15, -14, 0, 15, 16, 23] {
            numbers[place(exponent)] = 1.0;
        }
        let counts = Counts::of(&numbers).expect("counts");
        assert_eq!(counts.shares(), [0.1, 0.2, 0.2, 0.2]);
    }
}
