//! Data that networks learn from: generated from the seed, a student's own table, or handwritten digits.
//!
//! - [`generate`]: point clouds with a class each, and a curve.
//! - [`table`]: rows of numbers, from a text of any form or drawn as points.
//! - [`digits`]: 8 x 8 images of handwritten digits.
//! - [`split`]: what is trained on, what is held back for validation, and what is kept for a test.

mod digits;
pub mod generate;
pub mod split;
pub mod table;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::fmt;
use table::read::Read;
use table::understood::Understood;

/// Most rows of a data set.
pub const ROWS: usize = 20_000;
/// Most features and most classes.
pub const WIDTH: usize = 64;

/// Which data, as a scene tells it: a name alone is short for `{ "name": ... }`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// A generator of [`generate::ALL`], or `digits`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A table as text: one row a line, read as `read` tells. Without that the target is the last column, a
    /// first line without a number is a header, and where this does not succeed the form is detected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csv: Option<String>,
    /// How the text is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<Read>,
    /// A table as numbers, the target last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Vec<Vec<f64>>>,
    /// How many samples are generated; all of them where the data are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u32>,
    /// Standard deviation of what is added to every generated coordinate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noise: Option<f64>,
    /// Number of blobs or of spiral arms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classes: Option<u32>,
    /// How often a spiral goes around.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turns: Option<f64>,
    /// Squares along a side of the checkerboard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cells: Option<u32>,
    /// What the predicted column of a table is; told from its numbers where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// Whether each feature of a table is brought to mean 0 and standard deviation 1 over what is trained on.
    #[serde(skip_serializing_if = "is_false")]
    pub standardize: bool,
    /// Seed of the generated data; the experiment's where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u32>,
}

/// What is predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// One of several classes.
    Class,
    /// A number.
    Value,
}

/// Samples and what is to be predicted from them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataset {
    /// Display name.
    pub name: String,
    /// Numbers a sample.
    pub features: usize,
    /// What the features are called in a table's header; empty, or an empty name, where it does not tell.
    pub names: Vec<String>,
    /// What is predicted, as a table's header calls it; empty where it does not tell.
    pub predicted: String,
    /// By feature the mean that was taken away and the deviation that was divided by; empty where none was.
    pub scales: Vec<[f64; 2]>,
    /// Names of the classes; empty where values are predicted.
    pub classes: Vec<String>,
    /// All samples, `features` numbers each.
    pub inputs: Vec<f64>,
    /// One a sample: the place of its class, or its value.
    pub targets: Vec<f64>,
}

impl Dataset {
    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// The numbers of a sample.
    pub fn sample(&self, index: usize) -> &[f64] {
        &self.inputs[index * self.features..(index + 1) * self.features]
    }

    /// What a feature is called: by the header, or x₁, x₂; a single one x.
    pub fn feature(&self, index: usize) -> Cow<'_, str> {
        match self.names.get(index).map(String::as_str) {
            None | Some("") if self.features == 1 => "x".into(),
            None | Some("") => {
                let digit = |d: char| char::from_u32('₀' as u32 + d as u32 - '0' as u32).unwrap_or(d);
                let place: String = (index + 1).to_string().chars().map(digit).collect();
                format!("x{place}").into()
            }
            Some(name) => name.into(),
        }
    }

    /// A feature's number as it was given, before it was standardized.
    pub fn given(&self, feature: usize, number: f64) -> f64 {
        match self.scales.get(feature) {
            Some([mean, spread]) => number * spread + mean,
            None => number,
        }
    }

    /// The side of its samples as square images, where they are images.
    pub fn side(&self) -> Option<usize> {
        (self.name == digits::TITLE).then_some(digits::SIDE)
    }

    /// How many outputs a network for these data has: one a class, or one.
    pub fn outputs(&self) -> usize {
        self.classes.len().max(1)
    }
}

/// Data that need no more than a name: the name in a scene, the one on screen, and what they look like.
pub fn named() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let generated = generate::ALL.iter().map(|g| (g.id, g.name, g.about));
    generated.chain([(digits::NAME, digits::TITLE, digits::ABOUT)])
}

/// What is wrong with a source, and in which of its fields ("" for the whole).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataError {
    /// The field's name.
    pub field: &'static str,
    /// What is wrong and what would be right.
    pub message: String,
}

impl DataError {
    fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
        }
    }
}

impl Source {
    /// A generator by name.
    pub fn named(name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            ..Self::default()
        }
    }

    /// Whether these are other data than `other`, not the same ones with other settings. Points that are
    /// drawn stay the same data.
    pub fn is_another(&self, other: &Self) -> bool {
        let drawn = |source: &Self| source.points.is_some();
        let read = self.csv != other.csv || self.read != other.read;
        self.name != other.name || read || drawn(self) != drawn(other)
    }

    /// The data; `seed` is the experiment's.
    ///
    /// # Errors
    /// The field and what is wrong with it.
    pub fn load(&self, seed: u32) -> Result<Dataset, DataError> {
        let data = match (&self.name, &self.csv, &self.points) {
            (Some(name), None, None) if name == digits::NAME => {
                self.only("digits", &["size"])?;
                digits::load(self.size)
            }
            (Some(name), None, None) => generate::load(name, self, self.seed.unwrap_or(seed)),
            (None, Some(text), None) => {
                self.only("a table", &["target", "standardize", "read"])?;
                table::from_csv(text, self.read.as_ref(), self.target)
            }
            (None, None, Some(rows)) => {
                self.only("points", &["target", "standardize"])?;
                table::from_points(rows, self.target)
            }
            _ => Err(DataError::new("", "give one of `name`, `csv` and `points`")),
        }?;
        check(&data)?;
        Ok(data)
    }

    /// What is understood of a table's text, where these data are one.
    ///
    /// # Errors
    /// There is no table in it.
    pub fn understood(&self) -> Option<Result<Understood, DataError>> {
        let text = self.csv.as_ref()?;
        Some(table::understand(text, self.read.as_ref(), self.target))
    }

    /// # Errors
    /// A field is set that changes nothing here.
    fn only(&self, what: &str, known: &[&str]) -> Result<(), DataError> {
        let given = [
            ("size", self.size.is_some()),
            ("noise", self.noise.is_some()),
            ("classes", self.classes.is_some()),
            ("turns", self.turns.is_some()),
            ("cells", self.cells.is_some()),
            ("target", self.target.is_some()),
            ("standardize", self.standardize),
            ("seed", self.seed.is_some()),
            ("read", self.read.is_some()),
        ];
        let surplus = given.iter().find(|(name, set)| *set && !known.contains(name));
        match surplus {
            Some((name, _)) => Err(DataError::new(
                name,
                format!("`{name}` changes nothing for {what}; leave it out"),
            )),
            None => Ok(()),
        }
    }
}

/// # Errors
/// What no network can learn from.
fn check(data: &Dataset) -> Result<(), DataError> {
    let rows = data.len();
    if rows < 2 {
        let rows = if rows == 0 { "no row is" } else { "1 row is" };
        return Err(DataError::new(
            "",
            format!("{rows} too few; a network needs at least 2"),
        ));
    }
    if rows > ROWS {
        return Err(DataError::new(
            "",
            format!("there can be at most {ROWS} rows; take fewer"),
        ));
    }
    if data.features > WIDTH {
        let message = format!(
            "{} features are too many; there can be at most {WIDTH}",
            data.features
        );
        return Err(DataError::new("", message));
    }
    match data.classes.len() {
        1 => {
            let message = format!(
                "all rows have the class {}: there is nothing to tell apart; give rows of another class",
                data.classes[0]
            );
            Err(DataError::new("", message))
        }
        n if n > WIDTH => {
            let message = format!(
                "{n} classes are too many; there can be at most {WIDTH} (is the target a value? then set \
                    `target`)"
            );
            Err(DataError::new("", message))
        }
        _ => Ok(()),
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Source {
    /// A source, of which a name alone is short for the whole; for `deserialize_with`.
    pub fn named_or_whole<'de, D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Seen;
        impl<'de> Visitor<'de> for Seen {
            type Value = Source;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(
                    "the name of a data set, or { \"name\": ... }, { \"csv\": ... } or { \"points\": ... }",
                )
            }
            fn visit_str<E: de::Error>(self, name: &str) -> Result<Source, E> {
                Ok(Source::named(name))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Source, A::Error> {
                Source::deserialize(MapAccessDeserializer::new(map))
            }
        }
        d.deserialize_any(Seen)
    }
}
