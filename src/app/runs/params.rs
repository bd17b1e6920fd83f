//! A row for each parameter of a rule: a slider, a switch or a list, whatever the rule declares.

use super::several::Several;
use crate::app::compute::session::Finding;
use crate::app::controls::icon::{self, Icon};
use crate::app::controls::{finding, names};
use crate::lang::Rule;
use crate::lang::number::NumberError;
use crate::lang::rule::{Param, Scale, Value};
use crate::scene::Params;
use crate::view::palette::Palette;
use crate::view::{entry, number};
use egui::style::HandleShape;
use egui::{
    Align, CollapsingHeader, DragValue, Layout, RichText, Slider, SliderClamping, TextEdit, Ui, vec2,
};

/// How many parameters stand open; the others fold under "More".
const OPEN: usize = 3;

/// Where the parameters belong.
#[derive(Clone, Copy)]
pub struct ParamsPlace<'a> {
    /// Whose parameters they are, for accessible names: "Adam".
    pub owner: &'a str,
    /// JSON pointer to the parameters in the scene.
    pub pointer: &'a str,
    /// What is wrong in the scene.
    pub findings: &'a [Finding],
    /// Parameters without effect, each with the reason.
    pub idle: &'a [(String, String)],
    /// Whether runs can be added at other values.
    pub several: Option<Several<'a>>,
}

/// Rows for all parameters of a rule, the first ones open. True when a value changed.
pub fn rows(ui: &mut Ui, rule: &Rule, params: &mut Params, place: ParamsPlace) -> bool {
    let (open, folded) = rule.params.split_at(OPEN.min(rule.params.len()));
    let mut changed = false;
    for param in open {
        changed |= row(ui, param, params, place);
    }
    if folded.is_empty() {
        return changed;
    }
    let wrong = |p: &Param| place.findings.iter().any(|f| f.pointer == pointer(place, p));
    let more = CollapsingHeader::new(RichText::new("More").small())
        .id_salt(("more", place.pointer))
        .open(folded.iter().any(wrong).then_some(true))
        .show(ui, |ui| {
            for param in folded {
                changed |= row(ui, param, params, place);
            }
        });
    more.header_response
        .accessible_name(format!("More parameters of {}", place.owner))
        .on_hover_text("Parameters that are seldom changed");
    changed
}

/// One parameter. True when its value changed.
pub fn row(ui: &mut Ui, param: &Param, params: &mut Params, place: ParamsPlace) -> bool {
    let name = &param.name.text;
    let mut value = params.get(name).unwrap_or(&param.default).clone();
    let before = value.clone();
    let label = names::parameter(name);
    let accessible = format!("{label} of {}", place.owner);
    let idle = place.idle.iter().find(|(idle, _)| idle == name);
    ui.add_enabled_ui(idle.is_none(), |ui| match &mut value {
        Value::Number(v) => {
            let now = *v;
            number_row_and(ui, v, &Numeric::of(param), [&label, &accessible], |ui| {
                if let Some(several) = place.several {
                    several.button(ui, param, now, &accessible);
                }
            });
        }
        Value::Switch(v) => switch_row(ui, v, &label, &accessible, &param.about),
        Value::List(v) => list_row(ui, v, &label, &accessible, &param.about),
    });
    if let Some((_, reason)) = idle {
        ui.label(RichText::new(reason).small().weak());
    }
    finding::show(ui, place.findings, &pointer(place, param));
    if value == before {
        return false;
    }
    match value == param.default {
        true => params.remove(name),
        false => params.insert(name.clone(), value),
    };
    true
}

fn pointer(place: ParamsPlace, param: &Param) -> String {
    format!("{}/{}", place.pointer, param.name.text)
}

/// What a row for a number needs to know.
#[derive(Clone, Debug)]
pub struct Numeric {
    /// The slider's ends.
    pub range: (f64, f64),
    /// How the slider steps.
    pub scale: Scale,
    /// What a reset gives.
    pub default: f64,
    /// What it does.
    pub about: String,
}

impl Numeric {
    fn of(param: &Param) -> Self {
        let default = match param.default {
            Value::Number(v) => v,
            Value::Switch(_) | Value::List(_) => 0.0,
        };
        let usual = match param.scale {
            Scale::NearOne => (default.min(0.0), 0.9999),
            _ => (default.min(0.0), default.abs().max(1.0) * 2.0),
        };
        Self {
            range: param.range.unwrap_or(usual),
            scale: param.scale,
            default,
            about: param.about.clone(),
        }
    }

    fn tip(&self) -> String {
        let (low, high) = self.range;
        let [low, high, default] = [low, high, self.default].map(number::short);
        let range =
            format!("Slider from {low} to {high}, default {default}. Click the number to type any value.");
        match self.about.is_empty() {
            true => range,
            false => format!("{}.\n{range}", names::sentence(self.about.trim_end_matches('.'))),
        }
    }
}

/// A number: its label, its value to type or drag, and a slider below.
pub fn number_row(ui: &mut Ui, value: &mut f64, about: &Numeric, label: &str, accessible: &str) {
    number_row_and(ui, value, about, [label, accessible], |_| {});
}

/// The same with something more beside the value.
fn number_row_and(
    ui: &mut Ui,
    value: &mut f64,
    about: &Numeric,
    [label, accessible]: [&str; 2],
    more: impl FnOnce(&mut Ui),
) {
    let tip = about.tip();
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = ui.spacing().interact_size.y.min(24.0);
        ui.label(RichText::new(label).small()).on_hover_text(&tip);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let speed = speed(*value, about);
            let drag = DragValue::new(value)
                .speed(speed)
                .custom_formatter(|v, _| number::editable(v));
            // What counts is dragged in whole numbers.
            let drag = match about.scale {
                Scale::Int => drag.max_decimals(0),
                Scale::Log | Scale::NearOne | Scale::Linear => drag,
            };
            entry::add(ui, drag, format!("{accessible}, exact"), &tip);
            more(ui);
            if *value != about.default {
                reset(ui, accessible, &number::short(about.default), || {
                    *value = about.default
                });
            }
        });
    });
    let colors = Palette::in_ui(ui);
    let response = ui
        .scope(|ui| {
            let touch = ui.spacing().interact_size.y >= crate::app::controls::theme::TOUCH;
            let height = if touch {
                crate::app::controls::theme::TOUCH
            } else {
                18.0
            };
            ui.spacing_mut().interact_size.y = height;
            ui.spacing_mut().slider_width = ui.available_width();
            slider_look(ui, &colors);
            ui.add(slider(value, about))
        })
        .inner;
    if about.scale == Scale::NearOne {
        // What the slider holds is the distance to 1; what is read aloud is the value.
        let written = number::editable(*value);
        ui.ctx()
            .accesskit_node_builder(response.id, |node| node.set_value(written));
    }
    response.accessible_name(accessible).on_hover_text(tip);
}

fn slider<'a>(value: &'a mut f64, about: &Numeric) -> Slider<'a> {
    let (low, high) = about.range;
    let slider = match about.scale {
        // From the largest distance to 1 to the smallest.
        Scale::NearOne => Slider::from_get_set(1.0 - low..=1.0 - high, |distance| {
            if let Some(distance) = distance {
                *value = from_one(distance);
            }
            1.0 - *value
        }),
        _ => Slider::new(value, low..=high),
    };
    let slider = slider
        .logarithmic(matches!(about.scale, Scale::Log | Scale::NearOne))
        .smallest_positive(1e-12)
        .clamping(SliderClamping::Edits)
        .show_value(false);
    match about.scale {
        Scale::Int => slider.step_by(1.0),
        _ => slider,
    }
}

/// The value at a distance below 1, without the noise of binary fractions: 0.93 for 0.07.
pub fn from_one(distance: f64) -> f64 {
    let value = 1.0 - distance;
    format!("{value:.12}").parse().unwrap_or(value)
}

/// Slider handles as rings in the accent colour.
pub fn slider_look(ui: &mut Ui, colors: &Palette) {
    let touch = ui.spacing().interact_size.y >= crate::app::controls::theme::TOUCH;
    let visuals = ui.visuals_mut();
    visuals.selection.bg_fill = colors.accent;
    visuals.handle_shape = match touch {
        true => HandleShape::Rect { aspect_ratio: 0.4 },
        false => HandleShape::Circle,
    };
    let widgets = &mut ui.visuals_mut().widgets;
    for look in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
        look.fg_stroke = egui::Stroke::new(2.0, colors.accent);
    }
    widgets.inactive.bg_fill = colors.hovered;
    widgets.hovered.bg_fill = colors.panel;
    widgets.active.bg_fill = colors.accent;
}

fn speed(value: f64, about: &Numeric) -> f64 {
    match about.scale {
        Scale::Int => 0.2,
        Scale::Log => value.abs().max(about.range.0.abs()) * 0.02,
        Scale::NearOne => (1.0 - value).abs().max(1.0 - about.range.1) * 0.02,
        Scale::Linear => (about.range.1 - about.range.0) * 0.002,
    }
}

fn reset(ui: &mut Ui, accessible: &str, default: &str, mut act: impl FnMut()) {
    let size = vec2(20.0, 20.0);
    let tip = format!("Back to {default}");
    if icon::sized(ui, Icon::Reset, size, None, &format!("Reset {accessible}"), &tip).clicked() {
        act();
    }
}

fn switch_row(ui: &mut Ui, value: &mut bool, label: &str, accessible: &str, about: &str) {
    let response = ui.checkbox(value, RichText::new(label).small());
    response
        .accessible_name(accessible)
        .on_hover_text(names::sentence(about));
}

/// A list of numbers as text; what cannot be read stays in the field, changes nothing, and is told.
fn list_row(ui: &mut Ui, value: &mut Vec<f64>, label: &str, accessible: &str, about: &str) {
    ui.label(RichText::new(label).small());
    let id = ui.make_persistent_id(accessible);
    let shown = || {
        value
            .iter()
            .map(|v| number::editable(*v))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let mut text = ui.data(|d| d.get_temp::<String>(id)).unwrap_or_else(shown);
    let response = ui
        .add(TextEdit::singleline(&mut text).desired_width(f32::INFINITY))
        .accessible_name(accessible)
        .on_hover_text(format!(
            "{}. Numbers or expressions such as 1/3, one after the other.",
            names::sentence(about)
        ));
    let tried = (response.changed() || response.lost_focus()).then(|| {
        let parts = text.split([';', ' ', ',']).filter(|p| !p.is_empty());
        *value = parts
            .map(number::read)
            .collect::<Result<Vec<f64>, NumberError>>()?;
        Ok(())
    });
    entry::answer(ui, &response, tried);
    match response.has_focus() {
        true => drop(ui.data_mut(|d| d.insert_temp(id, text))),
        false => ui.data_mut(|d| d.remove::<String>(id)),
    }
}
