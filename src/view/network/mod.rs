//! What is seen of networks that learn.
//!
//! - [`samples`]: the data in the middle of the screen, with what the network says of them: [`plane`] over
//!   its [`ground`] (two features), [`fit`] (one), [`images`]; [`bar`] above it, [`draw`] by hand, [`points`]
//!   as marks.
//! - [`seeds`]: the repetitions of a run as a line and a band; [`stopping`]: where training would be stopped.
//! - [`layers`], [`clipping`], [`weights`]: the selected run's layers, gradients and weights at this step.
//! - [`landscape`], [`sharpness`]: the loss around the weights; [`exponents`]: what of the gradient 16 bits
//!   can hold.
//! - [`view`]: what those views share that are no charts; [`trained`], [`answers`]: the run that is looked
//!   at, and what it answers to any input; [`parameter`]: one of many.

pub mod answers;
pub mod bar;
pub mod clipping;
pub mod draw;
pub mod exponents;
pub mod fit;
pub mod ground;
pub mod images;
pub mod landscape;
pub mod layers;
pub mod parameter;
pub mod plane;
pub mod points;
pub mod samples;
pub mod seeds;
pub mod sharpness;
pub mod stopping;
pub mod trained;
pub mod view;
pub mod weights;
