//! Ravine: an interactive laboratory for neural-network optimizers and learning-rate schedules.
//!
//! The modules in the order in which data flows; ARCHITECTURE.md tells the reasons.

pub mod real;

pub mod lang;

pub mod catalog;

pub mod data;

pub mod scene;

pub mod link;

pub mod compile;

pub mod trace;

pub mod engine;

pub mod code;

pub mod course;

pub mod view;

pub mod app;
