//! What the picture of the surface asks for.

use super::App;
use crate::lang::rule::Value;
use crate::view::Wish;
use egui::Context;

impl App {
    /// Does what the picture asks for.
    pub(super) fn fulfil_picture(&mut self, ctx: &Context, wish: Wish) {
        let scene = &mut self.session.scene;
        let news = match wish {
            Wish::Picture(picture) => {
                scene.view.picture = *picture;
                true
            }
            Wish::Starts(starts) => {
                scene.experiment.start = None;
                scene.experiment.starts = starts;
                true
            }
            Wish::Rate(run, rate) => {
                if let Some(run) = scene.experiment.runs.get_mut(run) {
                    run.params.insert("lr".to_owned(), Value::Number(rate));
                }
                true
            }
            Wish::Field(grid) => self.session.field.look_at(grid),
            Wish::Stable(run) => self.session.stable.want(run),
            Wish::Swarm(run) => self.swarm(run),
            _ => false,
        };
        if news {
            ctx.request_repaint();
        }
    }

    /// Moves the swarm on; true while it is not where the picture is, and where it is news.
    fn swarm(&mut self, run: usize) -> bool {
        let step = self.playback.step() as usize;
        self.session.move_swarm(run, step)
    }
}
