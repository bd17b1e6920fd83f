//! What the tests share: [`scenes`] and what the CPU makes of them, and pictures without a graphics card: a
//! [`raster`] for egui's harness, and how a picture is compared with its [`snapshot`].

pub mod raster;
pub mod scenes;
pub mod snapshot;
