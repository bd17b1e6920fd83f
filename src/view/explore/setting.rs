//! The settings of a run that can be swept, each with the range over which it is usually looked at.

use crate::lang::rule::{Param, Scale, Value};
use crate::lang::{Kind, Rule};
use crate::scene::explore::Span;
use crate::scene::sweep::Spread;
use crate::scene::{Experiment, Params, Reference, Run};
use crate::view::term;

/// A setting of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its name on an axis of a sweep.
    pub name: String,
    /// What it is called, such as "Learning rate η".
    pub words: String,
    /// What it does.
    pub about: String,
    /// Over which range it is usually looked at, and how that is spread.
    pub span: Span,
    /// Whether it counts.
    pub whole: bool,
    /// What it is now.
    pub now: f64,
}

/// Starts reach as far as the picture of the surface does.
pub struct Ground<'a> {
    /// The shown range of each coordinate.
    pub domain: &'a [[f64; 2]],
    /// The first start.
    pub start: &'a [f64],
}

/// All settings of a run that can be swept, in the order of a menu: the optimizer's, the schedule's, those of
/// warmup, stages and surface, the start, the seed.
pub fn all(experiment: &Experiment, run: usize, ground: &Ground) -> Vec<Setting> {
    let Some(own) = experiment.runs.get(run) else {
        return Vec::new();
    };
    let mut all = of_rule(Kind::Optimizer, &own.optimizer, &own.params, ["", ""]);
    let schedule = &own.schedule;
    all.extend(of_rule(
        Kind::Schedule,
        &schedule.name,
        &schedule.params,
        ["schedule.", " of the schedule"],
    ));
    all.extend(warmup(own, experiment.steps));
    for (index, stage) in own.stages.iter().enumerate() {
        let [prefix, words] = [format!("stages.{index}."), format!(" of stage {}", index + 1)];
        all.extend(of_rule(
            Kind::Stage,
            &stage.name,
            &stage.params,
            [&prefix, &words],
        ));
    }
    if let Some((surface, params)) = experiment.problem.text() {
        all.extend(of_rule(
            Kind::Surface,
            surface,
            params,
            ["surface.", " of the surface"],
        ));
        all.extend(starts(ground));
    }
    let seed = f64::from(own.training.seed.unwrap_or(experiment.seed));
    all.push(Setting {
        name: "seed".to_owned(),
        words: "Seed".to_owned(),
        about: "Which random numbers the run sees".to_owned(),
        span: span("seed", [0.0, 63.0], Spread::Linear),
        whole: true,
        now: seed,
    });
    all
}

/// The numbers among the parameters of a rule.
fn of_rule(kind: Kind, reference: &Reference, params: &Params, [prefix, behind]: [&str; 2]) -> Vec<Setting> {
    let Some(rule) = reference.rule(kind) else {
        return Vec::new();
    };
    let setting = |param: &Param| {
        let Value::Number(now) = *params.get(&param.name.text).unwrap_or(&param.default) else {
            return None;
        };
        let name = format!("{prefix}{}", param.name.text);
        Some(Setting {
            words: term::parameter(&param.name.text) + behind,
            about: param.about.clone(),
            span: usual(&name, param, now),
            whole: param.scale == Scale::Int,
            now,
            name,
        })
    };
    let rule: &Rule = &rule;
    rule.params.iter().filter_map(setting).collect()
}

/// The range of the slider, wider where the value is outside it.
fn usual(name: &str, param: &Param, now: f64) -> Span {
    let (low, high) = param.range.unwrap_or((now - 1.0, now + 1.0));
    let ends = [low.min(now), high.max(now)];
    match param.scale {
        Scale::Log if ends[0] > 0.0 => span(name, ends, Spread::Log),
        Scale::Int if ends[0] >= 1.0 && ends[1] > 100.0 => span(name, ends, Spread::Log),
        _ => span(name, ends, Spread::Linear),
    }
}

fn warmup(run: &Run, steps: u32) -> Vec<Setting> {
    let Some(warmup) = run.schedule.warmup else {
        return Vec::new();
    };
    vec![
        Setting {
            name: "warmup.steps".to_owned(),
            words: "Steps of the warmup".to_owned(),
            about: "How many steps the learning rate takes to rise".to_owned(),
            span: span("warmup.steps", [1.0, f64::from(steps.max(2))], Spread::Linear),
            whole: true,
            now: f64::from(warmup.steps),
        },
        Setting {
            name: "warmup.start".to_owned(),
            words: "First factor of the warmup".to_owned(),
            about: "The share of the learning rate from which it rises".to_owned(),
            span: span("warmup.start", [0.0, 1.0], Spread::Linear),
            whole: false,
            now: warmup.start,
        },
    ]
}

fn starts(ground: &Ground) -> Vec<Setting> {
    let coordinate = |((name, range), now): ((&str, &[f64; 2]), &f64)| Setting {
        name: format!("start.{name}"),
        words: format!("Start, {name}"),
        about: format!("The coordinate {name} of the point at which the run begins"),
        span: span(&format!("start.{name}"), *range, Spread::Linear),
        whole: false,
        now: *now,
    };
    let places = ["x", "y"].into_iter().zip(ground.domain).zip(ground.start);
    places.map(coordinate).collect()
}

fn span(name: &str, [from, to]: [f64; 2], scale: Spread) -> Span {
    Span {
        name: name.to_owned(),
        from,
        to,
        scale,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Scene, Stage, Warmup, setting};

    fn names(all: &[Setting]) -> Vec<&str> {
        all.iter().map(|s| s.name.as_str()).collect()
    }

    #[test]
    fn every_number_of_a_run_is_a_setting_that_can_be_set() {
        let mut experiment = Scene::on_surface("ravine").experiment;
        let mut run = Run::of("momentum");
        run.schedule.name = Reference::name("step");
        run.schedule.warmup = Some(Warmup {
            steps: 5,
            start: 0.0,
            first: 0,
        });
        run.stages.push(Stage::of("clip_norm"));
        experiment.runs.push(run);
        let ground = Ground {
            domain: &[[-4.0, 4.0], [-2.0, 2.0]],
            start: &[-3.0, 1.0],
        };
        let found = all(&experiment, 0, &ground);
        for name in [
            "lr",
            "beta",
            "schedule.step_size",
            "warmup.steps",
            "warmup.start",
            "stages.0.max_norm",
            "start.x",
            "start.y",
            "seed",
        ] {
            assert!(names(&found).contains(&name), "{name}: {found:?}");
        }
        assert!(found.iter().any(|s| s.name.starts_with("surface.")));
        for of in &found {
            assert!(of.span.from < of.span.to, "{of:?}");
            assert!(of.span.from <= of.now && of.now <= of.span.to, "{of:?}");
            assert!(
                setting::set(&mut experiment.clone(), 0, &of.name, of.now),
                "{of:?}"
            );
        }
    }

    #[test]
    fn a_value_outside_the_usual_range_widens_it() {
        let mut experiment = Scene::on_surface("bowl").experiment;
        experiment.runs.push(Run::of("sgd"));
        setting::set(&mut experiment, 0, "lr", 50.0);
        let ground = Ground {
            domain: &[],
            start: &[],
        };
        let found = all(&experiment, 0, &ground);
        assert_eq!(names(&found)[..1], ["lr"]);
        let span = &found[0].span;
        assert_eq!((span.from, span.to, span.scale), (1e-5, 50.0, Spread::Log));
        assert!(all(&experiment, 1, &ground).is_empty());
    }
}
