//! One pipeline a program text. Values never enter the text, so moving a slider makes no pipeline.

use super::device::Gpu;
use crate::catalog::latest::Latest;
use crate::compile::RUNS;

/// Most pipelines kept: those of two scenes of as many runs as there can be, each with a program of its own.
/// Editing a rule letter by letter, or going through many scenes, makes many that nobody needs again.
pub const KEPT: usize = 2 * RUNS;

/// The pipelines made so far.
#[derive(Debug)]
pub struct Pipelines {
    device: wgpu::Device,
    entry: &'static str,
    bindings: wgpu::BindGroupLayout,
    layout: wgpu::PipelineLayout,
    known: Latest<String, wgpu::ComputePipeline>,
    made: usize,
}

impl Pipelines {
    /// No pipelines yet. `entry` is their entry point's name; their bindings are a uniform with a dynamic
    /// offset, `read` buffers to read and `write` buffers to write, in this order.
    pub fn new(gpu: &Gpu, entry: &'static str, read: u32, write: u32) -> Self {
        Self::with_constants(gpu, entry, 0, read, write)
    }

    /// The same with so many more uniforms behind the first one.
    pub fn with_constants(gpu: &Gpu, entry: &'static str, constants: u32, read: u32, write: u32) -> Self {
        let device = gpu.device.clone();
        let stages = wgpu::ShaderStages::COMPUTE;
        let (bindings, layout) = layouts(gpu, entry, stages, [1 + constants, read, write]);
        Self {
            device,
            entry,
            bindings,
            layout,
            known: Latest::new(KEPT),
            made: 0,
        }
    }

    /// How many were made.
    pub fn made(&self) -> usize {
        self.made
    }

    /// The layout all of them share.
    pub fn bindings(&self) -> &wgpu::BindGroupLayout {
        &self.bindings
    }

    /// The pipeline of a text.
    pub fn get(&mut self, text: String) -> wgpu::ComputePipeline {
        let Self {
            device,
            entry,
            layout,
            known,
            made,
            ..
        } = self;
        known.get(text, |text| {
            *made += 1;
            let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
                label: Some(entry),
                source: wgpu::ShaderSource::Wgsl(text.as_str().into()),
            });
            device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(entry),
                layout: Some(layout),
                module: &module,
                entry_point: Some(entry),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                cache: None,
            })
        })
    }

    /// How many are kept.
    pub fn kept(&self) -> usize {
        self.known.len()
    }
}

/// The layouts of bindings that are so many uniforms, the first with a dynamic offset, buffers to read and
/// buffers to write.
pub(super) fn layouts(
    gpu: &Gpu,
    label: &str,
    visibility: wgpu::ShaderStages,
    [uniforms, read, write]: [u32; 3],
) -> (wgpu::BindGroupLayout, wgpu::PipelineLayout) {
    let entry = |binding| {
        let ty = match binding {
            _ if binding < uniforms => wgpu::BufferBindingType::Uniform,
            _ => wgpu::BufferBindingType::Storage {
                read_only: binding < uniforms + read,
            },
        };
        wgpu::BindGroupLayoutEntry {
            binding,
            visibility,
            ty: wgpu::BindingType::Buffer {
                ty,
                has_dynamic_offset: binding == 0,
                min_binding_size: None,
            },
            count: None,
        }
    };
    let entries: Vec<_> = (0..uniforms + read + write).map(entry).collect();
    let bindings = gpu
        .device
        .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some(label),
            entries: &entries,
        });
    let layout = gpu
        .device
        .create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(label),
            bind_group_layouts: &[Some(&bindings)],
            immediate_size: 0,
        });
    (bindings, layout)
}
