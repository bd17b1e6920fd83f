//! A phase's passes as WGSL functions.

use super::memory::Memory;
use crate::compile::input::{Fact, LaneNumber, PassInput};
use crate::compile::network::model::Network;
use crate::compile::network::program::{Pass, Program, Sink};
use crate::compile::sign::Signs;
use crate::compile::wgsl::{Places, instructions, line};
use crate::lang::check::Distribution;
use crate::lang::op::Op;
use crate::lang::shape::Shape;
use crate::real::math::BEYOND;

/// What all passes of a program share.
pub(super) struct Context<'a> {
    pub network: &'a Network,
    pub program: &'a Program,
    pub memory: &'a Memory,
}

/// A reduction that a pass feeds: its number, and which of the pass's outputs it takes.
struct Fed {
    reduction: usize,
    output: usize,
}

impl Context<'_> {
    /// Where a number kept by shape stands; `shape` is the pass's.
    fn place(&self, first: usize, own: Shape, shape: Shape) -> String {
        let index = match (own, shape) {
            (Shape::Run, _) => "0u",
            (Shape::Layer, _) => "l",
            (Shape::Row, Shape::Row) => "layer.row + i",
            (Shape::Col, Shape::Col) => "layer.col + i",
            (Shape::Row, _) => "layer.row + i / layer.cols",
            (Shape::Col, _) => "layer.col + i % layer.cols",
            (Shape::Element, _) => "e",
        };
        format!("{first}u + {index}")
    }

    fn slot(&self, shape: Shape, slot: u32) -> usize {
        self.memory.slots[shape as usize] + slot as usize * self.memory.sizes[shape as usize]
    }

    /// A name and where it is read.
    fn read(&self, input: PassInput, shape: Shape) -> (String, String) {
        let kept = |first: usize, own| match own {
            Shape::Element => format!("net_read({first}u, at)"),
            _ => format!("net_get({})", self.place(first, own, shape)),
        };
        match input {
            PassInput::Kept(LaneNumber::State(0)) => ("u0".to_owned(), "net_read(net_here, at)".to_owned()),
            PassInput::Kept(LaneNumber::State(i)) => {
                let first = self.memory.states[i as usize];
                // A student's names stay out of the text.
                (
                    format!("u{i}"),
                    kept(first, self.program.states[i as usize].shape),
                )
            }
            PassInput::Kept(LaneNumber::Slot(own, slot)) => (
                format!("s{}_{slot}", own as usize),
                kept(self.slot(own, slot), own),
            ),
            PassInput::Kept(LaneNumber::Gradient(g)) => {
                let first = self.memory.gradients + g as usize * self.memory.sizes[Shape::Element as usize];
                (format!("g{g}"), kept(first, Shape::Element))
            }
            PassInput::Kept(LaneNumber::Layer(fact)) => {
                let (name, text) = match fact {
                    Fact::IsMatrix => ("is_matrix", "layer.is_matrix"),
                    Fact::Rows => ("rows", "f32(layer.rows)"),
                    Fact::Cols => ("cols", "f32(layer.cols)"),
                    Fact::Size => ("size", "f32(layer.rows * layer.cols)"),
                };
                (name.to_owned(), text.to_owned())
            }
            PassInput::Constant(i) => (format!("c{i}"), format!("host[lane.constants + {i}u]")),
            PassInput::Table(i) => (format!("t{i}"), format!("host[lane.table + k*TABLE + {i}u]")),
            PassInput::Random(distribution, site) => {
                let function = match distribution {
                    Distribution::Normal => "rv_normal",
                    Distribution::Uniform => "rv_uniform",
                };
                let call = format!("{function}(lane.seed, lane.replicate, k, e, {site}u)");
                (format!("r{site}"), call)
            }
        }
    }

    /// Whether an input is the same number for all elements, rows or columns of all layers.
    fn is_shared(&self, input: PassInput) -> bool {
        match input {
            PassInput::Constant(_) | PassInput::Table(_) => true,
            PassInput::Kept(LaneNumber::Slot(own, _)) => own == Shape::Run,
            PassInput::Kept(LaneNumber::State(i)) => self.program.states[i as usize].shape == Shape::Run,
            _ => false,
        }
    }

    /// Whether a pass over all elements asks for nothing of their layers.
    fn is_flat(&self, pass: &Pass, fed: &[Fed]) -> bool {
        let is_element = |input: &PassInput| match input {
            PassInput::Kept(LaneNumber::State(i)) => self.program.states[*i as usize].shape == Shape::Element,
            PassInput::Kept(LaneNumber::Slot(own, _)) => *own == Shape::Element,
            PassInput::Kept(LaneNumber::Layer(_)) => false,
            _ => true,
        };
        let inputs = &pass.tape.inputs;
        pass.shape == Shape::Element
            && fed.iter().all(|f| self.to(f) != Shape::Layer)
            && inputs
                .iter()
                .all(|input| self.is_shared(*input) || is_element(input))
    }

    /// The function of a pass.
    pub(super) fn pass(&self, out: &mut String, name: &str, pass: &Pass) {
        line(out, &format!("fn {name}(lane: Lane, k: u32, looks: bool) {{"));
        let fed = self.fed(pass);
        for &input in pass.tape.inputs.iter().filter(|input| self.is_shared(**input)) {
            let (name, text) = self.read(input, pass.shape);
            line(out, &format!("    let {name} = {text};"));
        }
        let to = |shape| {
            fed.iter()
                .filter(move |f| self.to(f) == shape && pass.shape != shape)
        };
        let whole: Vec<&Fed> = to(Shape::Run).collect();
        self.sums(out, &whole);
        match pass.shape {
            Shape::Run => {
                line(out, "    if me == 0u {");
                self.numbers(out, pass, &fed);
                line(out, "    }");
            }
            Shape::Layer => {
                line(out, "    for (var l = me; l < LAYERS; l += WORKGROUP) {");
                line(out, "    let layer = net_layer(l);");
                self.numbers(out, pass, &fed);
                line(out, "    }");
            }
            _ if self.is_flat(pass, &fed) => {
                line(out, "    for (var e = me; e < PARAMETERS; e += WORKGROUP) {");
                self.numbers(out, pass, &fed);
                line(out, "    }");
            }
            _ => {
                let by_layer: Vec<&Fed> = to(Shape::Layer).collect();
                self.layers(out, pass, &fed, &by_layer);
            }
        }
        self.collect(out, &whole, "WORKGROUP");
        line(out, "    net_sync();");
        self.finish(out, &fed);
        line(out, "}\n");
    }

    /// All numbers of all layers, and the reductions to one number a layer.
    fn layers(&self, out: &mut String, pass: &Pass, fed: &[Fed], by_layer: &[&Fed]) {
        let count = match pass.shape {
            Shape::Row => "layer.rows",
            Shape::Col => "layer.cols",
            _ => "layer.rows * layer.cols",
        };
        line(out, "    for (var l = 0u; l < LAYERS; l++) {");
        line(out, "    let layer = net_layer(l);");
        line(out, &format!("    let count = {count};"));
        self.sums(out, by_layer);
        line(out, "    for (var i = me; i < count; i += WORKGROUP) {");
        if pass.shape == Shape::Element {
            line(out, "    let e = layer.first + i;");
        }
        self.numbers(out, pass, fed);
        line(out, "    }");
        let looked = |f: &&Fed| self.program.reductions[f.reduction].looked;
        let (looked, needed): (Vec<&Fed>, Vec<&Fed>) = by_layer.iter().copied().partition(looked);
        self.collect(out, &needed, "count");
        if !looked.is_empty() {
            line(out, "    if looks {");
            self.collect(out, &looked, "count");
            line(out, "    }");
        }
        line(out, "    }");
    }

    fn fed(&self, pass: &Pass) -> Vec<Fed> {
        let fed = |(output, sink): (usize, &Sink)| match sink {
            Sink::Reduce(reduction) => Some(Fed {
                reduction: *reduction as usize,
                output,
            }),
            _ => None,
        };
        pass.sinks.iter().enumerate().filter_map(fed).collect()
    }

    fn neutral(&self, fed: &Fed) -> String {
        match self.program.reductions[fed.reduction].op {
            Op::Max => format!("{:?}f", -BEYOND),
            _ => "0.0".to_owned(),
        }
    }

    fn joined(&self, fed: &Fed, a: &str, b: &str) -> String {
        match self.program.reductions[fed.reduction].op {
            Op::Max => format!("max({a}, {b})"),
            _ => format!("{a} + {b}"),
        }
    }

    fn to(&self, fed: &Fed) -> Shape {
        self.program.reductions[fed.reduction].to
    }

    fn sums(&self, out: &mut String, fed: &[&Fed]) {
        for f in fed {
            let neutral = self.neutral(f);
            line(out, &format!("    var sum{} = {neutral};", f.reduction));
        }
    }

    /// The tape for one number, and what becomes of its outputs.
    fn numbers(&self, out: &mut String, pass: &Pass, fed: &[Fed]) {
        if pass.shape == Shape::Element {
            line(out, "    let at = net_at(e);");
        }
        let mut names = Vec::with_capacity(pass.tape.places());
        for &input in &pass.tape.inputs {
            let (name, text) = self.read(input, pass.shape);
            if !self.is_shared(input) {
                line(out, &format!("    let {name} = {text};"));
            }
            names.push(name);
        }
        let places = instructions(out, &pass.tape, &Signs::default(), names);
        for (output, &sink) in pass.sinks.iter().enumerate() {
            self.sink(out, &places, pass.shape, output, sink);
        }
        for f in fed {
            let value = places.output(f.output);
            if let Some(first) = self.memory.combined[f.reduction] {
                line(out, &format!("    net_set({first}u + e, {value});"));
            } else if self.to(f) == pass.shape {
                let first = self.slot(pass.shape, self.program.reductions[f.reduction].slot);
                line(out, &format!("    net_set({first}u + l, {value});"));
            } else {
                let sum = format!("sum{}", f.reduction);
                line(out, &format!("    {sum} = {};", self.joined(f, &sum, value)));
            }
        }
    }

    fn sink(&self, out: &mut String, places: &Places, shape: Shape, output: usize, sink: Sink) {
        let value = places.output(output);
        let elements = self.memory.sizes[Shape::Element as usize];
        let first = match sink {
            Sink::Reduce(_) => return,
            Sink::Check => {
                line(out, &format!("    if rv_beyond({value}) {{ net_mark(2u); }}"));
                return;
            }
            Sink::Watch(place) => {
                let place = place.min(254);
                line(out, &format!("    if rv_lost({value}) {{ net_lose({place}u); }}"));
                return;
            }
            Sink::Next(0) => {
                line(out, &format!("    let next = net_round_weight({value});"));
                line(out, "    if rv_beyond(next) { net_mark(1u); }");
                line(out, "    net_write(net_there(), at, next);");
                return;
            }
            Sink::Next(state) => self.memory.states[state as usize],
            Sink::Slot(slot) => self.slot(shape, slot),
            Sink::Point(g) => self.memory.points + g as usize * elements,
            Sink::Quantile(q) => self.memory.quantiles + q as usize * elements,
        };
        let text = match shape {
            Shape::Element => format!("    net_write({first}u, at, {value});"),
            _ => format!("    net_set({}, {value});", self.place(first, shape, shape)),
        };
        line(out, &text);
    }

    /// Every invocation's sums to one, some reductions at a time.
    fn collect(&self, out: &mut String, fed: &[&Fed], count: &str) {
        for some in fed.chunks(self.memory.parts) {
            for (part, f) in some.iter().enumerate() {
                line(out, &format!("    rv_put({part}u, me, sum{});", f.reduction));
            }
            line(out, "    net_sync();");
            for (part, f) in some.iter().enumerate() {
                let reduction = &self.program.reductions[f.reduction];
                let function = if reduction.op == Op::Max {
                    "rv_max"
                } else {
                    "rv_sum"
                };
                let index = if reduction.to == Shape::Layer { "l" } else { "0u" };
                let place = format!("{}u + {index}", self.slot(reduction.to, reduction.slot));
                let value = format!("{function}({part}u, {count})");
                line(
                    out,
                    &format!("    if me == {part}u {{ net_set({place}, {value}); }}"),
                );
            }
            line(out, "    net_sync();");
        }
    }

    /// Reductions to rows and cols.
    fn finish(&self, out: &mut String, fed: &[Fed]) {
        for f in fed {
            let Some(first) = self.memory.combined[f.reduction] else {
                continue;
            };
            let reduction = &self.program.reductions[f.reduction];
            let slot = self.slot(reduction.to, reduction.slot);
            let (ends, place, count, at) = match reduction.to {
                Shape::Row => ("layer.rows", "layer.row + i", "layer.cols", "i * layer.cols + j"),
                _ => ("layer.cols", "layer.col + i", "layer.rows", "j * layer.cols + i"),
            };
            line(
                out,
                "    for (var l = 0u; l < LAYERS; l++) {\n    let layer = net_layer(l);",
            );
            line(
                out,
                &format!("    for (var i = me; i < {ends}; i += WORKGROUP) {{"),
            );
            line(out, &format!("    var sum = {};", self.neutral(f)));
            line(out, &format!("    for (var j = 0u; j < {count}; j++) {{"));
            let value = format!("net_get({first}u + layer.first + {at})");
            line(
                out,
                &format!("    sum = {};\n    }}", self.joined(f, "sum", &value)),
            );
            line(
                out,
                &format!("    net_set({slot}u + {place}, sum);\n    }}\n    }}"),
            );
            line(out, "    net_sync();");
        }
    }
}
