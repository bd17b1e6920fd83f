//! Libraries that runs are written for as programs.

use super::table::{self, LibraryTable};

/// A library that programs are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// PyTorch.
    Torch,
    /// optax, with JAX.
    Optax,
}

impl std::fmt::Display for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Library {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Torch, Self::Optax];

    /// What it calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Torch => "PyTorch",
            Self::Optax => "optax",
        }
    }

    pub(super) fn table(self) -> &'static LibraryTable {
        match self {
            Self::Torch => table::torch(),
            Self::Optax => table::optax(),
        }
    }
}
