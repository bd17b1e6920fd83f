//! A frame's time for computing: all that computes in the window's thread shares it.

use egui::Context;
use std::time::Duration;
use web_time::Instant;

/// How long all of it may take in a frame, at least.
const SLICE: Duration = Duration::from_millis(8);
/// Longest share of a frame, in which a hand still feels no delay.
const LONGEST: Duration = Duration::from_millis(50);
/// What each of it has whatever the others need, so that all of it goes on.
const LEAST: Duration = Duration::from_millis(1);

/// What computes, in the order in which it does so in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// The engine: the scene's runs, and those of companions.
    Engine,
    /// The comparison of the engines.
    Rivals,
    /// Which engine trains networks faster.
    Contest,
    /// The surface.
    Field,
    /// The largest stable learning rate.
    Stable,
    /// What else views ask for.
    Asked,
    /// Where rounding is seen.
    Drift,
    /// The swarm.
    Swarm,
    /// Sweeps that a view explores.
    Sweeps,
    /// The path that a view points at.
    Ghost,
}

const PARTS: usize = Duty::Ghost as usize + 1;
/// What goes on slowly while the engine is at what is shown: nobody waits for it.
const BEHIND: [Duty; 2] = [Duty::Drift, Duty::Sweeps];

/// The time of this frame, and what had something to do in the last one.
#[derive(Debug)]
pub struct FrameSlice {
    length: Duration,
    end: Instant,
    /// How many that have something to do did not have their turn yet.
    waiting: u32,
    busy: [bool; PARTS],
}

impl Default for FrameSlice {
    fn default() -> Self {
        Self {
            length: SLICE,
            end: Instant::now(),
            waiting: 0,
            busy: [false; PARTS],
        }
    }
}

impl FrameSlice {
    /// Begins a frame. Where drawing one takes long, computing gets half of the time.
    pub fn begin(&mut self, context: &Context) {
        let frame = context.input(|i| i.stable_dt);
        let frame = Duration::try_from_secs_f32(frame).unwrap_or(SLICE);
        self.begin_with((frame / 2).clamp(SLICE, LONGEST), Instant::now());
    }

    fn begin_with(&mut self, length: Duration, now: Instant) {
        self.length = length;
        self.end = now + length;
        let behind = BEHIND.iter().filter(|part| self.is_behind(**part));
        let behind = behind
            .map(|part| u32::from(self.busy[*part as usize]))
            .sum::<u32>();
        self.waiting = self.busy.iter().map(|busy| u32::from(*busy)).sum::<u32>() - behind;
    }

    /// How long something may compute now: an equal part of what is left for all that had something to do.
    pub fn share(&mut self, part: Duty) -> Duration {
        self.share_at(part, Instant::now())
    }

    fn share_at(&mut self, part: Duty, now: Instant) -> Duration {
        if !self.busy[part as usize] || self.is_behind(part) {
            return LEAST;
        }
        let left = self.end.saturating_duration_since(now) / self.waiting.max(1);
        self.waiting = self.waiting.saturating_sub(1);
        left.max(LEAST)
    }

    fn is_behind(&self, part: Duty) -> bool {
        self.busy[Duty::Engine as usize] && BEHIND.contains(&part)
    }

    /// Whether something will have something to do in the next frame.
    pub fn tell(&mut self, part: Duty, busy: bool) {
        self.busy[part as usize] = busy;
    }

    /// Lets something compute for its share; `compute` says whether there is more to do, and so does this.
    pub fn run(&mut self, part: Duty, compute: impl FnOnce(Duration) -> bool) -> bool {
        let share = self.share(part);
        let more = compute(share);
        self.tell(part, more);
        more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_shared_by_what_has_something_to_do() {
        let ms = Duration::from_millis;
        let mut slice = FrameSlice::default();
        slice.tell(Duty::Engine, true);
        slice.tell(Duty::Asked, true);
        let now = Instant::now();
        slice.begin_with(ms(12), now);
        // The time at which each has its turn, and its share.
        for (part, at, share) in [
            (Duty::Engine, 0, 6),
            (Duty::Field, 6, 1),
            (Duty::Asked, 7, 5),
            (Duty::Swarm, 12, 1),
        ] {
            assert_eq!(slice.share_at(part, now + ms(at)), ms(share), "{part:?}");
        }
        slice.tell(Duty::Sweeps, true);
        slice.begin_with(ms(12), now);
        assert_eq!(slice.share_at(Duty::Engine, now), ms(6), "sweeps stand behind");
        assert_eq!(slice.share_at(Duty::Sweeps, now), LEAST);
        assert!(!slice.run(Duty::Engine, |_| false));
        assert_eq!(
            slice.share_at(Duty::Sweeps, now),
            ms(12),
            "and go on once it is done"
        );
        slice.tell(Duty::Sweeps, false);
        slice.begin_with(ms(12), now);
        assert_eq!(slice.share_at(Duty::Asked, now), ms(12));
    }
}
