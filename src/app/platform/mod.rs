//! What differs between a window and a page, behind one API: [`copy`], [`save`], [`choose`], [`read`], [`fullscreen`],
//! [`is_fullscreen`], [`load_fonts`], [`reduced_motion`], [`address`], [`recall`], [`remember`].

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(not(target_arch = "wasm32"))]
pub use native::*;
#[cfg(target_arch = "wasm32")]
pub use web::*;
