//! Every card of the course as it is read, before and after its guess, in a column, on a phone and in a room,
//! in both themes: nothing is cut, everything can be reached, and a room scrolls nothing. `cargo test --test
//! cards -- --ignored` draws them all to `target/pictures`.

mod desk;
mod hands;
mod layout;
mod pictures;
mod taken;
