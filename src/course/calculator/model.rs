//! Shapes of known models, and of the network on screen: what their memory is counted from.
//!
//! One model is one file, `assets/models/<name>.model`: a head (`name`, `source`, `about` in quotes; for a
//! transformer whose activations the usual formula fits also `transformer layers N, hidden N, heads N, length
//! N`), then a line per parameter tensor, `name 4096 x 1024`. `N times` repeats the indented lines below it.

use crate::catalog;
use std::str::FromStr;
use thiserror::Error;

/// A model, as far as its memory is concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// Its file's name without the ending.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where its shapes come from.
    pub source: String,
    /// What it is, in a sentence.
    pub about: String,
    /// What its activations are counted from.
    pub transformer: Option<Transformer>,
    /// Its parameter tensors.
    pub tensors: Vec<Tensor>,
}

/// A transformer as the formula of its activations sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transformer {
    /// Layers.
    pub layers: u64,
    /// Width of a layer.
    pub hidden: u64,
    /// Attention heads of a layer.
    pub heads: u64,
    /// Tokens of a sequence.
    pub length: u64,
}

/// A parameter tensor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor {
    /// What it is.
    pub name: String,
    /// Its extent along each axis.
    pub shape: Vec<u64>,
    /// How many there are of it.
    pub count: u64,
}

impl Tensor {
    /// Numbers in one of it.
    pub fn size(&self) -> u64 {
        self.shape.iter().product()
    }
}

impl Model {
    /// The models that are part of the program, by name.
    pub fn all() -> Vec<Self> {
        let texts = catalog::models().iter();
        texts
            .filter_map(|(id, text)| Self::parse(id, text).ok())
            .collect()
    }

    /// The model of an id.
    pub fn find(id: &str) -> Option<Self> {
        Self::all().into_iter().find(|model| model.id == id)
    }

    /// Numbers that are trained.
    pub fn parameters(&self) -> u64 {
        self.tensors.iter().map(|t| t.count * t.size()).sum()
    }

    /// Reads a model's text.
    ///
    /// # Errors
    /// What is wrong, with its line.
    pub fn parse(id: &str, text: &str) -> Result<Self, ModelError> {
        let mut model = Self {
            id: id.to_owned(),
            ..Self::default()
        };
        let mut times = 1;
        for (number, line) in text.lines().enumerate() {
            let wrong = |why: Wrong| ModelError {
                id: id.to_owned(),
                line: number + 1,
                why,
            };
            let (first, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
            let rest = rest.trim();
            match (first, rest) {
                ("", _) => {}
                ("name", _) if rest.starts_with('"') => model.name = quoted(rest),
                ("source", _) => model.source = quoted(rest),
                ("about", _) => model.about = quoted(rest),
                ("transformer", _) => model.transformer = Some(transformer(rest).map_err(wrong)?),
                (count, "times") => times = positive(count).map_err(wrong)?,
                (name, shape) => {
                    let indented = line.starts_with(' ');
                    times = if indented { times } else { 1 };
                    model.tensors.push(Tensor {
                        name: name.to_owned(),
                        shape: shape
                            .split(" x ")
                            .map(positive)
                            .collect::<Result<_, _>>()
                            .map_err(wrong)?,
                        count: times,
                    });
                }
            }
        }
        match model.tensors.is_empty() {
            true => Err(ModelError {
                id: model.id,
                line: 1,
                why: Wrong::Empty,
            }),
            false => Ok(model),
        }
    }
}

/// What is wrong with a model's text, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{id}.model:{line}: error: {why}")]
pub struct ModelError {
    /// The model's id.
    pub id: String,
    /// From 1.
    pub line: usize,
    /// What is wrong there.
    pub why: Wrong,
}

/// What is wrong with a line of a model's text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Wrong {
    /// There is no tensor.
    #[error("it has no parameters; write such as `embedding 32000 x 4096`")]
    Empty,
    /// A size or a number of times that is none.
    #[error("expected a whole number above 0 as in `32000 x 4096`, found `{0}`")]
    Count(String),
    /// A word that is no size of a transformer.
    #[error("`{0}` is nothing of a transformer; there are layers, hidden, heads, length")]
    Field(String),
    /// A size of the transformer is missing.
    #[error("a transformer has layers, hidden, heads and length")]
    Incomplete,
}

fn quoted(text: &str) -> String {
    text.trim_matches('"').to_owned()
}

fn positive(word: &str) -> Result<u64, Wrong> {
    let number = u64::from_str(word.trim()).ok().filter(|n| *n > 0);
    number.ok_or_else(|| Wrong::Count(word.trim().to_owned()))
}

fn transformer(text: &str) -> Result<Transformer, Wrong> {
    let mut read = Transformer::default();
    for part in text.split(", ") {
        let (name, value) = part.split_once(' ').unwrap_or((part, ""));
        let field = match name {
            "layers" => &mut read.layers,
            "hidden" => &mut read.hidden,
            "heads" => &mut read.heads,
            "length" => &mut read.length,
            _ => {
                return Err(Wrong::Field(name.to_owned()));
            }
        };
        *field = positive(value)?;
    }
    match read.layers * read.hidden * read.heads * read.length {
        0 => Err(Wrong::Incomplete),
        _ => Ok(read),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_those_of_the_literature() {
        let known = [
            ("bert_large", 335_141_888),
            ("gpt_3_175b", 174_604_259_328),
            ("llama_2_7b", 6_738_415_616),
            ("resnet_50", 25_557_032),
            ("t5_11b", 11_307_321_344),
        ];
        assert_eq!(Model::all().len(), known.len());
        for (id, parameters) in known {
            let model = Model::find(id).unwrap_or_else(|| panic!("{id} is wrong"));
            assert_eq!(model.parameters(), parameters, "{id}");
            assert!(
                !model.name.is_empty() && !model.source.is_empty() && !model.about.is_empty(),
                "{id}"
            );
        }
    }

    #[test]
    fn a_wrong_text_says_where() {
        for (text, wanted) in [
            (
                "",
                "m.model:1: error: it has no parameters; write such as `embedding 32000 x 4096`",
            ),
            (
                "a 3 x\n",
                "m.model:1: error: expected a whole number above 0 as in `32000 x 4096`, found `3 x`",
            ),
            (
                "a 3\nb 0 x 2",
                "m.model:2: error: expected a whole number above 0 as in `32000 x 4096`, found `0`",
            ),
            (
                "transformer layers 2\na 3",
                "m.model:1: error: a transformer has layers, hidden, heads and length",
            ),
            (
                "transformer depth 2\na 3",
                "m.model:1: error: `depth` is nothing of a transformer; there are layers, hidden, heads, \
                    length",
            ),
        ] {
            let error = Model::parse("m", text).err().map(|error| error.to_string());
            assert_eq!(error.as_deref(), Some(wanted), "{text}");
        }
    }
}
