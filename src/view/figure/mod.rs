//! Figures: drawings that stand on their own, with titled axes and a caption, on the screen and in files.
//!
//! - [`heat`]: a value at every point of two axes; [`profile`]: the same along one, a line a run. Both share
//!   [`axis`], the points at which something was measured, and [`cell`], what came of it there, and the
//!   [`signs`] for what is no value ([`hatch`] across it). [`sweep`]: what came of a sweep, as a profile or
//!   as heat maps beside each other.
//! - [`race`]: one experiment in several panels ([`panel`]); under them its settings in words ([`caption`]),
//!   with a sample of every run's line ([`legend`]).
//! - [`card`]: a card of the course to take away.
//! - [`text`]: lines of a caption; [`still`]: a scene at rest, as it is drawn where nobody chooses.

pub mod axis;
pub mod caption;
pub mod card;
pub mod cell;
pub mod hatch;
pub mod heat;
pub mod legend;
pub mod panel;
pub mod profile;
pub mod race;
pub mod signs;
pub mod still;
pub mod sweep;
pub mod text;

pub use axis::Axis;
pub use card::Taken;
pub use cell::{Cell, Measure};
pub use heat::HeatMap;
pub use panel::Panel;
pub use profile::Profile;
pub use race::Race;
pub use sweep::Swept;

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
