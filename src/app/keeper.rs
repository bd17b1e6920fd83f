//! Keeps the scene for the next visit and in the page's address, once it was shown without trouble and nothing moves.

use crate::link;
use crate::scene::Scene;
use egui::Context;
use std::time::Duration;

/// What stores a scene, with its link where it has one that can be read back.
pub type Keep = fn(&Scene, Option<&str>);

/// Shortest time between two scenes that are kept: browsers stop a page that changes its address all the time.
const PAUSE: f64 = 0.4;

/// What was kept last, and how.
#[derive(Default)]
pub struct Keeper {
    /// Keeps nothing where absent.
    pub keep: Option<Keep>,
    kept: Option<Scene>,
    time: f64,
}

impl Keeper {
    /// Keeps the scene where it changed, the pointer rests and the last time is long enough ago; else asks for a frame
    /// in which it can be kept.
    pub fn update(&mut self, ctx: &Context, scene: &Scene, playing: bool) {
        let Some(keep) = self.keep else { return };
        let changed = match &self.kept {
            None => true,
            // While it plays the step changes all the time and is not worth keeping.
            Some(kept) if playing => kept.experiment != scene.experiment,
            Some(kept) => kept != scene,
        };
        let (held, now) = ctx.input(|i| (i.pointer.any_down(), i.time));
        if !changed || held {
            return;
        }
        let wait = self.time + PAUSE - now;
        if self.kept.is_some() && wait > 0.0 {
            ctx.request_repaint_after(Duration::from_secs_f64(wait));
            return;
        }
        keep(scene, link_of(scene).as_deref());
        self.kept = Some(scene.clone());
        self.time = now;
    }

    /// Keeps a changed scene without waiting for rest: the page may be gone at once.
    pub fn flush(&mut self, scene: &Scene) {
        let changed = self.kept.as_ref() != Some(scene);
        if let Some(keep) = self.keep.filter(|_| changed) {
            keep(scene, link_of(scene).as_deref());
            self.kept = Some(scene.clone());
        }
    }
}

/// The link of a scene, where the scene can be read back from it.
pub fn link_of(scene: &Scene) -> Option<String> {
    let link = link::encode(scene);
    link::decode(&link).is_ok().then_some(link)
}
