//! Every view of the registry, alone.

use crate::{alone, app, scene};
use egui::accesskit::Role;
use egui::vec2;
use egui_kittest::kittest::Queryable as _;
use ravine::compile::compile;
use ravine::engine::cpu::field::CpuSampler;
use ravine::engine::cpu::{CpuEngine, Precision};
use ravine::engine::field;
use ravine::scene::Scene;
use ravine::trace::{Field, Grid, Trace};
use ravine::view::{self, Shown};
use std::sync::Arc;

/// A scene with what the CPU makes of it.
fn computed(scene: &Scene) -> (Trace, Field) {
    let (plan, findings) = compile(&scene.experiment);
    let plan = Arc::new(plan.unwrap_or_else(|| panic!("{findings:?}")));
    let mut engine = CpuEngine::new(Precision::Single);
    let trace = ravine::engine::run(&mut engine, plan.clone()).expect("the CPU runs every plan");
    let domain = &plan.surface().expect("a surface").domain;
    let y = *domain.get(1).unwrap_or(&[0.0, 1.0]);
    let grid = Grid {
        x: domain[0],
        y,
        columns: 256,
        rows: 256,
    };
    let field = field::sample(
        &mut CpuSampler::default(),
        plan.surface().expect("a surface"),
        grid,
    )
    .expect("the CPU samples all");
    (trace, field)
}

#[test]
fn every_view_runs_and_is_found_by_name() {
    let mut scene = scene("race");
    scene.view.muted = vec![1];
    scene.view.selected = 3;
    let (trace, field) = computed(&scene);
    let field = Arc::new(field);
    for mut view in view::all() {
        let name = view.tab().name;
        let (scene, trace, field) = (scene.clone(), trace.clone(), field.clone());
        let harness = alone(vec2(500.0, 400.0), move |ui| {
            let shown = Shown {
                field: Some(&field),
                position: 120.5,
                hovered: Some(40.0),
                ..Shown::of(&scene, &trace)
            };
            view.ui(ui, &shown);
        });
        harness.get_by_role_and_label(Role::Image, name);
    }
}

#[test]
fn a_chart_scrubs() {
    let mut harness = app();
    let center = harness
        .get_by_role_and_label(Role::Image, "Loss chart")
        .rect()
        .center();
    harness.drag_at(center);
    harness.run();
    harness.drop_at(center);
    harness.run();
    let step = harness.state().session.scene.view.step;
    assert!((300..700).contains(&step), "{step}");
}
