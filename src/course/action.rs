//! What the links of a card do, as plain data.

use super::expression::Expression;
use super::patch::{Patch, Path};

/// What a link does.
#[derive(Clone, Debug)]
pub enum Action {
    /// Drags a parameter, flips a switch or chooses a rule.
    Control(Path),
    /// Changes the scene.
    Change(Patch),
    /// Opens a view, by the id of its tab.
    View(String),
    /// Goes to a step.
    Step(Expression),
    /// Plays from a step, or from the current one.
    Play(Option<Expression>),
    /// Opens a rule at a line.
    Rule(Path, LineOfRule),
    /// Opens another card.
    Card(String),
    /// Opens a calculator, by its id.
    Calculator(String),
    /// Opens a page of the web.
    Page(String),
}

/// A line of a rule's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineOfRule {
    /// By its number, from 1.
    Number(usize),
    /// The one that assigns or declares a name.
    Of(String),
}
