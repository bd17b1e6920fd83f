//! Notices under the bar: what no field shows. What is wrong with the whole scene, why there is no GPU, and
//! what became of a file or a link.

use super::finding;
use super::icon::{self, Icon};
use crate::app::compute::session::{Finding, Session};
use crate::compile::finding::Mend;
use egui::{RichText, Ui, Vec2, vec2};

/// What there is to say, and what the user has seen enough of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// What became of the last thing that was asked for.
    pub message: Option<String>,
    /// The engine's note that was dismissed.
    dismissed: Option<String>,
}

impl Notices {
    /// Whether there is nothing to show.
    pub fn is_empty(&self, session: &Session) -> bool {
        self.message.is_none() && self.note(session).is_none() && elsewhere(session).next().is_none()
    }

    /// Shows all notices; what is dismissed goes away. Returns what is to be mended by a click.
    pub fn show(&mut self, ui: &mut Ui, session: &Session) -> Option<Mend> {
        let mut chosen = None;
        for found in elsewhere(session) {
            finding::line(ui, found);
            chosen = finding::mends(ui, found).or(chosen);
        }
        if let Some(message) = &self.message
            && line(ui, message, "Dismiss the message")
        {
            self.message = None;
        }
        if let Some(note) = self.note(session)
            && line(ui, &sentence(session.engine.kind, note), "Dismiss")
        {
            self.dismissed = session.engine.note.clone();
        }
        chosen
    }

    /// Shows only what became of the last thing that was asked for.
    pub fn show_message(&mut self, ui: &mut Ui) {
        if let Some(message) = &self.message
            && line(ui, message, "Dismiss the message")
        {
            self.message = None;
        }
    }

    fn note<'a>(&self, session: &'a Session) -> Option<&'a String> {
        let note = session.engine.note.as_ref();
        // Whoever chose f64 knows why the CPU computes.
        let chosen = !session.scene.experiment.precision.is_single();
        note.filter(|_| !chosen && self.dismissed != session.engine.note)
    }
}

/// What an engine's note tells; of a driver's long message the line that says it.
fn sentence(kind: &str, note: &str) -> String {
    let note = note
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches(['.', ':']);
    match kind {
        "gpu" => format!("Opened another GPU device: {note}."),
        _ => format!("Running on the CPU: {note}."),
    }
}

/// Findings that stand under no field.
fn elsewhere(session: &Session) -> impl Iterator<Item = &Finding> {
    session.findings.iter().filter(|f| {
        !f.pointer.starts_with("/experiment/runs/") && !f.pointer.starts_with("/experiment/problem/params")
    })
}

/// One notice with a button that dismisses it, of this accessible name. True when it was pressed.
fn line(ui: &mut Ui, text: &str, dismiss: &str) -> bool {
    ui.horizontal(|ui| {
        let close = Vec2::splat(ui.spacing().interact_size.y);
        let width = ui.available_width() - close.x - 12.0;
        ui.allocate_ui(vec2(width, close.y), |ui| {
            ui.add(egui::Label::new(RichText::new(text).small()).wrap());
        });
        icon::sized(ui, Icon::Close, close, None, dismiss, "Do not show this again").clicked()
    })
    .inner
}
