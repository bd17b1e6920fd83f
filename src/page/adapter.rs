//! The browser's WebGPU, as it tells of it.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The browser's WebGPU adapter; none where WebGL has to draw.
pub async fn find() -> Option<JsValue> {
    let gpu = property(&property(&js_sys::global(), "navigator")?, "gpu")?;
    let request: js_sys::Function = property(&gpu, "requestAdapter")?.dyn_into().ok()?;
    let promise: js_sys::Promise = request.call0(&gpu).ok()?.dyn_into().ok()?;
    let adapter = JsFuture::from(promise).await.ok()?;
    adapter.is_object().then_some(adapter)
}

/// What the browser tells of its GPU, such as "nvidia ampere"; the device itself hides it.
pub fn name(adapter: &JsValue) -> Option<String> {
    let info = property(adapter, "info")?;
    let word = |name| {
        property(&info, name)
            .and_then(|v| v.as_string())
            .filter(|w| !w.is_empty())
    };
    let words: Vec<String> = ["vendor", "architecture"].into_iter().filter_map(word).collect();
    word("description").or_else(|| (!words.is_empty()).then(|| words.join(" ")))
}

fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    js_sys::Reflect::get(of, &name.into()).ok()
}
