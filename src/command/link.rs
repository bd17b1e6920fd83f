//! `ravine link`: a scene as a link, and a link as a scene.

use super::{Failure, output, read};
use clap::Args;
use ravine::{link, scene};
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
    let input = &arguments.input;
    let (name, text) = match link::is_link(input) && !Path::new(input).exists() {
        true => ("link", input.clone()),
        false => (input.as_str(), read(Path::new(input))?),
    };
    let printed = match link::is_link(&text) {
        true => scene_of(name, &text)?,
        false => {
            let scene = scene::file::parse(name, &text).map_err(Failure::Input)?;
            let page = arguments.page.split('#').next().unwrap_or_default();
            format!("{page}{}{}", link::MARK, link::encode(&scene))
        }
    };
    output::write(None, &(printed + "\n"))
}

fn scene_of(name: &str, text: &str) -> Result<String, Failure> {
    let scene = link::decode(text).map_err(|e| Failure::Input(format!("{name}: error: {e}")))?;
    serde_json::to_string_pretty(&scene).map_err(|e| Failure::Input(format!("{name}: error: {e}")))
}
