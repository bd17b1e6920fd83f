//! Jobs that are done for as long as somebody asks for them.

use std::mem;
use std::sync::Arc;

/// Jobs by what they are of. Whoever wants one asks for it in every frame.
#[derive(Debug)]
pub struct Lease<K, J> {
    entries: Vec<Entry<K>>,
    /// Beside each of them.
    jobs: Vec<J>,
}

#[derive(Debug)]
struct Entry<K> {
    key: K,
    /// Whether it was asked for since the frame began, and in the frame before.
    asked: bool,
    held: bool,
}

/// Shared data as what a job is of: it is only looked into where it is not the very same.
#[derive(Clone, Debug)]
pub struct Alike<T>(pub Arc<T>);

impl<T: PartialEq> PartialEq for Alike<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl<K, J> Default for Lease<K, J> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            jobs: Vec::new(),
        }
    }
}

impl<K: PartialEq, J> Lease<K, J> {
    /// Asks for a job, which begins where there is none; to be repeated in every frame. Gives the job, and
    /// whether it is news.
    pub fn ask(&mut self, key: &K, begin: impl FnOnce(&K) -> J) -> (&mut J, bool)
    where
        K: Clone,
    {
        let known = self.entries.iter().position(|entry| entry.key == *key);
        let place = known.unwrap_or_else(|| {
            self.jobs.push(begin(key));
            self.entries.push(Entry {
                key: key.clone(),
                asked: false,
                held: false,
            });
            self.entries.len() - 1
        });
        let entry = &mut self.entries[place];
        let news = known.is_none() || !(entry.asked || entry.held);
        entry.asked = true;
        (&mut self.jobs[place], news)
    }

    /// Begins a frame: what nobody asked for in the last one is forgotten.
    pub fn turn(&mut self) {
        self.turn_keeping(|_, _| false);
    }

    /// The same, but where nobody asked for anything, jobs rest that are still of use.
    pub fn turn_keeping(&mut self, is_of_use: impl Fn(&K, &J) -> bool) {
        let any = self.entries.iter().any(|entry| entry.asked);
        let all = mem::take(&mut self.entries)
            .into_iter()
            .zip(mem::take(&mut self.jobs));
        for (entry, job) in all {
            if entry.asked || (!any && is_of_use(&entry.key, &job)) {
                self.entries.push(Entry {
                    held: entry.asked,
                    asked: false,
                    ..entry
                });
                self.jobs.push(job);
            }
        }
    }

    /// The job of a key.
    pub fn get(&self, key: &K) -> Option<&J> {
        let place = self.entries.iter().position(|entry| entry.key == *key)?;
        self.jobs.get(place)
    }

    /// All jobs that were asked for in the last frame.
    pub fn held(&mut self) -> impl Iterator<Item = (&K, &mut J)> {
        let all = self.entries.iter().zip(&mut self.jobs);
        let held = all.filter(|(entry, _)| entry.held);
        held.map(|(entry, job)| (&entry.key, job))
    }

    /// All jobs, in the order in which they were first asked for.
    pub fn jobs(&self) -> &[J] {
        &self.jobs
    }

    /// All jobs, to be changed.
    pub fn jobs_mut(&mut self) -> &mut [J] {
        &mut self.jobs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_done_while_it_is_asked_for() {
        let mut lease: Lease<&str, usize> = Lease::default();
        let mut begun = 0;
        // What is asked for in each frame, whether that is news, and what is under way in the next one.
        for (asked, news, held) in [
            (vec!["a"], vec![true], vec!["a"]),
            (vec!["a", "b"], vec![false, true], vec!["a", "b"]),
            (vec!["b", "b"], vec![false, false], vec!["b"]),
            (vec![], vec![], vec![]),
            (vec!["b"], vec![true], vec!["b"]),
        ] {
            let found: Vec<bool> = asked
                .into_iter()
                .map(|key| {
                    lease
                        .ask(&key, |_| {
                            begun += 1;
                            begun
                        })
                        .1
                })
                .collect();
            assert_eq!(found, news);
            lease.turn();
            let keys: Vec<&str> = lease.held().map(|(key, _)| *key).collect();
            assert_eq!(keys, held);
        }
        assert_eq!((begun, lease.get(&"b")), (3, Some(&3)));
    }

    #[test]
    fn what_is_of_use_rests_until_something_else_is_asked_for() {
        let mut lease: Lease<&str, ()> = Lease::default();
        let ask = |lease: &mut Lease<&'static str, ()>, key| lease.ask(&key, |_| ()).1;
        assert!(ask(&mut lease, "a"));
        for _ in 0..3 {
            lease.turn_keeping(|_, ()| true);
        }
        assert!(lease.get(&"a").is_some() && lease.held().next().is_none());
        assert!(ask(&mut lease, "a"), "it goes on");
        lease.turn_keeping(|_, ()| true);
        assert!(ask(&mut lease, "b"));
        lease.turn_keeping(|_, ()| true);
        assert!(lease.get(&"a").is_none());
        lease.turn_keeping(|key, ()| *key != "b");
        assert!(lease.get(&"b").is_none());
    }
}
