//! Random search (Bergstra & Bengio 2012, "Random Search for Hyper-Parameter Optimization", JMLR 13): every try
//! anywhere in the space, each setting even on the scale of its range.

use super::{Next, Task, Try, draw};

/// All tries at once.
pub fn next(task: &Task, repetition: u32, tries: &[Try]) -> Next {
    if !tries.is_empty() {
        return Next::Nothing;
    }
    let numbers = 0..task.budget;
    Next::Begin(
        numbers
            .map(|number| (place(task, repetition, number), task.steps()))
            .collect(),
    )
}

/// Where the try of a number is.
pub(super) fn place(task: &Task, repetition: u32, number: u32) -> Vec<f64> {
    let settings = 0..task.space.len() as u32;
    settings.map(|n| draw(task, repetition, number, n)).collect()
}
