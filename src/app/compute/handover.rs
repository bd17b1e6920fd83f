//! The one place where a view hands over to the device: a swarm is drawn from buffers that nobody reads back.

use crate::compile::sweep::SweepPlan;
use crate::engine::gpu::Gpu;
use crate::engine::gpu::layout::Dots;
use crate::engine::gpu::render_swarm::{Renderers, SwarmDrawing};
use crate::engine::gpu::swarm::GpuSwarm;
use crate::view::swarm::{Paint, SwarmLook};
use eframe::egui_wgpu::{Callback, CallbackResources, CallbackTrait, wgpu};
use egui::{Color32, Context, PaintCallbackInfo, Rect, Shape};
use std::sync::Arc;

/// What makes swarms that the window's own device moves and draws.
pub struct Handover {
    context: Context,
    gpu: Gpu,
    renderers: Renderers,
}

impl Handover {
    /// On the device of a window or page, where it can compute.
    pub fn of(window: &eframe::CreationContext<'_>, gpu: Option<&Gpu>) -> Option<Self> {
        let (state, gpu) = window.wgpu_render_state.as_ref().zip(gpu)?;
        Some(Self {
            context: window.egui_ctx.clone(),
            renderers: Renderers::new(gpu, state.target_format),
            gpu: gpu.clone(),
        })
    }

    /// A swarm, and what paints it; None of networks.
    pub fn swarm(&mut self, plan: &SweepPlan) -> Option<(GpuSwarm, Arc<dyn Paint>)> {
        let swarm = GpuSwarm::new(self.gpu.clone(), &mut self.renderers, plan)?;
        let paint = Painter {
            context: self.context.clone(),
            drawing: swarm.drawing(),
        };
        Some((swarm, Arc::new(paint)))
    }
}

struct Painter {
    context: Context,
    drawing: Arc<SwarmDrawing>,
}

impl std::fmt::Debug for Painter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.drawing.fmt(f)
    }
}

impl Paint for Painter {
    fn shape(&self, plot: Rect, look: SwarmLook) -> Shape {
        // The viewport of a callback is rounded to whole pixels.
        let unit = self.context.pixels_per_point();
        let half = plot.size() * unit / 2.0;
        let [lowest, knee, top] = look.by_loss.unwrap_or([0.0, 1.0, 1.0]);
        self.drawing.look(Dots {
            low: [look.x[0] as f32, look.y[0] as f32],
            span: [look.x, look.y].map(|[low, high]| (high - low) as f32),
            radius: [look.radius * unit / half.x, look.radius * unit / half.y],
            curve: u32::from(look.curve),
            color: channels(look.color),
            gone: channels(look.gone),
            lowest: lowest as f32,
            knee: knee as f32,
            top: top as f32,
            by_loss: u32::from(look.by_loss.is_some()),
            ..Dots::default()
        });
        let painter = Swarm(self.drawing.clone());
        Shape::Callback(Callback::new_paint_callback(plot, painter))
    }
}

fn channels(color: Color32) -> [f32; 4] {
    color.to_srgba_unmultiplied().map(|c| f32::from(c) / 255.0)
}

struct Swarm(Arc<SwarmDrawing>);

impl CallbackTrait for Swarm {
    fn paint(&self, _: PaintCallbackInfo, pass: &mut wgpu::RenderPass<'static>, _: &CallbackResources) {
        self.0.paint(pass);
    }
}
