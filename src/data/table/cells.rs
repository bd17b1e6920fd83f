//! The text of a table, cut into rows of cells.

use super::read::Separator;
use csv::{ReaderBuilder, StringRecord};
use std::collections::HashMap;

/// Signs that begin a line of comment.
const COMMENTS: [char; 3] = ['#', '%', '@'];

/// A row that is not blank.
#[derive(Clone, Debug)]
pub(super) struct CellRow {
    /// The line in which it begins, from 1.
    pub line: usize,
    /// What stands in it, without blanks around.
    pub cells: StringRecord,
}

impl CellRow {
    /// A cell; empty where the row is shorter.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or("")
    }

    /// Whether it has so many cells; more only if nothing stands in them.
    pub fn fits(&self, width: usize) -> bool {
        self.cells.len() >= width && self.cells.iter().skip(width).all(str::is_empty)
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(str::is_empty)
    }

    /// A line under a header, or around a table: `|---|:--:|`, `+----+`.
    fn is_rule(&self, separator: Separator) -> bool {
        let least = if separator == Separator::Bar { 1 } else { 3 };
        let drawn = |cell: &str| {
            cell.contains(['-', '='])
                && cell.len() >= least
                && cell.chars().all(|c| matches!(c, '-' | '=' | ':' | '+'))
        };
        self.cells.iter().all(|cell| cell.is_empty() || drawn(cell)) && !self.is_blank()
    }

    fn is_comment(&self) -> bool {
        self.cell(0).starts_with(COMMENTS)
    }

    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }
}

/// The rows of a table, the header among them.
#[derive(Debug, Default)]
pub(super) struct Cells {
    pub rows: Vec<CellRow>,
    /// How many cells most rows have.
    pub width: usize,
    /// Lines of titles and comments, which are no rows.
    pub skipped: Vec<usize>,
    /// The line of a quotation mark that no other one closes.
    pub open: Option<usize>,
}

impl Cells {
    /// Cuts a text; no more than `most` rows of it.
    pub fn of(text: &str, separator: Separator, most: usize) -> Self {
        let tidy = Tidy::of(text, separator, most);
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator.sign() as u8)
            .from_reader(tidy.text.as_bytes());
        // The text is UTF-8 and rows may differ in length: nothing can fail.
        let records = reader.records().filter_map(Result::ok);
        let row = |(line, mut cells): (usize, StringRecord)| {
            cells.trim();
            CellRow { line, cells }
        };
        let rows = tidy.lines.into_iter().zip(records).map(row);
        let mut cells = Self {
            rows: rows.filter(|r| !r.is_blank() && !r.is_rule(separator)).collect(),
            open: tidy.open,
            ..Self::default()
        };
        if separator == Separator::Bar {
            cells.unframe();
        }
        cells.settle();
        cells.skip();
        cells
    }

    /// Takes the empty cells away that bars around rows make.
    fn unframe(&mut self) {
        let framed = |row: &CellRow| row.cells.len() > 1 && row.cell(0).is_empty();
        if self.rows.iter().all(framed) {
            for row in &mut self.rows {
                row.cells = row.cells.iter().skip(1).collect();
            }
        }
    }

    /// Finds the width: that of most rows, without empty cells that separators at the ends of lines make.
    fn settle(&mut self) {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for row in &self.rows {
            *counts.entry(row.cells.len()).or_default() += 1;
        }
        // Of several the one that comes first.
        let mut most = 0;
        for row in &self.rows {
            let count = counts[&row.cells.len()];
            if count > most {
                (most, self.width) = (count, row.cells.len());
            }
        }
        let last = |row: &CellRow| (0..row.cells.len()).rfind(|&column| !row.cell(column).is_empty());
        let wide = self.rows.iter().filter(|row| row.cells.len() == self.width);
        self.width = wide.filter_map(last).max().map_or(self.width, |last| last + 1);
    }

    /// Sorts out titles above the table and comments.
    fn skip(&mut self) {
        let width = self.width;
        let first = self.rows.iter().position(|row| row.fits(width)).unwrap_or(0);
        let names = first
            .checked_sub(1)
            .and_then(|above| named(&self.rows[above], width));
        let named_at = names.is_some().then(|| first - 1);
        if let (Some(at), Some(names)) = (named_at, names) {
            self.rows[at].cells = names;
        } else if let Some(row) = self.rows.get_mut(first)
            && let Some(name) = row.cell(0).strip_prefix("# ")
        {
            let rest = row.cells.iter().skip(1);
            row.cells = std::iter::once(name.trim_start()).chain(rest).collect();
        }
        let begins = named_at.unwrap_or(first);
        let mut place = 0;
        self.rows.retain(|row| {
            let title = place < begins && row.filled() == 1;
            let stray = row.is_comment() && (!row.fits(width) || (place > begins && row.cell(0) == "#"));
            if title || stray {
                self.skipped.push(row.line);
            }
            place += 1;
            !(title || stray)
        });
    }
}

/// The names in a comment that stands where a header would, as NumPy writes it: `# x y label`.
fn named(row: &CellRow, width: usize) -> Option<StringRecord> {
    let names: StringRecord = row.cells.iter().skip(1).collect();
    let fits = row.cell(0) == "#" && names.len() == width;
    fits.then_some(names)
}

/// A text as the csv reader takes it: without a byte-order mark, its lines ending alike, no blank lines, one
/// separator between two cells, and no blanks before a cell.
#[derive(Default)]
struct Tidy {
    text: String,
    /// The line in which each row begins.
    lines: Vec<usize>,
    open: Option<usize>,
}

impl Tidy {
    fn of(text: &str, separator: Separator, most: usize) -> Self {
        let sign = separator.sign();
        let blank = |c: char| c.is_whitespace() && (c != sign || separator == Separator::Space);
        let mut tidy = Self::default();
        let (mut line, mut begun, mut fresh, mut gap, mut quoted) = (1, false, true, false, false);
        let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
        while let Some(c) = chars.next() {
            let c = match c {
                '\r' => {
                    chars.next_if_eq(&'\n');
                    '\n'
                }
                c => c,
            };
            line += usize::from(c == '\n');
            if quoted {
                tidy.text.push(c);
                // Two marks are one in the text.
                let doubled = c == '"' && chars.next_if_eq(&'"').is_some();
                if doubled {
                    tidy.text.push('"');
                }
                quoted = c != '"' || doubled;
                continue;
            }
            if c == '\n' {
                if begun {
                    tidy.text.push('\n');
                }
                (begun, fresh, gap) = (false, true, false);
                if tidy.lines.len() >= most {
                    return tidy;
                }
                continue;
            }
            if blank(c) {
                match separator {
                    Separator::Space => (gap, fresh) = (begun, true),
                    _ if !fresh => tidy.text.push(c),
                    _ => {}
                }
                continue;
            }
            if !begun {
                tidy.lines.push(line);
                begun = true;
            }
            if std::mem::take(&mut gap) {
                tidy.text.push(sign);
            }
            quoted = c == '"' && fresh;
            if quoted {
                tidy.open = Some(line);
            }
            tidy.text.push(c);
            fresh = c == sign;
        }
        tidy.open = tidy.open.filter(|_| quoted);
        tidy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, separator: Separator) -> Vec<(usize, Vec<String>)> {
        let cells = Cells::of(text, separator, 100);
        let row = |row: CellRow| (row.line, row.cells.iter().map(str::to_owned).collect());
        cells.rows.into_iter().map(row).collect()
    }

    #[test]
    fn rows_are_cut_with_the_lines_they_stand_in() {
        use Separator::{Bar, Comma, Semicolon, Space, Tab};
        for (text, separator, rows) in [
            (
                "\u{feff}a,b\r\n\r\n 1 , 2 \r\n",
                Comma,
                &[(1, "a b"), (3, "1 2")][..],
            ),
            ("a,b\r1,2\r3,4", Comma, &[(1, "a b"), (2, "1 2"), (3, "3 4")]),
            (
                "\"a;b\"; \"c \"\"d\"\"\"\n1;2",
                Semicolon,
                &[(1, "a;b c \"d\""), (2, "1 2")],
            ),
            (
                "\"two\nlines\",1\n2,3\n",
                Comma,
                &[(1, "two\nlines 1"), (3, "2 3")],
            ),
            ("  1   2\t3\n4 5 6  \n", Space, &[(1, "1 2 3"), (2, "4 5 6")]),
            ("\"x\" \"a b\"\n1 2\n", Space, &[(1, "x a b"), (2, "1 2")]),
            ("a\tb\n1\t\n", Tab, &[(1, "a b"), (2, "1 ")]),
            (
                "| a | b |\n|---|:-:|\n| 1 | 2 |\n",
                Bar,
                &[(1, "a b "), (3, "1 2 ")],
            ),
            (
                "+---+---+\n| a | b |\n+---+---+\n| 1 | 2 |\n",
                Bar,
                &[(2, "a b "), (4, "1 2 ")],
            ),
            (
                "# x y\n1 2\n# end\n3 4\n",
                Space,
                &[(1, "x y"), (2, "1 2"), (4, "3 4")],
            ),
            (
                "Iris\n\na,b,c\n1,2,3\n,,\n4,5,6",
                Comma,
                &[(3, "a b c"), (4, "1 2 3"), (6, "4 5 6")],
            ),
        ] {
            let found = cut(text, separator);
            let found: Vec<_> = found
                .iter()
                .map(|(line, cells)| (*line, cells.join(" ")))
                .collect();
            let found: Vec<_> = found
                .iter()
                .map(|(line, cells)| (*line, cells.as_str()))
                .collect();
            assert_eq!(found, rows, "{text:?}");
        }
    }

    #[test]
    fn separators_at_the_ends_of_lines_make_no_column() {
        for text in ["a,b\n1,2,\n3,4,\n", "a,b,\n1,2,\n3,4,\n", "a,b,,\n1,2,,\n3,4,,"] {
            let cells = Cells::of(text, Separator::Comma, 100);
            assert_eq!(cells.width, 2, "{text:?}");
            assert!(cells.rows.iter().all(|row| row.fits(2)), "{text:?}");
        }
        let open = |text| Cells::of(text, Separator::Comma, 100).open;
        assert_eq!(
            (open("1,2\n\"3,4\n5,6\n"), open("1,\"2\"\n5\",6\n")),
            (Some(2), None)
        );
    }
}
