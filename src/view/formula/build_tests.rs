//! Formulas as text: {a|b} is a fraction, √{} a root, x_{} an index, x^{} an exponent, hat{} a mark.

use super::*;
use crate::lang::parse::parse;
use crate::view::formula::math::NameMark;

fn text(math: &Math) -> String {
    let script = |sign: &str, script: &Option<Box<Math>>| {
        script
            .as_ref()
            .map_or_else(String::new, |s| format!("{sign}{{{}}}", text(s)))
    };
    match math {
        Math::Symbol(t) | Math::Word(t) | Math::Remark(t) => t.clone(),
        Math::Space(_) => " ".to_owned(),
        Math::Row(row) => row.iter().map(text).collect(),
        Math::Fraction(over, under) => format!("{{{}|{}}}", text(over), text(under)),
        Math::Root(inner) => format!("√{{{}}}", text(inner)),
        Math::Scripts { base, below, above } => {
            format!("{}{}{}", text(base), script("_", below), script("^", above))
        }
        Math::Marked(NameMark::Hat, inner) => format!("hat{{{}}}", text(inner)),
        Math::Marked(mark, inner) => format!("{mark:?}{{{}}}", text(inner)),
        Math::Fenced(Fence::Round, inner) => format!("({})", text(inner)),
        Math::Fenced(fence, inner) => format!("{fence:?}({})", text(inner)),
        Math::Cases(cases) => {
            let cases: Vec<String> = cases
                .iter()
                .map(|(v, w)| format!("{} {}", text(v), text(w)))
                .collect();
            format!("{{ {} }}", cases.join("; "))
        }
    }
}

fn printed(source: &str) -> String {
    let (rule, _) = parse(Kind::Optimizer, source);
    let line = lines(&rule).pop().expect("a statement");
    format!("{} {} {}", text(&line.target), line.sign, text(&line.value))
}

#[test]
fn statements_are_printed_as_in_a_paper() {
    for (source, expected) in [
        (
            "w -= lr * m_hat / (sqrt(v_hat) + eps)",
            "w ← w − {η hat{m}|√{hat{v}} + ε}",
        ),
        (
            "state m\nm = beta1*m + (1 - beta1)*g",
            "m ← β_{1} m + (1 − β_{1}) g",
        ),
        ("m_hat = m / (1 - beta1^t)", "hat{m} = {m|1 − β_{1}^{t}}"),
        ("mu_next = 0.96^((t + 1)/2)", "μ_{next} = 0.96^{(t + 1)/2}"),
        ("a = (x - y)^2*3", "a = (x − y)^{2} · 3"),
        ("a = -(x + y)*-z", "a = −(x + y) (−z)"),
        ("a = x - (y - z) - u", "a = x − (y − z) − u"),
        ("a = sqrt(x)^2 + sin(x)^2", "a = (√{x})^{2} + sin(x)^{2}"),
        ("a = (x/y)^2*x/y", "a = {({x|y})^{2} x|y}"),
        ("a = |x|**2 + ln(x)", "a = Bars(x)^{2} + ln(x)"),
        ("a = 2x + log10(cosh(x))", "a = 2 x + log_{10}(cosh(x))"),
        ("state z = 2w", "z = 2 w at the start"),
        ("a = exp(-x^2/2)", "a = e^{−x^{2}/2}"),
        ("a = ratio*update*lr", "a = ratio · update · η"),
        (
            "a = abs(g) + norm(w) + floor(x)",
            "a = Bars(g) + DoubleBars(w) + Floor(x)",
        ),
        ("a = max(row_mean(g), 1e-8)", "a = max(row mean(g), 10^{−8})"),
        ("a = 2.5e-16*rho_inf", "a = 2.5·10^{−16} ρ_{∞}"),
        (
            "a = if x > 1 then y else if x >= 0 and not b then 0 else T_0",
            "a = { y if x > 1; 0 if x ≥ 0 and not b; T_{0} otherwise }",
        ),
        ("g = grad(w + e_hat)", "g ← ∇f(w + hat{e})"),
        ("a = base_lr + weight_decay", "a = η_{base} + λ"),
    ] {
        assert_eq!(printed(source), expected, "{source}");
    }
}

#[test]
fn a_formula_is_read_as_it_is_written() {
    let (rule, _) = parse(Kind::Surface, "f = x^2\n    + y^2");
    assert_eq!(lines(&rule)[0].source, "f = x^2 + y^2");
}
