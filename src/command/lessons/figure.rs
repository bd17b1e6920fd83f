//! The picture of a card: its scene as `ravine plot` draws it, with the chart of the view that it opens.

use ravine::engine::Computed;
use ravine::scene::Scene;
use ravine::view::canvas::export::{Sheet, svg};
use ravine::view::chart::Chart;
use ravine::view::figure::{Panel, Race, still};
use ravine::view::palette::PAPER;
use ravine::view::{self, Shown};

/// A picture and what it shows in words.
pub struct Figure {
    /// The file's text.
    pub svg: String,
    /// All settings, for those who cannot see it.
    pub about: String,
}

/// Draws a computed scene at the step that it looks at; at 0 at its end.
pub fn draw(scene: &Scene, done: &Computed) -> Result<Figure, String> {
    let field = still::field(scene, &done.plan).map_err(|error| error.to_string())?;
    let last = done.trace.steps as f64;
    let step = match scene.view.step {
        0 => last,
        step => f64::from(step).min(last),
    };
    let shown = Shown::still(scene, done, field.as_ref(), step);
    let mut views = view::charts();
    let problem = &scene.experiment.problem;
    views.retain(|view| view.suits(problem));
    // What has no chart leaves its place to the first one that has one.
    views.sort_by_key(|view| view.tab().id != scene.view.tab);
    let mut charts = views.iter_mut().map(|view| view.charts(&shown, PAPER.dark));
    let charts = charts.find(|charts| !charts.is_empty()).unwrap_or_default();
    let paths = shown.field.map(|_| Panel::Path).into_iter();
    let own = |chart: Chart<'static>| Panel::Chart(Box::new(chart));
    let mut race = Race::new(shown, done, paths.chain(charts.into_iter().map(own)).collect());
    race.marked = step < last;
    let about = race.caption().text();
    let sheet = Sheet {
        title: race.name(),
        about: &about,
        size: race.extent(None).best.into(),
        colors: &PAPER,
    };
    let svg = svg(&sheet, &race).map_err(|error| error.to_string())?;
    Ok(Figure { svg, about })
}
