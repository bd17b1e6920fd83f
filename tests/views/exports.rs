//! Files out of what is on screen.

#[path = "../support/svg.rs"]
mod svg;

use crate::{PHONE, WIDE, app, open, press, session};
use egui::Theme;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::compute::session::Session;
use ravine::app::compute::wished::at_once::AtOnce;
use ravine::app::give::export::{Export, File, Form};
use ravine::compile::Plan;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::{EngineError, run};
use ravine::scene::{Experiment, Reference};
use ravine::view::chart::Chart;
use ravine::view::figure::{Panel, panel};
use ravine::view::palette::PAPER;
use ravine::view::{Computed, Shown};
use std::sync::Arc;

fn file(harness: &mut Harness<App>, what: Export) -> File {
    harness
        .state_mut()
        .file(what)
        .unwrap_or_else(|e| panic!("{what:?}: {e}"))
}

fn texts(harness: &mut Harness<App>, what: Export) -> Vec<String> {
    let file = file(harness, what);
    assert_eq!(file.media_type, "image/svg+xml");
    svg::texts(&String::from_utf8(file.bytes).expect("an SVG is text"))
}

#[test]
fn the_menu_offers_every_export() {
    for (size, menu) in [(WIDE, "Export"), (PHONE, "Menu")] {
        let mut harness = open(size, Theme::Dark, session("race"));
        press(&mut harness, menu);
        for what in Export::ALL {
            harness.get_by_label(what.words().0);
        }
    }
}

#[test]
fn a_figure_shows_the_picture_and_the_chart_and_names_the_runs() {
    let mut harness = app();
    let texts = texts(&mut harness, Export::Figure(Form::Svg));
    let all = texts.join("\n");
    for run in &harness.state().session.trace.runs {
        assert!(all.contains(&run.label), "{} in {all}", run.label);
    }
    for text in ["Paths on Rosenbrock", "Loss"] {
        assert!(all.contains(text), "{text} in {all}");
    }
    let name = file(&mut harness, Export::Figure(Form::Svg)).name;
    assert_eq!(name, "ravine-rosenbrock.svg");
}

#[test]
fn a_figure_shows_the_chart_that_is_on_screen() {
    for (tab, shown) in [
        ("rate", "Learning rate"),
        ("variable", "m"),
        ("bias", "Uncorrected over corrected step"),
        ("xray", "Effective step"),
        ("schedules", "Learning rate over its peak"),
    ] {
        let mut session = session("race");
        session.scene.view.tab = tab.to_owned();
        let adam = session.scene.experiment.runs.iter();
        let adam = adam
            .clone()
            .position(|r| r.optimizer == ravine::scene::Reference::name("adam"));
        session.scene.view.selected = adam.expect("Adam races");
        let mut harness = open(WIDE, Theme::Dark, session);
        harness.run();
        let chart = texts(&mut harness, Export::Chart(Form::Svg));
        assert!(chart.iter().any(|t| t.starts_with(shown)), "{shown} in {chart:?}");
        assert!(!chart.iter().any(|t| t.starts_with("Paths on")), "{tab}");
        let figure = texts(&mut harness, Export::Figure(Form::Svg));
        assert!(figure.iter().any(|t| t.starts_with("Paths on")), "{tab}");
    }
}

/// Titles and labels of some charts.
fn said(charts: &[Chart]) -> Vec<String> {
    let of = |chart: &Chart| {
        let labels = chart.series.iter().map(|line| line.label.to_string());
        let labels: Vec<String> = labels.filter(|label| !label.is_empty()).collect();
        [chart.title.to_string()].into_iter().chain(labels)
    };
    charts.iter().flat_map(of).collect()
}

/// The charts of a figure with a panel of a name.
fn plotted(session: &Session, name: &str) -> Result<Vec<Chart<'static>>, String> {
    let done = session.done().expect("it is computed");
    let needs = |shown: &Shown| panel::needs([name], shown);
    let compute = |experiment: &Experiment, plan: Plan| {
        let plan = Arc::new(plan);
        let trace = run(&mut CpuEngine::new(Precision::Single), plan.clone())?;
        Ok::<_, EngineError>(Computed {
            experiment: Arc::new(experiment.clone()),
            plan,
            trace: Arc::new(trace),
        })
    };
    let shown = Shown::still(&session.scene, done, None, 0.0);
    let besides = AtOnce::of(needs, &shown, compute).expect("the CPU computes all");
    let panels = Panel::named(name, &besides.beside(shown), PAPER.dark);
    let chart = |panel| match panel {
        Panel::Chart(chart) => Some(*chart),
        Panel::Path => None,
    };
    let panels = panels.map_err(|error| error.to_string())?;
    Ok(panels.into_iter().filter_map(chart).collect())
}

/// For every page of a race and of a network: the screen, the file and `ravine plot` show the same charts, or
/// all say why there is none.
#[test]
fn screen_file_and_plot_show_the_same_charts() {
    for scene in ["race", "net_moons"] {
        let mut session = session(scene);
        let runs = &session.scene.experiment.runs;
        let adam = runs
            .iter()
            .position(|run| run.optimizer == Reference::name("adam"));
        session.scene.view.selected = adam.expect("Adam is among them");
        let mut harness = open(WIDE, Theme::Dark, session);
        let problem = harness.state().session.scene.experiment.problem.clone();
        let views = ravine::view::charts();
        for view in views
            .iter()
            .filter(|view| view.suits(&problem) && view.tab().id != "table")
        {
            let (id, title) = (view.tab().id, view.tab().title);
            harness.state_mut().session.scene.view.tab = id.to_owned();
            settle(&mut harness);
            let switches = "Logarithmic scale of ";
            let on_screen = harness.query_all_by_label_contains(switches);
            let switched = |label: String| label.strip_prefix(switches).map(str::to_owned);
            let titles = on_screen.filter_map(|node| node.accesskit_node().label().and_then(switched));
            let on_screen: Vec<String> = titles.collect();
            let saved = harness.state_mut().file(Export::Chart(Form::Svg));
            match plotted(&harness.state().session, id) {
                Ok(charts) => {
                    let titles: Vec<String> = charts.iter().map(|chart| chart.title.to_string()).collect();
                    // The shapes of schedules are compared evenly: there is nothing to switch.
                    let switched = if id == "schedules" { Vec::new() } else { titles };
                    assert_eq!(on_screen, switched, "{scene}: {id}");
                    let saved = saved.unwrap_or_else(|why| panic!("{scene}: {id}: {why}"));
                    let texts = svg::texts(&String::from_utf8(saved.bytes).expect("an SVG is text"));
                    for text in said(&charts) {
                        assert!(texts.contains(&text), "{scene}: {id}: {text} is not in {texts:?}");
                    }
                }
                Err(why) if id == "explore" => {
                    assert!(on_screen.is_empty() && why.contains("saved as a figure"), "{why}");
                    let saved = first_of_a_map(&mut harness);
                    assert!(saved.name.ends_with("-explore.svg"), "{}", saved.name);
                }
                Err(why) => {
                    assert!(on_screen.is_empty(), "{scene}: {id}: {on_screen:?}, but {why}");
                    let refused = saved.expect_err("it has no chart");
                    let (_, reason) = why.split_once("`: ").expect("a reason");
                    let words = format!("{title} shows no chart that could be saved. {reason} Choose");
                    assert!(refused.starts_with(&words), "{refused}");
                    if let Ok(figure) = harness.state_mut().file(Export::Figure(Form::Svg)) {
                        let note = figure.note.expect("that the chart is missing is said");
                        assert!(
                            note.contains("the paths alone") && note.contains(reason),
                            "{note}"
                        );
                    }
                }
            }
        }
    }
}

/// The figure of a map as soon as the first of its points are known.
fn first_of_a_map(harness: &mut Harness<App>) -> File {
    for _ in 0..2000 {
        if let Ok(file) = harness.state_mut().file(Export::Chart(Form::Svg)) {
            return file;
        }
        harness.run_steps(4);
    }
    panic!("no point of the map is ever known");
}

/// Lets the app go on until nothing is computed any more that the page on screen needs.
fn settle(harness: &mut Harness<App>) {
    for _ in 0..2000 {
        harness.run_steps(12);
        let computing = harness.query_by_label_contains("Stop computing").is_some();
        if !computing && !harness.state().session.engine.busy {
            return;
        }
    }
    panic!("it computes on and on");
}

/// Every page of a race and of a network: what a file holds is the chart on screen, or a sentence says that
/// there is none.
#[test]
fn every_page_saves_its_own_chart_or_says_that_it_has_none() {
    let none = ["inspect", "clipping", "weights", "exponents", "landscape"];
    for scene in ["race", "net_moons"] {
        let mut harness = open(WIDE, Theme::Dark, session(scene));
        let problem = harness.state().session.scene.experiment.problem.clone();
        let views = ravine::view::charts();
        let tabs = views
            .iter()
            .filter(|view| view.suits(&problem))
            .map(|view| view.tab());
        for tab in tabs.filter(|tab| tab.id != "table") {
            harness.state_mut().session.scene.view.tab = tab.id.to_owned();
            for _ in 0..3 {
                harness.step();
            }
            let chart = harness.state_mut().file(Export::Chart(Form::Svg));
            match chart {
                Ok(file) => {
                    assert!(!none.contains(&tab.id), "{scene}: {}", tab.id);
                    let texts = svg::texts(&String::from_utf8(file.bytes).expect("an SVG is text"));
                    let loss = texts.iter().any(|t| t == "Loss" || t == "Training loss");
                    let is_loss = tab.title == "Loss";
                    assert!(!loss || is_loss, "{scene}: {} saves the loss: {texts:?}", tab.id);
                }
                Err(why) => {
                    let words = format!("{} shows no chart that could be saved", tab.title);
                    assert!(why.starts_with(&words) && why.contains("such as Loss"), "{why}");
                }
            }
        }
    }
}

#[test]
fn hidden_runs_stay_out() {
    let mut harness = app();
    press(&mut harness, "Hide Adam");
    let texts = texts(&mut harness, Export::Figure(Form::Svg));
    assert!(!texts.iter().any(|t| t.starts_with("Adam")), "{texts:?}");
}

#[test]
fn pictures_have_pixels() {
    let mut harness = app();
    for (what, name) in [
        (Export::Figure(Form::Png), "ravine-rosenbrock.png"),
        (Export::Chart(Form::Png), "ravine-rosenbrock-chart.png"),
    ] {
        let file = file(&mut harness, what);
        assert_eq!((file.name.as_str(), file.media_type), (name, "image/png"));
        let picture = image::load_from_memory(&file.bytes).expect("a PNG");
        assert!(picture.width() > 1000 && picture.height() > 500);
    }
}

#[test]
fn the_comparison_has_a_line_a_run() {
    let mut harness = app();
    let csv = file(&mut harness, Export::Comparison);
    assert_eq!(csv.name, "ravine-rosenbrock-comparison.csv");
    let text = String::from_utf8(csv.bytes).expect("a CSV is text");
    assert_eq!(text.lines().count(), 1 + harness.state().session.trace.runs.len());
}
