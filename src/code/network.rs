//! A network in a program: its data, its initial weights, and the samples of its first steps.

use super::table::LibraryTable;
use super::written::Written;
use super::{CHECKED, Library, Refusal, python};
use crate::compile::network::model::{Layer, Network};
use crate::lang::Kind;
use crate::scene::network::{Decayed, Format, Network as Chosen};
use crate::scene::{Params, Run, Unit};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a program cannot do alike, in a sentence.
pub(super) fn missing(chosen: &Chosen, run: &Run, decays: bool) -> Option<&'static str> {
    let formats = chosen.precision;
    let rounded = [formats.activations, formats.gradients, formats.weights];
    [
        (
            chosen.dropout > 0.0,
            "Dropout leaves out units by random numbers that no program here has.",
        ),
        (
            rounded.iter().any(|f| *f != Format::F32),
            "A network that computes in smaller formats is not written as a program.",
        ),
        (
            chosen.accumulate.micro_batches > 1 && chosen.accumulate.forgot_to_divide,
            "Gradients that were not divided by their number are not written as a program.",
        ),
        (
            decays && chosen.weight_decay == Decayed::Matrices,
            "Weight decay on matrices only is not written as a program.",
        ),
        (
            chosen.corrupt.is_some(),
            "A corrupt batch is not written as a program.",
        ),
        (
            run.schedule.unit == Unit::Epochs,
            "A schedule that counts epochs is not written as a program.",
        ),
    ]
    .into_iter()
    .find_map(|(so, why)| so.then_some(why))
}

/// What a library's `network` is filled with.
pub(super) fn values(network: &Network, seed: u32, library: Library) -> BTreeMap<&'static str, String> {
    let table = library.table();
    let samples = &network.train;
    let rows = |values: &[f64], width: usize| {
        let rows: Vec<String> = values
            .chunks(width.max(1))
            .map(|row| format!("    {row:?},\n"))
            .collect();
        format!("[\n{}]", rows.concat())
    };
    let initial = network.initial(seed, 0);
    let weights = network.layers.iter().map(|layer| {
        let own = &initial[layer.first..layer.first + Layer::size(layer)];
        match layer.is_matrix {
            true => rows(own, layer.cols),
            false => format!("{own:?}"),
        }
    });
    let weights: Vec<String> = weights.map(|w| format!("{w},\n")).collect();
    let batch = |step| format!("    {:?},\n", network.rows([seed, 0], step, 0..network.drawn()));
    let batches: Vec<String> = (0..CHECKED).map(batch).collect();
    BTreeMap::from([
        ("inputs", rows(&samples.data.inputs, samples.data.features)),
        ("targets", rows(&samples.targets, samples.outputs)),
        ("weights", format!("[\n{}]", weights.concat())),
        ("loss", spelled(table, "loss", &network.loss)),
        ("batches", format!("[\n{}]", batches.concat())),
        ("drawn", network.drawn().to_string()),
    ])
}

/// What follows a layer: as the library spells it, else a function of its own that is written out. Errors:
/// what the library has no word for.
pub(super) fn activation(chosen: &Chosen, library: Library) -> Result<[(&'static str, String); 2], Refusal> {
    let used = Written::of(Kind::Activation, &chosen.activation, &Params::new())?;
    let table = library.table();
    let spelled = used.id.as_ref().and_then(|id| table.get("activation", id));
    let (function, call) = match spelled {
        Some(spelled) => (String::new(), spelled.to_owned()),
        None => {
            let body = python::body(table, &used.rule, &used.values);
            let part = Kind::Activation;
            let body = body.map_err(|why| Refusal::Unwritable { part, library, why })?;
            let mut lines = vec![format!("# {}, written out.", used.name())];
            lines.push("def activation(z):".to_owned());
            lines.extend(body.into_iter().map(|line| format!("    {line}")));
            lines.push("    return a\n\n".to_owned());
            (lines.join("\n"), "activation(x)".to_owned())
        }
    };
    Ok([("activate", function), ("activation", call)])
}

/// A choice as the library spells it, found by its name in a scene.
fn spelled(table: &LibraryTable, kind: &str, choice: &impl Serialize) -> String {
    let name = serde_json::to_value(choice).unwrap_or_default();
    let found = table.get(kind, name.as_str().unwrap_or_default());
    found.unwrap_or_default().to_owned()
}
