//! Where and in which numbers to compute: the arguments that `run`, `sweep` and `plot` share.

use super::Failure;
use clap::{Args, ValueEnum};
use ravine::compile::Plan;
use ravine::compile::sweep::SweepPlan;
use ravine::engine::cpu::sweeper::CpuSweep;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::gpu::sweep;
use ravine::engine::gpu::{Gpu, GpuEngine};
use ravine::engine::sweep::Sweeper;
use ravine::engine::{Computed, Engine, EngineError, run};
use ravine::scene::Experiment;
use ravine::trace::Trace;
use std::sync::Arc;

/// What helps where no GPU is found.
const INSTALL: &str = "install a Vulkan driver, such as Debian's package mesa-vulkan-drivers (it computes on \
    the CPU), or use --engine cpu";

/// The choice of an engine.
#[derive(Args)]
pub struct EngineChoice {
    /// Where to compute
    #[arg(long, value_enum, default_value_t = EngineName::Auto)]
    engine: EngineName,
    /// In which numbers to compute; the scene's own where absent
    #[arg(long, value_enum)]
    precision: Option<PrecisionName>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EngineName {
    /// The GPU where there is one, else the CPU
    Auto,
    Gpu,
    Cpu,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PrecisionName {
    F32,
    F64,
}

/// The machine's answer to a choice.
enum Found {
    Gpu(Gpu),
    Cpu(Precision),
}

impl EngineChoice {
    /// The trace of a plan. Where the choice is free, the CPU computes what the GPU cannot hold.
    pub fn trace(&self, plan: &Arc<Plan>) -> Result<Trace, Failure> {
        let mut engine: Box<dyn Engine> = match self.find(plan.precision)? {
            Found::Gpu(gpu) => Box::new(GpuEngine::new(gpu)),
            Found::Cpu(precision) => Box::new(CpuEngine::new(precision)),
        };
        let mut trace = run(engine.as_mut(), plan.clone());
        if let Err(error @ EngineError::TooLarge(_)) = &trace
            && self.engine == EngineName::Auto
        {
            eprintln!("note: {error}; running on the CPU");
            trace = run(&mut CpuEngine::new(Precision::Single), plan.clone());
        }
        trace.map_err(|e| Failure::Machine(e.to_string()))
    }

    /// What becomes of an experiment's program.
    pub fn computed(&self, experiment: &Experiment, plan: Plan) -> Result<Computed, Failure> {
        let plan = Arc::new(plan);
        Ok(Computed {
            experiment: Arc::new(experiment.clone()),
            trace: Arc::new(self.trace(&plan)?),
            plan,
        })
    }

    /// The engine for a sweep. Where the choice is free, a software device is none: the CPU is faster by itself.
    pub fn sweeper(&self, plan: Arc<SweepPlan>) -> Result<Box<dyn Sweeper>, Failure> {
        Ok(match self.find(plan.base.precision)? {
            Found::Gpu(gpu) if self.engine == EngineName::Auto && gpu.is_software() => {
                Box::new(CpuSweep::new(plan, Precision::Single))
            }
            Found::Gpu(gpu) => sweep(gpu, plan, None),
            Found::Cpu(precision) => Box::new(CpuSweep::new(plan, precision)),
        })
    }

    /// The machine for what a scene wants to be computed in, unless the command says otherwise.
    fn find(&self, own: Precision) -> Result<Found, Failure> {
        let precision = match self.precision {
            None => own,
            Some(PrecisionName::F32) => Precision::Single,
            Some(PrecisionName::F64) => Precision::Double,
        };
        match (self.engine, precision) {
            (EngineName::Gpu, Precision::Double) => {
                let more = match self.precision {
                    None => {
                        ", which the scene asks for, use --engine cpu, or --precision f32 for f32 all the \
                            same"
                    }
                    Some(_) => " use --engine cpu",
                };
                Err(Failure::Input(format!(
                    "error: the GPU computes in f32; for f64{more}"
                )))
            }
            (_, Precision::Double) | (EngineName::Cpu, _) => Ok(Found::Cpu(precision)),
            (EngineName::Gpu, Precision::Single) => match Gpu::open() {
                Ok(gpu) => Ok(Found::Gpu(gpu)),
                Err(error) => Err(Failure::Machine(format!("error: {error}; {INSTALL}"))),
            },
            (EngineName::Auto, Precision::Single) => Ok(match Gpu::open() {
                Ok(gpu) => Found::Gpu(gpu),
                Err(_) => Found::Cpu(Precision::Single),
            }),
        }
    }
}
