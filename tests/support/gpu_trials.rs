//! Tests that need a GPU: without one they show as ignored, with the reason.

use libtest_mimic::{Arguments, Failed, Trial};
use ravine::engine::gpu::Gpu;
use std::sync::{Arc, Mutex};

/// A test on what all of them share.
pub type Test<G> = Box<dyn Fn(&Mutex<G>) -> Result<(), Failed> + Send>;

/// Runs the tests on what `open` makes of the machine's GPU, and ends the process.
pub fn run<G: Send + 'static>(open: impl Fn(Gpu) -> G, tests: Vec<(String, Test<G>)>) {
    let quick = std::env::var("RAVINE_QUICK").ok();
    let (gpu, missing) = match Gpu::open() {
        Ok(gpu) if gpu.is_software() && quick.is_some() => (None, quick.unwrap_or_default()),
        Ok(gpu) => (Some(Arc::new(Mutex::new(open(gpu)))), String::new()),
        Err(error) => (None, error.to_string()),
    };
    let trials = tests.into_iter().map(|(name, test)| {
        let (gpu, reason) = (gpu.clone(), missing.clone());
        Trial::test(name, move || match &gpu {
            Some(gpu) => test(gpu),
            None => Err(reason.into()),
        })
        .with_kind(missing.clone())
        .with_ignored_flag(!missing.is_empty())
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}
