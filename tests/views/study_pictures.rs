//! Pictures of the course to look at.

use crate::pictures::draw;
use crate::{PHONE, SMALL, press, session};
use egui::{Theme, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ravine::app::App;
use ravine::app::study::kept::{GoOn, Shelf};

/// A shelf that is always empty.
const EMPTY: Shelf = Shelf {
    read: |_| None,
    write: |_, _| (),
};

fn study(size: Vec2, theme: Theme) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_max_steps(2000)
        .build_eframe(|cc| App::with(&cc.egui_ctx, session("race")).reading_on(EMPTY, GoOn::No));
    harness.run();
    harness
}

#[test]
#[ignore = "draws pictures to look at; needs a Vulkan driver"]
fn pictures_of_study() {
    std::fs::create_dir_all("target/pictures").expect("target can be written");
    for (size, of) in [
        (SMALL, "small"),
        (PHONE, "phone"),
        (vec2(844.0, 390.0), "low"),
        (vec2(320.0, 568.0), "tiny"),
    ] {
        for (theme, shade) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
            let mut harness = study(size, theme);
            draw(&mut harness, &format!("study-welcome-{of}-{shade}"));
            match size == SMALL {
                true => press(&mut harness, "Study"),
                false => press(&mut harness, "Study tab"),
            }
            draw(&mut harness, &format!("study-contents-{of}-{shade}"));
            harness.state_mut().open_card("adam/without_correction");
            harness.run();
            draw(&mut harness, &format!("study-asks-{of}-{shade}"));
            harness.get_by_label("Show without a guess").scroll_to_me();
            harness.run();
            press(&mut harness, "Show without a guess");
            draw(&mut harness, &format!("study-shows-{of}-{shade}"));
            harness.get_by_label("Leave Study").scroll_to_me();
            harness.run();
            draw(&mut harness, &format!("study-foot-{of}-{shade}"));
        }
    }
}
