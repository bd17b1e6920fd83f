//! What links do, by their destinations: `set:`, `view:`, `step:`, `play:`, `rule:`, `card:`, `calculator:`,
//! or a page of the web. Several are joined by semicolons.

use crate::course::card::{Action, LineOfRule};
use crate::course::expression::Expression;
use crate::course::patch::{Patch, Path, unquoted};
use crate::course::path_error::PathError;
use crate::lang::{Diagnostic, Span};

/// What the schemes of links are called.
const SCHEMES: &str = "set:, view:, step:, play:, rule:, card:, calculator: or https:";

/// The actions of a link whose whole text has a span in the card's file.
pub(super) fn actions(destination: &str, source: &str, span: Span) -> Result<Vec<Action>, Vec<Diagnostic>> {
    // Where Markdown has unescaped something there is no such text; then the whole link is the place.
    let written = source
        .get(span.start..span.end)
        .and_then(|link| link.rfind(destination));
    let mut place = written.map(|at| span.start + at);
    let mut actions = Vec::new();
    let mut rest = Some(destination);
    while let Some(text) = rest {
        let (one, more) = match unquoted(text, ';') {
            Some((one, more)) => (one, Some(more)),
            None => (text, None),
        };
        let own = place.map_or(span, |at| Span::new(at, at + one.len()));
        actions.push(action(one, own)?);
        place = place.map(|at| at + one.len() + 1);
        rest = more;
    }
    Ok(actions)
}

fn action(text: &str, span: Span) -> Result<Action, Vec<Diagnostic>> {
    let fault = |message: String| vec![Diagnostic::error(span, message)];
    let wrong = |error: PathError| fault(error.to_string());
    if text.starts_with("https://") || text.starts_with("http://") {
        return Ok(Action::Page(text.to_owned()));
    }
    let Some((scheme, rest)) = text.split_once(':') else {
        return Err(fault(format!(
            "`{text}` leads nowhere; a link begins with {SCHEMES}"
        )));
    };
    let at = span.start + scheme.len() + 1;
    match scheme {
        "set" if unquoted(rest, '=').is_some() => Patch::parse(rest, span).map(Action::Change).map_err(wrong),
        "set" => Path::parse(rest).map(Action::Control).map_err(wrong),
        "view" => Ok(Action::View(rest.to_owned())),
        "step" => Expression::parse(rest, at).map(Action::Step),
        "play" if rest.is_empty() => Ok(Action::Play(None)),
        "play" => Expression::parse(rest, at).map(|step| Action::Play(Some(step))),
        "rule" => {
            let (path, line) = unquoted(rest, ':').unwrap_or((rest, "1"));
            let line = match line.parse() {
                Ok(number) => LineOfRule::Number(number),
                Err(_) => LineOfRule::Of(line.to_owned()),
            };
            let path = Path::parse(path).map_err(wrong)?;
            Ok(Action::Rule(path, line))
        }
        "card" => Ok(Action::Card(rest.to_owned())),
        "calculator" => Ok(Action::Calculator(rest.to_owned())),
        _ => Err(fault(format!(
            "`{scheme}:` means nothing; a link begins with {SCHEMES}"
        ))),
    }
}
