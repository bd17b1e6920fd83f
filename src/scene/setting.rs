//! A setting of a run by the name that an axis of a sweep has, read and set: `lr`, `schedule.lr_min`,
//! `warmup.steps`, `stages.0.max_norm`, `surface.b`, `start.x`, `seed`.

use super::{Experiment, Params};
use crate::lang::rule::Value;

/// Gives a run a setting; a count is rounded. False where there is no such run or setting, and then nothing
/// has changed. Whether a rule has a parameter of a name is not asked here: compiling tells.
pub fn set(experiment: &mut Experiment, run: usize, name: &str, value: f64) -> bool {
    if run >= experiment.runs.len() {
        return false;
    }
    let parts: Vec<&str> = name.split('.').collect();
    if let ["start", coordinate] = parts[..] {
        return set_start(experiment, coordinate, value);
    }
    let own = &mut experiment.runs[run];
    let params: Option<(&mut Params, &str)> = match parts[..] {
        ["seed"] => {
            let seed = value.round().clamp(0.0, f64::from(u32::MAX)) as u32;
            match &mut own.training.seed {
                Some(own) => *own = seed,
                None => experiment.seed = seed,
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
    use crate::scene::{Problem, Run, Scene, Stage, Warmup};

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
