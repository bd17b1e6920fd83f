//! Files out of what is on screen.

use crate::app::compute::wished::measuring::Measuring;
use crate::app::keep::keeper;
use crate::app::layout::{TABLE, shown};
use crate::app::{App, Session, platform};
use crate::course::study::Study;
pub use crate::view::canvas::export::Form;
use crate::view::canvas::export::{Sheet, png, svg};
use crate::view::chart::Chart;
use crate::view::explore::Figure;
use crate::view::figure::caption::caption;
use crate::view::figure::{Panel, Race, Taken, still};
use crate::view::palette::PAPER;
use crate::view::{Shown, View, table};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// The picture with the chart beside it, and the settings under them.
    Figure(Form),
    /// The chart alone, and the settings under it.
    Chart(Form),
    /// The open card with its guess and its picture.
    Card(Form),
    /// What came of the runs.
    Comparison,
    /// The trace in long form.
    Csv,
    /// The scene.
    Scene,
}

/// A file that is to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What it is, as browsers call it.
    pub media_type: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What is to be said of it once it is saved.
    pub note: Option<String>,
}

/// Pixels a point of a picture.
const SCALE: f32 = 2.0;
/// Width and height of what is explored.
const EXPLORED: [f32; 2] = [860.0, 720.0];
/// Width of a chart that stands alone, and what it is higher than one among others.
const ALONE: f32 = 720.0;
const HIGHER: f32 = 140.0;

impl Export {
    /// All of them that need no open card, in the order of the menu.
    pub const ALL: [Self; 7] = [
        Self::Figure(Form::Svg),
        Self::Figure(Form::Png),
        Self::Chart(Form::Svg),
        Self::Chart(Form::Png),
        Self::Comparison,
        Self::Csv,
        Self::Scene,
    ];

    /// What the menu calls it, and what it is good for.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Figure(Form::Svg) => (
                "Figure as SVG",
                "The paths and the chart shown, with a caption of all settings; sharp at any size",
            ),
            Self::Figure(Form::Png) => (
                "Figure as PNG",
                "The paths and the chart shown, with a caption of all settings; for slides",
            ),
            Self::Chart(Form::Svg) => (
                "Chart as SVG",
                "The chart shown alone, with a caption of all settings",
            ),
            Self::Chart(Form::Png) => (
                "Chart as PNG",
                "The chart shown alone, with a caption of all settings",
            ),
            Self::Card(Form::Svg) => (
                "Card as SVG",
                "The question, the guess, what came of it, and all settings",
            ),
            Self::Card(Form::Png) => (
                "Card as PNG",
                "The question, the guess, what came of it, and all settings",
            ),
            Self::Comparison => (
                "Comparison as CSV",
                "A line a run: final and best loss, distance, cost until the tolerance, divergence",
            ),
            Self::Csv => (
                "Trace as CSV",
                "Every recorded number: run, step, variable, element, value",
            ),
            Self::Scene => ("Scene as JSON", "What `ravine run` and `ravine open` read"),
        }
    }
}

impl File {
    fn of(session: &Session, ending: &str, media_type: &'static str, bytes: Vec<u8>) -> Self {
        Self {
            name: stem(session) + ending,
            media_type,
            bytes,
            note: None,
        }
    }

    /// Outcomes of sweeps, given as CSV.
    pub fn outcomes(session: &Session, csv: String) -> Self {
        Self::of(session, "-outcomes.csv", "text/csv", csv.into_bytes())
    }

    /// The comparison of the runs, given as CSV.
    pub fn comparison(session: &Session, csv: String) -> Self {
        Self::of(session, "-comparison.csv", "text/csv", csv.into_bytes())
    }
}

impl App {
    /// What an export holds, or why there is none.
    pub fn file(&mut self, what: Export) -> Result<File, String> {
        match what {
            Export::Figure(form) => self.figure(form, true),
            Export::Chart(form) => self.figure(form, false),
            Export::Card(form) => self.card(form),
            Export::Comparison => {
                let done = self.session.done().ok_or(NOTHING)?;
                let shown = shown(&self.session, &self.playback, None);
                let csv = table::csv(done, table::tolerance(&shown), &Measuring::whole(done));
                Ok(File::comparison(&self.session, csv))
            }
            Export::Csv => {
                let csv = self.session.trace.to_csv();
                Ok(File::of(&self.session, ".csv", "text/csv", csv.into_bytes()))
            }
            Export::Scene => {
                let json = serde_json::to_string_pretty(&self.session.scene);
                let json = json.map_err(|error| format!("The scene cannot be written: {error}"))? + "\n";
                Ok(File::of(
                    &self.session,
                    ".json",
                    "application/json",
                    json.into_bytes(),
                ))
            }
        }
    }

    /// Saves a file and tells so, or tells why there is none.
    pub(in crate::app) fn save(&mut self, file: Result<File, String>) {
        let saved = file.and_then(|f| {
            let told = platform::save(&f.name, f.media_type, &f.bytes)?;
            let words: Vec<String> = told.into_iter().chain(f.note).collect();
            Ok((!words.is_empty()).then(|| words.join(". ")))
        });
        self.notices.message = saved.unwrap_or_else(Some);
    }

    /// The place of the view on screen that may have a chart.
    fn on_screen(&self) -> Option<usize> {
        let problem = &self.session.scene.experiment.problem;
        let drawn = self.charted.filter(|view| self.charts[*view].suits(problem));
        drawn.or_else(|| self.chosen(&[TABLE]))
    }

    /// The open card as a figure.
    ///
    /// # Errors
    /// Why there is none.
    fn card(&mut self, form: Form) -> Result<File, String> {
        let (card, attempt) = self
            .study
            .card()
            .zip(self.study.attempt())
            .ok_or("No card is open.")?;
        if !attempt.is_over(card) {
            return Err("The card shows its picture after the guess.".to_owned());
        }
        let failed = |error: &dyn std::fmt::Display| format!("The card cannot be drawn: {error}");
        let scene = &self.session.scene;
        let done = self.session.done().ok_or(NOTHING)?;
        let field = still::field(scene, &done.plan).map_err(|error| failed(&error))?;
        let race = still::looked_at(scene, done, field.as_ref());
        let study = Study::new(done, &scene.view, &card.lets).knowing(self.session.explored());
        let link = keeper::address_of(scene, self.study.address(scene).as_ref());
        let link = platform::address()
            .zip(link)
            .map(|(page, link)| format!("{page}{link}"));
        let taken = Taken::new(card, attempt.guess.as_ref(), &study, race, link.as_deref());
        let bytes = taken.file(form, &PAPER).map_err(|error| failed(&error))?;
        let (ending, media_type) = match form {
            Form::Svg => (".svg", "image/svg+xml"),
            Form::Png => (".png", "image/png"),
        };
        Ok(File {
            name: format!("ravine-{}{ending}", card.id.replace('/', "-")),
            media_type,
            bytes,
            note: None,
        })
    }

    /// The chart shown, on paper; beside the paths, where those are wanted and there are any.
    ///
    /// # Errors
    /// Why there is none.
    fn figure(&mut self, form: Form, paths: bool) -> Result<File, String> {
        let chosen = self.on_screen();
        let shown = shown(&self.session, &self.playback, None);
        let done = self.session.done().ok_or(NOTHING)?;
        if let Some(figure) = chosen.and_then(|i| self.charts[i].figure(&shown)) {
            return self.explored(form, figure);
        }
        let paths = paths && shown.field.is_some();
        let (charts, note) = match charts(&mut self.charts, chosen, &shown) {
            Ok(charts) => (charts, None),
            Err(why) if paths => (
                Vec::new(),
                Some(format!("The figure shows the paths alone. {why}")),
            ),
            Err(why) => return Err(why),
        };
        let panels = paths.then_some(Panel::Path).into_iter();
        let own = |chart: Chart<'static>| Panel::Chart(Box::new(chart));
        let mut race = Race::new(
            Shown {
                position: shown.position.round(),
                ..shown
            },
            done,
            panels.chain(charts.into_iter().map(own)).collect(),
        );
        race.marked = shown.position < shown.trace.steps as f64;
        let best = race.extent((!paths).then_some(ALONE)).best;
        let about = race.caption().text();
        let sheet = Sheet {
            title: race.name(),
            about: &about,
            size: [best[0], best[1] + if paths { 0.0 } else { HIGHER }].into(),
            colors: &PAPER,
        };
        let (ending, media_type, bytes) = match form {
            Form::Svg => (
                ".svg",
                "image/svg+xml",
                svg(&sheet, &race).map(String::into_bytes),
            ),
            Form::Png => (".png", "image/png", png(&sheet, &race, SCALE)),
        };
        let bytes = bytes.map_err(|error| format!("The figure cannot be drawn: {error}"))?;
        let which = if paths { "" } else { "-chart" };
        let ending = format!("{which}{ending}");
        Ok(File {
            note,
            ..File::of(&self.session, &ending, media_type, bytes)
        })
    }
}

impl App {
    /// What is explored, on paper, with the settings under it.
    ///
    /// # Errors
    /// Why there is none.
    fn explored(&self, form: Form, figure: Figure) -> Result<File, String> {
        let done = self.session.done().ok_or(NOTHING)?;
        let muted = &self.session.scene.view.muted;
        let about = caption(done, |run| !muted.contains(&run)).text();
        let title = done.plan.name();
        let figure = figure.entitled(title, about.lines().map(str::to_owned).collect());
        let sheet = Sheet {
            title,
            about: &about,
            size: EXPLORED.into(),
            colors: &PAPER,
        };
        let (ending, media_type, bytes) = match form {
            Form::Svg => (
                "-explore.svg",
                "image/svg+xml",
                svg(&sheet, &figure).map(String::into_bytes),
            ),
            Form::Png => ("-explore.png", "image/png", png(&sheet, &figure, SCALE)),
        };
        let bytes = bytes.map_err(|error| format!("The figure cannot be drawn: {error}"))?;
        Ok(File::of(&self.session, ending, media_type, bytes))
    }
}

const NOTHING: &str = "Nothing is computed yet.";

/// The charts of the view at a place as they are looked at.
///
/// # Errors
/// Why there is none, and which view has one.
fn charts(
    views: &mut [Box<dyn View>],
    place: Option<usize>,
    shown: &Shown,
) -> Result<Vec<Chart<'static>>, String> {
    let Some(place) = place else {
        return Err(NOTHING.to_owned());
    };
    let title = views[place].tab().title;
    views[place].charts(shown, PAPER.dark).map_err(|absent| {
        let problem = &shown.scene.experiment.problem;
        let suiting = views.iter_mut().filter(|view| view.suits(problem));
        let mut with = suiting.filter_map(|view| {
            let any = view.charts(shown, PAPER.dark).is_ok();
            any.then(|| format!(", such as {}", view.tab().title))
        });
        let instead = with.next().unwrap_or_default();
        format!("{title} shows no chart that could be saved. {absent} Choose a page with one{instead}.")
    })
}

/// The name of files without their ending: "ravine-rosenbrock".
fn stem(session: &Session) -> String {
    let surface = session.plan().map_or("", |plan| plan.name());
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let name: String = surface.chars().map(plain).collect();
    format!("ravine-{name}").trim_end_matches('-').to_owned()
}
