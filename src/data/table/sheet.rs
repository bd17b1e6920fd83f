//! A table cut into cells: names and rows, and what stands in each column.

use super::cells::{CellRow, Cells};
use super::number::{is_no_number, number};
use super::read::Decimal;

/// Most different texts that are told apart in a column.
pub(super) const SEVERAL: usize = 64;

/// Names and rows.
pub(super) struct TableSheet<'a> {
    /// The columns' names; empty where there is no header.
    pub names: Vec<&'a str>,
    /// The rows below the header.
    pub rows: &'a [CellRow],
    /// How many columns there are.
    pub width: usize,
    /// Whether the header has one name less than there are columns: R writes the rows' names first.
    pub has_row_names: bool,
}

/// What stands in a column.
#[derive(Clone, Debug, Default)]
pub(super) struct TableColumn {
    /// Its numbers.
    pub numbers: usize,
    /// Cells that say that a value is missing.
    pub missing: usize,
    /// Cells that are neither.
    pub words: usize,
    /// Whether all numbers are whole.
    pub whole: bool,
    /// Whether each number is one more than the number above.
    pub counts: bool,
    /// How many different texts there are, up to [`SEVERAL`].
    pub different: usize,
}

impl<'a> TableSheet<'a> {
    /// The table of cells, with or without a header.
    pub fn of(cells: &'a Cells, header: bool) -> Self {
        let width = cells.width;
        let (first, rows) = match cells.rows.split_first() {
            Some((first, rows)) if header => (Some(first), rows),
            _ => (None, &cells.rows[..]),
        };
        let has_row_names = first.is_some_and(|first| first.cells.len() + 1 == width);
        let names = first.map_or(Vec::new(), |first| {
            let names = first.cells.iter().take(width);
            has_row_names.then_some("").into_iter().chain(names).collect()
        });
        Self {
            names,
            rows,
            width,
            has_row_names,
        }
    }

    /// A column's name in the header; empty where there is none. Columns are counted from 1.
    pub fn name(&self, column: usize) -> &'a str {
        let place = column.wrapping_sub(1);
        self.names.get(place).copied().unwrap_or("")
    }

    /// A column and its name in words.
    pub fn called(&self, column: usize) -> String {
        match self.name(column) {
            "" => format!("column {column}"),
            name => format!("column {column}, `{name}`"),
        }
    }

    /// What stands in a column, counted from 1.
    pub fn column(&self, column: usize, decimal: Decimal) -> TableColumn {
        let mut found = TableColumn {
            whole: true,
            counts: true,
            ..TableColumn::default()
        };
        let mut texts: Vec<&str> = Vec::new();
        let mut last: Option<f64> = None;
        for cell in self.cells(column) {
            if texts.len() < SEVERAL && !texts.contains(&cell) {
                texts.push(cell);
            }
            let Some(x) = number(cell, decimal) else {
                let missing = is_no_number(cell);
                found.missing += usize::from(missing);
                found.words += usize::from(!missing);
                continue;
            };
            found.numbers += 1;
            found.whole &= x.fract() == 0.0;
            found.counts &= last.is_none_or(|last| x == last + 1.0);
            last = Some(x);
        }
        found.different = texts.len();
        found
    }

    /// The cells of a column, counted from 1, in the rows that reach so far.
    pub fn cells(&self, column: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        let rows = self.rows.iter();
        rows.filter_map(move |row| row.cells.get(column.wrapping_sub(1)))
    }
}

impl TableColumn {
    /// Whether words stand in it.
    pub fn is_words(&self) -> bool {
        self.words > self.numbers
    }

    /// Whether its words hardly come again, as names do.
    pub fn is_names(&self) -> bool {
        let rows = self.numbers + self.words + self.missing;
        self.is_words() && (self.different == SEVERAL || 2 * self.different > rows)
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.numbers + self.words == 0
    }

    /// Whether its texts could be classes: whole numbers or words, of which there are few.
    pub fn is_classes(&self, few: usize) -> bool {
        let rows = self.numbers + self.words + self.missing;
        let words = self.is_words();
        let few = if words { SEVERAL - 1 } else { few };
        (words || self.whole) && (2..=few).contains(&self.different) && 2 * self.different <= rows
    }
}
