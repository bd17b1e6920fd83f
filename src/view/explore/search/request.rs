//! A search as a script asks for it, and what it is told.

use crate::engine::search::under_way::Searching;
use crate::engine::search::{Dimension, Task, Try};
use crate::scene::Scene;
use crate::scene::explore::{Method, Search, Span};
use crate::scene::sweep::Sweep;
use crate::view::explore::ask;
use crate::view::explore::setting::{Ground, all};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// How far above the lowest loss counts as reached where the scene does not say.
const TOLERANCE: f64 = 1e-6;

/// What is searched of a scene, and how.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SearchRequest {
    /// The settings, two to four of them, and their ranges.
    pub space: Vec<Span>,
    /// The run, from 1 on.
    pub run: usize,
    /// What each method may spend in a repetition: the steps of so many whole runs.
    pub budget: u32,
    /// How often each method searches, each time with other random numbers.
    pub repetitions: u32,
    /// The seed of the methods' random numbers.
    pub seed: u32,
    /// Who searches.
    pub methods: Vec<Method>,
}

impl Default for SearchRequest {
    fn default() -> Self {
        let usual = Search::default();
        Self {
            space: usual.space,
            run: 1,
            budget: usual.budget,
            repetitions: usual.repetitions,
            seed: usual.seed,
            methods: usual.methods,
        }
    }
}

impl SearchRequest {
    /// A search of a scene for each method, not begun yet.
    ///
    /// # Errors
    /// The scene has no such run, in words.
    pub fn searches(&self, scene: &Scene) -> Result<Vec<Searching>, String> {
        let run = self.run.wrapping_sub(1);
        let count = scene.experiment.runs.len();
        let alone = ask::alone(&scene.experiment, run, false);
        let alone = alone.ok_or_else(|| format!("there is no run {}, but {count}", self.run))?;
        let settings = all(&scene.experiment, run, &Ground::default());
        let is_whole = |name: &str| settings.iter().any(|own| own.name == name && own.whole);
        let dimension = |span: &Span| Dimension {
            whole: is_whole(&span.name),
            span: span.clone(),
        };
        let spans: Vec<(&Span, u32)> = self.space.iter().map(|span| (span, 2)).collect();
        let of = Sweep {
            axes: Vec::new(),
            ..ask::over(&alone, &spans, scene.view.tolerance.unwrap_or(TOLERANCE))
        };
        let task = |method: &Method| Task {
            of: of.clone(),
            space: self.space.iter().map(dimension).collect(),
            budget: self.budget,
            repetitions: self.repetitions,
            seed: self.seed,
            method: *method,
        };
        let searching = |method| Searching::new(Arc::new(task(method)));
        Ok(self.methods.iter().map(searching).collect())
    }
}

/// All tries of some searches of one space, column by column. A loss of null is that of a try that diverged.
pub fn json(searches: &[Searching]) -> Value {
    let first = searches.first().map(Searching::task);
    let space = first.map_or(&[][..], |task| &task.space);
    let setting = |own: &Dimension| {
        let Span {
            name,
            from,
            to,
            scale,
        } = &own.span;
        json!({ "name": name, "from": from, "to": to, "scale": scale })
    };
    let search = |own: &Searching| {
        let tries: Vec<&Try> = own.tries().iter().flatten().collect();
        let values = |place: usize| tries.iter().map(|of| of.point[place]).collect();
        let named = space.iter().enumerate();
        let settings: Map<String, Value> = named
            .map(|(place, own)| (own.span.name.clone(), values(place)))
            .collect();
        let loss = |of: &&Try| of.loss.is_finite().then_some(of.loss);
        json!({
            "method": own.task().method.name(),
            "columns": {
                "repetition": tries.iter().map(|of| of.repetition).collect::<Vec<_>>(),
                "number": tries.iter().map(|of| of.number).collect::<Vec<_>>(),
                "settings": settings,
                "steps": tries.iter().map(|of| of.steps).collect::<Vec<_>>(),
                "spent": tries.iter().map(|of| of.spent).collect::<Vec<_>>(),
                "loss": tries.iter().map(loss).collect::<Vec<_>>(),
                "diverged_at": tries.iter().map(|of| of.diverged_at).collect::<Vec<_>>(),
            },
        })
    };
    json!({
        "steps": first.map(|task| task.steps()),
        "budget": first.map(|task| task.budget),
        "repetitions": first.map(|task| task.repetitions),
        "space": space.iter().map(setting).collect::<Vec<_>>(),
        "searches": searches.iter().map(search).collect::<Vec<_>>(),
    })
}
