//! The effective step of a run: its factors one on the other on a log axis, so that the learning rate that was chosen,
//! the one that it comes to for a coordinate, and the step itself are seen apart.
//!
//! [`factors`] takes the rule's text apart.

pub mod factors;

use super::chart::{Chart, Look, Scale, Scales, Series, Weight, widget};
use super::memo::Memo;
use super::number;
use super::palette::Palette;
use super::quantity::{chart, instead, texts};
use super::selected::{Apart, Key, Selected, Taken, coordinate};
use super::style::RunStyle;
use super::{Shown, Tab, View, Wish};
use egui::{ComboBox, Label, RichText, Ui};
use factors::{Factor, Part, Term, terms};

/// The view of the effective step.
#[derive(Default)]
pub struct Xray {
    apart: Apart,
    look: Look,
    term: usize,
    lines: Memo<(Key, [usize; 2]), Vec<Vec<f64>>>,
}

const NAME: &str = "Effective step chart";

impl View for Xray {
    fn name(&self) -> &'static str {
        NAME
    }

    fn tab(&self) -> Tab {
        Tab {
            id: "xray",
            title: "Effective step",
            about: "The factors of the selected run's step: the learning rate chosen, the one it comes to, the step",
        }
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let Some(selected) = Selected::or_said(ui, shown, NAME) else {
            return Vec::new();
        };
        let Some(taken) = self.apart.of(&selected) else {
            instead(ui, NAME, "The rule of the selected run cannot be taken apart.");
            return Vec::new();
        };
        taken.go_on(ui);
        let terms = terms(taken.inspection);
        self.term = self.term.min(terms.len().saturating_sub(1));
        let mut wishes = Vec::new();
        ui.horizontal_wrapped(|ui| {
            wishes.extend(coordinate(ui, &selected));
            pick(ui, &terms, &mut self.term);
        });
        let Some(term) = terms.get(self.term).filter(|t| !t.factors.is_empty()) else {
            instead(ui, NAME, "The rule subtracts nothing from w that has factors.");
            return wishes;
        };
        let seen = (selected.key(), [self.term, taken.known()]);
        let lines = self.lines.get(seen, || stacked(&selected, &taken, term));
        texts(ui, |ui| {
            for text in values(&selected, &taken, term, shown) {
                let text = RichText::new(text).monospace();
                ui.add(Label::new(text).selectable(true).extend());
            }
        });
        let chart = chart_of(shown, &selected, term, lines, ui.visuals().dark_mode);
        wishes.extend(widget::show(ui, &mut self.look, NAME, chart));
        wishes
    }

    fn charts(&mut self, shown: &Shown, dark: bool) -> Vec<Chart<'static>> {
        let selected = Selected::of(shown);
        let apart = selected.and_then(|selected| Some((selected, self.apart.of(&selected)?)));
        let Some((selected, taken)) = apart else {
            return Vec::new();
        };
        let terms = terms(taken.inspection);
        let Some(term) = terms.get(self.term).filter(|t| !t.factors.is_empty()) else {
            return Vec::new();
        };
        let lines = stacked(&selected, &taken, term);
        let mut chart = chart_of(shown, &selected, term, &lines, dark);
        self.look.apply(&mut chart);
        vec![chart.into_owned()]
    }
}

fn pick(ui: &mut Ui, terms: &[Term], chosen: &mut usize) {
    if terms.len() < 2 {
        return;
    }
    let combo = ComboBox::from_id_salt("term")
        .selected_text(terms[*chosen].text())
        .width(ui.available_width().min(320.0))
        .truncate();
    let shown = combo.show_ui(ui, |ui| {
        for (index, term) in terms.iter().enumerate() {
            ui.selectable_value(chosen, index, term.text())
                .on_hover_text("Show the factors of this term");
        }
    });
    let response = shown.response.accessible_name("Term");
    response.on_hover_text("Which of the terms that are subtracted from w");
}

/// The magnitudes of the products of the first factor, the first two, and so on, at each step.
fn stacked(selected: &Selected, taken: &Taken, term: &Term) -> Vec<Vec<f64>> {
    let steps = taken.inspector.steps();
    let places: Vec<usize> = term.factors.iter().map(|f| selected.pick(&f.value)).collect();
    let factors = taken.inspector.over(&places);
    let mut product = vec![1.0; steps.len()];
    let mut lines = Vec::new();
    for (factor, values) in term.factors.iter().zip(factors) {
        for (product, value) in product.iter_mut().zip(values) {
            *product *= if factor.divides {
                1.0 / value.abs()
            } else {
                value.abs()
            };
        }
        let mut line = vec![f64::NAN; steps.start];
        line.extend(&product);
        lines.push(line);
    }
    lines
}

/// What each factor is at the step shown, and what they come to.
fn values(selected: &Selected, taken: &Taken, term: &Term, shown: &Shown) -> Vec<String> {
    let step = shown.hovered.unwrap_or(shown.position).max(0.0) as usize;
    let Some(values) = taken.inspector.at(step / selected.trace.every()) else {
        return Vec::new();
    };
    let (mut texts, mut step) = (Vec::new(), 1.0);
    for (index, factor) in term.factors.iter().enumerate() {
        let value = values[selected.pick(&factor.value)];
        step *= if factor.divides { 1.0 / value } else { value };
        texts.push(format!("{} = {}", written(factor, index), number::short(value)));
    }
    texts.push(format!("step = {}", number::short(step)));
    texts
}

/// A factor with its sign, as it stands behind those before it.
fn written(factor: &Factor, index: usize) -> String {
    let sign = match (factor.divides, index) {
        (true, _) => "/ ",
        (false, 0) => "",
        (false, _) => "· ",
    };
    format!("{sign}{}", factor.text)
}

fn chart_of<'a>(
    shown: &Shown<'a>,
    selected: &Selected,
    term: &Term,
    lines: &'a [Vec<f64>],
    dark: bool,
) -> Chart<'a> {
    let colors = Palette::of(dark);
    let own = selected.style(dark);
    let last = term.factors.len() - 1;
    let is_last_of = |index: usize, part: Part| {
        let next = term.factors.get(index + 1);
        term.factors[index].part <= part && next.is_none_or(|f| f.part > part)
    };
    let line = |(index, values): (usize, &'a Vec<f64>)| {
        let factor = &term.factors[index];
        let plain = |color, dash| RunStyle { color, dash, ..own };
        let effective = index > 0 && is_last_of(index, Part::Adaptive);
        let (label, style, weight) = match index {
            _ if index == last => ("step".to_owned(), own, Weight::Strong),
            _ if effective => {
                let style = plain(colors.accent, &[]);
                ("effective rate".to_owned(), style, Weight::Strong)
            }
            0 => (factor.text.clone(), plain(colors.text, &[]), Weight::Plain),
            _ => {
                let style = plain(colors.weak, &[5.0, 3.0]);
                (written(factor, index), style, Weight::Plain)
            }
        };
        Series {
            every: selected.trace.every(),
            ..Series::new(label, style, values).weighing(weight)
        }
    };
    let series: Vec<Series> = lines.iter().enumerate().map(line).collect();
    let reason = "The factors lie one on the other only where lengths are logarithms";
    let mut chart = chart(
        shown,
        ("Effective step", ""),
        series,
        (Scale::Log, Scales::Log(reason)),
    );
    chart.bands = (1..chart.series.len()).map(|upper| [upper - 1, upper]).collect();
    chart.hidden.clear();
    chart
}
