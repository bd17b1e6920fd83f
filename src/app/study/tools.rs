//! What stands beside the cards, as pages of the same panel.

use super::panel::link;
use super::{Sheet, atlas};
use crate::app::App;
use crate::app::layout::shown;
use crate::app::runs::edit;
use egui::{RichText, Ui};

/// A page beside the cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// What a training costs, and how its numbers hang together.
    Calculators,
    /// The family of optimizers.
    Atlas,
    /// Questions that come again.
    Drill,
    /// Questions that lead to a scene with its settings.
    Guide,
    /// Why a run went wrong.
    Diagnosis,
}

impl Tool {
    const ALL: [Self; 5] = [
        Self::Drill,
        Self::Guide,
        Self::Calculators,
        Self::Atlas,
        Self::Diagnosis,
    ];

    /// What it is called outside.
    pub fn id(self) -> &'static str {
        match self {
            Self::Calculators => "calculators",
            Self::Atlas => "atlas",
            Self::Drill => "drill",
            Self::Guide => "guide",
            Self::Diagnosis => "diagnosis",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Calculators => "Calculators",
            Self::Atlas => "Atlas",
            Self::Drill => "Drill",
            Self::Guide => "Guide",
            Self::Diagnosis => "Diagnosis",
        }
    }

    fn about(self) -> &'static str {
        match self {
            Self::Calculators => "Memory, batches, windows, lengths and costs",
            Self::Atlas => "The family of optimizers: who grew from whom, and how each is built",
            Self::Guide => "What to begin with, by what you train; and what a good comparison still lacks",
            Self::Drill => {
                "Questions as interviews ask them, which come again the sooner the worse they were answered"
            }
            Self::Diagnosis => {
                "Why a run spiked or diverged: what was seen, likely causes, and what would test them"
            }
        }
    }
}

impl App {
    /// The ways to all of them.
    pub(super) fn tools(&mut self, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            for tool in Tool::ALL {
                if ui.button(tool.title()).on_hover_text(tool.about()).clicked() {
                    self.study.sheet = Sheet::Tool(tool);
                }
            }
        });
    }

    /// Shows why a run went wrong.
    pub(in crate::app) fn ask_why(&mut self, run: usize) {
        self.session.scene.view.selected = run;
        self.study.sheet = Sheet::Tool(Tool::Diagnosis);
        self.show_study();
    }

    /// Opens a calculator, from a card that speaks of what it computes.
    pub(super) fn open_calculator(&mut self, id: String) {
        self.study.calculators.chosen = id;
        self.study.sheet = Sheet::Tool(Tool::Calculators);
    }

    /// One of them.
    pub(in crate::app) fn tool(&mut self, ui: &mut Ui, tool: Tool) {
        ui.horizontal(|ui| {
            ui.label(RichText::new(tool.title()).heading());
            if link(ui, "Contents", "All cards of the course").clicked() {
                self.study.sheet = Sheet::Contents;
            }
            if let Some(card) = self.study.card()
                && link(ui, "Back to the card", &card.title).clicked()
            {
                self.study.sheet = Sheet::Card;
            }
        });
        let scene = &mut self.session.scene;
        match tool {
            Tool::Calculators => {
                let plan = self.session.plan().cloned();
                let scene = &self.session.scene;
                self.study
                    .calculators
                    .show(ui, &mut self.rules, scene, plan.as_deref());
            }
            Tool::Atlas => atlas::show(ui, scene),
            Tool::Guide => self.guide(ui),
            Tool::Drill => {
                for action in self.study.drill(ui) {
                    self.follow(ui.ctx(), action);
                }
            }
            Tool::Diagnosis => {
                let full = edit::full(&self.session.scene);
                let shown = shown(&self.session, &self.playback, self.hovered);
                let wishes = self.study.diagnosis.ui(ui, &shown, full.as_deref());
                self.fulfil(ui.ctx(), wishes);
            }
        }
    }
}
