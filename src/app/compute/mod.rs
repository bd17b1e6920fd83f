//! What computes, and when.
//!
//! [`session`] is the loop from a changed scene to a new trace, on a [`machine`]: the engine in use on the
//! window's [`device`], for networks the one that won a [`contest`]. Besides, it computes what views want: [`companions`], and what is on the [`pictures`]:
//! the [`field`] behind the paths, which rates are [`stable`], from which step on rounding is seen ([`drift`]),
//! a [`swarm`] that [`handover`] draws, the sweeps of [`explore`]; [`wished`] is all that is asked for from frame
//! to frame. All of it shares one [`slice`](mod@slice) of a frame's time. [`rivals`] compares the engines on request,
//! [`status`] says which one computes, [`timing`] how long a change took, and [`reopen`] goes on when the
//! device is lost.

pub mod companions;
pub(super) mod contest;
pub(super) mod device;
pub mod drift;
pub(super) mod explore;
pub mod field;
pub(super) mod handover;
pub(super) mod machine;
pub(super) mod pictures;
pub(super) mod reopen;
pub(super) mod rivals;
pub mod session;
pub(super) mod slice;
pub mod stable;
pub(super) mod status;
pub(super) mod swarm;
pub mod timing;
pub mod wished;
