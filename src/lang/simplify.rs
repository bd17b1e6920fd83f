//! The algebra applied while an expression is built. Every rule keeps the value (where the operands are
//! finite).

use super::graph::{Graph, Id};
use super::limits;
use super::op::Op;
use std::ops::Range;

/// Whether a number may stand for what would be computed: what leaves the range of f32 is left to run time, where
/// it counts as divergence or comes back within the range.
fn keeps(value: f64) -> bool {
    value == 0.0 || (1e-37..1e38).contains(&value.abs())
}

impl Graph {
    /// An operation, simplified.
    pub fn apply(&mut self, op: Op, arguments: &[Id]) -> Id {
        if let Some(folded) = self.fold(op, arguments) {
            return self.number(folded);
        }
        let simpler = match (op, arguments) {
            (Op::Add, &[a, b]) => self.add(a, b),
            (Op::Sub, &[a, b]) => self.subtract(a, b),
            (Op::Mul, &[a, b]) => self.multiply(a, b),
            (Op::Div, &[a, b]) => self.divide(a, b),
            (Op::Neg, &[a]) => self.negate(a),
            (Op::Pow, &[a, b]) => self.power(a, b),
            (Op::Pick, &[c, a, b]) => self.choose(c, a, b),
            (Op::And | Op::Or, &[a, b]) => self.connect(op, a, b),
            (Op::Min | Op::Max, &[a, b]) if a == b => Some(a),
            (Op::Abs, &[a]) => self.absolute(a),
            _ => None,
        };
        simpler.unwrap_or_else(|| self.ordered(op, arguments))
    }

    /// The roots rebuilt with every simplification.
    pub fn simplify(&mut self, roots: &[Id]) -> Vec<Id> {
        self.rebuild(roots, Self::leaf, Self::apply)
    }

    /// The roots with whole powers written out as products, so that negative bases work and no engine needs
    /// `pow`.
    pub fn expand_powers(&mut self, roots: &[Id]) -> Vec<Id> {
        self.expand_powers_telling(roots, |_, _| {})
    }

    /// The same; `made` is told of each node which new ones were made for it.
    pub fn expand_powers_telling(&mut self, roots: &[Id], made: impl FnMut(Id, Range<usize>)) -> Vec<Id> {
        self.rebuild_telling(roots, Self::leaf, Self::expanded, made)
    }

    fn expanded(&mut self, op: Op, arguments: &[Id]) -> Id {
        match (op, arguments) {
            (Op::Pow, &[a, b]) => match self.whole(b) {
                Some(n) if n < 0 => {
                    let one = self.number(1.0);
                    let below = self.product(a, n.unsigned_abs());
                    self.raw(Op::Div, &[one, below])
                }
                Some(n) => self.product(a, n.unsigned_abs()),
                None => self.raw(op, arguments),
            },
            _ => self.raw(op, arguments),
        }
    }

    fn product(&mut self, base: Id, n: u32) -> Id {
        match n {
            0 => self.number(1.0),
            1 => base,
            _ => {
                let half = self.product(base, n / 2);
                let square = self.ordered(Op::Mul, &[half, half]);
                if n.is_multiple_of(2) {
                    square
                } else {
                    self.ordered(Op::Mul, &[square, base])
                }
            }
        }
    }

    fn fold(&self, op: Op, arguments: &[Id]) -> Option<f64> {
        let mut values = [0.0; 3];
        for (value, &argument) in values.iter_mut().zip(arguments) {
            *value = self.constant(argument)?;
        }
        Some(op.value(values)).filter(|&folded| keeps(folded))
    }

    fn ordered(&mut self, op: Op, arguments: &[Id]) -> Id {
        match *arguments {
            [a, b] if op.commutes() && self.rank(b) < self.rank(a) => self.raw(op, &[b, a]),
            _ => self.raw(op, arguments),
        }
    }

    /// Constants first, then by age: equal sums and products get equal order.
    fn rank(&self, id: Id) -> (bool, Id) {
        (self.constant(id).is_none(), id)
    }

    fn is(&self, id: Id, value: f64) -> bool {
        self.constant(id) == Some(value)
    }

    fn negated(&self, id: Id) -> Option<Id> {
        match self.parts(id) {
            Some((Op::Neg, &[a])) => Some(a),
            _ => None,
        }
    }

    /// A node as coefficient times rest.
    fn coefficient(&self, id: Id) -> (f64, Id) {
        match self.parts(id) {
            Some((Op::Mul, &[c, rest])) => self.constant(c).map_or((1.0, id), |c| (c, rest)),
            Some((Op::Neg, &[a])) => (-1.0, a),
            _ => (1.0, id),
        }
    }

    fn whole(&self, id: Id) -> Option<i32> {
        let n = self.constant(id)?;
        (n.fract() == 0.0 && n.abs() <= limits::EXPONENT).then_some(n as i32)
    }

    fn scaled(&mut self, factor: f64, id: Id) -> Id {
        let factor = self.number(factor);
        self.apply(Op::Mul, &[factor, id])
    }

    fn add(&mut self, a: Id, b: Id) -> Option<Id> {
        if self.is(a, 0.0) {
            return Some(b);
        }
        if self.is(b, 0.0) {
            return Some(a);
        }
        let ((ca, ra), (cb, rb)) = (self.coefficient(a), self.coefficient(b));
        if ra == rb && keeps(ca + cb) {
            return Some(self.scaled(ca + cb, ra));
        }
        if let Some(b) = self.negated(b) {
            return Some(self.apply(Op::Sub, &[a, b]));
        }
        if let Some(a) = self.negated(a) {
            return Some(self.apply(Op::Sub, &[b, a]));
        }
        None
    }

    fn subtract(&mut self, a: Id, b: Id) -> Option<Id> {
        if self.is(b, 0.0) {
            return Some(a);
        }
        if self.is(a, 0.0) {
            return Some(self.apply(Op::Neg, &[b]));
        }
        let ((ca, ra), (cb, rb)) = (self.coefficient(a), self.coefficient(b));
        if ra == rb && keeps(ca - cb) {
            return Some(self.scaled(ca - cb, ra));
        }
        let b = self.negated(b)?;
        Some(self.apply(Op::Add, &[a, b]))
    }

    fn multiply(&mut self, a: Id, b: Id) -> Option<Id> {
        let (a, b) = if self.rank(b) < self.rank(a) {
            (b, a)
        } else {
            (a, b)
        };
        if let Some(c) = self.constant(a) {
            if c == 0.0 {
                return Some(a);
            }
            if c == 1.0 {
                return Some(b);
            }
            if c == -1.0 {
                return Some(self.apply(Op::Neg, &[b]));
            }
            let (inner, rest) = self.coefficient(b);
            let merged = c * inner;
            return (rest != b && keeps(merged)).then(|| self.scaled(merged, rest));
        }
        let ((ca, ra), (cb, rb)) = (self.coefficient(a), self.coefficient(b));
        if (ra != a || rb != b) && keeps(ca * cb) {
            let product = self.apply(Op::Mul, &[ra, rb]);
            return Some(self.scaled(ca * cb, product));
        }
        let ((base, n), (other, m)) = (self.base(a), self.base(b));
        if base == other && f64::from(n + m) <= limits::EXPONENT {
            let exponent = self.number(f64::from(n + m));
            return Some(self.apply(Op::Pow, &[base, exponent]));
        }
        None
    }

    /// A node as base to a positive whole power.
    fn base(&self, id: Id) -> (Id, i32) {
        match self.parts(id) {
            Some((Op::Pow, &[a, b])) => match self.whole(b) {
                Some(n) if n > 0 => (a, n),
                _ => (id, 1),
            },
            _ => (id, 1),
        }
    }

    fn divide(&mut self, a: Id, b: Id) -> Option<Id> {
        if self.is(b, 1.0) || self.is(a, 0.0) {
            return Some(a);
        }
        let inner = self.negated(a)?;
        let quotient = self.apply(Op::Div, &[inner, b]);
        Some(self.apply(Op::Neg, &[quotient]))
    }

    fn negate(&mut self, a: Id) -> Option<Id> {
        if let Some(inner) = self.negated(a) {
            return Some(inner);
        }
        match self.parts(a) {
            Some((Op::Sub, &[x, y])) => Some(self.apply(Op::Sub, &[y, x])),
            Some((Op::Mul, &[c, rest])) => {
                let c = self.constant(c)?;
                Some(self.scaled(-c, rest))
            }
            _ => None,
        }
    }

    fn power(&mut self, a: Id, b: Id) -> Option<Id> {
        match self.constant(b) {
            Some(0.0) => return Some(self.number(1.0)),
            Some(1.0) => return Some(a),
            Some(0.5) => return Some(self.apply(Op::Sqrt, &[a])),
            _ => {}
        }
        if self.is(a, 1.0) {
            return Some(a);
        }
        let ((base, n), m) = (self.base(a), self.whole(b)?);
        let exponent = f64::from(n) * f64::from(m);
        (base != a && exponent.abs() <= limits::EXPONENT).then(|| {
            let exponent = self.number(exponent);
            self.apply(Op::Pow, &[base, exponent])
        })
    }

    fn choose(&mut self, condition: Id, a: Id, b: Id) -> Option<Id> {
        match self.constant(condition) {
            Some(0.0) => Some(b),
            Some(_) => Some(a),
            None if self.is_truth(condition) && self.is(a, 1.0) && self.is(b, 0.0) => Some(condition),
            None => (a == b).then_some(a),
        }
    }

    fn connect(&mut self, op: Op, a: Id, b: Id) -> Option<Id> {
        let (constant, other) = match (self.constant(a), self.constant(b)) {
            (Some(c), _) => (c != 0.0, b),
            (_, Some(c)) => (c != 0.0, a),
            _ => return (a == b && self.is_truth(a)).then_some(a),
        };
        match (op, constant) {
            (Op::And, false) => Some(self.number(0.0)),
            (Op::Or, true) => Some(self.number(1.0)),
            _ => self.is_truth(other).then_some(other),
        }
    }

    fn is_truth(&self, id: Id) -> bool {
        self.parts(id).is_some_and(|(op, _)| op.is_truth())
    }

    fn absolute(&mut self, a: Id) -> Option<Id> {
        match self.parts(a) {
            Some((Op::Abs, _)) => Some(a),
            Some((Op::Neg, &[inner])) => Some(self.apply(Op::Abs, &[inner])),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Factors merge where the product of them stays within the range of f32, so that each engine can write it.
    #[test]
    fn constants_merge_within_the_range_of_f32() {
        for (first, second, merged) in [
            (2.0, 3.0, Some(6.0)),
            (1e20, 1e17, Some(1e37)),
            (1e38, 10.0, None),
            (1e-30, 1e-30, None),
        ] {
            let mut graph = Graph::default();
            let x = graph.leaf(0);
            let [first, second] = [first, second].map(|factor| graph.number(factor));
            let inner = graph.apply(Op::Mul, &[first, x]);
            let product = graph.apply(Op::Mul, &[second, inner]);
            let factor = graph.coefficient(product);
            match merged {
                Some(merged) => assert_eq!(factor, (merged, x)),
                None => assert_eq!(factor.1, inner, "{factor:?}"),
            }
        }
    }
}
