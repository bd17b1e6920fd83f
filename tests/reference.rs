//! The reference of the rule language: `LANGUAGE.md` is what the tables say, and its examples hold.

#[path = "support/program.rs"]
mod program;

use program::{folder, ravine, stderr, stdout};
use ravine::compile::compile;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::run;
use ravine::lang::reference::{Example, groups, markdown};
use ravine::scene::{Params, Problem, Reference, Run, Scene};
use std::sync::Arc;

#[test]
fn the_file_in_the_repository_is_current() {
    let kept = include_str!("../LANGUAGE.md");
    assert!(kept == markdown(), "run `ravine language -o LANGUAGE.md`");
}

#[test]
fn it_is_written_to_a_file_as_it_is_printed() {
    let path = folder("language").join("LANGUAGE.md");
    let output = ravine(&["language", "-o", &path.display().to_string()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), markdown());
    assert_eq!(stdout(&ravine(&["language"])), markdown());
}

/// What an expression of g comes to where g = (3, 4): w moves from the origin by it.
fn of_gradient(text: &str) -> Vec<f64> {
    let mut scene = Scene::on_surface("bowl");
    scene.experiment.problem = Problem::Surface {
        surface: Reference::Source("f = 3*x + 4*y\nstart 0, 0".to_owned()),
        params: Params::new(),
    };
    scene.experiment.steps = 1;
    let mut own = Run::of("sgd");
    own.optimizer = Reference::Source(format!("w += {text}"));
    scene.experiment.runs.push(own);
    let (plan, findings) = compile(&scene.experiment);
    let plan = plan.unwrap_or_else(|| panic!("{text}: {findings:?}"));
    let trace = run(&mut CpuEngine::new(Precision::Double), Arc::new(plan)).expect("the CPU computes");
    trace.runs[0].point(1).to_vec()
}

#[test]
fn what_is_said_of_many_numbers_holds() {
    for entry in groups().iter().flat_map(|g| &g.entries) {
        if let Example::OfGradient(text, wanted) = entry.example {
            let got = of_gradient(text);
            let near = got.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12);
            assert!(near, "{text} is {got:?}, not {wanted:?}");
        }
    }
}

#[test]
fn a_word_is_looked_up_and_a_slip_is_answered() {
    let output = ravine(&["language", "clamp"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stdout(&output).starts_with("clamp(a, b, c)\n"),
        "{}",
        stdout(&output)
    );
    let output = ravine(&["language", "clmap"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        "error: the language has no word `clmap`; did you mean `clamp`?\n"
    );
}
