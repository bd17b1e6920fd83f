//! What runs a plan. A crate of its own, as it is the part of the page that is compiled for speed; everybody
//! else finds it in `ravine`.

// What comes before it stands where it stands everywhere.
use ravine_compiler::{catalog, compile, lang, real, scene, trace};

pub mod engine;
