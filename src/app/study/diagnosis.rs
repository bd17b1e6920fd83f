//! What tests why a run went wrong, done in the scene.

use crate::app::controls::names;
use crate::app::runs::edit;
use crate::course::diagnosis::change::Change;
use crate::scene::{Precision, Scene};

/// Changes a scene to test why a run went wrong; another run stands below that one.
pub fn try_out(scene: &mut Scene, index: usize, change: Change) {
    match change {
        Change::Run { run, name } => {
            let Some(source) = scene.experiment.runs.get(index) else {
                return;
            };
            let name = format!("{}, {name}", names::run(source));
            edit::insert_below(scene, index, *run, &name);
        }
        Change::Seeds(seeds) => {
            if let Some(network) = scene.experiment.problem.network_mut() {
                network.seeds = seeds;
            }
        }
        Change::Double => scene.experiment.precision = Precision::Double,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::rule::Value;
    use crate::scene::Reference;

    #[test]
    fn a_test_stands_below_the_run_that_it_is_of() {
        let mut scene = Scene::on_surface("bowl");
        for optimizer in ["sgd", "adam", "lion"] {
            edit::push(&mut scene, Reference::name(optimizer));
        }
        let mut slower = scene.experiment.runs[1].clone();
        slower.params.insert("lr".to_owned(), Value::Number(0.01));
        let change = Change::Run {
            run: Box::new(slower.clone()),
            name: "η = 0.01".to_owned(),
        };
        try_out(&mut scene, 1, change);
        let labels = scene.experiment.runs.iter().map(|run| run.label.as_deref());
        let labels: Vec<&str> = labels.flatten().collect();
        assert_eq!(labels, ["SGD", "Adam", "Adam, η = 0.01", "Lion"]);
        assert_eq!(scene.experiment.runs[2].params, slower.params);
        assert_eq!(scene.view.selected, 2);
    }
}
