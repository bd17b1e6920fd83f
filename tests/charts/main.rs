//! Every chart of the registry on a stage of its own, asked by role and accessible name.
//! `cargo test --test charts -- --ignored` draws them to `target/pictures`.

mod axis;
mod basics;
mod bias;
mod decay;
mod inspect;
mod network;
mod pictures;
mod schedules;
mod stage;
mod table;
mod xray;
