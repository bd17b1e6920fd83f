//! The app seen from outside: what the page's JavaScript API and its tests ask and say.

use super::notice::Notices;
use super::session::Session;
use crate::link;
use crate::scene::{Scene, file};
use crate::trace::Trace;
use egui::mutex::Mutex;
use egui::{Rect, accesskit};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// Largest file, in bytes, that is read as a scene.
const LARGEST: usize = 16 << 20;

/// A handle on a running app; clones reach the same app.
#[derive(Clone)]
pub struct Remote {
    context: egui::Context,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    state: String,
    trace: Arc<Trace>,
    widgets: HashMap<String, Rect>,
    load: Option<Scene>,
    table: Option<Table>,
    message: Option<String>,
    compare: bool,
}

/// A table that a network is to learn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The file's name.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Remote {
    /// A handle for the app of a context; from now on widgets are found by name.
    pub fn new(context: &egui::Context) -> Self {
        let shared: Arc<Mutex<Shared>> = Arc::default();
        context.enable_accesskit();
        context.add_plugin(Widgets {
            shared: shared.clone(),
        });
        Self {
            context: context.clone(),
            shared,
        }
    }

    /// JSON of the scene, the engine, the step and what is wrong.
    pub fn state(&self) -> String {
        self.shared.lock().state.clone()
    }

    /// JSON of the last trace.
    pub fn trace(&self) -> String {
        let trace = self.shared.lock().trace.clone();
        serde_json::to_string(&*trace).unwrap_or_default()
    }

    /// JSON of the rectangle of the widget of an accessible name; null where there is none.
    pub fn find(&self, name: &str) -> String {
        // In the screen's own points, whatever the app's scale.
        let scale = self.context.zoom_factor();
        let found = self.shared.lock().widgets.get(name).map(|rect| *rect * scale);
        let json =
            found.map(|r| json!({ "x": r.min.x, "y": r.min.y, "width": r.width(), "height": r.height() }));
        json!(json).to_string()
    }

    /// Opens a scene in the next frame. Errors: what is wrong with its text.
    pub fn load(&self, text: &str) -> Result<(), String> {
        self.load_named("scene", text)
    }

    fn load_named(&self, name: &str, text: &str) -> Result<(), String> {
        let scene = file::parse(name, text)?;
        self.shared.lock().load = Some(scene);
        self.context.request_repaint();
        Ok(())
    }

    /// Opens the scene of a link in the next frame; the screen tells what is wrong with the link.
    pub fn open_link(&self, text: &str) {
        match link::decode(text) {
            Ok(scene) => self.shared.lock().load = Some(scene),
            Err(error) => self.tell(format!("The link cannot be opened: {error}.")),
        }
    }

    /// Opens a file's scene, link or table in the next frame; the screen tells what is wrong with it.
    pub fn open_file(&self, name: &str, contents: Result<Vec<u8>, String>) {
        let text = contents.and_then(|bytes| match bytes.len() > LARGEST {
            true => Err("it is too large for a scene".to_owned()),
            false => String::from_utf8(bytes).map_err(|_| "it is no text".to_owned()),
        });
        match text {
            Ok(text) if link::is_link(&text) => self.open_link(&text),
            Ok(text) if is_table(name, &text) => {
                let name = name.to_owned();
                self.shared.lock().table = Some(Table { name, text });
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

    /// Begins to compare the engines in the next frame.
    pub fn compare(&self) {
        self.shared.lock().compare = true;
        self.context.request_repaint();
    }

    /// The scene that was asked for since the last frame.
    pub(super) fn take_load(&self) -> Option<Scene> {
        self.shared.lock().load.take()
    }

    /// The table that was dropped since the last frame.
    pub(super) fn take_table(&self) -> Option<Table> {
        self.shared.lock().table.take()
    }

    /// What is to be told since the last frame.
    pub(super) fn take_message(&self) -> Option<String> {
        self.shared.lock().message.take()
    }

    /// Whether a comparison was asked for since the last frame.
    pub(super) fn take_compare(&self) -> bool {
        std::mem::take(&mut self.shared.lock().compare)
    }

    /// Tells what the frame shows.
    pub(super) fn publish(&self, session: &Session, notices: &Notices, step: f64, playing: bool) {
        let findings: Vec<_> = session
            .findings
            .iter()
            .map(|f| json!({ "pointer": f.pointer, "message": f.message, "error": f.is_error }))
            .collect();
        let error = session.findings.iter().find(|f| f.is_error).map(|f| &f.message);
        let state = json!({
            "scene": session.scene,
            "engine": session.engine.kind,
            "adapter": session.engine.adapter,
            "note": session.engine.note,
            "busy": session.engine.busy,
            "computed": session.computed(),
            "step": step,
            "playing": playing,
            "error": error,
            "findings": findings,
            "message": notices.message,
            "comparison": session.comparison(),
            "compared": session.compared(),
        });
        let mut shared = self.shared.lock();
        shared.state = state.to_string();
        shared.trace = session.trace.clone();
    }
}

/// Whether a file is a table: by its name, or by a first line of cells that cannot begin a scene.
fn is_table(name: &str, text: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let first = text.trim_start().lines().next().unwrap_or("");
    match ending.as_deref() {
        Some("csv" | "tsv") => true,
        Some("json") => false,
        _ => !first.starts_with('{') && first.contains([',', ';', '\t']),
    }
}

/// Notes where widgets are: eframe passes the accessibility tree to the system, but not to a page.
struct Widgets {
    shared: Arc<Mutex<Shared>>,
}

impl egui::Plugin for Widgets {
    fn debug_name(&self) -> &'static str {
        "ravine widgets"
    }

    fn output_hook(&mut self, _context: &egui::Context, output: &mut egui::FullOutput) {
        let Some(update) = &output.platform_output.accesskit_update else {
            return;
        };
        self.shared.lock().widgets = named(&update.nodes);
    }
}

/// The rectangle, in points, of each node that has a name; the first of a name counts.
fn named(nodes: &[(accesskit::NodeId, accesskit::Node)]) -> HashMap<String, Rect> {
    let own = |node: &accesskit::Node| node.label().or_else(|| node.value()).map(str::to_owned);
    let names: HashMap<_, _> = nodes.iter().filter_map(|(id, n)| Some((*id, own(n)?))).collect();
    let mut found = HashMap::new();
    // What is named by a label comes first: it is what a user would act on.
    let labelled = nodes
        .iter()
        .filter_map(|(_, n)| Some((n, names.get(n.labelled_by().first()?)?)));
    let plain = nodes.iter().filter_map(|(id, n)| Some((n, names.get(id)?)));
    for (node, name) in labelled.chain(plain) {
        if let Some(b) = node.bounds() {
            let corners = [b.x0, b.y0, b.x1, b.y1].map(|v| v as f32);
            let rect = Rect::from_x_y_ranges(corners[0]..=corners[2], corners[1]..=corners[3]);
            found.entry(name.clone()).or_insert(rect);
        }
    }
    found
}
