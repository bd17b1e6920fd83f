//! The page's side.

use crate::app::Remote;
use crate::app::presenter::notes::{KeptNotes, Notes};
use crate::view::canvas::fonts;
use egui::{Context, DroppedFileHandle};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Document, File, HtmlAnchorElement, HtmlInputElement, Storage, Url, Window,
};

#[wasm_bindgen(js_namespace = ravinePage)]
extern "C" {
    #[wasm_bindgen(js_name = copy)]
    fn copy_on_page(text: &str);
    #[wasm_bindgen(js_name = notes)]
    fn notes_on_page(title: &str, paragraphs: Vec<String>, opens: bool) -> bool;
    #[wasm_bindgen(js_name = closeNotes)]
    fn close_notes_on_page();
    #[wasm_bindgen(js_name = turned)]
    fn turned_on_page() -> i32;
}

/// Copies a text in the page's way. True: nothing else need copy it.
pub fn copy(text: &str) -> bool {
    copy_on_page(text);
    true
}

/// Whether [`choose`] can show a chooser.
pub const CAN_CHOOSE: bool = true;

/// Downloads a file; the browser tells where it goes. Returns what to tell besides, or why it failed.
pub fn save(name: &str, media_type: &str, bytes: &[u8]) -> Result<Option<String>, String> {
    let failed = |e: JsValue| format!("{name} could not be saved: {e:?}");
    download(name, media_type, bytes).map_err(failed).map(|()| None)
}

/// Lets the user choose a file that is then opened.
pub fn choose(remote: Remote) {
    // Without a document there is no page to choose on.
    let _shown = document().map(|document| show_chooser(&document, remote));
}

/// Opens a file that was dropped.
pub fn read(file: DroppedFileHandle, remote: Remote) {
    wasm_bindgen_futures::spawn_local(async move {
        remote.open_file(&file.path().to_string_lossy(), file.bytes_async().await);
    });
}

/// Fills the screen, or ends that.
pub fn fullscreen(_ctx: &Context, on: bool) {
    let Some(document) = document() else { return };
    match on {
        // A browser that refuses leaves the app as large as it was.
        true => drop(document.document_element().map(|page| page.request_fullscreen())),
        false if document.fullscreen_element().is_some() => document.exit_fullscreen(),
        false => {}
    }
}

/// Whether the app fills the screen.
pub fn is_fullscreen(_ctx: &Context) -> bool {
    document().is_some_and(|document| document.fullscreen_element().is_some())
}

/// Lets fonts that lie beside the page be loaded once a letter needs one.
pub fn load_fonts(ctx: &Context) {
    let ctx = ctx.clone();
    fonts::more::load_by(move |name| {
        let ctx = ctx.clone();
        wasm_bindgen_futures::spawn_local(async move {
            // Without the file the browser goes on drawing its letters.
            if let Ok(bytes) = fetched(name).await {
                fonts::more::put(name, bytes);
                fonts::install(&ctx);
                ctx.request_repaint();
            }
        });
    });
}

/// The bytes of a file beside the page.
async fn fetched(path: &str) -> Result<Vec<u8>, JsValue> {
    let window = window().ok_or("there is no window")?;
    let response = JsFuture::from(window.fetch_with_str(path)).await?;
    if !js_sys::Reflect::get(&response, &"ok".into())?.is_truthy() {
        return Err("the server has no such file".into());
    }
    let read: js_sys::Function = js_sys::Reflect::get(&response, &"arrayBuffer".into())?.dyn_into()?;
    let buffer: js_sys::Promise = read.call0(&response)?.dyn_into()?;
    let buffer = JsFuture::from(buffer).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Whether the user wants nothing to move by itself.
pub fn reduced_motion() -> bool {
    let query = window().and_then(|w| w.match_media("(prefers-reduced-motion: reduce)").ok()?);
    query.is_some_and(|query| query.matches())
}

/// The page's address without a scene.
pub fn address() -> Option<String> {
    let location = window()?.location();
    Some(location.origin().ok()? + &location.pathname().ok()? + &location.search().ok()?)
}

/// Puts a title on the page.
pub fn title(_ctx: &Context, title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Opens the speaker's notes in a window of the browser. False where the browser does not let the page.
pub fn open_notes(_ctx: &Context, notes: &Notes) -> bool {
    notes_on_page(&notes.title, notes.paragraphs.clone(), true)
}

/// Writes the speaker's notes anew where they changed.
pub fn keep_notes(_ctx: &Context, notes: &Notes) -> KeptNotes {
    KeptNotes {
        is_open: notes_on_page(&notes.title, notes.paragraphs.clone(), false),
        turn: turned_on_page() as isize,
    }
}

/// Closes the window of the speaker's notes.
pub fn close_notes() {
    close_notes_on_page();
}

/// What was remembered under a name.
pub fn recall(name: &str) -> Option<String> {
    storage()?.get_item(&key(name)).ok()?
}

/// Remembers a text under a name until the next visit.
pub fn remember(name: &str, text: &str) {
    // A full or forbidden storage remembers no longer than the visit.
    let _stored = storage().map(|s| s.set_item(&key(name), text));
}

/// The key of the page's storage for what is remembered under a name.
pub fn key(name: &str) -> String {
    format!("ravine.{name}")
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

fn download(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = document().ok_or("there is no document")?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has the file by then; until then the address must stay.
    let forget = Closure::once_into_js(move || Url::revoke_object_url(&address));
    let window = window().ok_or("there is no window")?;
    window.set_timeout_with_callback_and_timeout_and_arguments_0(forget.unchecked_ref(), 60_000)?;
    Ok(())
}

fn show_chooser(document: &Document, remote: Remote) -> Result<(), JsValue> {
    let input: HtmlInputElement = document.create_element("input")?.dyn_into()?;
    input.set_type("file");
    input.set_accept(".json,.txt,.csv,.tsv,application/json,text/csv");
    let chosen = input.clone();
    let changed = Closure::once_into_js(move || {
        if let Some(file) = chosen.files().and_then(|files| files.get(0)) {
            wasm_bindgen_futures::spawn_local(async move {
                remote.open_file(&file.name(), contents(&file).await);
            });
        }
    });
    input.set_onchange(changed.dyn_ref());
    input.click();
    Ok(())
}

async fn contents(file: &File) -> Result<Vec<u8>, String> {
    let buffer = file.array_buffer().await.map_err(|e| format!("{e:?}"))?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}
