//! The widest vector instructions that this machine has, chosen when the program runs. The code is the same: the
//! compiler turns the loops over lanes into vectors of the width that it may use.

/// Defines a function that calls an inlined one, compiled for the best instructions that the machine has: on x86-64
/// AVX2 or the build's own; elsewhere the build's own are the best, NEON, and SIMD128 in a page. Only what is inlined
/// into it profits, so no closure may stand between.
macro_rules! best {
    ($(#[$doc:meta])* $visible:vis fn $name:ident<$r:ident: $real:path>($($argument:ident: $ty:ty),* $(,)?)
        $(-> $out:ty)? = $inlined:path;) => {
        $(#[$doc])*
        $visible fn $name<$r: $real>($($argument: $ty),*) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn avx2<$r: $real>($($argument: $ty),*) $(-> $out)? {
                    $inlined($($argument),*)
                }
                if std::arch::is_x86_feature_detected!("avx2") {
                    #[expect(
                        unsafe_code,
                        reason = "the machine was just asked whether it has these instructions"
                    )]
                    return unsafe { avx2($($argument),*) };
                }
            }
            $inlined($($argument),*)
        }
    };
}

pub(super) use best;
