//! Rust's structs against naga's layout of the structs of the same name in the shaders.

use ravine::compile::sign::Signs;
use ravine::compile::{Program, wgsl};
use ravine::engine::gpu::layout;

/// The shaders of a small scene: its trace, its sweep, its field, its swarm.
fn modules() -> [naga::Module; 4] {
    let mut scene = ravine::scene::Scene::on_surface("bowl");
    scene.experiment.runs.push(ravine::scene::Run::of("sgd"));
    let (plan, _) = ravine::compile::compile(&scene.experiment);
    let plan = plan.expect("a plan");
    let program: &Program = &plan.surface().expect("a surface").programs[0];
    [
        wgsl::surface_trace(program),
        wgsl::surface_sweep(program, &Signs::default()),
        wgsl::field(plan.surface().expect("a surface")),
        wgsl::render_swarm(plan.surface().expect("a surface")),
    ]
    .map(|text| naga::front::wgsl::parse_str(&text).expect("valid WGSL"))
}

/// The shader that trains a small network.
fn network() -> naga::Module {
    let text = r#"{"experiment": {"problem": {"network": {"data": "moons", "layers": [2, 2]}},
        "runs": [{"optimizer": "sgd"}]}}"#;
    let scene: ravine::scene::Scene = serde_json::from_str(text).expect("a scene");
    let (plan, _) = ravine::compile::compile(&scene.experiment);
    let network = plan
        .and_then(|plan| plan.network().cloned())
        .expect("a plan on a network");
    let seating = wgsl::network::Seating::Group;
    let text = wgsl::network::net_train(&network, &network.programs[0], seating);
    naga::front::wgsl::parse_str(&text).expect("valid WGSL")
}

/// Name and offset of each member, and the size, as the GPU sees them.
fn members(module: &naga::Module, name: &str) -> (Vec<(String, u32)>, u32) {
    let (_, ty) = module
        .types
        .iter()
        .find(|(_, ty)| ty.name.as_deref() == Some(name))
        .unwrap_or_else(|| panic!("the shader has no struct {name}"));
    let naga::TypeInner::Struct { members, span } = &ty.inner else {
        panic!("{name} is no struct");
    };
    let members = members
        .iter()
        .map(|m| (m.name.clone().unwrap_or_default(), m.offset));
    (members.collect(), *span)
}

macro_rules! check {
    ($module:expr, $name:ident { $($field:ident),* }) => {
        let (members, size) = members($module, stringify!($name));
        let ours = vec![$((stringify!($field).to_owned(), std::mem::offset_of!($name, $field) as u32)),*];
        assert_eq!(members, ours, stringify!($name));
        assert_eq!(size as usize, size_of::<$name>(), stringify!($name));
    };
}

#[test]
fn structs_that_reach_the_gpu_have_its_layout() {
    let [trace, sweep, field, swarm] = modules();
    {
        use layout::{Lane, Slice};
        check!(
            &trace,
            Slice {
                first,
                end,
                steps,
                lanes
            }
        );
        check!(
            &trace,
            Lane {
                constants,
                table,
                seed,
                replicate,
                first,
                until
            }
        );
    }
    {
        use layout::sweep::{Lane, Outcome, Slice};
        check!(
            &sweep,
            Slice {
                first,
                end,
                steps,
                lanes
            }
        );
        check!(
            &sweep,
            Lane {
                seed,
                replicate,
                goal
            }
        );
        check!(
            &sweep,
            Outcome {
                loss,
                best,
                reached,
                diverged
            }
        );
    }
    {
        use layout::{Lane, NetSlice};
        let network = network();
        check!(
            &network,
            NetSlice {
                first,
                end,
                steps,
                train,
                held,
                held_inputs,
                train_targets,
                held_targets,
                batch,
                micro_batches,
                every,
                weights_every,
                share,
                dropout,
                corrupt_step,
                corrupt_factor,
                lanes,
                looked,
                entries
            }
        );
        check!(
            &network,
            Lane {
                constants,
                table,
                seed,
                replicate,
                first,
                until
            }
        );
    }
    use layout::Band;
    check!(&field, Band { first, end, columns });
    {
        use layout::Dots;
        check!(
            &swarm,
            Dots {
                low,
                span,
                radius,
                lanes,
                curve,
                color,
                gone,
                lowest,
                knee,
                top,
                by_loss
            }
        );
        use layout::sweep::Outcome;
        check!(
            &swarm,
            Outcome {
                loss,
                best,
                reached,
                diverged
            }
        );
    }
}
