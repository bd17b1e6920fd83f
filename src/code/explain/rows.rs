//! Text in columns.

/// Most letters of a cell that holds a text.
const CELL: usize = 44;
/// Letters of a line of prose.
const PROSE: usize = 100;

/// Rows in aligned columns, two blanks apart and two before the first.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |column: usize| {
        rows.iter()
            .filter_map(|r| r.get(column))
            .map(|c| c.chars().count())
            .max()
    };
    let widths: Vec<usize> = (0..columns).map(|c| wide(c).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("  {cell:width$}"));
        let line: String = cells.collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Cells as a row.
pub fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// A text with line numbers.
pub fn numbered(source: &str) -> String {
    let lines = source.lines().enumerate();
    let lines = lines.map(|(i, line)| format!("  {:>3}  {line}", i + 1).trim_end().to_owned() + "\n");
    lines.collect()
}

/// A text on one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text that fits a cell.
pub fn short(text: &str) -> String {
    match text.char_indices().nth(CELL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Prose broken into lines.
pub fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines
            .last_mut()
            .filter(|line| line.is_empty() || line.len() + word.len() < PROSE);
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => *line += &format!(" {word}"),
            None => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// A list in a sentence; `-` where there is nothing.
pub fn list(items: &[String]) -> String {
    match items.is_empty() {
        true => "-".to_owned(),
        false => items.join(", "),
    }
}

/// A number as it is written in a rule.
pub fn number(value: f64) -> String {
    let magnitude = value.abs();
    match magnitude != 0.0 && !(1e-4..1e7).contains(&magnitude) {
        true => format!("{value:e}"),
        false => format!("{value}"),
    }
}

/// A computed number at a glance.
pub fn value(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    number(rounded)
}
