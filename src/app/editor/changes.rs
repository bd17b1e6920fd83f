//! A fork beside the rule that it came from, line by line.

use super::change;
use crate::app::controls::theme;
use crate::lang::Rule;
use crate::view::palette::Palette;
use egui::{Color32, FontId, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};
use similar::{ChangeTag, TextDiff};

/// How far from a change a line still helps to find it.
const AROUND: usize = 2;

/// Shows how a rule differs from its parent.
pub fn show(ui: &mut Ui, rule: &Rule) {
    let Some(parent) = change::parent(rule) else {
        return;
    };
    let colors = Palette::in_ui(ui);
    let lines = lines(&parent.rule.source, &rule.source);
    ScrollArea::vertical()
        .id_salt("changes")
        .auto_shrink(false)
        .show(ui, |ui| {
            let count = |tag| lines.iter().filter(|(t, _)| *t == Some(tag)).count();
            let (more, less) = (count(ChangeTag::Insert), count(ChangeTag::Delete));
            let text = match more + less {
                0 => format!("No line differs from {}.", parent.rule.name),
                _ => format!("Against {}: {more} added, {less} taken out", parent.rule.name),
            };
            ui.label(RichText::new(text).small().color(colors.weak));
            ui.spacing_mut().item_spacing.y = 0.0;
            for (tag, text) in &lines {
                line(ui, *tag, text, &colors);
            }
        });
}

/// The lines that were added or taken out with those around them; without a tag: some are left out.
fn lines(before: &str, after: &str) -> Vec<(Option<ChangeTag>, String)> {
    let diff = TextDiff::from_lines(before, after);
    let mut all = Vec::new();
    for (index, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if index > 0 {
            all.push((None, String::new()));
        }
        let changes = group.iter().flat_map(|op| diff.iter_changes(op));
        all.extend(changes.map(|c| (Some(c.tag()), c.value().trim_end().to_owned())));
    }
    all
}

fn line(ui: &mut Ui, tag: Option<ChangeTag>, text: &str, colors: &Palette) {
    let (sign, word, color) = match tag {
        Some(ChangeTag::Insert) => ("+", "Added: ", if colors.dark { 0x5f_d3_ac } else { 0x00_6b_4d }),
        Some(ChangeTag::Delete) => (
            "−",
            "Taken out: ",
            if colors.dark { 0xff_7b_7b } else { 0xbf_26_26 },
        ),
        Some(ChangeTag::Equal) => (" ", "", 0),
        None => ("…", "", 0),
    };
    let changed = !word.is_empty();
    let [_, r, g, b] = u32::to_be_bytes(color);
    let color = if changed {
        Color32::from_rgb(r, g, b)
    } else {
        colors.weak
    };
    let font = FontId::monospace(theme::SMALL);
    let width = ui.available_width();
    let galley = ui
        .painter()
        .layout(text.to_owned(), font.clone(), color, width - 28.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, galley.size().y + 3.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{word}{text}")));
    if changed {
        ui.painter().rect_filled(rect, 0.0, color.gamma_multiply(0.12));
    }
    let at = rect.min + vec2(6.0, 1.5);
    let sign = ui.painter().layout_no_wrap(sign.to_owned(), font, color);
    ui.painter().galley(at, sign, color);
    ui.painter().galley(at + vec2(18.0, 0.0), galley, color);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_and_taken_out_stands_among_its_neighbours() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj";
        let after = "a\nB\nc\nd\ne\nf\ng\nh\ni\nj\nk";
        let shown: Vec<String> = lines(before, after)
            .into_iter()
            .map(|(tag, text)| match tag {
                Some(ChangeTag::Insert) => format!("+{text}"),
                Some(ChangeTag::Delete) => format!("-{text}"),
                Some(ChangeTag::Equal) => text,
                None => "...".to_owned(),
            })
            .collect();
        assert_eq!(
            shown,
            ["a", "-b", "+B", "c", "d", "...", "h", "i", "-j", "+j", "+k"]
        );
        assert!(lines("a\n", "a\n").is_empty());
    }
}
