//! What is minimised: a loss surface, or the loss of a small network on data.

use super::network::Network;
use super::{Params, Reference, RulePlace};
use serde::{Deserialize, Serialize};

/// The loss that is minimised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, try_from = "Given")]
pub enum Problem {
    /// A loss surface.
    Surface {
        /// The surface.
        surface: Reference,
        /// Its parameters where they differ from the defaults.
        #[serde(skip_serializing_if = "Params::is_empty")]
        params: Params,
    },
    /// A network and its data.
    Network {
        /// The network.
        network: Box<Network>,
    },
}

/// What sorts of problems there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A loss surface.
    Surface,
    /// A network on data.
    Network,
}

impl Sort {
    /// What a loss is called in a title: on a network it is that of what is trained on.
    pub fn loss(self) -> &'static str {
        match self {
            Self::Surface => "loss",
            Self::Network => "training loss",
        }
    }

    /// What counts as the lowest loss, behind a loss: no loss of a network is below 0.
    pub fn above_the_lowest(self) -> &'static str {
        match self {
            Self::Surface => " above the minimum",
            Self::Network => "",
        }
    }
}

impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Surface => "a surface",
            Self::Network => "a network",
        })
    }
}

/// The fields as they may stand in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    surface: Option<Reference>,
    #[serde(default)]
    params: Params,
    network: Option<Box<Network>>,
}

impl TryFrom<Given> for Problem {
    type Error = &'static str;

    fn try_from(given: Given) -> Result<Self, &'static str> {
        match (given.surface, given.network) {
            (Some(surface), None) => Ok(Self::Surface {
                surface,
                params: given.params,
            }),
            (None, Some(network)) if given.params.is_empty() => Ok(Self::Network { network }),
            (None, Some(_)) => Err("`params` belong to a surface; a network's settings stand in `network`"),
            (None, None) => Err("missing field `surface` or `network`"),
            (Some(_), Some(_)) => Err("give either `surface` or `network`"),
        }
    }
}

impl Problem {
    /// A surface, its parameters at their defaults.
    pub fn surface(surface: Reference) -> Self {
        Self::Surface {
            surface,
            params: Params::new(),
        }
    }

    /// Which sort it is.
    pub fn sort(&self) -> Sort {
        match self {
            Self::Surface { .. } => Sort::Surface,
            Self::Network { .. } => Sort::Network,
        }
    }

    /// Where its own rule stands: what is minimised, or what follows a network's layers.
    pub fn place(&self) -> RulePlace {
        match self {
            Self::Surface { .. } => RulePlace::Surface,
            Self::Network { .. } => RulePlace::Activation,
        }
    }

    /// Whether runs begin at points that the scene gives.
    pub fn has_starts(&self) -> bool {
        self.text().is_some()
    }

    /// Whether there are data, which are gone through in epochs.
    pub fn has_epochs(&self) -> bool {
        self.network().is_some()
    }

    /// The network, where it is one.
    pub fn network(&self) -> Option<&Network> {
        match self {
            Self::Surface { .. } => None,
            Self::Network { network } => Some(network),
        }
    }

    /// The surface's text and its parameters, where it is one.
    pub fn text(&self) -> Option<(&Reference, &Params)> {
        match self {
            Self::Surface { surface, params } => Some((surface, params)),
            Self::Network { .. } => None,
        }
    }

    /// The same, to be changed.
    pub fn text_mut(&mut self) -> Option<(&mut Reference, &mut Params)> {
        match self {
            Self::Surface { surface, params } => Some((surface, params)),
            Self::Network { .. } => None,
        }
    }

    /// The same, to be changed.
    pub fn network_mut(&mut self) -> Option<&mut Network> {
        match self {
            Self::Surface { .. } => None,
            Self::Network { network } => Some(network),
        }
    }

    /// Whether it is another problem than `other`, not the same one with other settings: what was computed of
    /// the one tells nothing of the other.
    pub fn is_another(&self, other: &Self) -> bool {
        match (self, other) {
            // A surface whose text is written is still the one it was forked from.
            (Self::Surface { surface: a, .. }, Self::Surface { surface: b, .. }) => {
                let is_written = |r: &Reference| matches!(r, Reference::Source(_));
                a != b && !is_written(a) && !is_written(b)
            }
            (Self::Network { network: a }, Self::Network { network: b }) => a.data.is_another(&b.data),
            _ => true,
        }
    }
}
