//! What looks around a trained network, on the GPU against the CPU.

use super::{adam, difference, plan};
use libtest_mimic::Failed;
use ravine::engine::cpu::network::evaluate::{Evaluator, Part};
use ravine::engine::cpu::network::landscape::{Directions, Landscape, Question, Survey};
use ravine::engine::cpu::network::plane::random_plane;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::gpu::net_look::GpuLookout;
use ravine::engine::gpu::{Gpu, GpuEngine};
use ravine::engine::look::{Look, Lookout};
use ravine::engine::{Poll, run};
use ravine::trace::Column;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The numbers of a look, once they are there.
fn looked(look: Option<Box<dyn Look>>) -> Result<Vec<f32>, Failed> {
    let mut look = look.ok_or("the device cannot hold it")?;
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        match look.poll(Duration::from_millis(5)) {
            Poll::Ready(numbers) => return Ok(numbers),
            Poll::Failed(error) => return Err(error.into()),
            Poll::Busy | Poll::Idle => {}
        }
    }
    Err("no numbers within a minute".into())
}

/// The largest difference of numbers; NaN where there are not as many.
fn apart(got: &[f32], expected: &[f64]) -> f64 {
    let column = |values: Vec<f64>| Column {
        values,
        ..Column::default()
    };
    let got = column(got.iter().copied().map(f64::from).collect());
    difference(&got, &column(expected.to_vec()))
}

/// Outputs at many inputs, and the loss all over a plane through the initial weights.
pub fn looks(gpu: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let _alone = gpu.lock().map_err(|e| e.to_string())?;
    let lookout = GpuLookout::new(Gpu::open()?);
    for json in LOOKED_AT {
        let plan = plan(json, &adam())?;
        let network = plan.network().ok_or("a network")?;
        let mut cpu = Evaluator::<f32>::new(network.clone());
        let weights = network.initial(plan.runs[0].seed, 0);
        let inputs: Vec<f64> = (0..1000 * network.units[0])
            .map(|i| (i as f64 * 0.7).sin())
            .collect();
        let got = looked(lookout.outputs(network, &weights, &inputs))?;
        let outputs = apart(&got, &cpu.outputs(&weights, &inputs));

        let plane = random_plane(network, &weights, 3);
        let points: Vec<[f64; 2]> = (0..30)
            .map(|i| [f64::from(i % 6) * 0.2 - 1.0, f64::from(i / 6) * 0.2 - 1.0])
            .collect();
        let got = looked(lookout.plane(network, &plane, &points))?;
        let losses = points
            .iter()
            .map(|&at| cpu.at(&plane.weights(at), Part::Training).loss);
        let losses = apart(&got, &losses.collect::<Vec<f64>>());
        println!("outputs differ by {outputs:.1e}, losses on a plane by {losses:.1e}");
        // Written so that a NaN fails.
        if !(outputs <= 1e-4 && losses <= 1e-4) {
            return Err(
                format!("{json}: outputs differ by {outputs:e}, losses on a plane by {losses:e}").into(),
            );
        }
    }
    Ok(())
}

/// Small and large, classes and values, whole and rounded.
const LOOKED_AT: [&str; 4] = [
    r#"{"data": "moons", "layers": [2, 8, 8, 2]}"#,
    r#"{"data": "digits", "layers": [64, 32, 10], "activation": "relu", "init": "he", "dropout": 0.2}"#,
    r#"{"data": "sine", "layers": [1, 64, 64, 1], "activation": "gelu"}"#,
    r#"{"data": "spirals", "layers": [2, 16, 2], "label_smoothing": 0.1, "activation": "silu"}"#,
];

/// A landscape is the same with the GPU's help, and where that fails the CPU goes on.
pub fn landscape(gpu: &Mutex<GpuEngine>) -> Result<(), Failed> {
    let _alone = gpu.lock().map_err(|e| e.to_string())?;
    let device = Gpu::open()?;
    let lookout: Arc<dyn Lookout> = Arc::new(GpuLookout::new(device.clone()));
    let plan = plan(LOOKED_AT[0], &adam())?;
    let network = plan.network().cloned().ok_or("a network")?;
    let trace = Arc::new(run(&mut CpuEngine::new(Precision::Single), plan)?);
    let survey = |other: Option<Arc<dyn Lookout>>| {
        let question = Question {
            network: network.clone(),
            trace: trace.clone(),
            run: 0,
            directions: Directions::Random { seed: 1 },
            samples: 24,
        };
        let mut survey = Survey::new(question, other);
        while survey.advance(Instant::now() + Duration::from_millis(5)) {}
        survey.found().clone()
    };
    let expected = survey(None);
    let helped = survey(Some(lookout.clone()));
    device.destroy();
    let lost = survey(Some(lookout));
    for got in [helped, lost] {
        let values = |found: &Landscape| found.field.as_ref().map(|f| f.values.clone()).unwrap_or_default();
        let expected: Vec<f64> = values(&expected).into_iter().map(f64::from).collect();
        let off = apart(&values(&got), &expected);
        println!("{} losses, worst {off:.1e}", expected.len());
        if off.is_nan() || off > 1e-4 || expected.is_empty() {
            return Err(format!("the landscapes differ by {off:e}").into());
        }
    }
    Ok(())
}
