//! What the targets share with `tests/robustness`: what is done with a text that may be anything.

#[path = "../../tests/robustness/cases.rs"]
pub mod cases;
