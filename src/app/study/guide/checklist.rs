//! The checklist of the scene on screen: what is there, what is not, and buttons for what mends it.

use crate::app::App;
use crate::app::controls::theme;
use crate::app::study::contents::small;
use crate::app::study::panel::link;
use crate::course::checklist::{ChecklistLine, Jump, LineMend, Presence, checklist};
use crate::engine::Computed;
use crate::scene::{Experiment, Scene};
use crate::trace::Trace;
use crate::view::memo::Same;
use crate::view::palette::Palette;
use egui::{Button, Label, RichText, Role, Ui, WidgetInfo};

/// The last list; it costs nothing while nothing changes.
#[derive(Default)]
pub(super) struct Checklist(Option<Known>);

struct Known {
    experiment: Experiment,
    selected: usize,
    trace: Option<Same<Trace>>,
    lines: Vec<ChecklistLine>,
}

/// What a line asks for.
enum Asked {
    Mend(LineMend),
    Card(&'static str),
}

impl Checklist {
    fn of(&mut self, scene: &Scene, done: Option<&Computed>) -> &[ChecklistLine] {
        let trace = done.map(|done| Same::as_this(&done.trace));
        self.0.take_if(|known| {
            let same = known.selected == scene.view.selected && known.trace == trace;
            !same || known.experiment != scene.experiment
        });
        let known = self.0.get_or_insert_with(|| Known {
            experiment: scene.experiment.clone(),
            selected: scene.view.selected,
            trace,
            lines: checklist(scene, done),
        });
        &known.lines
    }
}

impl App {
    /// The list, with the ways to what mends it.
    pub(super) fn checklist(&mut self, ui: &mut Ui) {
        ui.label(RichText::new("Checklist of the scene on screen").family(theme::strong()));
        if self.study.hides_runs() {
            return small(ui, "It waits for your guess on the open card.");
        }
        let guiding = &mut self.study.guiding;
        let lines = guiding.checklist.of(&self.session.scene, self.session.done());
        let count = lines.iter().filter(|line| line.state == Presence::Done).count();
        let head = match lines.is_empty() {
            true => "It has no run.".to_owned(),
            false => format!(
                "{count} of {} done; all of it is read off the scene.",
                lines.len()
            ),
        };
        small(ui, &head);
        let mut asked = None;
        for line in lines {
            asked = row(ui, line).or(asked);
        }
        match asked {
            Some(Asked::Mend(mend)) => self.mend(mend),
            Some(Asked::Card(id)) => {
                self.study.guiding.away = true;
                self.open_card(id);
            }
            None => {}
        }
    }

    fn mend(&mut self, mend: LineMend) {
        match mend.jump {
            Jump::Change(patches) => patches.iter().for_each(|patch| self.patch(patch)),
            Jump::View(tab) => self.open_view(tab),
            Jump::Share => self.share(),
        }
    }
}

/// A line. Returns what is pressed.
fn row(ui: &mut Ui, line: &ChecklistLine) -> Option<Asked> {
    let colors = Palette::in_ui(ui);
    let color = match line.state {
        Presence::Done => colors.accent,
        Presence::Open => colors.warning,
        Presence::Unknown => colors.weak,
    };
    let mut asked = None;
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        ui.add(Label::new(RichText::new(line.title).size(theme::SMALL)).wrap());
        let state = RichText::new(line.state.words()).size(theme::SMALL).color(color);
        let label = ui.add(Label::new(state));
        let named = format!("{}: {}", line.title, line.state.words());
        label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &named));
        let why = link(ui, "Why", "The card that shows it");
        if why.accessible_name(format!("Why: {}", line.title)).clicked() {
            asked = Some(Asked::Card(line.card));
        }
    });
    small(ui, &line.words);
    for mend in &line.mends {
        let tip = match mend.jump {
            Jump::Change(_) => "Undo takes it back",
            Jump::View(_) => "Opens the view",
            Jump::Share => "Rules, settings and seed, in one address",
        };
        let words = RichText::new(&mend.words).size(theme::SMALL);
        if ui.add(Button::new(words).wrap()).on_hover_text(tip).clicked() {
            asked = Some(Asked::Mend(mend.clone()));
        }
    }
    asked
}
