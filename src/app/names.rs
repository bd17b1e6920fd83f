//! What parameters and runs are called on screen.

use crate::lang::Kind;
use crate::scene::{Run, Scene};

use super::rules::Rules;

/// Words and symbol of the names that the field has a term for.
const TERMS: [(&str, &str, &str); 24] = [
    ("lr", "Learning rate", "η"),
    ("beta", "Momentum decay", "β"),
    ("beta1", "First-moment decay", "β₁"),
    ("beta2", "Second-moment decay", "β₂"),
    ("beta3", "Third decay", "β₃"),
    ("momentum", "Momentum", "μ"),
    ("rho", "Squared-gradient decay", "ρ"),
    ("alpha", "Squared-gradient decay", "α"),
    ("eps", "Stabiliser", "ε"),
    ("eps1", "First stabiliser", "ε₁"),
    ("eps2", "Second stabiliser", "ε₂"),
    ("weight_decay", "Weight decay", "λ"),
    ("lr_min", "Final learning rate", "ηₘᵢₙ"),
    ("lr_max", "Peak learning rate", "ηₘₐₓ"),
    ("lr_start", "First learning rate", "η₀"),
    ("lr_end", "Last learning rate", "η₁"),
    ("gamma", "Decay factor", "γ"),
    ("power", "Power", "p"),
    ("sigma", "Noise", "σ"),
    ("condition", "Condition number", "κ"),
    ("rotation", "Rotation", "φ"),
    ("max_norm", "Largest norm", "‖g‖"),
    ("psi", "Momentum decay", "ψ"),
    ("tau", "Threshold", "τ"),
];

/// A parameter as the field calls it, with its symbol: "Learning rate η".
pub fn parameter(name: &str) -> String {
    match TERMS.iter().find(|t| t.0 == name) {
        Some((_, words, symbol)) => format!("{words} {symbol}"),
        None => sentence(name),
    }
}

/// A name of the language as words: `final_div_factor` is "Final div factor". Single letters stay as they are.
pub fn sentence(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) if words.chars().count() > 1 => first.to_uppercase().chain(letters).collect(),
        _ => words,
    }
}

/// What a run is called: its label, else its optimizer's name.
pub fn run(rules: &mut Rules, run: &Run) -> String {
    let own = || rules.get(Kind::Optimizer, &run.optimizer).map(|r| r.name.clone());
    run.label
        .clone()
        .or_else(own)
        .unwrap_or_else(|| "Own rule".to_owned())
}

/// A name that no run of the scene has yet, except the one at `but`.
pub fn unique(rules: &mut Rules, scene: &Scene, wanted: &str, but: Option<usize>) -> String {
    let others = scene.experiment.runs.iter().enumerate();
    let taken: Vec<String> = others
        .filter(|(i, _)| Some(*i) != but)
        .map(|(_, r)| run(rules, r))
        .collect();
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
    fn parameters_have_words_and_symbols() {
        assert_eq!(parameter("lr"), "Learning rate η");
        assert_eq!(parameter("final_div_factor"), "Final div factor");
        assert_eq!(parameter("a"), "a");
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
