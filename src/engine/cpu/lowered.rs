//! A tape made ready for a machine. Two operations of which the second alone needs the first become one pass over the
//! lanes: their cost is reading and writing memory, not arithmetic. Each result is still rounded by itself.

use crate::compile::tape::{Instruction, Tape};
use crate::lang::op::Op;
use crate::real::Real;

/// A tape as passes over blocks of lanes. Rows count the tape's inputs first, then its constants, then the passes.
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

/// One pass; its result is the row behind those of all passes before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass {
    what: What,
    arguments: [usize; 4],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    One(Op),
    Two(Pair),
    /// The products of the first two and of the last two arguments, added.
    Dot,
}

macro_rules! pairs {
    ($($pair:ident $first:ident $second:ident ($a:ident $b:ident $c:ident) $value:expr;)*) => {
        /// Two operations in one pass, named in their order: the first on the first two arguments, the second on its
        /// result and the third argument.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Pair {
            $($pair,)*
        }

        impl Pair {
            /// The pair of two operations; `is_right`: the first one's result is the second one's right argument.
            fn of(first: Op, second: Op, is_right: bool) -> Option<Self> {
                let second = match (second, is_right) {
                    (Op::Add, _) => Second::Add,
                    (Op::Mul, _) => Second::Mul,
                    (Op::Sub, false) => Second::Sub,
                    (Op::Sub, true) => Second::From,
                    (Op::Div, false) => Second::Over,
                    (Op::Div, true) => Second::Under,
                    _ => return None,
                };
                match (first, second) {
                    $((Op::$first, Second::$second) => Some(Self::$pair),)*
                    _ => None,
                }
            }

            #[inline(always)]
            fn lanes<R: Real, const N: usize>(self, [a, b, c]: [&[R; N]; 3], out: &mut [R; N]) {
                match self {
                    $(Self::$pair => for i in 0..N {
                        let [$a, $b, $c] = [a[i], b[i], c[i]];
                        out[i] = $value;
                    })*
                }
            }
        }
    };
}

/// The second operation of a pair, by the side on which the first one's result stands.
enum Second {
    Add,
    Sub,
    From,
    Mul,
    Over,
    Under,
}

pairs! {
    AddAdd Add Add (a b c) (a + b) + c;
    AddSub Add Sub (a b c) (a + b) - c;
    AddFrom Add From (a b c) c - (a + b);
    AddMul Add Mul (a b c) (a + b) * c;
    AddOver Add Over (a b c) (a + b) / c;
    AddUnder Add Under (a b c) c / (a + b);
    SubAdd Sub Add (a b c) (a - b) + c;
    SubSub Sub Sub (a b c) (a - b) - c;
    SubFrom Sub From (a b c) c - (a - b);
    SubMul Sub Mul (a b c) (a - b) * c;
    SubOver Sub Over (a b c) (a - b) / c;
    SubUnder Sub Under (a b c) c / (a - b);
    MulAdd Mul Add (a b c) (a * b) + c;
    MulSub Mul Sub (a b c) (a * b) - c;
    MulFrom Mul From (a b c) c - (a * b);
    MulMul Mul Mul (a b c) (a * b) * c;
    MulOver Mul Over (a b c) (a * b) / c;
    MulUnder Mul Under (a b c) c / (a * b);
    DivAdd Div Add (a b c) (a / b) + c;
    DivSub Div Sub (a b c) (a / b) - c;
    DivFrom Div From (a b c) c - (a / b);
    DivMul Div Mul (a b c) (a / b) * c;
    DivOver Div Over (a b c) (a / b) / c;
    DivUnder Div Under (a b c) c / (a / b);
    SqrtAdd Sqrt Add (a _b c) a.sqrt() + c;
    SqrtSub Sqrt Sub (a _b c) a.sqrt() - c;
    SqrtFrom Sqrt From (a _b c) c - a.sqrt();
    SqrtMul Sqrt Mul (a _b c) a.sqrt() * c;
    SqrtOver Sqrt Over (a _b c) a.sqrt() / c;
    SqrtUnder Sqrt Under (a _b c) c / a.sqrt();
}

impl Lowered {
    /// Lowers a tape.
    pub fn of(tape: &Tape) -> Self {
        let first = tape.inputs.len() + tape.constants.len();
        let uses = uses(tape);
        let result = |place: u32| (place as usize).checked_sub(first);
        let alone = |place: u32| result(place).filter(|_| uses[place as usize] == 1);
        // What each instruction does besides itself, and whether another one does it.
        let mut taken = vec![false; tape.code.len()];
        let mut fused: Vec<Option<(What, [u32; 4])>> = vec![None; tape.code.len()];
        for (i, instruction) in tape.code.iter().enumerate() {
            let [a, b, _] = instruction.arguments;
            let free = |place: u32| alone(place).filter(|&inner| fused[inner].is_none());
            let product = |place: u32| free(place).filter(|&inner| tape.code[inner].op == Op::Mul);
            if let (Op::Add, Some(left), Some(right)) = (instruction.op, product(a), product(b)) {
                let ([a, b, _], [c, d, _]) = (tape.code[left].arguments, tape.code[right].arguments);
                fused[i] = Some((What::Dot, [a, b, c, d]));
                (taken[left], taken[right]) = (true, true);
                continue;
            }
            let pair = [(a, b, false), (b, a, true)]
                .into_iter()
                .find_map(|(inner, outer, is_right)| {
                    let inner = free(inner)?;
                    let pair = Pair::of(tape.code[inner].op, instruction.op, is_right)?;
                    let [a, b, _] = tape.code[inner].arguments;
                    Some((inner, What::Two(pair), [a, b, outer, outer]))
                });
            if let Some((inner, what, arguments)) = pair {
                fused[i] = Some((what, arguments));
                taken[inner] = true;
            }
        }
        let mut lowered = Self {
            constants: tape.constants.clone(),
            inputs: tape.inputs.len(),
            passes: Vec::new(),
            rows: (0..first).collect(),
        };
        for (i, &Instruction { op, arguments }) in tape.code.iter().enumerate() {
            if taken[i] {
                lowered.rows.push(0);
                continue;
            }
            let [a, b, c] = arguments;
            let (what, arguments) = fused[i].unwrap_or((What::One(op), [a, b, c, c]));
            let arguments = arguments.map(|place| lowered.rows[place as usize]);
            lowered.rows.push(first + lowered.passes.len());
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

/// How often each place is read or asked for.
fn uses(tape: &Tape) -> Vec<usize> {
    let mut uses = vec![0; tape.places()];
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

impl Pass {
    /// Where its arguments stand.
    #[inline(always)]
    pub fn arguments(&self) -> [usize; 4] {
        self.arguments
    }

    /// The values of a block of lanes.
    #[inline(always)]
    pub fn lanes<R: Real, const N: usize>(&self, [a, b, c, d]: [&[R; N]; 4], out: &mut [R; N]) {
        match self.what {
            What::One(op) => op.lanes([a, b, c], out),
            What::Two(pair) => pair.lanes([a, b, c], out),
            What::Dot => {
                for i in 0..N {
                    out[i] = a[i] * b[i] + c[i] * d[i];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::tape::Input;
    use crate::engine::cpu::machine::Machine;

    /// A tape of two coordinates: each instruction's arguments are places.
    fn tape(code: &[(Op, [u32; 2])], outputs: &[u32]) -> Tape {
        let instruction = |&(op, [a, b]): &(Op, [u32; 2])| Instruction {
            op,
            arguments: [a, b, a],
        };
        Tape {
            inputs: vec![Input::Coordinate(0), Input::Coordinate(1)],
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
        let rows: [Case; 11] = [
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
                    Input::Coordinate(0) => x[lane],
                    _ => y[lane],
                });
                let found: Vec<f64> = outputs.iter().map(|&o| machine.get(o as usize)[lane]).collect();
                assert_eq!(found, expected, "{code:?}");
            }
        }
    }
}
