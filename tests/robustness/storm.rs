//! Many texts on all cores, watched for panics and hangs.

use super::cases::{Text, try_out};
use super::texts;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What takes longer hangs.
const HANG: Duration = Duration::from_secs(20);
/// A browser's stack; without optimisation frames are larger.
const STACK: usize = if cfg!(debug_assertions) { 4 << 20 } else { 1 << 20 };
/// How often a text that seems slow is tried again: the machine may do other things as well.
const TRIES: usize = 6;

/// What the texts did.
#[derive(Default)]
struct Report {
    slowest: (Duration, u64),
    right: u64,
    wrong: Vec<String>,
}

/// A worker's text and when it was begun.
type Current = Mutex<Option<(Instant, u64)>>;

/// What all workers share.
struct Storm {
    next: AtomicU64,
    end: u64,
    limit: Duration,
    report: Mutex<Report>,
}

/// Goes through the texts of all seeds on all cores. Panics where a text breaks something, hangs, or takes
/// longer than the limit.
pub fn storm(seeds: Range<u64>, limit: Option<Duration>) {
    let (begun, count) = (Instant::now(), seeds.end - seeds.start);
    let storm = Arc::new(Storm {
        next: AtomicU64::new(seeds.start),
        end: seeds.end,
        limit: limit.unwrap_or(HANG),
        report: Mutex::default(),
    });
    let workers: Vec<_> = (0..thread::available_parallelism().map_or(1, usize::from))
        .map(|_| {
            let (storm, current) = (storm.clone(), Arc::<Current>::default());
            let seen = current.clone();
            let worker = thread::Builder::new()
                .stack_size(STACK)
                .spawn(move || storm.work(&current));
            (worker.expect("a thread starts"), seen)
        })
        .collect();
    while workers.iter().any(|(worker, _)| !worker.is_finished()) {
        thread::sleep(Duration::from_millis(20));
        for (_, current) in &workers {
            let Some((since, seed)) = *current.lock().expect("not poisoned") else {
                continue;
            };
            let text = || shown(&texts::text(seed));
            assert!(
                since.elapsed() < HANG * TRIES as u32,
                "seed {seed} hangs: {}",
                text()
            );
        }
    }
    for (worker, _) in workers {
        worker.join().expect("a worker goes through all its texts");
    }
    let report = storm.report.lock().expect("not poisoned");
    let rate = count as f64 / begun.elapsed().as_secs_f64();
    let (longest, seed) = report.slowest;
    println!(
        "{count} texts, {} of them right, {rate:.0} a second",
        report.right
    );
    println!(
        "the slowest, seed {seed}, took {longest:.1?}: {}",
        shown(&texts::text(seed))
    );
    assert!(
        report.wrong.is_empty(),
        "{} of {count}:\n{}",
        report.wrong.len(),
        report.wrong.join("\n")
    );
}

impl Storm {
    fn work(&self, current: &Current) {
        loop {
            let seed = self.next.fetch_add(1, Ordering::Relaxed);
            if seed >= self.end {
                return;
            }
            let text = texts::text(seed);
            *current.lock().expect("not poisoned") = Some((Instant::now(), seed));
            let tried = catch_unwind(AssertUnwindSafe(|| timed(&text, self.limit)));
            *current.lock().expect("not poisoned") = None;
            let mut report = self.report.lock().expect("not poisoned");
            match tried {
                Ok((taken, is_right)) => {
                    report.slowest = report.slowest.max((taken, seed));
                    report.right += u64::from(is_right);
                    if taken > self.limit {
                        report
                            .wrong
                            .push(format!("seed {seed} takes {taken:.1?}: {}", shown(&text)));
                    }
                }
                Err(_) => report.wrong.push(format!("seed {seed} panics: {}", shown(&text))),
            }
        }
    }
}

/// How long a text takes, and whether nothing is said of it.
pub fn timed(text: &Text, limit: Duration) -> (Duration, bool) {
    let (mut best, mut is_right) = (Duration::MAX, false);
    for _ in 0..TRIES {
        let begun = Instant::now();
        is_right = try_out(text).is_empty();
        best = best.min(begun.elapsed());
        if best < limit / 3 {
            break;
        }
    }
    (best, is_right)
}

/// Does something with as little stack as a browser gives.
pub fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let worker = thread::Builder::new().stack_size(STACK).spawn(work);
    if let Err(panic) = worker.expect("a thread starts").join() {
        std::panic::resume_unwind(panic);
    }
}

/// The beginning of a text.
fn shown(text: &Text) -> String {
    format!("{text:?}").chars().take(600).collect()
}
