//! The app seen from outside: what the page's JavaScript API and its tests ask and say.

use super::compute::session::{Finding, Session};
use super::compute::status::EngineStatus;
use super::compute::timing::Timing;
use super::controls::notice::Notices;
use super::controls::widgets::Widgets;
use super::give::decode;
use super::playback::Playback;
use super::study::Reader;
use super::study::progress::Progress;
use super::study::told::Told;
use crate::compile::too_much;
use crate::course::selection::Selection;
use crate::data::table;
use crate::engine::parity::Report;
use crate::link;
use crate::scene::{Scene, file};
use crate::trace::Trace;
use egui::mutex::Mutex;
use serde_json::json;
use std::sync::Arc;

/// Largest file, in bytes, that is read as a scene.
const LARGEST: usize = 16 << 20;

/// A handle on a running app; clones reach the same app.
#[derive(Clone)]
pub struct Remote {
    context: egui::Context,
    shared: Arc<Mutex<Shared>>,
    widgets: Widgets,
}

#[derive(Default)]
struct Shared {
    seen: Seen,
    trace: Arc<Trace>,
    load: Option<Scene>,
    card: Option<(String, Option<Scene>)>,
    progress: Option<Progress>,
    selection: Option<Selection>,
    table: Option<OpenedTable>,
    message: Option<String>,
    compare: bool,
    stored: bool,
}

/// A table that a network is to learn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedTable {
    /// The file's name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What the last frame showed. It becomes JSON only when someone asks.
#[derive(Default)]
struct Seen {
    scene: Option<Scene>,
    engine: EngineStatus,
    findings: Vec<Finding>,
    message: Option<String>,
    comparison: Option<Result<Report, String>>,
    timing: Timing,
    computed: usize,
    compared: usize,
    step: f64,
    playing: bool,
    study: Told,
}

impl Remote {
    /// A handle for the app of a context.
    pub fn new(context: &egui::Context) -> Self {
        Self {
            context: context.clone(),
            shared: Arc::default(),
            widgets: Widgets::default(),
        }
    }

    /// JSON of the scene, the engine, the step, what is wrong and what is read of the course.
    pub fn state(&self) -> String {
        let shared = self.shared.lock();
        let seen = &shared.seen;
        let finding =
            |f: &Finding| json!({ "pointer": f.pointer, "message": f.message, "error": f.is_error });
        let findings: Vec<_> = seen.findings.iter().map(finding).collect();
        let error = seen.findings.iter().find(|f| f.is_error).map(|f| &f.message);
        let state = json!({
            "scene": seen.scene,
            "engine": seen.engine.kind,
            "adapter": seen.engine.adapter,
            "note": seen.engine.note,
            "busy": seen.engine.busy,
            "computed": seen.computed,
            "step": seen.step,
            "playing": seen.playing,
            "error": error,
            "findings": findings,
            "message": seen.message,
            "comparison": seen.comparison,
            "compared": seen.compared,
            "study": seen.study.json(),
        });
        state.to_string()
    }

    /// How many frames were drawn.
    pub fn frame(&self) -> u64 {
        self.shared.lock().seen.timing.frame
    }

    /// JSON of how long the last changes took to the screen.
    pub fn timing(&self) -> String {
        let changes: Vec<_> = self.shared.lock().seen.timing.samples().collect();
        json!(changes).to_string()
    }

    /// JSON of the last trace.
    pub fn trace(&self) -> String {
        let trace = self.shared.lock().trace.clone();
        serde_json::to_string(&*trace).unwrap_or_default()
    }

    /// JSON of the rectangle, in the screen's own points, of the widget of an accessible name; null where
    /// there is none. The first call begins to look and finds nothing yet.
    pub fn find(&self, name: &str) -> String {
        let found = self.widgets.find(&self.context, name);
        let json =
            found.map(|r| json!({ "x": r.min.x, "y": r.min.y, "width": r.width(), "height": r.height() }));
        json!(json).to_string()
    }

    /// Whether a name or a text on screen has a part. The first call begins to look and finds nothing yet.
    pub fn says(&self, part: &str) -> bool {
        self.widgets.says(&self.context, part)
    }

    /// Opens a scene in the next frame.
    ///
    /// # Errors
    /// What is wrong with its text.
    pub fn load(&self, text: &str) -> Result<(), String> {
        self.load_named("scene", text)
    }

    fn load_named(&self, name: &str, text: &str) -> Result<(), String> {
        self.accept(file::parse(name, text).map_err(|error| error.to_string())?)
    }

    /// Opens a scene in the next frame.
    ///
    /// # Errors
    /// It has too much of something; what is on screen goes on.
    fn accept(&self, scene: Scene) -> Result<(), String> {
        if let Some(found) = too_much(&scene.experiment).first() {
            return Err(found.to_string());
        }
        self.shared.lock().load = Some(scene);
        self.context.request_repaint();
        Ok(())
    }

    /// Opens the scene of a link in the next frame, or its card, or its selection; the screen tells what is
    /// wrong with the link.
    pub fn open_link(&self, text: &str) {
        match Selection::of_link(text) {
            Some(Ok(selection)) => {
                self.shared.lock().selection = Some(selection);
                return self.context.request_repaint();
            }
            Some(Err(error)) => return self.tell(format!("The selection cannot be opened: {error}.")),
            None => {}
        }
        if let Some((id, scene)) = link::card(text) {
            return self.open_card(id, scene);
        }
        let opened = link::decode(text).map_err(|error| error.to_string());
        if let Err(error) = opened.and_then(|scene| self.accept(scene)) {
            self.tell(format!("The link cannot be opened: {error}."));
        }
    }

    /// Opens a card in the next frame; on its own scene where its link holds another one that is wrong.
    fn open_card(&self, id: &str, scene: Option<&str>) {
        let scene = scene.and_then(|link| match link::decode(link) {
            Ok(scene) => Some(scene),
            Err(error) => {
                self.tell(format!("The card opens as it was written: {error}."));
                None
            }
        });
        let scene = scene.filter(|scene| too_much(&scene.experiment).is_empty());
        self.shared.lock().card = Some((id.to_owned(), scene));
        self.context.request_repaint();
    }

    /// Opens a file's scene, link, progress or table in the next frame; the screen tells what is wrong with
    /// it.
    pub fn open_file(&self, name: &str, contents: Result<Vec<u8>, String>) {
        let text = contents.and_then(|bytes| match bytes.len() > LARGEST {
            true => Err("it is too large for a scene".to_owned()),
            false => decode::text(bytes),
        });
        match text {
            Ok(text) if link::is_link(&text) || link::card(&text).is_some() => self.open_link(&text),
            Ok(text) if Progress::is_progress(&text) => match Progress::read(&text) {
                Ok(progress) => {
                    self.shared.lock().progress = Some(progress);
                    self.context.request_repaint();
                }
                Err(error) => self.tell(format!("{name} cannot be taken over as progress: {error}.")),
            },
            Ok(text) if is_table(name, &text) => {
                let name = name.to_owned();
                self.shared.lock().table = Some(OpenedTable { name, text });
                self.context.request_repaint();
            }
            Ok(text) => match self.load_named(name, &text) {
                Ok(()) => {}
                Err(error) => self.tell(format!("The file cannot be opened: {error}.")),
            },
            Err(reason) => self.tell(format!("{name} cannot be opened: {reason}.")),
        }
    }

    /// Tells something on screen in the next frame.
    pub fn tell(&self, message: String) {
        self.shared.lock().message = Some(message);
        self.context.request_repaint();
    }

    /// Tells that another page or window has changed the rules that are kept.
    pub fn stored(&self) {
        self.shared.lock().stored = true;
        self.context.request_repaint();
    }

    /// Begins to compare the engines in the next frame.
    pub fn compare(&self) {
        self.shared.lock().compare = true;
        self.context.request_repaint();
    }

    /// The scene that was asked for since the last frame.
    pub(super) fn take_load(&self) -> Option<Scene> {
        self.shared.lock().load.take()
    }

    /// The card that was asked for since the last frame, and its scene where the link has one.
    pub(super) fn take_card(&self) -> Option<(String, Option<Scene>)> {
        self.shared.lock().card.take()
    }

    /// The selection that was asked for since the last frame.
    pub(super) fn take_selection(&self) -> Option<Selection> {
        self.shared.lock().selection.take()
    }

    /// The progress that was opened since the last frame.
    pub(super) fn take_progress(&self) -> Option<Progress> {
        self.shared.lock().progress.take()
    }

    /// The table that was dropped since the last frame.
    pub(super) fn take_table(&self) -> Option<OpenedTable> {
        self.shared.lock().table.take()
    }

    /// What is to be told since the last frame.
    pub(super) fn take_message(&self) -> Option<String> {
        self.shared.lock().message.take()
    }

    /// Whether the rules that are kept were changed elsewhere since the last frame.
    pub(super) fn take_stored(&self) -> bool {
        std::mem::take(&mut self.shared.lock().stored)
    }

    /// Whether a comparison was asked for since the last frame.
    pub(super) fn take_compare(&self) -> bool {
        std::mem::take(&mut self.shared.lock().compare)
    }

    /// Tells what the frame shows.
    pub(super) fn publish(&self, session: &Session, notices: &Notices, playback: &Playback, study: &Reader) {
        let mut shared = self.shared.lock();
        let seen = &mut shared.seen;
        if seen.scene.as_ref() != Some(&session.scene) {
            seen.scene = Some(session.scene.clone());
        }
        update(&mut seen.engine, &session.engine);
        update(&mut seen.findings, &session.findings);
        update(&mut seen.message, &notices.message);
        if seen.compared != session.rivals.finished() || session.rivals.is_under_way() {
            seen.comparison = session.rivals.found().cloned();
        }
        if seen.computed != session.computed() {
            seen.timing.clone_from(&session.timing);
        }
        seen.timing.frame = session.timing.frame;
        seen.computed = session.computed();
        seen.compared = session.rivals.finished();
        seen.step = playback.position;
        seen.playing = playback.playing;
        seen.study = study.told(session);
        shared.trace = session.trace.clone();
    }
}

/// Whether a file is a table: by its name, or by rows of cells that cannot be a scene.
fn is_table(name: &str, text: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("csv" | "tsv") => true,
        Some("json") => false,
        _ => !text.trim_start().starts_with('{') && has_columns(text),
    }
}

/// Whether a text has rows of more than one cell.
fn has_columns(text: &str) -> bool {
    let understood = table::understand(text, None, None);
    understood.is_ok_and(|understood| understood.columns.len() > 1)
}

/// Copies only what changed: most frames change nothing.
fn update<T: PartialEq + Clone>(old: &mut T, new: &T) {
    if old != new {
        old.clone_from(new);
    }
}
