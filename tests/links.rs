//! Links: every scene comes back from its link as it was, and no text makes reading one fail badly.

use proptest::prelude::*;
use ravine::catalog;
use ravine::lang::Kind;
use ravine::lang::rule::Value;
use ravine::link::{LIMIT, LinkError, card, decode, encode, to_card};
use ravine::scene::{Params, Problem, Reference, Run, Scene, Schedule, Stage, Warmup};
use std::time::{Duration, Instant};

/// Longest that refusing a link may take; ten times as long without optimisation.
const PATIENCE: Duration = Duration::from_millis(if cfg!(debug_assertions) { 500 } else { 50 });

#[test]
fn the_prepared_scenes_come_back() {
    for (name, text) in catalog::scenes() {
        let scene: Scene = serde_json::from_str(text).expect("preset scenes are valid");
        let link = encode(&scene);
        assert_eq!(decode(&link), Ok(scene), "{name}");
        assert!(link.len() < 1000, "{name}: {} characters", link.len());
    }
}

#[test]
fn the_address_of_a_card_has_its_scene_where_that_was_changed() {
    for (address, wanted) in [
        ("#l=adam/first_step", Some(("adam/first_step", None))),
        (
            "https://example.org/?a=b#l=a/b&s=1.xyz",
            Some(("a/b", Some("1.xyz"))),
        ),
        ("#s=1.xyz", None),
        ("1.xyz", None),
    ] {
        assert_eq!(card(address), wanted, "{address}");
    }
    let link = encode(&Scene::on_surface("bowl"));
    let address = to_card("a/b", Some(&link));
    assert_eq!(card(&address), Some(("a/b", Some(link.as_str()))));
    assert_eq!(to_card("a/b", None), "#l=a/b");
}

#[test]
fn own_rules_travel_with_their_scene() {
    let mut scene = Scene::on_surface("bowl");
    for entry in catalog::entries(Kind::Optimizer).iter().take(8) {
        let mut run = Run::of(&entry.id);
        let path = format!(
            "{}/assets/optimizers/{}.rule",
            env!("CARGO_MANIFEST_DIR"),
            entry.id
        );
        run.optimizer = Reference::Source(std::fs::read_to_string(path).expect("a rule file"));
        run.label = Some(format!("{} η β₁ \u{1f9ed} \"x\"", entry.id));
        scene.experiment.runs.push(run);
    }
    assert_eq!(decode(&encode(&scene)), Ok(scene));
}

#[test]
fn refusing_is_quick() {
    let bomb = |json: Vec<u8>| {
        use base64::Engine as _;
        let letters = base64::engine::general_purpose::URL_SAFE_NO_PAD;
        format!(
            "1.{}",
            letters.encode(miniz_oxide::deflate::compress_to_vec(&json, 9))
        )
    };
    for (name, link) in [
        ("spaces", bomb(vec![b' '; 64 << 20])),
        ("lists", bomb("[".repeat(LIMIT).into_bytes())),
        (
            "runs",
            bomb(format!(r#"{{"experiment":{{"runs":[{}"#, "[],".repeat(LIMIT / 4)).into_bytes()),
        ),
        ("letters", format!("1.{}", "A".repeat(LIMIT * 4))),
    ] {
        let start = Instant::now();
        let refused = decode(&link);
        let taken = start.elapsed();
        assert!(
            refused.is_err() && taken < PATIENCE,
            "{name}: {taken:?}, {refused:?}"
        );
    }
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<i32>().prop_map(f64::from),
        any::<f64>().prop_filter("JSON has finite numbers", |v| v.is_finite()),
    ]
}

fn params() -> impl Strategy<Value = Params> {
    let value = prop_oneof![
        number().prop_map(Value::Number),
        any::<bool>().prop_map(Value::Switch),
        prop::collection::vec(number(), 0..5).prop_map(Value::List),
    ];
    prop::collection::btree_map("[a-z_]{1,8}", value, 0..4)
}

fn reference() -> impl Strategy<Value = Reference> {
    prop_oneof![
        "[a-z_]{1,12}".prop_map(Reference::Name),
        any::<String>().prop_map(Reference::Source),
    ]
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let warmup = (any::<u32>(), number(), any::<u32>()).prop_map(|(steps, start, first)| Warmup {
        steps,
        start,
        first,
    });
    (reference(), params(), prop::option::of(warmup)).prop_map(|(name, params, warmup)| Schedule {
        name,
        params,
        warmup,
        ..Schedule::default()
    })
}

fn run() -> impl Strategy<Value = Run> {
    let stage = (reference(), params()).prop_map(|(name, params)| Stage { name, params });
    let stages = prop::collection::vec(stage, 0..3);
    (any::<Option<String>>(), reference(), params(), schedule(), stages).prop_map(
        |(label, optimizer, params, schedule, stages)| {
            let mut run = Run::of("");
            run.label = label;
            run.optimizer = optimizer;
            run.params = params;
            run.schedule = schedule;
            run.stages = stages;
            run
        },
    )
}

fn scene() -> impl Strategy<Value = Scene> {
    let start = prop::collection::vec(number(), 0..3);
    let runs = prop::collection::vec(run(), 0..5);
    (
        reference(),
        params(),
        start,
        runs,
        any::<u32>(),
        any::<[u32; 3]>(),
    )
        .prop_map(|(surface, params, start, runs, selected, [steps, seed, step])| {
            let mut scene = Scene::on_surface("");
            scene.experiment.problem = Problem::Surface { surface, params };
            scene.experiment.starts = vec![start.clone()];
            scene.experiment.start = Some(start);
            scene.experiment.runs = runs;
            scene.experiment.steps = steps;
            scene.experiment.seed = seed;
            scene.view.step = step;
            scene.view.selected = selected as usize;
            scene.view.muted = vec![0, selected as usize];
            scene
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_scene_comes_back(scene in scene()) {
        prop_assert_eq!(decode(&encode(&scene)), Ok(scene));
    }

    #[test]
    fn a_damaged_link_is_refused_or_read(scene in scene(), at in any::<prop::sample::Index>(), letter in "[!-~]") {
        let mut link = encode(&scene);
        let place = at.index(link.len());
        link.replace_range(place..=place, &letter);
        // No checksum guards a link, so a changed letter may give another scene; most give a reason.
        if let Err(reason) = decode(&link) {
            prop_assert!(reason.to_string().starts_with("th"), "{}", reason);
        }
    }

    #[test]
    fn any_text_is_refused(text in ".{0,60}", digits in "[0-9]{1,3}") {
        prop_assert!(decode(&text).is_err());
        let refused = decode(&format!("#s={digits}.{text}"));
        let version = matches!(refused, Err(LinkError::UnknownVersion(_)));
        prop_assert_eq!(version, digits != "1");
    }
}
