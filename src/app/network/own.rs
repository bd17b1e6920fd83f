//! What a run trains otherwise than the network says: each setting that is given with its control, and a menu
//! that gives more.

use super::{Owner, Row, training};
use crate::app::compute::session::Finding;
use crate::app::controls::icon::{self, Icon};
use crate::lang::rule::Scale;
use crate::scene::network::Network;
use crate::scene::training::Training;
use crate::view::popup;
use egui::{Align, CollapsingHeader, Layout, RichText, Ui};

/// The run whose settings are shown, and what they are told from.
#[derive(Clone, Copy)]
pub struct OwnSettings<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Where it stands in the scene.
    pub pointer: &'a str,
    /// What is wrong.
    pub findings: &'a [Finding],
    /// The network, where the problem is one; a surface knows only seeds.
    pub network: Option<&'a Network>,
    /// Seed of the experiment.
    pub seed: u32,
}

/// A setting that a run may have of its own.
struct Setting {
    name: &'static str,
    about: &'static str,
    is_given: fn(&Training) -> bool,
    /// Makes it the run's own, as the others have it.
    give: fn(&mut Training, &Network),
    take: fn(&mut Training),
    show: fn(&mut Ui, &mut Training, Owner),
}

const OF_NETWORKS: [Setting; 7] = [
    Setting {
        name: "Batch size",
        about: "Samples of a micro-batch",
        is_given: |own| own.batch.is_some(),
        give: |own, network| own.batch = Some(network.batch),
        take: |own| own.batch = None,
        show: |ui, own, owner| with(ui, &mut own.batch, owner, training::batch),
    },
    Setting {
        name: "Accumulation",
        about: "Several micro-batches per step, divided by their number or not",
        is_given: |own| own.accumulate.is_some(),
        give: |own, network| own.accumulate = Some(network.accumulate),
        take: |own| own.accumulate = None,
        show: |ui, own, owner| with(ui, &mut own.accumulate, owner, training::accumulation),
    },
    Setting {
        name: "Dropout",
        about: "Share of hidden units that are left out",
        is_given: |own| own.dropout.is_some(),
        give: |own, network| own.dropout = Some(network.dropout),
        take: |own| own.dropout = None,
        show: |ui, own, owner| with(ui, &mut own.dropout, owner, training::dropout),
    },
    Setting {
        name: "Label smoothing",
        about: "Share of the target's probability that is spread over all classes",
        is_given: |own| own.label_smoothing.is_some(),
        give: |own, network| own.label_smoothing = Some(network.label_smoothing),
        take: |own| own.label_smoothing = None,
        show: |ui, own, owner| with(ui, &mut own.label_smoothing, owner, training::smoothing),
    },
    Setting {
        name: "Initial weights",
        about: "Where the weights start",
        is_given: |own| own.init.is_some(),
        give: |own, network| own.init = Some(network.init.clone()),
        take: |own| own.init = None,
        show: |ui, own, owner| with(ui, &mut own.init, owner, training::init),
    },
    Setting {
        name: "Precision",
        about: "Formats of activations, gradients and master weights",
        is_given: |own| own.precision.is_some(),
        give: |own, network| own.precision = Some(network.precision),
        take: |own| own.precision = None,
        show: |ui, own, owner| with(ui, &mut own.precision, owner, training::precision),
    },
    Setting {
        name: "Weight decay",
        about: "Whether it acts on biases, too",
        is_given: |own| own.weight_decay.is_some(),
        give: |own, network| own.weight_decay = Some(network.weight_decay),
        take: |own| own.weight_decay = None,
        show: |ui, own, owner| with(ui, &mut own.weight_decay, owner, training::decay),
    },
];

fn with<T>(ui: &mut Ui, own: &mut Option<T>, owner: Owner, control: fn(&mut Ui, &mut T, Owner)) {
    if let Some(own) = own {
        control(ui, own, owner);
    }
}

/// The settings of a run's own, folded where there are none.
pub fn show(ui: &mut Ui, own: &mut Training, run: OwnSettings) {
    let at = format!("{}/training", run.pointer);
    let wrong = run.findings.iter().any(|f| f.pointer.starts_with(&at));
    let of = format!(" of {}", run.name);
    let owner = Owner {
        at: &at,
        of: &of,
        findings: run.findings,
    };
    let given = OF_NETWORKS
        .iter()
        .filter(|setting| (setting.is_given)(own))
        .count();
    let title = match given + usize::from(own.seed.is_some()) {
        0 => "Own training".to_owned(),
        n => format!("Own training ({n})"),
    };
    let header = CollapsingHeader::new(RichText::new(title).small())
        .id_salt(("own training", run.pointer))
        .default_open(!own.is_default())
        .open(wrong.then_some(true))
        .show(ui, |ui| {
            for setting in OF_NETWORKS.iter().filter(|_| run.network.is_some()) {
                if (setting.is_given)(own) {
                    shown(ui, own, setting, owner);
                }
            }
            seed(ui, own, owner, run.seed);
            // What a surface does not know has no control here.
            let rest = own.of_networks().filter(|_| run.network.is_none());
            rest.for_each(|field| owner.wrong(ui, field));
            add(ui, own, run);
        });
    header
        .header_response
        .accessible_name(owner.named("Own training"))
        .on_hover_text("What this run does otherwise than the others: its batch, precision, seed and so on");
}

/// A setting under its name, with what takes it back.
fn shown(ui: &mut Ui, own: &mut Training, setting: &Setting, owner: Owner) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(setting.name).small().strong());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if back(ui, setting.name, owner) {
                (setting.take)(own);
            }
        });
    });
    (setting.show)(ui, own, owner);
}

/// Whether a setting is to be the others' again.
fn back(ui: &mut Ui, name: &str, owner: Owner) -> bool {
    let accessible = format!("Drop own {}", owner.named(&name.to_lowercase()));
    icon::button(ui, Icon::Close, &accessible, "As the other runs have it").clicked()
}

fn seed(ui: &mut Ui, own: &mut Training, owner: Owner, shared: u32) {
    let Some(seed) = &mut own.seed else { return };
    let row = Row {
        label: "Seed",
        field: "seed",
        range: (0.0, 100.0),
        scale: Scale::Int,
        default: f64::from(shared),
        about: "Draws initial weights, batches, dropout and noise of this run; the data and their split stay",
    };
    row.whole_of(ui, seed, owner);
    if back(ui, "seed", owner) {
        own.seed = None;
    }
}

/// The menu of what is not given yet.
fn add(ui: &mut Ui, own: &mut Training, run: OwnSettings) {
    let tip = "A setting of its own for this run; the others keep theirs";
    let button = ui.button(RichText::new("Add a setting").small());
    let button = button.accessible_name(format!("Add a setting of {}", run.name));
    egui::Popup::menu(&button.on_hover_text(tip)).show(|ui| {
        popup::menu(ui, |ui| {
            if let Some(network) = run.network {
                for setting in &OF_NETWORKS {
                    let is_given = (setting.is_given)(own);
                    if !is_given && entry(ui, setting.name, setting.about) {
                        (setting.give)(own, network);
                    }
                }
            }
            if own.seed.is_none() && entry(ui, "Seed", "Of what the run draws; never of the data") {
                own.seed = Some(run.seed.wrapping_add(1));
            }
        });
    });
}

/// A line of the menu: whether its setting is wanted.
fn entry(ui: &mut Ui, name: &str, about: &str) -> bool {
    let button = ui.button(name).on_hover_text(about);
    button
        .accessible_name(format!("Own {}", name.to_lowercase()))
        .clicked()
}
