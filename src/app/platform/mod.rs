//! What differs between a window and a page, behind one API: [`copy`], [`save`], [`choose`], [`read`],
//! [`fullscreen`], [`is_fullscreen`], [`open_notes`], [`keep_notes`], [`close_notes`], [`load_fonts`],
//! [`reduced_motion`], [`address`], [`title`], [`recall`], [`remember`], on the page `key`.

/// The name under which the user's rules are remembered.
pub const RULES: &str = "rules.json";
/// The name under which texts with errors are remembered.
pub const DRAFTS: &str = "drafts.json";

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(not(target_arch = "wasm32"))]
pub use native::*;
#[cfg(target_arch = "wasm32")]
pub use web::*;
