//! `ravine sweep` as a script sees it: outcomes, messages, exit codes.

#[path = "support/program.rs"]
mod program;

use program::{folder, ravine, stderr, stdout};
use std::process::Output;

/// Sweeps a scene's text with more arguments.
fn sweep(test: &str, text: &str, arguments: &[&str]) -> Output {
    let path = folder(test).join("sweep.json");
    std::fs::write(&path, text).expect("a file");
    let path = path.display().to_string();
    ravine(&[&["sweep", &path, "--engine", "cpu"], arguments].concat())
}

const BOWL: &str = r#"{ "experiment": { "problem": { "surface": "bowl" }, "start": [1, 1], "steps": 100,
  "runs": [ { "optimizer": "sgd" }, { "optimizer": "adam" } ] } }"#;

#[test]
fn a_sweep_gives_every_run_in_json() {
    let text = format!(
        r#"{{ "scene": {BOWL}, "tolerance": 0.01,
            "axes": [ {{ "name": "lr", "from": 0.001, "to": 1e30, "count": 2, "scale": "log" }} ] }}"#
    );
    let output = sweep("sweep_json", &text, &["--precision", "f64"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("of 4 runs diverged"),
        "{}",
        stderr(&output)
    );
    let found: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(found["runs"], serde_json::json!(["SGD", "Adam"]));
    assert_eq!(found["axes"][0]["values"], serde_json::json!([0.001, 1e30]));
    let columns = &found["columns"];
    assert_eq!(columns["loss"].as_array().map(Vec::len), Some(4));
    assert!(
        columns["diverged_at"][0].is_null() && columns["diverged_at"][1].is_u64(),
        "{columns}"
    );
}

#[test]
fn a_scene_is_swept_over_axes_of_the_command_line() {
    let axes = [
        "--axis",
        "lr=0.01..0.1:3:log",
        "--axis",
        "start.x=1,2",
        "--format",
        "csv",
    ];
    let output = sweep("sweep_csv", BOWL, &axes);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    let lines: Vec<&str> = text.lines().collect();
    let header = "run,start,lr,start.x,end_x,end_y,loss,best,reached,diverged_at,nearest,why";
    assert_eq!((lines[0], lines.len()), (header, 1 + 12));
    assert!(
        lines[2].starts_with("0,0,0.031622") && lines[2].contains(",1,"),
        "{}",
        lines[2]
    );
    assert!(lines[12].starts_with("1,0,0.1,2,"), "{}", lines[12]);
}

#[test]
fn a_wrong_sweep_is_named() {
    let swept = |axis: &str| {
        format!("{{ \"scene\": {BOWL},\n  \"axes\": [ {{ \"name\": \"{axis}\", \"values\": [1] }} ] }}")
    };
    let rows = [
        (
            swept("learning"),
            vec![],
            "sweep.json:3:23: error: \"SGD\" has no parameter `learning`",
        ),
        (
            BOWL.to_owned(),
            vec![],
            "this is a scene; a sweep has `scene` and `axes`, or give --axis",
        ),
        (
            BOWL.to_owned(),
            vec!["--axis", "eta=1,2"],
            "error: --axis: \"SGD\" has no parameter `eta`",
        ),
        (
            BOWL.replace("sgd", "sdg"),
            vec!["--axis", "lr=1"],
            "did you mean `sgd`?",
        ),
    ];
    for (text, arguments, message) in rows {
        let output = sweep("sweep_wrong", &text, &arguments);
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(
            stderr(&output).contains(message),
            "{message} is not in {}",
            stderr(&output)
        );
    }
    for axis in ["lr", "lr=1..2", "lr=1..2:x", "lr=1..2:3:cubic", "lr=a"] {
        let output = sweep("sweep_axis", BOWL, &["--axis", axis]);
        assert!(
            stderr(&output).contains("an axis is written name=from..to:count"),
            "{axis}: {}",
            stderr(&output)
        );
    }
}

/// Where no window system runs, as on a server, none is missed.
#[test]
fn commands_do_not_complain_of_window_systems() {
    let folder = folder("silent");
    let [scene, picture] = ["scene.json", "map.png"].map(|name| folder.join(name).display().to_string());
    std::fs::write(&scene, BOWL).expect("a scene file");
    for arguments in [
        &["run", &scene][..],
        &["plot", &scene, "-o", &picture],
        &["sweep", &scene, "--axis", "lr=0.001..0.1:8", "-o", &picture],
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_ravine"))
            .args(arguments)
            .args(["--engine", "auto"])
            .env_remove("XDG_RUNTIME_DIR")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DISPLAY")
            .output()
            .expect("the program starts");
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
        for word in ["XDG_", "wayland", "error"] {
            assert!(!said.contains(word), "{arguments:?}: {said}");
        }
    }
}
