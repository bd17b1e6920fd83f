//! Questions as interviews ask them. One question is one text, `assets/questions/<topic>/<question>.md`, in
//! the form of a card without a title. Its answer has three levels, each under a heading: [`LEVELS`]. Or it
//! asks for a number or a choice; numbers that are drawn (`draw`) are others each time.

use super::Course;
use super::card::{Action, Block, Card, Inline, lines, links, words};
use crate::catalog;
use crate::lang::{Diagnostic, Span};
use std::sync::OnceLock;

/// The headings of an answer: the sentence to say, the derivation or the run that shows it, what is asked
/// next.
pub const LEVELS: [&str; 3] = ["Say", "Show", "Asked next"];
/// Most words of the sentence to say, and of a whole answer.
pub const WORDS: [usize; 2] = [60, 220];

/// The questions that are part of the program, by topic.
pub fn all() -> &'static Course {
    static ALL: OnceLock<Course> = OnceLock::new();
    ALL.get_or_init(|| Course::read_questions(catalog::questions()))
}

/// The blocks of each level; None where the answer has not just these three headings.
pub fn levels(card: &Card) -> Option<[&[Block]; 3]> {
    let heads: Vec<(usize, String)> = card.blocks.iter().enumerate().filter_map(heading).collect();
    let names: Vec<&str> = heads.iter().map(|(_, name)| name.as_str()).collect();
    if names != LEVELS || heads[0].0 != 0 {
        return None;
    }
    let ends = [heads[1].0, heads[2].0, card.blocks.len()];
    Some(std::array::from_fn(|level| {
        &card.blocks[heads[level].0 + 1..ends[level]]
    }))
}

fn heading((place, block): (usize, &Block)) -> Option<(usize, String)> {
    let Block::Heading(_, line) = block else {
        return None;
    };
    let words = line.iter().map(|inline| match inline {
        Inline::Text(text, _) => text.as_str(),
        Inline::Live(..) | Inline::Link(_) | Inline::Break => "",
    });
    Some((place, words.collect()))
}

/// What is wrong with a question's form.
pub(super) fn check(card: &Card, found: &mut Vec<Diagnostic>) {
    let mut fault = |message: String| found.push(Diagnostic::error(Span::new(0, 3), message));
    let count = |blocks: &[Block]| lines(blocks).into_iter().map(words).sum::<usize>();
    match (levels(card), card.prediction()) {
        (None, None) => fault(format!(
            "an answer has the headings `## {}`, in this order, or asks for a number or a choice",
            LEVELS.join("`, `## ")
        )),
        (Some([say, ..]), _) if count(say) > WORDS[0] => {
            fault(format!(
                "{} words are too many to say; at most {}",
                count(say),
                WORDS[0]
            ));
        }
        _ => {}
    }
    if count(&card.blocks) > WORDS[1] {
        fault(format!(
            "{} words are too many for an answer; at most {}",
            count(&card.blocks),
            WORDS[1]
        ));
    }
    let all = lines(&card.blocks);
    let mut actions = all
        .iter()
        .flat_map(|line| links(line))
        .flat_map(|link| &link.actions);
    if !actions.any(|action| !matches!(action, Action::Page(_))) {
        fault("a question has a link that shows it, such as `[Show me](card:rates/bound)`".to_owned());
    }
}
