//! How a table is to be read, told from its text alone.

use super::FEW;
use super::cells::{CellRow, Cells};
use super::number::{is_missing, is_no_number, number};
use super::read::{Decimal, Read, Separator};
use super::sheet::{TableColumn, TableSheet};
use super::understood::ColumnIgnored;
use std::collections::HashSet;

/// Bytes and rows from which the separator is told.
const LOOKED_AT: (usize, usize) = (1 << 16, 200);
/// Names of a column that is to be predicted, the surest first.
const LABELS: &[&str] = &[
    "label",
    "labels",
    "class",
    "classes",
    "target",
    "targets",
    "species",
    "outcome",
    "survived",
    "diagnosis",
    "category",
];
/// Names of columns that tell rows apart.
const IDENTIFIERS: &[&str] = &[
    "id",
    "index",
    "idx",
    "row",
    "rownames",
    "rowid",
    "row names",
    "#",
    "no",
    "no.",
    "nr",
];

/// The separator and the decimal sign: what makes rows of one width out of the text, with most numbers in
/// them.
pub(super) fn separator(text: &str) -> (Separator, Decimal) {
    let mut end = LOOKED_AT.0.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut best = (0.0, (Separator::Comma, Decimal::Point));
    for separator in Separator::ALL {
        let cells = Cells::of(&text[..end], separator, LOOKED_AT.1);
        let (decimal, numbers) = decimal(&cells, separator);
        let fitting = cells.rows.iter().filter(|row| row.fits(cells.width)).count();
        let fitting = fitting as f64 / cells.rows.len().max(1) as f64;
        let score = fitting * (0.1 + numbers);
        if cells.width > 1 && score > best.0 {
            best = (score, (separator, decimal));
        }
    }
    best.1
}

/// The decimal sign that makes most cells numbers, and their share of all cells below the first row.
pub(super) fn decimal(cells: &Cells, separator: Separator) -> (Decimal, f64) {
    let body = if cells.rows.len() > 1 {
        &cells.rows[1..]
    } else {
        &cells.rows[..]
    };
    let all = || body.iter().flat_map(|row| row.cells.iter());
    let count = |decimal| all().filter(|cell| number(cell, decimal).is_some()).count();
    let [point, comma] = [Decimal::Point, Decimal::Comma].map(count);
    // 1,234 alone is a fraction where a comma cannot part cells for this very reason, else a thousand.
    let fractions = all().filter(|cell| number(cell, Decimal::Comma).is_some_and(|x| x.fract() != 0.0));
    let by_sign = separator == Separator::Semicolon && fractions.clone().any(|cell| cell.contains(','));
    let decimal = match comma > point || (comma == point && by_sign) {
        true => Decimal::Comma,
        false => Decimal::Point,
    };
    // What is missing fits either.
    let missing = all().filter(|cell| is_no_number(cell)).count();
    let share = (point.max(comma) + missing) as f64 / all().count().max(1) as f64;
    (decimal, share)
}

/// All of how cells are to be read.
pub(super) fn read(cells: &Cells, separator: Separator, decimal: Decimal) -> Read {
    let header = has_header(cells, decimal);
    let sheet = TableSheet::of(cells, header);
    let columns: Vec<TableColumn> = (1..=sheet.width).map(|c| sheet.column(c, decimal)).collect();
    let label = label(&sheet, &columns);
    let left_out = |column: &usize| *column != label && why(&sheet, &columns, *column).is_some();
    Read {
        separator,
        decimal,
        header,
        label: Some(label),
        left_out: (1..=sheet.width).filter(left_out).collect(),
    }
}

/// Whether the first row names the columns.
fn has_header(cells: &Cells, decimal: Decimal) -> bool {
    let Some((first, rest)) = cells.rows.split_first() else {
        return false;
    };
    let is_number = |cell: &str| number(cell, decimal).is_some();
    if !first.fits(cells.width) {
        let without_row_names = first.cells.len() + 1 == cells.width;
        let fitting = rest.len() > 1 && rest.iter().all(|row| row.fits(cells.width));
        return without_row_names && fitting && !first.cells.iter().all(is_number);
    }
    let names: Vec<&str> = first.cells.iter().take(cells.width).collect();
    let sheet = TableSheet::of(cells, true);
    if !names.iter().any(|name| is_number(name)) {
        let again = |place: usize, name: &str| sheet.cells(place + 1).any(|cell| cell == name);
        // A row of missing values before a class that comes again is no header.
        return names
            .iter()
            .enumerate()
            .any(|(place, name)| !is_missing(name) && !again(place, name));
    }
    let below: Vec<TableColumn> = (1..=sheet.width).map(|c| sheet.column(c, decimal)).collect();
    let named = names
        .iter()
        .zip(&below)
        .enumerate()
        .any(|(place, (name, column))| {
            let word = !is_number(name) && !is_no_number(name);
            // A word over numbers; or one that never comes again over words that all do.
            let alone = || column.is_classes(FEW) && !sheet.cells(place + 1).any(|cell| cell == *name);
            word && (column.words == 0 && column.numbers > 0 || column.is_words() && alone())
        });
    named || counts_up(&names, &below)
}

/// Whether a row counts its columns from 0 or 1 over fractions: data frames without names write that.
fn counts_up(names: &[&str], below: &[TableColumn]) -> bool {
    let numbered: Vec<(f64, &TableColumn)> = names
        .iter()
        .zip(below)
        .filter_map(|(name, column)| Some((name.parse().ok()?, column)))
        .collect();
    let counting = numbered.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1.0);
    let fractions = numbered.iter().filter(|(_, column)| !column.whole).count();
    let begins = matches!(numbered.first(), Some((first, _)) if *first == 0.0 || *first == 1.0);
    begins && counting && numbered.len() + 1 >= names.len().max(3) && 2 * fractions >= numbered.len()
}

/// The column that is to be predicted, counted from 1.
fn label(sheet: &TableSheet, columns: &[TableColumn]) -> usize {
    let width = sheet.width;
    let called = |name: &&str| (1..=width).find(|&column| sheet.name(column).eq_ignore_ascii_case(name));
    if let Some(column) = LABELS.iter().find_map(called) {
        return column;
    }
    if let Some(column) = [width, 1]
        .into_iter()
        .find(|&c| sheet.name(c).eq_ignore_ascii_case("y"))
    {
        return column;
    }
    let is_empty = |column: usize| columns.get(column - 1).is_none_or(TableColumn::is_empty);
    let last = (1..=width).rfind(|&column| !is_empty(column)).unwrap_or(width);
    let Some(at_last) = columns.get(last.wrapping_sub(1)) else {
        return last;
    };
    let is_words = |column: &usize| {
        columns[column - 1].is_words() && why(sheet, columns, *column) == Some(ColumnIgnored::Words)
    };
    let words: Vec<usize> = (1..=width).filter(is_words).collect();
    let few = words
        .iter()
        .copied()
        .filter(|column| columns[column - 1].is_classes(FEW));
    if let Some(column) = few.clone().find(|column| *column == last).or(few.clone().next()) {
        return column;
    }
    // Of a few rows each may be of another class, but not of times or sizes; of many, words that hardly come
    // again are names.
    let classes = |column: usize| match sheet.rows.len() < 10 {
        true => !(has_digits(sheet, column) && all_differ(sheet, column)),
        false => !columns[column - 1].is_names(),
    };
    match words[..] {
        [column] if classes(column) => return column,
        _ if at_last.is_words() && classes(last) => return last,
        _ => {}
    }
    let last = (1..=last)
        .rfind(|&column| !columns[column - 1].is_words())
        .unwrap_or(last);
    // Without names only where nothing else looks like classes: a first column of a few whole numbers.
    let classes = |column: &&usize| columns[**column - 1].is_classes(FEW);
    let all: Vec<usize> = (1..=width).collect();
    let classes: Vec<&usize> = all.iter().filter(classes).collect();
    match classes[..] {
        [1] if sheet.names.is_empty() && width > 2 => 1,
        _ => last,
    }
}

/// Why nothing is learned from a column, counted from 1, unless one is told to.
pub(super) fn why(sheet: &TableSheet, columns: &[TableColumn], column: usize) -> Option<ColumnIgnored> {
    let found = columns.get(column.wrapping_sub(1))?;
    if found.is_empty() {
        return Some(ColumnIgnored::Empty);
    }
    if column == 1 && sheet.has_row_names {
        return Some(ColumnIgnored::RowNames);
    }
    if is_index(sheet, found, column) {
        return Some(ColumnIgnored::Index);
    }
    if is_identifier(sheet, found, column) {
        return Some(ColumnIgnored::Identifier);
    }
    if found.is_words() {
        return Some(ColumnIgnored::Words);
    }
    (2 * found.missing > sheet.rows.len()).then_some(ColumnIgnored::Missing)
}

/// Whether a column counts the rows, and is called so, or not at all.
fn is_index(sheet: &TableSheet, found: &TableColumn, column: usize) -> bool {
    let counts = found.counts && found.whole && found.words + found.missing == 0 && found.numbers > 2;
    let unnamed = match sheet.names.is_empty() {
        // A first column of data could count, too: rather in long tables than in short ones.
        true => column == 1 && sheet.width > 2 && found.numbers > 4,
        false => is_unnamed(sheet.name(column)),
    };
    counts && (unnamed || is_called_identifier(sheet.name(column)))
}

/// No name, or that which pandas gives to such a column.
fn is_unnamed(name: &str) -> bool {
    name.is_empty() || name.starts_with("Unnamed: ")
}

fn is_called_identifier(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    let ends = ["_id", " id", "-id"].iter().any(|end| small.ends_with(end));
    ends || name.ends_with("Id") || name.ends_with("ID") || IDENTIFIERS.contains(&small.as_str())
}

/// Whether a column tells every row from every other, and is called so or looks so.
fn is_identifier(sheet: &TableSheet, found: &TableColumn, column: usize) -> bool {
    let name = sheet.name(column);
    // Without a header, too, a long first column of large numbers of which none comes again: sample 1000025.
    let numbered = || sheet.rows.len() >= 30 && sheet.cells(1).all(|cell| cell.len() > 4);
    let told = match sheet.names.is_empty() {
        true => column == 1 && sheet.width > 2 && found.whole && numbered(),
        false => is_called_identifier(name) || (column == 1 && is_unnamed(name)),
    };
    told && (found.whole || found.is_words()) && sheet.rows.len() > 2 && all_differ(sheet, column)
}

/// Whether no cell of a column comes again.
fn all_differ(sheet: &TableSheet, column: usize) -> bool {
    let mut seen = HashSet::new();
    sheet.cells(column).all(|cell| seen.insert(cell))
}

/// Whether there is a digit in every cell of a column.
fn has_digits(sheet: &TableSheet, column: usize) -> bool {
    sheet
        .cells(column)
        .all(|cell| cell.contains(|c: char| c.is_ascii_digit()))
}

/// How a table was read before anything was detected: the first line's separator, the target last, every
/// other cell a plain number. None where it would not have been read.
pub(super) fn plain(text: &str) -> Option<(Read, Cells)> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let separators = [
        (';', Separator::Semicolon),
        ('\t', Separator::Tab),
        (',', Separator::Comma),
    ];
    let found = separators.into_iter().find(|(sign, _)| first.contains(*sign));
    let (_, separator) = found?;
    if text.contains('"') {
        return None;
    }
    let cells = Cells::of(text, separator, super::MOST);
    let is_number = |cell: &str| cell.parse::<f64>().is_ok();
    let header = !cells.rows.first()?.cells.iter().any(is_number);
    let width = cells.rows.first()?.cells.len();
    let rows = &cells.rows[usize::from(header).min(cells.rows.len())..];
    let good = |row: &CellRow| {
        let numbers = row
            .cells
            .iter()
            .take(width - 1)
            .all(|cell| super::in_range(cell.parse().ok()));
        let label = row.cell(width - 1);
        // No class is called `nan` or 1,234.
        let called = match label.parse::<f64>() {
            Ok(x) => !x.is_nan(),
            Err(_) => number(label, Decimal::Point).is_none() || !label.contains(char::is_numeric),
        };
        row.cells.len() == width && numbers && !label.is_empty() && called
    };
    let whole = width > 1 && cells.width == width && cells.skipped.is_empty() && rows.iter().all(good);
    let read = Read {
        separator,
        header,
        ..Read::default()
    };
    whole.then_some((read, cells))
}
