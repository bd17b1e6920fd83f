//! How a network is trained: batches, loss, initial weights, dropout, precision, repetitions.

use super::{AT, Owner, Row, corrupt, one_of};
use crate::app::compute::session::Finding;
use crate::app::controls::finding;
use crate::lang::rule::Scale;
use crate::scene::network::{Accumulate, Batch, Decayed, Format, Formats, Full, Init, Loss, Network};
use egui::{CollapsingHeader, RichText, Ui};

/// The controls of the training; what is seldom changed folds.
pub fn show(ui: &mut Ui, network: &mut Network, steps: u32, findings: &[Finding]) {
    let owner = Owner::network(findings);
    batch(ui, &mut network.batch, owner);
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
            loss(ui, network, owner);
            smoothing(ui, &mut network.label_smoothing, owner);
            init(ui, &mut network.init, owner);
            accumulation(ui, &mut network.accumulate, owner);
            dropout(ui, &mut network.dropout, owner);
            decay(ui, &mut network.weight_decay, owner);
            precision(ui, &mut network.precision, owner);
            let text = RichText::new("Count gradient exponents").small();
            let switch = ui.checkbox(&mut network.record.exponents, text);
            switch.on_hover_text(
                "Record the sizes of the gradient's elements; they are shown beside the charts",
            );
            corrupt::show(ui, network, steps, findings);
            finding::show(ui, findings, &format!("{AT}/record"));
        });
    more.header_response
        .accessible_name("More of the network")
        .on_hover_text("Loss, initial weights, accumulation, dropout, precision, a corrupt batch");
}

/// The samples of a micro-batch.
pub(super) fn batch(ui: &mut Ui, batch: &mut Batch, owner: Owner) {
    let mut full = matches!(batch, Batch::Full(_));
    let tip = "Every step sees all samples that are trained on";
    let switch = ui.checkbox(&mut full, RichText::new("Full batch").small());
    let switch = switch.accessible_name(owner.named("Full batch"));
    if switch.on_hover_text(tip).changed() {
        *batch = if full {
            Batch::Full(Full::Full)
        } else {
            Batch::default()
        };
    }
    match batch {
        Batch::Full(_) => owner.wrong(ui, "batch"),
        Batch::Of(size) => {
            let row = Row {
                label: "Batch size",
                field: "batch",
                range: (1.0, 512.0),
                scale: Scale::Log,
                default: 32.0,
                about: "Samples of a step, without replacement within an epoch, whose incomplete last batch \
                    is left out; usually 16 to 256",
            };
            row.whole_of(ui, size, owner);
        }
    }
}

fn loss(ui: &mut Ui, network: &mut Network, owner: Owner) {
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
        ("Loss function", owner),
        &losses,
        "What is minimised",
    );
    owner.wrong(ui, "loss");
}

/// How far targets are spread over all classes.
pub(super) fn smoothing(ui: &mut Ui, share: &mut f64, owner: Owner) {
    let row = Row {
        label: "Label smoothing",
        field: "label_smoothing",
        range: (0.0, 0.5),
        scale: Scale::Linear,
        default: 0.0,
        about: "Share of the target's probability that is spread over all classes; usually 0 to 0.1",
    };
    row.show_of(ui, share, owner);
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

/// Where the weights start.
pub(super) fn init(ui: &mut Ui, init: &mut Init, owner: Owner) {
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
        ("Initial weights", owner),
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
        row.show_of(ui, scale, owner);
    } else {
        owner.wrong(ui, "init");
    }
}

/// Several micro-batches per step.
pub(super) fn accumulation(ui: &mut Ui, accumulate: &mut Accumulate, owner: Owner) {
    let row = Row {
        label: "Micro-batches a step",
        field: "accumulate",
        range: (1.0, 16.0),
        scale: Scale::Int,
        default: 1.0,
        about: "Gradient accumulation: a step uses the mean of so many batches' gradients",
    };
    row.whole_of(ui, &mut accumulate.micro_batches, owner);
    let text = RichText::new("Forgot to divide").small();
    let switch = ui.checkbox(&mut accumulate.forgot_to_divide, text);
    let switch = switch.accessible_name(owner.named("Forgot to divide"));
    switch.on_hover_text("The usual slip: the gradients are added up but not divided by their number");
}

/// The share of hidden units that are left out.
pub(super) fn dropout(ui: &mut Ui, share: &mut f64, owner: Owner) {
    let row = Row {
        label: "Dropout",
        field: "dropout",
        range: (0.0, 0.9),
        scale: Scale::Linear,
        default: 0.0,
        about: "Share of hidden units that are left out in each step; usually 0 to 0.5",
    };
    row.show_of(ui, share, owner);
}

/// What weight decay acts on.
pub(super) fn decay(ui: &mut Ui, decayed: &mut Decayed, owner: Owner) {
    let mut matrices = *decayed == Decayed::Matrices;
    let text = RichText::new("Weight decay on matrices only").small();
    let switch = ui.checkbox(&mut matrices, text);
    let switch = switch.accessible_name(owner.named("Weight decay on matrices only"));
    if switch
        .on_hover_text("Biases do not decay then, as is usual")
        .changed()
    {
        *decayed = if matrices { Decayed::Matrices } else { Decayed::All };
    }
}

/// In which formats it computes.
pub(super) fn precision(ui: &mut Ui, precision: &mut Formats, owner: Owner) {
    let formats = [
        (Format::F32, "f32", "The engine's own: nothing is rounded"),
        (Format::F16, "f16", "Half precision: from 6·10⁻⁸ to 65504"),
        (Format::Bf16, "bf16", "The range of f32 with 8 bits of precision"),
    ];
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
        one_of(ui, value, (label, owner), &formats, about);
    }
    owner.wrong(ui, "precision");
}
