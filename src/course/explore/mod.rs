//! What the pages of Explore tell, for what draws them and for the formulas of cards: the sweeps that are asked
//! for, and what their outcomes come to.
//!
//! - [`ask`]: a sweep of one run, and what is known of it.
//! - [`race`]: every run over its learning rates, [`racer`] one of them; [`stats`]: bands over starts and seeds,
//!   best rates, ties.
//! - [`range`]: a run whose rate rises; [`marks`]: what such a test suggests; [`truth`]: what is true beside it.
//! - [`map`]: a run over two settings; [`basins`]: which minimum it reached; [`film`]: at which steps
//!   its outcomes are kept.
//! - [`value`]: what of an outcome is looked at.
//! - [`whole`]: what a page needs, what is known of it, and all of it at once; [`read`]: which pages a card reads.

pub mod ask;
pub mod basins;
pub mod film;
pub mod map;
pub mod marks;
pub mod race;
pub mod racer;
pub mod range;
pub mod read;
pub mod stats;
pub mod truth;
pub mod value;
pub mod whole;

use crate::compile::Plan;
use crate::scene::explore::Explore;
use crate::scene::{Experiment, View};

/// An experiment, and how it is explored.
#[derive(Clone, Copy, Debug)]
pub struct Exploring<'a> {
    /// What is swept.
    pub experiment: &'a Experiment,
    /// The same as it was compiled, for the names of its runs.
    pub plan: Option<&'a Plan>,
    /// Which runs are hidden, which one is selected, and what counts as reached.
    pub view: &'a View,
    /// What is chosen in the tab.
    pub explore: &'a Explore,
}
