//! What is trained on, what is held back for validation, and what is kept for a test.

use super::Dataset;
use crate::real::rng::Order;

/// A data set in three parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataSplit {
    /// What is trained on.
    pub train: Dataset,
    /// What is held back; may be empty.
    pub validation: Dataset,
    /// What is kept for a test; may be empty.
    pub test: Dataset,
}

/// Holds back shares of the samples for validation and for a test, chosen by the seed; shares of 0 leave
/// their order as it is. The validation part is the same whatever the test's share is.
pub fn split(data: &Dataset, validation: f64, test: f64, seed: u32) -> DataSplit {
    let rows = data.len();
    let share = |share: f64, of: usize| ((rows as f64 * share).round() as usize).min(of);
    let held = share(validation, rows);
    let tested = share(test, rows - held);
    let shuffled = Order::new([seed, 0, 0], rows as u32);
    let order: Vec<usize> = match held + tested {
        0 => (0..rows).collect(),
        _ => (0..rows as u32).map(|i| shuffled.at(i) as usize).collect(),
    };
    let (rest, validation) = order.split_at(rows - held);
    let (train, test) = rest.split_at(rest.len() - tested);
    DataSplit {
        train: part(data, train),
        validation: part(data, validation),
        test: part(data, test),
    }
}

/// Brings each feature to mean 0 and standard deviation 1 over the training part; a constant one only to mean
/// 0.
pub fn standardize(split: &mut DataSplit) {
    let features = split.train.features;
    let rows = split.train.len().max(1) as f64;
    for feature in 0..features {
        let column = || split.train.inputs.iter().skip(feature).step_by(features);
        let mean = column().sum::<f64>() / rows;
        let variance = column().map(|x| (x - mean) * (x - mean)).sum::<f64>() / rows;
        let spread = if variance > 0.0 { variance.sqrt() } else { 1.0 };
        for data in [&mut split.train, &mut split.validation, &mut split.test] {
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
        for (validation, test) in [(0.0, 0.0), (0.2, 0.0), (0.5, 0.25), (0.0, 0.1)] {
            let split = split(&data, validation, test, 3);
            assert_eq!(split.validation.len(), (400.0 * validation) as usize);
            assert_eq!(split.test.len(), (400.0 * test) as usize);
            let parts = [&split.train, &split.validation, &split.test];
            let mut all = parts.map(|part| part.inputs.clone()).concat();
            let mut expected = data.inputs.clone();
            all.sort_by(f64::total_cmp);
            expected.sort_by(f64::total_cmp);
            assert_eq!(all, expected, "{validation} and {test}");
        }
    }

    #[test]
    fn a_test_part_is_taken_from_what_is_trained_on() {
        let data = Source::named("moons").load(1).expect("moons");
        let [without, with] = [0.0, 0.25].map(|test| split(&data, 0.2, test, 3));
        assert_eq!(with.validation, without.validation);
        let rest = [with.train.inputs.clone(), with.test.inputs.clone()].concat();
        assert_eq!(rest, without.train.inputs, "in the same order");
        assert_eq!(with, split(&data, 0.2, 0.25, 3), "the seed decides");
        assert_ne!(with.test, split(&data, 0.2, 0.25, 4).test);
    }

    #[test]
    fn standardized_features_have_mean_0_and_deviation_1() {
        let data = Source::named("spirals").load(1).expect("spirals");
        let mut split = split(&data, 0.25, 0.0, 1);
        standardize(&mut split);
        let x: Vec<f64> = split.train.inputs.iter().step_by(2).copied().collect();
        let n = x.len() as f64;
        assert!((x.iter().sum::<f64>() / n).abs() < 1e-12);
        assert!((x.iter().map(|x| x * x).sum::<f64>() / n - 1.0).abs() < 1e-12);
        let given = super::split(&data, 0.25, 0.0, 1);
        for (now, before) in split.train.sample(3).iter().zip(given.train.sample(3)).take(1) {
            assert!((split.train.given(0, *now) - before).abs() < 1e-12);
        }
    }
}
