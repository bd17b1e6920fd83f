//! What a lane records of a network, as WGSL.

use super::pass::Context;
use crate::compile::network::{EXPONENTS, QUANTILES};
use crate::compile::wgsl::line;
use crate::lang::shape::Shape;

/// A row of each step, and a look.
pub(super) fn records(out: &mut String, context: &Context) {
    let (network, program, memory) = (context.network, context.program, context.memory);
    let [row, look] = network.widths(program);
    line(out, "fn net_write_row(index: u32, k: u32) {\n    if me == 0u {");
    line(
        out,
        &format!("    let at = (index * (slice.steps + 1u) + k) * {row}u;"),
    );
    line(out, "    rows[at] = net_now.x;\n    rows[at + 1u] = net_now.y;");
    for (i, slot) in program.records.iter().enumerate() {
        let from = memory.slots[0] + *slot as usize;
        line(out, &format!("    rows[at + {}u] = net_get({from}u);", 2 + i));
    }
    line(out, "    }\n}\n\nfn net_write_look(index: u32, look: u32) {");
    line(
        out,
        "    let entries = (slice.steps + slice.every - 1u) / slice.every + 1u;",
    );
    line(out, &format!("    let at = (index * entries + look) * {look}u;"));
    line(
        out,
        "    if me == 0u {\n    looks[at] = net_held.x;\n    looks[at + 1u] = net_held.y;\n    }",
    );
    let layers = network.layers.len();
    for (i, (_, slot)) in program.layers.iter().enumerate() {
        let from = memory.slots[Shape::Layer as usize] + *slot as usize * layers;
        let to = 2 + i * layers;
        line(out, "    for (var l = me; l < LAYERS; l += WORKGROUP) {");
        line(
            out,
            &format!("    looks[at + {to}u + l] = net_get({from}u + l);\n    }}"),
        );
    }
    let elements = memory.sizes[Shape::Element as usize];
    for q in 0..program.quantiles.len() {
        for (i, share) in QUANTILES.iter().enumerate() {
            let from = memory.quantiles + q * elements;
            let to = 2 + program.layers.len() * layers + q * QUANTILES.len() + i;
            line(
                out,
                &format!("    let q{q}_{i} = net_quantile({from}u, {share:?});"),
            );
            line(
                out,
                &format!("    if me == 0u {{ looks[at + {to}u] = q{q}_{i}; }}"),
            );
        }
    }
    if let Some(gradient) = program.gradient_at_weights().filter(|_| network.exponents) {
        let from = memory.gradients + gradient * elements;
        let to = look - EXPONENTS;
        line(out, &format!("    net_exponents({from}u, at + {to}u);"));
    }
    line(out, "}\n");
}
