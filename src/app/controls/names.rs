//! What parameters and runs are called on screen.

use crate::app::network::data;
use crate::lang::Kind;
use crate::scene::{Problem, Run, Scene};

pub use crate::view::term::{parameter, sentence};

/// What a run is called: its label, else its optimizer's name.
pub fn run(run: &Run) -> String {
    let own = || run.optimizer.rule(Kind::Optimizer).map(|r| r.name.clone());
    run.label
        .clone()
        .or_else(own)
        .unwrap_or_else(|| "Own rule".to_owned())
}

/// A message of the language as a sentence.
pub fn sentence_of(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A name that no run of the scene has yet, except the one at `but`.
pub fn unique(scene: &Scene, wanted: &str, but: Option<usize>) -> String {
    let others = scene.experiment.runs.iter().enumerate();
    let taken: Vec<String> = others
        .filter(|(i, _)| Some(*i) != but)
        .map(|(_, r)| run(r))
        .collect();
    free(&taken, wanted)
}

/// A name that is not taken yet: the wanted one, else one with a number.
pub fn free(taken: &[String], wanted: &str) -> String {
    let parts = wanted.rsplit_once(' ');
    let parts = parts.filter(|(_, number)| number.bytes().all(|b| b.is_ascii_digit()));
    let stem = parts.map_or(wanted, |(stem, _)| stem);
    if !taken.iter().any(|t| t == wanted) {
        return wanted.to_owned();
    }
    let numbered = |n: usize| format!("{stem} {n}");
    let free = (2..).map(numbered).find(|name| !taken.contains(name));
    free.unwrap_or_else(|| wanted.to_owned())
}

/// What is minimised: a surface's name, or that of the data that a network learns from.
pub fn problem(problem: &Problem) -> String {
    let surface = problem.text().map(|(surface, _)| surface.title(Kind::Surface));
    let data = problem
        .network()
        .map(|network| data::title(&network.data).to_owned());
    surface.or(data).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_runs_stay_apart() {
        let mut scene = Scene::on_surface("bowl");
        for label in ["Adam", "Adam 2"] {
            let mut run = Run::of("adam");
            run.label = Some(label.to_owned());
            scene.experiment.runs.push(run);
        }
        assert_eq!(unique(&scene, "Adam", None), "Adam 3");
        assert_eq!(unique(&scene, "Adam 2", Some(1)), "Adam 2");
        assert_eq!(unique(&scene, "Lion", None), "Lion");
        let taken = ["SGD, lr 0.01".to_owned()];
        assert_eq!(free(&taken, "SGD, lr 0.01"), "SGD, lr 0.01 2");
    }
}
