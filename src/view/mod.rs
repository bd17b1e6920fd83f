//! What is seen of a trace: each view draws it and knows nothing of the others, of engines or of the app.
//!
//! - [`surface`]: the loss as a field with the runs' paths ([`flat`]), or as a curve where it has one
//!   dimension ([`curve`]); drawn from [`field`] (colours, of [`colormap`]), [`contour`] (level lines),
//!   [`path`] (runs) and [`axes`]; or as a [`relief`] in three dimensions. [`picture`] is what is done on it
//!   by hand, and what stands on it; [`swarm`]: a run from a grid of starts.
//! - [`charted`]: views that are charts over the steps, such as a [`quantity`] of [`quantities`] (loss,
//!   distance, learning rate) or a [`variable`]; drawn by [`chart`] from [`columns`].
//! - [`bias`], [`xray`], [`inspect`]: the selected run taken apart ([`selected`]).
//! - [`formula`]: a rule as a paper prints it.
//! - [`schedules`]: all that the catalog has, to choose from; [`table`]: what came of the runs.
//! - [`network`]: data, predictions and training of networks. [`explore`]: maps and comparisons made of
//!   sweeps.
//! - [`figure`]: drawings that stand on their own, with a caption.
//! - [`card`]: a card of the course as it is read.
//! - [`canvas`]: where all of them draw, be it the screen or a file.
//! - [`style`], [`marker`], [`palette`], [`number`], [`term`], [`abridge`], [`syntax`], [`ticks`], [`line`](mod@line),
//!   [`entry`], [`memo`], [`popup`], [`progress`], [`qr`]: what they share.
//!
//! A view changes nothing itself and computes nothing that takes longer than a frame: it returns [`Wish`]es,
//! and the app fulfils them; what it has [`asked`] for is there in one of the next frames.

pub mod abridge;
pub mod asked;
pub mod axes;
pub mod bias;
pub mod canvas;
pub mod card;
pub mod chart;
pub mod charted;
pub mod colormap;
pub mod columns;
pub mod contour;
pub mod curve;
pub mod decay;
pub mod diagnosis;
pub mod entry;
pub mod explore;
pub mod field;
pub mod figure;
pub mod flat;
pub mod formula;
pub mod inspect;
pub mod label;
pub mod line;
pub mod marker;
pub mod memo;
pub mod network;
pub mod palette;
pub mod path;
pub mod picture;
pub mod popup;
pub mod progress;
pub mod qr;
pub mod quantities;
pub mod quantity;
pub mod relief;
pub mod schedules;
pub mod selected;
mod shown;
pub mod style;
pub mod surface;
pub mod swarm;
pub mod syntax;
pub mod table;
pub mod term;
pub mod ticks;
pub mod variable;
pub mod xray;

use crate::compile::Plan;
use crate::course::diagnosis::change::Change;
use crate::data::Source;
pub use crate::engine::Computed;
use crate::engine::drift::Drift;
use crate::engine::search::Task;
use crate::engine::search::under_way::Searching;
pub use crate::lang::number;
use crate::scene::sweep::Sweep;
use crate::scene::{
    Along, Experiment, Explore, Learning, Picture, Precision, Problem, Run, Scene, Sort, Variable,
};
use crate::trace::{Field, Grid, RunTrace, Trace};
use asked::{Ask, Asked};
use chart::Chart;
use charted::{Absent, Charted};
pub use shown::Shown;
use std::sync::Arc;

/// The largest stable learning rate of a run, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stable {
    /// The run's place in the experiment.
    pub run: usize,
    /// Whether all rates were tried.
    pub done: bool,
    /// The largest one up to which all were stable.
    pub rate: Option<f64>,
    /// The largest one tried.
    pub highest: f64,
    /// The smallest one tried.
    pub lowest: f64,
    /// How many were tried.
    pub tried: usize,
}

/// What a view asks the app for.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Go to a step.
    Step(f64),
    /// Mark a step in all views, for as long as the pointer is there.
    Hover(f64),
    /// Hide a run in all views, or show it again.
    Mute(usize),
    /// Compute another experiment, too, for as long as this is wished in every frame.
    Companion(Box<Experiment>),
    /// Work something out in slices of time, for as long as this is wished in every frame; and whether it is
    /// to go on.
    Ask(Box<Ask>, bool),
    /// Draw the surface otherwise.
    Picture(Box<Picture>),
    /// Sample the surface there, for as long as this is the last one wished.
    Field(Grid),
    /// Start elsewhere; none is the surface's own start.
    Starts(Vec<Vec<f64>>),
    /// Show a run from a whole grid of starts, for as long as this is wished in every frame.
    Swarm(usize),
    /// Find the largest learning rate at which a run is stable, for as long as this is wished in every frame.
    Stable(usize),
    /// Compute a sweep, for as long as this is wished in every frame.
    Sweep(Arc<Sweep>),
    /// Search for settings, for as long as this is wished in every frame.
    Search(Arc<Task>),
    /// Show the path that the only run of an experiment would take, for as long as this is wished in every
    /// frame.
    Ghost(Box<Experiment>),
    /// Give a run another learning rate.
    Rate(usize, f64),
    /// Give a run these settings, by the names that axes of a sweep have.
    Settings(usize, Vec<(String, f64)>),
    /// Explore otherwise.
    Explore(Box<Explore>),
    /// Compute all in these numbers.
    Precision(Precision),
    /// Show why a run went wrong, and what would test it.
    Why(usize),
    /// Test a cause for which a run went wrong.
    Try(usize, Box<Change>),
    /// Show this variable where any can be shown.
    Variable(Variable),
    /// Show this coordinate where only one can be.
    Coordinate(usize),
    /// Give a run the schedule of a name, its parameters at their defaults.
    Schedule(usize, String),
    /// Add a run that differs from one in its schedule alone.
    CompareSchedule(usize, String),
    /// Give all runs the schedule of one.
    SameSchedule(usize),
    /// Select a run.
    Select(usize),
    /// Count a loss as reached that is this far above the lowest known one.
    Tolerance(f64),
    /// Save the comparison of the runs: the text of a CSV file.
    Comparison(String),
    /// Save the outcomes of sweeps: the text of a CSV file.
    Outcomes(String),
    /// Lay out charts over the steps along another axis.
    Along(Along),
    /// Look at a network's training otherwise.
    Learning(Box<Learning>),
    /// Let the network learn from other data.
    Data(Box<Source>),
}

/// How a view is listed among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tab {
    /// The view's accessible name.
    pub name: &'static str,
    /// What a scene remembers it by: lower case, one word, never changed.
    pub id: &'static str,
    /// Its short title, for a tab.
    pub title: &'static str,
    /// What it shows, for a tooltip.
    pub about: &'static str,
    /// The sort of problem of which it shows something; None: both.
    pub of: Option<Sort>,
}

/// One way to look at a trace.
pub trait View {
    /// How it is listed.
    fn tab(&self) -> Tab;

    /// Whether it has something to show of a problem; else it is not listed.
    fn suits(&self, problem: &Problem) -> bool {
        self.tab().of.is_none_or(|sort| sort == problem.sort())
    }

    /// Whether it is a single chart without controls, which is readable at less height than others.
    fn is_plain(&self, _shown: &Shown) -> bool {
        false
    }

    /// The height of all of it when it was last drawn, or that it needs to be read well, where it scrolls
    /// with less.
    fn height(&self) -> Option<f32> {
        None
    }

    /// Draws it into the space left.
    fn ui(&mut self, ui: &mut egui::Ui, shown: &Shown) -> Vec<Wish>;

    /// The charts that it shows, as they are looked at, for files and figures; or why there is none.
    fn charts(&mut self, shown: &Shown, dark: bool) -> Result<Vec<Chart<'static>>, Absent>;

    /// What it is where it is nothing but charts.
    fn charted(&mut self) -> Option<&mut dyn Charted> {
        None
    }

    /// What it shows that is no chart over the steps, for a file.
    fn figure(&mut self, _shown: &Shown) -> Option<explore::Figure> {
        None
    }
}

/// The charts, in the order in which they are listed.
pub fn charts() -> Vec<Box<dyn View>> {
    use charted::OnScreen;
    use quantities::{
        ACCURACY, DISTANCE, GRADIENT, LOSS, LOSS_SCALE, MOMENTUM, NETWORK_GRADIENT, NETWORK_LOSS, RATE,
        SKIPPED,
    };
    use quantity::OverSteps;
    vec![
        Box::new(OverSteps::of(&[&LOSS])),
        Box::new(OverSteps::of(&[&NETWORK_LOSS])),
        Box::new(OverSteps::of(&[&ACCURACY])),
        Box::new(OverSteps::of(&[&RATE, &MOMENTUM])),
        Box::<schedules::Schedules>::default(),
        Box::new(OverSteps::of(&[&DISTANCE])),
        Box::new(OverSteps::of(&[&GRADIENT])),
        Box::new(OverSteps::of(&[&NETWORK_GRADIENT])),
        Box::<OnScreen<decay::Decay>>::default(),
        Box::<OnScreen<network::layers::Layers>>::default(),
        Box::<network::clipping::Clipping>::default(),
        Box::<network::weights::Weights>::default(),
        Box::new(OverSteps::of(&[&LOSS_SCALE, &SKIPPED])),
        Box::<network::exponents::Exponents>::default(),
        Box::<network::landscape::Landscape>::default(),
        Box::<OnScreen<network::sharpness::Sharpness>>::default(),
        Box::<OnScreen<variable::VariableChart>>::default(),
        Box::<OnScreen<bias::Bias>>::default(),
        Box::<OnScreen<xray::Xray>>::default(),
        Box::<inspect::Inspect>::default(),
        Box::<explore::Explore>::default(),
        Box::<table::Table>::default(),
    ]
}

/// All views.
pub fn all() -> Vec<Box<dyn View>> {
    let middle: [Box<dyn View>; 2] = [
        Box::<surface::Surface>::default(),
        Box::<network::samples::Samples>::default(),
    ];
    middle.into_iter().chain(charts()).collect()
}

/// The ids of the tabs of all views, each once: a view of surfaces and one of networks may share one.
pub fn tabs() -> Vec<&'static str> {
    let mut ids = Vec::new();
    for view in all() {
        let id = view.tab().id;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}
