//! Rules that are too much.

use super::{Row, lines};

pub fn optimizers() -> Vec<Row> {
    let nested =
        |open: &str, count, close: &str| format!("w -= {}g{}", open.repeat(count), close.repeat(count));
    let w = "w -= g\n";
    let deep = "nested deeper than 64 levels";
    let wide = format!("m = {}\n", ["sin(m*w)"; 15].join("*tanh(g)*"));
    vec![
        ("30,000 parentheses", nested("(", 30_000, ")"), deep),
        ("30,000 open parentheses", nested("(", 30_000, ""), deep),
        ("30,000 minus signs", nested("-", 30_000, ""), deep),
        ("20,000 roots", nested("√", 20_000, ""), deep),
        ("15,000 negations", nested("not ", 15_000, ""), deep),
        ("3,000 arms", nested("if g then g else ", 3_000, ""), deep),
        ("10,000 functions", nested("sin(", 10_000, ")"), deep),
        ("a tower of 30,000 powers", nested("", 30_000, "^g"), deep),
        (
            "a sum of 30,000 terms",
            nested("", 30_000, "+g"),
            "more than 256 operations",
        ),
        ("a sum of 200 terms", nested("", 200, "+g"), ""),
        ("a megabyte", w.repeat(150_000), "longer than 65536 bytes"),
        (
            "64 KB of one letter",
            "w".repeat(65_536),
            "a name has at most 64 letters",
        ),
        (
            "64 KB of ₁",
            format!("w{}", "₁".repeat(20_000)),
            "a name has at most 64 letters",
        ),
        (
            "a title of 60 KB",
            format!("name \"{}\"\n{w}", "w".repeat(60_000)),
            "in quotes has at most 1000 letters",
        ),
        (
            "64 KB of signs that mean nothing",
            "$".repeat(65_536),
            "`$` means nothing here; leave it out",
        ),
        (
            "a number of 60,000 digits",
            nested("1", 60_000, ""),
            "a number has at most 64 letters",
        ),
        (
            "a raised number of 20,000 digits",
            format!("w -= g{}", "⁹".repeat(20_000)),
            "a number has at most 64 letters",
        ),
        (
            "a huge exponent",
            "w -= 1e999999999*g".to_owned(),
            "outside the range of 32-bit numbers",
        ),
        (
            "an exponent of 60,000 digits",
            format!("w -= 1e{}*g", "9".repeat(60_000)),
            "at most 64 letters",
        ),
        ("6,000 statements", w.repeat(6_000), "at most 256 statements"),
        (
            "1,000 parameters",
            lines(1_000, |i| format!("param p{i} = 1\n")) + w,
            "at most 64 parameters",
        ),
        (
            "1,000 states",
            lines(1_000, |i| format!("state s{i}\n")) + w,
            "at most 32 states",
        ),
        (
            "1,000 states in a line",
            format!("state {}a\n{w}", lines(1_000, |i| format!("s{i}, "))),
            "at most 32 states",
        ),
        (
            "200 gradients",
            lines(200, |i| format!("g{i} = grad(w)\n")) + w,
            "at most 4 gradients",
        ),
        (
            "2,000 wrong lines",
            "w -= $\n".repeat(2_000),
            "and 1968 more like those above",
        ),
        (
            "250 lines of unknown names",
            lines(250, |i| format!("a{i} = b_{i}\n")) + w,
            "unknown name `b_0`",
        ),
        (
            "120 lines of 60 functions",
            format!("m = g\n{}w -= m", wide.repeat(120)),
            "",
        ),
    ]
}

pub fn schedules() -> Vec<Row> {
    let list = format!("param l = [{}1]\nlr = base_lr*passed(l, k)", "1, ".repeat(10_000));
    vec![(
        "a list of 10,000 numbers",
        list,
        "a list holds at most 64 numbers",
    )]
}

pub fn surfaces() -> Vec<Row> {
    let product = format!("a = {}\n", ["sin(a*x)"; 20].join("*cos(y + a)*"));
    let built = |line: &str, count| format!("a = x*y\n{}f = a", line.repeat(count));
    let minima = format!("f = x^2 + y^2\n{}", "minimum 0, 0\n".repeat(4_000));
    vec![
        ("powers of powers, 250 times", built("a = (a + x)^64\n", 250), ""),
        (
            "a sine of a sine, 250 times",
            built("a = a*sin(a + y)\n", 250),
            "",
        ),
        (
            "120 lines of 20 products",
            built(&product, 120),
            "unfold to more than 16384 operations",
        ),
        ("4,000 minima", minima, "at most 64 minima"),
    ]
}
