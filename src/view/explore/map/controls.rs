//! The controls above a map: presets, what is on the axes and in the colours, and which runs have one.

use crate::compile::Plan;
use crate::scene::explore::{Explore, Span, Value};
use crate::scene::sweep::Spread;
use crate::view::explore::setting::Setting;
use crate::view::explore::{more, offered};
use crate::view::{entry, popup};
use egui::{Button, ComboBox, DragValue, Popup, PopupCloseBehavior, RichText, Ui};

/// Most seeds of a point.
const SEEDS: u32 = 32;

/// A map that is often looked at.
struct Preset {
    words: &'static str,
    about: &'static str,
    /// The settings of its axes, each the first of some that the run has.
    axes: [&'static [&'static str]; 2],
    value: Value,
}

const PRESETS: [Preset; 5] = [
    Preset {
        words: "Rate and momentum",
        about: "The learning rate to the right, the momentum or first-moment decay upwards",
        axes: [&["lr"], &["beta", "momentum", "beta1"]],
        value: Value::Loss,
    },
    Preset {
        words: "Basins",
        about: "Every start of the picture, coloured by the minimum that the run reaches from there",
        axes: [&["start.x"], &["start.y"]],
        value: Value::Minimum,
    },
    Preset {
        words: "Batch against rate",
        about: "The learning rate to the right, the batch upwards, with the linear and the square-root rule \
            through the run: where the good region leaves a line, that rule breaks",
        axes: [&["lr"], &["batch"]],
        value: Value::Loss,
    },
    Preset {
        words: "Decay",
        about: "The learning rate to the right, the weight decay upwards, both at equal ratios: under AdamW \
            good runs lie in a band along their product",
        axes: [
            &["lr"],
            &["weight_decay", "stages.0.weight_decay", "stages.1.weight_decay"],
        ],
        value: Value::Loss,
    },
    Preset {
        words: "Width and rate",
        about: "The units of each hidden layer to the right, the learning rate upwards",
        axes: [&["width"], &["lr"]],
        value: Value::Validation,
    },
];

/// The lowest weight decay of its preset: a slider begins at 0, which has no place at equal ratios.
const LEAST_DECAY: f64 = 1e-4;

/// Shows them; what is chosen is put into `explore`. `spans` are the axes shown.
pub fn show(
    ui: &mut Ui,
    explore: &mut Explore,
    settings: &[Setting],
    spans: &[Span; 2],
    plan: Option<&Plan>,
) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        presets(ui, explore, settings, spans, plan);
        let [x, y] = spans;
        if let Some(chosen) = axis(ui, "→", "Horizontal axis", x, &y.name, settings) {
            explore.x = Some(chosen);
            explore.y.get_or_insert_with(|| y.clone());
        }
        if let Some(chosen) = axis(ui, "↑", "Vertical axis", y, &x.name, settings) {
            explore.y = Some(chosen);
            explore.x.get_or_insert_with(|| x.clone());
        }
        values(ui, &mut explore.value, plan);
        rest(ui, explore);
    });
}

/// How many runs have a map, with how many seeds, and the way back.
fn rest(ui: &mut Ui, explore: &mut Explore) {
    let seeded = more::seeds(explore.seeds.unwrap_or(1));
    let now = match explore.all {
        true => format!("all runs, {seeded}"),
        false => seeded,
    };
    let tip = "Maps of all runs, seeds of a point, and the way back to the usual axes";
    more::show(ui, &now, "More of the map", tip, |ui| {
        let all = ui.checkbox(&mut explore.all, "All runs");
        let all = all.accessible_name("Maps of all runs");
        all.on_hover_text("A map of every shown run, side by side, with the same axes and colours");
        seeds(ui, explore);
        let chosen = explore.x.is_some() || explore.y.is_some();
        let reset = ui.add_enabled(chosen, Button::new("Reset the axes"));
        let reset = reset.accessible_name("Reset the map");
        let reset = reset
            .on_hover_text("The usual axes over their whole ranges; a double click on the map does so, too");
        if reset.on_disabled_hover_text("These are the usual axes").clicked() {
            (explore.x, explore.y) = (None, None);
            ui.close();
        }
    });
}

/// The menu of maps that are often looked at: those whose settings the run has.
fn presets(ui: &mut Ui, explore: &mut Explore, settings: &[Setting], spans: &[Span; 2], plan: Option<&Plan>) {
    let button = ui.add(Button::new(RichText::new("Presets ▾").small()));
    let button = button.accessible_name("Presets of the map");
    let button = button.on_hover_text("Maps that are often looked at: both axes and the colours");
    Popup::menu(&button).width(200.0).show(|ui| {
        popup::rows(ui, |ui| {
            for preset in &PRESETS {
                let Some([x, y]) = preset.spans(settings) else {
                    continue;
                };
                let value = match plan.is_none_or(|plan| offered::exists(plan, preset.value)) {
                    true => preset.value,
                    false => Value::Loss,
                };
                let on = spans[0].name == x.name && spans[1].name == y.name && explore.value == value;
                let row = ui.selectable_label(on, preset.words);
                let row = row.accessible_name(format!("Map: {}", preset.words));
                if row.on_hover_text(preset.about).clicked() {
                    (explore.x, explore.y, explore.value) = (Some(x), Some(y), value);
                    ui.close();
                }
            }
        });
    });
}

impl Preset {
    /// Its axes over their usual ranges; None where the run lacks one of the settings.
    fn spans(&self, settings: &[Setting]) -> Option<[Span; 2]> {
        let own = |names: &[&str]| {
            let own = |name: &&str| settings.iter().find(|setting| setting.name == **name);
            names.iter().find_map(own).map(|setting| setting.span.clone())
        };
        let [x, y] = self.axes.map(own);
        let (x, mut y) = (x?, y?);
        if y.name.ends_with("weight_decay") {
            (y.from, y.scale) = (y.from.max(LEAST_DECAY), Spread::Log);
        }
        Some([x, y])
    }
}

/// The button of an axis, and its menu: the settings, the range, how values are spread.
fn axis(ui: &mut Ui, sign: &str, name: &str, span: &Span, other: &str, settings: &[Setting]) -> Option<Span> {
    let own = settings.iter().find(|setting| setting.name == span.name);
    let words = own.map_or(span.name.as_str(), |setting| setting.words.as_str());
    let seen = own.map_or(words.to_owned(), |setting| setting.seen(more::is_narrow(ui)));
    let button = ui.add(Button::new(RichText::new(format!("{sign} {seen} ▾")).small()));
    let button = button.accessible_name(format!("{name}: {words}"));
    let button = button.on_hover_text(format!("{words}: what is on this axis, over which range"));
    let menu = Popup::menu(&button)
        .width(280.0)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let mut chosen = span.clone();
    menu.show(|ui| {
        popup::rows(ui, |ui| {
            ends(ui, &mut chosen, name);
            ui.separator();
            for setting in settings.iter().filter(|setting| setting.name != other) {
                let row = ui.selectable_label(setting.name == span.name, &setting.words);
                let row = row.accessible_name(format!("{name}: take {}", setting.words));
                if row.on_hover_text(&setting.about).clicked() {
                    chosen = setting.span.clone();
                    ui.close();
                }
            }
        });
    });
    (chosen != *span).then_some(chosen)
}

/// The ends of an axis and how values are spread between them.
pub fn ends(ui: &mut Ui, span: &mut Span, name: &str) {
    let positive = span.from > 0.0 && span.to > 0.0;
    ui.horizontal(|ui| {
        let speed = match span.scale {
            Spread::Log => span.from.abs().max(1e-12) * 0.02,
            Spread::Linear => (span.to - span.from).abs().max(1e-12) * 0.005,
        };
        for (value, words) in [(&mut span.from, "from"), (&mut span.to, "to")] {
            let drag = DragValue::new(value)
                .speed(speed)
                .prefix(format!("{words} "))
                .custom_formatter(|value, _| crate::view::number::editable(value));
            entry::add(
                ui,
                drag,
                format!("{name} {words}"),
                "An end of the axis; numbers and expressions such as 1/3",
            );
        }
    });
    ui.horizontal(|ui| {
        for (scale, words, tip) in [
            (Spread::Log, "Log", "Values at equal ratios"),
            (Spread::Linear, "Linear", "Values at equal differences"),
        ] {
            let possible = scale == Spread::Linear || positive;
            let button = Button::selectable(span.scale == scale, words);
            let button = ui.add_enabled(possible, button);
            let button = button.accessible_name(format!("{name}: {words}"));
            let button = button.on_hover_text(tip);
            let button = button.on_disabled_hover_text("A log scale has positive ends");
            if button.clicked() {
                span.scale = scale;
            }
        }
    });
}

/// What the colours show.
fn values(ui: &mut Ui, value: &mut Value, plan: Option<&Plan>) {
    let exists = |value: Value| plan.is_none_or(|plan| offered::exists(plan, value));
    let now = if exists(*value) { *value } else { Value::Loss };
    let combo = ComboBox::from_id_salt("colour of the map")
        .selected_text(RichText::new(offered::words(now)).small())
        .width(120.0);
    let shown = combo.show_ui(ui, |ui| {
        for (other, words, about) in offered::ALL.into_iter().filter(|row| exists(row.0)) {
            let row = ui.add(Button::selectable(now == other, words));
            let row = row.accessible_name(format!("Colour: {words}"));
            if row.on_hover_text(about).clicked() {
                *value = other;
            }
        }
    });
    let response = shown.response.accessible_name("What the map colours");
    response.on_hover_text("What of each run's outcome the colours show");
}

/// With how many seeds each point is tried.
fn seeds(ui: &mut Ui, explore: &mut Explore) {
    let mut count = explore.seeds.unwrap_or(1);
    let drag = DragValue::new(&mut count)
        .range(1..=SEEDS)
        .speed(0.1)
        .prefix("seeds ");
    let tip = "With how many seeds each point is tried: the colours show the median, the line below how far \
        they spread. Of a run that draws no random numbers all are alike";
    entry::add(ui, drag, "Seeds of the map", tip);
    explore.seeds = (count > 1).then_some(count);
}

/// The axes shown: those that were chosen where the run has them, else the first of the presets that it has.
pub fn spans(explore: &Explore, settings: &[Setting]) -> Option<[Span; 2]> {
    let known = |span: &Span| settings.iter().any(|setting| setting.name == span.name);
    let chosen = [&explore.x, &explore.y].map(|span| span.clone().filter(known));
    if let [Some(x), Some(y)] = &chosen
        && x.name != y.name
    {
        return Some([x.clone(), y.clone()]);
    }
    let usual = |names: &[&str], but: Option<&str>| {
        let mut own = names
            .iter()
            .filter_map(|name| settings.iter().find(|s| s.name == *name));
        let found = own.find(|setting| Some(setting.name.as_str()) != but);
        found.map(|setting| setting.span.clone())
    };
    let any: Vec<&str> = settings.iter().map(|setting| setting.name.as_str()).collect();
    let [x, y] = chosen;
    let x = x.or_else(|| usual(&["lr"], None)).or_else(|| usual(&any, None))?;
    let own = Some(x.name.as_str());
    let y = y
        .filter(|y| y.name != x.name)
        .or_else(|| usual(&["batch"], own))
        .or_else(|| usual(&["beta", "momentum", "beta1"], own))
        .or_else(|| usual(&["start.x"], own))
        .or_else(|| usual(&any, own))?;
    Some([x, y])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Run, Scene};
    use crate::view::explore::setting::{Ground, all};

    fn shown(optimizer: &str, explore: &Explore) -> [String; 2] {
        let mut scene = Scene::on_surface("ravine");
        scene.experiment.runs.push(Run::of(optimizer));
        let ground = Ground {
            domain: &[[-4.0, 4.0], [-2.0, 2.0]],
            start: &[1.0, 1.0],
            ..Ground::default()
        };
        let settings = all(&scene.experiment, 0, &ground);
        spans(explore, &settings)
            .expect("there are settings")
            .map(|span| span.name)
    }

    fn offered(optimizer: &str, network: bool) -> Vec<&'static str> {
        let mut scene = Scene::on_surface("ravine");
        scene.experiment.runs.push(Run::of(optimizer));
        let ground = Ground {
            domain: &[[-4.0, 4.0], [-2.0, 2.0]],
            start: &[1.0, 1.0],
            samples: 0,
        };
        let mut settings = all(&scene.experiment, 0, &ground);
        if network {
            settings.retain(|setting| !setting.name.starts_with("start."));
            let mut batch = settings[0].clone();
            batch.name = "batch".to_owned();
            settings.push(batch);
        }
        let offered = PRESETS.iter().filter(|preset| preset.spans(&settings).is_some());
        offered.map(|preset| preset.words).collect()
    }

    #[test]
    fn presets_are_offered_where_a_run_has_their_settings() {
        for (optimizer, network, wanted) in [
            ("momentum", false, &["Rate and momentum", "Basins"][..]),
            ("sgd", false, &["Basins"]),
            ("adamw", false, &["Rate and momentum", "Basins", "Decay"]),
            (
                "adamw",
                true,
                &["Rate and momentum", "Batch against rate", "Decay"],
            ),
            ("sgd", true, &["Batch against rate"]),
        ] {
            assert_eq!(
                offered(optimizer, network),
                wanted,
                "{optimizer}, network: {network}"
            );
        }
    }

    #[test]
    fn a_map_begins_with_rate_and_momentum_or_what_the_run_has_instead() {
        let none = Explore::default();
        assert_eq!(shown("momentum", &none), ["lr", "beta"]);
        assert_eq!(shown("adam", &none), ["lr", "beta1"]);
        assert_eq!(shown("sgd", &none), ["lr", "start.x"]);
        let span = |name: &str| {
            Some(Span {
                name: name.to_owned(),
                from: 0.0,
                to: 1.0,
                scale: Spread::Linear,
            })
        };
        let own = Explore {
            x: span("start.y"),
            y: span("lr"),
            ..Explore::default()
        };
        assert_eq!(shown("sgd", &own), ["start.y", "lr"]);
        let gone = Explore {
            x: span("beta"),
            y: span("lr"),
            ..Explore::default()
        };
        assert_eq!(shown("sgd", &gone), ["lr", "start.x"], "SGD has no beta");
    }
}
