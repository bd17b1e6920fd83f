//! The effective step of a run: its factors one on the other on a log axis, so that the learning rate that
//! was chosen, the one that it comes to for a coordinate, and the step itself are seen apart.
//!
//! [`factors`] takes the rule's text apart.

pub mod factors;

use super::asked::Ask;
use super::chart::{Chart, Scale, Scales, Series, Weight};
use super::charted::{Absent, Charted, Exhibit};
use super::memo::Memo;
use super::number;
use super::palette::Palette;
use super::quantity::{chart, texts};
use super::selected::{Apart, Selected, SelectedKey, TakenApart, coordinate};
use super::style::RunStyle;
use super::{Shown, Tab, Wish};
use egui::{ComboBox, Label, RichText, Ui};
use factors::{Factor, Part, Term, terms};

/// The view of the effective step.
#[derive(Default)]
pub struct Xray {
    apart: Apart,
    term: usize,
    lines: Memo<(SelectedKey, [usize; 2]), Vec<Vec<f64>>>,
}

const NAME: &str = "Effective step chart";

const WHOLE: &str = "The rule of the selected run cannot be taken apart.";
const SINGLE: &str = "The rule subtracts nothing from w that has factors.";

impl Charted for Xray {
    fn tab(&self) -> Tab {
        Tab {
            name: NAME,
            id: "xray",
            title: "Effective step",
            about: "The factors of the selected run's step: the learning rate chosen, the one it comes to, \
                the step",
            of: None,
        }
    }

    fn needs(&mut self, shown: &Shown) -> Vec<Wish> {
        let of = Selected::of(shown).and_then(|selected| selected.replay(None));
        of.into_iter().map(|of| Ask::Replay(of).wish(true)).collect()
    }

    fn controls(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let Some(selected) = Selected::of(shown) else {
            return Vec::new();
        };
        let Some(taken) = self.apart.of(&selected) else {
            return Vec::new();
        };
        let terms = terms(taken.inspection);
        let wish = ui.horizontal_wrapped(|ui| {
            let wish = coordinate(ui, &selected);
            pick(ui, &terms, &mut self.term);
            wish
        });
        if let Some(term) = chosen(&terms, self.term) {
            texts(ui, |ui| {
                for text in values(&selected, &taken, term, shown) {
                    let text = RichText::new(text).monospace();
                    ui.add(Label::new(text).selectable(true).extend());
                }
            });
        }
        wish.inner.into_iter().collect()
    }

    fn charts<'a>(&'a mut self, shown: &Shown<'a>, dark: bool) -> Result<Vec<Exhibit<'a>>, Absent> {
        let selected = Selected::known(shown)?;
        let taken = self.apart.of(&selected).ok_or(Absent::now(WHOLE))?;
        let terms = terms(taken.inspection);
        let term = chosen(&terms, self.term).ok_or(Absent::now(SINGLE))?;
        let seen = (selected.key(), [self.term, taken.known()]);
        let lines = self.lines.get(seen, || stacked(&selected, &taken, term));
        let chart = chart_of(shown, &selected, term, lines, dark);
        Ok(vec![Exhibit::new(NAME, chart)])
    }
}

/// The chosen term, the last one where there are fewer; None where it has no factors.
fn chosen(terms: &[Term], place: usize) -> Option<&Term> {
    let term = terms.get(place.min(terms.len().saturating_sub(1)));
    term.filter(|term| !term.factors.is_empty())
}

fn pick(ui: &mut Ui, terms: &[Term], chosen: &mut usize) {
    *chosen = (*chosen).min(terms.len().saturating_sub(1));
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
fn stacked(selected: &Selected, taken: &TakenApart, term: &Term) -> Vec<Vec<f64>> {
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
fn values(selected: &Selected, taken: &TakenApart, term: &Term, shown: &Shown) -> Vec<String> {
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
