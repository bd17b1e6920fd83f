//! A surface near a point: loss, gradient and Hessian, in f64.

use super::Surface;
use super::tape::{Input, Tape};
use crate::lang::derive;
use crate::lang::graph::{Graph, Id};

/// A surface with its first and second derivatives; outputs are the loss, the gradient, the Hessian row by row.
#[derive(Clone, Debug)]
pub struct Local {
    tape: Tape,
    settings: Vec<f64>,
    n: usize,
}

/// What a surface is like at a point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// The loss.
    pub loss: f64,
    /// Its gradient.
    pub gradient: Vec<f64>,
    /// Eigenvalues of its Hessian, the largest first.
    pub curvatures: Vec<f64>,
}

impl Local {
    /// Derives a surface twice.
    pub fn of(surface: &Surface) -> Self {
        let n = surface.n;
        let mut graph = Graph::default();
        // The coordinates are the first leaves: the derivative counts on it.
        let mut inputs: Vec<Input> = (0..n as u32).map(Input::Coordinate).collect();
        let others = surface
            .loss
            .inputs
            .iter()
            .filter(|i| !matches!(i, Input::Coordinate(_)));
        inputs.extend(others);
        let loss = placed(&surface.loss, &mut graph, &inputs);
        let gradient = derive::gradient(&mut graph, loss, n);
        let hessian = derive::hessian(&mut graph, &gradient);
        let roots: Vec<Id> = [loss]
            .into_iter()
            .chain(gradient)
            .chain(hessian.into_iter().flatten())
            .collect();
        let roots = graph.expand_powers(&roots);
        Self {
            tape: Tape::emit(&graph, &roots, |id| super::leaf(&graph, &inputs, id)),
            settings: surface.settings.clone(),
            n,
        }
    }

    /// The surface at a point of n coordinates.
    pub fn at(&self, point: &[f64]) -> Point {
        let n = self.n;
        let mut numbers = self.tape.values(|input| match input {
            Input::Coordinate(i) => point.get(i as usize).copied().unwrap_or(0.0),
            Input::Setting(slot) => self.settings[slot as usize],
            _ => unreachable!("a surface reads coordinates and settings"),
        });
        let hessian = numbers.split_off(1 + n);
        Point {
            loss: numbers[0],
            gradient: numbers.split_off(1),
            curvatures: eigenvalues(&hessian),
        }
    }
}

/// The expression that a tape of one output computes.
fn placed(tape: &Tape, graph: &mut Graph, inputs: &[Input]) -> Id {
    let mut places: Vec<Id> = Vec::with_capacity(tape.places());
    for input in &tape.inputs {
        let leaf = inputs.iter().position(|i| i == input).unwrap_or_default();
        places.push(graph.leaf(leaf as u32));
    }
    places.extend(tape.constants.iter().map(|&value| graph.number(value)));
    for instruction in &tape.code {
        let arguments = instruction.arguments.map(|a| places[a as usize]);
        places.push(graph.apply(instruction.op, &arguments[..instruction.op.row().arity]));
    }
    places[tape.outputs[0] as usize]
}

/// Eigenvalues of a symmetric matrix of one or two rows, the largest first.
fn eigenvalues(matrix: &[f64]) -> Vec<f64> {
    match *matrix {
        [a, b, _, d] => {
            let (middle, half) = ((a + d) / 2.0, ((a - d) / 2.0).hypot(b));
            vec![middle + half, middle - half]
        }
        _ => matrix.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::scene::Scene;

    /// Surface, point, loss, gradient, eigenvalues of the Hessian.
    type Case<'a> = (&'a str, &'a [f64], f64, &'a [f64], &'a [f64]);

    /// Worked out by hand.
    #[test]
    fn derivatives_at_a_point_are_those_of_the_text() {
        let root = 250_601f64.sqrt();
        let cases: [Case; 4] = [
            ("theta_squared", &[1.5], 2.25, &[3.0], &[2.0]),
            ("saddle", &[1.0, 2.0], -3.0, &[2.0, -4.0], &[2.0, -2.0]),
            ("ravine", &[1.0, 2.0], 100.5, &[1.0, 100.0], &[50.0, 1.0]),
            // At the minimum the Hessian is [[802, -400], [-400, 200]].
            (
                "rosenbrock",
                &[1.0, 1.0],
                0.0,
                &[0.0, 0.0],
                &[501.0 + root, 501.0 - root],
            ),
        ];
        for (name, point, loss, gradient, curvatures) in cases {
            let plan = compile(&Scene::on_surface(name).experiment)
                .0
                .expect("it compiles");
            let found = Local::of(&plan.surface).at(point);
            let close = |a: &[f64], b: &[f64]| {
                a.iter()
                    .zip(b)
                    .all(|(a, b)| (a - b).abs() < 1e-9 * b.abs().max(1.0))
            };
            assert!((found.loss - loss).abs() < 1e-12, "{name}: {found:?}");
            assert!(close(&found.gradient, gradient), "{name}: {found:?}");
            assert!(close(&found.curvatures, curvatures), "{name}: {found:?}");
        }
    }
}
