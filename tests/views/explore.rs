//! The Explore tab: a map under a hand, the race of runs over their rates, a range test.

use crate::{PHONE, SMALL, WIDE, open, press, session};
use egui::accesskit::Role;
use egui::{
    Event, Key, Modifiers, PointerButton, Pos2, Rect, Theme, TouchDeviceId, TouchId, TouchPhase, Vec2, pos2,
    vec2,
};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::app::give::export::{Export, Form};
use ravine::lang::rule::Value;
use ravine::scene::explore::{Look, Method, Page, RangeTest, Search, Span};
use ravine::scene::network::Batch;
use ravine::scene::sweep::Spread;
use ravine::scene::{Run, Scene};

fn scene(surface: &str, optimizers: &[&str], page: Page) -> Scene {
    let mut scene = Scene::on_surface(surface);
    scene.experiment.steps = 100;
    scene.experiment.runs = optimizers.iter().map(|name| Run::of(name)).collect();
    scene.view.tab = "explore".to_owned();
    scene.view.explore.page = page;
    scene
}

fn app(size: Vec2, scene: Scene) -> Harness<'static, App> {
    let mut harness = open(size, Theme::Dark, Session::on_cpu(scene));
    settle(&mut harness);
    harness
}

/// Until nothing more is computed.
fn settle(harness: &mut Harness<App>) {
    for _ in 0..1000 {
        harness.run_steps(4);
        let busy = |part: &str| harness.query_all_by_label_contains(part).next().is_some();
        if !busy("computed") && !busy("omputing") {
            return;
        }
    }
    panic!("there is no end to it");
}

fn image(harness: &Harness<App>, name: &str) -> Rect {
    harness.get_by_role_and_label(Role::Image, name).rect()
}

/// A place on the map's plot.
fn on(map: Rect, across: f32, up: f32) -> Pos2 {
    pos2(
        map.left() + 70.0 + across * (map.width() - 160.0),
        map.bottom() - 90.0 - up * (map.height() - 140.0),
    )
}

fn rate(harness: &Harness<App>, run: usize) -> Option<f64> {
    let params = &harness.state().session.scene.experiment.runs[run].params;
    match params.get("lr") {
        Some(Value::Number(rate)) => Some(*rate),
        _ => None,
    }
}

fn says(harness: &Harness<App>, part: &str) -> bool {
    harness.query_all_by_label_contains(part).next().is_some()
}

#[test]
fn a_map_says_what_is_pointed_at_and_a_drag_takes_its_settings() {
    let mut harness = app(WIDE, scene("ravine", &["momentum"], Page::Map));
    let map = image(&harness, "Map of outcomes");
    assert!(says(
        &harness,
        "Now: Momentum, Learning rate η = 0.001, Momentum decay β = 0.9"
    ));
    harness.hover_at(on(map, 0.9, 0.5));
    harness.run_steps(4);
    assert!(says(&harness, "diverged at step"), "rates near 1 are too high");
    assert_eq!(rate(&harness, 0), None, "pointing changes nothing");
    harness.hover_at(on(map, 0.5, 0.5));
    harness.run_steps(4);
    assert!(says(&harness, "at the end"));
    harness.drag_at(on(map, 0.3, 0.5));
    harness.run_steps(2);
    harness.hover_at(on(map, 0.4, 0.5));
    harness.run_steps(4);
    let first = rate(&harness, 0).expect("the run has the rate under the hand");
    harness.hover_at(on(map, 0.6, 0.3));
    harness.run_steps(4);
    let second = rate(&harness, 0).expect("a rate");
    harness.drop_at(on(map, 0.6, 0.3));
    settle(&mut harness);
    assert!(
        1e-5 < first && first < second && second < 1.0,
        "{first}, {second}"
    );
    assert!(says(&harness, "Now: Momentum"), "and there it stands");
}

#[test]
fn keys_zoom_the_map_and_move_the_run() {
    let mut harness = app(WIDE, scene("ravine", &["momentum"], Page::Map));
    harness
        .get_by_role_and_label(Role::Image, "Map of outcomes")
        .focus();
    harness.run_steps(2);
    harness.key_press(Key::ArrowRight);
    harness.run_steps(3);
    let moved = rate(&harness, 0).expect("a rate");
    assert!(moved > 1e-3 && moved < 2e-3, "{moved}");
    harness.key_press(Key::Plus);
    settle(&mut harness);
    let explore = &harness.state().session.scene.view.explore;
    let x = explore.x.as_ref().expect("a range of its own");
    assert!(x.name == "lr" && x.from > 1e-5 && x.to < 1.0, "{x:?}");
    press(&mut harness, "More of the map");
    press(&mut harness, "Reset the map");
    assert_eq!(harness.state().session.scene.view.explore.x, None);
}

#[test]
fn the_timeline_moves_the_map_and_asks_for_nothing_new() {
    let mut harness = app(WIDE, scene("ravine", &["momentum"], Page::Map));
    let label = |harness: &mut Harness<App>| {
        let file = harness
            .state_mut()
            .file(Export::Chart(Form::Svg))
            .expect("a figure");
        let text = String::from_utf8(file.bytes).expect("an SVG is text");
        let from = text.find("Loss after ").expect("it says after how many steps");
        text[from..].split(',').next().unwrap_or_default().to_owned()
    };
    assert!(!says(&harness, " · step "), "a scene opens at the end");
    assert_eq!(label(&mut harness), "Loss after 100 steps");
    for (key, step) in [(Key::Num5, 47), (Key::Num2, 19), (Key::Num9, 87)] {
        harness.key_press(key);
        harness.run_steps(2);
        assert!(!says(&harness, "computed"), "it was kept");
        let words = format!(" · step {step} of 100");
        assert!(says(&harness, &words), "{words}");
        assert!(says(&harness, &format!("after {step} steps")));
        assert_eq!(label(&mut harness), format!("Loss after {step} steps"));
    }
    harness.key_press(Key::End);
    harness.run_steps(2);
    assert!(!says(&harness, " · step "));
    assert_eq!(label(&mut harness), "Loss after 100 steps");
}

#[test]
fn presets_and_menus_choose_what_is_on_the_map() {
    let mut harness = app(WIDE, scene("himmelblau", &["momentum", "sgd"], Page::Map));
    press(&mut harness, "Presets of the map");
    press(&mut harness, "Map: Basins");
    settle(&mut harness);
    assert!(says(&harness, "Start, x = "));
    press(&mut harness, "Vertical axis: Start, y");
    press(&mut harness, "Vertical axis: take Momentum decay β");
    settle(&mut harness);
    let explore = harness.state().session.scene.view.explore.clone();
    assert_eq!(explore.y.map(|y| y.name), Some("beta".to_owned()));
    press(&mut harness, "More of the map");
    press(&mut harness, "Maps of all runs");
    settle(&mut harness);
    image(&harness, "Map of outcomes");
}

#[test]
fn runs_are_ranked_over_their_rates_and_those_that_tie_are_called_so() {
    let mut harness = app(
        WIDE,
        scene(
            "bowl",
            &["sgd", "momentum", "adam", "rmsprop", "lion"],
            Page::Race,
        ),
    );
    image(&harness, "Race over learning rates");
    assert!(
        says(&harness, " tie: their 10–90 % bands at their best rates overlap"),
        "on a bowl"
    );
    press(&mut harness, "Race: Tries");
    settle(&mut harness);
    let chart = image(&harness, "Race over learning rates");
    harness.hover_at(chart.center());
    harness.run_steps(3);
    assert!(harness.state().session.scene.view.explore.race.tries);
}

#[test]
fn a_range_test_leaves_the_scene_alone_and_its_marks_are_those_of_the_course() {
    let mut of = scene("ravine", &["sgd"], Page::Range);
    of.experiment.steps = 1000;
    of.experiment.start = Some(vec![-4.0, 1.5]);
    let before = of.experiment.clone();
    let mut harness = app(WIDE, of);
    assert_eq!(harness.state().session.scene.experiment, before);
    let test = &harness.state().session.scene.view.explore.range;
    assert_eq!(*test, RangeTest::default(), "1e-5 to 1 in 200 steps");
    for (mark, wanted) in [
        ("Take the lowest loss", 0.222),
        ("Take the steepest fall", 0.198),
        ("Take a tenth of the lowest", 0.0222),
        ("Take the bound of its rule", 0.04),
    ] {
        harness.get_by_label(mark).scroll_to_me();
        harness.run_steps(4);
        press(&mut harness, mark);
        let taken = rate(&harness, 0).expect("a rate is taken");
        assert!(
            (taken / wanted - 1.0).abs() < 0.005,
            "{mark}: {taken}, not {wanted}"
        );
    }
    harness
        .get_by_label("Take the largest stable rate")
        .scroll_to_me();
    harness.run_steps(4);
    press(&mut harness, "Take the largest stable rate");
    let stable = rate(&harness, 0).expect("a rate is taken");
    assert!(stable < 0.04 && stable > 0.036, "{stable}");
}

/// Moons, learned by some rules.
fn network(optimizers: &[&str], page: Page) -> Scene {
    let mut scene = scene("bowl", optimizers, page);
    scene.experiment.problem = serde_json::from_value(serde_json::json!({ "network": {
        "data": { "name": "moons", "size": 60 }, "layers": [2, 4, 2], "batch": 8 } }))
    .expect("a network");
    scene.experiment.steps = 20;
    scene
}

#[test]
fn a_map_of_networks_says_what_is_pointed_at_and_a_click_gives_the_batch() {
    let mut harness = app(WIDE, network(&["sgd"], Page::Map));
    let map = image(&harness, "Map of outcomes");
    assert!(says(
        &harness,
        "Now: SGD, Learning rate η = 0.001, Batch size = 8"
    ));
    harness.hover_at(on(map, 0.5, 0.4));
    settle(&mut harness);
    assert!(says(&harness, "% right"), "of what is held back");
    image(&harness, "Training loss there");
    harness.drag_at(on(map, 0.5, 0.8));
    harness.run_steps(2);
    harness.drop_at(on(map, 0.5, 0.8));
    settle(&mut harness);
    let experiment = &harness.state().session.scene.experiment;
    let network = experiment.problem.network().expect("a network");
    let Batch::Of(batch) = network.batch else {
        panic!("a click gives a size");
    };
    assert!((9..=48).contains(&batch), "{batch}");
    assert!(
        says(&harness, &format!("Batch size = {batch}")),
        "and there it stands"
    );
    press(&mut harness, "Presets of the map");
    press(&mut harness, "Map: Width and rate");
    settle(&mut harness);
    let explore = &harness.state().session.scene.view.explore;
    assert_eq!(explore.value, ravine::scene::explore::Value::Validation);
}

#[test]
fn a_link_with_what_a_network_does_not_have_is_answered_in_words() {
    let mut of = network(&["sgd"], Page::Map);
    of.view.explore.value = ravine::scene::explore::Value::Minimum;
    let harness = app(WIDE, of);
    assert!(says(&harness, "There is no “Minimum reached” here"));
}

#[test]
fn rules_race_on_a_network_with_seeds_and_a_range_test_has_its_truth() {
    let mut of = network(&["sgd", "adam"], Page::Race);
    of.view.explore.race.seeds = 3;
    of.view.explore.race.count = 9;
    let mut harness = app(WIDE, of);
    press(&mut harness, "What counts in the race");
    press(&mut harness, "Race: Accuracy counts");
    // The menu lay over the chart, which would tell of the point under the pointer.
    harness.hover_at(pos2(1.0, 1.0));
    settle(&mut harness);
    assert!(says(&harness, "at their best rates overlap") || says(&harness, "is ahead"));
    press(&mut harness, "Range test page");
    settle(&mut harness);
    for mark in [
        "Take the lowest loss",
        "Take the largest stable rate",
        "Take the bound of its rule over the sharpness at the start",
    ] {
        harness.get_by_label(mark).scroll_to_me();
        harness.run_steps(4);
        press(&mut harness, mark);
        let taken = rate(&harness, 0).expect("a rate is taken");
        assert!(taken > 1e-5 && taken < 100.0, "{mark}: {taken}");
    }
    assert!(says(&harness, "Smoothed"), "batches are drawn");
}

/// A card of the course on what is explored, its answer shown.
fn told(size: Vec2, theme: Theme, id: &str) -> Harness<'static, App> {
    let mut harness = open(size, theme, Session::on_cpu(Scene::on_surface("bowl")));
    harness.state_mut().open_card(id);
    harness.run_steps(4);
    press(&mut harness, "Show without a guess");
    settle(&mut harness);
    harness.run_steps(4);
    harness
}

#[test]
fn a_card_tells_what_its_page_of_explore_shows() {
    for (id, number) in [
        ("explore/cliff", "0.0383"),
        ("explore/marks", "0.222"),
        ("explore/condition", "102"),
    ] {
        let harness = told(WIDE, Theme::Dark, id);
        assert!(says(&harness, number), "{id} has no {number}");
    }
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_cards() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (size, of) in [(SMALL, "small"), (PHONE, "phone")] {
        for name in [
            "cliff",
            "momentum_line",
            "no_border",
            "budget",
            "marks",
            "basins",
            "decay",
        ] {
            let mut harness = told(size, Theme::Dark, &format!("explore/{name}"));
            let picture = harness.render().expect("there is a renderer");
            let file = format!("target/pictures/card-{name}-{of}.png");
            picture.save(file).expect("target can be written");
        }
    }
}

#[test]
fn every_page_is_a_figure_and_a_table() {
    for (page, words) in [
        (Page::Map, "Momentum decay β"),
        (Page::Race, "Learning rate η"),
        (Page::Range, "Learning rate η"),
        (Page::Search, "Momentum decay β"),
    ] {
        let mut harness = app(WIDE, scene("ravine", &["momentum"], page));
        let file = harness.state_mut().file(Export::Chart(Form::Svg));
        let file = file.unwrap_or_else(|why| panic!("{page:?}: {why}"));
        assert!(file.name.ends_with("-explore.svg"), "{}", file.name);
        let text = String::from_utf8(file.bytes).expect("an SVG is text");
        assert!(text.contains(words) && text.contains("100 steps"), "{page:?}");
    }
}

/// A small search: 16 whole runs, twice.
fn search(look: Look) -> Scene {
    let mut scene = scene("ravine", &["momentum"], Page::Search);
    scene.view.explore.search = Search {
        look,
        budget: 16,
        repetitions: 2,
        ..Search::default()
    };
    scene
}

#[test]
fn a_search_says_who_is_best_and_a_try_that_is_clicked_becomes_the_run() {
    let mut harness = app(WIDE, search(Look::Tries));
    assert!(says(&harness, "After 16 whole runs"), "a verdict");
    let picture = image(&harness, "Search for settings");
    let mut at = None;
    for step in 0..40 {
        let along = 0.3 + 0.01 * step as f32;
        harness.hover_at(on(picture, along, 0.5));
        harness.run_steps(2);
        if says(&harness, "a click takes these settings") {
            at = Some(on(picture, along, 0.5));
            break;
        }
    }
    let at = at.expect("a try is near the middle line");
    assert_eq!(rate(&harness, 0), None, "pointing changes nothing");
    harness.drag_at(at);
    harness.drop_at(at);
    harness.run_steps(2);
    assert!(rate(&harness, 0).is_some_and(|rate| rate > 1e-5 && rate < 1.0));
    harness.hover_at(picture.left_top() - Vec2::splat(2.0));
    harness.run_steps(2);
    assert!(
        says(&harness, "After 16 whole runs"),
        "moving the run asks for nothing new"
    );
}

#[test]
fn a_search_has_four_looks_and_methods_and_keeps_what_is_chosen() {
    let mut harness = app(WIDE, search(Look::Tries));
    for (words, look) in [
        ("Best so far", Look::Best),
        ("Parallel", Look::Parallel),
        ("Slices", Look::Slices),
        ("Tries", Look::Tries),
    ] {
        press(&mut harness, &format!("Search: {words}"));
        settle(&mut harness);
        image(&harness, "Search for settings");
        assert_eq!(harness.state().session.scene.view.explore.search.look, look);
        let file = harness.state_mut().file(Export::Chart(Form::Svg));
        let file = file.unwrap_or_else(|why| panic!("{words}: {why}"));
        let text = String::from_utf8(file.bytes).expect("an SVG is text");
        assert!(text.contains("Halving") && text.contains("100 steps"), "{words}");
    }
    press(&mut harness, "Grid takes part");
    press(&mut harness, "Halving takes part");
    settle(&mut harness);
    press(&mut harness, "Search one setting more");
    press(&mut harness, "Another setting: take Start, x");
    settle(&mut harness);
    let search = harness.state().session.scene.view.explore.search.clone();
    assert_eq!(search.methods, [Method::Random, Method::Tpe]);
    let names: Vec<&str> = search.space.iter().map(|span| span.name.as_str()).collect();
    assert_eq!(names, ["lr", "beta", "start.x"]);
    assert!(says(&harness, "After 16 whole runs"));
}

#[test]
fn a_space_that_is_empty_is_said_and_nothing_is_lost() {
    let mut of = search(Look::Tries);
    let span = |name: &str, from: f64, to: f64| Span {
        name: name.to_owned(),
        from,
        to,
        scale: Spread::Linear,
    };
    of.view.explore.search.space = vec![span("lr", 0.1, 0.1), span("beta", 0.0, 0.9)];
    let mut harness = app(WIDE, of.clone());
    assert!(says(&harness, "needs an upper end above the lower one"));
    assert_eq!(harness.state().session.scene.view.explore, of.view.explore);
    press(&mut harness, "Setting 1: Learning rate η");
    press(&mut harness, "Setting 1: take Learning rate η");
    settle(&mut harness);
    assert!(
        says(&harness, "After 16 whole runs"),
        "and it is mended in the menu"
    );
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_a_search() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    let draw = |name: &str, size: Vec2, theme: Theme, look: Look, three: bool| {
        let mut of = session("explore_search").scene;
        of.view.explore.search.look = look;
        if three {
            of.view.explore.search.space.push(Span {
                name: "start.x".to_owned(),
                from: -4.0,
                to: 4.0,
                scale: Spread::Linear,
            });
        }
        let mut harness = open(size, theme, Session::on_cpu(of));
        if size == PHONE {
            press(&mut harness, "Charts tab");
        }
        settle(&mut harness);
        let picture = harness.render().expect("there is a renderer");
        let file = format!("target/pictures/explore-search-{name}.png");
        picture.save(file).expect("target can be written");
        if size == PHONE {
            harness.get_by_label("Save the outcomes").scroll_to_me();
            harness.run_steps(8);
            let picture = harness.render().expect("there is a renderer");
            let file = format!("target/pictures/explore-search-{name}-below.png");
            picture.save(file).expect("target can be written");
        }
    };
    for (look, name) in [
        (Look::Tries, "tries"),
        (Look::Best, "best"),
        (Look::Parallel, "parallel"),
        (Look::Slices, "slices"),
    ] {
        draw(name, SMALL, Theme::Dark, look, false);
        draw(&format!("{name}-phone"), PHONE, Theme::Light, look, false);
    }
    for (look, name) in [
        (Look::Parallel, "parallel"),
        (Look::Slices, "slices"),
        (Look::Tries, "tries"),
    ] {
        draw(&format!("{name}-three"), WIDE, Theme::Light, look, true);
    }
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_what_is_explored() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    let race = || session("race").scene;
    let maps = || scene("ravine", &["momentum"], Page::Map);
    let draw = |name: &str, size: Vec2, theme: Theme, of: Scene, hover: Option<[f32; 2]>| {
        let mut harness = open(size, theme, Session::on_cpu(of));
        if size == PHONE {
            press(&mut harness, "Charts tab");
        }
        settle(&mut harness);
        if let Some([across, up]) = hover {
            let map = image(&harness, "Map of outcomes");
            harness.hover_at(on(map, across, up));
            harness.run_steps(6);
        }
        let picture = harness.render().expect("there is a renderer");
        let file = format!("target/pictures/explore-{name}.png");
        picture.save(file).expect("target can be written");
    };
    for (theme, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        draw(&format!("map-{suffix}"), SMALL, theme, maps(), Some([0.6, 0.5]));
    }
    draw("map-phone", PHONE, Theme::Dark, maps(), None);
    for step in [3, 20, 60] {
        let mut film = maps();
        film.view.step = step;
        draw(
            &format!("film-{step}"),
            SMALL,
            Theme::Dark,
            film,
            Some([0.6, 0.5]),
        );
    }
    for (page, name) in [(Page::Map, "all"), (Page::Race, "race"), (Page::Range, "range")] {
        let mut of = race();
        of.view.tab = "explore".to_owned();
        of.view.explore.page = page;
        of.view.explore.all = page == Page::Map;
        draw(name, SMALL, Theme::Dark, of.clone(), None);
        draw(&format!("{name}-phone"), PHONE, Theme::Light, of.clone(), None);
        draw(&format!("{name}-wide"), WIDE, Theme::Light, of, None);
    }
    let mut lab = session("decay_lab").scene;
    draw("decay-lab", SMALL, Theme::Dark, lab.clone(), None);
    draw("decay-lab-light", SMALL, Theme::Light, lab.clone(), None);
    draw("decay-lab-phone", PHONE, Theme::Dark, lab.clone(), None);
    lab.view.tab = "explore".to_owned();
    draw("decay-maps", WIDE, Theme::Dark, lab, None);
    for (page, name) in [(Page::Map, "map"), (Page::Race, "race"), (Page::Range, "range")] {
        let mut of = session("explore_batch").scene;
        of.view.explore.page = page;
        of.view.explore.all = false;
        of.view.explore.race.seeds = 5;
        draw(
            &format!("net-{name}"),
            SMALL,
            Theme::Dark,
            of.clone(),
            (page == Page::Map).then_some([0.6, 0.5]),
        );
        draw(&format!("net-{name}-phone"), PHONE, Theme::Light, of, None);
    }
    let mut all = session("explore_batch").scene;
    all.view.explore.all = true;
    all.view.explore.seeds = Some(3);
    all.view.explore.value = ravine::scene::explore::Value::Accuracy;
    draw("net-all", SMALL, Theme::Light, all, None);
    let mut basins = scene("himmelblau", &["momentum"], Page::Map);
    basins.view.explore.value = ravine::scene::explore::Value::Minimum;
    let start = |name: &str| {
        Some(ravine::scene::explore::Span {
            name: name.to_owned(),
            from: -5.0,
            to: 5.0,
            scale: ravine::scene::sweep::Spread::Linear,
        })
    };
    (basins.view.explore.x, basins.view.explore.y) = (start("start.x"), start("start.y"));
    draw("basins", SMALL, Theme::Dark, basins, Some([0.3, 0.4]));
}

/// A finger that goes sideways over a map turns no page, and takes the run along where there are frames between its
/// moves; where drawing is slow, all of them come with the lift.
#[test]
fn a_finger_drags_the_run_through_a_map() {
    for (size, at_once) in [PHONE, vec2(390.0, 2600.0)]
        .map(|size| [(size, false), (size, true)])
        .concat()
    {
        let map = scene("ravine", &["momentum"], Page::Map);
        let mut harness = open(size, Theme::Dark, Session::on_cpu(map));
        press(&mut harness, "Charts tab");
        settle(&mut harness);
        let found = harness.get_by_role_and_label(Role::Image, "Map of outcomes");
        found.scroll_to_me();
        harness.run_steps(8);
        let mut rates = [0.0, -60.0].map(|way| {
            let from = image(&harness, "Map of outcomes").center();
            swipe(&mut harness, from, way, at_once);
            harness.run_steps(2);
            let map = harness.query_by_role_and_label(Role::Image, "Map of outcomes");
            assert!(map.is_some(), "{size}, at once: {at_once}: another page is shown");
            rate(&harness, 0).expect("the run has the rate under the finger")
        });
        rates.reverse();
        assert!(at_once || rates[0] < rates[1], "{size}: {rates:?}");
    }
}

/// What a page hears of a finger that comes down, goes sideways and is lifted; a way of 0 is a tap.
fn swipe(harness: &mut Harness<App>, from: Pos2, way: f32, at_once: bool) {
    let touch = |phase, pos| Event::Touch {
        device_id: TouchDeviceId(1),
        id: TouchId(1),
        phase,
        pos,
        force: None,
    };
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::default(),
    };
    harness.event(button(from, true));
    harness.event(touch(TouchPhase::Start, from));
    harness.run_steps(1);
    let mut at = from;
    for part in (1..=10).filter(|_| way != 0.0) {
        at = from + vec2(way * part as f32 / 10.0, 0.0);
        harness.event(Event::PointerMoved(at));
        harness.event(touch(TouchPhase::Move, at));
        if !at_once {
            harness.run_steps(1);
        }
    }
    // The page acts on a lift at once, and hears only then that the finger is gone.
    harness.event(button(at, false));
    harness.run_steps(1);
    harness.event(Event::PointerGone);
    harness.event(touch(TouchPhase::End, at));
    harness.run_steps(1);
}
