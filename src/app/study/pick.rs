//! The page of a selection: what is picked, in which order, and what is said of one's own scenes; and the
//! list of all.

use super::Sheet;
use super::contents::small;
use super::panel::link;
use crate::app::App;
use crate::app::controls::icon::{self, Icon};
use crate::app::controls::theme;
use crate::app::dialog::Dialog;
use crate::course::selection::{Entry, MOST, Own, Selection};
use crate::link::encode;
use crate::view::palette::Palette;
use egui::{Align, Button, Layout, RichText, TextEdit, Ui};

/// What a new one is called.
const NEW: &str = "My selection";

/// What was pressed in a row.
enum Pressed {
    Open,
    Up,
    Down,
    Remove,
}

impl App {
    /// All selections, and a new one.
    pub(super) fn selections(&mut self, ui: &mut Ui) {
        ui.label(RichText::new("Your selections").family(theme::strong()));
        small(
            ui,
            "Cards, and scenes of your own, in your order: for a lecture, or as a link.",
        );
        let kept = &self.study.selections;
        let shared = self.study.shared.iter().filter(|s| kept.get(&s.title).is_none());
        let all = kept.all().iter().chain(shared);
        let titles: Vec<(String, usize)> = all.map(|s| (s.title.clone(), s.entries.len())).collect();
        for (title, entries) in titles {
            let button = ui.button(format!("{title} ({entries})"));
            let button = button.accessible_name(format!("Selection: {title}"));
            if button.on_hover_text("Open, change or share it").clicked() {
                self.show_selection(&title);
            }
        }
        let tip = "An empty selection, to which cards and scenes are added";
        if ui.button("New selection").on_hover_text(tip).clicked() {
            let title = self.study.selections.free(NEW);
            self.keep_selection(
                "",
                Selection {
                    title,
                    entries: Vec::new(),
                },
            );
        }
        if let Some(gone) = self.study.removed.clone() {
            ui.horizontal_wrapped(|ui| {
                small(ui, &format!("“{}” was deleted.", gone.title));
                if link(ui, "Bring it back", "As it was before").clicked() {
                    self.study.removed = None;
                    self.keep_selection("", gone);
                }
            });
        }
    }

    /// The selection that is looked at.
    pub(super) fn selection_sheet(&mut self, ui: &mut Ui) {
        let title = self.study.edited.clone();
        let own = self.study.selections.get(&title).cloned();
        let kept = own.is_some();
        let shared = || self.study.shared.clone().filter(|shared| shared.title == title);
        let Some(selection) = own.or_else(shared) else {
            return self.contents(ui);
        };
        ui.horizontal(|ui| {
            if link(ui, "Contents", "All cards of the course").clicked() {
                self.study.sheet = Sheet::Contents;
            }
            if self.study.card().is_some() && link(ui, "Back to the card", "The card that is open").clicked()
            {
                self.study.sheet = Sheet::Card;
            }
        });
        match kept {
            true => self.rename_field(ui, &selection),
            false => drop(ui.label(RichText::new(&selection.title).heading())),
        }
        self.stand_in(ui, &selection, kept);
        if let Some((place, pressed)) = self.rows(ui, &selection, kept) {
            self.do_in(selection.clone(), place, &pressed);
        }
        if kept {
            self.add_to(ui, &selection);
        }
        ui.separator();
        self.ways_of(ui, &selection, kept);
    }

    /// The field of the title.
    fn rename_field(&mut self, ui: &mut Ui, selection: &Selection) {
        let typed = self.study.renamed.get_or_insert_with(|| selection.title.clone());
        let field = ui.add(TextEdit::singleline(typed).desired_width(f32::INFINITY));
        let field = field.accessible_name("Title of the selection");
        let wanted = typed.trim().to_owned();
        let taken = wanted != selection.title && self.study.selections.get(&wanted).is_some();
        let wrong = match (wanted.is_empty(), taken) {
            (true, _) => Some("A selection needs a title."),
            (_, true) => Some("Another selection has this title."),
            _ => None,
        };
        if let Some(wrong) = wrong {
            ui.label(RichText::new(wrong).small().color(Palette::in_ui(ui).danger));
        }
        if field.on_hover_text("What the selection is called").lost_focus() {
            if wrong.is_none() && wanted != selection.title {
                let renamed = Selection {
                    title: wanted,
                    ..selection.clone()
                };
                self.keep_selection(&selection.title, renamed);
            }
            self.study.renamed = None;
        }
    }

    /// Where it stands, with the ways on.
    fn stand_in(&mut self, ui: &mut Ui, selection: &Selection, kept: bool) {
        let stands = self.study.stands(&selection.title);
        ui.horizontal_wrapped(|ui| match stands {
            Some((at, all)) => {
                ui.label(format!("{} of {all}", at + 1));
                for (by, name, sign) in [(-1, "Previous stop", "◀"), (1, "Next stop", "▶")] {
                    let there = self.study.title_on(by).is_some();
                    let button = ui.add_enabled(there, Button::new(sign)).accessible_name(name);
                    if button.on_hover_text(name).clicked() {
                        self.turn_card(by);
                    }
                }
                let tip = "Turn the pages of the whole course again";
                if link(ui, "The course's order", tip).clicked() {
                    self.study.steps = None;
                }
            }
            None => {
                let start = ui.add_enabled(!selection.entries.is_empty(), Button::new("Step through"));
                let tip = "Open its first card; the page keys then turn to the next one";
                if start.on_hover_text(tip).clicked() {
                    self.step_through(selection, 0);
                }
            }
        });
        if let Some(own) = self.study.own_stop().filter(|_| stands.is_some() && !kept) {
            ui.label(RichText::new(&own.title).family(theme::strong()));
            ui.label(&own.note);
        }
    }

    /// What is in it, with what is done to each.
    fn rows(&mut self, ui: &mut Ui, selection: &Selection, kept: bool) -> Option<(usize, Pressed)> {
        if selection.entries.is_empty() {
            small(ui, "Nothing is picked yet.");
        }
        let course = self.study.course();
        let at = self.study.stands(&selection.title).map(|stands| stands.0);
        let mut found = 0;
        let mut pressed = None;
        for (place, entry) in selection.entries.iter().enumerate() {
            let there = entry.stop(course).is_ok();
            let current = there && at == Some(found);
            found += usize::from(there);
            let title = entry.title(course);
            ui.horizontal(|ui| {
                let end = Layout::right_to_left(Align::Center);
                ui.with_layout(end, |ui| {
                    ui.spacing_mut().item_spacing.x = 0.0;
                    let mut ask = |ui: &mut Ui, can, icon, verb: &str, what| {
                        let name = format!("{verb}: {title}");
                        ui.add_enabled_ui(can, |ui| {
                            if icon::button(ui, icon, &name, verb).clicked() {
                                pressed = Some((place, what));
                            }
                        });
                    };
                    if kept {
                        ask(ui, true, Icon::Close, "Remove", Pressed::Remove);
                        let last = place + 1 == selection.entries.len();
                        ask(ui, !last, Icon::Down, "Move down", Pressed::Down);
                        ask(ui, place > 0, Icon::Up, "Move up", Pressed::Up);
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let button =
                            Button::selectable(current, format!("{}  {title}", place + 1)).truncate();
                        let button = ui
                            .add_enabled(there, button)
                            .accessible_name(format!("Stop: {title}"));
                        if button.on_hover_text("Step through from here").clicked() {
                            pressed = Some((place, Pressed::Open));
                        }
                    });
                });
            });
            if let (true, true, Entry::Own(own)) = (kept, current, entry) {
                self.own_fields(ui, selection, place, own);
            }
        }
        pressed
    }

    /// What is said of one's own scene.
    fn own_fields(&mut self, ui: &mut Ui, selection: &Selection, place: usize, own: &Own) {
        let mut changed = own.clone();
        let title = TextEdit::singleline(&mut changed.title).desired_width(f32::INFINITY);
        ui.add(title)
            .accessible_name("Title of the scene")
            .on_hover_text("What the room sees above your note");
        let note = TextEdit::multiline(&mut changed.note)
            .desired_rows(2)
            .desired_width(f32::INFINITY)
            .hint_text("What is to be seen here");
        ui.add(note)
            .accessible_name("Note of the scene")
            .on_hover_text("What the room reads beside the picture");
        if changed != *own {
            let mut selection = selection.clone();
            selection.entries[place] = Entry::Own(changed);
            self.keep_selection(&selection.title.clone(), selection);
        }
    }

    fn do_in(&mut self, mut selection: Selection, place: usize, pressed: &Pressed) {
        let entries = &mut selection.entries;
        let below = (place + 1).min(entries.len() - 1);
        match pressed {
            Pressed::Open => return self.step_through(&selection, place),
            Pressed::Remove => drop(entries.remove(place)),
            Pressed::Up => entries.swap(place, place.saturating_sub(1)),
            Pressed::Down => entries.swap(place, below),
        }
        self.keep_selection(&selection.title.clone(), selection);
    }

    /// What can be added.
    fn add_to(&mut self, ui: &mut Ui, selection: &Selection) {
        if selection.entries.len() >= MOST {
            return small(ui, &format!("A selection has at most {MOST} entries."));
        }
        ui.horizontal_wrapped(|ui| {
            if let Some(card) = self.study.card() {
                let button = ui.button("Add the open card").on_hover_text(&card.title);
                if button.clicked() {
                    self.pick(selection.clone(), Entry::Card(card.id.clone()));
                }
            }
            let tip = "What is on screen as a stop of its own, with a title and a note";
            if ui.button("Add this scene").on_hover_text(tip).clicked() {
                let own = Own {
                    link: encode(&self.session.scene),
                    title: "A scene of mine".to_owned(),
                    note: String::new(),
                };
                self.pick(selection.clone(), Entry::Own(own));
            }
        });
    }

    /// The menu by which the open card is added to a selection.
    pub(super) fn pick_menu(&mut self, ui: &mut Ui) {
        let Some(card) = self.study.card() else { return };
        let mut chosen = None;
        let menu = ui.menu_button("Pick…", |ui| {
            for selection in self.study.selections.all() {
                let row = ui.button(format!("Add to “{}”", selection.title));
                if row.on_hover_text("This card becomes its last one").clicked() {
                    chosen = Some(selection.clone());
                }
            }
            let tip = "A selection that begins with this card";
            if ui.button("Add to a new selection").on_hover_text(tip).clicked() {
                chosen = Some(Selection {
                    title: self.study.selections.free(NEW),
                    entries: Vec::new(),
                });
            }
        });
        menu.response
            .on_hover_text("Add this card to a selection of your own");
        if let Some(selection) = chosen {
            let sheet = self.study.sheet;
            self.notices.message = Some(format!("“{}” is in “{}” now.", card.title, selection.title));
            self.pick(selection, Entry::Card(card.id.clone()));
            self.study.sheet = sheet;
        }
    }

    fn pick(&mut self, mut selection: Selection, entry: Entry) {
        selection.entries.push(entry);
        self.keep_selection(&selection.title.clone(), selection);
    }

    /// What is done with all of it.
    fn ways_of(&mut self, ui: &mut Ui, selection: &Selection, kept: bool) {
        ui.horizontal_wrapped(|ui| {
            let tip = "A link to this selection, and its QR code";
            let share = ui.add_enabled(!selection.entries.is_empty(), Button::new("Share this selection"));
            if share.on_hover_text(tip).clicked() {
                self.dialog = Some(Dialog::selection(selection));
            }
            let (name, tip) = match kept {
                true => ("Delete this selection", "It can be brought back"),
                false => (
                    "Keep this selection",
                    "Among your own, to change it or to find it again",
                ),
            };
            if ui.button(name).on_hover_text(tip).clicked() {
                match kept {
                    true => {
                        self.study.removed = self.study.forget_selection(&selection.title);
                        self.study.sheet = Sheet::Contents;
                    }
                    false => self.keep_selection("", selection.clone()),
                }
            }
        });
        let tip = "Back to the scene that was there before";
        if self.study.outside.is_some() && link(ui, "Leave Study", tip).clicked() {
            self.leave_study();
        }
    }

    /// Keeps a selection in the place of another one, and shows it.
    fn keep_selection(&mut self, before: &str, selection: Selection) {
        let title = selection.title.clone();
        self.study.put_selection(before, selection);
        self.show_selection(&title);
    }

    fn show_selection(&mut self, title: &str) {
        self.study.renamed = None;
        title.clone_into(&mut self.study.edited);
        self.study.sheet = Sheet::Selection;
    }
}
