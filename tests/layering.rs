//! The layering: what a module may know. Data flows one way, and only `app` closes the loop.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order in which data flows; each may import itself and those before it.
const ORDER: &[&str] = &[
    "real", "lang", "catalog", "data", "scene", "link", "compile", "trace", "engine", "code", "course",
    "view", "app",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the sources") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files.extend(sources(&path)),
            false => files.push(path),
        }
    }
    files.retain(|f| f.extension().is_some_and(|e| e == "rs"));
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Path below `src` and text of every source file.
fn all() -> Vec<(String, String)> {
    let root = root();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&root).expect("below src").display().to_string();
        (name, fs::read_to_string(&path).expect("a readable source"))
    };
    sources(&root).into_iter().map(read).collect()
}

fn module(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or(file)
}

#[test]
fn modules_import_only_from_their_left() {
    let mut wrong = Vec::new();
    let place = |name: &str| ORDER.iter().position(|m| *m == name);
    for (file, text) in all() {
        let Some(own) = place(module(&file)) else { continue };
        for (number, line) in text.lines().enumerate() {
            for part in line.split("crate::").skip(1) {
                let imported = part
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next()
                    .unwrap_or("");
                if place(imported).is_none_or(|p| p > own) {
                    wrong.push(format!("{file}:{}: {imported}", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_crates_list_the_modules_in_data_order() {
    let listed = |file: &str| -> Vec<String> {
        let text = fs::read_to_string(root().join(file)).expect("a crate's root");
        let own = text
            .lines()
            .filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';'));
        own.map(str::to_owned).collect()
    };
    let crates = ["lib_compiler.rs", "lib_engine.rs", "lib.rs"].map(listed);
    assert_eq!(crates.concat(), ORDER);
}

#[test]
fn wgpu_and_egui_stay_in_their_rooms() {
    let rooms: &[(&str, &[&str])] = &[
        ("wgpu::", &["engine/gpu/", "app/compute/handover.rs"]),
        ("egui::", &["view/", "app/", "main.rs", "page.rs"]),
        ("eframe::", &["app/", "main.rs", "page.rs"]),
    ];
    let mut wrong = Vec::new();
    for (file, text) in all() {
        for (word, allowed) in rooms {
            let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
            // `egui_wgpu::` is another word.
            let used = code.flat_map(|l| l.match_indices(word).map(move |(at, _)| &l[..at]));
            let used = used
                .filter(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
                .count();
            if used > 0 && !allowed.iter().any(|room| file.starts_with(room)) {
                wrong.push(format!("{file} uses {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Views ask the app for what takes longer than a frame: they look at no clock, let nothing go on, and make
/// nothing that is worked out in slices of time. Figures are drawn once, and wait.
#[test]
fn views_compute_nothing_in_slices_of_time() {
    let words = [
        "Instant",
        "Duration",
        ".advance(",
        ".poll(",
        ".submit(",
        "Sharpening",
        "Survey",
        "Replay::",
        "CpuEngine",
        "CpuSweep",
        "Lookout",
        "Box<dyn Look>",
    ];
    let mut wrong = Vec::new();
    let views = all().into_iter().filter(|(file, _)| file.starts_with("view/"));
    for (file, text) in views.filter(|(file, _)| !file.starts_with("view/figure/")) {
        let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
        for line in code {
            wrong.extend(
                words
                    .iter()
                    .filter(|word| line.contains(**word))
                    .map(|word| format!("{file}: {word}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_stay_small() {
    let long: Vec<String> = all()
        .into_iter()
        .map(|(file, text)| (file, text.lines().count()))
        .filter(|(_, lines)| *lines > 400)
        .map(|(file, lines)| format!("{file}: {lines} lines are two ideas"))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn tests_with_a_main_of_their_own_are_run_by_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("Cargo.toml");
    for path in sources(&root.join("tests")) {
        let text = fs::read_to_string(&path).expect("a readable test");
        let name = match path.file_stem().and_then(|s| s.to_str()) {
            Some("main") => path.parent().and_then(Path::file_name).and_then(|s| s.to_str()),
            stem => stem,
        };
        let name = name.expect("a test has a name");
        // Without this cargo would put its own harness in front, which then finds no test.
        if text.lines().any(|l| l.starts_with("fn main()")) {
            let block = manifest
                .split("[[test]]")
                .find(|b| b.contains(&format!("name = \"{name}\"")));
            assert!(block.is_some_and(|b| b.contains("harness = false")), "{name}");
        }
    }
}

/// Where the code asks whether a surface or a network is minimised: the file, in how many lines, and why the two
/// differ there. What needs the network has it by its type (`Trained`, `Plan::network_of`) and asks nothing; what
/// each answers in its own way is a method of the sums, in their homes.
const ASKS: &[(&str, usize, &str)] = &[
    (
        "app/network/mod.rs",
        1,
        "a table that is dropped makes a network of the problem",
    ),
    ("code/mod.rs", 1, "libraries have another frame for a network"),
    ("compile/mod.rs", 1, "two compilers"),
    (
        "compile/sweep/mod.rs",
        1,
        "lanes of one program, or runs of their own",
    ),
    ("course/diagnosis/mod.rs", 1, "curvature is that of a surface"),
    ("engine/cpu/mod.rs", 1, "two tracers"),
    (
        "engine/cpu/sweeper.rs",
        1,
        "blocks of lanes, or points of their own",
    ),
    ("engine/cpu/tries.rs", 1, "the same, left and taken on"),
    ("engine/drift.rs", 1, "what a run costs"),
    ("engine/fork.rs", 1, "where states come from"),
    ("engine/gpu/mod.rs", 2, "two submissions, two sorts of sweeps"),
    ("view/figure/caption.rs", 1, "the settings in words"),
    ("view/picture/trouble.rs", 1, "the stable rate is a surface's"),
    ("view/quantity.rs", 1, "bands of repetitions"),
];

/// Most lines that ask.
const MOST: usize = 15;

#[test]
fn surfaces_and_networks_are_told_apart_only_where_they_differ() {
    let homes = [
        "scene/problem.rs",
        "compile/plan.rs",
        "compile/minimised.rs",
        "compile/sweep/plan.rs",
    ];
    let asks = |line: &str| {
        let is_asked = ["network()", "surface()", "text()"].iter().any(|word| {
            line.contains(&format!("{word}.is_some")) || line.contains(&format!("{word}.is_none"))
        });
        let sums = ["Problem", "Objective", "On", "Minimised"];
        let is_arm = sums.iter().any(|sum| {
            let arm = format!("{sum}::Network");
            line.contains(&arm)
                && (line.contains("=>") || line.contains("if let") || line.contains("), Some("))
        });
        let is_compared = line.contains("sort() ==") || line.contains("sort() !=");
        is_asked || is_arm || is_compared
    };
    let mut found = Vec::new();
    for (file, text) in all() {
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        let count = code.lines().filter(|line| asks(line)).count();
        if count > 0 && !homes.contains(&file.as_str()) && !file.ends_with("tests.rs") {
            found.push((file, count));
        }
    }
    found.sort();
    let known: Vec<(String, usize)> = ASKS
        .iter()
        .map(|(file, count, _)| ((*file).to_owned(), *count))
        .collect();
    assert_eq!(found, known, "the seam has moved: say in `ASKS` why");
    assert!(ASKS.iter().map(|(_, count, _)| count).sum::<usize>() <= MOST);
}

/// Names that more than one type has which others can see, by why that misleads nobody.
const TWINS: &[(&str, &[&str])] = &[
    ("every command of the program has its own", &["Arguments"]),
    (
        "what a scene says, and what is made or shown of it",
        &[
            "Batch", "Explore", "Network", "Page", "Picture", "Race", "Recorded", "Span", "Spread", "Swarm",
            "Value", "Variable", "View",
        ],
    ),
    (
        "what is computed, and the view or figure of it",
        &[
            "Asked",
            "Comparison",
            "Landscape",
            "Line",
            "Look",
            "Outputs",
            "Points",
            "Progress",
            "Samples",
            "Series",
            "Sharpness",
            "Source",
            "Surface",
            "Wanted",
        ],
    ),
    (
        "the same on a surface and on a network, or on either engine",
        &[
            "Band",
            "Chunk",
            "Lane",
            "Networks",
            "Numbers",
            "Pass",
            "Program",
            "Reduction",
            "Roots",
            "Rows",
            "Scratch",
            "Split",
            "State",
            "Target",
            "Tracer",
        ],
    ),
    (
        "one of the course or the app, one of the compiler or an engine: no file knows both",
        &[
            "Answer", "Ask", "Axis", "Block", "Card", "Entry", "Form", "Found", "GoOn", "Next", "Origin",
            "Own", "Part", "Point", "Read", "Report", "Rules", "Scale", "Term", "What", "Words", "Written",
        ],
    ),
    (
        "two drawings, each in its own folder",
        &[
            "Chart", "Curve", "Desk", "Done", "Frame", "Grid", "Ground", "Hand", "Panel", "Seen", "Sheet",
        ],
    ),
];

#[test]
fn a_name_means_two_things_only_where_that_misleads_nobody() {
    let mut found = std::collections::BTreeMap::<String, usize>::new();
    for (_, text) in all() {
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        for line in code.lines().filter(|line| line.starts_with("pub")) {
            let mut words = line
                .split(' ')
                .skip_while(|word| word.starts_with("pub") || word.contains(')') || *word == "in");
            if words
                .next()
                .is_some_and(|word| ["struct", "enum", "trait", "type"].contains(&word))
            {
                let name = words
                    .next()
                    .unwrap_or("")
                    .split(|c: char| !c.is_alphanumeric())
                    .next();
                *found.entry(name.unwrap_or("").to_owned()).or_default() += 1;
            }
        }
    }
    let twice = found.into_iter().filter(|(_, count)| *count > 1);
    let twice: Vec<String> = twice.map(|(name, _)| name).collect();
    let mut known: Vec<&str> = TWINS.iter().flat_map(|(_, names)| *names).copied().collect();
    known.sort_unstable();
    assert_eq!(twice, known, "a name has got or lost a twin: say in `TWINS` why");
}
