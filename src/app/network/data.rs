//! The data of a network: which, how many, how noisy; a table that was pasted, points that were drawn.

use super::{AT, Row, fit, table};
use crate::app::compute::session::Finding;
use crate::app::controls::finding;
use crate::data::generate::{self, Generator};
use crate::data::{Source, named};
use crate::lang::rule::Scale;
use crate::scene::network::Network;
use egui::{ComboBox, RichText, Ui};

/// The controls of the data.
pub fn show(ui: &mut Ui, network: &mut Network, seed: u32, findings: &[Finding]) {
    let before = network.data.clone();
    let width = ui.available_width();
    picker(ui, &mut network.data, "Data", width);
    let chosen = network.data.name.clone();
    if let Some(about) = about(&network.data) {
        ui.label(RichText::new(about).small().weak());
    }
    if let Some(generator) = generate::ALL.iter().find(|g| chosen.as_deref() == Some(g.id)) {
        generated(ui, &mut network.data, generator, findings);
    }
    if network.data.csv.is_some() {
        table::show(ui, &mut network.data);
    }
    if let Some(points) = &network.data.points {
        let text = format!("{} drawn points. Draw is above the picture.", points.len());
        ui.label(RichText::new(text).small().weak());
    }
    let validation = Row {
        label: "Held back for validation",
        field: "validation",
        range: (0.0, 0.9),
        scale: Scale::Linear,
        default: 0.2,
        about: "Share of the samples that is not trained on; usually 0.1 to 0.3",
    };
    validation.show(ui, &mut network.validation, findings);
    let test = Row {
        label: "Kept for a test",
        field: "test",
        range: (0.0, 0.9),
        scale: Scale::Linear,
        default: 0.0,
        about: "Share of the samples that is neither trained on nor shown until the comparison is asked for \
            it; usually 0.1 to 0.2",
    };
    test.show(ui, &mut network.test, findings);
    if network.data != before {
        fit(network, seed);
    }
    // What has a row of its own is said there.
    let own = ["size", "noise", "classes", "turns", "cells"].map(|field| format!("{AT}/data/{field}"));
    let rest = findings.iter().filter(|f| !own.contains(&f.pointer));
    let rest: Vec<Finding> = rest.cloned().collect();
    finding::show(ui, &rest, &format!("{AT}/data"));
}

/// What a source is called.
pub fn title(data: &Source) -> &str {
    let name = data.name.as_deref();
    let known = named()
        .find(|(id, ..)| name == Some(*id))
        .map(|(_, title, _)| title);
    match (known, name) {
        (Some(title), _) => title,
        (None, Some(name)) => name,
        (None, None) if data.csv.is_some() => "Own table",
        (None, None) => "Drawn points",
    }
}

/// What built-in data look like, and where they are from.
pub fn about(data: &Source) -> Option<&'static str> {
    let known = named().find(|(id, ..)| data.name.as_deref() == Some(*id));
    known.map(|(_, _, about)| about)
}

/// A list of all data, and one's own.
fn picker(ui: &mut Ui, data: &mut Source, label: &str, width: f32) {
    let combo = ComboBox::from_id_salt(label)
        .width(width)
        .selected_text(title(data));
    let shown = combo.show_ui(ui, |ui| {
        for (id, name, about) in named() {
            let on = data.name.as_deref() == Some(id);
            if ui.selectable_label(on, name).on_hover_text(about).clicked() && !on {
                *data = Source::named(id);
            }
        }
        let on = data.csv.is_some();
        let tip = "Rows of numbers, pasted or dropped as a file; one column is predicted";
        if ui.selectable_label(on, "Own table").on_hover_text(tip).clicked() && !on {
            *data = table::example();
        }
    });
    let response = shown.response.accessible_name(label);
    response.on_hover_text("What is learned from: generated, handwritten digits, or your own table");
}

fn generated(ui: &mut Ui, data: &mut Source, generator: &Generator, findings: &[Finding]) {
    let mut size = data.size.unwrap_or(generate::SIZE);
    let row = Row {
        label: "Samples",
        field: "data/size",
        range: (20.0, 5000.0),
        scale: Scale::Log,
        default: f64::from(generate::SIZE),
        about: "How many samples are generated",
    };
    row.whole(ui, &mut size, findings);
    data.size = (size != generate::SIZE).then_some(size);
    let mut noise = data.noise.unwrap_or(generator.noise);
    let row = Row {
        label: "Noise",
        field: "data/noise",
        range: (0.0, 0.5),
        scale: Scale::Linear,
        default: generator.noise,
        about: "Standard deviation of what is added to every coordinate",
    };
    row.show(ui, &mut noise, findings);
    data.noise = (noise != generator.noise).then_some(noise);
    for &field in generator.fields {
        match field {
            "classes" => {
                let row = Row {
                    label: "Classes",
                    field: "data/classes",
                    range: (2.0, 6.0),
                    scale: Scale::Int,
                    default: f64::from(generator.classes()),
                    about: "How many clouds or arms there are",
                };
                counted(ui, &mut data.classes, &row, findings);
            }
            "cells" => counted(ui, &mut data.cells, &CELLS, findings),
            _ => turns(ui, &mut data.turns, findings),
        }
    }
}

const CELLS: Row = Row {
    label: "Squares a side",
    field: "data/cells",
    range: (2.0, 8.0),
    scale: Scale::Int,
    default: 4.0,
    about: "How many squares the board has along a side",
};

/// A number of which the generator has its own default: absent until it is changed.
fn counted(ui: &mut Ui, value: &mut Option<u32>, row: &Row, findings: &[Finding]) {
    let default = row.default as u32;
    let mut number = value.unwrap_or(default);
    row.whole(ui, &mut number, findings);
    *value = (number != default).then_some(number);
}

fn turns(ui: &mut Ui, value: &mut Option<f64>, findings: &[Finding]) {
    let mut number = value.unwrap_or(1.0);
    let row = Row {
        label: "Turns",
        field: "data/turns",
        range: (0.5, 3.0),
        scale: Scale::Linear,
        default: 1.0,
        about: "How often an arm goes around",
    };
    row.show(ui, &mut number, findings);
    *value = (number != 1.0).then_some(number);
}
