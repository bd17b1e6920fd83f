//! What the views want changed: in the scene, or in what is computed besides.

use super::give::export::File;
use super::runs::edit;
use super::study::diagnosis;
use super::{App, network};
use crate::lang::rule::Value;
use crate::scene::{Reference, setting};
use crate::view::Wish;
use egui::Context;

impl App {
    /// Does what the views ask for.
    pub(super) fn fulfil(&mut self, ctx: &Context, wishes: Vec<Wish>) {
        for wish in wishes {
            self.change(ctx, wish);
        }
    }

    /// Shows the step under the pointer in all views, once each of them was asked.
    pub(super) fn share_hover(&self, ctx: &Context) {
        if self.hover != self.hovered {
            ctx.request_repaint();
        }
    }

    fn change(&mut self, ctx: &Context, wish: Wish) {
        let steps = self.session.steps();
        let scene = &mut self.session.scene;
        let mut news = true;
        match wish {
            Wish::Picture(picture) => scene.view.picture = *picture,
            Wish::Starts(starts) => {
                scene.experiment.start = None;
                scene.experiment.starts = starts;
            }
            Wish::Rate(run, rate) => {
                if let Some(run) = scene.experiment.runs.get_mut(run) {
                    run.params.insert("lr".to_owned(), Value::Number(rate));
                }
            }
            Wish::Settings(run, values) => {
                for (name, value) in values {
                    setting::set(&mut scene.experiment, run, &name, value);
                }
            }
            Wish::Precision(precision) => scene.experiment.precision = precision,
            Wish::Try(run, change) => diagnosis::try_out(scene, run, *change),
            Wish::Why(run) => self.ask_why(run),
            Wish::Schedule(run, name) => {
                if let Some(run) = scene.experiment.runs.get_mut(run) {
                    run.schedule.name = Reference::Name(name);
                    run.schedule.params.clear();
                }
            }
            Wish::CompareSchedule(run, name) => {
                edit::compare(scene, run, Reference::Name(name));
            }
            Wish::SameSchedule(run) => edit::same_schedule(scene, run),
            Wish::Variable(variable) => scene.view.variable = Some(variable),
            Wish::Coordinate(coordinate) => scene.view.coordinate = Some(coordinate),
            Wish::Select(run) => scene.view.selected = run,
            Wish::Tolerance(tolerance) => scene.view.tolerance = Some(tolerance),
            Wish::Comparison(csv) => self.save(Ok(File::comparison(&self.session, csv))),
            Wish::Outcomes(csv) => self.save(Ok(File::outcomes(&self.session, csv))),
            Wish::Along(along) => scene.view.along = along,
            Wish::Learning(learning) => scene.view.learning = *learning,
            Wish::Data(data) => network::learn_from(scene, *data),
            Wish::Field(grid) => news = self.session.field.look_at(grid),
            Wish::Stable(run) => news = self.session.stable.want(run),
            Wish::Sweep(sweep) => news = self.session.sweeps.want(&sweep),
            Wish::Search(task) => news = self.session.sweeps.searches.want(&task),
            Wish::Ghost(experiment) => news = self.session.ghost.want(*experiment),
            Wish::Explore(explore) => scene.view.explore = *explore,
            Wish::Swarm(run) => news = self.session.swarm.want(run),
            Wish::Companion(experiment) => news = self.session.companions.want(&experiment),
            Wish::Ask(ask, goes_on) => news = self.session.ask(*ask, goes_on),
            Wish::Mute(run) => scene.view.mute(run),
            Wish::Step(step) => {
                self.playback.seek(step.round(), steps);
                news = false;
            }
            Wish::Hover(step) => {
                self.hover = Some(step.round());
                news = false;
            }
        }
        if news {
            ctx.request_repaint();
        }
    }

    /// How many steps a run has taken where the picture is.
    pub(super) fn own_step(&self, run: usize) -> usize {
        self.playback.step() as usize / self.session.trace.every_of(run)
    }
}
