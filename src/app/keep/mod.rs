//! What outlives a change or a visit: [`history`] undoes, [`keeper`] keeps the scene, [`kept`] own rules and
//! drafts, which [`library`] offers wherever a rule is picked.

pub mod history;
pub mod keeper;
pub(super) mod kept;
pub mod library;
