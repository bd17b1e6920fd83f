//! What was understood of a table, to be shown.

use super::read::{Decimal, Read};
use super::sheet::{TableColumn, TableSheet};
use super::{Found, detect};
use std::fmt;

/// Rows that are shown.
const FIRST: usize = 5;
/// Lines that are named before the rest is only counted.
const NAMED: usize = 6;

/// How a table is read, with its first rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Understood {
    /// How it is read.
    pub read: Read,
    /// Its columns.
    pub columns: Vec<ShownColumn>,
    /// Its first rows, the header not among them.
    pub first: Vec<Vec<String>>,
    /// How many rows are learned from.
    pub rows: usize,
    /// Lines of rows in which a value is missing: nothing is learned from them.
    pub dropped: Vec<usize>,
    /// Lines of titles and comments.
    pub skipped: Vec<usize>,
    /// What is wrong with the table.
    pub error: Option<String>,
}

/// A column as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownColumn {
    /// Its place, counted from 1.
    pub place: usize,
    /// Its name in the header; empty where there is none.
    pub name: String,
    /// What it is for.
    pub role: ColumnRole,
    /// Why it would be left out if nobody chose.
    pub doubt: Option<ColumnIgnored>,
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnRole {
    /// The network learns from it.
    Feature,
    /// The network learns to predict it.
    Label,
    /// Neither.
    LeftOut(ColumnIgnored),
}

/// Why nothing is learned from a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnIgnored {
    /// The header has no name for it, as where R writes the rows' names.
    RowNames,
    /// It counts the rows.
    Index,
    /// It tells every row from every other.
    Identifier,
    /// There are words in it.
    Words,
    /// There is nothing in it.
    Empty,
    /// Most of its values are missing.
    Missing,
    /// It is left out by choice.
    Chosen,
}

impl fmt::Display for ColumnIgnored {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::RowNames => "row names",
            Self::Index => "counts the rows",
            Self::Identifier => "tells every row from all others",
            Self::Words => "words",
            Self::Empty => "empty",
            Self::Missing => "mostly missing",
            Self::Chosen => "by choice",
        })
    }
}

impl ShownColumn {
    /// Its name; where it has none its place.
    pub fn called(&self) -> String {
        match self.name.as_str() {
            "" => format!("column {}", self.place),
            name => name.to_owned(),
        }
    }
}

impl Understood {
    /// What a reading of a sheet comes to.
    pub(super) fn of(sheet: &TableSheet, read: Read, found: &Found, skipped: &[usize]) -> Self {
        let columns: Vec<TableColumn> = (1..=sheet.width).map(|c| sheet.column(c, read.decimal)).collect();
        let label = read.predicted(sheet.width);
        let seen = |column: usize| {
            let doubt = detect::why(sheet, &columns, column);
            ShownColumn {
                place: column,
                name: sheet.name(column).to_owned(),
                role: match read.left_out.contains(&column) {
                    _ if column == label => ColumnRole::Label,
                    true => ColumnRole::LeftOut(doubt.unwrap_or(ColumnIgnored::Chosen)),
                    false => ColumnRole::Feature,
                },
                doubt,
            }
        };
        let row = |row: &super::cells::CellRow| (0..sheet.width).map(|c| row.cell(c).to_owned()).collect();
        let (rows, error) = match &found.data {
            Ok(data) => (data.len(), None),
            Err(error) => (0, Some(error.message.clone())),
        };
        Self {
            columns: (1..=sheet.width).map(seen).collect(),
            first: sheet.rows.iter().take(FIRST).map(row).collect(),
            rows,
            dropped: found.dropped.clone(),
            skipped: skipped.to_vec(),
            error,
            read,
        }
    }

    /// The reading that predicts another column, counted from 1. What was predicted is left out where it
    /// would be.
    #[must_use]
    pub fn predicting(&self, column: usize) -> Read {
        let mut read = self.read.clone();
        let before = read.predicted(self.columns.len());
        let doubtful = self
            .columns
            .get(before.wrapping_sub(1))
            .is_some_and(|c| c.doubt.is_some());
        if doubtful && before != column {
            read.left_out.push(before);
        }
        read.left_out.retain(|out| *out != column);
        read.left_out.sort_unstable();
        read.label = Some(column);
        read
    }

    /// The reading that learns from a column, counted from 1, or does not.
    #[must_use]
    pub fn learning(&self, column: usize, on: bool) -> Read {
        let mut read = self.read.clone();
        // What is predicted stays so, whatever the last column is then.
        read.label = Some(read.predicted(self.columns.len()));
        read.left_out.retain(|out| *out != column);
        if !on {
            read.left_out.push(column);
            read.left_out.sort_unstable();
        }
        read
    }

    /// The columns of a role, by name.
    fn named(&self, wanted: ColumnRole) -> Vec<String> {
        let columns = self.columns.iter().filter(|c| c.role == wanted);
        columns.map(ShownColumn::called).collect()
    }
}

impl fmt::Display for Understood {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let read = &self.read;
        let header = if read.header { "a header" } else { "no header" };
        write!(f, "cells separated by {}, {header}", read.separator.name())?;
        if read.decimal == Decimal::Comma {
            write!(f, ", decimal commas")?;
        }
        let label = self.named(ColumnRole::Label);
        let features = self.named(ColumnRole::Feature).len();
        let from = if features == 1 { "column" } else { "columns" };
        let label = label.first().map_or("nothing", String::as_str);
        write!(
            f,
            "; {label} is predicted from {features} {from} over {} rows",
            self.rows
        )?;
        let left_out = self.columns.iter().filter_map(|column| match column.role {
            ColumnRole::LeftOut(why) => Some(format!("{} ({why})", column.called())),
            _ => None,
        });
        let left_out: Vec<String> = left_out.collect();
        if !left_out.is_empty() {
            write!(f, "; left out: {}", left_out.join(", "))?;
        }
        if !self.dropped.is_empty() {
            let lines = lines(&self.dropped);
            match self.dropped.len() {
                1 => write!(f, "; a value is missing in 1 row, which is left out: {lines}")?,
                count => write!(
                    f,
                    "; a value is missing in {count} rows, which are left out: {lines}"
                )?,
            }
        }
        if !self.skipped.is_empty() {
            write!(f, "; titles or comments: {}", lines(&self.skipped))?;
        }
        Ok(())
    }
}

/// Lines by number, the first ones by name.
fn lines(lines: &[usize]) -> String {
    let named: Vec<String> = lines.iter().take(NAMED).map(usize::to_string).collect();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    match lines.len().saturating_sub(NAMED) {
        0 => format!("{word} {}", named.join(", ")),
        more => format!("{word} {} and {more} more", named.join(", ")),
    }
}
