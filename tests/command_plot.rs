//! `ravine plot` as a script sees it: figures, messages, exit codes.

#[path = "support/program.rs"]
mod program;
#[path = "support/svg.rs"]
mod svg;

use program::{folder, ravine, stderr, stdout};
use ravine::catalog;
use std::collections::HashSet;
use std::process::Output;

/// Plots a scene's text with more arguments.
fn plot(test: &str, scene: &str, arguments: &[&str]) -> Output {
    let path = folder(test).join("scene.json");
    std::fs::write(&path, scene).expect("a scene file");
    let path = path.display().to_string();
    ravine(&[&["plot", &path, "--engine", "cpu"], arguments].concat())
}

/// The texts of a plot that has to succeed.
fn texts(test: &str, scene: &str, arguments: &[&str]) -> Vec<String> {
    let output = plot(test, scene, arguments);
    assert_eq!(output.status.code(), Some(0), "{test}: {}", stderr(&output));
    svg::texts(&stdout(&output))
}

fn says(texts: &[String], wanted: &[&str]) {
    for text in wanted {
        assert!(
            texts.iter().any(|t| t.contains(text)),
            "{text:?} is not in {texts:#?}"
        );
    }
}

/// The picture of a plot that has to succeed.
fn picture(test: &str, scene: &str, arguments: &[&str]) -> image::RgbImage {
    let output = plot(test, scene, &[&["--format", "png"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{test}: {}", stderr(&output));
    image::load_from_memory(&output.stdout)
        .expect("a PNG decodes")
        .to_rgb8()
}

#[test]
fn a_plot_has_the_axis_of_its_scene() {
    let scene = r#"{ "experiment": { "steps": 50, "problem": { "network": {
            "data": { "name": "moons", "size": 80 }, "layers": [2, 4, 2], "batch": 8 } },
        "runs": [ { "optimizer": "sgd" } ] },
        "view": { "step": 50, "along": { "counts": "samples", "log": true } } }"#;
    let texts = texts("axis", scene, &["--panels", "loss,rate,g_norm:log"]);
    says(&texts, &["sample 100", "log–log scale", "slope −1/2"]);
    let named = texts.iter().filter(|text| text.starts_with("sample "));
    assert_eq!(named.count(), 3, "each panel has it: {texts:#?}");
}

/// How many colours there are in a part of a picture, its corners given in parts from 0 to 1.
fn colours(image: &image::RgbImage, [left, top]: [f32; 2], [right, bottom]: [f32; 2]) -> usize {
    let (width, height) = image.dimensions();
    let at = |part: f32, length: u32| (part * length as f32) as u32;
    let rows = at(top, height)..at(bottom, height);
    let pixels = rows.flat_map(|y| (at(left, width)..at(right, width)).map(move |x| (x, y)));
    let colours: HashSet<[u8; 3]> = pixels.map(|(x, y)| image.get_pixel(x, y).0).collect();
    colours.len()
}

const BOWL: &str = r#"{ "experiment": { "problem": { "surface": "bowl" }, "start": [1, 1], "steps": 100,
  "runs": [ { "optimizer": "adam", "params": { "lr": 0.05, "beta2": 0.99, "bias_correction": false } },
            { "label": "Fast, too fast", "optimizer": "sgd", "params": { "lr": 1e30 } },
            { "label": "Late", "optimizer": "momentum", "from": { "run": 0, "step": 40 },
              "schedule": { "name": "cosine", "warmup": { "steps": 10, "start": 0.1 } },
              "stages": [ { "name": "clip_norm", "params": { "max_norm": 0.5 } } ] } ] } }"#;

const LINE: &str = r#"{ "experiment": { "problem": { "surface": "theta_squared" }, "steps": 30,
  "runs": [ { "optimizer": "sgd", "params": { "lr": 0.1 } }, { "label": "Off", "optimizer": "sgd", "params": { "lr": 1e20 } } ] } }"#;

const NETWORK: &str = r#"{ "experiment": { "problem": { "network": { "data": "moons", "layers": [2, 4, 2] } }, "steps": 20,
  "runs": [ { "optimizer": "adam" } ] } }"#;

#[test]
fn letters_of_other_scripts_are_drawn_and_what_no_font_has_by_its_number() {
    let scene = LINE.replace(
        "\"optimizer\": \"sgd\", \"params\": { \"lr\": 0.1 }",
        "\"label\": \"Šaľ Шаг \u{10ffff}\", \"optimizer\": \"sgd\"",
    );
    assert_ne!(scene, LINE);
    says(&texts("letters", &scene, &[]), &["Šaľ Шаг U+10FFFF"]);
}

#[test]
fn every_preset_scene_on_a_surface_is_plotted_with_its_settings() {
    for (name, scene) in catalog::scenes() {
        let parsed: serde_json::Value = serde_json::from_str(scene).expect("JSON");
        if !parsed["experiment"]["problem"]["surface"].is_string() {
            continue;
        }
        let found = texts(&format!("plot_{name}"), scene, &[]);
        says(
            &found,
            &[
                "Paths on ",
                "Loss",
                "Learning rate",
                "log scale",
                "step ",
                "x",
                "seed 1.",
            ],
        );
        says(&found, &["Computed on the CPU in f32."]);
        for run in parsed["experiment"]["runs"].as_array().expect("runs") {
            let label = run["label"].as_str().unwrap_or_default();
            let legend = found.iter().filter(|t| *t == label).count();
            assert!(
                label.is_empty() || legend > 0,
                "{name}: {label} is not in {found:#?}"
            );
        }
    }
}

#[test]
fn a_caption_tells_all_that_is_needed_to_compute_it_again() {
    let found = texts(
        "plot_caption",
        BOWL,
        &["--precision", "f64", "--title", "Three ways down"],
    );
    let caption = found.join(" ");
    for part in [
        "Three ways down",
        "Paths on Bowl",
        "from (1, 1), 100 steps, seed 1.",
        "η = 0.05, β₁ = 0.9, β₂ = 0.99, bias correction off",
        "SGD · η = 10³⁰ · diverged at step 1",
        "Cosine decay (η min = 0) · warmup over 10 steps from 0.1 · Clip by norm (‖g‖ = 0.5)",
        "goes on from step 40 of Adam",
        "Computed on the CPU in f64.",
    ] {
        assert!(caption.contains(part), "{part:?} is not in {caption}");
    }
}

#[test]
fn panels_are_chosen_by_name_element_length_and_scale() {
    let panels = "path,loss:linear,distance,gradient,|w|:log,m.x,v_hat.y:log";
    let found = texts("plot_panels", BOWL, &["--panels", panels]);
    says(
        &found,
        &[
            "Loss",
            "Distance to the nearest minimum",
            "Gradient norm",
            "‖w‖",
            "m.x",
            "v_hat.y",
        ],
    );
    let found = texts("plot_network", NETWORK, &["--panels", "loss,val_loss,accuracy"]);
    says(&found, &["val_loss", "Accuracy", "Network 2–4–2 (tanh) on "]);
    says(&texts("plot_network", NETWORK, &[]), &["Loss", "Learning rate"]);
}

/// The panels are those of the app, with what they need besides computed, too.
#[test]
fn every_chart_of_the_app_is_a_panel() {
    for (scene, panels, titles) in [
        (
            BOWL,
            "rate,schedules,variable:log,bias,xray",
            [
                "Learning rate",
                "Learning rate over its peak",
                "Uncorrected over corrected step",
                "Effective step",
            ]
            .as_slice(),
        ),
        (
            NETWORK,
            "loss,accuracy,gradient,layers,update_norms",
            &[
                "training; dashed: validation",
                "Accuracy",
                "before stages; dashed: after",
                "Weight norm of Adam",
            ],
        ),
        (
            NETWORK,
            "layers:linear,sharpness,bias,xray",
            &[
                "Sharpness of Adam",
                "λ_max",
                "Uncorrected over corrected step",
                "Effective step",
            ],
        ),
    ] {
        says(&texts("plot_views", scene, &["--panels", panels]), titles);
    }
}

#[test]
fn runs_are_chosen_by_name_and_place() {
    for (runs, kept, left) in [
        (
            "Fast, too fast",
            ["Fast, too fast"].as_slice(),
            ["Adam", "Late"].as_slice(),
        ),
        ("1, Late", &["Adam", "Late"], &["Fast, too fast"]),
        ("Late,Fast, too fast,1", &["Adam", "Late", "Fast, too fast"], &[]),
    ] {
        let found = texts("plot_runs", BOWL, &["--runs", runs]);
        let has = |label: &&str| found.iter().any(|t| t == label);
        assert!(
            kept.iter().all(has) && !left.iter().any(has),
            "{runs}: {found:#?}"
        );
    }
}

#[test]
fn diverged_runs_are_named_on_surfaces_and_lines() {
    for (test, scene) in [("plot_diverged", BOWL), ("plot_line", LINE)] {
        let found = texts(test, scene, &[]);
        let named = found.iter().filter(|t| t.contains("diverged at step"));
        assert_eq!(
            named.count(),
            2,
            "once at its head, once in the caption: {found:#?}"
        );
        says(&found, &[" diverged"]);
    }
    says(&texts("plot_line", LINE, &[]), &["x", "loss", "from x = "]);
}

#[test]
fn a_step_is_marked_with_its_values() {
    let before = texts("plot_step", LINE, &[]).len();
    assert!(texts("plot_step", LINE, &["--step", "12"]).len() > before);
}

#[test]
fn every_panel_of_a_picture_has_something_in_it() {
    for (name, scene) in [("bowl", BOWL), ("line", LINE)] {
        for dark in [false, true] {
            let arguments: &[&str] = if dark { &["--dark"] } else { &[] };
            let image = picture(&format!("plot_png_{name}_{dark}"), scene, arguments);
            assert_eq!(image.width(), 1920);
            let ground = image.get_pixel(0, 0).0;
            assert_eq!(ground == [255; 3], !dark, "{ground:?}");
            for (left, top) in [(0.0, 0.0), (0.52, 0.0), (0.52, 0.4)] {
                let seen = colours(&image, [left, top], [left + 0.45, top + 0.35]);
                assert!(
                    seen > 40,
                    "{name}, dark {dark}, from {left} {top}: {seen} colours"
                );
            }
        }
    }
    let small = picture("plot_small", BOWL, &["--size", "700x520", "--scale", "1"]);
    assert_eq!(small.dimensions(), (700, 520));
}

#[test]
fn a_wrong_wish_is_named_and_nothing_is_written() {
    for (scene, arguments, message) in [
        (
            BOWL,
            ["--panels", "path,los"],
            "--panels: there is nothing called `los`; did you mean `loss`?",
        ),
        (
            BOWL,
            ["--panels", "m.z"],
            "--panels: `m` has no element `z`; it has x, y",
        ),
        (
            BOWL,
            ["--panels", "loss:cubic"],
            "`cubic` is no scale; a panel is written name, name:log or name:linear",
        ),
        (
            BOWL,
            ["--panels", "momentum"],
            "--panels: `momentum`: No schedule drives a momentum.",
        ),
        (
            BOWL,
            ["--panels", "accuracy"],
            "--panels: `accuracy` is no panel of a surface; there are path, loss, rate, lr, momentum, schedules, distance, \
             gradient, decay, variable, bias, xray, w, ",
        ),
        (
            NETWORK,
            ["--panels", "distance"],
            "--panels: `distance` is no panel of a network; there are loss, accuracy, rate, lr, momentum, ",
        ),
        (
            NETWORK,
            ["--panels", "weights"],
            "--panels: `weights`: The weights of a step are pictures, one per matrix.",
        ),
        (
            BOWL,
            ["--panels", "xray:linear"],
            "`xray`: The factors lie one on the other only where lengths are logarithms.",
        ),
        (
            NETWORK,
            ["--panels", "path"],
            "--panels: `path`: a network has no surface to walk on",
        ),
        (
            BOWL,
            ["--runs", "Adm"],
            "--runs: there is no run `Adm`; did you mean `Adam`?",
        ),
        (
            BOWL,
            ["--runs", "4"],
            "--runs: there is no run `4`; there are Adam, Fast, too fast, Late",
        ),
        (
            BOWL,
            ["--step", "101"],
            "--step: step 101 lies behind the last step, which is 100",
        ),
        (
            BOWL,
            ["--size", "300x200"],
            "--size: this figure and its caption need at least",
        ),
        (BOWL, ["--size", "300"], "a size is written 960x640"),
        (BOWL, ["--scale", "0"], "a scale is a number from 0.25 to 16"),
        (
            BOWL,
            ["-o", "figure.pdf"],
            "a figure is an .svg or a .png, not a .pdf",
        ),
    ] {
        let output = plot("plot_wrong", scene, &arguments);
        let found = stderr(&output);
        assert!(
            output.status.code() != Some(0) && output.stdout.is_empty(),
            "{arguments:?}"
        );
        assert!(found.contains(message), "{message} is not in {found}");
    }
}

#[test]
fn a_figure_appears_whole_in_the_form_its_name_asks_for() {
    let folder = folder("plot_whole");
    let scene = folder.join("scene.json");
    std::fs::write(&scene, BOWL).expect("a scene file");
    for (name, start) in [("a.png", b"\x89PNG".as_slice()), ("b.svg", b"<svg")] {
        let out = folder.join(name);
        let arguments = [
            "plot",
            &scene.display().to_string(),
            "--engine",
            "cpu",
            "-o",
            &out.display().to_string(),
        ];
        let output = ravine(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let written = std::fs::read(&out).expect("the figure");
        assert!(written.starts_with(start) && output.stdout.is_empty());
    }
    assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 3);
}
