//! What the field calls the names that rules use, in words and as a symbol.

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
    ("lr_min", "Final learning rate", "η min"),
    ("lr_max", "Peak learning rate", "η max"),
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

/// A parameter in a formula: its symbol, else its words in small letters.
pub fn symbol(name: &str) -> String {
    match TERMS.iter().find(|t| t.0 == name) {
        Some((_, _, symbol)) => (*symbol).to_owned(),
        None => name.replace('_', " "),
    }
}

/// A name of the language as words: `final_div_factor` is "Final div factor". Single letters stay as they
/// are.
pub fn sentence(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) if words.chars().count() > 1 => first.to_uppercase().chain(letters).collect(),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::super::canvas::headless;
    use super::*;
    use egui::{FontId, Vec2};

    #[test]
    fn parameters_have_words_and_symbols() {
        for (name, words, short) in [
            ("lr", "Learning rate η", "η"),
            ("final_div_factor", "Final div factor", "final div factor"),
            ("a", "a", "a"),
        ] {
            assert_eq!((parameter(name).as_str(), symbol(name).as_str()), (words, short));
        }
    }
    #[test]
    fn every_symbol_can_be_written() {
        let (missing, _) = headless::paint(Vec2::splat(10.0), 1.0, |painter| {
            let written = |symbol: &str| painter.fonts_mut(|f| f.has_glyphs(&FontId::default(), symbol));
            let symbols = TERMS.iter().map(|t| t.2);
            symbols.filter(|symbol| !written(symbol)).collect::<Vec<_>>()
        });
        assert!(missing.is_empty(), "{missing:?}");
    }
}
