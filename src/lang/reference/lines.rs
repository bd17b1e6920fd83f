//! What a line can be: the kinds of rules, statements, declarations, and the head.

use super::Example::Rule;
use super::{Example, ReferenceEntry, ReferenceGroup};
use crate::lang::rule::Kind::{Optimizer, Schedule, Stage, Surface};

/// Word, form, meaning, example.
type Row = (&'static str, &'static str, &'static str, Example);

fn group(title: &'static str, about: &'static str, rows: &[Row]) -> ReferenceGroup {
    let entry = |&(word, form, about, example): &Row| ReferenceEntry {
        word,
        form: form.to_owned(),
        about: about.to_owned(),
        example,
    };
    ReferenceGroup {
        title,
        about,
        entries: rows.iter().map(entry).collect(),
    }
}

/// What a rule can describe.
pub fn kinds() -> ReferenceGroup {
    group(
        "Kinds of rules",
        "A rule is a short text of one of four kinds. It must assign what it is for.",
        &[
            (
                "optimizer",
                "optimizer: w = ...",
                "Moves the parameters `w` by the gradient `g`. Every step runs all its lines once, from top \
                    to bottom.",
                Rule(Optimizer, "param lr = 0.01\nw -= lr*g"),
            ),
            (
                "schedule",
                "schedule: lr = ...",
                "Sets the learning rate `lr` from the step; may set `momentum`, too, which drives the \
                    parameter that an optimizer names in `scheduled`.",
                Rule(Schedule, "lr = base_lr*(1 - k/T)"),
            ),
            (
                "stage",
                "stage: g = ...",
                "Changes the gradient `g` before the optimizer sees it. Stages run in their order.",
                Rule(Stage, "param most = 1\ng = clamp(g, -most, most)"),
            ),
            (
                "surface",
                "surface: f = ...",
                "A loss `f` of `x`, or of `x` and `y`. Its gradient is derived from the text.",
                Rule(Surface, "f = (1 - x)^2 + 100*(y - x^2)^2"),
            ),
        ],
    )
}

/// What is done, line by line.
pub fn statements() -> ReferenceGroup {
    group(
        "Statements",
        "A line ends where the next one begins without indentation, so a long one is continued on an \
            indented line.",
        &[
            (
                "=",
                "name = expression",
                "Gives a name a value. A new name is a number of this step alone; it is recorded and can be \
                    looked at.",
                Rule(Optimizer, "step = 0.01*g\nw = w - step"),
            ),
            (
                "+=",
                "name += expression, also -=, *=, /=",
                "Changes a value: `w -= d` is `w = w - d`.",
                Rule(Optimizer, "state m\nm *= 0.9\nm += g\nw -= 0.01*m"),
            ),
            (
                "f(x, y)",
                "f(x, y) = expression",
                "The same as `f = expression`. A surface may also be its formula alone.",
                Rule(Surface, "f(x, y) = x^2 + 10y^2"),
            ),
            (
                "skip",
                "skip if condition",
                "Leaves the rest of the step out where the condition is not 0: w and all states stay as they \
                    are here (stages).",
                Rule(Stage, "skip if global_max(abs(g)) > 1000"),
            ),
            (
                "#",
                "# comment",
                "What stands behind it is for people.",
                Rule(Optimizer, "# Straight down the gradient.\nw -= 0.01*g"),
            ),
        ],
    )
}

/// What a rule has besides what it does.
pub fn declarations() -> ReferenceGroup {
    group(
        "Declarations",
        "They stand before the statements that use them.",
        &[
            (
                "param",
                "param name = number in low .. high \"what it does\"",
                "A parameter and its default. `in` gives the slider's ends, which are no limits; what \
                    follows them says how it steps.",
                Rule(Optimizer, "param lr = 0.01 in 0 .. 1 \"step length\"\nw -= lr*g"),
            ),
            (
                "log",
                "param name = number in low .. high log",
                "The slider steps evenly in the logarithm.",
                Rule(Optimizer, "param lr = 0.01 in 1e-5 .. 1 log\nw -= lr*g"),
            ),
            (
                "near",
                "param name = number in low .. high near 1",
                "The slider is fine near 1, where decays are told apart: 0.9, 0.99, 0.999.",
                Rule(
                    Optimizer,
                    "param beta = 0.9 in 0 .. 0.999 near 1\nstate m\nm = beta*m + g\nw -= 0.01*m",
                ),
            ),
            (
                "int",
                "param name = number in low .. high int",
                "The slider steps in whole numbers.",
                Rule(
                    Schedule,
                    "param every = 100 in 1 .. 500 int\nlr = base_lr*0.5^floor(k/every)",
                ),
            ),
            (
                "[",
                "param name = [number, number, ...]",
                "A list, to be used with `passed`.",
                Rule(
                    Schedule,
                    "param drops = [100, 200]\nlr = base_lr*0.1^passed(drops, k)",
                ),
            ),
            (
                "switch",
                "switch name = on \"what it does\", or off",
                "A parameter that is on or off, 1 or 0. What is off is no part of the program that runs.",
                Rule(
                    Optimizer,
                    "switch normalised = off\nw -= 0.01*(if normalised then g/norm(g) else g)",
                ),
            ),
            (
                "state",
                "state name: shape = initial, name, ...",
                "A value that lives from step to step. It has the shape of `w` unless another one is named, \
                    and begins at 0 unless an expression of parameters is given; one of elements may begin \
                    at an expression of `w`.",
                Rule(
                    Optimizer,
                    "state m, start = w\nm = 0.9*m + g\nw -= 0.01*m + 0.001*(w - start)",
                ),
            ),
            (
                "require",
                "require condition, condition, ...",
                "What must hold of the parameters, wherever they get a value.",
                Rule(
                    Optimizer,
                    "param beta = 0.9\nrequire 0 <= beta < 1\nstate m\nm = beta*m + g\nw -= 0.01*m",
                ),
            ),
            (
                "scales",
                "scales loss by state",
                "Multiplies the loss by a state of the run before it is differentiated (stages). The stage \
                    divides again.",
                Rule(
                    Stage,
                    "state scale: run = 1024\nscales loss by scale\ng = f16(g)/scale",
                ),
            ),
            (
                "scheduled",
                "scheduled parameter",
                "The parameter that a schedule's `momentum` drives (optimizers).",
                Rule(
                    Optimizer,
                    "scheduled beta\nparam beta = 0.9\nstate m\nm = beta*m + g\nw -= 0.01*m",
                ),
            ),
            (
                "stability",
                "stability expression",
                "The largest lr times curvature at which the rule converges on a quadratic (optimizers).",
                Rule(Optimizer, "stability 2\nparam lr = 0.01\nw -= lr*g"),
            ),
        ],
    )
}

/// What is said about a rule.
pub fn head() -> ReferenceGroup {
    group(
        "The head",
        "None of it is needed.",
        &[
            (
                "name",
                "name \"text\"",
                "What the rule is called where it is picked.",
                Rule(Optimizer, "name \"My descent\"\nw -= 0.01*g"),
            ),
            (
                "about",
                "about \"text\"",
                "One sentence on what it does.",
                Rule(
                    Optimizer,
                    "about \"Steps straight down the gradient.\"\nw -= 0.01*g",
                ),
            ),
            (
                "paper",
                "paper \"text\"",
                "Where it was published.",
                Rule(Optimizer, "paper \"Robbins & Monro 1951\"\nw -= 0.01*g"),
            ),
            (
                "source",
                "source \"text\"",
                "The same as `paper`.",
                Rule(
                    Surface,
                    "source \"Rosenbrock 1960\"\nf = (1 - x)^2 + 100*(y - x^2)^2",
                ),
            ),
            (
                "parents",
                "parents rule, rule, ...",
                "The rules that it grew from, by their names in the catalog.",
                Rule(Optimizer, "parents momentum, rmsprop\nw -= 0.01*g"),
            ),
            (
                "domain",
                "domain x low .. high, y low .. high",
                "What of a surface is shown; -5 .. 5 where absent.",
                Rule(Surface, "f = x^2 + y^2\ndomain x -2 .. 2, y -1 .. 3"),
            ),
            (
                "start",
                "start x, y",
                "Where runs on a surface begin. There may be several.",
                Rule(Surface, "f = x^2 + y^2\nstart -1, 1"),
            ),
            (
                "minimum",
                "minimum x, y",
                "A known minimum of a surface. There may be several.",
                Rule(Surface, "param a = 1\nf = (x - a)^2 + y^2\nminimum a, 0"),
            ),
        ],
    )
}
