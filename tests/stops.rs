//! No wrong number in silence: a run stops at the step that uses a value which does not exist, or which left
//! the range of its numbers, and says which operation of which line that was; on both engines, in both
//! precisions, and in sweeps.

use ravine::compile::sweep::compile_sweep;
use ravine::compile::{On, compile};
use ravine::engine::Poll;
use ravine::engine::cpu::field::CpuSampler;
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::field::Sampler;
use ravine::engine::gpu;
use ravine::engine::gpu::field::GpuSampler;
use ravine::engine::gpu::{Gpu, GpuEngine};
use ravine::engine::sweep::Sweeper;
use ravine::real::math::{ANGLE, BEYOND, cos, sin, tan};
use ravine::scene::sweep::{Axis, Sweep};
use ravine::scene::{Problem, Reference, Run, Scene};
use ravine::trace::{Grid, RunTrace, Stopped, Why};
use std::sync::Arc;
use std::time::Duration;

/// A surface's text with a run of gradient descent from a start.
fn scene(surface: &str, start: &[f64], steps: u32, lr: f64) -> Scene {
    let mut scene = Scene::on_surface("bowl");
    scene.experiment.problem = Problem::Surface {
        surface: Reference::Source(surface.to_owned()),
        params: Default::default(),
    };
    scene.experiment.start = Some(start.to_vec());
    scene.experiment.steps = steps;
    scene.experiment.runs = vec![with("lr", lr, Run::of("sgd"))];
    scene
}

fn with(name: &str, value: f64, mut run: Run) -> Run {
    run.params
        .insert(name.to_owned(), ravine::lang::rule::Value::Number(value));
    run
}

/// A run of an own rule on a bowl.
fn ruled(rule: &str, steps: u32) -> Scene {
    let mut scene = Scene::on_surface("bowl");
    scene.experiment.steps = steps;
    scene.experiment.runs = vec![Run {
        optimizer: Reference::Source(rule.to_owned()),
        ..Run::of("sgd")
    }];
    scene
}

/// The first run in f32 on both engines, and in f64.
fn traced(scene: &Scene) -> [RunTrace; 3] {
    let (plan, findings) = compile(&scene.experiment);
    let plan = Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")));
    let cpu = |precision| {
        let mut engine = CpuEngine::new(precision);
        ravine::engine::run(&mut engine, plan.clone()).expect("the CPU engine does not fail")
    };
    let mut gpu = GpuEngine::new(Gpu::open().expect("a GPU, be it a software one"));
    let gpu = ravine::engine::run(&mut gpu, plan.clone()).expect("the GPU engine does not fail");
    [cpu(Precision::Single), gpu, cpu(Precision::Double)].map(|mut trace| trace.runs.remove(0))
}

/// A run of which the values are looked at.
fn losses(run: &RunTrace) -> &[f64] {
    &run.column("loss").expect("a loss").values
}

fn why(run: &RunTrace) -> Option<Why> {
    run.stopped.as_ref().map(|stopped| stopped.why)
}

/// The operation of a stop and the words in its line.
fn blamed(stopped: &Stopped) -> (&str, &str, usize) {
    let place = stopped.place.as_ref().expect("an operation is to blame");
    let operation = stopped.operation.as_deref().unwrap_or_default();
    (operation, &place.text, place.line)
}

const FAR: &str = "f = -0.0001*(abs(sin(x)*sin(y)*exp(abs(100 - sqrt(x^2+y^2)/pi)))+1)^0.1";

#[test]
fn what_leaves_the_range_of_f32_stops_there_and_f64_does_it() {
    // Surface, start, the loss in f64, what is to blame in f32.
    let rows: [(&str, [f64; 2], f64, &str); 7] = [
        (FAR, [1.3491, 1.3491], -2.062_61, "exp"),
        ("f = log(exp(x) + exp(y))", [100.0, 90.0], 100.000_045_4, "exp"),
        (
            "f = 1e-30*exp(x) + y^2",
            [100.0, 0.0],
            26_881_171_418_161.4,
            "exp",
        ),
        ("f = tanh(x^20) + y^2", [100.0, 0.0], 1.0, "pow"),
        ("f = min(10, exp(x)) + y^2", [95.0, 1.0], 11.0, "exp"),
        ("f = sin(x) + y^2", [1e8, 1.0], 1.931_639, "sin"),
        ("f = tanh(cos(x^2)) + y^2", [5000.0, 1.0], 0.291_403, "cos"),
    ];
    for (surface, start, loss, operation) in rows {
        let [cpu, gpu, double] = traced(&scene(surface, &start, 3, 1e-9));
        assert!(double.stopped.is_none(), "{surface}: {:?}", double.stopped);
        let found = losses(&double)[0];
        assert!((found - loss).abs() <= 1e-5 * loss.abs(), "{surface}: {found}");
        for run in [cpu, gpu] {
            let stopped = run
                .stopped
                .as_ref()
                .unwrap_or_else(|| panic!("{surface} goes on"));
            assert_eq!(
                (stopped.step, stopped.why),
                (1, Why::Range),
                "{surface}: {stopped:?}"
            );
            assert!(stopped.f64_would_do, "{surface}");
            assert_eq!(blamed(stopped).0, operation, "{surface}: {stopped:?}");
            assert!(
                losses(&run).iter().all(|l| l.is_nan()),
                "{surface}: {:?}",
                losses(&run)
            );
        }
    }
}

#[test]
fn large_angles_are_right_to_seven_digits() {
    assert!((sin(1e6) + 0.349_993_5).abs() < 3e-7, "{}", sin(1e6));
    let mut x = 70_000.0;
    while x < ANGLE {
        for (y, exact) in [(sin(x), f64::from(x).sin()), (cos(-x), f64::from(x).cos())] {
            assert!((f64::from(y) - exact).abs() < 2.4e-7, "{x}: {y} is not {exact}");
        }
        x = (x * 1.000_137).round() + 0.25;
    }
    for x in [ANGLE + 1.0, -1e7, 1e30, f32::INFINITY] {
        assert_eq!([sin(x), cos(x), tan(x)], [BEYOND; 3], "{x}");
    }
}

#[test]
fn a_product_of_constants_may_leave_the_range_of_f32_too() {
    let far = scene("f = tanh(x*1e38*10) + y^2", &[1.0, 1.0], 3, 1e-9);
    for run in cpu_runs(&far) {
        let stopped = run.stopped.as_ref().expect("it stops");
        assert_eq!(
            (stopped.why, stopped.f64_would_do),
            (Why::Range, true),
            "{stopped:?}"
        );
        assert!(losses(&run)[0].is_nan(), "{:?}", losses(&run));
    }
}

#[test]
fn what_has_no_value_stops_in_every_precision_and_names_its_line() {
    // Surface, start, operation, its text, its line, its arguments.
    type Row<'a> = (&'a str, [f64; 2], &'a str, &'a str, usize, &'a [f64]);
    let rows: [Row; 6] = [
        (
            "f = 1/(1+sqrt(x)) + y^2",
            [-1.0, 0.0],
            "sqrt",
            "sqrt(x)",
            1,
            &[-1.0],
        ),
        (
            "a = x - 3\nf = tanh(log(a)) + y^2",
            [1.0, 0.0],
            "log",
            "log(a)",
            2,
            &[-2.0],
        ),
        (
            "f = min(1, x^0.3) + y^2",
            [-2.0, 0.0],
            "pow",
            "x^0.3",
            1,
            &[-2.0, 0.3],
        ),
        ("f = tanh(1/x) + y^2", [0.0, 0.0], "/", "1/x", 1, &[1.0, 0.0]),
        (
            "f = 1e-30*log2(x) + y^2",
            [-4.0, 0.0],
            "log2",
            "log2(x)",
            1,
            &[-4.0],
        ),
        (
            "f = (if y > 0 then log(x) else 1) + y^2",
            [-1.0, 2.0],
            "log",
            "log(x)",
            1,
            &[-1.0],
        ),
    ];
    for (surface, start, operation, text, line, values) in rows {
        for run in traced(&scene(surface, &start, 3, 0.1)) {
            let stopped = run
                .stopped
                .as_ref()
                .unwrap_or_else(|| panic!("{surface} goes on"));
            assert_eq!((stopped.step, stopped.why), (1, Why::Undefined), "{surface}");
            assert_eq!(run.diverged_at, Some(1), "{surface}");
            assert_eq!(blamed(stopped), (operation, text, line), "{surface}");
            let close = stopped
                .values
                .iter()
                .zip(values)
                .all(|(a, b)| (a - b).abs() < 1e-6);
            assert!(
                close && stopped.values.len() == values.len(),
                "{surface}: {stopped:?}"
            );
        }
    }
}

#[test]
fn an_arm_that_is_not_taken_does_not_count() {
    for (surface, start) in [
        ("f = if x > 0 then log(x) + y^2 else y^2", [-1.0, 2.0]),
        ("f = (if x >= 0 then sqrt(x) else 0) + y^2", [-1.0, 2.0]),
        ("f = (if x > 0 and y > 3 then 1/log(x) else 0) + y^2", [-1.0, 2.0]),
        ("f = (if x > 0 and log(x) > 1 then 5 else 0) + y^2", [-1.0, 2.0]),
        ("f = (if x <= 0 or sqrt(x) > 9 then 0 else 5) + y^2", [-1.0, 2.0]),
    ] {
        for run in traced(&scene(surface, &start, 10, 0.1)) {
            assert_eq!(run.stopped, None, "{surface}");
            assert!((losses(&run)[0] - 4.0).abs() < 1e-6, "{surface}");
            assert!(losses(&run)[10] < 0.1, "{surface}");
        }
    }
}

#[test]
fn kinks_at_the_minimum_have_a_slope_of_0() {
    for surface in [
        "f = sqrt(x^2 + y^2)",
        "f = abs(x)^0.7 + abs(y)^0.5",
        "f = atan2(y, x)^2",
    ] {
        for run in traced(&scene(surface, &[0.0, 0.0], 10, 0.1)) {
            assert_eq!(run.stopped, None, "{surface}");
            assert_eq!(losses(&run), [0.0; 11], "{surface}");
        }
    }
}

/// Adam with a sign turned: the root of a negative number, NaN in PyTorch.
const TURNED: &str = "state m, v
param lr = 0.1 in 0 .. 1
m = 0.9*m + 0.1*g
v = 0.999*v - 0.001*g^2
w -= lr*m/(sqrt(v) + 1e-8)
";

#[test]
fn a_rule_that_has_no_value_stops_and_names_its_line() {
    for run in traced(&ruled(TURNED, 5)) {
        let stopped = run.stopped.as_ref().expect("it stops");
        assert_eq!((stopped.step, stopped.why), (1, Why::Undefined), "{stopped:?}");
        assert_eq!(blamed(stopped), ("sqrt", "sqrt(v)", 5));
        assert!(stopped.values[0] < 0.0, "{stopped:?}");
        assert_eq!(stopped.place.as_ref().map(|p| p.kind), Some("optimizer"));
        assert!(
            losses(&run)[0].is_finite(),
            "the loss is there, it is the rule that fails"
        );
    }
    // A state that leaves the range, behind a divisor; and a schedule.
    let grows = "state a = 1\na = a*1e30\nw -= 0.1*g/(1 + a)\n";
    let [cpu, gpu, double] = traced(&ruled(grows, 5));
    assert_eq!(
        [why(&cpu), why(&gpu), why(&double)],
        [Some(Why::Range), Some(Why::Range), None]
    );
    let mut late = ruled("param lr = 0.1 in 0 .. 1\nw -= min(lr, 1)*g\n", 8);
    late.experiment.runs[0].schedule.name = Reference::Source("lr = base_lr*min(1, sqrt(3 - k))".into());
    for run in traced(&late) {
        let stopped = run.stopped.as_ref().expect("it stops");
        assert_eq!((stopped.step, stopped.why), (5, Why::Undefined), "{stopped:?}");
        assert_eq!(blamed(stopped), ("sqrt", "sqrt(3 - k)", 1));
    }
}

#[test]
fn a_loss_that_has_no_value_behind_the_last_step_is_none() {
    // From 0.5 the first step leads to x = -0.5.
    for run in traced(&scene("f = 1/(1+sqrt(x)) + x + y^2", &[0.5, 0.0], 1, 1.0)) {
        let found = losses(&run);
        assert!(found[0].is_finite() && found[1].is_nan(), "{found:?}");
        let stopped = run.stopped.as_ref().expect("it says why");
        assert_eq!((stopped.step, stopped.why), (2, Why::Undefined));
        assert_eq!(run.diverged_at, None);
    }
}

#[test]
fn a_half_format_may_overflow() {
    let f16 = "param lr = 0.1 in 0 .. 1\nh = f16(1e6*g)\nw -= (if abs(h) < 65520 then lr*g else 0)\n";
    for run in traced(&ruled(f16, 5)) {
        assert_eq!(run.stopped, None);
    }
}

#[test]
fn growing_past_the_bound_is_still_a_divergence() {
    for run in traced(&scene("f = x^4 + y^2", &[100.0, 0.0], 30, 1.0)) {
        let stopped = run.stopped.as_ref().expect("it diverges");
        assert_eq!((stopped.why, &stopped.place), (Why::Diverged, &None));
        assert_eq!(run.diverged_at, Some(stopped.step));
    }
}

/// And of usual ones there is nothing to watch.
#[test]
fn every_rule_of_the_catalog_keeps_its_domain() {
    use ravine::catalog;
    use ravine::lang::Kind;
    for entry in catalog::entries(Kind::Optimizer) {
        let mut scene = Scene::on_surface("bowl");
        scene.experiment.steps = 20;
        scene.experiment.runs = vec![Run::of(&entry.id)];
        let plan = compile(&scene.experiment).0.expect("it compiles");
        let watched = plan.surface().expect("a surface").programs[0].watched;
        if ["sgd", "momentum", "rmsprop", "adam", "adamw"].contains(&entry.id.as_str()) {
            assert_eq!(watched, 0, "{}", entry.id);
        }
        let mut engine = CpuEngine::new(Precision::Single);
        let trace = ravine::engine::run(&mut engine, Arc::new(plan)).expect("the CPU engine does not fail");
        assert_eq!(trace.runs[0].stopped, None, "{}", entry.id);
    }
}

/// Outcomes on both engines and in f64.
fn swept(scene: Scene, axis: Axis) -> [Vec<ravine::engine::sweep::Outcome>; 3] {
    let sweep = Sweep {
        tolerance: 1e-3,
        ..Sweep::over(scene, vec![axis])
    };
    let (plan, findings) = compile_sweep(&sweep);
    let plan = Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")));
    let gpu = Gpu::open().expect("a GPU, be it a software one");
    let sweepers: [Box<dyn Sweeper>; 3] = [
        Box::new(CpuSweep::new(plan.clone(), Precision::Single)),
        gpu::sweep(gpu, plan.clone(), None),
        Box::new(CpuSweep::new(plan, Precision::Double)),
    ];
    sweepers.map(|mut sweeper| {
        let outcomes = ravine::engine::sweep::run(sweeper.as_mut()).expect("the engine does not fail");
        outcomes
            .lanes
            .iter()
            .map(|o| o.expect("all lanes are done"))
            .collect()
    })
}

#[test]
fn a_sweep_says_why_its_lanes_stopped_and_takes_no_false_minimum() {
    let undefined = scene("f = 1/(1+sqrt(x)) + y^2", &[1.0, 1.0], 20, 0.1);
    for outcomes in swept(undefined, Axis::listed("start.x", vec![-1.0, 4.0])) {
        assert_eq!(
            (outcomes[0].why, outcomes[0].diverged_at),
            (Some(Why::Undefined), Some(1))
        );
        assert!(
            outcomes[0].loss.is_nan() && outcomes[0].best >= 1e38,
            "{:?}",
            outcomes[0]
        );
        assert_eq!((outcomes[1].why, outcomes[1].diverged_at), (None, None));
        assert!(outcomes[1].best > 0.2, "{:?}", outcomes[1]);
    }
    let far = scene("f = log(exp(x) + exp(y))", &[1.0, 1.0], 5, 0.1);
    let axis = || Axis::listed("start.x", vec![2.0, 100.0]);
    let [cpu, gpu, double] = swept(far, axis());
    assert_eq!(double.iter().map(|o| o.why).collect::<Vec<_>>(), [None, None]);
    for outcomes in [cpu, gpu] {
        assert_eq!(
            outcomes.iter().map(|o| o.why).collect::<Vec<_>>(),
            [None, Some(Why::Range)]
        );
    }
    let steep = scene("f = x^2 + y^2", &[1.0, 1.0], 200, 10.0);
    for outcomes in swept(steep, Axis::listed("lr", vec![0.1, 10.0])) {
        assert_eq!(
            outcomes.iter().map(|o| o.why).collect::<Vec<_>>(),
            [None, Some(Why::Diverged)]
        );
    }
}

#[test]
fn a_field_has_a_hole_where_there_is_no_loss() {
    let scene = scene("f = 1/(1+sqrt(x)) + y^2", &[1.0, 1.0], 1, 0.1);
    let plan = compile(&scene.experiment).0.expect("it compiles");
    let grid = Grid {
        x: [-2.0, 2.0],
        y: [-1.0, 1.0],
        columns: 4,
        rows: 2,
    };
    let gpu = GpuSampler::new(Gpu::open().expect("a GPU, be it a software one"));
    let samplers: [Box<dyn Sampler>; 2] = [Box::<CpuSampler>::default(), Box::new(gpu)];
    for mut sampler in samplers {
        sampler.submit(plan.surface().expect("a surface"), grid);
        let field = loop {
            match sampler.poll(Duration::from_millis(50)) {
                Poll::Ready(sampled) if !sampled.is_coarse => break sampled.field,
                Poll::Failed(error) => panic!("{error}"),
                _ => {}
            }
        };
        for (i, value) in field.values.iter().enumerate() {
            assert_eq!(value.is_nan(), i % 4 < 2, "{:?}", field.values);
        }
    }
}

/// A small network trained by an own rule.
fn on_network(rule: &str, steps: u32) -> Scene {
    let network = r#"{"data": "moons", "layers": [2, 4, 2], "validation": 0, "batch": 16}"#;
    let text = format!(
        r#"{{"experiment": {{"problem": {{"network": {network}}}, "steps": {steps}, "runs": [{{"optimizer": "sgd"}}]}}}}"#
    );
    let mut scene: Scene = serde_json::from_str(&text).expect("a scene");
    scene.experiment.runs[0].optimizer = Reference::Source(rule.to_owned());
    scene
}

/// Its run: in f32 on both engines, and in f64.
fn trained(rule: &str, steps: u32) -> [RunTrace; 3] {
    traced(&on_network(rule, steps))
}

/// All runs of a scene, in f32 on the CPU.
fn cpu_runs(scene: &Scene) -> Vec<RunTrace> {
    let (plan, findings) = compile(&scene.experiment);
    let plan = plan.unwrap_or_else(|| panic!("{findings:?}"));
    let mut engine = CpuEngine::new(Precision::Single);
    let trace = ravine::engine::run(&mut engine, Arc::new(plan));
    trace.expect("the CPU engine does not fail").runs
}

#[test]
fn a_rule_on_a_network_stops_and_names_its_line() {
    for run in trained(TURNED, 5) {
        let stopped = run.stopped.as_ref().expect("it stops");
        assert_eq!((stopped.step, stopped.why), (1, Why::Undefined), "{stopped:?}");
        assert_eq!(blamed(stopped), ("sqrt", "sqrt(v)", 5));
        assert!(
            matches!(stopped.values[..], [v] if v < 0.0 && v > -1.0),
            "{stopped:?}"
        );
        assert!(!stopped.f64_would_do);
    }
    // A norm is one number of a layer, and a state of it leaves the range.
    let grows = "state a: layer = 1\na = a*1e30\nw -= 0.01*g/(norm(g) + a)\n";
    let [cpu, gpu, double] = trained(grows, 5);
    assert_eq!(
        [why(&cpu), why(&gpu), why(&double)],
        [Some(Why::Range), Some(Why::Range), None]
    );
    for run in [&cpu, &gpu] {
        let stopped = run.stopped.as_ref().expect("it stops");
        assert_eq!(
            (run.diverged_at, stopped.f64_would_do),
            (Some(2), true),
            "{stopped:?}"
        );
        assert!(!stopped.values.is_empty(), "{stopped:?}");
    }
    // 1e-50 is 0 in f32, so it seems to be a division by 0.
    let small = "w -= 0.01*g*min(1, 1/(1e-25*g)^2)\n";
    let [cpu, gpu, double] = trained(small, 5);
    for run in [&cpu, &gpu] {
        let stopped = run.stopped.as_ref().expect("it stops");
        assert_eq!((stopped.step, stopped.why), (1, Why::Range), "{stopped:?}");
        assert!(stopped.f64_would_do, "{stopped:?}");
    }
    assert_eq!(double.stopped, None);
    // Late, of a fork that shares the step, and of one that has its own.
    let late = "state a: run = 1\na = a*10\nw -= 0.01*g/(norm(g) + a)\n";
    let mut forked = on_network(late, 60);
    for (step, name) in [(50, "later"), (20, "sooner")] {
        let mut run = forked.experiment.runs[0].clone();
        run.label = Some(name.to_owned());
        run.from = Some(ravine::scene::Fork { run: 0, step });
        forked.experiment.runs.push(run);
    }
    for run in cpu_runs(&forked) {
        let stopped = run.stopped.as_ref().expect("it stops");
        assert_eq!(
            (stopped.step, stopped.why, stopped.f64_would_do),
            (39, Why::Range, true),
            "{stopped:?}"
        );
        assert!(!stopped.values.is_empty(), "{}: {stopped:?}", run.label);
    }
    let guarded = "param lr = 0.01 in 0 .. 1\nw -= lr*(if g > 0 then exp(0.5*log(g)) else g)\n";
    for run in trained(guarded, 5) {
        assert_eq!(run.stopped, None, "{:?}", run.stopped);
    }
}

#[test]
fn usual_rules_on_a_network_have_nothing_to_watch() {
    for rule in ["sgd", "momentum", "rmsprop", "adam", "adamw"] {
        let text = format!(
            r#"{{"experiment": {{"problem": {{"network": {{"data": "moons", "layers": [2, 4, 2]}}}}, "steps": 9, "runs": [{{"optimizer": "{rule}"}}]}}}}"#
        );
        let scene: Scene = serde_json::from_str(&text).expect("a scene");
        let plan = compile(&scene.experiment).0.expect("it compiles");
        let On::Network { blames, .. } = &plan.runs[0].on else {
            panic!("{rule} is on a network");
        };
        assert_eq!(blames.len(), 0, "{rule}: {blames:?}");
    }
}
