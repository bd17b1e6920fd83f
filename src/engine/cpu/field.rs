//! The surface on a grid, for drawing.

use super::machine::Machine;
use crate::compile::Surface;
use crate::compile::tape::Input;
use crate::trace::Field;

/// Samples computed at once.
const BLOCK: usize = 64;

/// Samples the loss over a range; sample (i, j) sits at the middle of its cell. A surface of one coordinate has one
/// row.
pub fn sample(surface: &Surface, x: [f64; 2], y: [f64; 2], columns: usize, rows: usize) -> Field {
    let rows = if surface.n == 1 { 1 } else { rows };
    let mut machine = Machine::<f32, BLOCK>::new(&surface.loss);
    let mut values = Vec::with_capacity(columns * rows);
    let middle = |[low, high]: [f64; 2], i: usize, count: usize| {
        (low + (high - low) * (i as f64 + 0.5) / count as f64) as f32
    };
    for first in (0..columns * rows).step_by(BLOCK) {
        for (place, input) in surface.loss.inputs.iter().enumerate() {
            let at = |i: usize| match input {
                Input::Coordinate(0) => middle(x, (first + i) % columns, columns),
                Input::Coordinate(_) => middle(y, (first + i) / columns, rows),
                Input::Setting(slot) => surface.settings[*slot as usize] as f32,
                _ => unreachable!("a surface reads coordinates and settings"),
            };
            machine.set(place, std::array::from_fn(at));
        }
        machine.run(&surface.loss);
        let count = BLOCK.min(columns * rows - first);
        values.extend(&machine.get(surface.loss.outputs[0])[..count]);
    }
    Field {
        x,
        y,
        columns,
        rows,
        values,
        minima: surface.minima.clone(),
    }
}
