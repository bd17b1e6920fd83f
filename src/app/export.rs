//! Files out of what is on screen.

use super::Session;
use super::platform;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// The trace in long form.
    Csv,
    /// The scene.
    Scene,
}

impl Export {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Scene];

    /// What the menu calls it, and what it is good for.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Csv => (
                "Trace as CSV",
                "Every recorded number: run, step, variable, element, value",
            ),
            Self::Scene => ("Scene as JSON", "What `ravine run` and `ravine open` read"),
        }
    }

    /// Saves the file. Returns what to tell, or why it could not be saved.
    pub fn save(self, session: &Session) -> Result<Option<String>, String> {
        let (ending, media_type, bytes) = match self {
            Self::Csv => ("csv", "text/csv", session.trace.to_csv()),
            Self::Scene => {
                let json = serde_json::to_string_pretty(&session.scene);
                let json = json.map_err(|error| format!("The scene cannot be written: {error}"))?;
                ("json", "application/json", json + "\n")
            }
        };
        let name = format!("{}.{ending}", stem(session));
        platform::save(&name, media_type, bytes.as_bytes())
    }
}

/// The name of files without their ending: "ravine-rosenbrock".
fn stem(session: &Session) -> String {
    let surface = session.plan().map_or("", |plan| plan.surface.name.as_str());
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
