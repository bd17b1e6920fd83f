//! Scenes and links that are too much.

use super::{Row, lines};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;

fn on_bowl(experiment: &str) -> String {
    format!(r#"{{"experiment": {{"problem": {{"surface": "bowl"}}, {experiment}}}}}"#)
}

fn of_runs(count: usize, run: &str) -> String {
    on_bowl(&format!(r#""runs": [{}]"#, vec![run; count].join(",")))
}

/// Runs of SGD with a field more.
fn of_sgd(count: usize, field: &str) -> String {
    of_runs(count, &format!(r#"{{"optimizer": "sgd", {field}}}"#))
}

fn of_rules(count: usize, source: &str) -> String {
    of_runs(
        count,
        &format!(r#"{{"optimizer": {{"source": "{source}w -= g"}}}}"#),
    )
}

pub fn surfaces() -> Vec<Row> {
    let list = |count: usize, entry: &str| vec![entry; count].join(",");
    let params: Vec<String> = (0..20_000).map(|i| format!(r#""p{i}": 1"#)).collect();
    let stages = list(20_000, r#"{"name": "clip_norm"}"#);
    let milestones = list(100_000, "1");
    let multistep =
        format!(r#""schedule": {{"name": "multistep", "params": {{"milestones": [{milestones}]}}}}"#);
    vec![
        ("100,000 lists in lists", "[".repeat(100_000), "scene.json:1:"),
        (
            "100,000 objects in objects",
            on_bowl(&format!(r#""starts": {}"#, r#"{"a":"#.repeat(100_000))),
            "expected a sequence",
        ),
        (
            "4,294,967,295 steps",
            on_bowl(r#""steps": 4294967295, "runs": [{"optimizer": "sgd"}]"#),
            "take fewer steps",
        ),
        (
            "more steps than 32 bits hold",
            on_bowl(r#""steps": 4294967296"#),
            "expected u32",
        ),
        (
            "100,000 starts",
            on_bowl(&format!(r#""starts": [{}]"#, list(100_000, "[1, 2]"))),
            "at most 1024",
        ),
        (
            "a start of 100,000 numbers",
            on_bowl(&format!(r#""start": [{}]"#, list(100_000, "1"))),
            "has 2 coordinate(s), but this start has 100000",
        ),
        (
            "a start beyond 64 bits",
            on_bowl(r#""start": [1e999, 0]"#),
            "number out of range",
        ),
        (
            "a start beyond the bound",
            on_bowl(r#""start": [1e300, 0]"#),
            "below 2^60",
        ),
        (
            "20,000 runs",
            of_runs(20_000, r#"{"optimizer": "adam"}"#),
            "at most 32",
        ),
        (
            "20,000 stages",
            of_sgd(1, &format!(r#""stages": [{stages}]"#)),
            "at most 16",
        ),
        (
            "20,000 parameters",
            of_sgd(1, &format!(r#""params": {{{}}}"#, params.join(","))),
            "no parameter `p0`",
        ),
        (
            "100,000 milestones",
            of_sgd(1, &multistep),
            "a list of at most 64 numbers",
        ),
        (
            "a learning rate of 1e300",
            of_sgd(1, r#""params": {"lr": 1e300}"#),
            "1e300 is outside the range of 32-bit numbers",
        ),
        (
            "a learning rate that is 0 in 32 bits",
            of_sgd(1, r#""params": {"lr": 1e-46}"#),
            "1e-46 is outside the range of 32-bit numbers",
        ),
        (
            "runs that go on from each other",
            of_sgd(32, r#""from": {"run": 31, "step": 1}"#),
            "from",
        ),
        (
            "a fork of the last run there could be",
            of_sgd(2, r#""from": {"run": 18446744073709551615, "step": 4294967295}"#),
            "from",
        ),
        (
            "an optimizer's name of 100 KB",
            of_runs(1, &format!(r#"{{"optimizer": "{}"}}"#, "a".repeat(100_000))),
            "…",
        ),
        (
            "a label of 100 KB",
            of_sgd(1, &format!(r#""label": "{}""#, "a".repeat(100_000))),
            "at most 200",
        ),
        (
            "32 rules of 60 KB",
            of_rules(32, &r"m = sin(g)*g^2 + tanh(g)\n".repeat(2_200)),
            "bytes of rule texts are too many",
        ),
        (
            "32 rules of 400 wrong lines",
            of_rules(32, &r"m = $\n".repeat(400)),
            "line 1",
        ),
        (
            "32 rules of 60 lines",
            of_rules(32, &r"m = sin(g)*g^2 + tanh(g)*g^3\n".repeat(60)),
            "",
        ),
    ]
}

/// Samples, layers and what else a network's scene says.
fn network(fields: &str) -> String {
    let problem = format!(r#"{{"network": {{{fields}}}}}"#);
    format!(r#"{{"experiment": {{"problem": {problem}, "steps": 100, "runs": [{{"optimizer": "sgd"}}]}}}}"#)
}

pub fn networks() -> Vec<Row> {
    let on_moons = |fields: &str| network(&format!(r#""data": "moons", {fields}"#));
    let table = |text: &str| {
        network(&format!(
            r#""data": {{"csv": "{text}", "target": "class"}}, "layers": [1, 1]"#
        ))
    };
    let data = |fields: &str| network(&format!(r#""data": {{{fields}}}, "layers": [2, 2]"#));
    vec![
        (
            "4,294,967,295 samples",
            data(r#""name": "moons", "size": 4294967295"#),
            "20000",
        ),
        (
            "4,294,967,295 classes",
            data(r#""name": "blobs", "classes": 4294967295"#),
            "classes",
        ),
        (
            "a layer without end",
            on_moons(r#""layers": [2, 18446744073709551615, 2]"#),
            "take 1 to 64",
        ),
        (
            "100,000 layers",
            on_moons(&format!(r#""layers": [2{}, 2]"#, ", 64".repeat(100_000))),
            "at most 4",
        ),
        (
            "4,294,967,295 seeds",
            on_moons(r#""layers": [2, 2], "seeds": 4294967295"#),
            "take 1 to 1024",
        ),
        (
            "a batch of 4,294,967,295",
            on_moons(r#""layers": [2, 2], "batch": 4294967295"#),
            "more than the",
        ),
        (
            "4,294,967,295 micro-batches",
            on_moons(r#""layers": [2, 2], "accumulate": {"micro_batches": 4294967295}"#),
            "take 1 to 64",
        ),
        (
            "a table of 300,000 rows",
            table(&r"1,2\n".repeat(300_000)),
            "at most 20000",
        ),
        (
            "a row of 400,000 cells",
            table(&"1,".repeat(400_000)),
            "features are too many",
        ),
        ("20,000 wrong rows", table(&r"1,2\n1\n".repeat(20_000)), "more"),
        (
            "20,000 classes in a table",
            table(&lines(20_000, |i| format!(r"{i},c{i}\n"))),
            "20000 classes are too many",
        ),
    ]
}

pub fn links() -> Vec<Row> {
    let link = |json: &[u8]| format!("#s=1.{}", URL_SAFE_NO_PAD.encode(compress_to_vec(json, 9)));
    let runs = r#"{"optimizer":""},"#.repeat(55_000);
    let runs = format!(r#"{{"experiment":{{"problem":{{"surface":"bowl"}},"runs":[{runs}0]}}}}"#);
    let objects = format!(r#"{{"experiment":{{"problem":{}"#, r#"{"a":"#.repeat(200_000));
    vec![
        (
            "64 MB of spaces",
            link(&vec![b' '; 64 << 20]),
            "holds more than 1048576 bytes",
        ),
        (
            "64 MB of one number",
            link(&vec![b'9'; 64 << 20]),
            "holds more than 1048576 bytes",
        ),
        ("a megabyte of spaces", link(&vec![b' '; 1 << 20]), "wrong scene"),
        (
            "a megabyte of open lists",
            link("[".repeat(1 << 20).as_bytes()),
            "wrong scene",
        ),
        (
            "a megabyte of open objects",
            link(objects.as_bytes()),
            "unknown field `a`",
        ),
        (
            "a megabyte of runs",
            link(runs.as_bytes()),
            "/experiment/runs/55000",
        ),
        (
            "2 MB of letters",
            format!("#s=1.{}", "A".repeat(2 << 20)),
            "the link is",
        ),
        (
            "3 MB of letters",
            format!("#s=1.{}", "A".repeat(3 << 20)),
            "holds more than 1048576 bytes",
        ),
        (
            "a megabyte of foreign letters",
            format!("#s=1.{}", "é".repeat(1 << 19)),
            "holds `é`",
        ),
    ]
}
