//! Ravine: an interactive laboratory for neural-network optimizers and learning-rate schedules.
//!
//! The modules in the order in which data flows; ARCHITECTURE.md tells the reasons.

pub use ravine_compiler::{catalog, compile, data, lang, link, real, scene, trace};

pub use ravine_engine::engine;

pub mod code;

pub mod course;

pub mod view;

pub mod app;
