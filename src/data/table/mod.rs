//! Rows of numbers and what is to be predicted of each: a text, or points drawn with the mouse.
//!
//! A text is cut into [`cells`] by the separator that [`detect`](mod@detect) finds, unless the scene tells how it is
//! [`read`]; a [`sheet`] has names, rows and what stands in each column; [`number`](mod@number) knows how people write
//! numbers. What came of it is [`understood`]; [`labels`] makes targets of what is to be predicted.

mod cells;
mod detect;
#[cfg(test)]
mod forms;
mod labels;
mod number;
pub mod read;
mod sheet;
#[cfg(test)]
mod tests;
pub mod understood;

use super::{DataError, Dataset, ROWS, Target, WIDTH};
use cells::{CellRow, Cells};
use labels::{Texts, labelled};
use number::{is_missing, is_no_number, number};
use read::{Decimal, Read, Separator};
use sheet::TableSheet;
use understood::Understood;

/// Most different whole numbers that count as classes where the scene does not tell.
const FEW: usize = 10;
/// Numbers stay below it, as everything else in a run does.
const LARGEST: f64 = (1u64 << 60) as f64;
/// Messages about single rows before the rest is only counted.
const SHOWN: usize = 5;
/// Most rows that are looked at, a header and one too many among them.
const MOST: usize = ROWS + 2;
/// Most columns, those among them that are left out.
const COLUMNS: usize = 4 * WIDTH;

/// What is in a table.
struct Found {
    data: Result<Dataset, DataError>,
    /// Lines of rows in which a value is missing.
    dropped: Vec<usize>,
}

/// Reads a table from text: as `read` tells; else the target last where that succeeds, and otherwise as is
/// detected.
///
/// # Errors
/// Bad rows by line and column.
pub(super) fn from_csv(
    text: &str,
    read: Option<&Read>,
    target: Option<Target>,
) -> Result<Dataset, DataError> {
    let Some(read) = read else {
        if let Some((read, cells)) = detect::plain(text) {
            return found(&TableSheet::of(&cells, read.header), &read, target, false).data;
        }
        let (read, cells) = detected(text)?;
        return found(&TableSheet::of(&cells, read.header), &read, target, true).data;
    };
    let cells = cut(text, read)?;
    found(&TableSheet::of(&cells, read.header), read, target, true).data
}

/// How a table is read, told from its text alone.
///
/// # Errors
/// There is no table in it.
pub fn detect(text: &str) -> Result<Read, DataError> {
    detected(text).map(|(read, _)| read)
}

/// What is understood of a table: read as `read` tells, or as [`from_csv`] would.
///
/// # Errors
/// There is no table in it.
pub fn understand(text: &str, read: Option<&Read>, target: Option<Target>) -> Result<Understood, DataError> {
    let (read, cells, marks) = match read {
        Some(read) => (read.clone(), cut(text, read)?, true),
        None => match detect::plain(text) {
            Some((read, cells)) => (read, cells, false),
            None => {
                let (read, cells) = detected(text)?;
                (read, cells, true)
            }
        },
    };
    let sheet = TableSheet::of(&cells, read.header);
    let found = found(&sheet, &read, target, marks);
    Ok(Understood::of(&sheet, read, &found, &cells.skipped))
}

/// The same with cells separated as told, and with a decimal sign as told.
///
/// # Errors
/// There is no table in it.
pub fn detect_with(text: &str, separator: Separator, decimal: Option<Decimal>) -> Result<Read, DataError> {
    let cells = checked(Cells::of(text, separator, MOST))?;
    let decimal = decimal.unwrap_or_else(|| detect::decimal(&cells, separator).0);
    Ok(detect::read(&cells, separator, decimal))
}

fn detected(text: &str) -> Result<(Read, Cells), DataError> {
    let (separator, decimal) = detect::separator(text);
    let cells = checked(Cells::of(text, separator, MOST))?;
    Ok((detect::read(&cells, separator, decimal), cells))
}

fn cut(text: &str, read: &Read) -> Result<Cells, DataError> {
    let cells = checked(Cells::of(text, read.separator, MOST))?;
    let named = read.label.iter().map(|label| ("label", *label));
    let named = named.chain(read.left_out.iter().map(|column| ("left_out", *column)));
    for (field, column) in named {
        if !(1..=cells.width).contains(&column) {
            let message = format!(
                "`{field}` names column {column}, but the table has columns 1 to {} where cells are \
                    separated by {}",
                cells.width,
                read.separator.name()
            );
            return Err(DataError::new("read", message));
        }
    }
    Ok(cells)
}

/// # Errors
/// No rows, a quotation mark left open, far too many columns.
fn checked(cells: Cells) -> Result<Cells, DataError> {
    let message = match (&cells.rows[..], cells.open) {
        (_, Some(line)) => format!("line {line}: a quotation mark opens a cell and is never closed"),
        ([], _) => "the table is empty; give one row a line, the target last".to_owned(),
        _ if cells.width > COLUMNS => {
            let features = cells.width - 1;
            format!("{features} features are too many; there can be at most {WIDTH}")
        }
        _ => return Ok(cells),
    };
    Err(DataError::new("csv", message))
}

/// The data of a sheet. With `marks` a row is dropped where a value is missing; else that is an error.
fn found(sheet: &TableSheet, read: &Read, target: Option<Target>, marks: bool) -> Found {
    let label = read.predicted(sheet.width);
    let is_feature = |column: &usize| *column != label && !read.left_out.contains(column);
    let columns: Vec<usize> = (1..=sheet.width).filter(is_feature).collect();
    let mut dropped = Vec::new();
    let wrong = match columns.len() {
        0 => Some(none_left(sheet, label)),
        features if features > WIDTH => Some(format!(
            "{features} features are too many; there can be at most {WIDTH}"
        )),
        _ => None,
    };
    let data = match wrong {
        Some(message) => Err(DataError::new("csv", message)),
        None => rows(sheet, read, &columns, marks.then_some(&mut dropped)).and_then(|(kept, inputs)| {
            let labels: Vec<&str> = kept.iter().map(|row| row.cell(label - 1)).collect();
            let line = |row: usize| format!("line {}", kept[row].line);
            let texts = Texts {
                labels: &labels,
                decimal: read.decimal,
                place: &line,
            };
            let data = labelled(["csv", "Own table"], columns.len(), inputs, &texts, target)?;
            let name = |column: &usize| sheet.name(*column).to_owned();
            Ok(Dataset {
                names: columns.iter().map(name).collect(),
                predicted: sheet.name(label).to_owned(),
                ..data
            })
        }),
    };
    let data = data.and_then(|data| super::check(&data).map(|()| data));
    Found { data, dropped }
}

/// What to say where nothing is left to learn from.
fn none_left(sheet: &TableSheet, label: usize) -> String {
    let line = sheet.rows.first().map_or(1, |row| row.line);
    if sheet.width < 2 {
        return format!("line {line}: a row needs at least one feature and the target");
    }
    let label = sheet.called(label);
    format!("no column of numbers is left to learn from beside {label}; leave fewer columns out")
}

/// The rows of which something is learned, and the features of all of them. Rows in which something is
/// missing are put into `dropped`; where that is none, nothing counts as missing.
fn rows<'a>(
    sheet: &TableSheet<'a>,
    read: &Read,
    columns: &[usize],
    mut dropped: Option<&mut Vec<usize>>,
) -> Result<(Vec<&'a CellRow>, Vec<f64>), DataError> {
    let label = read.predicted(sheet.width);
    let (mut kept, mut inputs, mut bad) = (Vec::new(), Vec::new(), Vec::new());
    for row in sheet.rows {
        if !row.fits(sheet.width) {
            let (line, cells) = (row.line, row.cells.len());
            bad.push(format!(
                "line {line}: {cells} cells, but the table has {} columns",
                sheet.width
            ));
            continue;
        }
        if let Some(dropped) = &mut dropped
            && (is_missing(row.cell(label - 1)) || columns.iter().any(|&c| is_no_number(row.cell(c - 1))))
        {
            dropped.push(row.line);
            continue;
        }
        kept.push(row);
        for &column in columns {
            match feature(row.cell(column - 1), read.decimal) {
                Ok(x) => inputs.push(x),
                Err(reason) => {
                    bad.push(format!("line {}: {reason} ({})", row.line, sheet.called(column)));
                    break;
                }
            }
        }
    }
    match bad[..] {
        [] => Ok((kept, inputs)),
        _ => Err(DataError::new("csv", few(&bad))),
    }
}

/// Why a cell is no feature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum CellError {
    #[error("`{0}` is too large; take numbers below 2^60")]
    TooLarge(String),
    #[error("`{0}` is not finite")]
    Infinite(String),
    #[error("`{0}` is not a number")]
    NoNumber(String),
}

fn feature(cell: &str, decimal: Decimal) -> Result<f64, CellError> {
    match number(cell, decimal) {
        x @ Some(_) if in_range(x) => Ok(x.unwrap_or_default()),
        Some(x) if x.is_finite() => Err(CellError::TooLarge(cell.to_owned())),
        Some(_) => Err(CellError::Infinite(cell.to_owned())),
        None => Err(CellError::NoNumber(cell.to_owned())),
    }
}

/// Whether there is a number that a run can hold.
fn in_range(number: Option<f64>) -> bool {
    number.is_some_and(|x| x.abs() < LARGEST)
}

/// Reads a table from rows of numbers.
///
/// # Errors
/// Bad rows, counted from 1.
pub(super) fn from_points(rows: &[Vec<f64>], target: Option<Target>) -> Result<Dataset, DataError> {
    let width = rows.first().map_or(0, Vec::len);
    let bad = |(row, n): (&Vec<f64>, usize)| match row {
        r if r.len() != width => Some(format!(
            "row {n}: {} numbers, but the first row has {width}",
            r.len()
        )),
        r if !r.iter().all(|x| x.abs() < LARGEST) => {
            Some(format!("row {n}: a number is not below 2^60; give finite ones"))
        }
        _ => None,
    };
    let bad: Vec<String> = rows.iter().zip(1..).filter_map(bad).collect();
    if !bad.is_empty() || width < 2 {
        let narrow = match rows.len() {
            0 => "there are no points yet; give at least 2",
            _ => "a row needs at least one feature and the target",
        };
        let message = if bad.is_empty() {
            narrow.to_owned()
        } else {
            few(&bad)
        };
        return Err(DataError::new("points", message));
    }
    let inputs = rows.iter().flat_map(|r| &r[..width - 1]).copied().collect();
    let labels: Vec<String> = rows.iter().map(|r| r[width - 1].to_string()).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let texts = Texts {
        labels: &labels,
        decimal: Decimal::Point,
        place: &|row| format!("row {}", row + 1),
    };
    labelled(["points", "Own points"], width - 1, inputs, &texts, target)
}

fn few(bad: &[String]) -> String {
    let shown = bad[..bad.len().min(SHOWN)].join("; ");
    match bad.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown}; and {more} more"),
    }
}
