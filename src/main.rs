//! The native window, the web entry and the headless commands; nothing else.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> eframe::Result {
    eframe::run_native(
        "Ravine",
        eframe::NativeOptions::default(),
        Box::new(|cc| Ok(Box::new(ravine::app::App::new(&cc.egui_ctx)))),
    )
}

#[cfg(target_arch = "wasm32")]
fn main() {
    use eframe::wasm_bindgen::JsCast as _;
    let canvas = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.get_element_by_id("canvas"))
        .and_then(|c| c.dyn_into::<web_sys::HtmlCanvasElement>().ok());
    let Some(canvas) = canvas else { return };
    wasm_bindgen_futures::spawn_local(async move {
        let _started = eframe::WebRunner::new()
            .start(
                canvas,
                eframe::WebOptions::default(),
                Box::new(|cc| Ok(Box::new(ravine::app::App::new(&cc.egui_ctx)))),
            )
            .await;
    });
}
