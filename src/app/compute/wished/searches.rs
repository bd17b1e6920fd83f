//! Searches for settings that views ask for, all going on in each frame.

use super::lease::{Alike, Lease};
use crate::engine::search::Task;
use crate::engine::search::under_way::Searching;
use std::sync::Arc;
use std::time::Duration;
use web_time::Instant;

/// The searches that were asked for in the last frame. One that nobody asks for any longer is cancelled and
/// forgotten.
#[derive(Debug, Default)]
pub struct Searches(Lease<Alike<Task>, Searching>);

impl Searches {
    /// Asks for a search; to be repeated in every frame that shows it. True where it is news.
    pub fn want(&mut self, task: &Arc<Task>) -> bool {
        let begin = |task: &Alike<Task>| Searching::new(task.0.clone());
        self.0.ask(&Alike(task.clone()), begin).1
    }

    /// What is known of all of them.
    pub fn known(&self) -> &[Searching] {
        self.0.jobs()
    }

    /// Begins a frame: forgets what was not asked for in the last one, and goes on for about `budget`, of
    /// which each has an equal part. True while work is under way.
    pub fn update(&mut self, budget: Duration) -> bool {
        self.0.turn();
        let deadline = Instant::now() + budget;
        let all = self.0.jobs_mut().iter_mut();
        let mut busy: Vec<&mut Searching> = all.filter(|own| !own.is_done()).collect();
        let mut left = busy.len() as u32;
        let mut more = false;
        for searching in &mut busy {
            let now = Instant::now();
            let until = now + deadline.saturating_duration_since(now) / left.max(1);
            left -= 1;
            let mut goes_on = true;
            while goes_on && Instant::now() < until {
                goes_on = searching.advance(until.saturating_duration_since(Instant::now()));
            }
            more |= goes_on;
        }
        more
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::search::Dimension;
    use crate::scene::explore::{Method, Span};
    use crate::scene::sweep::{Spread, Sweep};
    use crate::scene::{Run, Scene};

    fn task(method: Method, steps: u32) -> Arc<Task> {
        let mut scene = Scene::on_surface("ravine");
        scene.experiment.runs.push(Run::of("momentum"));
        scene.experiment.steps = steps;
        let dimension = |name: &str, from: f64, to: f64, scale: Spread| Dimension {
            span: Span {
                name: name.to_owned(),
                from,
                to,
                scale,
            },
            whole: false,
        };
        Arc::new(Task {
            of: Sweep::over(scene, Vec::new()),
            space: vec![
                dimension("lr", 1e-4, 1.0, Spread::Log),
                dimension("beta", 0.0, 0.99, Spread::Linear),
            ],
            budget: 16,
            repetitions: 2,
            seed: 1,
            method,
        })
    }

    #[test]
    fn searches_go_on_while_they_are_asked_for_and_begin_again_after_a_change() {
        let all = Method::ALL.map(|method| task(method, 90));
        let mut searches = Searches::default();
        assert!(all.iter().all(|task| searches.want(task)));
        while searches.update(Duration::from_millis(5)) {
            assert!(!all.iter().any(|task| searches.want(task)));
        }
        let shares: Vec<f64> = searches.known().iter().map(Searching::share).collect();
        assert_eq!(shares, [1.0; 4]);
        let changed = task(Method::Tpe, 91);
        assert!(searches.want(&changed));
        searches.update(Duration::ZERO);
        assert_eq!(searches.known().len(), 1, "the others are forgotten");
        assert!(searches.known()[0].share() < 1.0);
        searches.update(Duration::ZERO);
        assert!(searches.known().is_empty(), "cancelled half way");
    }
}
