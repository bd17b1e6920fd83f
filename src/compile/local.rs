//! A surface near a point: loss, gradient and Hessian, in f64.

use super::Surface;
use super::input::PointInput;
use super::tape::Tape;
use crate::lang::derive;
use crate::lang::graph::{Graph, Id, Node};
use crate::lang::row::{RowText, holds};
use crate::lang::usage::counted;
use crate::real::Real as _;

/// A surface with its first and second derivatives; outputs are the loss, the gradient, the Hessian row by
/// row.
#[derive(Clone, Debug)]
pub struct Local {
    tape: Tape<PointInput>,
    graph: Graph,
    inputs: Vec<PointInput>,
    loss: Id,
    settings: Vec<f64>,
    n: usize,
}

/// What a surface is like at a point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LocalShape {
    /// The loss; NaN where it has no value.
    pub loss: f64,
    /// Its gradient; NaN where it has none. At a kink, what the language takes it for.
    pub gradient: Vec<f64>,
    /// Eigenvalues of its Hessian, the largest first; NaN where it has none, as at a kink.
    pub curvatures: Vec<f64>,
}

impl Local {
    /// Derives a surface twice.
    pub fn of(surface: &Surface) -> Self {
        let n = surface.n;
        let mut graph = Graph::default();
        // The coordinates are the first leaves: the derivative counts on it.
        let mut inputs: Vec<PointInput> = (0..n as u32).map(PointInput::Coordinate).collect();
        let others = surface
            .loss
            .inputs
            .iter()
            .filter(|i| !matches!(i, PointInput::Coordinate(_)));
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
            tape: Tape::emit(&graph, &roots, |id| match graph.node(id) {
                Node::Leaf(leaf) => Some(inputs[leaf as usize]),
                _ => None,
            }),
            loss: roots[0],
            graph,
            inputs,
            settings: surface.settings.clone(),
            n,
        }
    }

    /// The surface at a point of n coordinates.
    pub fn at(&self, point: &[f64]) -> LocalShape {
        let n = self.n;
        let read = |input: PointInput| match input {
            PointInput::Coordinate(i) => point.get(i as usize).copied().unwrap_or(0.0),
            PointInput::Setting(slot) => self.settings[slot as usize],
        };
        let mut numbers = self.tape.values(read);
        numbers
            .iter_mut()
            .filter(|number| number.lost())
            .for_each(|number| *number = f64::NAN);
        let mut hessian = numbers.split_off(1 + n);
        let values = self
            .graph
            .values(&[self.loss], |leaf| read(self.inputs[leaf as usize]));
        if !self.holds(RowText::Domain, &values) {
            numbers.fill(f64::NAN);
        }
        if !self.holds(RowText::Domain, &values) || !self.holds(RowText::Smooth, &values) {
            hessian.fill(f64::NAN);
        }
        LocalShape {
            loss: numbers[0],
            gradient: numbers.split_off(1),
            curvatures: eigenvalues(&hessian),
        }
    }

    /// Whether a condition holds for all operations that count at a point and depend on it.
    fn holds(&self, text: RowText, values: &[f64]) -> bool {
        let graph = &self.graph;
        let counts = counted(graph, &[self.loss], |id| values[id.index()]);
        let mut moves = vec![false; values.len()];
        for id in graph.reachable(&[self.loss]) {
            moves[id.index()] = match graph.node(id) {
                Node::Leaf(leaf) => (leaf as usize) < self.n,
                _ => graph
                    .parts(id)
                    .is_some_and(|(_, arguments)| arguments.iter().any(|a| moves[a.index()])),
            };
        }
        graph.reachable(&[self.loss]).into_iter().all(|id| {
            let counts = counts[id.index()] && (moves[id.index()] || text == RowText::Domain);
            let Some((op, arguments)) = graph.parts(id).filter(|_| counts) else {
                return true;
            };
            let arguments: Vec<f64> = arguments.iter().map(|a| values[a.index()]).collect();
            holds(op, text, &arguments)
        })
    }
}

/// The expression that a tape of one output computes.
fn placed(tape: &Tape<PointInput>, graph: &mut Graph, inputs: &[PointInput]) -> Id {
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
    use crate::scene::{Problem, Reference, Scene};

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
            let found = Local::of(plan.surface().expect("a surface")).at(point);
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

    /// What has no value or no curvature at a point is NaN, never 0. Text, point, loss, first slope; whether
    /// it is smooth.
    #[test]
    fn a_kink_has_a_slope_of_0_and_no_curvature() {
        type Kink<'a> = (&'a str, &'a [f64], f64, f64, bool);
        let rows: [Kink; 9] = [
            ("sqrt(x^2 + y^2)", &[0.0, 0.0], 0.0, 0.0, false),
            ("sqrt(x^2 + y^2)", &[3.0, 4.0], 5.0, 0.6, true),
            ("abs(x)^0.7 + y^2", &[0.0, 1.0], 1.0, 0.0, false),
            ("abs(x) + y^2", &[0.0, 1.0], 1.0, 0.0, false),
            ("max(x, y)", &[2.0, 2.0], 2.0, 1.0, false),
            ("atan2(y, x)", &[0.0, 0.0], 0.0, 0.0, false),
            (
                "if x > 0 then log(x) + y^2 else y^2",
                &[-1.0, 2.0],
                4.0,
                0.0,
                true,
            ),
            ("log(x) + y^2", &[-1.0, 0.0], f64::NAN, f64::NAN, false),
            ("1/(1 + sqrt(x)) + y^2", &[-1.0, 0.0], f64::NAN, f64::NAN, false),
        ];
        let same = |a: f64, b: f64| (a - b).abs() < 1e-12 || (a.is_nan() && b.is_nan());
        for (text, point, loss, slope, smooth) in rows {
            let mut scene = Scene::on_surface("bowl");
            scene.experiment.problem = Problem::surface(Reference::Source(format!("f = {text}")));
            let plan = compile(&scene.experiment).0.expect("it compiles");
            let found = Local::of(plan.surface().expect("a surface")).at(point);
            assert!(same(found.loss, loss), "{text}: {found:?}");
            assert!(same(found.gradient[0], slope), "{text}: {found:?}");
            let curved = found.curvatures.iter().all(|c| c.is_finite());
            assert_eq!(curved, smooth, "{text}: {found:?}");
        }
    }
}
