//! The window's side.

use crate::app::Remote;
use crate::app::presenter::notes::{KeptNotes, Notes};
use egui::{
    CentralPanel, Context, DroppedFileHandle, Key, Label, RichText, ScrollArea, Ui, ViewportBuilder,
    ViewportCommand, ViewportId,
};
use std::path::PathBuf;

/// Whether [`choose`] can show a chooser; natively a file is dropped on the window, or named to `ravine
/// open`.
pub const CAN_CHOOSE: bool = false;

/// Saves a file under a name that is still free, in the folder of downloads where there is one, else where
/// the program was started. Returns what to tell, or why it could not be saved.
pub fn save(name: &str, _media_type: &str, bytes: &[u8]) -> Result<Option<String>, String> {
    let path = free(name);
    match std::fs::write(&path, bytes) {
        Ok(()) => Ok(Some(format!("Saved as {}", path.display()))),
        Err(error) => Err(format!("{} could not be saved: {error}", path.display())),
    }
}

/// Copies a text in the page's way. False here: the window copies by itself.
pub fn copy(_text: &str) -> bool {
    false
}

/// Lets the user choose a file that is then opened.
pub fn choose(_remote: Remote) {}

/// Opens a file that was dropped.
pub fn read(file: DroppedFileHandle, remote: Remote) {
    let name = file.path().file_name().unwrap_or(file.path().as_os_str());
    remote.open_file(&name.to_string_lossy(), file.bytes());
}

/// Fills the screen, or ends that.
pub fn fullscreen(ctx: &Context, on: bool) {
    ctx.send_viewport_cmd(ViewportCommand::Fullscreen(on));
}

/// Whether the app fills the screen.
pub fn is_fullscreen(ctx: &Context) -> bool {
    ctx.input(|i| i.viewport().fullscreen == Some(true))
}

/// Fonts that lie beside a page are part of the program here.
pub fn load_fonts(_ctx: &Context) {}

/// Whether the user wants nothing to move by itself; no setting of the system tells a window.
pub fn reduced_motion() -> bool {
    false
}

/// The page's address without a scene; a window has none.
pub fn address() -> Option<String> {
    None
}

/// Puts a title on the window.
pub fn title(ctx: &Context, title: &str) {
    ctx.send_viewport_cmd(ViewportCommand::Title(title.to_owned()));
}

/// Whether a window for the speaker's notes can be opened.
pub fn open_notes(_ctx: &Context, _notes: &Notes) -> bool {
    true
}

/// Shows the speaker's notes in a window beside the app's own.
pub fn keep_notes(ctx: &Context, notes: &Notes) -> KeptNotes {
    let window = ViewportBuilder::default()
        .with_title("Notes – Ravine")
        .with_inner_size([460.0, 420.0]);
    ctx.show_viewport_immediate(ViewportId::from_hash_of("notes"), window, |ui, _| {
        let closed = CentralPanel::default().show(ui, |ui| note(ui, notes)).inner;
        let (closes, next, before) = ui.input(|i| {
            let pressed = [Key::PageDown, Key::PageUp].map(|key| i.key_pressed(key));
            (i.viewport().close_requested(), pressed[0], pressed[1])
        });
        KeptNotes {
            is_open: !closed && !closes,
            turn: isize::from(next) - isize::from(before),
        }
    })
}

/// The notes' window closes with what no longer shows it.
pub fn close_notes() {}

fn note(ui: &mut Ui, notes: &Notes) -> bool {
    let close = ui
        .button("Close the notes")
        .on_hover_text("Back to the presenter view alone (N)");
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.label(RichText::new(&notes.title).heading());
        for paragraph in &notes.paragraphs {
            ui.add(Label::new(paragraph).wrap());
        }
    });
    close.clicked()
}

/// What was remembered under a name.
pub fn recall(name: &str) -> Option<String> {
    std::fs::read_to_string(memory()?.join(name)).ok()
}

/// Remembers a text under a name until the next visit; where the disk refuses, it is remembered no longer
/// than that.
pub fn remember(name: &str, text: &str) {
    let Some(folder) = memory() else { return };
    let path = folder.join(name);
    // Written beside it and renamed, so that a half never stands in its place.
    let part = path.with_extension("part");
    let _written = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&part, text))
        .and_then(|()| std::fs::rename(&part, &path));
}

/// The user's folder for what programs keep.
fn memory() -> Option<PathBuf> {
    let given = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|p| p.is_absolute())
    };
    let data = given("XDG_DATA_HOME").or_else(|| given("APPDATA"));
    let data = data.or_else(|| Some(given("HOME")?.join(".local/share")))?;
    Some(data.join("ravine"))
}

/// The path of a name, with a number where a file of that name is there.
fn free(name: &str) -> PathBuf {
    let folder = downloads().unwrap_or_default();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = (2..).map(|n| format!("{stem} {n}.{ending}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    let free = names.find(|name| !folder.join(name).exists());
    folder.join(free.unwrap_or_else(|| name.to_owned()))
}

fn downloads() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"))?;
    let folder = PathBuf::from(home).join("Downloads");
    folder.is_dir().then_some(folder)
}
