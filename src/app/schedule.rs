//! The learning-rate schedule of a run, its warmup, and the stages its gradient goes through.

use super::icon::{self, Icon};
use super::params::{self, Numeric, Place};
use super::picker;
use super::rules::Rules;
use super::session::Finding;
use crate::catalog;
use crate::lang::Kind;
use crate::lang::rule::Scale;
use crate::scene::{Params, Run, Schedule, Stage, Warmup};
use egui::{Align, CollapsingHeader, Layout, RichText, Ui};

/// The run that is edited.
#[derive(Clone, Copy)]
pub struct Owner<'a> {
    /// What it is called.
    pub name: &'a str,
    /// JSON pointer to it.
    pub pointer: &'a str,
    /// What is wrong in the scene.
    pub findings: &'a [Finding],
    /// The steps of the experiment.
    pub steps: u32,
}

/// The schedule: which one, its parameters, its warmup.
pub fn schedule(ui: &mut Ui, rules: &mut Rules, schedule: &mut Schedule, owner: Owner) {
    let pointer = format!("{}/schedule", owner.pointer);
    let heading = ("Schedule", owner.name);
    let wrong = (owner.findings, format!("{pointer}/name"));
    let current = schedule.name.clone();
    let picked = picker::labelled(ui, rules, Kind::Schedule, &current, heading, (wrong.0, &wrong.1));
    if let Some(name) = picked {
        schedule.name = name;
        schedule.params = Params::new();
    }
    if let Some(rule) = rules.get(Kind::Schedule, &schedule.name) {
        let place = Place {
            owner: &format!("the schedule of {}", owner.name),
            pointer: &format!("{pointer}/params"),
            findings: owner.findings,
        };
        params::rows(ui, &rule, &mut schedule.params, place);
    }
    warmup(ui, &mut schedule.warmup, owner);
    super::finding::show(ui, owner.findings, &format!("{pointer}/warmup"));
}

fn warmup(ui: &mut Ui, warmup: &mut Option<Warmup>, owner: Owner) {
    let mut on = warmup.is_some();
    let response = ui
        .checkbox(&mut on, RichText::new("Warmup").small())
        .accessible_name(format!("Warmup of {}", owner.name))
        .on_hover_text("Raise the learning rate over the first steps; the schedule begins after them");
    if response.changed() {
        let fresh = Warmup {
            steps: (owner.steps / 10).max(1),
            start: 0.0,
            first: 0,
        };
        *warmup = on.then_some(fresh);
    }
    let Some(warmup) = warmup else { return };
    let mut steps = f64::from(warmup.steps);
    let about = Numeric {
        range: (1.0, f64::from(owner.steps.max(2)) / 2.0),
        scale: Scale::Int,
        default: f64::from((owner.steps / 10).max(1)),
        about: "How many steps the learning rate rises".to_owned(),
    };
    let name = format!("Warmup steps of {}", owner.name);
    params::number_row(ui, &mut steps, &about, "Warmup steps", &name);
    warmup.steps = steps.round().clamp(0.0, f64::from(u32::MAX)) as u32;
    let about = Numeric {
        range: (0.0, 1.0),
        scale: Scale::Linear,
        default: 0.0,
        about: "Part of the learning rate at which it begins".to_owned(),
    };
    let name = format!("Warmup start of {}", owner.name);
    params::number_row(ui, &mut warmup.start, &about, "Start factor", &name);
}

/// The stages between the gradient and the optimizer.
pub fn stages(ui: &mut Ui, rules: &mut Rules, run: &mut Run, owner: Owner) {
    let pointer = format!("{}/stages", owner.pointer);
    let wrong = owner.findings.iter().any(|f| f.pointer.starts_with(&pointer));
    let title = match run.stages.len() {
        0 => "Gradient stages".to_owned(),
        n => format!("Gradient stages ({n})"),
    };
    let header = CollapsingHeader::new(RichText::new(title).small())
        .id_salt(("stages", owner.pointer))
        .default_open(!run.stages.is_empty())
        .open(wrong.then_some(true))
        .show(ui, |ui| {
            let mut removed = None;
            for (index, stage) in run.stages.iter_mut().enumerate() {
                let pointer = format!("{pointer}/{index}");
                if one_stage(ui, rules, stage, (index, &pointer), owner) {
                    removed = Some(index);
                }
            }
            if let Some(index) = removed {
                run.stages.remove(index);
            }
            add(ui, &mut run.stages, owner);
        });
    header
        .header_response
        .accessible_name(format!("Gradient stages of {}", owner.name))
        .on_hover_text(
            "What happens to the gradient before the optimizer sees it: clipping, noise, rounding",
        );
}

/// One stage. True when it is to be removed.
fn one_stage(
    ui: &mut Ui,
    rules: &mut Rules,
    stage: &mut Stage,
    (index, pointer): (usize, &str),
    owner: Owner,
) -> bool {
    let name = rules.name(Kind::Stage, &stage.name);
    let rule = rules.get(Kind::Stage, &stage.name);
    let title = format!("stage {} of {}", index + 1, owner.name);
    let mut remove = false;
    ui.horizontal(|ui| {
        let label = ui.label(RichText::new(format!("{}. {name}", index + 1)).small());
        if let Some(about) = rule.as_ref().and_then(|r| r.about.clone()) {
            label.on_hover_text(about);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            remove = icon::button(ui, Icon::Close, &format!("Remove {title}"), "Remove this stage").clicked();
        });
    });
    super::finding::show(ui, owner.findings, &format!("{pointer}/name"));
    if let Some(rule) = rule {
        let place = Place {
            owner: &title,
            pointer: &format!("{pointer}/params"),
            findings: owner.findings,
        };
        params::rows(ui, &rule, &mut stage.params, place);
    }
    remove
}

fn add(ui: &mut Ui, stages: &mut Vec<Stage>, owner: Owner) {
    let (button, _) =
        egui::containers::menu::MenuButton::new(RichText::new("Add stage").small()).ui(ui, |ui| {
            for entry in catalog::entries(Kind::Stage) {
                let row = ui
                    .button(&entry.rule.name)
                    .on_hover_text(entry.rule.about.as_deref().unwrap_or(""));
                if row.clicked() {
                    stages.push(Stage::of(&entry.id));
                    ui.close();
                }
            }
        });
    button
        .accessible_name(format!("Add a gradient stage to {}", owner.name))
        .on_hover_text("Add a stage; they run in this order");
}
