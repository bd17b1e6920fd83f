//! What a rule declares about its stability: the largest lr * lambda_max at which it converges on a
//! quadratic.

use super::builder::Builder;
use super::input::{BoundInput, Input};
use super::run::Resolved;
use super::tape::Tape;

/// The bound of a run, from its settings and the momentum that its schedule drives. None where the rule
/// declares none, and where stages change the gradient, for which the rule cannot speak.
pub(super) fn bound(run: &Resolved) -> Option<Tape<BoundInput>> {
    let rule = &run.optimizer.checked;
    let declared = rule.stability.as_ref().filter(|_| run.stages.is_empty())?;
    let mut builder = Builder::without_loss(run.on.surface().map_or(1, |s| s.checked.dimensions));
    let mut frame = builder.frame(&run.optimizer);
    let drives = run.schedule.checked.variable("momentum").is_some();
    if let Some(driven) = rule
        .scheduled
        .filter(|_| drives && run.optimizer.slot("lr").is_some())
    {
        let momentum = builder.read(Input::Momentum);
        frame.set(driven, vec![momentum]);
    }
    let root = builder.term(&frame, declared)[0];
    let roots = builder.graph.expand_powers(&[root]);
    let (graph, inputs) = (&builder.graph, &builder.inputs);
    Some(Tape::emit(graph, &roots, |id| {
        BoundInput::of(super::leaf(graph, inputs, id)?)
    }))
}
