//! Tests that need a GPU: without one they show as ignored, with the reason.

use libtest_mimic::{Arguments, Failed, Trial};
use ravine::engine::gpu::Gpu;
use std::sync::{Arc, Mutex, PoisonError};

/// A test on what some of them share.
pub type Test<G> = Box<dyn Fn(&Mutex<G>) -> Result<(), Failed> + Send>;

/// Runs the tests on what `open` makes of the machine's GPU, as often as there are tests at once, and ends the
/// process: a software driver spends most of the time on compiling shaders, each on one core.
pub fn run<G: Send + 'static>(
    open: impl Fn(Gpu) -> G + Send + Sync + 'static,
    tests: Vec<(String, Test<G>)>,
) {
    let quick = std::env::var("RAVINE_QUICK").ok();
    let (first, missing) = match Gpu::open() {
        Ok(gpu) if gpu.is_software() && quick.is_some() => (None, quick.unwrap_or_default()),
        Ok(gpu) => (Some(Mutex::new(open(gpu))), String::new()),
        Err(error) => (None, error.to_string()),
    };
    let shared = Arc::new((open, Mutex::new(Vec::from_iter(first))));
    let trials = tests.into_iter().map(|(name, test)| {
        let shared = shared.clone();
        Trial::test(name, move || {
            let (open, free) = &*shared;
            let taken = free.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let gpu = match taken {
                Some(gpu) => gpu,
                None => Mutex::new(open(Gpu::open()?)),
            };
            let result = test(&gpu);
            free.lock().unwrap_or_else(PoisonError::into_inner).push(gpu);
            result
        })
        .with_kind(missing.clone())
        .with_ignored_flag(!missing.is_empty())
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}
