//! From the text of a rule and a scene to a plan. A crate of its own, so that the page's engine can be compiled
//! for speed and this for size; everybody else finds these modules in `ravine`.

pub mod real;

pub mod lang;

pub mod catalog;

pub mod data;

pub mod scene;

pub mod link;

pub mod compile;

pub mod trace;
