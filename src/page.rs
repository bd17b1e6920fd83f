//! The web page's side: the app on the canvas, what `web/loader.js` wants to hear, and the JavaScript API.
//!
//! `api` is what scripts may call, `sweep` and `search` what they have computed; `adapter` finds the device, `still`
//! is the scene where none draws.

mod adapter;
mod api;
mod search;
mod still;
mod sweep;

use ravine::app::study::kept::{GoOn, PROGRESS, SHELF};
use ravine::app::study::selections::SELECTIONS;
use ravine::app::{App, Past, Remote, first_scene, platform};
use ravine::course::{Course, guide, scene};
use ravine::link;
use ravine::scene::Scene;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_namespace = ravinePage)]
extern "C" {
    fn started();
    fn failed(message: &str);
    #[wasm_bindgen(js_name = still)]
    fn show_still(still: &JsValue, message: &str);
    #[wasm_bindgen(js_name = leaveWebGpu)]
    fn leave_webgpu() -> bool;
    fn crashed(message: &str);
    fn turn(milliseconds: u32) -> js_sys::Promise;
}

/// Where the scene is kept between visits.
const SCENE: &str = "ravine.scene";
/// Set by a crash, cleared by a frame that went well.
const CRASHED: &str = "ravine.crashed";
/// Set when the scene is tried again after a crash, cleared likewise.
const RETRIED: &str = "ravine.retried";

/// How often the page takes up a new graphics device for one that was lost.
const LOSSES: usize = 5;

/// Starts the app.
pub fn run() {
    std::panic::set_hook(Box::new(|panic| {
        store(CRASHED, "yes");
        crashed(&panic.to_string());
    }));
    let Some(canvas) = canvas() else {
        return failed("the page has no canvas named \"canvas\"");
    };
    let runner = eframe::WebRunner::new();
    keep_when_left(&runner);
    wasm_bindgen_futures::spawn_local(start(canvas, runner, None, LOSSES));
}

/// Keeps the scene when the page is left or hidden, which may be the last that it hears.
fn keep_when_left(runner: &eframe::WebRunner) {
    let runner = runner.clone();
    let left = Closure::<dyn Fn()>::new(move || {
        if let Some(mut app) = runner.app_mut::<App>() {
            app.keep_now();
        }
    })
    .into_js_value();
    let Some(window) = web_sys::window() else { return };
    for event in ["pagehide", "visibilitychange"] {
        // `visibilitychange` rises from the document. A page without events only waits for its next rest.
        let _listens = window.add_event_listener_with_callback(event, left.unchecked_ref());
    }
}

fn canvas() -> Option<web_sys::HtmlCanvasElement> {
    let canvas = web_sys::window()?.document()?.get_element_by_id("canvas")?;
    canvas.dyn_into().ok()
}

/// Starts the app on a canvas: with the scene of the address or of the last visit, or where the app before
/// was when it lost its graphics device. At the next loss it starts again, so many times.
async fn start(
    canvas: web_sys::HtmlCanvasElement,
    runner: eframe::WebRunner,
    past: Option<Past>,
    losses: usize,
) {
    let past = Rc::new(RefCell::new(past));
    let Err(error) = attempt(canvas, &runner, &past, losses).await else {
        return started();
    };
    // A canvas that WebGPU has touched is lost to WebGL.
    let canvas = leave_webgpu().then(new_canvas).flatten();
    let error = match canvas {
        Some(canvas) => match attempt(canvas, &runner, &past, losses).await {
            Ok(()) => return started(),
            Err(error) => error,
        },
        None => error,
    };
    let message = message(&error);
    let scene = match past.take() {
        Some(past) => past.into_scene(),
        None => asked_for(),
    };
    match still::still(&scene).await {
        Ok(shown) => show_still(&shown, &message),
        Err(wrong) => failed(&format!("{message}\n{wrong}")),
    }
}

/// Starts the app on a canvas; `past` is taken once it runs.
///
/// # Errors
/// The browser has no way of drawing it.
async fn attempt(
    canvas: web_sys::HtmlCanvasElement,
    runner: &eframe::WebRunner,
    past: &Rc<RefCell<Option<Past>>>,
    losses: usize,
) -> Result<(), JsValue> {
    let adapter = adapter::find().await;
    let options = eframe::WebOptions {
        renderer: match adapter {
            Some(_) => eframe::Renderer::Wgpu,
            None => eframe::Renderer::Glow,
        },
        ..eframe::WebOptions::default()
    };
    let name = adapter.as_ref().and_then(adapter::name);
    let (next, past) = (runner.clone(), past.clone());
    let app = Box::new(move |context: &eframe::CreationContext<'_>| {
        let app = match past.take() {
            Some(past) => App::again(context, past, name),
            None => first(context, name),
        };
        follow_address(app.remote());
        follow_storage(app.remote());
        api::install(app.remote());
        let again = move |past| restart(next, past, losses);
        Ok(Box::new(app.with_library().keeping(keep).reopening(again)) as Box<dyn eframe::App>)
    });
    runner.start(canvas, options, app).await
}

/// What an error says.
fn message(error: &JsValue) -> String {
    error.as_string().unwrap_or_else(|| format!("{error:?}"))
}

/// The scene that a visit begins with: that of the address, of the last visit, or the first one of all.
fn asked_for() -> Scene {
    let linked = address().and_then(|address| match link::card(&address) {
        None => link::decode(&address).ok(),
        Some((_, Some(changed))) => link::decode(changed).ok(),
        Some((id, None)) => {
            let course = Course::embedded();
            let card = guide::find(course, id).filter(|card| !card.is_text())?;
            scene::of(card, course).ok()
        }
    });
    linked.or_else(kept_scene).unwrap_or_else(first_scene)
}

/// The part of the page's address that leads to a scene or a card, if it has one.
fn address() -> Option<String> {
    let hash = web_sys::window()?.location().hash().ok()?;
    leads_on(&hash).then_some(hash)
}

fn leads_on(hash: &str) -> bool {
    [link::MARK, link::CARD].iter().any(|mark| hash.starts_with(mark))
}

/// The app of a visit.
fn first(context: &eframe::CreationContext<'_>, adapter: Option<String>) -> App {
    let crashing = is_crashing();
    let kept = kept_scene().filter(|_| !crashing);
    let address = address().filter(|_| !crashing);
    let go_on = match crashing {
        true => GoOn::No,
        false => GoOn::at(address.as_deref(), kept.as_ref()),
    };
    let app = App::new(context, kept.unwrap_or_else(first_scene), adapter).reading_on(SHELF, go_on);
    // The scene that it goes on with is there.
    let elsewhere = |address: &String| go_on == GoOn::No || link::card(address).is_some();
    if let Some(address) = address.filter(elsewhere) {
        app.remote().open_link(&address);
    }
    app
}

/// Starts the app again on a new canvas: the old one belongs to the device that was lost.
fn restart(runner: eframe::WebRunner, past: Past, losses: usize) {
    let Some(canvas) = new_canvas().filter(|_| losses > 0) else {
        return failed("the graphics device is lost again and again");
    };
    // It runs once the frame of the app before is over.
    wasm_bindgen_futures::spawn_local(start(canvas, runner, Some(past), losses - 1));
}

fn new_canvas() -> Option<web_sys::HtmlCanvasElement> {
    let old = canvas()?;
    let new: web_sys::HtmlCanvasElement = old.clone_node().ok()?.dyn_into().ok()?;
    old.replace_with_with_node_1(&new).ok()?;
    Some(new)
}

/// Whether the app crashed twice before its first good frame: then neither the kept scene nor the address's
/// is tried again.
fn is_crashing() -> bool {
    let marked = |key| storage().and_then(|s| s.get_item(key).ok()?).is_some();
    match (marked(CRASHED), marked(RETRIED)) {
        (true, true) => return true,
        (true, false) => store(RETRIED, "yes"),
        (false, _) => {}
    }
    false
}

/// The scene of the last visit.
fn kept_scene() -> Option<Scene> {
    let text = storage()?.get_item(SCENE).ok()??;
    serde_json::from_str(&text).ok()
}

/// Opens the scene or the card of each address that the user goes to without leaving the page.
fn follow_address(remote: Remote) {
    // The event's own address: by now the app may have put its scene into the page's.
    let follow = Closure::<dyn Fn(web_sys::HashChangeEvent)>::new(move |event: web_sys::HashChangeEvent| {
        let address = event.new_url();
        let hash = address.find('#').map(|at| &address[at..]);
        if let Some(hash) = hash.filter(|hash| leads_on(hash)) {
            remote.open_link(hash);
        }
    })
    .into_js_value();
    if let Some(window) = web_sys::window() {
        window.set_onhashchange(follow.dyn_ref());
    }
}

/// Takes over the rules, the selections and the progress that another page stores.
fn follow_storage(remote: Remote) {
    let follow = Closure::<dyn Fn(web_sys::StorageEvent)>::new(move |event: web_sys::StorageEvent| {
        // Without a key all was cleared.
        let ours = [platform::RULES, PROGRESS, SELECTIONS].map(platform::key);
        if event.key().is_none_or(|key| ours.contains(&key)) {
            remote.stored();
        }
    })
    .into_js_value();
    if let Some(window) = web_sys::window() {
        window.set_onstorage(follow.dyn_ref());
    }
}

/// Keeps a scene that was shown without trouble, and puts what leads to it into the page's address.
fn keep(scene: &Scene, hash: Option<&str>) {
    if let Ok(text) = serde_json::to_string(scene) {
        store(SCENE, &text);
    }
    for mark in [CRASHED, RETRIED] {
        // A browser that keeps nothing for us has nothing to clear.
        let _cleared = storage().map(|s| s.remove_item(mark));
    }
    // An address that is too long for the browser, or that cannot be read back, is none: the kept scene
    // counts then.
    if hash.and_then(show_address).is_none() {
        plain_address().and_then(|address| show_address(&address));
    }
}

/// Replaces the page's address; None where the browser refuses.
fn show_address(address: &str) -> Option<()> {
    let history = web_sys::window()?.history().ok()?;
    history
        .replace_state_with_url(&JsValue::NULL, "", Some(address))
        .ok()
}

/// The page's address without a scene.
fn plain_address() -> Option<String> {
    let location = web_sys::window()?.location();
    Some(location.pathname().ok()? + &location.search().ok()?)
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn store(key: &str, value: &str) {
    // A full or forbidden storage costs only the memory of the last scene.
    let _stored = storage().map(|s| s.set_item(key, value));
}
