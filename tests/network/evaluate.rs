//! What a trained network says of any inputs.

use super::{activation, trace, written};
use ravine::compile::compile;
use ravine::engine::cpu::Precision;
use ravine::engine::cpu::network::evaluate::Evaluator;

#[test]
fn answers_have_the_loss_and_accuracy_that_were_recorded() {
    for activation in activation::all() {
        let network = format!(
            r#"{{"data": {{"name": "blobs", "noise": 0.6}}, "layers": [2, 9, 3], "activation": "{activation}"}}"#
        );
        let scene = written(&network, 30, r#"{"optimizer": "adam"}"#);
        let trace = trace(&scene, Precision::Double);
        let network = compile(&scene.experiment)
            .0
            .and_then(|plan| plan.network().cloned())
            .expect("a network");
        let validation = &network.validation.data;
        let weights = trace.runs[0].point(30);
        let outputs = Evaluator::<f64>::new(network.clone()).outputs(weights, &validation.inputs);
        let (mut right, mut loss) = (0.0, 0.0);
        for (z, target) in outputs.chunks(3).zip(&validation.targets) {
            let of_target = z[*target as usize];
            right += f64::from(u8::from(z.iter().all(|z| *z <= of_target)));
            loss += z.iter().map(|z| z.exp()).sum::<f64>().ln() - of_target;
        }
        let count = validation.len() as f64;
        let last = |name: &str| trace.runs[0].column(name).and_then(|c| c.values.last().copied());
        assert_eq!(last("val_accuracy"), Some(right / count), "{activation}");
        let recorded = last("val_loss").expect("a loss");
        assert!(
            (recorded - loss / count).abs() < 1e-12,
            "{activation}: {recorded}"
        );
    }
}
