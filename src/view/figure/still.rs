//! A scene at rest as a figure of its usual panels: what `ravine plot` draws unless told otherwise, and what
//! a page shows in whose browser the app cannot draw.

use super::{Panel, Race};
use crate::compile::Plan;
use crate::engine::EngineError;
use crate::engine::cpu::field::CpuSampler;
use crate::engine::field::sample;
use crate::scene::Scene;
use crate::trace::{Field, Grid};
use crate::view::canvas::export::{self, ExportError, Sheet};
use crate::view::chart::Chart;
use crate::view::palette::PAPER;
use crate::view::{self, Computed, Shown};
use std::sync::Arc;

/// Samples of the surface along each axis.
const SAMPLES: usize = 640;

/// The surface where the scene looks at it; None where there is none.
///
/// # Errors
/// The CPU's.
pub fn field(scene: &Scene, plan: &Plan) -> Result<Option<Arc<Field>>, EngineError> {
    let Some(surface) = plan.surface() else {
        return Ok(None);
    };
    let range = scene.view.picture.range(&surface.domain);
    let grid = Grid {
        x: range[0],
        y: range.get(1).copied().unwrap_or([-1.0, 1.0]),
        columns: SAMPLES,
        rows: SAMPLES,
    };
    sample(&mut CpuSampler::default(), surface, grid).map(|field| Some(Arc::new(field)))
}

/// The names of the panels that a figure has where nobody chooses.
pub fn usual(shown: &Shown) -> Vec<&'static str> {
    let all = ["path", "loss", "lr"].into_iter();
    all.filter(|name| *name != "path" || shown.field.is_some())
        .collect()
}

/// The figure of a scene at the step that it looks at, at 0 at its end, with the chart of the view that it
/// opens.
pub fn looked_at<'a>(scene: &'a Scene, done: &'a Computed, field: Option<&'a Arc<Field>>) -> Race<'a> {
    let last = done.trace.steps as f64;
    let step = match scene.view.step {
        0 => last,
        step => f64::from(step).min(last),
    };
    let shown = Shown::still(scene, done, field, step);
    let mut views = view::charts();
    let problem = &scene.experiment.problem;
    views.retain(|view| view.suits(problem));
    // What has no chart leaves its place to the first one that has one.
    views.sort_by_key(|view| view.tab().id != scene.view.tab);
    let mut charts = views.iter_mut().flat_map(|view| view.charts(&shown, PAPER.dark));
    let charts = charts.next().unwrap_or_default();
    let paths = shown.field.map(|_| Panel::Path).into_iter();
    let own = |chart: Chart<'static>| Panel::Chart(Box::new(chart));
    let mut race = Race::new(shown, done, paths.chain(charts.into_iter().map(own)).collect());
    race.marked = step < last;
    race
}

/// The figure of a scene at its end, as SVG.
///
/// # Errors
/// It could not be drawn.
pub fn svg(scene: &Scene, done: &Computed) -> Result<String, ExportError> {
    let failed = |reason: String| ExportError::Drawing(reason);
    let field = field(scene, &done.plan).map_err(|error| failed(error.to_string()))?;
    let shown = Shown::still(scene, done, field.as_ref(), done.trace.steps as f64);
    let panels = usual(&shown)
        .into_iter()
        .map(|name| Panel::named(name, &shown, PAPER.dark));
    let panels = panels
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| failed(error.to_string()))?;
    let figure = Race::new(shown, done, panels.concat());
    let text = figure.caption().text();
    let sheet = Sheet {
        title: figure.name(),
        about: &text,
        size: figure.extent(None).best.into(),
        colors: &PAPER,
    };
    export::svg(&sheet, &figure)
}
