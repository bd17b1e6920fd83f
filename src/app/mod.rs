//! The application: closes the loop from what is seen to what is run.

pub mod remote;
pub mod session;

pub use remote::Remote;
pub use session::{Session, first_scene};
