//! The list of runs: one line each, only the selected one unfolded.

use super::icon::{self, Icon};
use super::params::{self, Place};
use super::rules::Rules;
use super::run_line::{Line, Outcome, rate};
use super::schedule::{self, Owner};
use super::session::Finding;
use super::{names, picker, theme};
use crate::catalog;
use crate::lang::Kind;
use crate::scene::{Params, Reference, Run, Scene};
use crate::trace::Trace;
use crate::view::palette::Palette;
use egui::{Align, Color32, Frame, Layout, Rect, Response, Role, Sense, Stroke, Ui, UiBuilder, vec2};

/// What the list shows besides the scene.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// For the final losses.
    pub trace: &'a Trace,
    /// What is wrong.
    pub findings: &'a [Finding],
}

/// What a row asks for.
enum Wish {
    Select,
    Mute,
    Duplicate,
    Remove,
}

/// The whole list, with a heading and a button that adds a run.
pub fn show(ui: &mut Ui, rules: &mut Rules, scene: &mut Scene, known: Known) {
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new("Runs").family(theme::strong()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| add(ui, rules, scene));
    });
    let mut wish = None;
    for index in 0..scene.experiment.runs.len() {
        if let Some(asked) = one(ui, rules, scene, index, known) {
            wish = Some((index, asked));
        }
    }
    match wish {
        Some((index, Wish::Select)) => scene.view.selected = index,
        Some((index, Wish::Mute)) => scene.view.mute(index),
        Some((index, Wish::Duplicate)) => duplicate(rules, scene, index),
        Some((index, Wish::Remove)) => remove(scene, index),
        None => {}
    }
    if scene.experiment.runs.is_empty() {
        ui.label(
            egui::RichText::new("No runs yet: add one to see it move.")
                .small()
                .weak(),
        );
    }
}

/// Adds a run of an optimizer of the catalog and selects it.
pub fn push(rules: &mut Rules, scene: &mut Scene, optimizer: &str) {
    let mut run = Run::of(optimizer);
    let name = names::run(rules, &run);
    run.label = Some(names::unique(rules, scene, &name, None));
    scene.experiment.runs.push(run);
    scene.view.selected = scene.experiment.runs.len() - 1;
}

fn add(ui: &mut Ui, rules: &mut Rules, scene: &mut Scene) {
    let response = icon::button(ui, Icon::Plus, "Add run", "Add a run");
    egui::Popup::menu(&response).show(|ui| {
        egui::ScrollArea::vertical().max_height(560.0).show(ui, |ui| {
            for entry in catalog::entries(Kind::Optimizer) {
                let row = ui.button(&entry.rule.name);
                let row = row.accessible_name(format!("Add {}", entry.rule.name));
                let row = row.on_hover_text(entry.rule.about.as_deref().unwrap_or(""));
                if row.clicked() {
                    push(rules, scene, &entry.id);
                    ui.close();
                }
            }
        });
    });
}

fn duplicate(rules: &mut Rules, scene: &mut Scene, index: usize) {
    let mut copy = scene.experiment.runs[index].clone();
    let name = names::run(rules, &copy);
    copy.label = Some(names::unique(rules, scene, &name, None));
    scene.experiment.insert_run(index + 1, copy);
    let muted = scene.view.muted.iter_mut();
    muted.filter(|m| **m > index).for_each(|m| *m += 1);
    scene.view.selected = index + 1;
}

fn remove(scene: &mut Scene, index: usize) {
    scene.experiment.remove_run(index);
    scene.view.muted.retain(|m| *m != index);
    let muted = scene.view.muted.iter_mut();
    muted.filter(|m| **m > index).for_each(|m| *m -= 1);
    if scene.view.selected >= index {
        scene.view.selected = scene.view.selected.saturating_sub(1);
    }
}

fn one(ui: &mut Ui, rules: &mut Rules, scene: &mut Scene, index: usize, known: Known) -> Option<Wish> {
    let colors = Palette::in_ui(ui);
    let selected = scene.view.selected == index;
    let pointer = format!("/experiment/runs/{index}");
    let (fill, edge) = match selected {
        true => (colors.background, colors.hairline),
        false => (Color32::TRANSPARENT, Color32::TRANSPARENT),
    };
    let frame = Frame::new()
        .fill(fill)
        .stroke(Stroke::new(1.0, edge))
        .corner_radius(8);
    let wish = frame.inner_margin(vec2(6.0, 4.0)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let wish = head(ui, rules, scene, index, known);
        if selected {
            body(ui, rules, scene, index, (&pointer, known.findings));
        }
        wish
    });
    wish.inner
}

/// The one line of a run: its look, its name, learning rate, final loss, and its commands.
fn head(ui: &mut Ui, rules: &mut Rules, scene: &Scene, index: usize, known: Known) -> Option<Wish> {
    let run = &scene.experiment.runs[index];
    let name = names::run(rules, run);
    let colors = Palette::in_ui(ui);
    let muted = scene.view.muted.contains(&index);
    let height = ui.spacing().interact_size.y.max(32.0);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| {
        let selected = scene.view.selected == index;
        egui::WidgetInfo::selected(Role::Button, true, selected, format!("Run {name}"))
    });
    let mut wish = None;
    let mut buttons = ui.new_child(
        UiBuilder::new()
            .max_rect(rect)
            .layout(Layout::right_to_left(Align::Center)),
    );
    buttons.spacing_mut().item_spacing.x = 0.0;
    let more = icon::button(
        &mut buttons,
        Icon::More,
        &format!("More for {name}"),
        "Duplicate or remove",
    );
    commands(&more, &mut wish);
    let (sign, verb) = if muted {
        (Icon::Hidden, "Show")
    } else {
        (Icon::Shown, "Hide")
    };
    if icon::button(
        &mut buttons,
        sign,
        &format!("{verb} {name}"),
        &format!("{verb} in all views"),
    )
    .clicked()
    {
        wish = Some(Wish::Mute);
    }
    let free = Rect::from_min_max(
        rect.min,
        egui::pos2(buttons.min_rect().left() - 4.0, rect.bottom()),
    );
    let wrong = known
        .findings
        .iter()
        .any(|f| is_inside(&f.pointer, &format!("/experiment/runs/{index}")));
    let line = Line {
        index,
        name: &name,
        rate: rate(rules, run),
        outcome: Outcome::of(known.trace, index),
        muted,
        wrong,
    };
    line.paint(ui.painter(), free, &colors);
    let response = focus_ring(ui, response, &colors).on_hover_text("Click to see and change its settings");
    if response.clicked() {
        wish = wish.or(Some(Wish::Select));
    }
    wish
}

fn commands(more: &Response, wish: &mut Option<Wish>) {
    egui::Popup::menu(more).width(140.0).show(|ui| {
        if ui.button("Duplicate").clicked() {
            *wish = Some(Wish::Duplicate);
        }
        if ui.button("Remove").clicked() {
            *wish = Some(Wish::Remove);
        }
    });
}

fn focus_ring(ui: &Ui, response: Response, colors: &Palette) -> Response {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, colors.accent);
        ui.painter()
            .rect_stroke(response.rect, 6.0, stroke, egui::StrokeKind::Outside);
    }
    response
}

fn is_inside(pointer: &str, parent: &str) -> bool {
    pointer
        .strip_prefix(parent)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The settings of a run.
fn body(
    ui: &mut Ui,
    rules: &mut Rules,
    scene: &mut Scene,
    index: usize,
    (pointer, findings): (&str, &[Finding]),
) {
    let name = names::run(rules, &scene.experiment.runs[index]);
    let current = scene.experiment.runs[index].optimizer.clone();
    let heading = ("Optimizer", name.as_str());
    let wrong = format!("{pointer}/optimizer");
    if let Some(picked) = picker::labelled(ui, rules, Kind::Optimizer, &current, heading, (findings, &wrong))
    {
        replace(rules, scene, index, picked);
        return;
    }
    let steps = scene.experiment.steps;
    let run = &mut scene.experiment.runs[index];
    if let Some(rule) = rules.get(Kind::Optimizer, &run.optimizer) {
        let place = Place {
            owner: &name,
            pointer: &format!("{pointer}/params"),
            findings,
        };
        params::rows(ui, &rule, &mut run.params, place);
    }
    ui.add_space(4.0);
    let owner = Owner {
        name: &name,
        pointer,
        findings,
        steps,
    };
    schedule::schedule(ui, rules, &mut run.schedule, owner);
    schedule::stages(ui, rules, run, owner);
    ui.add_space(2.0);
}

/// Gives a run another optimizer with its own defaults, and its name unless the user chose one.
fn replace(rules: &mut Rules, scene: &mut Scene, index: usize, optimizer: Reference) {
    let before = rules.name(Kind::Optimizer, &scene.experiment.runs[index].optimizer);
    let after = rules.name(Kind::Optimizer, &optimizer);
    let unique = names::unique(rules, scene, &after, Some(index));
    let run = &mut scene.experiment.runs[index];
    run.optimizer = optimizer;
    run.params = Params::new();
    let chosen = run.label.as_ref().is_some_and(|l| !l.starts_with(&before));
    if !chosen {
        run.label = Some(unique);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::rule::Value;

    fn scene() -> Scene {
        let mut scene = Scene::on_surface("bowl");
        let mut rules = Rules::default();
        for optimizer in ["sgd", "adam", "lion"] {
            push(&mut rules, &mut scene, optimizer);
        }
        scene.view.muted = vec![2];
        scene
    }

    fn labels(scene: &Scene) -> Vec<&str> {
        scene
            .experiment
            .runs
            .iter()
            .filter_map(|r| r.label.as_deref())
            .collect()
    }

    #[test]
    fn removing_a_run_keeps_the_others_hidden() {
        let mut scene = scene();
        remove(&mut scene, 0);
        assert_eq!((scene.view.muted.clone(), scene.view.selected), (vec![1], 1));
    }

    #[test]
    fn a_copy_stands_below_with_a_name_of_its_own() {
        let mut scene = scene();
        duplicate(&mut Rules::default(), &mut scene, 1);
        assert_eq!(labels(&scene), ["SGD", "Adam", "Adam 2", "Lion"]);
        assert_eq!((scene.view.muted.clone(), scene.view.selected), (vec![3], 2));
    }

    #[test]
    fn another_optimizer_brings_its_name_and_defaults() {
        let mut scene = scene();
        scene.experiment.runs[1]
            .params
            .insert("lr".to_owned(), Value::Number(0.5));
        replace(&mut Rules::default(), &mut scene, 1, Reference::name("lion"));
        assert_eq!(labels(&scene), ["SGD", "Lion 2", "Lion"]);
        assert!(scene.experiment.runs[1].params.is_empty());
    }
}
