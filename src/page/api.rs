//! What the page offers to scripts.
//!
//! `window.ravine` has
//! - `state()`: scene, engine, adapter, note, busy, step, playing, error and findings, comparison, and what
//!   is read of the course;
//! - `load(scene)`: opens a scene given as JSON text or as an object; throws what is wrong with it;
//! - `trace()`: the last trace, as `ravine run` prints it;
//! - `sweep(sweep, options)`: sweeps, given as `ravine sweep` reads it; a promise of what the command prints;
//! - `search(scene, options)`: searches for settings; a promise of what `ravine search --format json` prints;
//! - `find(name)`: the rectangle `{x, y, width, height}` of the widget of an accessible name, or null; the
//!   first call only begins to look; `says(part)`: whether a name or a text on screen has a part;
//! - `frame()`: how many frames were drawn; `timing()`: for the last changes the frames and milliseconds to
//!   their traces;
//! - `compare()`: begins to compare the two engines on the scene; `state().comparison` has the answer;
//! - `panic()`: stops the app as a mistake in it would, to see what the page then shows.

use ravine::app::Remote;
use wasm_bindgen::prelude::*;

/// Puts the API on the page.
pub(super) fn install(remote: Remote) {
    let api = js_sys::Object::new();
    let state = remote.clone();
    add(
        &api,
        "state",
        Closure::<dyn Fn() -> JsValue>::new(move || parsed(&state.state())),
    );
    let trace = remote.clone();
    add(
        &api,
        "trace",
        Closure::<dyn Fn() -> JsValue>::new(move || parsed(&trace.trace())),
    );
    let find = remote.clone();
    add(
        &api,
        "find",
        Closure::<dyn Fn(String) -> JsValue>::new(move |name: String| parsed(&find.find(&name))),
    );
    let says = remote.clone();
    add(
        &api,
        "says",
        Closure::<dyn Fn(String) -> bool>::new(move |part: String| says.says(&part)),
    );
    add(
        &api,
        "sweep",
        Closure::<dyn Fn(JsValue, JsValue) -> js_sys::Promise>::new(super::sweep::sweep),
    );
    add(
        &api,
        "search",
        Closure::<dyn Fn(JsValue, JsValue) -> js_sys::Promise>::new(super::search::search),
    );
    let frame = remote.clone();
    add(
        &api,
        "frame",
        Closure::<dyn Fn() -> f64>::new(move || frame.frame() as f64),
    );
    let timing = remote.clone();
    add(
        &api,
        "timing",
        Closure::<dyn Fn() -> JsValue>::new(move || parsed(&timing.timing())),
    );
    let stop = || panic!("asked for by window.ravine.panic()");
    add(&api, "panic", Closure::<dyn Fn()>::new(stop));
    let compare = remote.clone();
    add(
        &api,
        "compare",
        Closure::<dyn Fn()>::new(move || compare.compare()),
    );
    add(
        &api,
        "load",
        Closure::<dyn Fn(JsValue) -> Result<(), JsValue>>::new(move |scene: JsValue| load(&remote, &scene)),
    );
    if let Some(window) = web_sys::window() {
        set(&window, "ravine", &api);
    }
}

fn load(remote: &Remote, scene: &JsValue) -> Result<(), JsValue> {
    remote
        .load(&text_of(scene)?)
        .map_err(|e| js_sys::Error::new(&e).into())
}

/// JSON text as it is, an object as JSON text.
pub(super) fn text_of(value: &JsValue) -> Result<String, JsValue> {
    match value.as_string() {
        Some(text) => Ok(text),
        None => Ok(js_sys::JSON::stringify(value)?.into()),
    }
}

pub(super) fn parsed(json: &str) -> JsValue {
    js_sys::JSON::parse(json).unwrap_or(JsValue::NULL)
}

/// A function of the API lives as long as the page.
fn add<T: ?Sized + wasm_bindgen::closure::WasmClosure>(
    api: &js_sys::Object,
    name: &str,
    function: Closure<T>,
) {
    set(api, name, &function.into_js_value());
}

pub(super) fn set(target: &JsValue, name: &str, value: &JsValue) {
    // Setting a property of a plain object or of the window cannot fail.
    let _set = js_sys::Reflect::set(target, &name.into(), value);
}
