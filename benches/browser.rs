//! 65,536 Adam runs of 1,000 steps on Rosenbrock in Chromium: the page's engines beside what a person would
//! write for this one case. `cargo xtask web`, then `RAVINE_DIST=dist cargo bench --bench browser`; one
//! figure alone by name: `wgsl` (the GPU engine's kernel and a hand-written one) or `wasm` (the CPU engine
//! and a plain JavaScript loop). `map`: how long a map of 256 x 256 points takes on the CPU engine. And
//! `memory`: what the page keeps while hundreds of scenes are opened one after another.

#[path = "../tests/browser/cdp.rs"]
mod cdp;
#[path = "../tests/browser/image.rs"]
#[expect(dead_code, reason = "the browser tests look at pictures, too")]
mod image;
#[path = "../tests/browser/page.rs"]
#[expect(dead_code, reason = "the browser tests drive the page, too")]
mod page;
#[path = "support/processes.rs"]
mod processes;
#[path = "support/rivals.rs"]
#[expect(dead_code, reason = "the page tells how long what it does takes")]
mod rivals;
#[path = "../xtask/src/static_server.rs"]
mod static_server;

use page::Page;
use ravine::catalog;
use ravine::lang::Kind;
use rivals::{is_asked, median, report};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const SIDE: usize = 256;
const STEPS: usize = 1000;
/// Each is measured so often, in turn with the other.
const ROUNDS: usize = 11;

const KERNEL: &str = include_str!("hand/adam_rosenbrock.wgsl");
const LOOP: &str = include_str!("hand/adam_rosenbrock.js");

/// Nothing plays: with a software driver the drawing of one frame takes as long as a third of a sweep.
const STILL: &str = "ravine.load({ experiment: { problem: { surface: 'rosenbrock' } }, view: { step: 1 } })";

/// A figure: its name, and the two that are measured, each a name and a promise of outcomes in JavaScript.
type Figure = (&'static str, [(&'static str, String); 2]);

fn main() -> Result<()> {
    let measured = run();
    cdp::end();
    measured
}

fn run() -> Result<()> {
    let dist = std::env::var_os("RAVINE_DIST")
        .ok_or("RAVINE_DIST does not say where the page is; `cargo xtask web`")?;
    let chromium = cdp::find_chromium().ok_or("no Chromium or Chrome found")?;
    let server = static_server::listen(0)?;
    let site = format!("http://127.0.0.1:{}/", static_server::port(&server));
    std::thread::spawn(move || static_server::serve(&server, &PathBuf::from(dist)));
    let open = || -> Result<Page> {
        let mut page = Page::new(&chromium, &site, Path::new(env!("CARGO_TARGET_TMPDIR")))?;
        page.open_app("")?;
        Ok(page)
    };
    if is_asked("memory") {
        memory(&mut open()?)?;
    }
    if is_asked("map") {
        let mut page = open()?;
        page.eval(STILL)?;
        map(&mut page)?;
    }
    for (name, rivals) in figures() {
        if is_asked(name) {
            let mut page = open()?;
            page.eval(STILL)?;
            measure(&mut page, name, &rivals)?;
        }
    }
    Ok(())
}

/// Prints how long a map of 500 steps of Adam over learning rate and decay takes until its shape is there,
/// every 16th point along both axes, and until all points are.
fn map(page: &mut Page) -> Result<()> {
    let mut seconds = [Vec::new(), Vec::new()];
    for round in 0..=ROUNDS {
        for (times, side) in seconds.iter_mut().zip([SIDE / 16, SIDE]) {
            let promise = format!("ravine.sweep({}, {{ engine: 'cpu' }})", map_of(side));
            let found = outcome(page, &promise)?;
            if round > 0 {
                times.push(found["seconds"].as_f64().ok_or("no time")?);
            }
        }
    }
    let [shape, all] = seconds.map(|seconds| median(seconds) * 1e3);
    println!(
        "map: its shape within {shape:.0} ms, all within {:.0} ms",
        shape + all
    );
    Ok(())
}

fn map_of(side: usize) -> Value {
    json!({
        "scene": { "experiment": {
            "problem": { "surface": "rosenbrock" },
            "steps": 500,
            "runs": [{ "optimizer": "adam" }],
        } },
        "axes": [
            { "name": "lr", "from": 1e-4, "to": 1, "count": side, "scale": "log" },
            { "name": "beta1", "from": 0, "to": 0.99, "count": side },
        ],
    })
}

/// Scenes opened one after another, and after how many the memory is looked at.
const SCENES: usize = 331;
const LOOK: usize = 31;

/// Every optimizer on every surface, behind the prepared scenes.
fn scenes() -> impl Iterator<Item = String> {
    let prepared = catalog::scenes().iter().map(|(_, text)| (*text).to_owned());
    let surfaces = catalog::entries(Kind::Surface).iter();
    let pairs = surfaces.flat_map(|surface| {
        let optimizers = catalog::entries(Kind::Optimizer).iter();
        optimizers.map(|optimizer| {
            let problem = json!({ "surface": surface.id });
            let runs = json!([{ "optimizer": optimizer.id }]);
            json!({ "experiment": { "problem": problem, "runs": runs } }).to_string()
        })
    });
    prepared.chain(pairs)
}

/// Prints the memory of the page's processes while scenes are opened, each until it is computed.
fn memory(page: &mut Page) -> Result<()> {
    let all: Vec<String> = scenes().collect();
    for count in 0..SCENES {
        let scene = &all[count % all.len()];
        let before = page.eval("ravine.state().computed")?;
        page.eval(&format!("ravine.load({scene})"))?;
        let computed = format!("ravine.state().computed > {before} && !ravine.state().busy");
        page.wait_until(&computed, Duration::from_secs(120))?;
        if (count + 1) % LOOK == 0 || count + 1 == SCENES {
            let [renderer, gpu] = ["renderer", "gpu-process"].map(processes::megabytes);
            println!(
                "memory, {:>3} scenes: renderer {renderer:>4} MB, GPU process {gpu:>4} MB",
                count + 1
            );
        }
    }
    Ok(())
}

fn figures() -> [Figure; 2] {
    let sweep = sweep();
    let engine = |options: Value| format!("ravine.sweep({sweep}, {options})");
    let by_hand = format!(
        "new Promise((done) => {{
            const begun = performance.now();
            const columns = ({LOOP})({}, {});
            done({{ columns, seconds: (performance.now() - begun) / 1000 }});
        }})",
        json!({ "lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "goal": 1e-6, "steps": STEPS }),
        starts(),
    );
    [
        (
            "wgsl",
            [
                ("generated", engine(json!({ "engine": "gpu" }))),
                (
                    "hand-written",
                    engine(json!({ "engine": "gpu", "kernel": KERNEL })),
                ),
            ],
        ),
        (
            "wasm",
            [
                ("CPU engine", engine(json!({ "engine": "cpu" }))),
                ("JavaScript", by_hand),
            ],
        ),
    ]
}

fn sweep() -> Value {
    let axis =
        |name: &str, from: f64, to: f64| json!({ "name": name, "from": from, "to": to, "count": SIDE });
    json!({
        "scene": { "experiment": {
            "problem": { "surface": "rosenbrock" },
            "steps": STEPS,
            "runs": [{ "optimizer": "adam", "params": { "lr": 0.01 } }],
        } },
        "axes": [axis("start.x", -2.0, 2.0), axis("start.y", -1.0, 3.0)],
    })
}

/// The same starts in JavaScript, x and y in turn.
fn starts() -> String {
    let last = SIDE - 1;
    format!(
        "Float32Array.from({{ length: {} }}, (_, i) => {{
            const lane = i >> 1;
            return i % 2 ? -1 + 4 * Math.floor(lane / {SIDE}) / {last} : -2 + 4 * (lane % {SIDE}) / {last};
        }})",
        2 * SIDE * SIDE,
    )
}

/// What a promise gives, however long it takes: how many runs reached the minimum, and the seconds.
fn outcome(page: &mut Page, promise: &str) -> Result<Value> {
    page.eval(&format!(
        "window.found = null;
        {promise}.then(
            ({{ seconds, columns }}) => {{
                window.found = {{ seconds, reached: columns.reached.filter((r) => r !== null).length }};
            }},
            (error) => {{ window.found = {{ error: String(error) }}; }},
        );
        null"
    ))?;
    page.wait_until("window.found", Duration::from_secs(600))?;
    let found = page.eval("window.found")?;
    match found.get("error") {
        Some(error) => Err(error.to_string().into()),
        None => Ok(found),
    }
}

/// Prints the medians of both and their ratio; a first round of each warms up. Errors: the two do not come to
/// the same outcomes.
fn measure(page: &mut Page, name: &str, rivals: &[(&str, String); 2]) -> Result<()> {
    let mut seconds = [Vec::new(), Vec::new()];
    let mut reached = [0.0; 2];
    for round in 0..=ROUNDS {
        for (i, (_, promise)) in rivals.iter().enumerate() {
            let found = outcome(page, promise)?;
            let taken = found["seconds"].as_f64().ok_or("no time")?;
            if round > 0 {
                seconds[i].push(taken);
            }
            reached[i] = found["reached"].as_f64().ok_or("no count")?;
        }
    }
    let [a, b] = reached;
    if (a - b).abs() > 0.01 * a.max(b) || a == 0.0 {
        return Err(format!("{name}: {a} and {b} runs reached the minimum").into());
    }
    let names = rivals.each_ref().map(|(rival, _)| *rival);
    report(name, names, [SIDE * SIDE * STEPS; 2], seconds);
    Ok(())
}
