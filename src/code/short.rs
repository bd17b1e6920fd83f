//! A program as it is shown: a network's holds all samples, which nobody reads.

/// Rows shown of a list, and letters of a row: as many as stand in a line.
const LINES: usize = 10;
const LETTERS: usize = 76;

/// A program with its long lists cut short.
pub fn shortened(program: &str) -> String {
    let lines: Vec<&str> = program.lines().collect();
    let mut short = String::with_capacity(program.len().min(1 << 16));
    for rows in lines.chunk_by(|a, b| is_row(a) && is_row(b)) {
        // A line that says that one is left out is no shorter than that one.
        let shown = if rows.len() > LINES + 1 { LINES } else { rows.len() };
        for row in &rows[..shown] {
            push(&mut short, row);
        }
        if shown < rows.len() {
            short += &format!("    # ... and {} rows more\n", rows.len() - shown);
        }
    }
    short
}

/// Whether a line is a row of a list of numbers.
fn is_row(line: &str) -> bool {
    line.starts_with("    ")
        && line
            .trim_start()
            .starts_with(['[', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
}

fn push(short: &mut String, line: &str) {
    match line.char_indices().nth(LETTERS).filter(|_| is_row(line)) {
        Some((end, _)) => *short += &format!("{} ...\n", &line[..end]),
        None => *short += &format!("{line}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_lists_and_long_lines_are_cut_short_and_code_is_not() {
        let rows = |count: usize| {
            (0..count)
                .map(|i| format!("    [{i}.0, -1.0],\n"))
                .collect::<String>()
        };
        let code =
            "for step in range(9):\n    a = 1\n    b = 2\n    c = 3\n    d = 4\n    e = 5\n    f = 6\n";
        for (text, expected) in [
            (code.to_owned(), code.to_owned()),
            (rows(11), rows(11)),
            (rows(12), rows(10) + "    # ... and 2 rows more\n"),
            (
                format!("x = [\n{}]\n", rows(1000)),
                format!("x = [\n{}    # ... and 990 rows more\n]\n", rows(10)),
            ),
            (
                format!("    {}\n", "1".repeat(200)),
                format!("    {} ...\n", "1".repeat(72)),
            ),
            ("a".repeat(200) + "\n", "a".repeat(200) + "\n"),
        ] {
            assert_eq!(shortened(&text), expected);
        }
    }
}
