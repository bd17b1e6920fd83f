//! A step of a lane on a surface, for whoever takes it once more on the host.

use super::cpu::draw;
use crate::compile::input::StepInput;
use crate::real::rng::Key;

/// What a step reads besides the state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment<'a> {
    /// Values of the run's settings, the lane's own among them.
    pub settings: &'a [f64],
    /// What its random numbers depend on.
    pub seed: u32,
    /// The same.
    pub replicate: u32,
    /// The step, from 0.
    pub step: usize,
    /// Steps of the whole run.
    pub steps: usize,
}

impl Moment<'_> {
    /// A number that the step reads; `state` gives those of the state.
    pub fn read(&self, input: StepInput, state: impl FnOnce(usize) -> f64) -> f64 {
        match input {
            StepInput::State(place) => state(place as usize),
            StepInput::Host(input) => input.value(self.settings, self.step, self.steps),
            StepInput::Random(distribution, site, element) => {
                let key = Key {
                    seed: self.seed,
                    replicate: self.replicate,
                    step: self.step as u32,
                    element,
                    site,
                };
                draw(distribution, key)
            }
        }
    }
}
