//! Casts to a smaller float format and back: `rv_f16` and `rv_bf16` in `shaders/shared/precision.wgsl`
//! are the same integer operations. Both round to nearest, ties to even, as IEEE 754 says.

/// Whether a number is within the range of 32-bit numbers, about 1.2e-38 to 3.4e38, or 0. Smaller ones are 0 on a GPU.
pub fn in_single(value: f64) -> bool {
    value == 0.0 || (f64::from(f32::MIN_POSITIVE)..=f64::from(f32::MAX)).contains(&value.abs())
}

/// The nearest half-precision number (binary16: 11 bits, subnormal below 2^-14, infinite from 65520).
#[inline(always)]
pub fn f16(x: f32) -> f32 {
    let bits = x.to_bits();
    let a = bits & 0x7fff_ffff;
    let normal = (a.wrapping_add(0xfff).wrapping_add((a >> 13) & 1)) & 0xffff_e000;

    // Below 2^-14 the result counts steps of 2^-24.
    let exponent = a >> 23;
    let exponent = if exponent < 125 { exponent } else { 125 };
    let shift = if 126 - exponent < 25 { 126 - exponent } else { 25 };
    let mantissa = (a & 0x007f_ffff) | 0x0080_0000;
    let odd = (mantissa >> shift) & 1;
    let steps = (mantissa + ((1 << (shift - 1)) - 1) + odd) >> shift;
    let subnormal = (steps.cast_signed() as f32 * STEP).to_bits();

    let finite = if a < 0x3880_0000 { subnormal } else { normal };
    let limited = if finite >= 0x4780_0000 { INFINITE } else { finite };
    let result = if a > INFINITE { a | 0x0040_0000 } else { limited };
    f32::from_bits(result | (bits & 0x8000_0000))
}

/// The nearest bfloat16 number: the upper half of an f32, with its range and 8 bits of precision.
#[inline(always)]
pub fn bf16(x: f32) -> f32 {
    let bits = x.to_bits();
    let rounded = bits.wrapping_add(0x7fff).wrapping_add((bits >> 16) & 1);
    let nan = bits & 0x7fff_ffff > INFINITE;
    f32::from_bits((if nan { bits | 0x0040_0000 } else { rounded }) & 0xffff_0000)
}

const INFINITE: u32 = 0x7f80_0000;
/// 2^-24, the smallest positive half.
const STEP: f32 = f32::from_bits(0x3380_0000);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn column(golden: &Value, name: &str) -> Vec<f32> {
        let number = |v: &Value| match v.as_str() {
            Some(text) => text.parse().expect("inf or -inf"),
            None => v.as_f64().expect("a number") as f32,
        };
        golden[name]
            .as_array()
            .expect("a list")
            .iter()
            .map(number)
            .collect()
    }

    #[test]
    fn casts_equal_torch() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/precision.json");
        let text = std::fs::read_to_string(path).expect("the golden file");
        let golden: Value = serde_json::from_str(&text).expect("valid JSON");
        let inputs = column(&golden, "f32");
        for (cast, name) in [(f16 as fn(f32) -> f32, "f16"), (bf16, "bf16")] {
            for (&x, expected) in inputs.iter().zip(column(&golden, name)) {
                assert_eq!(cast(x).to_bits(), expected.to_bits(), "{name}({x})");
            }
        }
    }

    #[test]
    fn every_half_stays_and_every_midpoint_goes_to_the_even_one() {
        for h in 0..0x7c00_u32 {
            let value = |h: u32| match h >> 10 {
                0 => h as f32 * STEP,
                e => f32::from_bits(((e + 112) << 23) | ((h & 0x3ff) << 13)),
            };
            let (low, high) = (value(h), value(h + 1));
            let even = if h % 2 == 0 { low } else { high };
            let even = if even >= 65536.0 { f32::INFINITY } else { even };
            assert_eq!(f16(low), low);
            assert_eq!(f16(-(low + high) / 2.0), -even, "between {low} and {high}");
        }
        assert!(f16(f32::NAN).is_nan() && bf16(f32::NAN).is_nan());
        assert!(f16(f32::from_bits(0xffff_ffff)).is_nan() && bf16(f32::from_bits(0x7f80_0001)).is_nan());
    }
}
