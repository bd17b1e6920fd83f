//! Buffers: with contents, of zeros, bound to a shader, read back.

use super::device::Gpu;
use crate::engine::EngineError;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

/// Buffers that are given back with their owner. A page's garbage collector does not see how large they are,
/// and would keep hundreds of megabytes. What was submitted before goes on with them.
#[derive(Debug)]
pub(super) struct Buffers(Vec<wgpu::Buffer>);

impl<const N: usize> From<[wgpu::Buffer; N]> for Buffers {
    fn from(buffers: [wgpu::Buffer; N]) -> Self {
        Self(buffers.into())
    }
}

impl Deref for Buffers {
    type Target = [wgpu::Buffer];

    fn deref(&self) -> &[wgpu::Buffer] {
        &self.0
    }
}

impl Drop for Buffers {
    fn drop(&mut self) {
        self.0.iter().for_each(wgpu::Buffer::destroy);
    }
}

/// A copy of a buffer that will be readable.
#[derive(Debug)]
pub(super) struct Mapping {
    buffer: wgpu::Buffer,
    state: Arc<Mutex<Option<Result<(), wgpu::BufferAsyncError>>>>,
}

/// Structs of a uniform as the device wants them: the bytes, and how far apart they stand.
pub(super) fn uniform<T: bytemuck::Pod>(gpu: &Gpu, structs: &[T]) -> (Vec<u8>, usize) {
    let stride = gpu.device.limits().min_uniform_buffer_offset_alignment as usize;
    let stride = size_of::<T>().next_multiple_of(stride);
    let mut bytes = vec![0u8; structs.len() * stride];
    for (place, one) in bytes.chunks_mut(stride).zip(structs) {
        place[..size_of::<T>()].copy_from_slice(bytemuck::bytes_of(one));
    }
    (bytes, stride)
}

/// A buffer with contents, a whole number of 32-bit words.
pub(super) fn buffer(gpu: &Gpu, contents: &[u8], usage: wgpu::BufferUsages) -> wgpu::Buffer {
    // A program may have no constants, but no binding may be empty.
    let contents = if contents.is_empty() { &[0; 4] } else { contents };
    let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: contents.len() as u64,
        usage,
        mapped_at_creation: true,
    });
    // A lost device has no memory to give; it tells of its loss by itself.
    if let Ok(mut memory) = buffer.get_mapped_range_mut(..) {
        memory.copy_from_slice(contents);
    }
    buffer.unmap();
    buffer
}

/// A buffer of zeros.
pub(super) fn zeros(gpu: &Gpu, size: usize, usage: wgpu::BufferUsages) -> wgpu::Buffer {
    gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: size as u64,
        usage,
        mapped_at_creation: false,
    })
}

/// Binds buffers in their order; the first is a uniform of which one struct of a size is seen at a time.
pub(super) fn bind(
    gpu: &Gpu,
    layout: &wgpu::BindGroupLayout,
    uniform: usize,
    buffers: &[wgpu::Buffer],
) -> wgpu::BindGroup {
    let entries: Vec<_> = buffers
        .iter()
        .zip(0..)
        .map(|(buffer, binding)| {
            let size = (binding == 0).then(|| wgpu::BufferSize::new(uniform as u64));
            wgpu::BindGroupEntry {
                binding,
                resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                    buffer,
                    offset: 0,
                    size: size.flatten(),
                }),
            }
        })
        .collect();
    gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: None,
        layout,
        entries: &entries,
    })
}

impl Drop for Mapping {
    fn drop(&mut self) {
        self.buffer.destroy();
    }
}

impl Mapping {
    /// Copies a buffer to where it can be read, and asks for it.
    pub(super) fn new(gpu: &Gpu, source: &wgpu::Buffer) -> Self {
        Self::part(gpu, source, source.size())
    }

    /// Copies the first bytes of a buffer to where they can be read, and asks for them.
    pub(super) fn part(gpu: &Gpu, source: &wgpu::Buffer, size: u64) -> Self {
        let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("answer"),
            size,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut encoder = gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        encoder.copy_buffer_to_buffer(source, 0, &buffer, 0, size);
        gpu.queue.submit([encoder.finish()]);
        let state: Arc<Mutex<Option<_>>> = Arc::default();
        let told = state.clone();
        buffer.map_async(wgpu::MapMode::Read, .., move |result| {
            *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        });
        Self { buffer, state }
    }

    /// Whether the numbers can be read.
    pub(super) fn arrived(&self) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_some()
    }

    /// The numbers, once they have arrived.
    ///
    /// # Errors
    /// What the device says.
    pub(super) fn read<T: bytemuck::AnyBitPattern>(&self) -> Result<Vec<T>, EngineError> {
        let device = |why: &dyn std::fmt::Display| EngineError::Device(why.to_string());
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner).clone();
        state.unwrap_or(Ok(())).map_err(|e| device(&e))?;
        let view = self.buffer.get_mapped_range(..).map_err(|e| device(&e))?;
        let numbers = view.chunks_exact(size_of::<T>());
        Ok(numbers.map(bytemuck::pod_read_unaligned).collect())
    }
}
