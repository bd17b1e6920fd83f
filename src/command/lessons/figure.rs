//! The picture of a card: its scene as `ravine plot` draws it, with the chart of the view that it opens; or the
//! page of Explore, where its formulas read one.

use ravine::course::explore::whole::Known;
use ravine::engine::Computed;
use ravine::scene::Scene;
use ravine::view::canvas::export::{Sheet, svg};
use ravine::view::explore::{self, Explore};
use ravine::view::figure::caption::caption;
use ravine::view::figure::still;
use ravine::view::palette::PAPER;
use ravine::view::{Shown, View as _};

/// A picture and what it shows in words.
pub struct CardFigure {
    /// The file's text.
    pub svg: String,
    /// All settings, for those who cannot see it.
    pub about: String,
}

/// The size of a page of Explore.
const EXPLORED: [f32; 2] = [900.0, 560.0];

/// Draws a computed scene at the step that it looks at, at 0 at its end; or what is explored of it.
pub fn draw(scene: &Scene, done: &Computed, known: Known) -> Result<CardFigure, String> {
    let shown = Shown {
        sweeps: known.sweeps,
        companions: known.companions,
        ..Shown::still(scene, done, None, 0.0)
    };
    if let Some(page) = Explore::default()
        .figure(&shown)
        .filter(|_| !known.sweeps.is_empty())
    {
        return explored(scene, done, page);
    }
    let field = still::field(scene, &done.plan).map_err(|error| error.to_string())?;
    let race = still::looked_at(scene, done, field.as_ref());
    let about = race.caption().text();
    let sheet = Sheet {
        title: race.name(),
        about: &about,
        size: race.extent(None).best.into(),
        colors: &PAPER,
    };
    let svg = svg(&sheet, &race).map_err(|error| error.to_string())?;
    Ok(CardFigure { svg, about })
}

fn explored(scene: &Scene, done: &Computed, page: explore::Figure) -> Result<CardFigure, String> {
    let about = caption(done, |run| !scene.view.muted.contains(&run)).text();
    let title = done.plan.name();
    let page = page.entitled(title, about.lines().map(str::to_owned).collect());
    let sheet = Sheet {
        title,
        about: &about,
        size: EXPLORED.into(),
        colors: &PAPER,
    };
    let svg = svg(&sheet, &page).map_err(|error| error.to_string())?;
    Ok(CardFigure { svg, about })
}
