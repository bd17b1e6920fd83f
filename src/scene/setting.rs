//! A setting of a run by the name that an axis of a sweep has, and set: `lr`, `schedule.lr_min`,
//! `warmup.steps`, `stages.0.max_norm`, `surface.b`, `start.x`, `batch`, `data.noise`, `seed`.

use super::knob::Knob;
use super::{Experiment, Params};
use crate::lang::Kind;
use crate::lang::rule::Value;

/// Gives a run a setting; a count is rounded. False where there is no such run or setting, and then nothing
/// has changed. Whether a rule has a parameter of a name is not asked here: compiling tells. Only on a network
/// it is, since a number of the network may have the same name: it is the run's own where that trains in a way
/// of its own, else that of all runs.
pub fn set(experiment: &mut Experiment, run: usize, name: &str, value: f64) -> bool {
    if run >= experiment.runs.len() {
        return false;
    }
    let parts: Vec<&str> = name.split('.').collect();
    if let ["start", coordinate] = parts[..] {
        return experiment.problem.has_starts() && set_start(experiment, coordinate, value);
    }
    let own = &mut experiment.runs[run];
    if let Some(network) = experiment.problem.network_mut()
        && let Some(knob) = Knob::named(name)
        && own
            .optimizer
            .rule(Kind::Optimizer)
            .is_none_or(|rule| rule.param(name).is_none())
    {
        let fits = knob.fits(network).is_ok();
        if fits {
            knob.give(network, &mut own.training, value);
        }
        return fits;
    }
    let params: Option<(&mut Params, &str)> = match parts[..] {
        ["seed"] => {
            let seed = value.round().clamp(0.0, f64::from(u32::MAX)) as u32;
            // The experiment's seed is that of a network's data, too, which are the same for all seeds of a run.
            match &mut own.training.seed {
                None if !experiment.problem.has_epochs() => experiment.seed = seed,
                own => *own = Some(seed),
            }
            return true;
        }
        ["warmup", part] => {
            let Some(warmup) = &mut own.schedule.warmup else {
                return false;
            };
            match part {
                "steps" => warmup.steps = value.round().clamp(1.0, f64::from(u32::MAX)) as u32,
                "start" => warmup.start = value,
                _ => return false,
            }
            return true;
        }
        ["surface", parameter] => {
            let text = experiment.problem.text_mut();
            text.map(|(_, params)| (params, parameter))
        }
        ["schedule", parameter] => Some((&mut own.schedule.params, parameter)),
        ["stages", index, parameter] => {
            let index: Option<usize> = index.parse().ok();
            let stage = index.and_then(|index| own.stages.get_mut(index));
            stage.map(|stage| (&mut stage.params, parameter))
        }
        [parameter] => Some((&mut own.params, parameter)),
        _ => None,
    };
    let Some((params, parameter)) = params else {
        return false;
    };
    params.insert(parameter.to_owned(), Value::Number(value));
    true
}

/// Sets a coordinate of the first start; one that has no start yet is given as long as it needs to be, from
/// the origin.
fn set_start(experiment: &mut Experiment, coordinate: &str, value: f64) -> bool {
    let place = match coordinate {
        "x" => 0,
        "y" => 1,
        _ => return false,
    };
    if let Some(start) = experiment.start.take() {
        experiment.starts = vec![start];
    }
    if experiment.starts.is_empty() {
        experiment.starts.push(Vec::new());
    }
    let start = &mut experiment.starts[0];
    if start.len() <= place {
        start.resize(place + 1, 0.0);
    }
    start[place] = value;
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::network::{Batch, Network};
    use crate::scene::{Problem, Run, Scene, Stage, Training, Warmup};

    #[test]
    fn every_kind_of_setting_is_put_where_compiling_finds_it() {
        let mut experiment = Scene::on_surface("ravine").experiment;
        let mut run = Run::of("adam");
        run.stages.push(Stage::of("clip_norm"));
        run.schedule.warmup = Some(Warmup {
            steps: 5,
            start: 0.0,
            first: 0,
        });
        experiment.runs.push(run);
        for (name, value) in [
            ("lr", 0.5),
            ("schedule.lr_min", 0.25),
            ("warmup.steps", 7.4),
            ("warmup.start", 0.125),
            ("stages.0.max_norm", 2.0),
            ("surface.condition", 10.0),
            ("start.y", 3.0),
            ("seed", 8.0),
        ] {
            assert!(set(&mut experiment, 0, name, value), "{name}");
        }
        let run = &experiment.runs[0];
        let number = |params: &Params, name: &str| params.get(name).cloned();
        assert_eq!(number(&run.params, "lr"), Some(Value::Number(0.5)));
        assert_eq!(number(&run.schedule.params, "lr_min"), Some(Value::Number(0.25)));
        assert_eq!(
            number(&run.stages[0].params, "max_norm"),
            Some(Value::Number(2.0))
        );
        let warmup = run.schedule.warmup.expect("a warmup");
        assert_eq!((warmup.steps, warmup.start), (7, 0.125));
        assert_eq!(experiment.starts, [[0.0, 3.0]]);
        assert_eq!(experiment.seed, 8);
        let Problem::Surface { params, .. } = &experiment.problem else {
            panic!("a surface");
        };
        assert_eq!(number(params, "condition"), Some(Value::Number(10.0)));
    }

    #[test]
    fn a_number_of_a_network_goes_to_the_run_that_has_one_of_its_own() {
        let network: Network =
            serde_json::from_str(r#"{ "data": "moons", "layers": [2, 8, 2] }"#).expect("a network");
        let mut experiment = Scene::on_surface("bowl").experiment;
        experiment.problem = Problem::Network {
            network: Box::new(network),
        };
        experiment.runs = vec![Run::of("sgd"), Run::of("adam")];
        experiment.runs[1].training = Training {
            batch: Some(Batch::Of(4)),
            ..Training::default()
        };
        for (run, name, value) in [
            (0, "batch", 16.0),
            (1, "batch", 64.0),
            (1, "dropout", 0.5),
            (0, "width", 12.0),
            (0, "data.noise", 0.2),
            (0, "lr", 0.25),
            (1, "seed", 7.0),
        ] {
            assert!(set(&mut experiment, run, name, value), "{name}");
        }
        assert_eq!(
            (experiment.runs[1].training.seed, experiment.seed),
            (Some(7), 1),
            "of the data"
        );
        for name in ["corrupt.step", "surface.b", "start.x", "data.b.c"] {
            assert!(!set(&mut experiment, 0, name, 1.0), "{name}");
        }
        let network = experiment.problem.network().expect("a network");
        assert_eq!((network.batch, network.dropout), (Batch::Of(16), 0.5));
        assert_eq!(
            (&network.layers[..], network.data.noise),
            (&[2, 12, 2][..], Some(0.2))
        );
        assert_eq!(experiment.runs[1].training.batch, Some(Batch::Of(64)));
        assert_eq!(experiment.runs[0].training, Training::default());
        assert_eq!(experiment.runs[0].params.len(), 1, "only the rate is the rule's");
    }

    #[test]
    fn what_is_not_there_is_not_set() {
        let mut experiment = Scene::on_surface("bowl").experiment;
        experiment.runs.push(Run::of("sgd"));
        let before = experiment.clone();
        for (run, name) in [
            (1, "lr"),
            (0, "warmup.steps"),
            (0, "stages.0.max_norm"),
            (0, "start.z"),
            (0, "a.b.c"),
        ] {
            assert!(!set(&mut experiment, run, name, 1.0), "{name}");
        }
        assert_eq!(experiment, before);
    }
}
