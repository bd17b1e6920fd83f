//! The scene without the app: in a browser that offers no way of drawing it, the page shows the scene's
//! figure and its table, computed on the CPU.

use super::api::set;
use super::turn;
use ravine::app::compute::wished::measuring::Measuring;
use ravine::compile::compile;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::{Engine as _, Poll};
use ravine::scene::Scene;
use ravine::view::Computed;
use ravine::view::figure::still;
use ravine::view::table::column::Heading;
use ravine::view::table::row::{Comparison, RunRow};
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// How long the CPU computes before the page has its turn.
const SLICE: Duration = Duration::from_millis(30);

/// The scene as plain data for `ravinePage.still`.
///
/// # Errors
/// What is wrong with the scene.
pub async fn still(scene: &Scene) -> Result<JsValue, String> {
    let done = computed(scene).await?;
    let figure = still::svg(scene, &done).map_err(|error| error.to_string())?;
    let tolerance = scene.view.reached_within();
    let comparison = Comparison::of(&done, tolerance, &Measuring::whole(&done), false);
    let columns = comparison.telling();
    let titles: js_sys::Array = columns
        .iter()
        .map(|column| JsValue::from(column.title()))
        .collect();
    let cells = |row: &RunRow| {
        columns
            .iter()
            .map(|column| JsValue::from(cell(row, *column)))
            .collect::<js_sys::Array>()
    };
    let cells: js_sys::Array = comparison
        .rows
        .iter()
        .map(|row| JsValue::from(cells(row)))
        .collect();
    let still = js_sys::Object::new();
    set(&still, "figure", &figure.into());
    set(&still, "columns", &titles);
    set(&still, "rows", &cells);
    Ok(still.into())
}

fn cell(row: &RunRow, column: Heading) -> String {
    match column {
        Heading::Run => row.name.clone(),
        _ => row
            .number(column)
            .map_or_else(String::new, |value| column.written(value)),
    }
}

async fn computed(scene: &Scene) -> Result<Computed, String> {
    let (plan, findings) = compile(&scene.experiment);
    let plan = plan.ok_or_else(|| {
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        findings.join("\n")
    })?;
    let plan = Arc::new(plan);
    let mut engine = CpuEngine::new(Precision::Single);
    engine.submit(plan.clone());
    let trace = loop {
        match engine.poll(SLICE) {
            Poll::Ready(trace) => break trace,
            Poll::Failed(error) => return Err(error.to_string()),
            Poll::Idle => return Err("the run was dropped".to_owned()),
            // The promise is kept by a timer, which cannot fail.
            Poll::Busy => drop(JsFuture::from(turn(0)).await),
        }
    };
    Ok(Computed {
        experiment: Arc::new(scene.experiment.clone()),
        plan,
        trace: Arc::new(trace),
    })
}
