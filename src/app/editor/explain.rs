//! The rule at every stage of the compiler, page by page in a dialog.

use crate::app::controls::theme;
use crate::app::help;
use crate::code::explain::{Explained, Page, Subject};
use crate::lang::Kind;
use crate::scene::{Problem, Reference, Scene};
use egui::text::LayoutJob;
use egui::{Context, FontId, Id, Label, Modal, RichText, ScrollArea, TextBuffer, TextEdit, Ui};

/// The dialog of one rule.
pub(super) struct Explanation {
    /// Title, how it is read, and the page itself; or why there is none.
    pages: Result<Vec<Shown>, String>,
    page: usize,
}

struct Shown {
    page: Page,
    text: String,
}

impl Explanation {
    /// The pages of a rule, on the surface of a scene.
    pub(super) fn of(kind: Kind, rule: Reference, scene: &Scene) -> Self {
        let mut subject = Subject::new(kind, rule);
        if let Problem::Surface { surface, .. } = &scene.experiment.problem {
            subject.surface = surface.clone();
        }
        let shown = |explained: &Explained| {
            let pages = Page::ALL.into_iter();
            let pages = pages.map(|page| Shown {
                page,
                text: explained.body(page),
            });
            pages.collect()
        };
        let why = |findings: Vec<crate::compile::Finding>| {
            let messages: Vec<String> = findings.into_iter().map(|f| f.message).collect();
            format!("There is nothing to explain yet: {}.", messages.join("; "))
        };
        Self {
            pages: Explained::of(&subject)
                .map(|explained| shown(&explained))
                .map_err(why),
            page: 0,
        }
    }

    /// Shows the dialog. False once it was closed.
    pub(super) fn show(&mut self, ctx: &Context) -> bool {
        let screen = ctx.content_rect().size();
        let modal = Modal::new(Id::unique("explanation")).show(ctx, |ui| {
            ui.set_width(1080.0_f32.min(screen.x - 48.0));
            ui.label(RichText::new("From the text to what runs").family(theme::strong()));
            match &self.pages {
                Ok(pages) => {
                    self.page = contents(ui, pages, self.page, (screen.y - 260.0).clamp(120.0, 640.0))
                }
                Err(why) => drop(ui.add(Label::new(why).wrap())),
            }
            ui.button("Close").on_hover_text(help::CLOSE).clicked()
        });
        !(modal.inner || modal.should_close())
    }
}

/// The pages' names, and the page behind one of them. Returns the one that is shown.
fn contents(ui: &mut Ui, pages: &[Shown], current: usize, height: f32) -> usize {
    let mut at = current;
    // Seven words, on a phone on two lines: none of them hides in a menu.
    ui.horizontal_wrapped(|ui| {
        for (place, shown) in pages.iter().enumerate() {
            ui.selectable_value(&mut at, place, shown.page.word())
                .on_hover_text(shown.page.title());
        }
    });
    let Some(shown) = pages.get(at) else { return 0 };
    ui.add(Label::new(RichText::new(shown.page.about()).small().weak()).wrap());
    // Its height is fixed: a dialog that grows moves its controls from under the pointer.
    let scrolled = ScrollArea::both()
        .id_salt(("explanation", at))
        .min_scrolled_height(height)
        .max_height(height)
        .auto_shrink(false);
    scrolled.show(ui, |ui| {
        let mut text = shown.text.as_str();
        let color = ui.visuals().text_color();
        // Columns stay columns: a long line is scrolled to, not broken.
        let mut unbroken = |ui: &Ui, text: &dyn TextBuffer, _: f32| {
            let font = FontId::monospace(theme::SMALL);
            let job = LayoutJob::simple(text.as_str().to_owned(), font, color, f32::INFINITY);
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let field = TextEdit::multiline(&mut text)
            .layouter(&mut unbroken)
            .lock_focus(false)
            .desired_width(f32::INFINITY);
        ui.add(field).accessible_name("Explanation");
    });
    at
}
