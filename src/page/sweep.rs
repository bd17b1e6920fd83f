//! Sweeps for the page's scripts, beside the app: they have a device of their own.

use super::api::{parsed, text_of};
use super::turn;
use ravine::compile::sweep::{SweepPlan, compile_sweep};
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::gpu::{self, Gpu};
use ravine::engine::sweep::{Progress, Sweeper};
use ravine::scene::sweep::Sweep;
use serde::Deserialize;
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_time::Instant;

/// How long the CPU computes before the page has its turn.
pub(super) const SLICE: Duration = Duration::from_millis(12);

thread_local! {
    static DEVICE: RefCell<Option<Gpu>> = const { RefCell::new(None) };
}

/// How to sweep.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Options {
    engine: Option<Name>,
    /// Another text for the GPU's kernel, of the same bindings, to be compared with the generated one.
    kernel: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Name {
    Gpu,
    Cpu,
}

/// Sweeps: a promise of the outcomes as `ravine sweep` prints them, and of the `seconds` that they took.
/// Options are `engine`, "gpu" or "cpu" (which alone computes a scene in f64, and which is taken
/// where none is named and the device is software), and `kernel`.
pub fn sweep(sweep: JsValue, options: JsValue) -> js_sys::Promise {
    promised(async move { swept(&sweep, &options).await })
}

/// A promise of the JSON that something comes to, or of an error with the words that say why it does not.
pub(super) fn promised(future: impl Future<Output = Result<String, String>> + 'static) -> js_sys::Promise {
    future_to_promise(async move {
        match future.await {
            Ok(json) => Ok(parsed(&json)),
            Err(message) => Err(js_sys::Error::new(&message).into()),
        }
    })
}

async fn swept(sweep: &JsValue, options: &JsValue) -> Result<String, String> {
    let options: Options = match options.is_undefined() {
        true => Options::default(),
        false => read(options)?,
    };
    let (plan, findings) = compile_sweep(&read::<Sweep>(sweep)?);
    let plan = Arc::new(plan.ok_or_else(|| {
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        findings.join("\n")
    })?);
    let mut sweeper = sweeper(options, &plan).await?;
    let begun = Instant::now();
    loop {
        match sweeper.poll(SLICE) {
            Progress::Done => break,
            Progress::Failed(error) => return Err(error.to_string()),
            Progress::Busy => rest(sweeper.info().kind).await,
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    let mut outcomes = sweeper.outcomes().json(&plan, sweeper.info());
    outcomes["seconds"] = seconds.into();
    Ok(outcomes.to_string())
}

async fn sweeper(options: Options, plan: &Arc<SweepPlan>) -> Result<Box<dyn Sweeper>, String> {
    let precision = plan.base.precision;
    let on_cpu = || Box::new(CpuSweep::new(plan.clone(), precision));
    if matches!(options.engine, Some(Name::Cpu)) || !precision.is_single() {
        return Ok(on_cpu());
    }
    let gpu = device().await?;
    if options.engine.is_none() && gpu.is_software() {
        return Ok(on_cpu());
    }
    Ok(gpu::sweep(gpu, plan.clone(), options.kernel))
}

/// The device of all sweeps, so that a kernel is compiled once; another one where it was lost.
async fn device() -> Result<Gpu, String> {
    let kept = DEVICE.with_borrow(|kept| kept.clone().filter(|gpu| !gpu.is_lost()));
    if let Some(gpu) = kept {
        return Ok(gpu);
    }
    let gpu = Gpu::request().await.map_err(|e| e.to_string())?;
    DEVICE.set(Some(gpu.clone()));
    Ok(gpu)
}

/// The page's turn: as soon as it is through where this thread computes, a little later where it waits for a
/// GPU.
pub(super) async fn rest(kind: &str) {
    let milliseconds = if kind == "cpu" { 0 } else { 4 };
    // The promise is kept by a timer, which cannot fail.
    let _turned = JsFuture::from(turn(milliseconds)).await;
}

/// What a script gave, as text or as an object.
pub(super) fn read<T: for<'a> Deserialize<'a>>(value: &JsValue) -> Result<T, String> {
    let text = text_of(value).map_err(|e| format!("{e:?}"))?;
    serde_json::from_str(&text).map_err(|e| e.to_string())
}
