//! One pipeline a program text. Values never enter the text, so moving a slider makes no pipeline.

use super::device::Gpu;
use std::collections::HashMap;

/// Most pipelines kept; editing a rule letter by letter makes many that nobody needs again.
const KEPT: usize = 256;

/// The pipelines made so far.
pub struct Pipelines {
    device: wgpu::Device,
    entry: &'static str,
    bindings: wgpu::BindGroupLayout,
    layout: wgpu::PipelineLayout,
    known: HashMap<String, wgpu::ComputePipeline>,
    made: usize,
}

impl Pipelines {
    /// No pipelines yet. `entry` is their entry point's name; their bindings are a uniform with a dynamic offset, `read`
    /// buffers to read and `write` buffers to write, in this order.
    pub fn new(gpu: &Gpu, entry: &'static str, read: u32, write: u32) -> Self {
        let device = gpu.device.clone();
        let storage = |read_only| wgpu::BufferBindingType::Storage { read_only };
        let ty = |binding| match binding {
            0 => wgpu::BufferBindingType::Uniform,
            _ => storage(binding <= read),
        };
        let entries: Vec<_> = (0..=read + write).map(|b| layout_entry(b, ty(b))).collect();
        let bindings = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some(entry),
            entries: &entries,
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(entry),
            bind_group_layouts: &[Some(&bindings)],
            immediate_size: 0,
        });
        Self {
            device,
            entry,
            bindings,
            layout,
            known: HashMap::new(),
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
        if let Some(known) = self.known.get(&text) {
            return known.clone();
        }
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        self.made += 1;
        let source = wgpu::ShaderSource::Wgsl(text.as_str().into());
        let module = self.device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(self.entry),
            source,
        });
        let pipeline = self
            .device
            .create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(self.entry),
                layout: Some(&self.layout),
                module: &module,
                entry_point: Some(self.entry),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                cache: None,
            });
        self.known.insert(text, pipeline.clone());
        pipeline
    }
}

fn layout_entry(binding: u32, ty: wgpu::BufferBindingType) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer {
            ty,
            has_dynamic_offset: ty == wgpu::BufferBindingType::Uniform,
            min_binding_size: None,
        },
        count: None,
    }
}
