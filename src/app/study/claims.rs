//! Whether what a card claims holds where the reader has changed its scene.

use super::Opened;
use crate::app::compute::session::Session;
use crate::course::study::Looked;
use crate::trace::Trace;
use crate::view::memo::{Memo, Same};
use std::cell::RefCell;

/// Whether all claims hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// They do.
    Yes,
    /// At least one does not: their formulas.
    No(Vec<String>),
    /// They ask for what there is not in this scene.
    Unsaid(String),
}

/// What a verdict depends on: the trace, what is looked at of it, what is known of sweeps, the card.
type Key = (Same<Trace>, Looked, &'static str);

/// The last verdict; it costs nothing while nothing changes.
#[derive(Default)]
pub(super) struct Claims(RefCell<Memo<Key, Holds>>);

impl Claims {
    /// Whether a card's claims hold of what is computed; None while nothing is, or where it claims nothing.
    pub(super) fn of(&self, opened: &Opened, session: &Session) -> Option<Holds> {
        let done = session.done()?;
        let (card, view) = (opened.card, &session.scene.view);
        if card.claims.is_empty() {
            return None;
        }
        let study = opened.study(done, view, session.explored());
        if study.awaits(card) {
            return None;
        }
        let key = (Same::as_this(&done.trace), study.looked_at(), card.id.as_str());
        let judge = || {
            let mut broken = Vec::new();
            for claim in &card.claims {
                match study.holds(claim) {
                    Ok(true) => {}
                    Ok(false) => broken.push(claim.source.trim().to_owned()),
                    Err(found) => return Holds::Unsaid(found.message),
                }
            }
            match broken.is_empty() {
                true => Holds::Yes,
                false => Holds::No(broken),
            }
        };
        Some(self.0.borrow_mut().get(key, judge).clone())
    }
}
