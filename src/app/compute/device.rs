//! The graphics device that a window or page brings.

use crate::engine::EngineError;
use crate::engine::gpu::Gpu;

/// The device of a window or page, for computing.
pub(in crate::app) fn gpu(
    context: &eframe::CreationContext<'_>,
    adapter: Option<String>,
) -> Result<Gpu, EngineError> {
    let Some(state) = &context.wgpu_render_state else {
        let message = match cfg!(target_arch = "wasm32") {
            true => "WebGL draws but cannot compute",
            false => "the window has no graphics device",
        };
        return Err(EngineError::NoDevice(message.to_owned()));
    };
    let ctx = context.egui_ctx.clone();
    let wake = move || ctx.request_repaint();
    Gpu::adopt(
        &state.adapter,
        state.device.clone(),
        state.queue.clone(),
        adapter,
        wake,
    )
}
