//! Any recorded variable over the steps: its elements, or its length.

use super::chart::{Chart, Scale, Scales, Series};
use super::charted::{Absent, Charted, Exhibit};
use super::columns::{self, element, norm};
use super::quantity;
use super::{Shown, Tab, Wish, entry};
use crate::scene::Variable;
use crate::trace::RunTrace;
use egui::{ComboBox, DragValue, Ui};

/// The chart of a recorded variable.
#[derive(Debug, Default)]
pub struct VariableChart;

const NAME: &str = "Variable chart";
/// Up to this many elements there is a button for each.
const FEW: usize = 4;

impl Charted for VariableChart {
    fn tab(&self) -> Tab {
        Tab {
            name: NAME,
            id: "variable",
            title: "Variable",
            about: "Any variable of the rules over the steps, such as a momentum or a running average",
            of: None,
        }
    }

    fn controls(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let names = names(shown);
        let Some(current) = current(shown, &names) else {
            return Vec::new();
        };
        let mut picked = current.clone();
        ui.horizontal_wrapped(|ui| picker(ui, shown, &names, &mut picked));
        match picked == current {
            true => Vec::new(),
            false => vec![Wish::Variable(picked)],
        }
    }

    fn charts<'a>(&'a mut self, shown: &Shown<'a>, dark: bool) -> Result<Vec<Exhibit<'a>>, Absent> {
        let current = current(shown, &names(shown));
        let current = current.ok_or(Absent::now("Nothing is recorded yet."))?;
        let chart = chart(shown, &current, dark);
        Ok(vec![Exhibit {
            page: current.name.into(),
            ..Exhibit::new(NAME, chart)
        }])
    }
}

/// The chart of a variable.
pub fn chart<'a>(shown: &Shown<'a>, variable: &Variable, dark: bool) -> Chart<'a> {
    let width = width(shown, &variable.name);
    let title = match variable.elements[..] {
        [index] if !variable.norm && width > 1 => format!("{variable}.{}", element_name(index, width)),
        _ => variable.to_string(),
    };
    let scales = (Scale::Linear, Scales::Magnitudes);
    quantity::chart(shown, (title, ""), series(shown, variable, dark), scales)
}

/// The recorded names, each once, in the order in which the runs have them.
fn names(shown: &Shown) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for column in shown.runs().iter().flat_map(|r| &r.columns) {
        if !names.contains(&column.name) {
            names.push(column.name.clone());
        }
    }
    names
}

/// The variable chosen in the scene; where no run has it, what the selected run's rule gives first.
fn current(shown: &Shown, names: &[String]) -> Option<Variable> {
    let chosen = shown
        .scene
        .view
        .variable
        .clone()
        .filter(|v| names.contains(&v.name));
    let given = ["loss", "w", "lr", "momentum", "g_raw", "g", "decay"];
    let runs = shown.runs();
    let own = runs.iter().rev().flat_map(|r| &r.columns).map(|c| &c.name);
    let own = own.into_iter().find(|name| !given.contains(&name.as_str()));
    chosen.or_else(|| own.or(names.last()).map(|name| Variable::all(name)))
}

fn picker(ui: &mut Ui, shown: &Shown, names: &[String], picked: &mut Variable) {
    let combo = ComboBox::from_id_salt("variable").selected_text(&picked.name);
    let combo = combo.show_ui(ui, |ui| {
        for name in names {
            let row = ui.selectable_label(picked.name == *name, name);
            if row.on_hover_text("Show it over the steps").clicked() {
                *picked = Variable::all(name);
            }
        }
    });
    combo
        .response
        .accessible_name("Variable")
        .on_hover_text("What is shown: a variable of the rules, the loss, the point w or its gradient g");
    let width = width(shown, &picked.name);
    if width < 2 {
        return;
    }
    let length = ui
        .selectable_label(picked.norm, "length")
        .accessible_name("Length of the variable");
    if length
        .on_hover_text("The Euclidean length of all elements")
        .clicked()
    {
        picked.norm = !picked.norm;
    }
    if width > FEW {
        one_of_many(ui, width, picked);
        return;
    }
    for index in 0..width {
        let on = !picked.norm && (picked.elements.is_empty() || picked.elements.contains(&index));
        let name = element_name(index, width);
        let button = ui
            .selectable_label(on, &name)
            .accessible_name(format!("Element {name}"));
        if button.on_hover_text("Show or hide this element").clicked() {
            picked.toggle(index, width);
        }
    }
}

fn one_of_many(ui: &mut Ui, width: usize, picked: &mut Variable) {
    let mut index = picked.elements.first().copied().unwrap_or(0);
    let drag = DragValue::new(&mut index).range(0..=width - 1).prefix("element ");
    if entry::add(ui, drag, "Element", "Which of the elements is shown").changed() {
        picked.norm = false;
        picked.elements = vec![index];
    }
}

/// The most elements that the variable has in a run.
fn width(shown: &Shown, name: &str) -> usize {
    let runs = shown.trace.runs.iter();
    let widths = runs.filter_map(|r| Some(r.column(name)?.stride()));
    widths.max().unwrap_or(0)
}

/// What an element is called: by coordinate where there are at most two.
pub fn element_name(index: usize, width: usize) -> String {
    match (index, width) {
        (0, 1..=2) => "x".to_owned(),
        (1, 2) => "y".to_owned(),
        _ => index.to_string(),
    }
}

fn series<'a>(shown: &Shown<'a>, variable: &Variable, dark: bool) -> Vec<Series<'a>> {
    let width = width(shown, &variable.name);
    if variable.norm || width < 2 {
        let values = |run: &'a RunTrace| match variable.norm {
            true => norm(run, &variable.name),
            false => element(run, &variable.name, 0),
        };
        return columns::series(shown, dark, values);
    }
    let chosen = |index: &usize| match variable.elements.is_empty() {
        true => width <= FEW || *index == 0,
        false => variable.elements.contains(index),
    };
    let mut all = Vec::new();
    for index in (0..width).filter(chosen) {
        let mut series = columns::series(shown, dark, |run| element(run, &variable.name, index));
        // One alone is named by the title.
        let several = variable.elements.len() != 1;
        for line in series.iter_mut().filter(|s| several && !s.label.is_empty()) {
            line.label = format!("{} {}", line.label, element_name(index, width)).into();
        }
        all.extend(series);
    }
    all
}
