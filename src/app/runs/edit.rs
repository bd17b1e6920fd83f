//! What can be done to the runs of a scene. Forks, hidden runs and the selected run go along.

use crate::app::controls::names;
use crate::compile::RUNS;
use crate::lang::Kind;
use crate::lang::rule::Value;
use crate::scene::{Fork, Params, Reference, Run, Scene};

/// Why there can be no other run, where that is so.
pub fn full(scene: &Scene) -> Option<String> {
    let full = scene.experiment.runs.len() >= RUNS;
    full.then(|| format!("There can be at most {RUNS} runs; remove one first"))
}

/// For how many more runs there is room.
pub fn room(scene: &Scene) -> usize {
    RUNS.saturating_sub(scene.experiment.runs.len())
}

/// Adds a run of an optimizer and selects it, where there is room.
pub fn push(scene: &mut Scene, optimizer: Reference) {
    if full(scene).is_some() {
        return;
    }
    let mut run = Run {
        optimizer,
        ..Run::of("sgd")
    };
    let name = names::run(&run);
    run.label = Some(names::unique(scene, &name, None));
    scene.experiment.runs.push(run);
    scene.view.selected = scene.experiment.runs.len() - 1;
}

/// Puts a copy of a run below it and selects the copy.
pub fn duplicate(scene: &mut Scene, index: usize) {
    let copy = scene.experiment.runs[index].clone();
    let name = names::run(&copy);
    insert_below(scene, index, copy, &name);
}

/// Puts a run below another that shares its first steps and goes on by itself, and selects it.
pub fn fork(scene: &mut Scene, index: usize, step: u32) {
    let mut run = scene.experiment.runs[index].clone();
    let name = format!("{} from {step}", names::run(&run));
    run.from = Some(Fork { run: index, step });
    insert_below(scene, index, run, &name);
}

/// Puts a run below another that differs from it in its schedule alone, and selects it. A warmup stays.
pub fn compare(scene: &mut Scene, index: usize, schedule: Reference) {
    let mut run = scene.experiment.runs[index].clone();
    let [before, after] = [&run.schedule.name, &schedule].map(|s| s.title(Kind::Schedule));
    let name = names::run(&run);
    let stem = name.strip_suffix(&format!(", {before}")).unwrap_or(&name);
    let name = format!("{stem}, {after}");
    run.schedule.name = schedule;
    run.schedule.params.clear();
    insert_below(scene, index, run, &name);
}

/// Puts a run below another, called so or with a number behind that, and selects it, where there is room.
pub(in crate::app) fn insert_below(scene: &mut Scene, index: usize, mut run: Run, name: &str) {
    if full(scene).is_some() {
        return;
    }
    run.label = Some(names::unique(scene, name, None));
    scene.experiment.insert_run(index + 1, run);
    let muted = scene.view.muted.iter_mut();
    muted.filter(|m| **m > index).for_each(|m| *m += 1);
    scene.view.selected = index + 1;
}

/// Takes a run away.
pub fn remove(scene: &mut Scene, index: usize) {
    scene.experiment.remove_run(index);
    scene.view.muted.retain(|m| *m != index);
    let muted = scene.view.muted.iter_mut();
    muted.filter(|m| **m > index).for_each(|m| *m -= 1);
    if scene.view.selected >= index {
        scene.view.selected = scene.view.selected.saturating_sub(1);
    }
}

/// Moves a run to another place.
pub fn shift(scene: &mut Scene, from: usize, to: usize) {
    let runs = &mut scene.experiment.runs;
    let moved = runs.remove(from);
    runs.insert(to, moved);
    let place = |old: usize| match old {
        _ if old == from => to,
        _ if from < old && old <= to => old - 1,
        _ if to <= old && old < from => old + 1,
        _ => old,
    };
    for fork in runs.iter_mut().filter_map(|run| run.from.as_mut()) {
        fork.run = place(fork.run);
    }
    let view = &mut scene.view;
    view.muted.iter_mut().for_each(|m| *m = place(*m));
    view.selected = place(view.selected);
}

/// Hides all runs but one; shows all again where it is the only one already.
pub fn solo(scene: &mut Scene, index: usize) {
    let others = (0..scene.experiment.runs.len()).filter(|i| *i != index);
    let others: Vec<usize> = others.collect();
    let mut hidden = scene.view.muted.clone();
    hidden.sort_unstable();
    scene.view.muted = if hidden == others { Vec::new() } else { others };
}

/// Gives a run a name; an empty one is its optimizer's.
pub fn rename(scene: &mut Scene, index: usize, name: &str) {
    let name = name.trim();
    scene.experiment.runs[index].label = (!name.is_empty()).then(|| name.to_owned());
}

/// Gives a run another optimizer with its own defaults, and its name unless the user chose one.
pub fn replace(scene: &mut Scene, index: usize, optimizer: Reference) {
    let before = scene.experiment.runs[index].optimizer.title(Kind::Optimizer);
    let after = optimizer.title(Kind::Optimizer);
    let run = &mut scene.experiment.runs[index];
    run.optimizer = optimizer;
    run.params = Params::new();
    relabel(scene, index, &before, &after);
}

/// Calls a run after its optimizer, whose name was another one before, unless the user chose a name.
pub fn relabel(scene: &mut Scene, index: usize, before: &str, after: &str) {
    let unique = names::unique(scene, after, Some(index));
    let label = &mut scene.experiment.runs[index].label;
    let chosen = label.as_ref().is_some_and(|l| !l.starts_with(before));
    if before != after && !chosen {
        *label = Some(unique);
    }
}

/// Gives all runs the learning rate of one.
pub fn same_rate(scene: &mut Scene, index: usize) {
    let Some(rate) = rate(&scene.experiment.runs[index]) else {
        return;
    };
    for run in &mut scene.experiment.runs {
        match default_rate(run) {
            None => {}
            Some(default) if default == rate => drop(run.params.remove("lr")),
            Some(_) => drop(run.params.insert("lr".to_owned(), Value::Number(rate))),
        }
    }
}

/// Gives every run the learning rate that its rule declares.
pub fn default_rates(scene: &mut Scene) {
    for run in &mut scene.experiment.runs {
        run.params.remove("lr");
    }
}

/// Gives all runs the schedule of one.
pub fn same_schedule(scene: &mut Scene, index: usize) {
    let schedule = scene.experiment.runs[index].schedule.clone();
    for run in &mut scene.experiment.runs {
        run.schedule = schedule.clone();
    }
}

/// Gives all runs the gradient stages of one.
pub fn same_stages(scene: &mut Scene, index: usize) {
    let stages = scene.experiment.runs[index].stages.clone();
    for run in &mut scene.experiment.runs {
        run.stages = stages.clone();
    }
}

/// The learning rate of a run: its own, else its rule's default.
pub fn rate(run: &Run) -> Option<f64> {
    match run.params.get("lr") {
        Some(value) => number(value),
        None => default_rate(run),
    }
}

fn default_rate(run: &Run) -> Option<f64> {
    number(&run.optimizer.rule(Kind::Optimizer)?.param("lr")?.default)
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(v) => Some(*v),
        Value::Switch(_) | Value::List(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> Scene {
        let mut scene = Scene::on_surface("bowl");
        for optimizer in ["sgd", "adam", "lion"] {
            push(&mut scene, Reference::name(optimizer));
        }
        scene.view.muted = vec![2];
        scene
    }

    fn labels(scene: &Scene) -> Vec<&str> {
        let runs = scene.experiment.runs.iter();
        runs.filter_map(|r| r.label.as_deref()).collect()
    }

    fn rates(scene: &Scene) -> Vec<Option<f64>> {
        let runs = scene.experiment.runs.iter();
        runs.map(rate).collect()
    }

    #[test]
    fn removing_a_run_keeps_the_others_hidden() {
        let mut scene = scene();
        remove(&mut scene, 0);
        assert_eq!((scene.view.muted.clone(), scene.view.selected), (vec![1], 1));
    }

    #[test]
    fn a_full_list_takes_no_other_run() {
        let mut scene = scene();
        while scene.experiment.runs.len() < RUNS {
            push(&mut scene, Reference::name("sgd"));
        }
        let before = scene.clone();
        push(&mut scene, Reference::name("adam"));
        duplicate(&mut scene, 0);
        fork(&mut scene, 0, 5);
        assert_eq!(scene, before);
        let reason = full(&scene).expect("it is full");
        assert_eq!(reason, "There can be at most 32 runs; remove one first");
    }

    #[test]
    fn a_copy_stands_below_with_a_name_of_its_own() {
        let mut scene = scene();
        duplicate(&mut scene, 1);
        assert_eq!(labels(&scene), ["SGD", "Adam", "Adam 2", "Lion"]);
        assert_eq!((scene.view.muted.clone(), scene.view.selected), (vec![3], 2));
    }

    #[test]
    fn a_fork_stands_below_its_source_and_follows_it() {
        let mut scene = scene();
        fork(&mut scene, 1, 40);
        assert_eq!(labels(&scene), ["SGD", "Adam", "Adam from 40", "Lion"]);
        assert_eq!(scene.experiment.runs[2].from, Some(Fork { run: 1, step: 40 }));
        for (from, to, source) in [(1, 3, 3), (0, 2, 3), (3, 0, 0)] {
            shift(&mut scene, from, to);
            let fork = scene.experiment.runs.iter().find_map(|run| run.from);
            assert_eq!(
                fork,
                Some(Fork {
                    run: source,
                    step: 40
                }),
                "{from} to {to}"
            );
        }
    }

    #[test]
    fn a_schedule_is_compared_in_a_run_of_its_own() {
        let mut scene = scene();
        scene.experiment.runs[1].schedule.warmup = Some(crate::scene::Warmup {
            steps: 5,
            start: 0.0,
            first: 1,
        });
        compare(&mut scene, 1, Reference::name("cosine"));
        compare(&mut scene, 2, Reference::name("linear"));
        compare(&mut scene, 1, Reference::name("cosine"));
        assert_eq!(
            labels(&scene),
            [
                "SGD",
                "Adam",
                "Adam, Cosine decay 2",
                "Adam, Cosine decay",
                "Adam, Linear decay",
                "Lion"
            ]
        );
        let runs = &scene.experiment.runs;
        assert_eq!(
            runs[1].schedule.name,
            Reference::name("constant"),
            "it stays as it was"
        );
        assert!(runs[1..5].iter().all(|run| run.schedule.warmup.is_some()));
        assert_eq!((scene.view.muted.clone(), scene.view.selected), (vec![5], 2));
    }

    #[test]
    fn a_moved_run_keeps_its_state() {
        for (from, to, order, muted, selected) in [
            (0, 2, ["Adam", "Lion", "SGD"], 1, 2),
            (2, 0, ["Lion", "SGD", "Adam"], 0, 1),
            (1, 1, ["SGD", "Adam", "Lion"], 2, 0),
        ] {
            let mut scene = scene();
            scene.view.selected = 0;
            shift(&mut scene, from, to);
            assert_eq!(labels(&scene), order);
            assert_eq!(
                (scene.view.muted.clone(), scene.view.selected),
                (vec![muted], selected)
            );
        }
    }

    #[test]
    fn solo_hides_the_others_and_shows_them_again() {
        let mut scene = scene();
        solo(&mut scene, 1);
        assert_eq!(scene.view.muted, [0, 2]);
        solo(&mut scene, 1);
        assert!(scene.view.muted.is_empty());
    }

    #[test]
    fn another_optimizer_brings_its_name_and_defaults() {
        let mut scene = scene();
        let params = &mut scene.experiment.runs[1].params;
        params.insert("lr".to_owned(), Value::Number(0.5));
        replace(&mut scene, 1, Reference::name("lion"));
        assert_eq!(labels(&scene), ["SGD", "Lion 2", "Lion"]);
        assert!(scene.experiment.runs[1].params.is_empty());
    }

    #[test]
    fn learning_rates_are_the_same_or_the_rules_own() {
        let mut scene = scene();
        let own = rates(&scene);
        same_rate(&mut scene, 1);
        assert_eq!(rates(&scene), [own[1]; 3]);
        assert!(
            scene.experiment.runs[1].params.is_empty(),
            "its default needs no word"
        );
        default_rates(&mut scene);
        assert_eq!(rates(&scene), own);
    }

    #[test]
    fn a_name_is_given_and_taken_back() {
        let mut scene = scene();
        rename(&mut scene, 0, "  Mine ");
        assert_eq!(labels(&scene)[0], "Mine");
        rename(&mut scene, 0, " ");
        assert_eq!(scene.experiment.runs[0].label, None);
    }
}
