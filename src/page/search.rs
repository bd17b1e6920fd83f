//! Searches for settings for the page's scripts, beside the app, on the CPU.

use super::sweep::{SLICE, promised, read, rest};
use ravine::scene::Scene;
use ravine::view::explore::search::request::{SearchRequest, json};
use wasm_bindgen::prelude::*;

/// Searches for settings of a scene's run: a promise of the tries as `ravine search --format json` prints them.
/// Options are `space` (two to four of `{ name, from, to, scale }`), `run` (from 1), `budget`, `repetitions`,
/// `seed` and `methods`.
pub fn search(scene: JsValue, options: JsValue) -> js_sys::Promise {
    promised(async move { searched(&scene, &options).await })
}

async fn searched(scene: &JsValue, options: &JsValue) -> Result<String, String> {
    let request = match options.is_undefined() {
        true => SearchRequest::default(),
        false => read(options)?,
    };
    let mut searches = request.searches(&read::<Scene>(scene)?)?;
    for searching in &mut searches {
        while searching.advance(SLICE) {
            rest("cpu").await;
        }
        if let Some(trouble) = searching.trouble() {
            return Err(trouble.to_owned());
        }
    }
    Ok(json(&searches).to_string())
}
