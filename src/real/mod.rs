//! t
pub mod math;
