//! How many numbers an optimizer keeps, by the `state` lines of its text, whoever wrote it.

use super::model::{Model, Tensor};
use crate::lang::Rule;
use crate::lang::shape::Shape;

/// Along which axes a tensor of more than two is taken as a matrix by rules that keep rows and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factored {
    /// The last two, as PyTorch and transformers do: of a convolution those of its kernel.
    LastTwo,
    /// The two largest where both are at least 128, as optax does; smaller tensors are kept whole.
    TwoLargest,
}

/// The least extent of the second largest axis from which on optax keeps rows and columns.
const LEAST: u64 = 128;

/// The numbers that a rule keeps for a model. A tensor of one axis has no columns: a state of rows holds one
/// number per parameter there, and the state of columns beside it, which would be one number, is not kept (as
/// in PyTorch).
pub fn numbers(rule: &Rule, model: &Model, factored: Factored) -> u64 {
    let of = |shape: Shape| rule.states.iter().filter(|s| s.shape == shape).count() as u64;
    let [element, row, col, layer, run] =
        [Shape::Element, Shape::Row, Shape::Col, Shape::Layer, Shape::Run].map(of);
    let each = |tensor: &Tensor| {
        let (rows, cols) = matrix(tensor, factored);
        let cols = match cols {
            Some(cols) => col * cols,
            None => col.saturating_sub(row),
        };
        tensor.count * (element * tensor.size() + row * rows + cols + layer)
    };
    run + model.tensors.iter().map(each).sum::<u64>()
}

/// Numbers in a state of rows and in one of columns; None where there are no columns.
fn matrix(tensor: &Tensor, factored: Factored) -> (u64, Option<u64>) {
    let size = tensor.size();
    let Some(last) = tensor.shape.len().checked_sub(2) else {
        return (size, None);
    };
    match factored {
        Factored::LastTwo => (size / tensor.shape[last + 1], Some(size / tensor.shape[last])),
        Factored::TwoLargest => {
            let mut sorted = tensor.shape.clone();
            sorted.sort_unstable();
            match sorted[last] >= LEAST {
                true => (size / sorted[last + 1], Some(size / sorted[last])),
                false => (size, None),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;
    use crate::lang::{Kind, compile_rule};

    fn kept(rule: &str, model: &str, factored: Factored) -> u64 {
        let entry = catalog::find(Kind::Optimizer, rule).expect(rule);
        numbers(&entry.rule, &Model::find(model).expect(model), factored)
    }

    #[test]
    fn states_are_those_of_the_libraries() {
        use Factored::{LastTwo, TwoLargest};
        for (rule, model, factored, wanted) in [
            ("adafactor", "llama_2_7b", LastTwo, 2_836_992),
            ("adafactor", "resnet_50", LastTwo, 31_861_200),
            ("adafactor", "resnet_50", TwoLargest, 383_504),
            ("adafactor", "gpt_3_175b", LastTwo, 34_311_249),
            ("adafactor", "bert_large", LastTwo, 801_084),
            ("adafactor", "t5_11b", LastTwo, 11_561_664),
            ("adam", "llama_2_7b", LastTwo, 2 * 6_738_415_616),
            ("adamw", "gpt_3_175b", TwoLargest, 2 * 174_604_259_328),
            ("sgd", "bert_large", LastTwo, 0),
            ("momentum", "bert_large", LastTwo, 335_141_888),
            ("lion", "bert_large", LastTwo, 335_141_888),
            ("lars", "bert_large", LastTwo, 335_141_888),
            ("lamb", "bert_large", LastTwo, 2 * 335_141_888),
            ("amsgrad", "bert_large", LastTwo, 3 * 335_141_888),
        ] {
            assert_eq!(
                kept(rule, model, factored),
                wanted,
                "{rule} of {model}, {factored:?}"
            );
        }
    }

    #[test]
    fn a_rule_of_ones_own_counts_by_its_text() {
        let model = Model::parse("m", "a 3 x 5\nb 7\n2 times\n  c 2 x 2\n").expect("a model");
        for (states, wanted) in [
            ("", 0),
            ("state m", 15 + 7 + 8),
            ("state r: row", 3 + 7 + 4),
            ("state c: col", 5 + 1 + 4),
            ("state r: row, c: col", 8 + 7 + 8),
            ("state a: layer", 4),
            ("state a: run", 1),
            ("state m, r: row, c: col, a: run", 30 + 23 + 1),
        ] {
            let (rule, _, _) = compile_rule(Kind::Optimizer, &format!("name \"X\"\n{states}\nw -= g\n"));
            assert_eq!(numbers(&rule, &model, Factored::LastTwo), wanted, "{states}");
        }
    }
}
