//! Stages in an order that does not do what is meant: one that tells a long gradient from a short one, above
//! another that has multiplied the loss and not yet divided by it.
//!
//! Which they are is told by what they declare and do. A stage with `scales loss by` sees the scaled
//! gradient, and so do all above it. That does no harm where a stage does to `c*g` what it does to `g`, times
//! c; this is tried out.

use super::builder::{Builder, Numbers, RuleFrame};
use super::finding::{Finding, Mend};
use super::input::Input;
use super::resolve::Used;
use crate::lang::check::{Builtin, CheckedStatement};
use crate::lang::graph::Id;

/// The gradient of a point of two coordinates at which a stage is tried out, and by how much it is stretched.
const GRADIENT: [f64; 2] = [1.3, -0.7];
const SIZES: [f64; 7] = [1e-6, 1e-3, 1.0, 1e3, 1e6, 1e9, 1e12];
/// The scale: a power of two, as such scales are, so that formats of the same range round alike.
const SCALE: f64 = 1024.0;
/// Where the point is, and what random numbers are.
const POINT: f64 = 0.8;
const RANDOM: f64 = 0.6;

/// Says which stages of a run, whose field is `at`, should stand below one that scales the loss.
pub(super) fn check(at: &str, run: usize, stages: &[Used], settings: &[f64], findings: &mut Vec<Finding>) {
    let scales = |stage: &Used| Tried::of(stage).scales(settings);
    let Some(last) = stages.iter().rposition(scales) else {
        return;
    };
    let minds = |place: &usize| !Tried::of(&stages[*place]).is_homogeneous(settings);
    let above: Vec<usize> = (0..last).filter(minds).collect();
    for &place in &above {
        let message = format!(
            "\"{}\" sees the gradient of a loss that \"{}\" has multiplied, and only that stage, below it, \
                divides by the factor again: let it run after that one",
            stages[place].rule.name, stages[last].rule.name
        );
        let mend = Mend::MoveStage {
            run,
            from: last,
            to: above[0],
        };
        findings.push(Finding::warning(format!("{at}/stages/{place}/name"), message).with_mend(mend));
    }
}

/// A stage's step as a graph of the gradient that it sees.
struct Tried<'a> {
    builder: Builder,
    frame: RuleFrame<'a>,
    states: Vec<Id>,
    initial: Vec<Id>,
    skips: Vec<Id>,
}

impl<'a> Tried<'a> {
    fn of(stage: &'a Used) -> Self {
        let mut builder = Builder::without_loss(GRADIENT.len());
        let mut frame = builder.frame(stage);
        let initial = stage.checked.states.iter().map(|state| {
            let value = state.initial.as_ref().map(|term| builder.term(&frame, term)[0]);
            value.unwrap_or_else(|| builder.graph.number(0.0))
        });
        let initial: Vec<Id> = initial.collect();
        let mut states = Vec::new();
        for state in &stage.checked.states {
            let leaf = builder.read(Input::State(states.len() as u32));
            states.push(leaf);
            let width = state.shape.width(builder.n);
            frame.set(state.variable, vec![leaf; width]);
        }
        let gradient = (0..builder.n as u32).map(|i| builder.read(Input::Coordinate(i)));
        let gradient: Numbers = gradient.collect();
        let point = builder.graph.number(POINT);
        let (k, total) = (builder.read(Input::Step), builder.read(Input::Total));
        let one = builder.graph.number(1.0);
        let (t, is_matrix) = (
            builder.apply(crate::lang::op::Op::Add, &[k, one]),
            builder.is_matrix(),
        );
        for (builtin, value) in [
            (Builtin::G, gradient),
            (Builtin::W, vec![point; GRADIENT.len()]),
            (Builtin::K, vec![k]),
            (Builtin::T, vec![t]),
            (Builtin::Total, vec![total]),
            (Builtin::IsMatrix, vec![is_matrix]),
        ] {
            frame.set_builtin(builtin, value);
        }
        let mut skips = Vec::new();
        for statement in &stage.checked.statements {
            match statement {
                CheckedStatement::Assign(target, term) => {
                    let value = builder.term(&frame, term);
                    frame.set(*target, value);
                }
                CheckedStatement::Skip(condition) => skips.push(builder.term(&frame, condition)[0]),
            }
        }
        Self {
            builder,
            frame,
            states,
            initial,
            skips,
        }
    }

    /// Whether it multiplies the loss by something that is not 1 throughout.
    fn scales(&self, settings: &[f64]) -> bool {
        let Some(scale) = self.frame.used.checked.scales else {
            return false;
        };
        let declared = &self.frame.used.checked.states;
        let place = declared.iter().position(|state| state.variable == scale);
        place.is_some_and(|place| {
            let stays = self.frame.get(scale) == [self.states[place]];
            !stays || self.values(&[self.initial[place]], settings, &[], 1.0) != [1.0]
        })
    }

    /// Whether it does to a scaled gradient what it does to a gradient, scaled, and skips the same steps.
    fn is_homogeneous(&self, settings: &[f64]) -> bool {
        let states = self.values(&self.initial, settings, &[], 1.0);
        let gradient = self.frame.builtin(Builtin::G).unwrap_or_default();
        let at = |roots: &[Id], size: f64| self.values(roots, settings, &states, size);
        SIZES.iter().all(|&size| {
            let plain = at(&gradient, size).into_iter().map(|g| g * SCALE);
            let mut pairs = plain.zip(at(&gradient, size * SCALE));
            let alike = pairs.all(|(a, b)| (a - b).abs() <= 1e-9 * a.abs());
            alike && at(&self.skips, size) == at(&self.skips, size * SCALE)
        })
    }

    fn values(&self, roots: &[Id], settings: &[f64], states: &[f64], size: f64) -> Vec<f64> {
        let inputs = &self.builder.inputs;
        self.builder
            .graph
            .eval(roots, |leaf| match inputs[leaf as usize] {
                Input::Coordinate(i) => GRADIENT[i as usize] * size,
                Input::State(place) => states.get(place as usize).copied().unwrap_or_default(),
                Input::Setting(slot) => settings[slot as usize],
                Input::Total => 100.0,
                Input::Random(..) => RANDOM,
                _ => 0.0,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::lang::rule::Value;
    use crate::scene::{Params, Reference, Run, Scene, Stage};

    const OWN: &str = "name \"Half\"\nparam init = 4 in 1 .. 16 \"its factor\"\nstate s: run = init\n\
        scales loss by s\ng = bf16(g)/s";
    const TURN: &str = "name \"Longer\"\ng = 2*g";

    fn stage(name: &str) -> Stage {
        let name = match name {
            "own" => Reference::Source(OWN.to_owned()),
            "longer" => Reference::Source(TURN.to_owned()),
            name => Reference::name(name),
        };
        Stage {
            name,
            params: Params::new(),
        }
    }

    fn found(stages: Vec<Stage>) -> Vec<(String, Option<Mend>)> {
        let mut scene = Scene::on_surface("bowl");
        scene.experiment.runs.push(Run {
            stages,
            ..Run::of("sgd")
        });
        let (plan, findings) = compile(&scene.experiment);
        assert!(plan.is_some(), "{findings:?}");
        let place = |f: &Finding| {
            f.pointer
                .trim_start_matches("/experiment/runs/0/stages/")
                .to_owned()
        };
        findings
            .iter()
            .map(|f| (place(f), f.mends.first().copied()))
            .collect()
    }

    #[test]
    fn what_minds_the_length_of_a_gradient_belongs_below_what_scales_it() {
        for (names, wanted) in [
            (&["clip_norm", "f16"][..], &[0][..]),
            (&["f16", "clip_norm"], &[]),
            (&["clip_value", "noise", "l2", "own"], &[0, 1, 2]),
            (&["longer", "own"], &[]),
            (&["longer", "clip_norm", "f16", "l2"], &[1]),
            (&["clip_norm"], &[]),
            // Without a loss scale it only rounds.
            (&["clip_norm", "bf16"], &[]),
        ] {
            let found = found(names.iter().map(|name| stage(name)).collect());
            let last = names
                .iter()
                .rposition(|n| ["f16", "own"].contains(n))
                .unwrap_or_default();
            let first = wanted.first().copied().unwrap_or_default();
            let wanted: Vec<_> = wanted
                .iter()
                .map(|place| {
                    let mend = Mend::MoveStage {
                        run: 0,
                        from: last,
                        to: first,
                    };
                    (format!("{place}/name"), Some(mend))
                })
                .collect();
            assert_eq!(found, wanted, "{names:?}");
        }
    }

    #[test]
    fn a_scale_that_is_switched_off_is_none() {
        let mut plain = stage("f16");
        plain
            .params
            .insert("loss_scaling".to_owned(), Value::Switch(false));
        assert_eq!(found(vec![stage("clip_norm"), plain]), []);
    }
}
