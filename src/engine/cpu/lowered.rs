//! A tape made ready for a machine. Operations of which only the last one's result is needed elsewhere become
//! one pass over the lanes: their cost is reading and writing memory, not arithmetic. Each result is still
//! rounded by itself.

use super::pass::{Pair, Pass, What};
use crate::compile::tape::{Instruction, Tape};
use crate::lang::op::Op;

/// A tape as passes over blocks of lanes. Rows count the tape's inputs first, then its constants, then the
/// passes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lowered {
    /// The constants.
    pub constants: Vec<f64>,
    /// How many inputs there are.
    pub inputs: usize,
    /// What is done, in order.
    pub passes: Vec<Pass>,
    /// The row of each place of the tape; a result inside a pass has none and stands at 0.
    rows: Vec<usize>,
}

impl Lowered {
    /// Lowers a tape.
    pub fn of<I>(tape: &Tape<I>) -> Self {
        let covering = Covering::new(tape);
        let mut covered = vec![false; tape.code.len()];
        let mut tiles: Vec<Option<Tile>> = Vec::new();
        // Last operations first: each takes as many of those before it as a pass can do.
        for i in (0..tape.code.len()).rev() {
            let tile = (!covered[i]).then(|| covering.tile(i));
            tile.iter()
                .flat_map(|t| &t.inner)
                .for_each(|&inner| covered[inner] = true);
            tiles.push(tile);
        }
        let mut lowered = Self {
            constants: tape.constants.clone(),
            inputs: tape.inputs.len(),
            passes: Vec::new(),
            rows: (0..covering.first).collect(),
        };
        for tile in tiles.into_iter().rev() {
            let Some(Tile { what, arguments, .. }) = tile else {
                lowered.rows.push(0);
                continue;
            };
            let arguments = arguments.map(|place| lowered.rows[place as usize]);
            lowered.rows.push(covering.first + lowered.passes.len());
            lowered.passes.push(Pass { what, arguments });
        }
        lowered
    }

    /// The row of an input, a constant or an output of the tape.
    pub fn row(&self, place: usize) -> usize {
        self.rows[place]
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.first() + self.passes.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row of the first pass.
    pub fn first(&self) -> usize {
        self.inputs + self.constants.len()
    }
}

/// One pass and what it covers, in places of the tape.
struct Tile {
    what: What,
    arguments: [u32; 4],
    /// The operations besides the last one.
    inner: Vec<usize>,
}

/// Finds which operations one pass can do.
struct Covering<'a> {
    code: &'a [Instruction],
    /// The place of the first result.
    first: usize,
    uses: Vec<usize>,
}

/// An operation and its arguments.
type Found = (usize, [u32; 3]);

impl<'a> Covering<'a> {
    fn new<I>(tape: &'a Tape<I>) -> Self {
        Self {
            code: &tape.code,
            first: tape.inputs.len() + tape.constants.len(),
            uses: uses(tape),
        }
    }

    /// The largest pass that ends with an operation.
    fn tile(&self, last: usize) -> Tile {
        let Instruction { op, arguments } = self.code[last];
        let [a, b, c] = arguments;
        let either = [(a, b), (b, a)];
        let found = match op {
            Op::Add => either
                .into_iter()
                .find_map(|(x, y)| self.squares(x, y).or_else(|| self.root(x, y)))
                .or_else(|| self.dot(a, b)),
            Op::Sub => self.step(a, b),
            _ => None,
        };
        let pair = || {
            let sides = either.into_iter().zip([false, true]);
            sides
                .into_iter()
                .find_map(|((inner, outer), is_right)| self.pair(op, inner, outer, is_right))
        };
        found.or_else(pair).unwrap_or(Tile {
            what: What::One(op),
            arguments: [a, b, c, c],
            inner: Vec::new(),
        })
    }

    /// The operation whose result is needed only where this is asked.
    fn alone(&self, place: u32) -> Option<usize> {
        let index = (place as usize).checked_sub(self.first)?;
        (self.uses[place as usize] == 1).then_some(index)
    }

    fn inner(&self, place: u32, op: Op) -> Option<Found> {
        let index = self.alone(place)?;
        let found = self.code[index];
        (found.op == op).then_some((index, found.arguments))
    }

    fn squares(&self, average: u32, square: u32) -> Option<Tile> {
        let (first, [a, b, _]) = self.inner(average, Op::Mul)?;
        let (second, [x, y, _]) = self.inner(square, Op::Mul)?;
        let square = |place, factor| {
            let (index, [c, again, _]) = self.inner(place, Op::Mul)?;
            (c == again).then_some((index, c, factor))
        };
        let (third, c, d) = square(x, y).or_else(|| square(y, x))?;
        Some(Tile {
            what: What::Squares,
            arguments: [a, b, c, d],
            inner: vec![first, second, third],
        })
    }

    fn root(&self, root: u32, c: u32) -> Option<Tile> {
        let (first, [product, ..]) = self.inner(root, Op::Sqrt)?;
        let (second, [a, b, _]) = self.inner(product, Op::Mul)?;
        Some(Tile {
            what: What::Root,
            arguments: [a, b, c, c],
            inner: vec![first, second],
        })
    }

    fn dot(&self, left: u32, right: u32) -> Option<Tile> {
        let (first, [a, b, _]) = self.inner(left, Op::Mul)?;
        let (second, [c, d, _]) = self.inner(right, Op::Mul)?;
        Some(Tile {
            what: What::Dot,
            arguments: [a, b, c, d],
            inner: vec![first, second],
        })
    }

    fn step(&self, d: u32, quotient: u32) -> Option<Tile> {
        let (first, [product, c, _]) = self.inner(quotient, Op::Div)?;
        let (second, [a, b, _]) = self.inner(product, Op::Mul)?;
        Some(Tile {
            what: What::Step,
            arguments: [a, b, c, d],
            inner: vec![first, second],
        })
    }

    fn pair(&self, second: Op, inner: u32, outer: u32, is_right: bool) -> Option<Tile> {
        let first = self.alone(inner)?;
        let Instruction { op, arguments } = self.code[first];
        let [a, b, _] = arguments;
        Some(Tile {
            what: What::Two(Pair::of(op, second, is_right)?),
            arguments: [a, b, outer, outer],
            inner: vec![first],
        })
    }
}

/// How often each place is read or asked for.
fn uses<I>(tape: &Tape<I>) -> Vec<usize> {
    let mut uses = vec![0; tape.inputs.len() + tape.constants.len() + tape.code.len()];
    for instruction in &tape.code {
        for &argument in &instruction.arguments[..instruction.op.row().arity] {
            uses[argument as usize] += 1;
        }
    }
    for &output in &tape.outputs {
        uses[output as usize] += 1;
    }
    uses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::input::PointInput;
    use crate::engine::cpu::machine::Machine;

    /// A tape of two coordinates: each instruction's arguments are places.
    fn tape(code: &[(Op, [u32; 2])], outputs: &[u32]) -> Tape<PointInput> {
        let instruction = |&(op, [a, b]): &(Op, [u32; 2])| Instruction {
            op,
            arguments: [a, b, a],
        };
        Tape {
            inputs: vec![PointInput::Coordinate(0), PointInput::Coordinate(1)],
            constants: vec![3.0],
            code: code.iter().map(instruction).collect(),
            outputs: outputs.to_vec(),
        }
    }

    #[test]
    fn pairs_become_one_pass_and_give_the_same() {
        use Op::{Add, Div, Max, Mul, Sqrt, Sub};
        // x, y, 3 are the places 0, 1, 2; results follow from 3 on.
        // Operations, what is asked for, and how many passes they are.
        type Case = (&'static [(Op, [u32; 2])], &'static [u32], usize);
        let rows: [Case; 15] = [
            (&[(Mul, [0, 1]), (Add, [3, 2])], &[4], 1),
            (&[(Mul, [0, 1]), (Sub, [2, 3])], &[4], 1),
            (&[(Sub, [0, 1]), (Mul, [2, 3])], &[4], 1),
            // What is asked for, or needed twice, stays.
            (&[(Mul, [0, 1]), (Add, [3, 2])], &[3, 4], 2),
            (&[(Add, [0, 1]), (Mul, [3, 3])], &[4], 2),
            // Three in a row are a pair and one.
            (&[(Add, [0, 1]), (Mul, [3, 2]), (Sub, [4, 1])], &[5], 2),
            (&[(Div, [0, 1]), (Sub, [2, 3])], &[4], 1),
            (&[(Sqrt, [1, 1]), (Add, [2, 3]), (Div, [0, 4])], &[5], 2),
            (&[(Mul, [0, 1]), (Div, [2, 3])], &[4], 1),
            (&[(Mul, [0, 1]), (Mul, [2, 2]), (Add, [3, 4])], &[5], 1),
            (&[(Max, [0, 1]), (Add, [3, 2])], &[4], 2),
            // An average of squares, the root of an average, and a step that it divides.
            (
                &[(Mul, [0, 0]), (Mul, [2, 3]), (Mul, [1, 2]), (Add, [5, 4])],
                &[6],
                1,
            ),
            (&[(Mul, [1, 2]), (Sqrt, [3, 3]), (Add, [0, 4])], &[5], 1),
            (&[(Mul, [0, 2]), (Div, [3, 1]), (Sub, [2, 4])], &[5], 1),
            // The last one takes what it can; what is left of a chain is one by itself.
            (
                &[(Sub, [0, 1]), (Mul, [3, 2]), (Div, [4, 1]), (Sub, [2, 5])],
                &[6],
                2,
            ),
        ];
        for (code, outputs, passes) in rows {
            let tape = tape(code, outputs);
            assert_eq!(Lowered::of(&tape).passes.len(), passes, "{code:?}");
            let mut machine = Machine::<f64, 4>::new(&tape);
            let (x, y) = ([1.5, -2.0, 0.25, 7.0], [4.0, 0.5, 3.0, 1.0]);
            machine.set(0, x);
            machine.set(1, y);
            machine.run();
            for lane in 0..4 {
                let expected = tape.values(|input| match input {
                    PointInput::Coordinate(0) => x[lane],
                    _ => y[lane],
                });
                let found: Vec<f64> = outputs.iter().map(|&o| machine.get(o as usize)[lane]).collect();
                assert_eq!(found, expected, "{code:?}");
            }
        }
    }
}
