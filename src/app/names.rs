//! What parameters and runs are called on screen.

use crate::lang::Kind;
use crate::scene::{Run, Scene};

use super::rules::Rules;
pub use crate::view::term::{parameter, sentence};

/// What a run is called: its label, else its optimizer's name.
pub fn run(rules: &mut Rules, run: &Run) -> String {
    let own = || rules.get(Kind::Optimizer, &run.optimizer).map(|r| r.name.clone());
    run.label
        .clone()
        .or_else(own)
        .unwrap_or_else(|| "Own rule".to_owned())
}

/// Words of the prepared scenes' file names that are not written as they are there.
const WORDS: [(&str, &str); 3] = [("adamw", "AdamW"), ("l2", "L2"), ("xor", "XOR")];

/// What a prepared scene is called, by its file name: `adamw_vs_l2` is "AdamW vs L2".
pub fn prepared(id: &str) -> String {
    let word = |word| WORDS.iter().find(|w| w.0 == word).map_or(word, |w| w.1);
    let words: Vec<&str> = id.split('_').map(word).collect();
    sentence(&words.join(" "))
}

/// A message of the language as a sentence.
pub fn sentence_of(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A name that no run of the scene has yet, except the one at `but`.
pub fn unique(rules: &mut Rules, scene: &Scene, wanted: &str, but: Option<usize>) -> String {
    let others = scene.experiment.runs.iter().enumerate();
    let taken: Vec<String> = others
        .filter(|(i, _)| Some(*i) != but)
        .map(|(_, r)| run(rules, r))
        .collect();
    free(&taken, wanted)
}

/// A name that is not taken yet: the wanted one, else one with a number.
pub fn free(taken: &[String], wanted: &str) -> String {
    let stem = wanted.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let stem = if stem.is_empty() { wanted } else { stem };
    if !taken.iter().any(|t| t == wanted) {
        return wanted.to_owned();
    }
    let numbered = |n: usize| format!("{stem} {n}");
    let free = (2..).map(numbered).find(|name| !taken.contains(name));
    free.unwrap_or_else(|| wanted.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prepared_scenes_are_written_as_the_field_does() {
        for (id, name) in [
            ("adamw_vs_l2", "AdamW vs L2"),
            ("xor", "XOR"),
            ("one_cycle", "One cycle"),
        ] {
            assert_eq!(prepared(id), name);
        }
    }

    #[test]
    fn names_of_runs_stay_apart() {
        let mut rules = Rules::default();
        let mut scene = Scene::on_surface("bowl");
        for label in ["Adam", "Adam 2"] {
            let mut run = Run::of("adam");
            run.label = Some(label.to_owned());
            scene.experiment.runs.push(run);
        }
        assert_eq!(unique(&mut rules, &scene, "Adam", None), "Adam 3");
        assert_eq!(unique(&mut rules, &scene, "Adam 2", Some(1)), "Adam 2");
        assert_eq!(unique(&mut rules, &scene, "Lion", None), "Lion");
    }
}
