//! Walking and splitting the trees of expressions as they were written.

use super::op::Op;
use super::rule::{Expr, ExprKind, Rule, Statement, StatementKind};

impl Expr {
    /// What it is made of.
    pub fn inner(&self) -> &[Expr] {
        match &self.kind {
            ExprKind::Apply(_, inner) | ExprKind::Call(_, inner) => inner,
            ExprKind::Number(_) | ExprKind::Name(_) => &[],
        }
    }

    /// It and all expressions in it, outermost first, from left to right.
    pub fn walk(&self) -> Vec<&Expr> {
        let mut all = Vec::new();
        let mut next = vec![self];
        while let Some(expr) = next.pop() {
            all.push(expr);
            next.extend(expr.inner().iter().rev());
        }
        all
    }

    /// Its name, if it is nothing but one.
    pub fn name(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Name(name) => Some(canonical(name)),
            _ => None,
        }
    }

    /// The names in it, from left to right, as often as they stand there.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.walk().into_iter().filter_map(Expr::name)
    }

    /// Its terms: what is added, and (true) what is subtracted.
    pub fn terms(&self) -> Vec<(bool, &Expr)> {
        self.split(Op::Add, Op::Sub)
    }

    /// Its factors: what multiplies, and (true) what divides. A sign is no factor.
    pub fn factors(&self) -> Vec<(bool, &Expr)> {
        let mut factors = self.split(Op::Mul, Op::Div);
        for (_, factor) in &mut factors {
            while let ExprKind::Apply(Op::Neg, inner) = &factor.kind {
                *factor = &inner[0];
            }
        }
        factors
    }

    /// Splits at an operation and its inverse, however nested.
    fn split(&self, op: Op, inverse: Op) -> Vec<(bool, &Expr)> {
        let mut parts = Vec::new();
        let mut next = vec![(false, self)];
        while let Some((inverted, expr)) = next.pop() {
            match &expr.kind {
                ExprKind::Apply(found, inner) if *found == op => {
                    next.extend([(inverted, &inner[1]), (inverted, &inner[0])]);
                }
                ExprKind::Apply(found, inner) if *found == inverse => {
                    next.extend([(!inverted, &inner[1]), (inverted, &inner[0])]);
                }
                ExprKind::Apply(Op::Neg, inner) if op == Op::Add => next.push((!inverted, &inner[0])),
                _ => parts.push((inverted, expr)),
            }
        }
        parts
    }

    /// How it is written, on one line.
    pub fn text(&self, source: &str) -> String {
        let text = source.get(self.span.start..self.span.end).unwrap_or("");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Statement {
    /// The new value, or the condition of `skip`.
    pub fn expr(&self) -> &Expr {
        match &self.kind {
            StatementKind::Assign { value, .. } => value,
            StatementKind::Skip { condition } => condition,
        }
    }

    /// The assigned name and its new value.
    pub fn assignment(&self) -> Option<(&str, &Expr)> {
        match &self.kind {
            StatementKind::Assign { target, value } => Some((canonical(&target.text), value)),
            StatementKind::Skip { .. } => None,
        }
    }
}

impl Rule {
    /// The values assigned to a name, in order.
    pub fn assigned<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Expr> {
        let all = self.body.iter().filter_map(Statement::assignment);
        all.filter(move |(target, _)| *target == name)
            .map(|(_, value)| value)
    }

    /// Whether a name is a local: assigned, and no state.
    pub fn is_local(&self, name: &str) -> bool {
        self.assigned(name).next().is_some() && self.states.iter().all(|s| s.name.text != name)
    }
}

/// `theta` is `w`.
fn canonical(name: &str) -> &str {
    if name == "theta" { "w" } else { name }
}

#[cfg(test)]
mod tests {
    use super::super::parse::expression;
    use super::*;

    fn split(source: &str, parts: fn(&Expr) -> Vec<(bool, &Expr)>) -> Vec<String> {
        let (expr, diagnostics) = expression(source);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let written = |(inverted, part): (bool, &Expr)| {
            let sign = if inverted { "~" } else { "" };
            format!("{sign}{}", part.text(source))
        };
        parts(&expr).into_iter().map(written).collect()
    }

    #[test]
    fn sums_split_at_their_signs() {
        for (source, terms) in [
            ("a + b - c", &["a", "b", "~c"][..]),
            ("a - (b - c*d)", &["a", "~b", "c*d"]),
            ("-a + b^2", &["~a", "b^2"]),
            ("a*(b + c)", &["a*(b + c)"]),
        ] {
            assert_eq!(split(source, Expr::terms), terms, "{source}");
        }
    }

    #[test]
    fn products_split_at_their_signs() {
        for (source, factors) in [
            ("lr * m / (sqrt(v) + eps)", &["lr", "m", "~(sqrt(v) + eps)"][..]),
            ("a / (b / c)", &["a", "~b", "c"]),
            ("-a * b", &["a", "b"]),
            ("a + b", &["a + b"]),
        ] {
            assert_eq!(split(source, Expr::factors), factors, "{source}");
        }
    }

    #[test]
    fn names_are_found_from_left_to_right() {
        let (expr, _) = expression("if a > 1 then b*c else max(theta, b)");
        assert_eq!(expr.names().collect::<Vec<_>>(), ["a", "b", "c", "w", "b"]);
    }
}
