//! What `ARCHITECTURE.md` says of places in the code is so: each file that it names in a table has the
//! functions it names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What stands between marks of code in a text.
fn codes(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// File and function, of all rows of the tables in a section.
fn named(section: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for row in section.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').collect();
        let all = codes(row);
        let Some(file) = all.iter().find(|code| code.contains('/')) else {
            continue;
        };
        // The functions stand beside their file, or in the next cell.
        let cell = cells.iter().position(|cell| cell.contains(file)).unwrap_or(0);
        let beside = codes(cells[cell]);
        let functions = if beside.len() > 1 {
            beside[1..].to_vec()
        } else {
            codes(cells[cell + 1])
        };
        found.extend(functions.iter().map(|f| ((*file).to_owned(), (*f).to_owned())));
    }
    found
}

fn section<'a>(text: &'a str, title: &str) -> &'a str {
    let text = text
        .split(&format!("\n## {title}\n"))
        .nth(1)
        .expect("the section");
    text.split("\n## ").next().unwrap_or(text)
}

fn is_there(file: &str, function: &str) -> bool {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let Ok(text) = fs::read_to_string(path) else {
        return false;
    };
    let declared = format!("fn {function}");
    let whole = |rest: &str| rest.starts_with(['(', '<']);
    text.match_indices(&declared)
        .any(|(at, _)| whole(&text[at + declared.len()..]))
}

#[test]
fn the_functions_that_are_named_are_there() {
    let text = include_str!("../ARCHITECTURE.md");
    for title in ["Entry points", "The walk of `lr`"] {
        let named = named(section(text, title));
        assert!(named.len() > 5, "{title}: only {named:?}");
        let missing: Vec<_> = named
            .iter()
            .filter(|(file, function)| !is_there(file, function))
            .collect();
        assert!(missing.is_empty(), "{title}: {missing:#?}");
    }
}

#[test]
fn the_walk_is_as_long_as_it_says() {
    let walk = section(include_str!("../ARCHITECTURE.md"), "The walk of `lr`");
    let named = named(walk);
    let files: BTreeSet<&String> = named.iter().map(|(file, _)| file).collect();
    let said = format!("{} functions in {} files", named.len(), files.len());
    assert!(walk.contains(&said), "the walk is {said}");
}
