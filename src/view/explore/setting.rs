//! The settings of a run that can be swept, each with the range over which it is usually looked at.

use crate::compile::sweep::bounds::WIDTHS;
use crate::lang::rule::{Param, Scale, Value};
use crate::lang::{Kind, Rule};
use crate::scene::explore::Span;
use crate::scene::knob::{self, Knob, Takes};
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
    /// What it is now; NaN where it is no number, as of weights that are not normal.
    pub now: f64,
    /// How many values an axis of it can have: each of some is a network or data of its own.
    pub most: u32,
}

impl Setting {
    /// What it is called, or its symbol where there is no room.
    pub fn seen(&self, narrow: bool) -> String {
        match self.name.split_once('.') {
            _ if !narrow => self.words.clone(),
            Some(("warmup" | "start", _)) => self.name.replace('.', " "),
            _ => term::symbol(self.name.rsplit('.').next().unwrap_or(&self.name)),
        }
    }
}

/// Starts reach as far as the picture of the surface does, batches as far as the samples do.
#[derive(Default)]
pub struct Ground<'a> {
    /// The shown range of each coordinate.
    pub domain: &'a [[f64; 2]],
    /// The first start.
    pub start: &'a [f64],
    /// How many samples are trained on.
    pub samples: usize,
}

/// All settings of a run that can be swept, in the order of a menu: the optimizer's, the schedule's, those of
/// warmup, stages and surface or network, the start, the seed.
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
    let knobs = of_network(experiment, own, ground.samples);
    all.extend(
        knobs
            .filter(|knob| !all.iter().any(|known| known.name == knob.name))
            .collect::<Vec<_>>(),
    );
    let seed = f64::from(own.training.seed.unwrap_or(experiment.seed));
    all.push(Setting {
        name: "seed".to_owned(),
        words: "Seed".to_owned(),
        about: "Which random numbers the run sees".to_owned(),
        span: Span::new("seed", [0.0, 63.0], Spread::Linear),
        whole: true,
        now: seed,
        most: u32::MAX,
    });
    all
}

/// Gives a start whole that may have been the surface's own, where one of its coordinates is among some values.
pub fn complete(values: &mut Vec<(String, f64)>, settings: &[Setting]) {
    let is_start = |name: &str| name.starts_with("start.");
    if !values.iter().any(|(name, _)| is_start(name)) {
        return;
    }
    for start in settings.iter().filter(|setting| is_start(&setting.name)) {
        if !values.iter().any(|(name, _)| *name == start.name) {
            values.insert(0, (start.name.clone(), start.now));
        }
    }
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
            most: u32::MAX,
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
        Scale::Log if ends[0] > 0.0 => Span::new(name, ends, Spread::Log),
        Scale::Int if ends[0] >= 1.0 && ends[1] > 100.0 => Span::new(name, ends, Spread::Log),
        _ => Span::new(name, ends, Spread::Linear),
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
            span: Span::new("warmup.steps", [1.0, f64::from(steps.max(2))], Spread::Linear),
            whole: true,
            now: f64::from(warmup.steps),
            most: u32::MAX,
        },
        Setting {
            name: "warmup.start".to_owned(),
            words: "First factor of the warmup".to_owned(),
            about: "The share of the learning rate from which it rises".to_owned(),
            span: Span::new("warmup.start", [0.0, 1.0], Spread::Linear),
            whole: false,
            now: warmup.start,
            most: u32::MAX,
        },
    ]
}

/// The numbers of a network, of its data and of how the run trains it.
fn of_network<'a>(
    experiment: &'a Experiment,
    run: &'a Run,
    samples: usize,
) -> impl Iterator<Item = Setting> + 'a {
    let network = experiment.problem.network();
    let network = network.map(|network| network.trained_by(&run.training));
    network.into_iter().flat_map(move |network| {
        let own = knob::ALL.iter().filter(|row| row.knob.is_of(&network));
        let all: Vec<Setting> = own
            .map(|row| {
                let now = match row.knob {
                    Knob::Batch => row.knob.get(&network).unwrap_or(samples as f64),
                    Knob::DataSeed => row.knob.get(&network).unwrap_or(f64::from(experiment.seed)),
                    knob => knob.get(&network).unwrap_or(f64::NAN),
                };
                let ([low, high], scale) = row.usual;
                let high = match row.knob {
                    Knob::Batch if samples > 1 => high.min(samples as f64),
                    Knob::CorruptStep => f64::from(experiment.steps.max(2)),
                    _ => high,
                };
                let low = if now > 0.0 || scale == Spread::Linear {
                    low.min(now)
                } else {
                    low
                };
                Setting {
                    name: row.name.to_owned(),
                    words: row.words.to_owned(),
                    about: row.about.to_owned(),
                    span: Span::new(row.name, [low, high.max(now)], scale),
                    whole: row.takes != Takes::Number,
                    now,
                    most: if row.knob.builds() {
                        WIDTHS as u32
                    } else {
                        u32::MAX
                    },
                }
            })
            .collect();
        all
    })
}

fn starts(ground: &Ground) -> Vec<Setting> {
    let coordinate = |((name, range), now): ((&str, &[f64; 2]), &f64)| Setting {
        name: format!("start.{name}"),
        words: format!("Start, {name}"),
        about: format!("The coordinate {name} of the point at which the run begins"),
        span: Span::new(&format!("start.{name}"), *range, Spread::Linear),
        whole: false,
        now: *now,
        most: u32::MAX,
    };
    let places = ["x", "y"].into_iter().zip(ground.domain).zip(ground.start);
    places.map(coordinate).collect()
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
            ..Ground::default()
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
        let found = all(&experiment, 0, &Ground::default());
        assert_eq!(names(&found)[..1], ["lr"]);
        let span = &found[0].span;
        assert_eq!((span.from, span.to, span.scale), (1e-5, 50.0, Spread::Log));
        assert!(all(&experiment, 1, &Ground::default()).is_empty());
    }

    #[test]
    fn a_network_has_its_own_numbers_as_the_run_trains_it() {
        let mut experiment = Scene::on_surface("bowl").experiment;
        experiment.problem = serde_json::from_value(serde_json::json!({
            "network": { "data": "spirals", "layers": [2, 8, 2], "batch": "full" } }))
        .expect("a network");
        let mut run = Run::of("sgd");
        run.training.dropout = Some(0.25);
        experiment.runs.push(run);
        let ground = Ground {
            samples: 100,
            ..Ground::default()
        };
        let found = all(&experiment, 0, &ground);
        let of = |name: &str| found.iter().find(|s| s.name == name);
        let batch = of("batch").expect("a batch");
        assert_eq!((batch.now, batch.span.to, batch.whole), (100.0, 100.0, true));
        assert_eq!((batch.span.from, batch.span.scale), (1.0, Spread::Log));
        assert_eq!(of("dropout").map(|s| s.now), Some(0.25));
        assert_eq!(of("width").map(|s| (s.now, s.most)), Some((8.0, 8)));
        assert_eq!(of("data.noise").map(|s| s.now), Some(0.03), "the generator's own");
        assert!(of("data.turns").is_some() && of("data.cells").is_none() && of("corrupt.step").is_none());
        assert!(
            of("init.normal").is_some_and(|s| s.now.is_nan()),
            "Xavier's are not normal"
        );
        for setting in &found {
            let value = setting.span.to;
            assert!(
                setting::set(&mut experiment.clone(), 0, &setting.name, value),
                "{setting:?}"
            );
        }
    }
}
