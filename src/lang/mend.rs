//! What people bring along from other languages and from paper, and how it is written here.

use super::diagnostic::Span;
use super::op::Op;

/// Marks that mean nothing here, and what to write instead.
const MARKS: &[(&str, &str)] = &[
    (";", "leave it out: a line ends where the next one begins"),
    ("“”„«»‘’'`", "a text stands between two \""),
    ("{}", "group with parentheses"),
    ("$", "leave it out: a formula is plain text"),
    ("\\", "a formula is plain text, such as `sqrt(x)/2`"),
    ("%", "the remainder of a/b is `a - b*floor(a/b)`"),
    ("!", "\"not\" is `not`, and `!=` is unequal"),
    ("~¬", "\"not\" is `not`"),
    ("&∧", "\"and\" is `and`"),
    ("∨", "\"or\" is `or`"),
    ("?", "a choice is `if a > 0 then b else c`"),
    ("@", "the product of two vectors is `dot(a, b)`"),
    ("‖∥", "the length of a vector is `norm(a)`"),
    ("∑Σ", "the sum over a layer is `sum(a)`"),
    ("∇∂", "the gradient at a point is `grad(w)`"),
    ("∞", "numbers end at 3.4e38"),
    ("½", "write `1/2`"),
    ("¼", "write `1/4`"),
    ("¾", "write `3/4`"),
    ("°", "angles are radians: 30 degrees are `30*pi/180`"),
    ("ⁿˣʸᵏᵗᵀ", "raise with `^`, as in `x^n`"),
    ("∛", "a cube root is `sign(a)*abs(a)^(1/3)`"),
];

/// Functions of other languages, and how they are written here.
const FUNCTIONS: &[(&str, &str)] = &[
    ("atan", "atan2(x, 1)"),
    ("arctan", "atan2(x, 1)"),
    ("arctan2", "atan2(y, x)"),
    ("asin", "atan2(x, sqrt(1 - x^2))"),
    ("arcsin", "atan2(x, sqrt(1 - x^2))"),
    ("acos", "atan2(sqrt(1 - x^2), x)"),
    ("arccos", "atan2(sqrt(1 - x^2), x)"),
    ("asinh", "log(x + sqrt(x^2 + 1))"),
    ("arcsinh", "log(x + sqrt(x^2 + 1))"),
    ("acosh", "log(x + sqrt(x^2 - 1))"),
    ("arccosh", "log(x + sqrt(x^2 - 1))"),
    ("atanh", "0.5*log((1 + x)/(1 - x))"),
    ("arctanh", "0.5*log((1 + x)/(1 - x))"),
    ("cot", "1/tan(x)"),
    ("sec", "1/cos(x)"),
    ("csc", "1/sin(x)"),
    ("cbrt", "sign(x)*abs(x)^(1/3)"),
    ("hypot", "sqrt(x^2 + y^2)"),
    ("square", "x^2"),
    ("exp2", "2^x"),
    ("log1p", "log(1 + x)"),
    ("expm1", "exp(x) - 1"),
    ("lg", "log10(x)"),
    ("fabs", "abs(x)"),
    ("absolute", "abs(x)"),
    ("sgn", "sign(x)"),
    ("mod", "a - b*floor(a/b)"),
    ("fmod", "a - b*floor(a/b)"),
    ("power", "x^y"),
    ("minimum", "min(a, b)"),
    ("maximum", "max(a, b)"),
    ("clip", "clamp(x, low, high)"),
    ("where", "if a > 0 then b else c"),
    ("heaviside", "if x >= 0 then 1 else 0"),
    ("logistic", "sigmoid(x)"),
    ("rand", "uniform()"),
    ("randn", "normal()"),
];

/// What stands before the dot of other languages' functions.
const LIBRARIES: &[&str] = &[
    "np", "numpy", "math", "Math", "cmath", "torch", "jnp", "jax", "tf", "nn", "F", "self", "sp", "scipy",
    "sympy",
];

/// Words with which lines of other languages begin.
const WORDS: &[&str] = &[
    "def", "return", "lambda", "function", "let", "const", "var", "import", "from", "for", "while",
];

/// Whether a word begins a line in another language.
pub fn is_foreign(word: &str) -> bool {
    WORDS.contains(&word)
}

/// What to write instead of a mark that means nothing.
pub fn of_mark(mark: char) -> Option<&'static str> {
    MARKS
        .iter()
        .find(|(marks, _)| marks.contains(mark))
        .map(|row| row.1)
}

/// How another language's function is written here.
pub fn of_function(name: &str) -> Option<&'static str> {
    FUNCTIONS.iter().find(|row| row.0 == name).map(|row| row.1)
}

/// What to write instead of names with dots between them, such as `np.sin`.
pub fn of_dots(parts: &[&str]) -> String {
    let (first, last) = (parts.first().unwrap_or(&""), parts.last().unwrap_or(&""));
    let whole = parts.join(".");
    match () {
        () if LIBRARIES.contains(first) => {
            let right = of_function(last).unwrap_or(last);
            format!("`{whole}`: names stand here without `{first}.`; write `{right}`")
        }
        () if Op::function(last).is_some() => format!("`{whole}` is written `{last}({first})`"),
        () => format!("`{whole}`: a name has no dots; write `{}`", parts.join("_")),
    }
}

/// The name that stays of names with dots between them.
pub fn without_dots(parts: &[&str]) -> String {
    let known = parts.first().is_some_and(|first| LIBRARIES.contains(first));
    match parts.last() {
        Some(last) if known => (*last).to_owned(),
        _ => parts.join("_"),
    }
}

/// The tail of a message where numbers may have been written with a decimal comma; else nothing.
pub fn decimal_comma(source: &str, span: Span) -> String {
    let text = source.get(span.start..span.end).unwrap_or("");
    let is_digit = |c: &char| c.is_ascii_digit();
    let found = text.match_indices(',').find_map(|(at, _)| {
        let before: usize = text[..at].chars().rev().take_while(is_digit).count();
        let after: usize = text[at + 1..].chars().take_while(is_digit).count();
        (before > 0 && after > 0).then(|| &text[at - before..=at + after])
    });
    found.map_or_else(String::new, |number| {
        format!(
            "; if `{number}` is one number, write `{}`",
            number.replace(',', ".")
        )
    })
}
