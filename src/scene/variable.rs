//! Which recorded variable is looked at, and which of its elements.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A recorded variable and what of it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Variable {
    /// The name of its column.
    pub name: String,
    /// Whether its length is shown instead of its elements.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub norm: bool,
    /// Which of its elements; none means all, as far as that is few.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub elements: Vec<usize>,
}

impl Variable {
    /// All of a variable.
    pub fn all(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Shows one of `width` elements, or hides it; the last one stays.
    pub fn toggle(&mut self, element: usize, width: usize) {
        let all = std::mem::take(&mut self.elements);
        let mut shown = match (std::mem::take(&mut self.norm), all.is_empty()) {
            (true, _) => Vec::new(),
            (false, true) => (0..width).collect(),
            (false, false) => all,
        };
        match shown.iter().position(|e| *e == element) {
            Some(at) if shown.len() > 1 => drop(shown.remove(at)),
            Some(_) => {}
            None => shown.push(element),
        }
        shown.sort_unstable();
        if shown.len() < width {
            self.elements = shown;
        }
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.norm {
            true => write!(f, "‖{}‖", self.name),
            false => f.write_str(&self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_shown_and_hidden_one_by_one() {
        let mut variable = Variable::all("m");
        for (element, left) in [(0, &[1][..]), (1, &[1]), (0, &[])] {
            variable.toggle(element, 2);
            assert_eq!(variable.elements, left, "after {element}");
        }
        variable.norm = true;
        variable.toggle(1, 2);
        assert_eq!((variable.norm, variable.elements), (false, vec![1]));
    }
}
