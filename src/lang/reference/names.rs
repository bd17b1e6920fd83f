//! Names: reductions, what else looks like a function, what is given, shapes, and marks.

use super::Example::{OfGradient, Rule, Value};
use super::{Example, ReferenceEntry, ReferenceGroup};
use crate::lang::check::{Builtin, Reduction, scope};
use crate::lang::rule::Kind::{self, Activation, Optimizer, Schedule, Stage, Surface};

/// What each reduction means, an expression with it, and its value where g = (3, 4).
const REDUCTIONS: &[(Reduction, &str, &str, [f64; 2])] = &[
    (Reduction::Sum, "Sum over a layer.", "sum(g)", [7.0; 2]),
    (Reduction::Mean, "Mean over a layer.", "mean(g)", [3.5; 2]),
    (
        Reduction::Rms,
        "Root of the mean square over a layer.",
        "rms(g)^2",
        [12.5; 2],
    ),
    (
        Reduction::Norm,
        "Euclidean length over a layer.",
        "norm(g)",
        [5.0; 2],
    ),
    (Reduction::Max, "Largest over a layer.", "max(g)", [4.0; 2]),
    (
        Reduction::Dot,
        "Sum of products over a layer.",
        "dot(g, 2*g)",
        [50.0; 2],
    ),
    (
        Reduction::GlobalNorm,
        "Euclidean length over the whole model.",
        "global_norm(g)",
        [5.0; 2],
    ),
    (
        Reduction::GlobalMax,
        "Largest over the whole model.",
        "global_max(g)",
        [4.0; 2],
    ),
    (
        Reduction::RowMean,
        "Mean of each output row of a weight matrix. On a surface, and of a bias, every number is a row of \
            its own.",
        "row_mean(g)",
        [3.0, 4.0],
    ),
    (
        Reduction::ColMean,
        "Mean of each input column of a weight matrix. On a surface, and of a bias, there is one column.",
        "col_mean(g)",
        [3.5; 2],
    ),
];

/// Many numbers to fewer.
pub fn reductions() -> ReferenceGroup {
    let entry = |&(reduction, about, text, values): &(Reduction, &str, &'static str, [f64; 2])| {
        let row = Reduction::ALL.iter().find(|row| row.2 == reduction);
        let (word, arity) = row.map_or(("", 0), |row| (row.0, row.1));
        ReferenceEntry {
            word,
            form: format!("{word}({})", ["a", "b"][..arity].join(", ")),
            about: format!("{about} It gives {}.", reduction.shape()),
            example: OfGradient(text, values),
        }
    };
    ReferenceGroup {
        title: "Reductions",
        about: "Many numbers to fewer, in optimizers and stages. A layer is a weight matrix or a bias; a \
            surface's point is one layer.",
        entries: REDUCTIONS.iter().map(entry).collect(),
    }
}

/// What looks like a function and is more, and constants.
pub fn special() -> ReferenceGroup {
    let rows: [(&'static str, &str, &str, Example); 6] = [
        (
            "grad",
            "name = grad(point)",
            "The gradient of the loss at a point, alone on the right of `=` (optimizers). `g = grad(w)` is \
                where stages run; without it `g` is there from the start.",
            Rule(Optimizer, "g = grad(w)\nahead = grad(w - 0.1*g)\nw -= 0.01*ahead"),
        ),
        (
            "normal",
            "normal()",
            "A random number for each element, anew in each step: mean 0, standard deviation 1 (optimizers, \
                stages).",
            Rule(Stage, "param sigma = 0.1\ng += sigma*normal()"),
        ),
        (
            "uniform",
            "uniform()",
            "A random number for each element, anew in each step, evenly from 0 to 1 (optimizers, stages).",
            Rule(Stage, "g *= 0.5 + uniform()"),
        ),
        (
            "passed",
            "passed(list, k)",
            "How many numbers of a list parameter are at most `k`.",
            Rule(
                Schedule,
                "param drops = [100, 200]\nlr = base_lr*0.1^passed(drops, k)",
            ),
        ),
        ("pi", "pi", "The number π.", Value("pi", std::f64::consts::PI)),
        ("e", "e", "Euler's number.", Value("log(e)", 1.0)),
    ];
    let entry = |(word, form, about, example): (&'static str, &str, &str, Example)| ReferenceEntry {
        word,
        form: form.to_owned(),
        about: about.to_owned(),
        example,
    };
    ReferenceGroup {
        title: "Gradients, chance, lists, constants",
        about: "What a rule asks the engine for, and two numbers.",
        entries: rows.into_iter().map(entry).collect(),
    }
}

/// A given name in use.
fn in_use(builtin: Builtin) -> Example {
    match builtin {
        Builtin::W => Rule(Optimizer, "w -= 0.01*g + 0.001*w"),
        Builtin::G => Rule(Optimizer, "w -= 0.01*sign(g)"),
        Builtin::T => Rule(Optimizer, "state m\nm = 0.9*m + 0.1*g\nw -= 0.01*m/(1 - 0.9^t)"),
        Builtin::K => Rule(Schedule, "lr = base_lr/(1 + k/100)"),
        Builtin::Total => Rule(Schedule, "lr = base_lr*0.5*(1 + cos(pi*k/T))"),
        Builtin::IsMatrix => Rule(Optimizer, "w -= 0.01*(g + 0.1*is_matrix*w)"),
        Builtin::BaseLr => Rule(Schedule, "lr = base_lr/sqrt(t)"),
        Builtin::X => Rule(Surface, "f = x^4 - 2*x^2"),
        Builtin::Y => Rule(Surface, "f = x^2 + 10*y^2"),
        Builtin::Z => Rule(Activation, "a = z*sigmoid(z)"),
    }
}

/// What the engine gives, by kind.
pub fn given_names() -> ReferenceGroup {
    let mut entries: Vec<ReferenceEntry> = Vec::new();
    for kind in Kind::ALL {
        for &(word, builtin, shape, _) in scope::given(kind) {
            if entries.iter().any(|e| e.word == word) {
                continue;
            }
            let row = |kind: Kind| scope::given(kind).iter().find(|g| g.0 == word);
            let plural = |is_wanted: &dyn Fn(Kind) -> bool| {
                let kinds = Kind::ALL
                    .into_iter()
                    .filter(|kind| is_wanted(*kind))
                    .map(Kind::plural);
                kinds.collect::<Vec<_>>().join(", ")
            };
            let given = plural(&|kind| row(kind).is_some());
            let sets = plural(&|kind| row(kind).is_some_and(|g| g.3));
            let sets = if sets.is_empty() {
                String::new()
            } else {
                format!(" Assigned by {sets}.")
            };
            let also = if word == "w" { " Also `theta`." } else { "" };
            let about = format!(
                "{}; {shape}. Given in {given}.{sets}{also}",
                sentence(builtin.about())
            );
            entries.push(ReferenceEntry {
                word,
                form: word.to_owned(),
                about,
                example: in_use(builtin),
            });
        }
    }
    ReferenceGroup {
        title: "Given names",
        about: "The engine gives them their values in every step.",
        entries,
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How many numbers a state has.
pub fn shapes() -> ReferenceGroup {
    let rows = [
        (
            "run",
            "One number for the whole run.",
            "state longest: run\nlongest = max(longest, global_norm(g))\nw -= 0.01*g/longest",
        ),
        (
            "layer",
            "One number for each weight matrix and each bias. On a surface there is one.",
            "state size: layer\nsize = 0.9*size + 0.1*norm(g)\nw -= 0.01*g/size",
        ),
        (
            "row",
            "One number for each output row of a weight matrix.",
            "state r: row\nr = 0.9*r + 0.1*row_mean(g^2)\nw -= 0.01*g/(sqrt(r) + 1e-8)",
        ),
        (
            "col",
            "One number for each input column of a weight matrix.",
            "state c: col\nc = 0.9*c + 0.1*col_mean(g^2)\nw -= 0.01*g/(sqrt(c) + 1e-8)",
        ),
        (
            "element",
            "One number for each parameter, as `w` and `g` have.",
            "state m: element\nm = 0.9*m + g\nw -= 0.01*m",
        ),
    ];
    let entries = rows.map(|(word, about, text)| ReferenceEntry {
        word,
        form: format!("state name: {word}"),
        about: about.to_owned(),
        example: Rule(Optimizer, text),
    });
    ReferenceGroup {
        title: "Shapes",
        about: "How many numbers a value is. Smaller ones are repeated beside larger ones; a row and a col \
            together make an element.",
        entries: entries.into(),
    }
}

/// Letters and marks of papers.
pub fn marks() -> ReferenceGroup {
    let rows = [
        ("·", "a·b, also ×", "Product.", Value("2·3", 6.0)),
        ("÷", "a ÷ b", "Quotient.", Value("1 ÷ 4", 0.25)),
        ("−", "a − b", "Difference.", Value("5 − 2", 3.0)),
        ("≤", "a ≤ b, also ≥ and ≠", "Comparison.", Value("2 ≤ 2", 1.0)),
        ("√", "√a", "Square root.", Value("√9", 3.0)),
        ("|a|", "|a|", "Without its sign.", Value("|-3|", 3.0)),
        ("²", "a²", "Power.", Value("3²", 9.0)),
        ("**", "a ** b", "Power.", Value("2 ** 3", 8.0)),
        (
            "←",
            "name ← expression",
            "The same as `=`.",
            Rule(Optimizer, "w ← w − 0.01·g"),
        ),
        (
            "β",
            "β₁, α, ε, σ, ...",
            "Greek letters are their names (`beta1`), η is `lr`, θ is `w`, λ is `weight_decay`; a hat on a \
                letter is `_hat`.",
            Rule(
                Optimizer,
                "param η = 0.1\nparam β₁ = 0.9\nstate m\nm ← β₁·m + g\nθ ← θ − η·m",
            ),
        ),
    ];
    let entries = rows.map(|(word, form, about, example)| ReferenceEntry {
        word,
        form: form.to_owned(),
        about: about.to_owned(),
        example,
    });
    ReferenceGroup {
        title: "Marks and letters of papers",
        about: "A formula that is copied from a paper mostly means what it means there.",
        entries: entries.into(),
    }
}
