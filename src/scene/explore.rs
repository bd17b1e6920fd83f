//! How the experiment is explored: which settings are swept, over which ranges, and what of the outcomes is
//! shown.

use super::sweep::Spread;
use serde::{Deserialize, Serialize};

/// What is chosen in the Explore tab. No change here recompiles the experiment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Explore {
    /// What is shown.
    #[serde(skip_serializing_if = "is_default")]
    pub page: Page,
    /// The map's axis to the right; absent: the run's first setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<Span>,
    /// The map's axis upwards; absent: one that goes with the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<Span>,
    /// What the map colours.
    #[serde(skip_serializing_if = "is_default")]
    pub value: Value,
    /// How many seeds each point of the map is tried with; absent: the run's own alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seeds: Option<u32>,
    /// Whether all runs have a map, side by side.
    #[serde(skip_serializing_if = "is_default")]
    pub all: bool,
    /// The comparison over the learning rate.
    #[serde(skip_serializing_if = "is_default")]
    pub race: Race,
    /// The range test.
    #[serde(skip_serializing_if = "is_default")]
    pub range: RangeTest,
    /// The search for settings.
    #[serde(skip_serializing_if = "is_default")]
    pub search: Search,
}

/// A page of the tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Page {
    /// Outcomes over two settings.
    #[default]
    Map,
    /// Every run's outcome over its learning rate.
    Race,
    /// A run whose learning rate rises at every step.
    Range,
    /// Methods that search for settings, with the same budget.
    Search,
}

/// A setting and the range over which it is swept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The setting, by the name that an axis of a sweep has.
    pub name: String,
    /// The value at the left or lower edge.
    pub from: f64,
    /// The value at the right or upper edge.
    pub to: f64,
    /// How values are spread between them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scale: Spread,
}

/// What is looked at of an outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// The loss at the end.
    #[default]
    Loss,
    /// The lowest loss on the way.
    Best,
    /// Steps until the loss is within the tolerance.
    Steps,
    /// The known minimum at which the run ends (surfaces).
    Minimum,
    /// The loss at the end on what is held back (networks).
    Validation,
    /// The lowest one on the way.
    #[serde(rename = "best_validation")]
    BestValidation,
    /// The share of right answers at the end on what is held back (networks that tell classes apart).
    Accuracy,
}

/// The comparison of all runs over their learning rates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Race {
    /// The lowest and the highest learning rate.
    pub rates: [f64; 2],
    /// How many rates are tried.
    pub count: u32,
    /// How many seeds each rate is tried with.
    pub seeds: u32,
    /// Within which factor of the best a rate counts as good.
    pub factor: f64,
    /// Whether the expected best of so many tries is shown in the rates' place.
    pub tries: bool,
}

/// A range test of the selected run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RangeTest {
    /// The learning rate of the first and of the last step.
    pub rates: [f64; 2],
    /// How many steps it takes.
    pub steps: u32,
    /// It stops where the smoothed loss is so many times the lowest.
    pub stop: f64,
    /// How much of the average stays at each step as the loss is smoothed.
    pub beta: f64,
}

/// A search for the settings of the selected run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Search {
    /// The settings that are searched, with their ranges, two to four; none are the run's usual ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub space: Vec<Span>,
    /// What each method may spend: the steps of so many whole runs.
    pub budget: u32,
    /// How often each method searches, each time with other random numbers.
    pub repetitions: u32,
    /// Which methods take part.
    pub methods: Vec<Method>,
    /// The seed of the methods' random numbers; those of the run are its own.
    pub seed: u32,
    /// What is shown of it.
    pub look: Look,
    /// The repetition whose tries are shown, from 0.
    pub repetition: u32,
}

/// A way to search for settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Every value of one setting with every value of the others.
    Grid,
    /// Anywhere.
    Random,
    /// Where good tries are dense and bad ones rare.
    Tpe,
    /// Many short tries, of which the best go on.
    Halving,
}

/// What is shown of a search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Look {
    /// The tries over the first two settings.
    #[default]
    Tries,
    /// The best so far over what was spent.
    Best,
    /// Every try as a line over all settings.
    Parallel,
    /// The outcome over each setting.
    Slices,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Grid, Self::Random, Self::Tpe, Self::Halving];

    /// What it is called, as a scene writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Random => "random",
            Self::Tpe => "tpe",
            Self::Halving => "halving",
        }
    }
}

impl Default for Search {
    fn default() -> Self {
        Self {
            space: Vec::new(),
            budget: 32,
            repetitions: 8,
            methods: Method::ALL.to_vec(),
            seed: 0,
            look: Look::default(),
            repetition: 0,
        }
    }
}

impl Span {
    /// A setting over a range.
    pub fn new(name: &str, [from, to]: [f64; 2], scale: Spread) -> Self {
        Self {
            name: name.to_owned(),
            from,
            to,
            scale,
        }
    }
}

impl Default for Race {
    fn default() -> Self {
        Self {
            rates: [1e-5, 10.0],
            count: 97,
            seeds: 1,
            factor: 2.0,
            tries: false,
        }
    }
}

impl Default for RangeTest {
    fn default() -> Self {
        Self {
            rates: [1e-5, 1.0],
            steps: 200,
            stop: 4.0,
            beta: 0.9,
        }
    }
}

impl Explore {
    /// Whether nothing was chosen.
    pub(super) fn is_default(&self) -> bool {
        is_default(self)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Scene, View};

    #[test]
    fn what_was_not_chosen_takes_no_room_in_a_link() {
        let view = serde_json::to_string(&View::default()).expect("plain data");
        assert_eq!(view, r#"{"step":0,"selected":0}"#);
        assert_eq!(
            serde_json::to_string(&Explore::default()).expect("plain data"),
            "{}"
        );
    }

    #[test]
    fn what_was_chosen_comes_back_and_what_is_unknown_is_refused() {
        let mut scene = Scene::on_surface("bowl");
        scene.view.explore = Explore {
            page: Page::Race,
            y: Some(Span {
                name: "beta".to_owned(),
                from: 0.0,
                to: 0.99,
                scale: Spread::Linear,
            }),
            value: Value::BestValidation,
            seeds: Some(8),
            search: Search {
                budget: 64,
                methods: vec![Method::Tpe, Method::Halving],
                look: Look::Slices,
                ..Search::default()
            },
            ..Explore::default()
        };
        let text = serde_json::to_string(&scene).expect("plain data");
        assert_eq!(serde_json::from_str::<Scene>(&text).expect("its own text"), scene);
        let wrong = text.replace(r#""page":"race""#, r#""pages":"race""#);
        assert!(serde_json::from_str::<Scene>(&wrong).is_err());
    }
}
