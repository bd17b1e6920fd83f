//! Ravine: an interactive laboratory for neural-network optimizers and learning-rate schedules.

pub mod app;
