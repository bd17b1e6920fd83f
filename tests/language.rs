//! The rule language: what it says of wrong texts (`tests/language/errors.txt`), and what its marks mean.

use ravine::compile::compile;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::run;
use ravine::lang::{Diagnostic, Kind, compile_rule};
use ravine::scene::{Reference, Run, Scene};
use std::sync::Arc;

fn kind(name: &str) -> Kind {
    let found = Kind::ALL.into_iter().find(|k| k.to_string() == name);
    found.unwrap_or_else(|| panic!("`{name}` is a kind of rule"))
}

fn show(source: &str, diagnostic: &Diagnostic) -> String {
    let (line, column) = diagnostic.span.line_column(source);
    format!("{line}:{column} {}: {}", diagnostic.severity, diagnostic.message)
}

#[test]
fn errors_name_the_place_the_cause_and_the_mend() {
    let cases = include_str!("language/errors.txt");
    let (mut count, mut wrong) = (0, Vec::new());
    for case in cases.split("\n== ").skip(1) {
        let (title, rest) = case.split_once('\n').expect("a title, then a text");
        let (text, expected) = rest.split_once("\n=> ").expect("findings follow the text");
        let source = format!("{text}\n");
        let (_, _, found) = compile_rule(kind(title.split(':').next().unwrap_or("")), &source);
        let found: Vec<String> = found.iter().map(|d| show(&source, d)).collect();
        let found = found.join("\n=> ");
        if found != expected.trim_end() {
            wrong.push(format!("{title}\n=> {found}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count > 30, "only {count} cases were read");
}

/// What a rule gives on theta squared from 1.5 after some steps.
fn ends_at(source: &str, steps: u32) -> f64 {
    let mut scene = Scene::on_surface("theta_squared");
    scene.experiment.steps = steps;
    let mut own = Run::of("sgd");
    own.optimizer = Reference::Source(source.to_owned());
    scene.experiment.runs.push(own);
    let (plan, findings) = compile(&scene.experiment);
    let plan = Arc::new(plan.unwrap_or_else(|| panic!("{source}: {findings:?}")));
    let trace = run(&mut CpuEngine::new(Precision::Double), plan).expect("the CPU engine does not fail");
    trace.runs[0].point(steps as usize)[0]
}

#[test]
fn two_spellings_mean_the_same() {
    for (marked, plain) in [
        ("param η = 0.1\nθ ← θ − η·g", "param lr = 0.1\nw = w - lr*g"),
        (
            "param β₁ = 0.9\nstate m\nm = β₁·m + g\nw -= 0.01×m",
            "param beta1 = 0.9\nstate m\nm = beta1*m + g\nw -= 0.01*m",
        ),
        ("m\u{302} = g\nw -= 0.1*m\u{302}", "m_hat = g\nw -= 0.1*m_hat"),
        ("w -= 0.1*√(g²)", "w -= 0.1*sqrt(g^2)"),
        ("w -= 0.1*g*2⁻¹", "w -= 0.1*g*2^-1"),
        ("w -= 0.1 * g\n  / 2", "w -= (0.1*g)/2"),
        ("w += -0.1*g", "w -= 0.1*g"),
        (
            "w -= 0.1*(if g ≥ 0 then 1 else -1)",
            "w -= 0.1*(if g >= 0 then 1 else -1)",
        ),
    ] {
        assert_eq!(ends_at(marked, 5), ends_at(plain, 5), "{marked}");
    }
}

#[test]
fn precedence_is_that_of_mathematics() {
    for (text, value) in [
        ("-2^2", -4.0),
        ("2^3^2", 512.0),
        ("(-2)^3", -8.0),
        ("2^-1", 0.5),
        ("8/4/2", 1.0),
        ("1 - 2 - 3", -4.0),
        ("2 + 3*4", 14.0),
        ("not 0 and 0", 0.0),
        ("1 < 2 and 2 < 1 or 1", 1.0),
        ("if 0 then 1 else if 1 then 2 else 3", 2.0),
        ("max(3, 4) - min(3, 4)", 1.0),
        ("clamp(5, 0, 2)", 2.0),
        ("round(2.5) + round(3.5)", 6.0),
        ("sign(0) + sign(-3)", -1.0),
        ("e^0 + pi*0", 1.0),
        ("atan2(0, -1) - pi", 0.0),
        ("log2(8)", 3.0),
    ] {
        let moved = ends_at(&format!("w = {text} + 0*g"), 1);
        assert!((moved - value).abs() < 1e-12, "{text} is {moved}, not {value}");
    }
}

#[test]
fn a_bare_formula_is_a_surface() {
    let (rule, checked, found) = compile_rule(Kind::Surface, "x^2 + 10*sin(3*y)");
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(rule.body.len(), 1);
    assert_eq!(checked.expect("it is right").dimensions, 2);
}

#[test]
fn names_like_keywords_are_free() {
    let source = "param momentum = 0.9\nparam d = 1\nstate start\nstart = momentum*start + d*g\nname = start\nw -= 0.01*name";
    assert!(ends_at(source, 3).is_finite());
}
