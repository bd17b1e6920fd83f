//! What the Explore tab computes is true: the basins of starts that were published, lanes that are the runs
//! they stand for, and maps that are what they were at a step.

mod networks;
mod search;

use egui::vec2;
use ravine::compile::sweep::compile_sweep;
use ravine::course::explore::film::{self, Frame};
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::sweep::run;
use ravine::scene::explore::{Span, Value};
use ravine::scene::sweep::{Axis, Spread, Sweep};
use ravine::scene::{Run, Scene, setting};
use ravine::view::canvas::export;
use ravine::view::explore::ask::{Asked, alone, over};
use ravine::view::explore::map::panel::{About, Panel, measure};
use ravine::view::explore::map::ridges::ridges;
use ravine::view::explore::map::sheet::Sheet;
use ravine::view::figure::Cell;
use ravine::view::palette::Palette;
use std::sync::Arc;

/// How many values the finest map of a surface has along each axis.
const FINEST: u32 = 200;

/// The finest map of the first run, as the tab asks for it.
fn asked(scene: &Scene, spans: [&Span; 2]) -> Asked {
    computed(scene, spans, FINEST, Vec::new())
}

/// The map with so many values along each axis.
fn computed(scene: &Scene, spans: [&Span; 2], count: u32, kept: Vec<u32>) -> Asked {
    let alone = alone(&scene.experiment, 0, false).expect("there is a run");
    let sweep = Sweep {
        kept,
        ..over(&alone, &spans.map(|span| (span, count)), 1e-3)
    };
    swept(sweep)
}

/// What the CPU makes of a sweep.
fn swept(sweep: Sweep) -> Asked {
    let (plan, findings) = compile_sweep(&sweep);
    let plan = Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")));
    let mut sweeper = CpuSweep::new(plan.clone(), Precision::Single);
    let outcomes = run(&mut sweeper).expect("the CPU engine does not fail").clone();
    Asked {
        sweep: Arc::new(sweep),
        plan: Ok(plan),
        outcomes,
        done: true,
    }
}

fn panel(asked: &Asked, spans: [&Span; 2], value: Value) -> Panel {
    shown(asked, spans, value, FINEST as usize, None)
}

fn shown(asked: &Asked, spans: [&Span; 2], value: Value, count: usize, frame: Option<Frame>) -> Panel {
    let about = About {
        run: 0,
        title: "Run".to_owned(),
        spans,
        value,
        frame,
        constant_rate: true,
        size: [count, count],
    };
    Panel::of(about, &[asked])
}

/// Two basins, as E. Dupont's interactive visualization of optimization algorithms has them: which share of
/// the starts ends in the deeper one.
#[test]
fn the_basins_of_starts_are_those_that_were_published() {
    const SURFACE: &str = "name \"Two basins\"\n\
        f = -2*exp(-((x-1)^2+y^2)/0.2) - 3*exp(-((x+1)^2+y^2)/0.2) + x^2 + y^2\n\
        domain x -2 .. 2, y -2 .. 2\n\
        start 0, 0\n\
        minimum -0.9363, 0\n\
        minimum 0.9034, 0\n";
    /// Rule, its settings, steps, and the share.
    type Row = (&'static str, &'static [(&'static str, f64)], u32, f64);
    let rows: [Row; 6] = [
        ("sgd", &[("lr", 0.02)], 500, 54.8),
        ("momentum", &[("lr", 0.01), ("beta", 0.8)], 200, 59.1),
        (
            "rmsprop",
            &[("lr", 0.01), ("beta", 0.99), ("eps", 1e-6)],
            300,
            65.4,
        ),
        (
            "uncorrected",
            &[("lr", 0.01), ("beta1", 0.7), ("beta2", 0.999)],
            100,
            66.8,
        ),
        (
            "adam",
            &[("lr", 0.01), ("beta1", 0.7), ("beta2", 0.999)],
            100,
            29.9,
        ),
        (
            "adam",
            &[("lr", 0.01), ("beta1", 0.7), ("beta2", 0.999)],
            500,
            64.9,
        ),
    ];
    let x = Span::new("start.x", [-2.0, 2.0], Spread::Linear);
    let y = Span::new("start.y", [-2.0, 2.0], Spread::Linear);
    for (optimizer, params, steps, published) in rows {
        let mut scene = Scene::on_surface("bowl");
        scene.experiment.problem =
            serde_json::from_value(serde_json::json!({ "surface": { "source": SURFACE } }))
                .expect("a surface");
        scene.experiment.steps = steps;
        let mut run = Run::of(if optimizer == "uncorrected" {
            "adam"
        } else {
            optimizer
        });
        if optimizer == "uncorrected" {
            let off = ravine::lang::rule::Value::Switch(false);
            run.params.insert("bias_correction".to_owned(), off);
        }
        scene.experiment.runs = vec![run];
        for (name, value) in params {
            assert!(setting::set(&mut scene.experiment, 0, name, *value), "{name}");
        }
        let map = panel(&asked(&scene, [&x, &y]), [&x, &y], Value::Minimum);
        let found = 100.0 * map.shares[0];
        assert!(
            (found - published).abs() <= 0.15,
            "{optimizer}, {steps} steps: {found:.2} %, published {published} %"
        );
    }
}

/// How long a finest map takes with and without kept steps, and what its outcomes weigh.
#[test]
#[ignore = "measures"]
fn what_kept_steps_cost() {
    let x = Span::new("lr", [1e-4, 1.0], Spread::Log);
    let y = Span::new("beta1", [0.0, 0.95], Spread::Linear);
    let mut scene = Scene::on_surface("rosenbrock");
    scene.experiment.runs = vec![Run::of("adam")];
    scene.experiment.steps = 300;
    for kept in [Vec::new(), film::kept(300)] {
        let begun = std::time::Instant::now();
        let asked = computed(&scene, [&x, &y], 200, kept);
        let taken = begun.elapsed();
        let begun = std::time::Instant::now();
        let panel = shown(&asked, [&x, &y], Value::Loss, 200, None);
        let made = begun.elapsed();
        let begun = std::time::Instant::now();
        let plan = asked.plan.as_ref().expect("it compiles");
        measure(&[panel], Value::Loss, Some(plan));
        let bytes = (1 + asked.outcomes.kept.len())
            * asked.outcomes.lanes.len()
            * size_of::<Option<ravine::engine::sweep::Outcome>>();
        println!(
            "{} kept: {taken:?} computed, {made:?} panel, {:?} measured, {} MB",
            asked.outcomes.kept.len(),
            begun.elapsed(),
            bytes >> 20
        );
    }
}

#[test]
fn a_point_of_the_map_is_the_run_it_stands_for() {
    let x = Span::new("lr", [1e-3, 1.0], Spread::Log);
    let y = Span::new("beta", [0.0, 0.95], Spread::Linear);
    let mut scene = Scene::on_surface("ravine");
    scene.experiment.runs = vec![Run::of("momentum")];
    scene.experiment.steps = 200;
    let asked = asked(&scene, [&x, &y]);
    let plan = asked.plan.as_ref().expect("it compiles");
    for lane in [0, 4_321, 17_850, 30_123, 39_999] {
        let mut experiment = alone(&scene.experiment, 0, false).expect("there is a run");
        let (places, _) = plan.places(lane);
        for (axis, place) in plan.axes.iter().zip(places) {
            assert!(setting::set(&mut experiment, 0, &axis.name, axis.values[place]));
        }
        let (single, _) = ravine::compile::compile(&experiment);
        let mut engine = CpuEngine::new(Precision::Single);
        let trace = ravine::engine::run(&mut engine, Arc::new(single.expect("it compiles")));
        let trace = trace.expect("the CPU engine does not fail").runs.remove(0);
        let outcome = asked.outcomes.lanes[lane].expect("it is done");
        assert_eq!(
            outcome.diverged_at.map(|at| at as usize),
            trace.diverged_at,
            "lane {lane}"
        );
        if trace.diverged_at.is_none() {
            let loss = trace.number("loss", 200).expect("a loss");
            let near = (loss - outcome.loss).abs() <= 1e-3 * loss.abs().max(1e-12);
            assert!(near, "lane {lane}: {loss} and {}", outcome.loss);
        }
    }
}

#[test]
fn the_map_at_a_kept_step_is_the_map_of_so_many_steps_on_one_scale() {
    let spans = [
        &Span::new("lr", [1e-3, 1.0], Spread::Log),
        &Span::new("beta", [0.0, 0.95], Spread::Linear),
    ];
    let mut scene = Scene::on_surface("ravine");
    scene.experiment.runs = vec![Run::of("momentum")];
    scene.experiment.steps = 200;
    let kept = film::kept(200);
    let whole = computed(&scene, spans, 24, kept.clone());
    let plan = whole.plan.as_ref().expect("it compiles").clone();
    let diverged = |panel: &Panel| panel.cells.iter().filter(|c| **c == Cell::Diverged).count();
    let end = shown(&whole, spans, Value::Loss, 24, None);
    let (_, scale) = measure(std::slice::from_ref(&end), Value::Loss, Some(&plan));
    let mut lost = Vec::new();
    for (position, step) in [(1.0, 0), (15.0, 12), (100.0, 94), (199.0, 175)] {
        let frame = film::frame(position / 200.0, 200, &kept).expect("before the end");
        assert_eq!(frame.step, step, "at {position}");
        let then = shown(&whole, spans, Value::Loss, 24, Some(frame));
        scene.experiment.steps = step.max(1) as u32;
        let alone = shown(
            &computed(&scene, spans, 24, vec![0]),
            spans,
            Value::Loss,
            24,
            (step == 0).then_some(Frame { place: 0, step: 0 }),
        );
        assert_eq!(then.cells, alone.cells, "at {position}");
        let (measure, range) = measure(std::slice::from_ref(&then), Value::Loss, Some(&plan));
        assert_eq!(range, scale, "one scale at all steps");
        assert_eq!(measure.label, format!("Loss after {step} steps"));
        lost.push(diverged(&then));
    }
    lost.push(diverged(&end));
    assert!(
        lost.is_sorted() && lost[0] == 0 && lost[1] < lost[2],
        "what diverges later does not count: {lost:?}"
    );
    let [low, high] = scale.expect("there are losses");
    assert!(
        low < 1e-6 && high < 1e4,
        "what diverges later makes no scale: {low} to {high}"
    );
}

/// Batch against rate on a network, as the map of it is exported.
fn batch_against_rate(count: u32) -> Sheet {
    let spans = [
        Span::new("lr", [1e-3, 10.0], Spread::Log),
        Span::new("batch", [1.0, 64.0], Spread::Log),
    ];
    let scene: Scene = serde_json::from_str(
        r#"{ "experiment": { "problem": { "network": {
               "data": { "name": "moons", "size": 90 }, "layers": [2, 8, 2], "validation": 0 } },
             "steps": 60, "runs": [{ "optimizer": "sgd", "params": { "lr": 0.1 } }] } }"#,
    )
    .expect("a scene");
    let rates = Axis::spread("lr", [1e-3, 10.0], count, Spread::Log);
    let mut batches: Vec<f64> = Spread::Log.values([1.0, 64.0], count as usize);
    batches.iter_mut().for_each(|batch| *batch = batch.round());
    batches.dedup();
    let sweep = Sweep::over(scene, vec![rates, Axis::listed("batch", batches)]);
    let (plan, findings) = compile_sweep(&sweep);
    let plan = Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")));
    let mut sweeper = CpuSweep::new(plan.clone(), Precision::Single);
    let outcomes = run(&mut sweeper).expect("the CPU engine does not fail").clone();
    let asked = Asked {
        sweep: Arc::new(sweep),
        plan: Ok(plan.clone()),
        outcomes,
        done: true,
    };
    let about = About {
        run: 0,
        title: "SGD".to_owned(),
        spans: [&spans[0], &spans[1]],
        value: Value::Loss,
        frame: None,
        constant_rate: false,
        size: [count as usize; 2],
    };
    let mut sheet = Sheet::default();
    sheet.panels = vec![Panel::of(about, &[&asked])];
    let (measure, range) = measure(&sheet.panels, Value::Loss, Some(&plan));
    (sheet.measure, sheet.range) = (Some(measure), range);
    sheet.ridges = vec![ridges([&spans[0], &spans[1]], [0.1, 8.0])];
    sheet.here = vec![Some([0.5, 0.5])];
    sheet.labels = ["Learning rate η".to_owned(), "Batch".to_owned()];
    sheet.title = Some("Batch against rate".to_owned());
    sheet.spans = spans.into();
    sheet
}

fn file(colors: &Palette) -> export::Sheet<'_> {
    export::Sheet {
        title: "",
        about: "",
        size: vec2(640.0, 480.0),
        colors,
    }
}

#[test]
fn rules_for_the_rate_of_a_batch_stand_in_the_figure() {
    let colors = Palette::of(true);
    let mut sheet = batch_against_rate(6);
    let text = export::svg(&file(&colors), &sheet).expect("it can be drawn");
    for name in ["η ∝ batch", "η ∝ √batch"] {
        assert!(text.contains(name), "{name}");
    }
    sheet.ridges.clear();
    let text = export::svg(&file(&colors), &sheet).expect("it can be drawn");
    assert!(!text.contains('∝'));
}

#[test]
#[ignore = "draws a picture to look at"]
fn picture_of_batch_against_rate() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for dark in [true, false] {
        let colors = Palette::of(dark);
        let sheet = batch_against_rate(40);
        let bytes = export::png(&file(&colors), &sheet, 2.0).expect("it can be drawn");
        let name = format!(
            "target/pictures/explore-ridges-{}.png",
            if dark { "dark" } else { "light" }
        );
        std::fs::write(name, bytes).expect("target can be written");
    }
}
