//! Draws a swarm from its buffers, wherever it is by then.

use super::buffers::{Buffers, bind, buffer, zeros};
use super::device::Gpu;
use super::layout::Dots;
use super::pipelines::layouts;
use super::swept_lanes::SweptLanes;
use crate::catalog::latest::Latest;
use crate::compile::{Surface, wgsl};
use std::sync::Arc;
use wgpu::BufferUsages;

/// Most pipelines kept; editing a surface letter by letter makes many that nobody needs again.
const KEPT: usize = 16;

/// One render pipeline a surface, kept from one swarm to the next.
pub struct Renderers {
    format: wgpu::TextureFormat,
    bindings: wgpu::BindGroupLayout,
    layout: wgpu::PipelineLayout,
    known: Latest<String, wgpu::RenderPipeline>,
}

impl Renderers {
    /// None yet; swarms will be drawn into textures of a format.
    pub fn new(gpu: &Gpu, format: wgpu::TextureFormat) -> Self {
        let stages = wgpu::ShaderStages::VERTEX_FRAGMENT;
        let (bindings, layout) = layouts(gpu, "render_swarm", stages, [1, 3, 0]);
        Self {
            format,
            bindings,
            layout,
            known: Latest::new(KEPT),
        }
    }

    /// The same without a window.
    pub fn without_window(gpu: &Gpu) -> Self {
        Self::new(gpu, wgpu::TextureFormat::Rgba8Unorm)
    }

    fn get(&mut self, gpu: &Gpu, text: String) -> wgpu::RenderPipeline {
        let Self {
            format,
            layout,
            known,
            ..
        } = self;
        known.get(text, |text| made(gpu, *format, layout, text))
    }
}

fn made(
    gpu: &Gpu,
    format: wgpu::TextureFormat,
    layout: &wgpu::PipelineLayout,
    text: &str,
) -> wgpu::RenderPipeline {
    let module = gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some("render_swarm"),
        source: wgpu::ShaderSource::Wgsl(text.into()),
    });
    let target = wgpu::ColorTargetState {
        format,
        blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
        write_mask: wgpu::ColorWrites::ALL,
    };
    gpu.device
        .create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("render_swarm"),
            layout: Some(layout),
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("vertex"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[],
            },
            primitive: wgpu::PrimitiveState::default(),
            depth_stencil: None,
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("fragment"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(target)],
            }),
            multiview_mask: None,
            cache: None,
        })
}

/// What draws one swarm.
#[derive(Debug)]
pub struct SwarmDrawing {
    gpu: Gpu,
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroup,
    look: wgpu::Buffer,
    /// What is drawn stays until nobody draws it any more.
    _held: [Arc<Buffers>; 2],
    lanes: u32,
    linear: bool,
}

impl SwarmDrawing {
    pub(super) fn new(gpu: &Gpu, renderers: &mut Renderers, surface: &Surface, lanes: &SweptLanes) -> Self {
        let pipeline = renderers.get(gpu, wgsl::render_swarm(surface));
        let settings: Vec<f32> = surface.settings.iter().map(|&v| v as f32).collect();
        let buffers = [
            zeros(
                gpu,
                size_of::<Dots>(),
                BufferUsages::UNIFORM | BufferUsages::COPY_DST,
            ),
            buffer(gpu, bytemuck::cast_slice(&settings), BufferUsages::STORAGE),
            lanes.states.clone(),
            lanes.outcomes.clone(),
        ];
        let group = bind(gpu, &renderers.bindings, size_of::<Dots>(), &buffers);
        let [look, settings, ..] = buffers;
        Self {
            gpu: gpu.clone(),
            pipeline,
            group,
            _held: [lanes.buffers.clone(), Arc::new([look.clone(), settings].into())],
            look,
            lanes: lanes.count as u32,
            linear: renderers.format.is_srgb(),
        }
    }

    /// Sets how it is drawn from now on; colours as the eye sees them (sRGB).
    pub fn look(&self, dots: Dots) {
        let linear = |c: f32| match c <= 0.040_45 {
            true => c / 12.92,
            false => ((c + 0.055) / 1.055).powf(2.4),
        };
        let fit = |[r, g, b, a]: [f32; 4]| match self.linear {
            true => [linear(r), linear(g), linear(b), a],
            false => [r, g, b, a],
        };
        let dots = Dots {
            lanes: self.lanes,
            color: fit(dots.color),
            gone: fit(dots.gone),
            ..dots
        };
        let bytes = bytemuck::bytes_of(&dots);
        self.gpu.queue.write_buffer(&self.look, 0, bytes);
    }

    /// Draws into a pass whose viewport is the plot.
    pub fn paint(&self, pass: &mut wgpu::RenderPass<'static>) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.group, &[0]);
        pass.draw(0..6, 0..self.lanes);
    }
}
