//! What charts need besides the runs, computed to the end: for a figure, which nobody sees before it is
//! whole.

use super::Wished;
use crate::compile::{Plan, compile};
use crate::scene::Experiment;
use crate::view::asked::Ask;
use crate::view::{Computed, Shown, Wish};
use std::time::Duration;

/// Between two looks at whether there is more to do.
const SLICE: Duration = Duration::from_millis(50);

/// What was computed for the charts of a figure.
#[derive(Debug, Default)]
pub struct AtOnce {
    companions: Vec<Computed>,
    asks: Vec<Ask>,
    wished: Wished,
}

impl AtOnce {
    /// Fulfils what `needs` wishes of all that is shown, and then of what it sees beside that, until nothing
    /// is new. `compute` runs a program. What has errors is left out: the charts do without.
    ///
    /// # Errors
    /// Those of `compute`.
    pub fn of<E>(
        needs: impl Fn(&Shown) -> Vec<Wish>,
        shown: &Shown,
        compute: impl Fn(&Experiment, Plan) -> Result<Computed, E>,
    ) -> Result<Self, E> {
        let mut all = Self::default();
        let mut known: Vec<Wish> = Vec::new();
        loop {
            let mut wishes = needs(&all.beside(*shown));
            wishes.retain(|wish| !known.contains(wish));
            if wishes.is_empty() {
                return Ok(all);
            }
            for wish in &wishes {
                match wish {
                    Wish::Companion(experiment) => {
                        if let (Some(plan), _) = compile(experiment) {
                            all.companions.push(compute(experiment, plan)?);
                        }
                    }
                    Wish::Ask(ask, _) => all.asks.push(Ask::clone(ask)),
                    _ => {}
                }
            }
            known.extend(wishes);
            all.work_out(shown);
        }
    }

    /// What is shown, with all of this beside it.
    pub fn beside<'a>(&'a self, shown: Shown<'a>) -> Shown<'a> {
        Shown {
            companions: &self.companions,
            asked: Some(&self.wished),
            ..shown
        }
    }

    fn work_out(&mut self, shown: &Shown) {
        let known: Vec<&Computed> = shown.done.into_iter().chain(&self.companions).collect();
        for ask in &self.asks {
            self.wished.ask(ask.clone(), true, &known);
        }
        self.wished.turn(&known);
        while self.wished.advance(SLICE) {}
    }
}
