//! Bounds that keep every program total and small. Each is an error with a message, never a panic.

/// Longest rule text in bytes.
pub const SOURCE: usize = 64 * 1024;
/// Most letters of a name, and most digits of a number.
pub const WORD: usize = 64;
/// Most letters of a text in quotes.
pub const TEXT: usize = 1000;
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
/// Most starting points, and most minima, of a surface.
pub const POINTS: usize = 64;
/// Most entries of a list parameter.
pub const LIST: usize = 64;
/// Most gradient evaluations a step.
pub const GRADIENTS: usize = 4;
/// Most nodes in the expression graph of one program.
pub const NODES: usize = 16 * 1024;
/// Most findings about a text that are told one by one.
pub const FINDINGS: usize = 32;
/// Largest whole exponent written out as a product.
pub const EXPONENT: f64 = 64.0;
