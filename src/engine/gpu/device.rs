//! The device, its name, and what went wrong on it.

use super::EngineError;
use super::pipelines::Pipelines;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// A device with compute shaders.
#[derive(Clone, Debug)]
pub struct Gpu {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    name: String,
    software: bool,
    fault: Arc<Mutex<Option<String>>>,
    /// Why the device is gone; it never comes back.
    lost: Arc<OnceLock<String>>,
    sweeps: Arc<OnceLock<Mutex<Pipelines>>>,
    swept_networks: Arc<OnceLock<Mutex<Pipelines>>>,
}

impl Gpu {
    /// Submits one dispatch of so many workgroups; `offset` says where in the first uniform its struct
    /// stands, in bytes.
    pub(super) fn dispatch(
        &self,
        pipeline: &wgpu::ComputePipeline,
        group: &wgpu::BindGroup,
        offset: u32,
        workgroups: u32,
    ) {
        let descriptor = wgpu::CommandEncoderDescriptor::default();
        let mut encoder = self.device.create_command_encoder(&descriptor);
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, group, &[offset]);
            pass.dispatch_workgroups(workgroups, 1, 1);
        }
        self.queue.submit([encoder.finish()]);
    }

    /// Takes over a device that something else opened, such as the window; `name` stands in where the system
    /// hides the adapter's, and `wake` is called when the device is lost.
    ///
    /// # Errors
    /// It has no compute shaders.
    pub fn adopt(
        adapter: &wgpu::Adapter,
        device: wgpu::Device,
        queue: wgpu::Queue,
        name: Option<String>,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Self, EngineError> {
        let flags = adapter.get_downlevel_capabilities().flags;
        let info = adapter.get_info();
        if !flags.contains(wgpu::DownlevelFlags::COMPUTE_SHADERS) {
            let reason = "OpenGL draws but cannot compute";
            return Err(EngineError::NoDevice(reason.to_owned()));
        }
        let fault: Arc<Mutex<Option<String>>> = Arc::default();
        let lost: Arc<OnceLock<String>> = Arc::default();
        let (errors, losses) = (fault.clone(), lost.clone());
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            note(&errors, error.to_string())
        }));
        device.set_device_lost_callback(move |reason, message| {
            // Only the first reason counts.
            let _known = losses.set(because(reason, message));
            wake();
        });
        Ok(Self {
            device,
            queue,
            software: info.device_type == wgpu::DeviceType::Cpu,
            name: own_name(&info)
                .or(name)
                .unwrap_or_else(|| format!("{:?}", info.backend)),
            fault,
            lost,
            sweeps: Arc::default(),
            swept_networks: Arc::default(),
        })
    }

    /// Opens a device of its own.
    ///
    /// # Errors
    /// A page cannot wait for one.
    #[cfg(target_arch = "wasm32")]
    pub fn open() -> Result<Self, EngineError> {
        Err(EngineError::NoDevice("a page cannot wait for one".to_owned()))
    }

    /// Opens a device of its own and waits for it.
    ///
    /// # Errors
    /// The machine has none with compute shaders.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn open() -> Result<Self, EngineError> {
        pollster::block_on(Self::request())
    }

    /// Asks for a device of its own.
    ///
    /// # Errors
    /// The machine has none with compute shaders.
    pub async fn request() -> Result<Self, EngineError> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..Default::default()
        };
        let adapter = instance.request_adapter(&options).await;
        let adapter = adapter.map_err(|e| EngineError::NoDevice(e.to_string()))?;
        let device = adapter.request_device(&wgpu::DeviceDescriptor::default()).await;
        let (device, queue) = device.map_err(|e| EngineError::NoDevice(e.to_string()))?;
        Self::adopt(&adapter, device, queue, None, || {})
    }

    /// The adapter's own name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the device is the CPU in a GPU's place.
    pub fn is_software(&self) -> bool {
        self.software
    }

    /// Whether the device is gone for good.
    pub fn is_lost(&self) -> bool {
        self.lost.get().is_some()
    }

    /// Pipelines of sweeps on surfaces and of swarms, kept from one to the next.
    pub(super) fn sweeps(&self) -> MutexGuard<'_, Pipelines> {
        let none = || Mutex::new(Pipelines::with_constants(self, "surface_sweep", 1, 3, 2));
        let sweeps = self.sweeps.get_or_init(none);
        sweeps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Pipelines of sweeps on networks, kept from one to the next.
    pub(super) fn swept_networks(&self) -> MutexGuard<'_, Pipelines> {
        let none = || Mutex::new(Pipelines::new(self, "net_train", 3, 5));
        let sweeps = self.swept_networks.get_or_init(none);
        sweeps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the device back at once: whoever computes on it finds it lost, and so does everyone who shares
    /// it.
    pub fn destroy(&self) {
        self.device.destroy();
    }

    /// Lets answers arrive, for at most `budget` natively; in a browser they arrive between frames.
    pub(super) fn wait(&self, budget: Duration) {
        let wait = wgpu::PollType::Wait {
            submission_index: None,
            timeout: Some(budget),
        };
        match self.device.poll(wait) {
            Ok(_) | Err(wgpu::PollError::Timeout) => {}
            Err(error) => note(&self.fault, error.to_string()),
        }
    }

    /// What went wrong since the last look; a loss is told at every look.
    pub(super) fn fault(&self) -> Option<EngineError> {
        if let Some(reason) = self.lost.get() {
            return Some(EngineError::Lost(reason.clone()));
        }
        let fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner).take();
        fault.map(EngineError::Device)
    }
}

/// Keeps the first fault: the later ones follow from it.
fn note(fault: &Mutex<Option<String>>, message: String) {
    let mut fault = fault.lock().unwrap_or_else(PoisonError::into_inner);
    fault.get_or_insert(message);
}

fn because(reason: wgpu::DeviceLostReason, message: String) -> String {
    match (reason, message.is_empty()) {
        (_, false) => message,
        (wgpu::DeviceLostReason::Destroyed, true) => "it was destroyed".to_owned(),
        (_, true) => "the system gives no reason".to_owned(),
    }
}

fn own_name(info: &wgpu::AdapterInfo) -> Option<String> {
    let names = [&info.name, &info.driver];
    names.into_iter().find(|n| !n.is_empty()).cloned()
}
