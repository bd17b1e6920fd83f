//! Bounds that keep every program total and small. Each is an error with a message, never a panic.

/// Longest rule text in bytes.
pub const SOURCE: usize = 64 * 1024;
/// Deepest nesting of an expression.
pub const DEPTH: usize = 64;
/// Most operations above one another in an expression.
pub const TREE: usize = 256;
/// Most statements in a rule.
pub const STATEMENTS: usize = 256;
/// Most parameters and switches in a rule.
pub const PARAMETERS: usize = 64;
/// Most states in a rule.
pub const STATES: usize = 32;
/// Most entries of a list parameter.
pub const LIST: usize = 64;
/// Most gradient evaluations a step.
pub const GRADIENTS: usize = 4;
/// Most nodes in the expression graph of one program.
pub const NODES: usize = 16 * 1024;
/// Largest whole exponent written out as a product.
pub const EXPONENT: f64 = 64.0;
