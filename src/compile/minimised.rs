//! What the rules of a run are put on, as far as composing their step has to know.

use super::builder::Builder;
use super::resolve::Used;

/// What the rules of a run are put on.
#[derive(Clone, Copy)]
pub(super) enum Minimised<'a> {
    /// A surface, and the values of its parameters.
    Surface { surface: &'a Used, settings: &'a [f64] },
    /// A network.
    Network {
        /// Steps per epoch.
        epoch: usize,
        /// Whether `weight_decay` acts on weight matrices only.
        decays_matrices: bool,
    },
}

impl<'a> Minimised<'a> {
    /// The surface, where it is one.
    pub fn surface(self) -> Option<&'a Used> {
        match self {
            Self::Surface { surface, .. } => Some(surface),
            Self::Network { .. } => None,
        }
    }

    /// The settings that come before a run's own: the surface's.
    pub fn settings(self) -> Vec<f64> {
        match self {
            Self::Surface { settings, .. } => settings.to_vec(),
            Self::Network { .. } => Vec::new(),
        }
    }

    /// Steps per epoch, where there are data.
    pub fn epoch(self) -> Option<usize> {
        match self {
            Self::Surface { .. } => None,
            Self::Network { epoch, .. } => Some(epoch),
        }
    }

    /// Whether `weight_decay` acts on weight matrices only.
    pub fn decays_matrices(self) -> bool {
        matches!(
            self,
            Self::Network {
                decays_matrices: true,
                ..
            }
        )
    }

    /// What builds a step: of single numbers on a surface, of values of a shape on a network.
    pub fn builder(self) -> Builder {
        match self {
            Self::Surface { surface, .. } => Builder::new(surface),
            Self::Network { .. } => Builder::on_network(),
        }
    }
}
