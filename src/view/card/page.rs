//! What a card's parts share while it is shown: what is read, and what is asked for meanwhile.

use super::looks::CardLooks;
use super::{Asked, Reading};
use crate::course::answer::{Answer, Missing};
use crate::course::card::{Card, Form, Live};
use crate::course::expression::Expression;
use crate::course::study::{Looked, Study};
use crate::scene::Scene;
use crate::trace::Trace;
use crate::view::memo::Same;
use egui::{Id, Ui};
use std::collections::BTreeSet;

/// A card while it is shown.
pub(super) struct CardPage<'a> {
    /// The card.
    pub card: &'a Card,
    /// The scene as it stands.
    pub scene: &'a Scene,
    /// What was computed of it.
    pub study: Option<&'a Study<'a>>,
    /// How it is written.
    pub looks: CardLooks,
    /// Told apart from the same card that is only measured.
    pub salt: usize,
    /// What the reader asks for.
    pub asked: Vec<Asked>,
    /// The words that were already marked as explained.
    pub explained: BTreeSet<usize>,
}

/// What numbers were computed from: the trace, and what is looked at and known of it.
#[derive(Clone, PartialEq)]
pub(super) struct Stamp(Same<Trace>, Looked);

impl<'a> CardPage<'a> {
    /// A card as it begins to be shown.
    pub fn new(reading: &Reading<'a>, looks: CardLooks, salt: usize) -> Self {
        Self {
            card: reading.card,
            scene: reading.scene,
            study: reading.study,
            looks,
            salt,
            asked: Vec::new(),
            explained: BTreeSet::new(),
        }
    }

    /// The id of a part of the card.
    pub fn id(&self, part: impl std::hash::Hash + std::fmt::Debug) -> Id {
        Id::unique(("card", &self.card.id, self.looks.large, self.salt)).with(part)
    }

    /// A computed number as it is printed; None while nothing is computed.
    pub fn printed(&self, ui: &Ui, live: &Live) -> Option<String> {
        self.answer(ui, &live.expression, live.form)
    }

    /// What a formula comes to, as it is printed; None while nothing is computed.
    pub fn answer(&self, ui: &Ui, expression: &Expression, form: Form) -> Option<String> {
        self.remembered(ui, (expression.span.start, form.digits), |study| {
            match study.answer(expression) {
                Ok(Answer::Missing(Missing::NotComputed)) => None,
                Ok(answer) => Some(answer.text(form)),
                // A card of the course has no such fault; one of a teacher's own may, on a scene that a
                // reader changed.
                Err(_) => Some("no value here".to_owned()),
            }
        })
        .flatten()
    }

    /// What is made of the study, kept as long as that is the same; None where there is none.
    pub fn remembered<T: Clone + Send + Sync + 'static>(
        &self,
        ui: &Ui,
        part: impl std::hash::Hash + std::fmt::Debug,
        make: impl FnOnce(&Study) -> T,
    ) -> Option<T> {
        let study = self.study?;
        let id = self.id(part);
        let stamp = Stamp(Same::as_this(&study.done().trace), study.looked_at());
        let known = ui.data(|d| d.get_temp::<(Stamp, T)>(id));
        if let Some((_, value)) = known.filter(|(of, _)| *of == stamp) {
            return Some(value);
        }
        let value = make(study);
        ui.data_mut(|d| d.insert_temp(id, (stamp, value.clone())));
        Some(value)
    }
}
