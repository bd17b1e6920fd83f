//! A rule as a paper would print it: fractions, roots, hats, indices, Greek letters.
//!
//! - [`math`]: what is to be printed, a plain tree. [`build`] makes it of a rule's parsed tree, [`name`] of
//!   its names.
//! - [`layout`]: where everything stands; drawn with the `Pen`, so it looks the same on the screen and in a
//!   file.

pub mod build;
pub mod layout;
pub mod math;
mod name;

use super::canvas::{Drawing, Error, Pen, Writing, export, headless, inside, on_painter};
use super::palette::{PAPER, Palette};
use crate::lang::parse::parse;
use crate::lang::{Kind, Rule};
use egui::{Pos2, Rect, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};
use layout::{Item, Laid, Setter};
use math::MathLine;

/// Height of letters in points.
const SIZE: f32 = 18.0;
/// The width of a printed page's text in points.
const PAGE: f32 = 640.0;
/// How far letters may shrink so that a line fits.
const SMALLEST: f32 = 0.7;
/// Between two lines, as a part of the letters' height.
const GAP: f32 = 0.55;
/// Room around a line.
const MARGIN: f32 = 4.0;

/// Shows a rule as formulas, a line each, which read aloud as they are written in the rule.
pub fn show(ui: &mut Ui, rule: &Rule) {
    let lines = build::lines(rule);
    let room = ui.available_width() - 2.0 * MARGIN;
    let lay = |size: f32| -> Vec<Set> {
        on_painter(ui.painter(), |pen| set(pen, &lines, size)).unwrap_or_default()
    };
    let wide = widest(&lay(SIZE));
    let sets = lay(SIZE * (room / wide.max(1.0)).clamp(SMALLEST, 1.0));
    let scrolled = ScrollArea::horizontal()
        .id_salt("formula")
        .auto_shrink([false, true]);
    scrolled.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = SIZE * GAP;
        for (line, set) in lines.iter().zip(&sets) {
            let size = set.size() + vec2(2.0 * MARGIN, 0.0);
            let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
            response
                .widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Formula {}", line.source)));
            let rect = rect.shrink2(vec2(MARGIN, 0.0));
            let colors = Palette::in_ui(ui);
            inside(ui.painter(), rect, |pen| set.draw(pen, &colors));
            response.on_hover_text(&line.source);
        }
    });
}

/// Shows lines below each other in letters of a size, smaller ones where a line would be wider than there is
/// room.
pub fn fitted(ui: &mut Ui, lines: &[MathLine], size: f32) {
    let stack = on_painter(ui.painter(), |pen| {
        Stack::of(pen, lines, size, ui.available_width())
    });
    let Some(stack) = stack else { return };
    let (rect, response) = ui.allocate_exact_size(stack.size(), Sense::hover());
    let sources: Vec<&str> = lines.iter().map(|line| line.source.as_str()).collect();
    let text = sources.join("\n");
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Formula {text}")));
    let colors = Palette::in_ui(ui);
    inside(ui.painter(), rect, |pen| stack.draw(pen, &colors));
    response.on_hover_text(text);
}

/// Lines of the rule language that stand alone, as in a card; None where they do not parse.
pub fn read(text: &str) -> Option<Vec<MathLine>> {
    let (rule, wrong) = parse(Kind::Optimizer, text);
    (wrong.is_empty() && !rule.body.is_empty()).then(|| build::lines(&rule))
}

/// Such lines as the text of an SVG file, on paper; None where they do not parse, or cannot be drawn.
pub fn svg(text: &str) -> Option<String> {
    let lines = read(text)?;
    let (stack, _) = headless::paint(Vec2::splat(PAGE), 1.0, |painter| {
        on_painter(painter, |pen| Stack::of(pen, &lines, SIZE, PAGE))
    });
    let stack = stack?;
    let sheet = export::Sheet {
        title: "Formula",
        about: text.trim(),
        size: stack.size(),
        colors: &PAPER,
    };
    export::svg(&sheet, &stack).ok()
}

/// Lines below each other.
#[derive(Clone, Debug)]
pub struct Stack {
    sets: Vec<Set>,
    gap: f32,
}

impl Stack {
    /// Lines in letters of a size, smaller ones where they would be wider than there is room.
    pub fn of(pen: &Pen, lines: &[MathLine], size: f32, room: f32) -> Result<Self, Error> {
        let wide = widest(&set(pen, lines, size)?);
        let size = size * (room / wide.max(1.0)).min(1.0);
        Ok(Self {
            sets: set(pen, lines, size)?,
            gap: size * GAP,
        })
    }

    /// Width and height in points.
    pub fn size(&self) -> Vec2 {
        let high: f32 = self.sets.iter().map(|set| set.size().y).sum();
        vec2(
            widest(&self.sets).ceil(),
            (high + self.gap * self.sets.len().saturating_sub(1) as f32).ceil(),
        )
    }
}

impl Drawing for Stack {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        let mut top = 0.0;
        for set in &self.sets {
            let place = Rect::from_min_size(pos2(0.0, top), set.size());
            pen.inside(place, |pen| set.draw(pen, colors))?;
            top += set.size().y + self.gap;
        }
        Ok(())
    }
}

/// A line in its place: its formula, and how far right it begins.
#[derive(Clone, Debug)]
pub struct Set {
    laid: Laid,
    indent: f32,
}

/// Lays lines out, aligned at their equality signs.
pub fn set(pen: &Pen, lines: &[MathLine], size: f32) -> Result<Vec<Set>, Error> {
    let plain = |size| Writing::new(size, egui::Color32::BLACK);
    // A text that cannot be measured takes no room; drawing it will tell why.
    let measure = |text: &str, size: f32| pen.width(text, plain(size)).unwrap_or(0.0);
    let setter = Setter { measure: &measure };
    let left: Vec<f32> = lines
        .iter()
        .map(|line| setter.lay(&line.target, size).width)
        .collect();
    let column = left.iter().copied().fold(0.0, f32::max);
    let one = |(line, left): (&MathLine, f32)| Set {
        laid: setter.line(line, size),
        indent: column - left,
    };
    Ok(lines.iter().zip(left).map(one).collect())
}

fn widest(sets: &[Set]) -> f32 {
    sets.iter().map(|set| set.size().x).fold(0.0, f32::max)
}

impl Set {
    /// Width and height in points.
    pub fn size(&self) -> Vec2 {
        vec2(self.indent + self.laid.width, self.laid.up + self.laid.down)
    }
}

impl Drawing for Set {
    fn draw(&self, pen: &Pen, colors: &Palette) -> Result<(), Error> {
        let origin = pos2(self.indent, self.laid.up).to_vec2();
        for item in &self.laid.items {
            match item {
                Item::Text { at, size, text, weak } => {
                    let color = if *weak { colors.weak } else { colors.text };
                    pen.text(text, *at + origin, Writing::new(*size, color))?;
                }
                Item::Line { points, width } => {
                    let points: Vec<Pos2> = points.iter().map(|p| *p + origin).collect();
                    pen.line(&points, *width, colors.text)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::canvas::export::Sheet;
    use super::*;
    use crate::catalog;

    #[test]
    fn every_rule_of_the_catalog_can_be_printed() {
        for kind in Kind::ALL {
            for entry in catalog::entries(kind) {
                let lines = build::lines(&entry.rule);
                assert_eq!(lines.len(), entry.rule.body.len(), "{}", entry.id);
                let (sets, _) = headless::paint(Vec2::splat(600.0), 1.0, |painter| {
                    on_painter(painter, |pen| set(pen, &lines, SIZE)).expect("laid out")
                });
                for (line, set) in lines.iter().zip(sets) {
                    assert!(
                        set.size().x < 900.0,
                        "{}: {} is {:?}",
                        entry.id,
                        line.source,
                        set.size()
                    );
                    let sheet = Sheet {
                        title: &entry.rule.name,
                        about: &line.source,
                        size: set.size(),
                        colors: &PAPER,
                    };
                    let file = export::svg(&sheet, &set).expect("a drawing");
                    assert!(file.contains("<text"), "{}: {}", entry.id, line.source);
                }
            }
        }
    }

    #[test]
    fn lines_alone_can_be_printed() {
        let file = svg("m = beta1*m + (1 - beta1)*g\nw -= lr*m/sqrt(v)\n").expect("two lines");
        assert!(file.matches("<text").count() > 10, "{file}");
        assert_eq!(svg("no formula at all"), None);
        assert_eq!(svg(""), None);
    }

    #[test]
    fn every_sign_is_in_the_fonts() {
        let (missing, _) = headless::paint(Vec2::splat(10.0), 1.0, |painter| {
            let font = egui::FontId::proportional(SIZE);
            let written = |text: &str| painter.fonts_mut(|f| f.has_glyphs(&font, text));
            let rules = Kind::ALL.into_iter().flat_map(catalog::entries);
            let texts = rules
                .flat_map(|e| build::lines(&e.rule))
                .flat_map(|line| line.texts());
            texts.filter(|text| !written(text)).collect::<Vec<String>>()
        });
        assert!(missing.is_empty(), "{missing:?}");
    }
}
