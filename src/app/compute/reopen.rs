//! A window whose graphics device is lost can draw no more: another app goes on where it was.

use super::device::gpu;
use super::handover::Handover;
use super::session::Session;
use crate::app::App;
use crate::app::keep::history::History;
use crate::app::playback::Playback;
use crate::app::study::Reader;
use crate::engine::EngineError;
use crate::scene::Scene;

/// What opens the app again after the window's device was lost.
pub(in crate::app) type Reopen = Box<dyn FnOnce(Past)>;

/// What of an app outlives its window's device.
pub struct Past {
    scene: Scene,
    study: Reader,
    playback: Playback,
    history: History,
    /// Why the device was lost, and whether it had given a trace before.
    lost: EngineError,
    answered: bool,
}

impl Past {
    /// The scene, where no app can go on with it.
    pub fn into_scene(self) -> Scene {
        self.scene
    }
}

impl App {
    /// The application in a window or page whose device stands in for one that was lost; all goes on where it
    /// was.
    pub fn again(context: &eframe::CreationContext<'_>, past: Past, adapter: Option<String>) -> Self {
        // A device that was lost before it had answered may have been lost to our own work: the next one only
        // draws.
        let gpu = gpu(context, adapter).ok().filter(|_| past.answered);
        let device = Handover::of(context, gpu.as_ref());
        let mut session = Session::again(past.scene, gpu, &past.lost);
        session.swarm.device = device;
        Self {
            playback: past.playback,
            history: past.history,
            study: past.study,
            ..Self::with(&context.egui_ctx, session)
        }
    }

    /// Hands what is to be kept to `reopen` when the window's device is lost: without it nothing more can be
    /// drawn.
    #[must_use]
    pub fn reopening(mut self, reopen: impl FnOnce(Past) + 'static) -> Self {
        self.reopen = Some(Box::new(reopen));
        self
    }

    /// Leaves a window that can draw no more.
    pub(in crate::app) fn give_up(&mut self) {
        let Some(lost) = self.session.lost.clone() else {
            return;
        };
        if let Some(reopen) = self.reopen.take() {
            let scene = self.session.scene.clone();
            reopen(Past {
                study: std::mem::take(&mut self.study),
                history: std::mem::replace(&mut self.history, History::new(scene.clone())),
                scene,
                playback: std::mem::take(&mut self.playback),
                lost: EngineError::Lost(lost),
                answered: self.session.computed() > 0,
            });
        }
    }
}
