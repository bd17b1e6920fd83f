//! How the text of a table is read: what a scene keeps of it.

use serde::{Deserialize, Serialize};

/// What was understood of a table's text. Columns are counted from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Read {
    /// What stands between two cells.
    pub separator: Separator,
    /// What stands between a number's whole part and its fraction.
    pub decimal: Decimal,
    /// Whether the first row holds the columns' names.
    pub header: bool,
    /// The column that is predicted; the last one that is not left out where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<usize>,
    /// Columns that nothing is learned from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<usize>,
}

/// What stands between two cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Separator {
    /// `,`
    #[default]
    Comma,
    /// `;`
    Semicolon,
    /// One tab.
    Tab,
    /// Any number of blanks or tabs.
    Space,
    /// `|`, as in Markdown; around a row, too.
    Bar,
}

impl Separator {
    /// All of them; where several would do, the first one is meant.
    pub const ALL: [Self; 5] = [Self::Tab, Self::Semicolon, Self::Comma, Self::Bar, Self::Space];

    /// The sign that the rows are cut at; several blanks are made one tab before.
    pub(super) fn sign(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
            Self::Tab | Self::Space => '\t',
            Self::Bar => '|',
        }
    }

    /// In words, of many.
    pub fn name(self) -> &'static str {
        match self {
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::Tab => "tabs",
            Self::Space => "spaces",
            Self::Bar => "bars",
        }
    }
}

/// What stands between a number's whole part and its fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decimal {
    /// 0.5
    #[default]
    Point,
    /// 0,5
    Comma,
}

impl Read {
    /// The column that is predicted in a table of so many columns, counted from 1; 0 where none is left.
    pub fn predicted(&self, width: usize) -> usize {
        let last = || (1..=width).rev().find(|column| !self.left_out.contains(column));
        self.label.or_else(last).unwrap_or(0)
    }
}
