//! What goes out to others and comes in from them: a link ([`share`]), files ([`export`]), a run as a program
//! ([`code`]); files that are dropped ([`drop`](mod@drop)), whatever wrote them ([`decode`]).

pub mod code;
pub(super) mod decode;
pub(super) mod drop;
pub mod export;
pub mod share;
