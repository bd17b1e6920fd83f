//! The picture of a card: its scene as `ravine plot` draws it, with the chart of the view that it opens.

use ravine::engine::Computed;
use ravine::scene::Scene;
use ravine::view::canvas::export::{Sheet, svg};
use ravine::view::figure::still;
use ravine::view::palette::PAPER;

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
    let race = still::looked_at(scene, done, field.as_ref());
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
