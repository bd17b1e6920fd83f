//! The controls of a network: its [`data`], a [`table`] among them, its [`layers`], how it is trained
//! ([`training`]), by some runs otherwise ([`own`]), and a [`corrupt`] batch.

pub mod corrupt;
pub mod data;
pub mod layers;
pub mod own;
pub mod table;
pub mod training;

use super::NARROW;
use super::compute::session::Finding;
use super::controls::{finding, theme};
use super::remote::OpenedTable;
use super::rules::Rules;
use super::runs::params::{self, Numeric};
use crate::data::Source;
use crate::lang::rule::Scale;
use crate::scene::network::{Batch, Full, Init, Loss, Network};
use crate::scene::{Problem, Reference, Scene, Training};
use egui::text::LayoutJob;
use egui::{Align, CollapsingHeader, ComboBox, FontFamily, FontId, Id, RichText, TextFormat, Ui};

/// Where a network stands in a scene.
const AT: &str = "/experiment/problem/network";

/// The controls, where the scene's problem is a network.
pub fn show(ui: &mut Ui, rules: &mut Rules, scene: &mut Scene, findings: &[Finding]) {
    let (seed, steps) = (scene.experiment.seed, scene.experiment.steps);
    let Some(network) = scene.experiment.problem.network_mut() else {
        is_new(ui, None);
        return;
    };
    let wrong = findings.iter().any(|f| f.is_error && f.pointer.starts_with(AT));
    let wide = ui.ctx().content_rect().width() >= NARROW;
    let new = is_new(ui, Some(data::title(&network.data)));
    let header = CollapsingHeader::new(title(ui, network))
        .id_salt("network")
        .default_open(wide)
        // How a table was understood is to be seen on a phone, too.
        .open((wrong || (new && (wide || network.data.csv.is_some()))).then_some(true))
        .show(ui, |ui| {
            data::show(ui, network, seed, findings);
            layers::show(ui, rules, network, findings);
            training::show(ui, network, steps, findings);
            ui.add_space(4.0);
        });
    let header = header.header_response.accessible_name("Network");
    if new {
        // Wherever the settings of the problem before were scrolled to.
        header.scroll_to_me(Some(Align::TOP));
    }
    header.on_hover_text("What is learned, by which network, and how it is trained");
    ui.separator();
}

/// Whether the data are shown for the first or second frame: then they are brought into sight. In the first
/// one the list of the runs may do so with the selected run, too.
fn is_new(ui: &Ui, data: Option<&str>) -> bool {
    const FRAMES: u8 = 2;
    let id = Id::unique("data shown before");
    let now = data.map(str::to_owned);
    let known = ui.data(|kept| kept.get_temp::<(Option<String>, u8)>(id));
    let frames = known
        .filter(|(before, _)| *before == now)
        .map_or(0, |(_, frames)| frames);
    if frames == FRAMES {
        return false;
    }
    ui.data_mut(|kept| kept.insert_temp(id, (now, frames + 1)));
    ui.ctx().request_repaint();
    data.is_some()
}

/// What a network is, in short: read also where its settings are folded.
fn title(ui: &Ui, network: &Network) -> LayoutJob {
    let mut job = LayoutJob::default();
    let units: Vec<String> = network.layers.iter().map(usize::to_string).collect();
    let short = format!("   {}, {}", data::title(&network.data), units.join("-"));
    for (text, size, family, color) in [
        ("Network", theme::BODY, theme::strong(), ui.visuals().text_color()),
        (
            &short,
            theme::SMALL,
            FontFamily::Proportional,
            ui.visuals().weak_text_color(),
        ),
    ] {
        job.append(text, 0.0, TextFormat::simple(FontId::new(size, family), color));
    }
    job
}

/// The problem of built-in data, with a network that can learn it.
pub fn problem(name: &str) -> Problem {
    let mut network = Network {
        data: Source::named(name),
        layers: vec![2, 8, 8, 2],
        activation: Reference::name("tanh"),
        loss: None,
        label_smoothing: 0.0,
        init: Init::Xavier,
        batch: Batch::default(),
        accumulate: Default::default(),
        dropout: 0.0,
        weight_decay: Default::default(),
        validation: 0.2,
        test: 0.0,
        corrupt: None,
        seeds: 1,
        precision: Default::default(),
        record: Default::default(),
    };
    if network.data.load(1).is_ok_and(|data| data.side().is_some()) {
        network.layers = vec![64, 32, 10];
    }
    fit(&mut network, 1);
    Problem::Network {
        network: Box::new(network),
    }
}

/// Gives a scene built-in data to learn. What belongs to a surface goes.
pub fn choose(scene: &mut Scene, name: &str) {
    let experiment = &mut scene.experiment;
    experiment.start = None;
    experiment.starts.clear();
    experiment.runs.iter_mut().for_each(|run| run.from = None);
    scene.view.picture.range.clear();
    match scene.experiment.problem.network() {
        Some(_) => learn_from(scene, Source::named(name)),
        None => scene.experiment.problem = problem(name),
    }
}

/// Gives a scene a surface. What belongs to a network goes.
pub fn leave(scene: &mut Scene, surface: Reference) {
    let experiment = &mut scene.experiment;
    experiment.problem = Problem::surface(surface);
    // Other surfaces live elsewhere: their own start is where it is interesting.
    experiment.start = None;
    experiment.starts.clear();
    for run in &mut experiment.runs {
        run.schedule.unit = crate::scene::Unit::Steps;
        run.training = Training {
            seed: run.training.seed,
            ..Training::default()
        };
    }
    scene.view.picture.range.clear();
}

/// Lets the scene's network learn from other data; its ends fit them then.
pub fn learn_from(scene: &mut Scene, data: Source) {
    let seed = scene.experiment.seed;
    if let Some(network) = scene.experiment.problem.network_mut() {
        // Drawn points stay in their place, whatever is added to them.
        if data.points.is_none() {
            scene.view.picture.range.clear();
        }
        network.data = data;
        fit(network, seed);
    }
}

/// Lets a network learn from a table; on a surface the problem becomes one.
///
/// # Errors
/// What is wrong with the table.
pub fn learn_from_table(scene: &mut Scene, file: OpenedTable) -> Result<(), String> {
    let table = Source {
        standardize: true,
        ..table::of_text(file.text)
    };
    table.load(scene.experiment.seed).map_err(|error| {
        let hint = "Paste it into Data, Own table to choose how it is read";
        format!("{} cannot be learned from: {}. {hint}.", file.name, error.message)
    })?;
    if scene.experiment.problem.network().is_none() {
        choose(scene, "moons");
    }
    learn_from(scene, table);
    Ok(())
}

/// Gives a network the ends that its data need, and a batch that they can fill.
fn fit(network: &mut Network, seed: u32) {
    let Ok(data) = network.data.load(seed) else {
        return;
    };
    if let [first, .., last] = &mut network.layers[..] {
        (*first, *last) = (data.features, data.outputs());
    }
    if data.classes.is_empty() {
        network.loss = network.loss.filter(|loss| *loss != Loss::CrossEntropy);
        network.label_smoothing = 0.0;
    }
    let held_back = |share: f64| (data.len() as f64 * share).round() as usize;
    let rows = data.len().saturating_sub(held_back(network.validation));
    let rows = rows.saturating_sub(held_back(network.test));
    if let Batch::Of(size) = network.batch
        && size as usize * network.accumulate.micro_batches as usize > rows
    {
        network.batch = Batch::Full(Full::Full);
        network.accumulate.micro_batches = 1;
    }
}

/// A number with its slider, and what is wrong with it.
struct Row<'a> {
    label: &'a str,
    field: &'a str,
    range: (f64, f64),
    scale: Scale,
    default: f64,
    about: &'a str,
}

/// Whose settings are shown: the network's, or a run's own.
#[derive(Clone, Copy)]
struct Owner<'a> {
    /// Where they stand in the scene.
    at: &'a str,
    /// What tells their names from the network's, such as " of Adam".
    of: &'a str,
    findings: &'a [Finding],
}

impl<'a> Owner<'a> {
    fn network(findings: &'a [Finding]) -> Self {
        Self {
            at: AT,
            of: "",
            findings,
        }
    }

    /// What a setting is called for who cannot see where it stands.
    fn named(self, label: &str) -> String {
        format!("{label}{}", self.of)
    }

    /// What is wrong with a field.
    fn wrong(self, ui: &mut Ui, field: &str) {
        finding::show(ui, self.findings, &format!("{}/{field}", self.at));
    }
}

impl Row<'_> {
    fn show(&self, ui: &mut Ui, value: &mut f64, findings: &[Finding]) {
        self.show_of(ui, value, Owner::network(findings));
    }

    fn show_of(&self, ui: &mut Ui, value: &mut f64, owner: Owner) {
        let about = Numeric {
            range: self.range,
            scale: self.scale,
            default: self.default,
            about: self.about.to_owned(),
        };
        params::number_row(ui, value, &about, self.label, &owner.named(self.label));
        owner.wrong(ui, self.field);
    }

    /// The same for a whole number.
    fn whole(&self, ui: &mut Ui, value: &mut u32, findings: &[Finding]) {
        self.whole_of(ui, value, Owner::network(findings));
    }

    fn whole_of(&self, ui: &mut Ui, value: &mut u32, owner: Owner) {
        let mut number = f64::from(*value);
        self.show_of(ui, &mut number, owner);
        *value = number.round().clamp(0.0, f64::from(u32::MAX)) as u32;
    }
}

/// One of several, by name; `tips` has a value, what it is called and what it is.
fn one_of<T: Copy + PartialEq>(
    ui: &mut Ui,
    value: &mut T,
    (label, owner): (&str, Owner),
    tips: &[(T, &str, &str)],
    about: &str,
) {
    let name = owner.named(label);
    let current = tips.iter().find(|(v, ..)| v == value);
    ui.horizontal(|ui| {
        ui.label(RichText::new(label).small());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let combo = ComboBox::from_id_salt(&name).width(150.0);
            let combo = combo.selected_text(current.map_or("", |(_, name, _)| name));
            let shown = combo.show_ui(ui, |ui| {
                for (one, name, tip) in tips {
                    ui.selectable_value(value, *one, *name).on_hover_text(*tip);
                }
            });
            shown.response.accessible_name(name).on_hover_text(about);
        });
    });
}
