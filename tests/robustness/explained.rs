//! A text that may be anything, explained at every stage: what compiles has a page there, and nothing panics.

use crate::cases::Text;
use crate::{nasty, storm, texts};
use ravine::code::explain::{Explained, Page, Subject, network};
use ravine::lang::Kind;
use ravine::scene::Reference;

/// Explains a rule; whether it could be.
fn explained(kind: Kind, text: &str) -> bool {
    let subject = Subject::new(kind, Reference::Source(text.to_owned()));
    // On a network other rules are wrong; what is right there has a page, too.
    let _page = network::page(&subject);
    let Ok(explained) = Explained::of(&subject) else {
        return false;
    };
    for page in Page::ALL {
        let body = explained.body(page);
        assert!(!body.trim().is_empty(), "{} is empty:\n{text}", page.name());
    }
    true
}

#[test]
fn what_compiles_is_explained_on_a_small_stack() {
    storm::on_a_small_stack(|| {
        let nasty = nasty::all().into_iter().map(|nasty| nasty.text);
        let all = nasty.chain((0..600).map(texts::text));
        let good = all.filter(|text| matches!(text, Text::Rule(kind, text) if explained(*kind, text)));
        assert!(good.count() > 20, "hardly any text was explained");
    });
}
