//! Figures: drawings that stand on their own, with titled axes and a caption, on the screen and in files.
//!
//! - [`heat`]: a value at every point of two axes; [`profile`]: the same along one, a line a run. Both share [`axis`],
//!   the points at which something was measured, and [`cell`], what came of it there.
//! - [`text`]: lines of a caption.

pub mod axis;
pub mod cell;
pub mod heat;
pub mod profile;
pub mod text;

pub use axis::Axis;
pub use cell::{Cell, Measure};
pub use heat::HeatMap;
pub use profile::Profile;

/// Height of the title's line.
const TITLE: f32 = 28.0;
/// Height of a line of axis titles or ticks.
const LINE: f32 = 20.0;
/// Size of small text.
const SMALL: f32 = 13.0;
/// Size of a caption.
const CAPTION: f32 = 12.0;
/// Space around everything.
const MARGIN: f32 = 12.0;
