//! Texts that may be anything: rules, scenes and links, made from the catalog's by changes. A text depends on
//! its seed alone.

use super::cases::Text;
use super::mutate::{Dice, changed};
use super::vocabulary::{NETWORKS, NUMBERS};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ravine::catalog;
use ravine::lang::Kind;
use ravine::lang::rule::Value;
use ravine::link;
use ravine::scene::{Fork, Params, Problem, Reference, Run, Scene, Stage, Warmup};

/// The text of a seed.
pub fn text(seed: u64) -> Text {
    let mut dice = Dice(seed.wrapping_mul(0xd134_2543_de82_ef95));
    match dice.below(3) {
        0 => {
            let kind = Kind::ALL[dice.below(Kind::ALL.len())];
            let text = rule(&mut dice, kind);
            Text::Rule(kind, text)
        }
        1 => Text::Scene(scene(&mut dice)),
        _ => Text::Link(link(&mut dice)),
    }
}

fn catalog_rule(dice: &mut Dice, kind: Kind) -> &'static str {
    let entries = catalog::entries(kind);
    &entries[dice.below(entries.len())].rule.source
}

/// A rule of the catalog, changed; sometimes words at random.
fn rule(dice: &mut Dice, kind: Kind) -> String {
    if dice.one_in(8) {
        return noise(dice);
    }
    let text = catalog_rule(dice, kind);
    let other = Kind::ALL[dice.below(Kind::ALL.len())];
    let other = catalog_rule(dice, other);
    changed(dice, text, other)
}

fn noise(dice: &mut Dice) -> String {
    let count = dice.below(60);
    let words = (0..count).map(|_| {
        let space = if dice.one_in(2) { " " } else { "" };
        dice.word().to_owned() + space
    });
    words.collect()
}

/// A scene as JSON, right or changed.
fn scene(dice: &mut Dice) -> String {
    let presets = catalog::scenes();
    let preset = presets[dice.below(presets.len())].1;
    let text = match dice.below(4) {
        0 => preset.to_owned(),
        1 => dice.pick(NETWORKS).to_owned(),
        _ => serde_json::to_string_pretty(&random_scene(dice)).expect("a scene is JSON"),
    };
    match dice.below(4) {
        0 => text,
        _ => changed(dice, &text, preset),
    }
}

fn link(dice: &mut Dice) -> String {
    let scene = scene(dice);
    let json = match dice.below(8) {
        0 => scene.repeat(1 + dice.below(2000)).into_bytes(),
        1 => (0..dice.below(400)).map(|_| dice.next() as u8).collect(),
        2 => vec![b' '; dice.below(4 << 20)],
        _ => scene.into_bytes(),
    };
    let deflated = match dice.one_in(16) {
        true => json.into_iter().take(2000).collect(),
        false => miniz_oxide::deflate::compress_to_vec(&json, 1),
    };
    let link = format!("{}1.{}", link::MARK, URL_SAFE_NO_PAD.encode(deflated));
    match dice.below(3) {
        0 => changed(dice, &link, "#s=1.AAAA_-"),
        _ => link,
    }
}

/// A scene whose parts are there, but neither its names nor its numbers need to be right.
fn random_scene(dice: &mut Dice) -> Scene {
    let mut scene = Scene::on_surface("");
    let experiment = &mut scene.experiment;
    experiment.problem = Problem::Surface {
        surface: reference(dice, Kind::Surface),
        params: params(dice),
    };
    experiment.steps = [1, 3, 20, 1000, 100_000, u32::MAX][dice.below(6)];
    experiment.seed = dice.next() as u32;
    if dice.one_in(3) {
        let count = [1, 2, 5, 2000][dice.below(4)];
        experiment.starts = (0..count).map(|_| vec![number(dice), number(dice)]).collect();
    }
    let count = dice.below(7);
    for _ in 0..count {
        let mut run = Run::of("");
        run.optimizer = reference(dice, Kind::Optimizer);
        run.params = params(dice);
        run.schedule.name = reference(dice, Kind::Schedule);
        run.schedule.params = params(dice);
        let first = dice.below(3) as u32;
        run.schedule.warmup = dice.one_in(3).then(|| Warmup {
            steps: dice.below(40) as u32,
            start: number(dice),
            first,
        });
        let stages = dice.below(3);
        run.stages = (0..stages)
            .map(|_| Stage {
                name: reference(dice, Kind::Stage),
                params: params(dice),
            })
            .collect();
        run.from = dice.one_in(3).then(|| Fork {
            run: dice.below(count + 1),
            step: dice.below(30) as u32,
        });
        experiment.runs.push(run);
    }
    scene
}

fn reference(dice: &mut Dice, kind: Kind) -> Reference {
    let entries = catalog::entries(kind);
    match dice.below(8) {
        0 => Reference::Source(catalog_rule(dice, kind).to_owned()),
        1 => Reference::Source(rule(dice, kind)),
        _ => Reference::name(&entries[dice.below(entries.len())].id),
    }
}

fn params(dice: &mut Dice) -> Params {
    let names = [
        "lr",
        "beta1",
        "eps",
        "weight_decay",
        "a",
        "b",
        "milestones",
        "bias_correction",
    ];
    let mut params = Params::new();
    if dice.one_in(4) {
        let value = match dice.below(4) {
            0 => Value::Switch(dice.one_in(2)),
            1 => Value::List((0..dice.below(100)).map(|_| number(dice)).collect()),
            _ => Value::Number(number(dice)),
        };
        params.insert(dice.pick(&names).to_owned(), value);
    }
    params
}

/// A number that JSON can hold.
fn number(dice: &mut Dice) -> f64 {
    let plain = dice.below(2001) as f64 / 500.0 - 2.0;
    let odd = dice.pick(&NUMBERS).parse().unwrap_or(plain);
    if dice.one_in(6) && f64::is_finite(odd) {
        odd
    } else {
        plain
    }
}
