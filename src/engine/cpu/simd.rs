//! The widest vector instructions that this machine has, chosen when the program runs. The code is the same: the
//! compiler turns the loops over lanes into vectors of the width that it may use.

/// Does work with the best instructions; what it calls profits where it is inlined.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub fn best<T>(work: impl FnOnce() -> T) -> T {
    #[target_feature(enable = "avx2")]
    fn avx2<T>(work: impl FnOnce() -> T) -> T {
        work()
    }
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(
            unsafe_code,
            reason = "the machine was just asked whether it has these instructions"
        )]
        return unsafe { avx2(work) };
    }
    work()
}

/// Does work; elsewhere the build's own instructions are the best: NEON, and SIMD128 in a page.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub fn best<T>(work: impl FnOnce() -> T) -> T {
    work()
}
