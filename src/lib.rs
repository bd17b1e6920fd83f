//! Ravine: an interactive laboratory for neural-network optimizers and learning-rate schedules.
//!
//! The modules in the order in which data flows; ARCHITECTURE.md tells the reasons.

pub mod app;
pub mod catalog;
pub mod compile;
pub mod engine;
pub mod lang;
pub mod real;
pub mod scene;
pub mod trace;
pub mod view;
