//! How a network is trained: batches, loss, initial weights, dropout, precision, repetitions.

use super::{AT, Row, corrupt, one_of};
use crate::app::finding;
use crate::app::session::Finding;
use crate::lang::rule::Scale;
use crate::scene::network::{Batch, Decayed, Format, Full, Init, Loss, Network};
use egui::{CollapsingHeader, RichText, Ui};

/// The controls of the training; what is seldom changed folds.
pub fn show(ui: &mut Ui, network: &mut Network, steps: u32, findings: &[Finding]) {
    batch(ui, &mut network.batch, findings);
    let row = Row {
        label: "Seeds",
        field: "seeds",
        range: (1.0, 64.0),
        scale: Scale::Int,
        default: 1.0,
        about: "How often every run is repeated, each with its own weights, batches and dropout",
    };
    row.whole(ui, &mut network.seeds, findings);
    const FOLDED: [&str; 8] = [
        "loss",
        "label_smoothing",
        "init",
        "accumulate",
        "dropout",
        "precision",
        "corrupt",
        "record",
    ];
    let wrong = |f: &Finding| {
        FOLDED
            .iter()
            .any(|field| f.pointer.starts_with(&format!("{AT}/{field}")))
    };
    let more = CollapsingHeader::new(RichText::new("More").small())
        .id_salt("more of the network")
        .open(findings.iter().any(wrong).then_some(true))
        .show(ui, |ui| {
            loss(ui, network, findings);
            init(ui, &mut network.init, findings);
            accumulation(ui, network, findings);
            regularization(ui, network, findings);
            precision(ui, network, findings);
            corrupt::show(ui, network, steps, findings);
            finding::show(ui, findings, &format!("{AT}/record"));
        });
    more.header_response
        .accessible_name("More of the network")
        .on_hover_text("Loss, initial weights, accumulation, dropout, precision, a corrupt batch");
}

fn batch(ui: &mut Ui, batch: &mut Batch, findings: &[Finding]) {
    let mut full = matches!(batch, Batch::Full(_));
    let tip = "Every step sees all samples that are trained on";
    let switch = ui.checkbox(&mut full, RichText::new("Full batch").small());
    if switch.on_hover_text(tip).changed() {
        *batch = if full {
            Batch::Full(Full::Full)
        } else {
            Batch::default()
        };
    }
    match batch {
        Batch::Full(_) => finding::show(ui, findings, &format!("{AT}/batch")),
        Batch::Of(size) => {
            let row = Row {
                label: "Batch size",
                field: "batch",
                range: (1.0, 512.0),
                scale: Scale::Log,
                default: 32.0,
                about: "Samples of a step, without replacement within an epoch, whose incomplete last batch is left out; usually 16 to 256",
            };
            row.whole(ui, size, findings);
        }
    }
}

fn loss(ui: &mut Ui, network: &mut Network, findings: &[Finding]) {
    let losses = [
        (
            None,
            "Fitting the data",
            "Cross-entropy for classes, mean squared error for values",
        ),
        (
            Some(Loss::CrossEntropy),
            "Cross-entropy",
            "Minus the logarithm of the right class's softmax",
        ),
        (
            Some(Loss::Mse),
            "Mean squared error",
            "Of the outputs; a class is 1 in its output and 0 elsewhere",
        ),
    ];
    one_of(
        ui,
        &mut network.loss,
        "Loss function",
        &losses,
        "What is minimised",
    );
    finding::show(ui, findings, &format!("{AT}/loss"));
    let row = Row {
        label: "Label smoothing",
        field: "label_smoothing",
        range: (0.0, 0.5),
        scale: Scale::Linear,
        default: 0.0,
        about: "Share of the target's probability that is spread over all classes; usually 0 to 0.1",
    };
    row.show(ui, &mut network.label_smoothing, findings);
}

/// Initial weights by kind alone.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Xavier,
    He,
    Normal,
    Zeros,
    Given,
}

fn init(ui: &mut Ui, init: &mut Init, findings: &[Finding]) {
    let before = match init {
        Init::Xavier => Kind::Xavier,
        Init::He => Kind::He,
        Init::Normal(_) => Kind::Normal,
        Init::Zeros => Kind::Zeros,
        Init::Weights(_) => Kind::Given,
    };
    let mut kinds = vec![
        (
            Kind::Xavier,
            "Xavier",
            "Evenly within √(6/(inputs + outputs)) (Glorot & Bengio 2010)",
        ),
        (Kind::He, "He", "Normal with variance 2/inputs (He et al. 2015)"),
        (
            Kind::Normal,
            "Normal",
            "Normal with one standard deviation for all",
        ),
        (Kind::Zeros, "Zeros", "All 0: nothing tells the units apart"),
    ];
    if before == Kind::Given {
        kinds.push((Kind::Given, "Given", "The weights that stand in the scene"));
    }
    let mut kind = before;
    one_of(
        ui,
        &mut kind,
        "Initial weights",
        &kinds,
        "Where the weights start",
    );
    if kind != before {
        *init = match kind {
            Kind::Xavier => Init::Xavier,
            Kind::He => Init::He,
            Kind::Normal => Init::Normal(0.1),
            Kind::Zeros | Kind::Given => Init::Zeros,
        };
    }
    if let Init::Normal(scale) = init {
        let row = Row {
            label: "Standard deviation",
            field: "init/normal",
            range: (0.001, 10.0),
            scale: Scale::Log,
            default: 0.1,
            about: "Of the initial weights",
        };
        row.show(ui, scale, findings);
    } else {
        finding::show(ui, findings, &format!("{AT}/init"));
    }
}

fn accumulation(ui: &mut Ui, network: &mut Network, findings: &[Finding]) {
    let row = Row {
        label: "Micro-batches a step",
        field: "accumulate",
        range: (1.0, 16.0),
        scale: Scale::Int,
        default: 1.0,
        about: "Gradient accumulation: a step uses the mean of so many batches' gradients",
    };
    row.whole(ui, &mut network.accumulate.micro_batches, findings);
    let text = RichText::new("Forgot to divide").small();
    let switch = ui.checkbox(&mut network.accumulate.forgot_to_divide, text);
    switch.on_hover_text("The usual slip: the gradients are added up but not divided by their number");
}

fn regularization(ui: &mut Ui, network: &mut Network, findings: &[Finding]) {
    let row = Row {
        label: "Dropout",
        field: "dropout",
        range: (0.0, 0.9),
        scale: Scale::Linear,
        default: 0.0,
        about: "Share of hidden units that are left out in each step; usually 0 to 0.5",
    };
    row.show(ui, &mut network.dropout, findings);
    let mut matrices = network.weight_decay == Decayed::Matrices;
    let text = RichText::new("Weight decay on matrices only").small();
    let switch = ui.checkbox(&mut matrices, text);
    if switch
        .on_hover_text("Biases do not decay then, as is usual")
        .changed()
    {
        network.weight_decay = if matrices { Decayed::Matrices } else { Decayed::All };
    }
}

fn precision(ui: &mut Ui, network: &mut Network, findings: &[Finding]) {
    let formats = [
        (Format::F32, "f32", "The engine's own: nothing is rounded"),
        (Format::F16, "f16", "Half precision: from 6·10⁻⁸ to 65504"),
        (Format::Bf16, "bf16", "The range of f32 with 8 bits of precision"),
    ];
    let precision = &mut network.precision;
    for (value, label, about) in [
        (
            &mut precision.activations,
            "Activations",
            "Inputs, layers' outputs, and the weights as the layers read them",
        ),
        (
            &mut precision.gradients,
            "Gradients",
            "What is propagated backward, and the gradient of each micro-batch",
        ),
        (
            &mut precision.weights,
            "Master weights",
            "The weights that the optimizer changes",
        ),
    ] {
        one_of(ui, value, label, &formats, about);
    }
    finding::show(ui, findings, &format!("{AT}/precision"));
    let text = RichText::new("Count gradient exponents").small();
    let switch = ui.checkbox(&mut network.record.exponents, text);
    switch.on_hover_text("Record the sizes of the gradient's elements; they are shown beside the charts");
}
