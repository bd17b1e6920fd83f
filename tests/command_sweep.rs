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
fn a_run_that_never_had_a_loss_has_no_lowest_one() {
    let text = r#"{ "experiment": { "problem": { "surface": { "source": "f = log(x) + y^2" } }, "start": [1, 1],
        "steps": 5, "runs": [ { "optimizer": "sgd" } ] } }"#;
    let axis = ["--axis", "start.x=-1,2^-1", "--format", "csv"];
    let output = sweep("sweep_hole", text, &axis);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    // Behind the start: where it ends, loss and lowest loss.
    assert_eq!(lines[1][2..], ["-1", "-1", "1", "", "", "", "1", "", "undefined"]);
    assert_eq!(lines[2][2], "0.5");
    assert!(lines[2][6].parse::<f64>().is_ok(), "{text}");
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
    let output = sweep("sweep_axis", BOWL, &["--axis", "lr=1e-400,1"]);
    let wanted = "“1e-400” cannot be taken: it is too small; write 0";
    assert!(stderr(&output).contains(wanted), "{}", stderr(&output));
}

const MOONS: &str = r#"{ "experiment": { "problem": { "network": { "data": { "name": "moons", "size": 40 }, "layers": [2, 3, 2],
  "batch": 8 } }, "steps": 20, "runs": [ { "optimizer": "sgd" } ] } }"#;

#[test]
fn a_network_is_swept_over_rates_and_batches_with_seeds_and_kept_steps() {
    let arguments = [
        "--axis",
        "lr=0.01..1e20:3:log",
        "--axis",
        "batch=1..16:3:log",
        "--seeds",
        "2",
        "--kept",
        "5,10",
    ];
    let output = sweep("network_json", MOONS, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("of 18 runs diverged"),
        "{}",
        stderr(&output)
    );
    let found: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!((&found["seeds"], &found["engine"]), (&2.into(), &"cpu".into()));
    assert_eq!(found["axes"][1]["values"], serde_json::json!([1.0, 4.0, 16.0]));
    let steps: Vec<&serde_json::Value> = (0..2).map(|kept| &found["kept"][kept]["step"]).collect();
    assert_eq!(steps, [5, 10]);
    for columns in [&found["columns"], &found["kept"][1]["columns"]] {
        for name in [
            "loss",
            "best",
            "validation",
            "best_validation",
            "accuracy",
            "best_accuracy",
            "reached",
            "why",
        ] {
            assert_eq!(columns[name].as_array().map(Vec::len), Some(18), "{name}");
        }
        assert!(
            columns["end"].is_null() && columns["accuracy"][0].is_f64(),
            "{columns}"
        );
    }
    let output = sweep(
        "network_csv",
        MOONS,
        &[&arguments[..], &["--format", "csv"]].concat(),
    );
    let text = stdout(&output);
    let header = "run,seed,step,lr,batch,loss,best,validation,best_validation,accuracy,best_accuracy,reached,diverged_at,why";
    assert_eq!(
        (text.lines().next(), text.lines().count()),
        (Some(header), 1 + 3 * 18)
    );
    assert!(
        text.lines()
            .nth(1 + 9)
            .is_some_and(|line| line.starts_with("0,1,5,0.01,1,")),
        "{text}"
    );
}

#[test]
fn a_network_is_drawn_by_what_it_has() {
    let map = folder("network_map").join("map.svg").display().to_string();
    let axes = [
        "--axis",
        "lr=0.01..1:4:log",
        "--axis",
        "width=2,4",
        "--seeds",
        "3",
        "-o",
        &map,
    ];
    for (value, label) in [
        ("loss", "Training loss after 20 steps, median of 3 seeds"),
        ("validation", "Validation loss after 20 steps"),
        ("wrong", "Wrong answers in validation"),
        ("steps", "Steps to a training loss of"),
    ] {
        let output = sweep("network_map", MOONS, &[&axes[..], &["--value", value]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let drawn = std::fs::read_to_string(&map).expect("a figure");
        assert!(drawn.contains(label), "{label}");
    }
    let none = MOONS.replace("\"batch\": 8", "\"batch\": 8, \"validation\": 0");
    for (text, value, message) in [
        (
            none.as_str(),
            "validation",
            "only a network with samples held back for validation has this value",
        ),
        (
            BOWL,
            "wrong",
            "only a network with samples held back for validation has this value",
        ),
        (
            MOONS,
            "accuracy",
            "there is no `accuracy`; there are loss, best, steps, validation, best_validation and wrong",
        ),
    ] {
        let axis = ["--axis", "lr=0.01,0.1", "-o", &map, "--value", value];
        let output = sweep("network_value", text, &axis);
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
    }
}

#[test]
fn a_wrong_sweep_of_a_network_is_named() {
    for (arguments, message) in [
        (
            &["--axis", "batches=1,2"][..],
            "error: --axis: \"SGD\" has no parameter `batches`; did you mean `batch`?",
        ),
        (
            &["--axis", "batch=64"],
            "error: --axis: at batch 64: 64 samples x 1 micro-batches are more than the 32",
        ),
        (
            &["--axis", "lr=1", "--seeds", "40"],
            "error: --seeds: 40 is out of range; take 1 to 32",
        ),
        (
            &["--axis", "lr=1", "--kept", "30"],
            "error: --kept: there is no step 30; take 0 to 20",
        ),
        (
            &["--axis", "lr=1..2:70000"],
            "70000 networks are too many; there can be at most 65536",
        ),
    ] {
        let path = folder("network_wrong").join("scene.json");
        std::fs::write(&path, MOONS).expect("a file");
        let output = ravine(&[&["sweep", &path.display().to_string()], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(
            stderr(&output).contains(message),
            "{message} is not in {}",
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

#[test]
fn a_search_writes_every_try_and_says_what_it_cannot_search() {
    let path = folder("search").join("scene.json");
    std::fs::write(&path, BOWL).expect("a file");
    let path = path.display().to_string();
    let search = |arguments: &[&str]| ravine(&[&["search", &path], arguments].concat());
    let space = ["--space", "lr=1e-4..10:log", "--space", "start.x=-2..2"];
    let output = search(&[&space[..], &["--budget", "9", "--repetitions", "2", "--run", "2"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let table = stdout(&output);
    let mut lines = table.lines();
    assert_eq!(
        lines.next(),
        Some("method,repetition,number,lr,start.x,steps,spent,loss,diverged_at")
    );
    let lines: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    for method in ["grid", "random", "tpe", "halving"] {
        let last = lines.iter().rfind(|line| line[0] == method);
        assert_eq!(last.map(|line| line[6]), Some("900"), "{method} spends nine runs");
    }
    let output = search(
        &[
            &space[..],
            &["--budget", "9", "--repetitions", "2", "--format", "json"],
        ]
        .concat(),
    );
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(
        (&json["steps"], &json["space"][0]["scale"]),
        (&100.into(), &"log".into())
    );
    for search in json["searches"].as_array().expect("a list") {
        let columns = &search["columns"];
        let spent = columns["spent"].as_array().expect("a column");
        assert_eq!(spent.last(), Some(&900.into()), "{search}");
        for name in ["lr", "start.x"] {
            let values = columns["settings"][name].as_array().map(Vec::len);
            assert_eq!(values, Some(spent.len()), "{name}");
        }
    }
    for (arguments, message) in [
        (&["--space", "lr=1e-4..10:log"][..], "2 to 4 settings, this one 1"),
        (&["--space", "lr=1..2", "--space", "start.z=1..2"], "start.z"),
        (&["--space", "lr=1"], "a setting is written name=from..to"),
        (&[&space[..], &["--run", "3"]].concat(), "there is no run 3"),
    ] {
        let output = search(arguments);
        assert_ne!(output.status.code(), Some(0), "{message}");
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
    }
}
