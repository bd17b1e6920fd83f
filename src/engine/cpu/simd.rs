//! The widest vector instructions that this machine has, chosen when the program runs. The code is the same:
//! the compiler turns the loops over lanes into vectors of the width that it may use, and every number is
//! rounded alike.

/// Instructions beyond the build's own.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub(super) enum Wide {
    Avx2,
    Avx512,
}

/// The widest instructions that this machine has; None: the build's own.
#[cfg(target_arch = "x86_64")]
pub(super) fn widest() -> Option<Wide> {
    use std::arch::is_x86_feature_detected as has;
    if has!("avx512f") && has!("avx512vl") && has!("avx512bw") && has!("avx512dq") {
        return Some(Wide::Avx512);
    }
    has!("avx2").then_some(Wide::Avx2)
}

/// Defines a function that calls an inlined one, compiled for the best instructions that the machine has: on
/// x86-64 AVX-512, AVX2 or the build's own; elsewhere the build's own are the best, NEON, and SIMD128 in a
/// page. Only what is inlined into it profits, so no closure may stand between.
macro_rules! best {
    ($(#[$doc:meta])* $visible:vis fn $name:ident<$r:ident: $real:path>($($argument:ident: $ty:ty),* $(,)?)
        $(-> $out:ty)? = $inlined:path;) => {
        $(#[$doc])*
        $visible fn $name<$r: $real>($($argument: $ty),*) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            {
                use crate::engine::cpu::simd::{Wide, widest};
                #[target_feature(enable = "avx2")]
                fn avx2<$r: $real>($($argument: $ty),*) $(-> $out)? {
                    $inlined($($argument),*)
                }
                #[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq")]
                fn avx512<$r: $real>($($argument: $ty),*) $(-> $out)? {
                    $inlined($($argument),*)
                }
                if let Some(wide) = widest() {
                    #[expect(
                        unsafe_code,
                        reason = "the machine was just asked whether it has these instructions"
                    )]
                    return match wide {
                        Wide::Avx2 => unsafe { avx2($($argument),*) },
                        Wide::Avx512 => unsafe { avx512($($argument),*) },
                    };
                }
            }
            $inlined($($argument),*)
        }
    };
}

pub(super) use best;
