//! What controls share.
//!
//! How they look: [`theme`], [`icon`]; a row of [`tabs`]; lists with a search: [`picker`], [`search`]; what
//! parameters and runs are called: [`names`]; what is wrong, under its field or under the bar: [`finding`],
//! [`notice`]. Where the keyboard is: [`focus`]; what a finger and a keyboard mean: [`swipe`], [`altgr`],
//! [`clipboard`]; where widgets are, for tests: [`widgets`].

pub(super) mod altgr;
pub(super) mod clipboard;
pub mod finding;
pub(super) mod focus;
pub mod icon;
pub mod names;
pub mod notice;
pub mod picker;
pub(super) mod search;
pub(super) mod swipe;
pub mod tabs;
pub mod theme;
pub(super) mod widgets;
