//! Files dropped on the app, and texts pasted where nothing is being written.

use crate::app::controls::theme;
use crate::app::{Remote, platform};
use crate::view::palette::Palette;
use egui::{Align2, Context, Event, FontId, Id, LayerId, Order, Stroke, StrokeKind};

/// Opens what was dropped or pasted, and says what dropping does while one is held above the app.
pub fn update(ctx: &Context, remote: &Remote) {
    let (dropped, held) = ctx.input(|i| (i.raw.dropped_files.clone(), !i.raw.hovered_files.is_empty()));
    for file in dropped {
        platform::read(file, remote.clone());
    }
    if !ctx.text_edit_focused() {
        for text in pasted(ctx) {
            remote.open_file("What was pasted", Ok(text.into_bytes()));
        }
    }
    if held {
        let colors = Palette::of(ctx.theme() == egui::Theme::Dark);
        let painter = ctx.layer_painter(LayerId::new(Order::Foreground, Id::unique("drop")));
        let rect = ctx.content_rect().shrink(12.0);
        painter.rect_filled(rect, 12.0, colors.background.gamma_multiply(0.85));
        let edge = Stroke::new(2.0, colors.accent);
        painter.rect_stroke(rect, 12.0, edge, StrokeKind::Inside);
        let font = FontId::new(theme::HEADING, theme::strong());
        let text = "Drop a scene to open it, or a table (CSV) to learn from";
        painter.text(rect.center(), Align2::CENTER_CENTER, text, font, colors.text);
    }
}

fn pasted(ctx: &Context) -> Vec<String> {
    let text = |event: &Event| match event {
        Event::Paste(text) => Some(text.clone()),
        _ => None,
    };
    ctx.input(|i| i.events.iter().filter_map(text).collect())
}
