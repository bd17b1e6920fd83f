//! `ravine lessons`: the course as a list, as a check, and as pages that need no program. [`page`] writes a
//! card as HTML, [`figure`] draws its scene, [`calculators`] is their page.

mod calculators;
mod figure;
mod page;

use super::{Failure, output};
use clap::Args;
use ravine::catalog;
use ravine::course::check::{Report, check, check_guide, check_prepared, check_questions};
use ravine::course::explore::whole::Whole;
use ravine::course::guide::Guide;
use ravine::course::study::Study;
use ravine::course::{Card, Course, Fault, prepared, question, scene};
use ravine::engine::Computed;
use ravine::view;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What is done with the course.
#[derive(Args)]
pub struct Arguments {
    /// Run every card and check its numbers, claims and links
    #[arg(long)]
    check: bool,
    /// Write the course as HTML pages with SVG figures into this folder
    #[arg(long, value_name = "FOLDER")]
    write: Option<PathBuf>,
    /// Read the cards below this folder instead of those that are part of the program
    #[arg(long, value_name = "FOLDER")]
    cards: Option<PathBuf>,
    /// Check the questions below this folder instead of those that are part of the program
    #[arg(long, value_name = "FOLDER", requires = "check")]
    questions: Option<PathBuf>,
}

/// Lists, checks or writes the course.
pub fn lessons(arguments: &Arguments) -> Result<(), Failure> {
    let own = arguments.cards.as_deref();
    let own = own
        .map(|folder| read(folder, |files| Course::read(files.iter().copied())))
        .transpose()?;
    let course = own.as_ref().unwrap_or_else(|| Course::embedded());
    if arguments.check {
        checked(course)?;
        if arguments.cards.is_none() {
            let report = check_prepared(prepared::all(), catalog::scenes(), &view::tabs());
            said("prepared scenes", &report)?;
        }
        checked_questions(arguments, course)?;
        if own.is_none() {
            said(
                "leaves of the guide",
                &check_guide(Guide::embedded(), course, &view::tabs()),
            )?;
        }
    }
    if let Some(folder) = &arguments.write {
        return write(course, folder);
    }
    match arguments.check {
        true => Ok(()),
        false => output::write(None, list(course).as_bytes()),
    }
}

/// The cards in the folders of a folder.
fn read(folder: &Path, by: fn(&[(&str, &str)]) -> Course) -> Result<Course, Failure> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |e: std::io::Error| Failure::Input(format!("{path}: error: {e}"))
    };
    let inside = |folder: &Path| -> Result<Vec<PathBuf>, Failure> {
        let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let entries = entries.map_err(failed(folder))?;
        let mut paths: Vec<PathBuf> = entries.into_iter().map(|e| e.path()).collect();
        paths.sort();
        Ok(paths)
    };
    let mut files = Vec::new();
    for chapter in inside(folder)?.iter().filter(|path| path.is_dir()) {
        for path in inside(chapter)?
            .iter()
            .filter(|p| p.extension().is_some_and(|e| e == "md"))
        {
            files.push((
                path.display().to_string(),
                std::fs::read_to_string(path).map_err(failed(path))?,
            ));
        }
    }
    let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    Ok(by(&files.collect::<Vec<_>>()))
}

fn list(course: &Course) -> String {
    let mut out = String::new();
    for chapter in &course.chapters {
        let _ = writeln!(out, "{}: {}", chapter.title, chapter.about);
        for card in &chapter.cards {
            let _ = writeln!(out, "  {}  {}\n      {}", card.id, card.title, card.ask.text());
        }
        out.push('\n');
    }
    out
}

fn checked(course: &Course) -> Result<(), Failure> {
    said("cards", &check(course, &view::tabs()))
}

/// Checks the questions of the program, or those of a folder; with cards of one's own only the latter.
fn checked_questions(arguments: &Arguments, course: &Course) -> Result<(), Failure> {
    let own = arguments
        .questions
        .as_deref()
        .map(|folder| read(folder, Course::read_questions))
        .transpose()?;
    let questions = match &own {
        Some(own) => own,
        None if arguments.cards.is_some() => return Ok(()),
        None => question::all(),
    };
    said("questions", &check_questions(questions, course, &view::tabs()))
}

fn said(what: &str, report: &Report) -> Result<(), Failure> {
    if !report.faults.is_empty() {
        let lines: Vec<String> = report.faults.iter().map(Fault::to_string).collect();
        return Err(Failure::Input(lines.join("\n")));
    }
    println!(
        "{} {what} are right: {} numbers, {} claims, {} links",
        report.cards, report.live, report.claims, report.actions
    );
    Ok(())
}

/// Writes a page a card, the contents, and what they look like.
fn write(course: &Course, folder: &Path) -> Result<(), Failure> {
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        let made = std::fs::create_dir_all(parent);
        made.map_err(|e| Failure::Input(format!("{}: error: {e}", parent.display())))?;
        output::write(Some(&path), text.as_bytes())
    };
    put("style.css", include_str!("style.css"))?;
    put("index.html", &page::contents(course))?;
    put("calculators.html", &calculators::page())?;
    let cards: Vec<&Card> = course.cards().collect();
    for (place, card) in cards.iter().enumerate() {
        let wrong = |message: String| Failure::Input(format!("{}: error: {message}", card.file));
        let scene = scene::of(card, course)
            .map_err(|found| Failure::Input(Fault::of(&card.file, &card.source, &found).to_string()))?;
        let done = Computed::reference(&scene.experiment);
        let done = done.map_err(|found| wrong(found.iter().map(ToString::to_string).collect()))?;
        let study = Study::new(&done, &scene.view, &card.lets);
        let whole = Whole::of_card(&study, card);
        let figure = match card.is_text() {
            true => None,
            false => Some(figure::draw(&scene, &done, whole.known()).map_err(Failure::Machine)?),
        };
        if let Some(figure) = &figure {
            put(&format!("{}.svg", card.id), &figure.svg)?;
        }
        let beside = page::Beside {
            before: place.checked_sub(1).map(|before| cards[before]),
            after: cards.get(place + 1).copied(),
        };
        let html = page::card(
            course,
            card,
            &beside,
            &page::ComputedScene::new(study.knowing(whole.known()), figure.as_ref()),
        );
        put(&format!("{}.html", card.id), &html)?;
    }
    Ok(())
}
