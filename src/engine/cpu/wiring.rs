//! Where the numbers of a swept program's steps come from and go to.

use super::lowered::Lowered;
use crate::compile::Program;
use crate::compile::input::LaneInput;
use std::sync::Arc;

/// Where the numbers of a program's steps come from and go to, as rows of its machine.
#[derive(Clone, Debug, Default)]
pub struct Wiring {
    pub(super) lowered: Arc<Lowered>,
    /// The state; what no input reads stands behind the tape's own rows.
    pub(super) state: Vec<usize>,
    pub(super) moves: Moves,
    pub(super) table: Vec<(usize, usize)>,
    pub(super) random: Vec<(usize, LaneInput)>,
    /// The loss, what else is always checked for divergence, and what is unless the step is skipped.
    pub(super) loss: usize,
    pub(super) checks: Vec<usize>,
    pub(super) gradient: Vec<usize>,
    pub(super) skip: Option<usize>,
    /// What must not be lost.
    pub(super) watched: Vec<usize>,
}

/// From an output to where the state is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Moves {
    /// A result that is nothing else's takes the state's place.
    pub swaps: Vec<(usize, usize)>,
    /// What stays where it is, too, is copied; first all of it to scratch rows, since it may be another's
    /// state.
    pub copies: Vec<(usize, usize)>,
}

impl Moves {
    fn of(all: impl Iterator<Item = (usize, usize)>, lowered: &Lowered) -> Self {
        let mut moves = Self::default();
        for (from, to) in all.filter(|(from, to)| from != to) {
            let taken = moves.swaps.iter().any(|&(swapped, _)| swapped == from);
            match from >= lowered.first() && !taken {
                true => moves.swaps.push((from, to)),
                false => moves.copies.push((from, to)),
            }
        }
        moves
    }
}

impl Wiring {
    /// The wiring of a program.
    pub fn of(program: &Program) -> Self {
        let tape = &program.step;
        let mut wiring = Self {
            lowered: Arc::new(Lowered::of(tape)),
            ..Self::default()
        };
        let read = |s: usize| tape.inputs.iter().position(|&i| i == LaneInput::State(s as u32));
        let mut behind = wiring.lowered.len();
        for s in 0..program.state {
            wiring.state.push(read(s).unwrap_or_else(|| {
                behind += 1;
                behind - 1
            }));
        }
        for (place, &input) in tape.inputs.iter().enumerate() {
            match input {
                LaneInput::Table(i) => wiring.table.push((place, i as usize)),
                LaneInput::Random(..) => wiring.random.push((place, input)),
                _ => {}
            }
        }
        let lowered = wiring.lowered.clone();
        let output = |o: usize| lowered.row(tape.outputs[o] as usize);
        let moves = (0..program.state).map(|s| (output(s), wiring.state[s]));
        wiring.moves = Moves::of(moves, &lowered);
        wiring.checks = (0..program.n)
            .chain([program.loss_output()])
            .map(output)
            .collect();
        let gradient = program.first_check()..program.first_check() + program.checks;
        wiring.gradient = gradient.map(output).collect();
        wiring.loss = output(program.loss_output());
        wiring.skip = program.skip_output().map(output);
        wiring.watched = program.watched_outputs().map(output).collect();
        wiring
    }

    /// Rows behind the tape's own.
    pub(super) fn extra(&self) -> usize {
        let own = self.lowered.len();
        let unread = self.state.iter().filter(|&&s| s >= own).count();
        unread + self.moves.copies.len()
    }
}
