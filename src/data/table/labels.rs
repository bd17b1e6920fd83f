//! What is to be predicted: classes by name, or values.

use super::number::number;
use super::read::Decimal;
use super::{FEW, few, in_range};
use crate::data::{DataError, Dataset, Target};

/// What is to be predicted, as it is written.
pub(super) struct Texts<'a> {
    /// Its texts, one a row.
    pub labels: &'a [&'a str],
    /// The sign in its numbers.
    pub decimal: Decimal,
    /// Where a row stands.
    pub place: &'a dyn Fn(usize) -> String,
}

/// A data set of a name from the targets' texts.
///
/// # Errors
/// A target is no number where values are wanted, in the field of a name.
pub(super) fn labelled(
    [field, name]: [&'static str; 2],
    features: usize,
    inputs: Vec<f64>,
    texts: &Texts,
    target: Option<Target>,
) -> Result<Dataset, DataError> {
    let read: Vec<Option<f64>> = texts.labels.iter().map(|l| number(l, texts.decimal)).collect();
    let mut classes: Vec<(&str, Option<f64>)> =
        texts.labels.iter().copied().zip(read.iter().copied()).collect();
    classes.sort_by(order);
    classes.dedup();
    let numbers = read.iter().all(Option::is_some);
    let whole = read.iter().flatten().all(|x| x.fract() == 0.0);
    let target = target.unwrap_or(match numbers && !(whole && classes.len() <= FEW) {
        true => Target::Value,
        false => Target::Class,
    });
    let targets: Vec<f64> = match target {
        Target::Value => {
            let bad = texts
                .labels
                .iter()
                .zip(&read)
                .enumerate()
                .filter(|(_, (_, x))| !in_range(**x));
            let said = bad.map(|(row, (label, _))| {
                let place = (texts.place)(row);
                format!("{place}: the target `{label}` is not a number below 2^60")
            });
            let said: Vec<String> = said.collect();
            if !said.is_empty() {
                return Err(DataError::new(field, few(&said)));
            }
            classes.clear();
            read.into_iter().flatten().collect()
        }
        Target::Class => {
            let pairs = texts.labels.iter().copied().zip(read);
            let class = |pair| classes.binary_search_by(|c| order(c, &pair)).unwrap_or(0) as f64;
            pairs.map(class).collect()
        }
    };
    Ok(Dataset {
        name: name.to_owned(),
        features,
        classes: classes.into_iter().map(|(class, _)| class.to_owned()).collect(),
        inputs,
        targets,
        ..Dataset::default()
    })
}

/// Numbers by size, before words by letters.
fn order((a, x): &(&str, Option<f64>), (b, y): &(&str, Option<f64>)) -> std::cmp::Ordering {
    match (x, y) {
        // Two spellings of a number are two classes.
        (Some(x), Some(y)) => x.total_cmp(y).then_with(|| a.cmp(b)),
        (Some(_), None) => std::cmp::Ordering::Less,
        (None, Some(_)) => std::cmp::Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}
