//! Tests that need a GPU: without one they show as ignored, with the reason.

use libtest_mimic::{Arguments, Failed, Trial};
use ravine::engine::gpu::Gpu;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;

/// A test on what some of them share.
pub type Test<G> = Box<dyn Fn(&Mutex<G>) -> Result<(), Failed> + Send>;

/// Runs the tests on what `open` makes of the machine's GPU, once per thread of the tests, and ends the process: a
/// software driver spends most of the time on compiling shaders, each on one core.
pub fn run<G: Send + 'static>(open: impl Fn(Gpu) -> G, tests: Vec<(String, Test<G>)>) {
    let mut arguments = Arguments::from_args();
    let threads = arguments
        .test_threads
        .or(available_parallelism().ok().map(NonZero::get));
    let threads = threads.unwrap_or(1);
    arguments.test_threads = Some(threads);
    let quick = std::env::var("RAVINE_QUICK").ok();
    let opened: Result<Vec<Gpu>, String> = (0..threads)
        .map(|_| Gpu::open().map_err(|error| error.to_string()))
        .collect();
    let (free, missing) = match opened {
        Ok(gpus) if gpus.iter().any(Gpu::is_software) && quick.is_some() => {
            (Vec::new(), quick.unwrap_or_default())
        }
        Ok(gpus) => (
            gpus.into_iter().map(|gpu| Mutex::new(open(gpu))).collect(),
            String::new(),
        ),
        Err(error) => (Vec::new(), error),
    };
    let free = Arc::new(Mutex::new(free));
    let trials = tests.into_iter().map(|(name, test)| {
        let free = free.clone();
        Trial::test(name, move || {
            let taken =
                |free: &Mutex<Vec<Mutex<G>>>| free.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let gpu = taken(&free).ok_or("more tests at once than there are threads")?;
            let result = test(&gpu);
            free.lock().unwrap_or_else(PoisonError::into_inner).push(gpu);
            result
        })
        .with_kind(missing.clone())
        .with_ignored_flag(!missing.is_empty())
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}
