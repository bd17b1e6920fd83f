//! The native window, the web entry and the headless commands; nothing else.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> eframe::Result {
    eframe::run_native(
        "Ravine",
        eframe::NativeOptions::default(),
        Box::new(|_| Ok(Box::<ravine::app::App>::default())),
    )
}

#[cfg(target_arch = "wasm32")]
fn main() {
    page::run();
}

/// The page's side: the app on the canvas, and what loader.js wants to hear.
#[cfg(target_arch = "wasm32")]
mod page {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(js_namespace = ravinePage)]
    extern "C" {
        fn started();
        fn failed(message: &str);
        fn crashed(message: &str);
    }

    pub fn run() {
        std::panic::set_hook(Box::new(|panic| crashed(&panic.to_string())));
        let canvas = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.get_element_by_id("canvas"))
            .and_then(|canvas| canvas.dyn_into::<web_sys::HtmlCanvasElement>().ok());
        let Some(canvas) = canvas else {
            return failed("the page has no canvas named \"canvas\"");
        };
        wasm_bindgen_futures::spawn_local(async move {
            let runner = eframe::WebRunner::new();
            let app = Box::new(|_: &eframe::CreationContext<'_>| {
                Ok(Box::<ravine::app::App>::default() as Box<dyn eframe::App>)
            });
            match runner
                .start(canvas, eframe::WebOptions::default(), app)
                .await
            {
                Ok(()) => started(),
                Err(error) => failed(&format!("{error:?}")),
            }
        });
    }
}
