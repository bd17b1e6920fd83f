//! The scene of a card: the one that it names or brings, with its own changes.

use super::Course;
use super::card::{Card, CardSetting};
use crate::catalog;
use crate::compile::Finding;
use crate::lang::{Diagnostic, Span, did_you_mean};
use crate::scene::{Scene, locate};

/// The surface of a scene without runs, on which formulas over numbers alone are computed.
const PLAIN: &str = "bowl";

/// The scene that a card opens; one without runs where it has none, which nobody is shown.
///
/// # Errors
/// There is none of that name, or a change does not fit; the place is in the card's file.
pub fn of(card: &Card, course: &Course) -> Result<Scene, Diagnostic> {
    through(card, course, &mut Vec::new())
}

fn through<'a>(card: &'a Card, course: &'a Course, passed: &mut Vec<&'a Card>) -> Result<Scene, Diagnostic> {
    passed.push(card);
    let span = card.setting.span();
    let fault = |message: String| Err(Diagnostic::error(span, message));
    let mut scene = match &card.setting {
        CardSetting::Named(name) => {
            let all = catalog::scenes();
            let Some((_, text)) = all.iter().find(|(known, _)| *known == name.value) else {
                let hint = did_you_mean(&name.value, all.iter().map(|s| s.0));
                return fault(format!(
                    "there is no scene `{}`{hint} (`ravine list scenes` names them all)",
                    name.value
                ));
            };
            serde_json::from_str(text).or_else(|e| fault(e.to_string()))?
        }
        CardSetting::Own(text) => own(&text.value, span)?,
        CardSetting::Text(_) => Scene::on_surface(PLAIN),
        CardSetting::Of(id) => match course.card(&id.value) {
            // By identity: a question may have the id of the card whose scene it takes.
            Some(other) if passed.iter().any(|card| std::ptr::eq(*card, other)) => {
                return fault("cards take their scenes from each other in a circle".to_owned());
            }
            Some(other) => {
                let taken = through(other, course, passed);
                taken.or_else(|_| fault(format!("the scene of `{}` is wrong", id.value)))?
            }
            None => return fault(missing(&id.value, course)),
        },
    };
    for patch in &card.patches {
        scene = patch
            .applied(&scene)
            .map_err(|error| Diagnostic::error(patch.span, error.to_string()))?;
    }
    Ok(scene)
}

fn own(text: &str, span: Span) -> Result<Scene, Diagnostic> {
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let cause = message.split(" at line ").next().unwrap_or(&message);
        let before: usize = text
            .split_inclusive('\n')
            .take(error.line().saturating_sub(1))
            .map(str::len)
            .sum();
        let at = (span.start + before + error.column().saturating_sub(1)).min(span.end);
        Diagnostic::error(Span::new(at, at + 1), cause)
    })
}

/// Where a card says what a finding about its scene is about: the change that made the field, else the scene.
pub fn place(card: &Card, scene: &Scene, finding: &Finding) -> Span {
    let fits = |pointer: &str| finding.pointer.starts_with(pointer);
    let changed = card.patches.iter().rev().find(|patch| {
        let pointer = patch.path.json_pointer(scene);
        pointer.is_ok_and(|pointer| fits(&pointer))
    });
    if let Some(patch) = changed {
        return patch.span;
    }
    let CardSetting::Own(text) = &card.setting else {
        return card.setting.span();
    };
    let (line, column) = locate::locate(&text.value, &finding.pointer);
    let before: usize = text
        .value
        .split_inclusive('\n')
        .take(line - 1)
        .map(str::len)
        .sum();
    let at = text.span.start + before + column - 1;
    Span::new(at, at + 1)
}

/// That there is no card of an id.
pub(super) fn missing(id: &str, course: &Course) -> String {
    let hint = did_you_mean(id, course.cards().map(|card| card.id.as_str()));
    format!("there is no card `{id}`{hint}")
}
