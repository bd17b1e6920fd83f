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
fn what_is_written_on_paper_means_what_it_does_there() {
    // At w = 1.5.
    for (written, plain) in [
        ("w**2", "w^2"),
        ("2**-1**2", "2^-(1^2)"),
        ("2w", "2*w"),
        ("2 w", "2*w"),
        ("2w^2", "2*(w^2)"),
        ("-2w^2", "-2*(w^2)"),
        ("3(w + 1)", "3*(w + 1)"),
        ("2(w + 1)^2/4", "2*(w + 1)^2/4"),
        ("2sin(w)", "2*sin(w)"),
        ("2√w", "2*sqrt(w)"),
        ("2|w - 3|", "2*abs(w - 3)"),
        ("3π*w", "3*pi*w"),
        ("3pi", "3*pi"),
        ("2e^-w", "2*(e^(-w))"),
        ("2e3", "2000"),
        ("2e3w", "2000*w"),
        ("1.5e-1w", "0.15*w"),
        ("2.w", "2*w"),
        ("w/2 + 3w", "w/2 + 3*w"),
        ("w^-1 – 1", "w^(-1) - 1"),
        ("|w - 3|", "abs(w - 3)"),
        ("|w|*|-w|", "abs(w)*abs(-w)"),
        ("|w - 3| - |w|", "abs(w - 3) - abs(w)"),
        ("|2w - 5|^2", "abs(2*w - 5)^2"),
        ("ln(w)", "log(w)"),
        ("log10(1000)", "3"),
        ("log10(w)", "log(w)/log(10)"),
        ("sinh(w)", "(e^w - e^-w)/2"),
        ("cosh(w)", "(e^w + e^-w)/2"),
        ("cosh(w)^2 - sinh(w)^2", "1"),
        ("tanh(w)", "sinh(w)/cosh(w)"),
        ("\u{feff}w\u{200b}", "w"),
    ] {
        let [written, plain] = [written, plain].map(|text| ends_at(&format!("w = {text} + 0*g"), 1));
        assert!(
            (written - plain).abs() < 1e-12 * plain.abs().max(1.0),
            "{written} is not {plain}"
        );
    }
}

#[test]
fn a_head_names_what_is_given_anyway() {
    for (kind, text, plain, dimensions) in [
        (Kind::Surface, "f(x, y) = x^2 + y^2", "f = x^2 + y^2", 2),
        (Kind::Surface, "f(x,y)=x**2", "f = x**2 + 0*y", 2),
        (Kind::Surface, "f(x) = x^2", "f = x^2", 1),
        (Kind::Schedule, "lr(k) = base_lr*0.9^k", "lr = base_lr*0.9^k", 0),
        (Kind::Schedule, "η(t) = base_lr/t", "lr = base_lr/t", 0),
    ] {
        let [own, plain] = [text, plain].map(|text| {
            let (_, checked, found) = compile_rule(kind, text);
            assert!(found.is_empty(), "{text}: {found:?}");
            checked.unwrap_or_else(|| panic!("{text} is right"))
        });
        assert_eq!(
            (own.dimensions, plain.dimensions),
            (dimensions, dimensions),
            "{text}"
        );
        assert_eq!(own.statements.len(), plain.statements.len(), "{text}");
    }
}

#[test]
fn a_name_that_a_text_declares_wins_over_a_newer_function() {
    for (text, value) in [
        ("param ln = 2\nw = ln + 0*g", 2.0),
        ("state sinh\nsinh = 3\nw = sinh*1 + 0*g", 3.0),
        ("cosh = 5\nlog10 = cosh\nw = log10 + 0*g", 5.0),
    ] {
        assert_eq!(ends_at(text, 1), value, "{text}");
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
