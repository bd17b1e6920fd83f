//! Programs for PyTorch and optax: written for every entry of the catalog, for the corners of its sliders and
//! for networks, and run with the libraries themselves. Where they are not installed the tests show as
//! ignored, with the reason; RAVINE_PYTHON names another interpreter than `python3`.

mod corners;
mod python;
mod said;
mod scenes;

use libtest_mimic::{Arguments, Trial};
use ravine::code::Library;

fn main() {
    let mut trials = vec![
        Trial::test("what a library does not have is said", said::missing_is_said),
        Trial::test("a rule that no list knows passes", said::unknown_rules_pass),
        Trial::test(
            "every corner has a program or a reason",
            said::corners_are_answered,
        ),
        Trial::test(
            "every prepared scene has programs or reasons",
            said::prepared_scenes_are_answered,
        ),
        Trial::test(
            "how a network's program would differ is said",
            said::unlike_networks,
        ),
        Trial::test(
            "a network's program shows its optimizer first",
            said::data_stands_last,
        ),
    ];
    for library in Library::ALL {
        let missing = python::missing(library).unwrap_or_default();
        for name in python::trials(library) {
            let title = format!("{} computes the same: {name}", library.name());
            let trial = Trial::test(title, move || python::agree(library, &name));
            let ignored = !missing.is_empty();
            trials.push(trial.with_kind(missing.clone()).with_ignored_flag(ignored));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
