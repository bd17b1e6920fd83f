//! What the prepared scenes say of themselves, in the field `about` of their files: a title, two sentences,
//! and the claims that must hold so that these are true. The first sentence has no computed number: it is
//! read before anything has run.
//!
//! Each is read as a card on its own scene, so it is computed and checked as one.

use super::card::{Block, Inline, live};
use super::{Card, Course, Fault};
use crate::catalog;
use crate::scene::locate::locate;
use serde::Deserialize;
use std::sync::OnceLock;

#[derive(Deserialize)]
struct File {
    about: About,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    title: String,
    text: Vec<String>,
    claims: Vec<String>,
}

/// The prepared scenes, each as a card whose id is the scene's name.
pub fn all() -> &'static Course {
    static ALL: OnceLock<Course> = OnceLock::new();
    ALL.get_or_init(|| read(catalog::scenes()))
}

/// The card of the prepared scene of a name.
pub fn find(name: &str) -> Option<&'static Card> {
    all().card(name)
}

/// Reads scenes: their names and their texts.
pub fn read(scenes: &[(&str, &str)]) -> Course {
    let mut texts = Vec::new();
    let mut wrong = Vec::new();
    for (name, json) in scenes {
        match serde_json::from_str::<File>(json) {
            Ok(File { about }) => texts.push((file(name), text(name, &about))),
            Err(error) => wrong.push(Fault {
                file: file(name),
                place: (error.line().max(1), error.column().max(1)),
                message: format!("a prepared scene says what it shows, in `about`: {error}"),
            }),
        }
    }
    let mut course = Course::read(texts.iter().map(|(file, text)| (file.as_str(), text.as_str())));
    for card in course.chapters.iter_mut().flat_map(|chapter| &mut chapter.cards) {
        let name = card.file.rsplit('/').next().unwrap_or_default();
        card.id = name.trim_end_matches(ENDING).to_owned();
    }
    let faults = course.faults.into_iter().map(|fault| placed(fault, scenes));
    course.faults = wrong.into_iter().chain(faults).collect();
    course
}

/// What is wrong with the form of one: that it has not two sentences, a number in the first one, or no claim.
pub(super) fn form(card: &Card) -> Option<&'static str> {
    let [Block::Paragraph(line)] = &card.blocks[..] else {
        return Some("a prepared scene has one paragraph of text");
    };
    let ends = line.iter().map(|inline| match inline {
        Inline::Text(text, _) => text.matches(END).count(),
        Inline::Live(..) | Inline::Link(_) | Inline::Break => 0,
    });
    if ends.sum::<usize>() != 1 {
        return Some("a prepared scene says what it shows in two sentences");
    }
    match (card.claims.is_empty(), live(&first(line)).is_empty()) {
        (true, _) => Some("a prepared scene makes a claim"),
        (_, false) => Some("the first sentence is read before anything has run: no number is computed in it"),
        _ => None,
    }
}

/// The inlines of the first sentence of a line.
fn first(line: &[Inline]) -> Vec<Inline> {
    let mut first = Vec::new();
    for inline in line {
        match inline {
            Inline::Text(text, style) => match text.split_once(END) {
                Some((before, _)) => {
                    first.push(Inline::Text(format!("{before}."), *style));
                    return first;
                }
                None => first.push(inline.clone()),
            },
            _ => first.push(inline.clone()),
        }
    }
    first
}

/// The plain words of the first sentence of a card.
pub fn first_sentence(card: &Card) -> String {
    let Some(Block::Paragraph(line)) = card.blocks.first() else {
        return String::new();
    };
    let words = first(line).into_iter().map(|inline| match inline {
        Inline::Text(text, _) => text,
        Inline::Live(..) | Inline::Link(_) | Inline::Break => String::new(),
    });
    words.collect()
}

/// Where a sentence ends within a line.
const END: &str = ". ";
const ENDING: &str = ".json";

fn file(name: &str) -> String {
    format!("assets/scenes/{name}{ENDING}")
}

/// The text of a card: on lines 2 and 3 the title, on line 7 the sentences, from line 9 on a claim a line.
fn text(name: &str, about: &About) -> String {
    let About { title, text, claims } = about;
    let claims: String = claims.iter().map(|claim| format!("claim {claim}\n")).collect();
    format!(
        "---\ntitle: {title}\nstatement: {title}\nscene: {name}\n---\n\n{}\n\n{claims}",
        text.join(" ")
    )
}

/// What is wrong with a card, at the place in the scene's file from which that part was taken.
pub(super) fn placed(fault: Fault, scenes: &[(&str, &str)]) -> Fault {
    let Some((_, json)) = scenes.iter().find(|(name, _)| file(name) == fault.file) else {
        return fault;
    };
    let pointer = match fault.place.0 {
        2 | 3 => "/about/title".to_owned(),
        7 => "/about/text".to_owned(),
        line @ 9.. => format!("/about/claims/{}", line - 9),
        _ => String::new(),
    };
    Fault {
        place: locate(json, &pointer),
        ..fault
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::check::check_prepared;

    fn scene(about: &str) -> String {
        format!(
            "{{ \"about\": {about},\n \"experiment\": {{ \"problem\": {{ \"surface\": \"bowl\" }}, \
                \"steps\": 20,\n  \"runs\": [ {{ \"optimizer\": \"sgd\" }} ] }} }}"
        )
    }

    #[test]
    fn the_first_sentence_is_read_alone() {
        let about = r#"{ "title": "A bowl", "text": ["It takes 0.5 steps, and more.", "It has {T}."], "claims": ["T == 20"] }"#;
        let course = read(&[("race", &scene(about))]);
        assert_eq!(course.faults, []);
        let card = course.card("race").expect("its name is its id");
        assert_eq!(first_sentence(card), "It takes 0.5 steps, and more.");
        assert_eq!((card.title.as_str(), form(card)), ("A bowl", None));
    }

    #[test]
    fn what_is_wrong_is_told_at_its_place() {
        for (about, line, message) in [
            (r#"{ "title": "A", "claims": ["T == 1"] }"#, 1, "in `about`"),
            (
                r#"{ "title": "A", "text": ["One."], "claims": ["T == 1"] }"#,
                1,
                "two sentences",
            ),
            (
                r#"{ "title": "A", "text": ["One.", "Two."], "claims": [] }"#,
                1,
                "makes a claim",
            ),
            (
                "{ \"title\": \"A\", \"text\": [\"One.\", \"Two.\"], \"claims\": [\n\"T == 20\",\n\"T ==\"] \
                    }",
                3,
                "",
            ),
            (
                "{ \"title\": \"A\",\n\"text\": [\"{T} is one.\", \"Two.\"], \"claims\": [\"T > 1\"] }",
                1,
                "no number is computed in it",
            ),
        ] {
            let text = scene(about);
            let scenes = [("race", text.as_str())];
            let report = check_prepared(&read(&scenes), &scenes, &[]);
            let told = report.faults.iter().any(|fault| {
                fault.file == "assets/scenes/race.json"
                    && fault.place.0 == line
                    && fault.message.contains(message)
            });
            assert!(told, "{about}: {:?}", report.faults);
        }
    }

    #[test]
    fn a_claim_that_does_not_hold_is_told_at_its_line() {
        let about = "{ \"title\": \"A\", \"text\": [\"One.\", \"Two.\"],\n \"claims\": [\"T == 1000\",\n\"T \
            == 20\"] }";
        let text = scene(about);
        // The scene of the name is the program's own.
        let scenes = [("race", text.as_str())];
        let report = check_prepared(&read(&scenes), &scenes, &[]);
        assert_eq!((report.claims, report.faults.len()), (2, 1));
        assert_eq!(report.faults[0].place, (3, 1));
        assert!(report.faults[0].message.contains("this claim does not hold"));
    }
}
