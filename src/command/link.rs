//! `ravine link`: a scene as a link, and a link as a scene.

use super::{Failure, OpenedOn, output, read};
use clap::Args;
use ravine::course::selection::Selection;
use ravine::course::{Course, guide};
use ravine::link;
use ravine::scene::{Scene, file};
use std::path::Path;

/// What to turn into its other form.
#[derive(Args)]
pub struct Arguments {
    /// A scene's JSON file, or a link; - reads either from standard input
    input: String,
    /// Address of the page that the link is to open
    #[arg(long, default_value = "")]
    page: String,
}

/// Prints the link of a scene, or the scene of a link.
pub fn link(arguments: &Arguments) -> Result<(), Failure> {
    let printed = match given(&arguments.input)? {
        Given::Link(name, text) => {
            let scene = linked(&name, &text)?;
            serde_json::to_string_pretty(&scene).map_err(|e| Failure::Input(format!("{name}: error: {e}")))?
        }
        Given::File(name, text) => {
            let scene = file::parse(&name, &text)?;
            let page = arguments.page.split('#').next().unwrap_or_default();
            format!("{page}{}{}", link::MARK, link::encode(&scene))
        }
    };
    output::write(None, (printed + "\n").as_bytes())
}

/// What the app opens: the card or the selection of a link, or the scene of a file or a link.
pub fn start(input: &str) -> Result<OpenedOn, Failure> {
    match Selection::of_link(input) {
        Some(Ok(_)) => return Ok(OpenedOn::Card(input.to_owned())),
        Some(Err(error)) => return Err(Failure::Input(format!("link: error: {error}"))),
        None => {}
    }
    let Some((id, changed)) = link::card(input) else {
        return scene(input).map(|scene| OpenedOn::Scene(Box::new(scene)));
    };
    let course = Course::embedded();
    if guide::find(course, id).is_none() {
        return Err(Failure::Input(format!("link: error: {}", course.missing(id))));
    }
    if let Some(changed) = changed {
        linked("link", changed)?;
    }
    Ok(OpenedOn::Card(input.to_owned()))
}

fn scene(input: &str) -> Result<Scene, Failure> {
    match given(input)? {
        Given::Link(name, text) => linked(&name, &text),
        Given::File(name, text) => file::parse(&name, &text).map_err(Failure::from),
    }
}

/// What it is called in messages, and its text.
enum Given {
    Link(String, String),
    File(String, String),
}

/// A link may stand for itself, or in a file.
fn given(input: &str) -> Result<Given, Failure> {
    if link::is_link(input) && !Path::new(input).exists() {
        return Ok(Given::Link("link".to_owned(), input.to_owned()));
    }
    let text = read(Path::new(input))?;
    Ok(match link::is_link(&text) {
        true => Given::Link(input.to_owned(), text),
        false => Given::File(input.to_owned(), text),
    })
}

fn linked(name: &str, text: &str) -> Result<Scene, Failure> {
    link::decode(text).map_err(|e| Failure::Input(format!("{name}: error: {e}")))
}
