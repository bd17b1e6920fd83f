//! Sharing the scene: its link to copy, and the link as a QR code.

use crate::app::controls::theme;
use crate::app::help::CLOSE;
use crate::app::keep::keeper::{self, Card};
use crate::course::selection::Selection;
use crate::scene::Scene;
use crate::view::canvas::{Picture, inside};
use crate::view::qr;
use egui::{
    Context, Id, Label, Modal, Pos2, Rect, RichText, Role, Sense, TextEdit, Ui, Vec2, WidgetInfo, vec2,
};

/// Longest link, in bytes, that somebody would type from a wall.
const SHORT: usize = 90;
/// Largest side of a code beside other things.
const SIDE: f32 = 320.0;

/// The dialog of one scene.
pub struct Share {
    link: Result<String, &'static str>,
    code: Option<Result<Picture, &'static str>>,
    title: &'static str,
    about: &'static str,
    copied: bool,
}

impl Share {
    /// The dialog for a scene, or for the card that it is of, on the page of an address; without a page the
    /// link has only the scene.
    pub fn of(scene: &Scene, card: Option<&Card>, page: Option<&str>) -> Self {
        let link = keeper::address_of(scene, card)
            .ok_or("This scene is too large for a link. Export it as a file instead.");
        let (title, about) = match card {
            Some(_) => (
                "Share this card",
                "Whoever opens the link reads this card, on the scene as you have it.",
            ),
            None => (
                "Share this scene",
                "Whoever opens the link sees what you see: runs, seed, step and all.",
            ),
        };
        Self::of_link(link, page, title, about)
    }

    /// The dialog for a selection, likewise.
    pub fn of_selection(selection: &Selection, page: Option<&str>) -> Self {
        Self::of_link(
            Ok(selection.link()),
            page,
            "Share this selection",
            "Whoever opens the link steps through these cards in this order.",
        )
    }

    fn of_link(
        link: Result<String, &'static str>,
        page: Option<&str>,
        title: &'static str,
        about: &'static str,
    ) -> Self {
        let link = link.map(|link| format!("{}{link}", page.unwrap_or_default()));
        let code = page.and(link.as_ref().ok()).map(|link| qr::code(link));
        Self {
            link,
            code,
            title,
            about,
            copied: false,
        }
    }

    /// Shows the dialog. False once it was closed.
    pub fn show(&mut self, ctx: &Context) -> bool {
        let modal = Modal::new(Id::unique("share")).show(ctx, |ui| {
            ui.set_width(420.0_f32.min(ctx.content_rect().width() - 48.0));
            ui.label(RichText::new(self.title).family(theme::strong()));
            self.contents(ui);
            ui.add_space(4.0);
            ui.button("Close").on_hover_text(CLOSE).clicked()
        });
        !(modal.inner || modal.should_close())
    }

    fn contents(&mut self, ui: &mut Ui) {
        let link = match &self.link {
            Ok(link) => link,
            Err(reason) => return text(ui, reason),
        };
        text(ui, self.about);
        ui.horizontal(|ui| {
            let name = if self.copied { "Copied" } else { "Copy link" };
            if ui
                .button(name)
                .on_hover_text("Copy the link to the clipboard")
                .clicked()
            {
                ui.copy_text(link.clone());
                self.copied = true;
            }
            let mut shown = link.as_str();
            ui.add(TextEdit::singleline(&mut shown).desired_width(f32::INFINITY))
                .accessible_name("Link")
                .on_hover_text("The scene's link");
        });
        match &self.code {
            Some(Ok(code)) => paint(ui, code, SIDE),
            Some(Err(reason)) => text(ui, reason),
            None => text(
                ui,
                "Put it behind the address of a Ravine page, or give it to `ravine open`.",
            ),
        }
    }
}

/// The code of the link alone, as large as the screen: the phones of a room read it.
pub struct Scan {
    share: Share,
}

impl Scan {
    /// The code for what [`Share::of`] shares.
    pub fn of(scene: &Scene, card: Option<&Card>, page: Option<&str>) -> Self {
        Self {
            share: Share::of(scene, card, page),
        }
    }

    /// Shows the code. False once it was closed.
    pub fn show(&mut self, ctx: &Context) -> bool {
        let modal = Modal::new(Id::unique("scan")).show(ctx, |ui| {
            let screen = ctx.content_rect().size();
            let side = (screen.x - 48.0)
                .min(screen.y - 120.0)
                .max(SIDE.min(screen.x - 48.0));
            ui.set_width(side);
            match (&self.share.link, &self.share.code) {
                (_, Some(Ok(code))) => paint(ui, code, side),
                (Err(reason), _) | (_, Some(Err(reason))) => text(ui, reason),
                (Ok(_), None) => text(
                    ui,
                    "A window has no address. Open Ravine's page in a browser for a code to scan.",
                ),
            }
            if let Ok(link) = &self.share.link
                && link.len() < SHORT
            {
                text(ui, link);
            }
            ui.button("Close")
                .on_hover_text("Back to the picture (Q, Esc)")
                .clicked()
        });
        !(modal.inner || modal.should_close())
    }
}

fn text(ui: &mut Ui, text: &str) {
    ui.add(Label::new(RichText::new(text).small()).wrap());
}

/// Paints a code as large as there is room up to a side, in whole pixels.
fn paint(ui: &mut Ui, code: &Picture, side: f32) {
    let modules = code.image.size[0] as f32;
    let pixel = 1.0 / ui.pixels_per_point();
    let module = (ui.available_width().min(side) / modules / pixel)
        .floor()
        .max(1.0)
        * pixel;
    let side = module * modules;
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), side), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "QR code of the link"));
    let rect = Rect::from_center_size(row.center(), Vec2::splat(side));
    inside(ui.painter(), rect, |pen| {
        pen.picture(Rect::from_min_size(Pos2::ZERO, rect.size()), code)
    });
    response.on_hover_text("Scan it to open the scene on a phone");
}
