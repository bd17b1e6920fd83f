//! What follows a layer: a text's value and, derived from it, its derivative, as one program of both.

use super::AT;
use crate::compile::builder::Builder;
use crate::compile::finding::Finding;
use crate::compile::input::{Input, PointInput};
use crate::compile::interval::{ANY, Interval, LOST, may_be_undefined, result};
use crate::compile::resolve::{Resolver, Used};
use crate::compile::tape::Tape;
use crate::compile::watch::marks_loss;
use crate::compile::{BOUND, leaf};
use crate::lang::check::{Builtin, CheckedStatement};
use crate::lang::derive::{Style, derivative};
use crate::lang::graph::{Graph, Id, Node};
use crate::lang::limits::NODES;
use crate::lang::op::Op;
use crate::lang::{Diagnostic, Kind, Span};
use crate::scene::{Params, Reference};

/// What follows every layer but the last, as the engines need it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Activation {
    /// Its name in the catalog; an own one's display name.
    pub name: String,
    /// From a unit's sum, the only input, to two outputs: the value and its derivative.
    pub tape: Tape<PointInput>,
}

impl Activation {
    /// The activation that a scene refers to. Errors are put at its field: there is none of that name, its
    /// text is wrong, or it has no value for some sum.
    pub(super) fn of(reference: &Reference, findings: &mut Vec<Finding>) -> Option<Self> {
        let at = format!("{AT}/activation");
        let mut resolver = Resolver {
            settings: Vec::new(),
            findings: &mut *findings,
        };
        let used = resolver.resolve(Kind::Activation, reference, &Params::new(), &at, &at)?;
        let (builder, [value, slope]) = built(&used);
        if builder.graph.len() > NODES {
            let message = format!("the activation and its derivative unfold to more than {NODES} operations");
            findings.push(Finding::error(at, message));
            return None;
        }
        if let Some((id, message)) = gap(&builder.graph, value) {
            let origin = builder.origins.get(id.index()).copied().flatten();
            let span = origin.map_or_else(Span::default, |origin| origin.span);
            let found = Diagnostic::error(span, message);
            findings.push(Finding::of_rule(&at, &used.rule.source, &found));
            return None;
        }
        let (graph, inputs) = (&builder.graph, &builder.inputs);
        let own = || match used.rule.name.as_str() {
            "" => "own activation".to_owned(),
            name => name.to_owned(),
        };
        Some(Self {
            name: match reference {
                Reference::Name(id) => id.clone(),
                Reference::Source(_) => own(),
            },
            tape: Tape::emit(graph, &[value, slope], |id| {
                PointInput::of(leaf(graph, inputs, id)?)
            }),
        })
    }
}

/// Value and derivative, powers written out.
fn built(used: &Used) -> (Builder, [Id; 2]) {
    let mut builder = Builder::without_loss(1);
    // The first leaf: the derivative counts on it.
    let sum = builder.read(Input::Coordinate(0));
    let mut frame = builder.frame(used);
    frame.set_builtin(Builtin::Z, vec![sum]);
    for statement in &used.checked.statements {
        if let CheckedStatement::Assign(target, term) = statement {
            let value = builder.term(&frame, term);
            frame.set(*target, value);
        }
    }
    let value = frame.named(Kind::Activation.result()).map_or(sum, |a| a[0]);
    let slope = derivative(&mut builder.graph, value, 0, Style::Simplified);
    let roots = builder.expand_powers(&[value, slope]);
    (builder, [roots[0], roots[1]])
}

/// The first operation that has no value for some sum, and what is said of it. A lane does not look for such
/// numbers between layers, where the next activation may swallow them.
fn gap(graph: &Graph, root: Id) -> Option<(Id, String)> {
    let mut values = vec![ANY; graph.len()];
    for id in graph.reachable(&[root]) {
        values[id.index()] = match graph.node(id) {
            Node::Number(bits) => Interval::of(f64::from_bits(bits)),
            Node::Leaf(_) => Interval::within(BOUND),
            Node::Apply(op, arguments) => {
                let square = op == Op::Mul && arguments[0] == arguments[1];
                let arguments = arguments.map(|a| values[a.index()]);
                let (value, name) = (result(op, arguments, square), op.row().name);
                if may_be_undefined(op, arguments) {
                    let message = format!(
                        "`{name}` has no value for some `z`, but an activation needs one for every `z`"
                    );
                    return Some((id, message));
                }
                if marks_loss(op) && value.most() >= LOST {
                    let message = format!(
                        "`{name}` leaves the range of numbers for some `z`; bound its argument, as in \
                            `{name}(min(z, 0))`"
                    );
                    return Some((id, message));
                }
                value
            }
        };
    }
    None
}
