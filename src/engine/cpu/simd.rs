//! The widest vector instructions that this machine has, chosen when the program runs. The code is the same: the
//! compiler turns the loops over lanes into vectors of the width that it may use.

use super::surface_sweep::Block;
use crate::compile::sweep::SweepPlan;
use crate::engine::host::Tabulated;
use crate::real::Real;

/// [`Block::steps`] with the best instructions.
#[cfg(target_arch = "x86_64")]
pub fn steps<R: Real>(block: &mut Block<R>, plan: &SweepPlan, tabulated: &Tabulated, count: usize) -> bool {
    #[target_feature(enable = "avx2")]
    fn avx2<R: Real>(block: &mut Block<R>, plan: &SweepPlan, tabulated: &Tabulated, count: usize) -> bool {
        block.steps(plan, tabulated, count)
    }
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(
            unsafe_code,
            reason = "the machine was just asked whether it has these instructions"
        )]
        return unsafe { avx2(block, plan, tabulated, count) };
    }
    block.steps(plan, tabulated, count)
}

/// [`Block::steps`]; elsewhere the build's own instructions are the best: NEON, and SIMD128 in a page.
#[cfg(not(target_arch = "x86_64"))]
pub fn steps<R: Real>(block: &mut Block<R>, plan: &SweepPlan, tabulated: &Tabulated, count: usize) -> bool {
    block.steps(plan, tabulated, count)
}
