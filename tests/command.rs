//! The headless commands as a script sees them: output, messages, exit codes.

#[path = "support/program.rs"]
mod program;

use program::{folder, ravine, stderr, stdout};
use std::process::{Command, Output};

const SCENE: &str = r#"{
  "experiment": {
    "problem": { "surface": "rosenbrock" },
    "steps": 20,
    "runs": [
      { "optimizer": "adam", "params": { "lr": 0.01 } },
      { "label": "Plain", "optimizer": "sgd" }
    ]
  }
}"#;

/// Runs a scene's text with more arguments.
fn run(test: &str, scene: &str, arguments: &[&str]) -> Output {
    let path = folder(test).join("scene.json");
    std::fs::write(&path, scene).expect("a scene file");
    let path = path.display().to_string();
    ravine(&[&["run", &path, "--engine", "cpu"], arguments].concat())
}

#[test]
fn a_scene_runs_to_json() {
    let output = run("json", SCENE, &["--precision", "f64"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let trace: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(trace["engine"], "cpu");
    assert_eq!(trace["steps"], 20);
    let adam = &trace["runs"][0];
    assert_eq!(adam["label"], "Adam");
    assert_eq!(adam["evaluations"], 20);
    assert_eq!(adam["diverged_at"], serde_json::Value::Null);
    let columns = &adam["columns"];
    assert_eq!(columns["w"][0], serde_json::json!([-1.0, 1.0]));
    assert_eq!(columns["loss"][0], 4.0);
    let lengths = ["loss", "w", "lr", "g_raw", "g", "m", "v", "m_hat", "v_hat"]
        .map(|name| columns[name].as_array().map_or(0, Vec::len));
    assert_eq!(lengths, [21, 21, 20, 20, 20, 20, 20, 20, 20]);
    assert_eq!(trace["runs"][1]["label"], "Plain");
}

#[test]
fn a_network_trains_to_json_and_csv() {
    let scene = SCENE.replace(
        r#""surface": "rosenbrock""#,
        r#""network": { "data": "moons", "layers": [2, 4, 2], "seeds": 2, "record": { "every": 8 } }"#,
    );
    let output = run("network", &scene, &["--precision", "f64"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let trace: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let runs: Vec<_> = trace["runs"].as_array().expect("runs").iter().collect();
    let seeds: Vec<_> = runs
        .iter()
        .map(|r| (r["label"].clone(), r["seed"].clone()))
        .collect();
    assert_eq!(
        seeds,
        [("Adam", 0), ("Adam", 1), ("Plain", 0), ("Plain", 1)].map(|(l, s)| (l.into(), s.into()))
    );
    let lengths = ["loss", "accuracy", "val_loss", "w", "g_norms"]
        .map(|name| runs[0]["columns"][name].as_array().map_or(0, Vec::len));
    assert_eq!(
        (lengths, &runs[0]["every"]["val_loss"]),
        ([21, 21, 4, 4, 4], &8.into())
    );

    let output = run("network", &scene, &["--record", "val_loss", "--format", "csv"]);
    let text = stdout(&output);
    let steps: Vec<&str> = text
        .lines()
        .skip(1)
        .take(4)
        .filter_map(|l| l.split(',').nth(1))
        .collect();
    assert_eq!(steps, ["0", "8", "16", "20"]);

    let wrong = scene.replace("\"moons\"", "{ \"csv\": \"1,2,0\\n3,x,1\" }");
    let output = run("network", &wrong, &[]);
    assert_eq!(output.status.code(), Some(1));
    let message = stderr(&output);
    assert!(
        message.contains(":3:48: error: line 2: `x` is not a number (column 2)"),
        "{message}"
    );

    let table = scene.replace(
        "\"moons\"",
        "{ \"csv\": \"x;y;k\\n0,5;1;a\\n?;1;b\\n2;0,1;b\\n1;1;a\\n3;1;b\" }",
    );
    let table = table.replace("\"seeds\": 2", "\"batch\": \"full\", \"validation\": 0");
    let output = run("table", &table, &[]);
    let note = "note: table: cells separated by semicolons, a header, decimal commas; k is predicted from 2 columns over \
                4 rows; a value is missing in 1 row, which is left out: line 3";
    assert!(stderr(&output).contains(note), "{}", stderr(&output));
}

#[test]
fn a_table_is_checked_and_told_as_it_is_read() {
    let check = |text: &str| {
        let path = folder("check_table").join("table.csv");
        std::fs::write(&path, text).expect("a file can be written");
        ravine(&["check", path.to_str().expect("a path of text")])
    };
    let output = check(",x,y,label\n0,1,2,a\n1,2,1,b\n2,0,3,a\n");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("left out: column 1 (counts the rows)"),
        "{}",
        stdout(&output)
    );
    assert!(
        stdout(&output).contains("\"label\":4,\"left_out\":[1]"),
        "{}",
        stdout(&output)
    );
    let output = check("x,y,label\n1,2,a\n1,oops,b\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("error: line 3: `oops` is not a number (column 2, `y`)"));
}

#[test]
fn a_fork_goes_on_from_its_source() {
    let scene = SCENE.replace("\"sgd\"", "\"sgd\", \"from\": { \"run\": 0, \"step\": 12 }");
    let output = run("fork", &scene, &["--record", "w,m"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let trace: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let w = |run: usize, step: usize| trace["runs"][run]["columns"]["w"][step].clone();
    assert_eq!((w(1, 5), w(1, 12)), (w(0, 5), w(0, 12)));
    assert_ne!(w(1, 13), w(0, 13));
    assert_eq!(trace["runs"][1]["label"], "Plain");
}

#[test]
fn a_scene_runs_to_csv_with_chosen_columns() {
    let output = run("csv", SCENE, &["--record", "loss,w", "--format", "csv"]);
    let text = stdout(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "run,step,variable,element,value");
    assert_eq!(lines[1], "0,0,loss,0,4");
    assert_eq!(lines.len(), 1 + 2 * 21 * 3);
    assert!(
        lines[1..]
            .iter()
            .all(|l| l.contains(",loss,") || l.contains(",w,"))
    );
}

#[test]
fn output_files_appear_whole_and_nothing_beside_them() {
    let folder = folder("whole");
    let scene = folder.join("scene.json");
    std::fs::write(&scene, SCENE).expect("a scene file");
    let out = folder.join("trace.csv");
    let output = ravine(&[
        "run",
        &scene.display().to_string(),
        "--engine",
        "cpu",
        "-o",
        &out.display().to_string(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        std::fs::read_to_string(&out)
            .expect("the trace")
            .starts_with("run,step")
    );
    let files = std::fs::read_dir(&folder).expect("the folder").count();
    assert_eq!(files, 2);
    let nowhere = folder.join("missing").join("trace.csv");
    let output = ravine(&[
        "run",
        &scene.display().to_string(),
        "--engine",
        "cpu",
        "-o",
        &nowhere.display().to_string(),
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("missing"), "{}", stderr(&output));
}

#[test]
fn wrong_scenes_say_where_and_why() {
    let replace = |from: &str, to: &str| SCENE.replace(from, to);
    for (name, scene, message) in [
        (
            "syntax",
            replace("\"steps\": 20,", "\"steps\": 20"),
            ":5:5: error: expected `,` or `}`",
        ),
        (
            "field",
            replace("\"steps\"", "\"step\""),
            ":4:10: error: unknown field `step`",
        ),
        (
            "version",
            replace("{\n  \"exp", "{ \"version\": 7,\n  \"exp"),
            ":1:14: error: version 7 is not known",
        ),
        (
            "surface",
            replace("rosenbrock", "rosenbruck"),
            ":3:29: error: there is no surface `rosenbruck`; did you mean `rosenbrock`?",
        ),
        (
            "optimizer",
            replace("\"sgd\"", "\"sdg\""),
            ":7:40: error: there is no optimizer `sdg`; did you mean `sgd`?",
        ),
        (
            "param",
            replace("\"lr\"", "\"lrr\""),
            ":6:49: error: \"Adam\" has no parameter `lrr`; did you mean `lr`?",
        ),
        ("type", replace("0.01", "true"), ":6:48: error: expected a number"),
        ("range", replace("0.01", "1e300"), ":6:48: error: 1"),
        (
            "steps",
            replace("\"steps\": 20", "\"steps\": 0"),
            ":4:14: error: 0 steps compute nothing",
        ),
        (
            "many runs",
            replace(
                "\"runs\": [",
                &format!("\"runs\": [{}", "{ \"optimizer\": \"sgd\" },".repeat(40)),
            ),
            ":5:13: error: 42 runs are too many",
        ),
        (
            "many starts",
            replace(
                "\"steps\"",
                &format!("\"starts\": [{}[0, 0]], \"steps\"", "[0, 0],".repeat(5000)),
            ),
            ":4:15: error: 5001 starts are too many",
        ),
        (
            "many steps",
            replace("\"steps\": 20", "\"steps\": 4000000000"),
            "take fewer steps",
        ),
        (
            "start",
            replace("\"steps\"", "\"start\": [1], \"steps\""),
            ":4:14: error: \"Rosenbrock\" has 2 coordinate(s), but this start has 1",
        ),
        (
            "rule",
            replace("\"sgd\"", "{ \"source\": \"w -= lrr*g\" }"),
            ":7:52: error: line 1, column 6 of the rule: unknown name `lrr`",
        ),
        (
            "fork",
            replace("\"sgd\"", "\"sgd\", \"from\": { \"run\": 3, \"step\": 7 }"),
            ":7:64: error: there is no run 3; runs count from 0, the last is 1",
        ),
        ("null", "null".to_owned(), "error: "),
        ("empty", String::new(), ":1:1: error: EOF"),
        ("deep", "[".repeat(100_000), "error: "),
    ] {
        let output = run(&format!("wrong {name}"), &scene, &[]);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        assert!(
            said.contains("scene.json:") && said.contains(message),
            "{name}: {said}"
        );
        assert!(!said.contains("panicked"), "{name}: {said}");
        assert!(output.stdout.is_empty(), "{name}");
    }
}

#[test]
fn wrong_options_are_wrong_input() {
    for (name, arguments, message) in [
        ("option", vec!["--engin", "cpu"], "--engine"),
        ("value", vec!["--format", "xml"], "xml"),
        (
            "column",
            vec!["--record", "los"],
            "no run has a column `los`; did you mean `loss`?",
        ),
    ] {
        let output = run(&format!("option {name}"), SCENE, &arguments);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", stderr(&output));
        assert!(stderr(&output).contains(message), "{name}: {}", stderr(&output));
    }
    let output = ravine(&["run", "nowhere.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("nowhere.json"), "{}", stderr(&output));
    let output = run("f64", SCENE, &[]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn without_a_gpu_the_gpu_engine_says_what_to_install() {
    let path = folder("no gpu").join("scene.json");
    std::fs::write(&path, SCENE).expect("a scene file");
    let output = Command::new(env!("CARGO_BIN_EXE_ravine"))
        .args(["run", &path.display().to_string(), "--engine", "gpu"])
        // A loader without drivers is a machine without a GPU.
        .env("VK_ICD_FILENAMES", "/nonexistent.json")
        .env("VK_DRIVER_FILES", "/nonexistent.json")
        .env("WGPU_BACKEND", "vulkan")
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("mesa-vulkan-drivers"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_diverged_run_is_a_result() {
    let scene = SCENE.replace(
        "\"optimizer\": \"sgd\"",
        "\"optimizer\": \"sgd\", \"params\": {\"lr\": 1}",
    );
    let output = run("diverged", &scene, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let trace: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let at = trace["runs"][1]["diverged_at"].as_u64().expect("it diverges") as usize;
    assert!(stderr(&output).contains(&format!("Plain from [-1.0, 1.0] diverged at step {at}")));
    let stopped = &trace["runs"][1]["stopped"];
    assert_eq!(
        (&stopped["why"], &stopped["step"]),
        (&"diverged".into(), &at.into())
    );
    assert!(trace["runs"][0]["stopped"].is_null(), "{}", trace["runs"][0]);
    let points = trace["runs"][1]["columns"]["w"].as_array().expect("points");
    assert_eq!(points.len(), 21);
    assert_eq!(points[at - 1], points[20], "it is frozen where it was");
}

#[test]
fn a_scene_becomes_a_link_and_a_link_a_scene() {
    let path = folder("link").join("scene.json");
    std::fs::write(&path, SCENE).expect("a scene file");
    let scene = path.display().to_string();
    let link = stdout(&ravine(&["link", &scene]));
    assert!(link.starts_with("#s=1.") && link.ends_with('\n'), "{link}");
    let whole = stdout(&ravine(&["link", &scene, "--page", "https://example.org/#old"]));
    assert_eq!(whole, format!("https://example.org/{link}"));
    let read = |json: &str| -> serde_json::Value { serde_json::from_str(json).expect("JSON") };
    let back = read(&stdout(&ravine(&["link", whole.trim()])));
    assert_eq!(back["experiment"]["runs"], read(SCENE)["experiment"]["runs"]);
    for (input, message) in [
        ("1.zzz", "link: error: the link is cut off"),
        ("#s=7.abc", "link: error: the link has version 7"),
        ("nowhere.json", "nowhere.json: error: "),
    ] {
        let output = ravine(&["link", input]);
        assert_eq!(output.status.code(), Some(1), "{input}");
        assert!(stderr(&output).contains(message), "{input}: {}", stderr(&output));
    }
}

#[test]
fn a_card_that_there_is_not_is_not_opened() {
    for (link, message) in [
        (
            "#l=adam/first_stap",
            "link: error: there is no card `adam/first_stap`",
        ),
        ("#l=adam/first_step&s=1.zzz", "link: error: the link is cut off"),
    ] {
        let output = ravine(&["open", link]);
        assert_eq!(output.status.code(), Some(1), "{link}");
        assert!(stderr(&output).contains(message), "{link}: {}", stderr(&output));
    }
}

#[test]
fn the_catalog_is_listed() {
    let all = stdout(&ravine(&["list"]));
    for name in [
        "nesterov_torch",
        "one_cycle_cos",
        "clip_norm",
        "styblinski_tang",
        "race",
    ] {
        assert!(all.contains(name), "{name}");
    }
    let stages = stdout(&ravine(&["list", "stages"]));
    assert!(
        stages.contains("clip_norm") && !stages.contains("adam"),
        "{stages}"
    );
}

#[test]
fn rules_are_checked_with_file_line_and_column() {
    let folder = folder("check");
    let wrong = folder.join("wrong.rule");
    std::fs::write(&wrong, "param beta1 = 0.9\nw -= beta_1*g\n").expect("a rule file");
    let output = ravine(&["check", &wrong.display().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(
        said.contains("wrong.rule:2:6: error: unknown name `beta_1`; did you mean `beta1`?"),
        "{said}"
    );
    let right = folder.join("right.rule");
    std::fs::write(&right, "x^2 + 10*sin(3*y)\n").expect("a rule file");
    let output = ravine(&["check", &right.display().to_string()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let output = ravine(&["check", &right.display().to_string(), "--kind", "schedule"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn scenes_are_checked_too_and_warned_of_stages_in_the_wrong_order() {
    let path = folder("check_scene").join("scene.json");
    let checked = |stages: &str| {
        let scene = format!(
            r#"{{ "experiment": {{ "problem": {{ "surface": "bowl" }},
            "runs": [{{ "optimizer": "sgd", "stages": [{stages}] }}] }} }}"#
        );
        std::fs::write(&path, scene).expect("a scene file");
        ravine(&["check", &path.display().to_string()])
    };
    let (clip, f16) = (r#"{ "name": "clip_norm" }"#, r#"{ "name": "f16" }"#);
    let output = checked(&format!("{clip}, {f16}"));
    assert_eq!(
        output.status.code(),
        Some(0),
        "what works only otherwise than meant is no error"
    );
    assert!(stdout(&output).contains("a good scene"), "{}", stdout(&output));
    let warned = stderr(&output);
    for part in [
        "scene.json:2:",
        "warning:",
        "\"Clip by norm\"",
        "let it run after that one",
    ] {
        assert!(warned.contains(part), "{part} in {warned}");
    }
    assert_eq!(stderr(&checked(&format!("{f16}, {clip}"))), "");
    let output = checked(r#"{ "name": "clip" }"#);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("there is no stage `clip`"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_scene_may_ask_for_f64() {
    let scene = SCENE.replacen(r#""steps""#, r#""precision": "f64", "steps""#, 1);
    let numbers = |arguments: &[&str]| {
        let output = run("f64_scene", &scene, arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let trace: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        trace["adapter"].clone()
    };
    assert_eq!(numbers(&[]), "f64");
    assert_eq!(numbers(&["--precision", "f32"]), "f32");
    let path = folder("f64_scene").join("scene.json");
    std::fs::write(&path, &scene).expect("a scene file");
    let output = ravine(&["run", &path.display().to_string(), "--engine", "gpu"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("which the scene asks for"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_schedule_that_no_step_takes_is_warned_of() {
    let scene = r#"{ "experiment": { "problem": { "surface": "bowl" }, "runs": [{ "schedule": { "name": "cosine" },
        "optimizer": { "source": "name \"Fixed\"\nparam lr = 0.1 in 0 .. 1 \"unused\"\nw -= 0.1*g" } }] } }"#;
    let output = run("unused_lr", scene, &[]);
    assert!(
        stderr(&output).contains("takes no step with its `lr`"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn runs_become_programs() {
    let path = folder("code").join("scene.json");
    std::fs::write(&path, SCENE.replace("adam", "lamb")).expect("a scene file");
    let path = path.display().to_string();
    for (arguments, code, expected) in [
        (
            &["--run", "1"][..],
            0,
            "optimizer = torch.optim.SGD([w], lr=0.001)",
        ),
        (&["--library", "optax"], 0, "optimizer = optax.lamb(0.01, b1=0.9,"),
        (&[], 0, "# Run 0: PyTorch has no LAMB in this form."),
        (&["--run", "2"], 1, "error: --run: there is no run 2"),
    ] {
        let output = ravine(&[&["code", &path], arguments].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        let told = stdout(&output) + &stderr(&output);
        assert!(told.contains(expected), "{arguments:?}: {told}");
    }
}

#[test]
fn calculators_take_models_and_rules_of_ones_own() {
    let rule = folder("calculate").join("half.rule");
    std::fs::write(&rule, "name \"Half\"\nstate r: row, c: col\nw -= 0.1*g\n").expect("a rule file");
    let rule = rule.display().to_string();
    for (arguments, wanted) in [
        (&["memory"][..], "Together: 112 GB"),
        (
            &["memory", "--model", "llama_2_7b", "--optimizer", "adamw"],
            "State of the optimizer: 53.91 GB",
        ),
        (
            &["memory", "--model", "llama_2_7b", "--optimizer", &rule],
            "State of the optimizer: 0.01135 GB",
        ),
        (
            &[
                "memory",
                "--model",
                "gpt_3_175b",
                "weight_bytes=4",
                "gradient_bytes=4",
                "master=off",
                "layers=0",
            ],
            "Together: 2794 GB",
        ),
        (&["window", "beta=0.9"], "Window, 1/(1 - beta): 10 steps"),
        (&[], "gpt_3_175b: GPT-3 175B, 174604259328 parameters"),
    ] {
        let output = ravine(&[&["calculate"], arguments].concat());
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            stdout(&output).contains(wanted),
            "{arguments:?}: {}",
            stdout(&output)
        );
    }
    for (arguments, wanted) in [
        (
            &["memry"][..],
            "there is no calculator `memry`; did you mean `memory`?; there are memory,",
        ),
        (&["window", "beta=1"], "0 <= beta < 1 must hold, but beta is 1"),
        (
            &["window", "bta=1"],
            "`window` has no parameter `bta`; did you mean `beta`?",
        ),
        (&["window", "beta=x"], "`x` is no number; `beta` takes one"),
        (
            &["window", "beta=1e-400"],
            "“1e-400” cannot be taken: it is too small",
        ),
        (&["memory", "--model", "llama"], "there is no model `llama`"),
        (
            &["memory", "--model", "llama_2_7b", "--optimizer", "adm"],
            "there is no optimizer `adm`; did you mean `adam`?",
        ),
    ] {
        let output = ravine(&[&["calculate"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(
            stderr(&output).contains(wanted),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn the_guide_names_its_questions_gives_reasons_and_reads_a_checklist_off_a_scene() {
    let scene = folder("guide").join("scene.json");
    let text = r#"{ "experiment": { "problem": { "surface": "bowl" }, "steps": 20, "runs": [
        { "label": "Plain", "optimizer": "sgd", "params": { "lr": 0.1 } } ] } }"#;
    std::fs::write(&scene, text).expect("the folder can be written");
    let scene = scene.display().to_string();
    for (arguments, wanted) in [
        (
            vec!["guide"],
            "\n        Hundreds -> small_data\n".trim_matches('\n'),
        ),
        (vec!["guide", "convex"], "for κ = 50 that is 0.566. The best β"),
        (
            vec!["guide", "--checklist", &scene],
            "Three rates for each rule: not done. SGD: 1 rate, 0.1.\n    Add SGD at 0.3\n",
        ),
    ] {
        let output = ravine(&arguments);
        assert!(
            stdout(&output).contains(wanted.trim()),
            "{arguments:?}: {}",
            stdout(&output)
        );
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
    let output = ravine(&["guide", "convx"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("there is no leaf `convx`; did you mean `convex`?"));
}
