//! Sharing the scene: its link to copy, and the link as a QR code.

use super::help::CLOSE;
use super::keeper::{self, Card};
use super::theme;
use crate::course::selection::Selection;
use crate::scene::Scene;
use egui::{
    Color32, Context, Id, Label, Modal, Rect, RichText, Role, Sense, TextEdit, Ui, Vec2, WidgetInfo, vec2,
};
use qrcode::{Color, EcLevel, QrCode};

/// Longest link, in bytes, whose code a phone's camera can still read from a screen.
const LONGEST: usize = 1200;
/// Modules left light around a code, as its standard wants.
const QUIET: usize = 4;
/// Longest link, in bytes, that somebody would type from a wall.
const SHORT: usize = 90;
/// Largest side of a code beside other things.
const SIDE: f32 = 320.0;

/// The dialog of one scene.
pub struct Share {
    link: Result<String, &'static str>,
    code: Option<Result<QrCode, &'static str>>,
    title: &'static str,
    about: &'static str,
    copied: bool,
}

impl Share {
    /// The dialog for a scene, or for the card that it is of, on the page of an address; without a page the link has only
    /// the scene.
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
        let code = page.and(link.as_ref().ok()).map(|link| code(link));
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

fn code(link: &str) -> Result<QrCode, &'static str> {
    let too_long = "The link is too long for a QR code: a camera could not read so fine a one.";
    match link.len() <= LONGEST {
        true => QrCode::with_error_correction_level(link, EcLevel::L).map_err(|_| too_long),
        false => Err(too_long),
    }
}

/// Paints a code, dark on light in both themes: that is what cameras expect.
fn paint(ui: &mut Ui, code: &QrCode, side: f32) {
    let modules = code.width() + 2 * QUIET;
    let pixel = 1.0 / ui.pixels_per_point();
    let module = (ui.available_width().min(side) / modules as f32 / pixel)
        .floor()
        .max(1.0)
        * pixel;
    let side = module * modules as f32;
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), side), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "QR code of the link"));
    let rect = Rect::from_center_size(row.center(), Vec2::splat(side));
    ui.painter().rect_filled(rect, 0.0, Color32::WHITE);
    let dark = |color: &Color| *color == Color::Dark;
    for (index, _) in code.to_colors().iter().enumerate().filter(|(_, c)| dark(c)) {
        let (x, y) = (index % code.width() + QUIET, index / code.width() + QUIET);
        let corner = rect.min + vec2(x as f32, y as f32) * module;
        let square = Rect::from_min_size(corner, Vec2::splat(module));
        ui.painter().rect_filled(square, 0.0, Color32::BLACK);
    }
    response.on_hover_text("Scan it to open the scene on a phone");
}
