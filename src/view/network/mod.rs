//! What is seen of networks that learn.
//!
//! - [`samples`]: the data in the middle of the screen, with what the network says of them: [`plane`] over its [`ground`]
//!   (two features), [`fit`] (one), [`images`]; [`bar`] above it, [`draw`] by hand, [`points`] as marks.
//! - [`curves`], of [`quantities`]: charts over the steps, of all repetitions of a run by [`seeds`]; [`precision`]: the loss scale.
//! - [`layers`], [`clipping`], [`weights`]: the selected run's layers, gradients and weights at this step.
//! - [`landscape`], [`sharpness`]: the loss around the weights; [`exponents`]: what of the gradient 16 bits can hold.
//! - [`trained`], [`answers`]: the run that is looked at, and what it answers to any input; [`parameter`]: one of many.

pub mod answers;
pub mod bar;
pub mod clipping;
pub mod curves;
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
pub mod precision;
pub mod quantities;
pub mod samples;
pub mod seeds;
pub mod sharpness;
pub mod trained;
pub mod weights;
