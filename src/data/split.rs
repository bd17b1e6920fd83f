//! What is trained on and what is held back for validation.

use super::Dataset;
use crate::real::rng::Order;

/// A data set in two parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Split {
    /// What is trained on.
    pub train: Dataset,
    /// What is held back; may be empty.
    pub validation: Dataset,
}

/// Holds back a share of the samples, chosen by the seed; a share of 0 leaves their order as it is.
pub fn split(data: &Dataset, share: f64, seed: u32) -> Split {
    let rows = data.len();
    let held = (rows as f64 * share).round() as usize;
    let shuffled = Order::new([seed, 0, 0], rows as u32);
    let order: Vec<usize> = match held {
        0 => (0..rows).collect(),
        _ => (0..rows as u32).map(|i| shuffled.at(i) as usize).collect(),
    };
    let (train, validation) = order.split_at(rows - held);
    Split {
        train: part(data, train),
        validation: part(data, validation),
    }
}

/// Brings each feature to mean 0 and standard deviation 1 over the training part; a constant one only to mean 0.
pub fn standardize(split: &mut Split) {
    let features = split.train.features;
    let rows = split.train.len().max(1) as f64;
    for feature in 0..features {
        let column = || split.train.inputs.iter().skip(feature).step_by(features);
        let mean = column().sum::<f64>() / rows;
        let variance = column().map(|x| (x - mean) * (x - mean)).sum::<f64>() / rows;
        let spread = if variance > 0.0 { variance.sqrt() } else { 1.0 };
        for data in [&mut split.train, &mut split.validation] {
            for x in data.inputs.iter_mut().skip(feature).step_by(features) {
                *x = (*x - mean) / spread;
            }
            data.scales.push([mean, spread]);
        }
    }
}

fn part(data: &Dataset, rows: &[usize]) -> Dataset {
    Dataset {
        name: data.name.clone(),
        features: data.features,
        names: data.names.clone(),
        predicted: data.predicted.clone(),
        scales: data.scales.clone(),
        classes: data.classes.clone(),
        inputs: rows.iter().flat_map(|&r| data.sample(r)).copied().collect(),
        targets: rows.iter().map(|&r| data.targets[r]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Source;

    #[test]
    fn every_sample_is_in_one_part() {
        let data = Source::named("moons").load(1).expect("moons");
        for share in [0.0, 0.2, 0.5] {
            let split = split(&data, share, 3);
            assert_eq!(split.validation.len(), (400.0 * share) as usize);
            let mut all = [split.train.inputs.clone(), split.validation.inputs.clone()].concat();
            let mut expected = data.inputs.clone();
            all.sort_by(f64::total_cmp);
            expected.sort_by(f64::total_cmp);
            assert_eq!(all, expected, "{share}");
        }
    }

    #[test]
    fn standardized_features_have_mean_0_and_deviation_1() {
        let data = Source::named("spirals").load(1).expect("spirals");
        let mut split = split(&data, 0.25, 1);
        standardize(&mut split);
        let x: Vec<f64> = split.train.inputs.iter().step_by(2).copied().collect();
        let n = x.len() as f64;
        assert!((x.iter().sum::<f64>() / n).abs() < 1e-12);
        assert!((x.iter().map(|x| x * x).sum::<f64>() / n - 1.0).abs() < 1e-12);
        let given = super::split(&data, 0.25, 1);
        for (now, before) in split.train.sample(3).iter().zip(given.train.sample(3)).take(1) {
            assert!((split.train.given(0, *now) - before).abs() < 1e-12);
        }
    }
}
