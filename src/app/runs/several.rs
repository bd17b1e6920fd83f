//! Runs at several values of one setting, added in one click: beside a number, a menu offers values around it
//! and takes a list.

use super::{edit, params};
use crate::app::controls::icon::{self, Icon};
use crate::app::controls::names;
use crate::lang::Kind;
use crate::lang::number::{self, NumberError, short};
use crate::lang::rule::{Param, Scale, Value};
use crate::scene::Scene;
use crate::view::palette::Palette;
use egui::{Button, Id, Key, Popup, PopupCloseBehavior, RichText, TextEdit, Ui, vec2};
use std::cell::RefCell;

/// How far the values around one are from it.
const FACTOR: f64 = 3.0;

/// What was asked for: a parameter and its values.
pub type WantedValues = RefCell<Option<(String, Vec<f64>)>>;

/// Where runs can be added at other values.
#[derive(Clone, Copy)]
pub struct Several<'a> {
    /// For how many more runs there is room.
    pub room: usize,
    /// Takes what is asked for.
    pub wanted: &'a WantedValues,
}

impl Several<'_> {
    /// The button beside a parameter of a value, called `accessible`, that opens the menu.
    pub fn button(self, ui: &mut Ui, param: &Param, value: f64, accessible: &str) {
        let name = format!("Runs at several values: {accessible}");
        let tip = "Add runs that differ from this one in this value alone";
        let response = icon::sized(ui, Icon::Plus, vec2(20.0, 20.0), None, &name, tip);
        let menu = Popup::menu(&response)
            .width(240.0)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let shown = menu.show(|ui| self.rows(ui, param, value, accessible));
        if let Some(values) = shown.and_then(|shown| shown.inner) {
            self.wanted.replace(Some((param.name.text.clone(), values)));
        }
    }

    fn rows(self, ui: &mut Ui, param: &Param, value: f64, accessible: &str) -> Option<Vec<f64>> {
        let mut chosen = None;
        if let Some([low, high]) = around(param.scale, value) {
            let words = format!("Runs at {}, {} and {}", short(low), short(value), short(high));
            let tip = match param.scale {
                Scale::NearOne => "Three times as far from 1, this value, and a third as far",
                _ => "A third of this value, this one, and three times as much",
            };
            let enough = new(&[low, high], value).len() <= self.room;
            if ui
                .add_enabled(enough, Button::new(words))
                .on_hover_text(tip)
                .clicked()
            {
                chosen = Some(vec![low, high]);
            }
        }
        let chosen = chosen.or(self.list(ui, param, value, accessible));
        if chosen.is_some() {
            ui.close();
        }
        chosen
    }

    /// A field that takes a list of values, and says what it cannot take.
    fn list(self, ui: &mut Ui, param: &Param, value: f64, accessible: &str) -> Option<Vec<f64>> {
        let id = Id::unique(("several values", accessible));
        let mut text = ui.data(|d| d.get_temp::<String>(id)).unwrap_or_default();
        let field = TextEdit::singleline(&mut text)
            .hint_text("0.01, 0.03, 0.1")
            .desired_width(ui.available_width() - 90.0);
        let (field, pressed) = ui
            .horizontal(|ui| {
                let field = ui
                    .add(field)
                    .accessible_name(format!("Values: {accessible}"))
                    .on_hover_text("Numbers or expressions such as 1/3, one after the other");
                let button = ui
                    .button("Add runs")
                    .on_hover_text("A run for each of these values");
                (field, button.clicked())
            })
            .inner;
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        let values = read(&text, param.scale).map_err(|why| why.to_string());
        let values = values.and_then(|values| match new(&values, value).len() {
            many if many > self.room => Err(format!("There is room for {} more runs", self.room)),
            _ => Ok(values),
        });
        ui.data_mut(|d| d.insert_temp(id, text));
        match values {
            Ok(values) if (entered || pressed) && !values.is_empty() => {
                ui.data_mut(|d| d.remove::<String>(id));
                Some(values)
            }
            Ok(_) => None,
            Err(message) => {
                let wrong = RichText::new(message).small().color(Palette::in_ui(ui).danger);
                ui.label(wrong);
                None
            }
        }
    }
}

/// Puts runs below another, each with another value of a parameter of its optimizer, where there is room for
/// all. Values that are there already are left out. The run stays selected.
pub fn add(scene: &mut Scene, index: usize, param: &str, values: &[f64]) {
    let run = scene.experiment.runs[index].clone();
    let rule = run.optimizer.rule(Kind::Optimizer);
    let Some(default) = rule.and_then(|rule| Some(rule.param(param)?.default.clone())) else {
        return;
    };
    let Value::Number(now) = *run.params.get(param).unwrap_or(&default) else {
        return;
    };
    if new(values, now).len() > edit::room(scene) {
        return;
    }
    let label = names::run(&run);
    let told = |value: f64| format!("{param} {}", short(value));
    let ends = [format!(", {}", told(now)), format!(" ({})", told(now))];
    let stem = ends
        .iter()
        .find_map(|end| label.strip_suffix(end))
        .unwrap_or(&label);
    for value in new(values, now).into_iter().rev() {
        let mut copy = run.clone();
        let value = Value::Number(value);
        match value == default {
            true => drop(copy.params.remove(param)),
            false => drop(copy.params.insert(param.to_owned(), value.clone())),
        }
        if let Value::Number(value) = value {
            edit::insert_below(scene, index, copy, &format!("{stem} ({})", told(value)));
        }
    }
    scene.view.selected = index;
}

/// The values below and above one, rounded to two digits; None where there are none, as of 0.
fn around(scale: Scale, value: f64) -> Option<[f64; 2]> {
    let [low, high] = match scale {
        Scale::NearOne => [FACTOR, 1.0 / FACTOR].map(|by| from_one((1.0 - value) * by).max(0.0)),
        Scale::Int => [(value / FACTOR).round().max(1.0), value * FACTOR],
        Scale::Log | Scale::Linear => [value / FACTOR, value * FACTOR].map(rounded),
    };
    (low != high && low.is_finite() && high.is_finite()).then_some([low, high])
}

fn from_one(distance: f64) -> f64 {
    params::from_one(rounded(distance))
}

fn rounded(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}

/// Those of some values that are others than the one that is there, each once.
fn new(values: &[f64], now: f64) -> Vec<f64> {
    let mut new = Vec::new();
    for value in values {
        if *value != now && !new.contains(value) {
            new.push(*value);
        }
    }
    new
}

/// The values of a list, whole where the scale is.
///
/// # Errors
/// What cannot be read.
fn read(text: &str, scale: Scale) -> Result<Vec<f64>, NumberError> {
    let parts = text.split([';', ' ', ',']).filter(|part| !part.is_empty());
    let one = |part: &str| {
        number::read(part).map(|value| match scale {
            Scale::Int => value.round(),
            Scale::Log | Scale::Linear | Scale::NearOne => value,
        })
    };
    parts.map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Reference;

    #[test]
    fn values_stand_around_the_one_that_is_there_on_its_scale() {
        for (scale, value, wanted) in [
            (Scale::Log, 0.01, Some([0.0033, 0.03])),
            (Scale::Log, 1e-8, Some([3.3e-9, 3e-8])),
            (Scale::Linear, -3.0, Some([-1.0, -9.0])),
            (Scale::NearOne, 0.9, Some([0.7, 0.967])),
            (Scale::NearOne, 0.5, Some([0.0, 0.83])),
            (Scale::Int, 1.0, Some([1.0, 3.0])),
            (Scale::Linear, 0.0, None),
        ] {
            assert_eq!(around(scale, value), wanted, "{scale:?} {value}");
        }
    }

    #[test]
    fn a_list_is_read_or_refused() {
        let of = |text: &str| read(text, Scale::Log);
        assert_eq!(of("0.01, 0.03; 1/4  3e-4"), Ok(vec![0.01, 0.03, 0.25, 3e-4]));
        assert_eq!(of(""), Ok(Vec::new()));
        assert_eq!(read("2.6, 8", Scale::Int), Ok(vec![3.0, 8.0]));
        assert!(of("0.1, much").is_err());
        assert_eq!(new(&[0.1, 0.2, 0.1, 0.3], 0.3), [0.1, 0.2]);
    }

    #[test]
    fn runs_are_added_below_with_names_of_their_own() {
        let mut scene = Scene::on_surface("bowl");
        for optimizer in ["sgd", "adam", "lion"] {
            edit::push(&mut scene, Reference::name(optimizer));
        }
        scene.view.muted = vec![2];
        let labels = |scene: &Scene| -> Vec<String> {
            let runs = scene.experiment.runs.iter();
            runs.filter_map(|r| r.label.clone()).collect()
        };
        let own = edit::rate(&scene.experiment.runs[1]).expect("Adam has a rate");
        add(&mut scene, 1, "lr", &[0.25, own, 0.5, 0.25]);
        assert_eq!(
            labels(&scene),
            ["SGD", "Adam", "Adam (lr 0.25)", "Adam (lr 0.5)", "Lion"]
        );
        let rates = scene.experiment.runs.iter().map(edit::rate);
        assert_eq!(
            rates.collect::<Vec<_>>()[1..4],
            [Some(own), Some(0.25), Some(0.5)]
        );
        assert_eq!((scene.view.muted.clone(), scene.view.selected), (vec![4], 1));
        // A value in the name gives way, and a rule's default needs no word.
        add(&mut scene, 2, "lr", &[own, 0.5]);
        let default = format!("Adam (lr {})", short(own));
        assert_eq!(
            labels(&scene)[2..5],
            ["Adam (lr 0.25)", &default, "Adam (lr 0.5) 2"]
        );
        assert!(scene.experiment.runs[3].params.is_empty());
        let before = scene.clone();
        let many: Vec<f64> = (0..32).map(|n| f64::from(n) + 0.5).collect();
        add(&mut scene, 0, "lr", &many);
        assert_eq!(scene, before, "there is no room for so many");
    }
}
