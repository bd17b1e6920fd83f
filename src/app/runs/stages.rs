//! The stages between the gradient and the optimizer: added, removed, reordered, set.

use super::params::{self, ParamsPlace};
use super::schedule::{Owner, to_all};
use crate::app::controls::icon::{self, Icon};
use crate::app::editor::open;
use crate::app::rules::Rules;
use crate::catalog;
use crate::compile::Mend;
use crate::lang::Kind;
use crate::scene::{Params, Reference, RulePlace, Run, Stage};
use egui::{Align, CollapsingHeader, Layout, RichText, Ui};

/// What is asked of a stage.
enum Wish {
    Remove,
    Up,
    Down,
    /// The stage of a place goes to another one.
    Move(usize, usize),
}

/// The stages of a run. True where all runs are to get them.
pub fn show(ui: &mut Ui, rules: &mut Rules, run: &mut Run, owner: Owner) -> bool {
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
            list(ui, rules, &mut run.stages, &pointer, owner);
            ui.horizontal(|ui| {
                add(ui, &mut run.stages, owner);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    to_all(ui, "stages", owner)
                })
                .inner
            })
            .inner
        });
    header
        .header_response
        .accessible_name(format!("Gradient stages of {}", owner.name))
        .on_hover_text(
            "What happens to the gradient before the optimizer sees it: clipping, noise, rounding",
        );
    header.body_returned == Some(true)
}

fn list(ui: &mut Ui, rules: &mut Rules, stages: &mut Vec<Stage>, pointer: &str, owner: Owner) {
    let count = stages.len();
    let mut wish = None;
    for (index, stage) in stages.iter_mut().enumerate() {
        let pointer = format!("{pointer}/{index}");
        if let Some(asked) = one(ui, rules, stage, (index, count, &pointer), owner) {
            wish = Some((index, asked));
        }
    }
    match wish {
        Some((index, Wish::Remove)) => drop(stages.remove(index)),
        Some((index, Wish::Up)) => stages.swap(index, index - 1),
        Some((index, Wish::Down)) => stages.swap(index, index + 1),
        Some((_, Wish::Move(from, to))) if from < count => {
            let stage = stages.remove(from);
            stages.insert(to.min(stages.len()), stage);
        }
        Some((_, Wish::Move(..))) | None => {}
    }
}

/// One stage. Returns what is asked of it.
fn one(
    ui: &mut Ui,
    rules: &mut Rules,
    stage: &mut Stage,
    (index, count, pointer): (usize, usize, &str),
    owner: Owner,
) -> Option<Wish> {
    let name = stage.name.title(Kind::Stage);
    let rule = stage.name.rule(Kind::Stage);
    let title = format!("stage {} of {}", index + 1, owner.name);
    let mut wish = None;
    ui.horizontal(|ui| {
        let label = ui.label(RichText::new(format!("{}. {name}", index + 1)).small());
        if let Some(about) = rule.as_ref().and_then(|r| r.about.clone()) {
            label.on_hover_text(about);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            if icon::button(ui, Icon::Close, &format!("Remove {title}"), "Remove this stage").clicked() {
                wish = Some(Wish::Remove);
            }
            let place = RulePlace::Stage(owner.run, index);
            open::sign(ui, rules, place, &stage.name, &title);
            let moves = [
                (Icon::Down, "down", "Run it later", index + 1 < count, Wish::Down),
                (Icon::Up, "up", "Run it earlier", index > 0, Wish::Up),
            ];
            for (sign, way, tip, possible, asked) in moves {
                if possible && icon::button(ui, sign, &format!("Move {title} {way}"), tip).clicked() {
                    wish = Some(asked);
                }
            }
        });
    });
    let at = format!("{pointer}/name");
    crate::app::controls::finding::show(ui, owner.findings, &at);
    let mend = owner
        .findings
        .iter()
        .find_map(|f| f.mends.first().filter(|_| f.pointer == at));
    if let Some(&Mend::MoveStage { from, to, .. }) = mend {
        let button = ui.button(RichText::new("Mend the order").small());
        let button = button.accessible_name(format!("Mend the order of {title}"));
        let tip = format!("Let stage {} run as stage {}, before this one", from + 1, to + 1);
        if button.on_hover_text(tip).clicked() {
            wish = Some(Wish::Move(from, to));
        }
    }
    if let Some(rule) = rule {
        let place = ParamsPlace {
            owner: &title,
            pointer: &format!("{pointer}/params"),
            findings: owner.findings,
            idle: &[],
            several: None,
        };
        params::rows(ui, &rule, &mut stage.params, place);
    }
    wish
}

fn add(ui: &mut Ui, stages: &mut Vec<Stage>, owner: Owner) {
    let (button, _) =
        egui::containers::menu::MenuButton::new(RichText::new("Add stage").small()).ui(ui, |ui| {
            for entry in catalog::entries(Kind::Stage) {
                let row = ui
                    .button(&entry.rule.name)
                    .on_hover_text(entry.rule.about.as_deref().unwrap_or(""));
                if row.clicked() {
                    stages.push(Stage {
                        name: Reference::name(&entry.id),
                        params: Params::new(),
                    });
                    ui.close();
                }
            }
        });
    button
        .accessible_name(format!("Add a gradient stage to {}", owner.name))
        .on_hover_text("Add a stage; they run in this order");
}
