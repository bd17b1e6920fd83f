//! The comparison laid out and drawn. Names stand beside their numbers where there is room, else above them;
//! numbers that do not fit on one line stand on several, under titles on as many.

use super::column::Heading;
use super::row::{Comparison, RunRow};
use crate::view::abridge::abridged;
use crate::view::canvas::fonts::strong;
use crate::view::canvas::on_painter;
use crate::view::line::dashes;
use crate::view::palette::Palette;
use crate::view::{Shown, Wish};
use egui::text::LayoutJob;
use egui::{
    Align, Color32, CursorIcon, FontId, Galley, Key, Rect, Response, Role, Sense, Stroke, TextFormat,
    TextStyle, Ui, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

/// Space for a run's line and marker.
const LOOK: f32 = 30.0;
/// Widest name beside the numbers, and the least width for it there; with less it has a line for itself.
const LONGEST: f32 = 130.0;
const SHORTEST: f32 = 90.0;
/// Height of a line with a name or with numbers, where there are several; of numbers with the range of seeds
/// below.
const NAMED: f32 = 21.0;
const RANGED: f32 = 34.0;
/// Left and right of a line's columns.
const EDGES: f32 = 8.0;
/// Between columns.
const GAP: f32 = 7.0;

/// The table laid out.
pub struct LaidTable<'a> {
    /// The runs from top to bottom.
    pub rows: &'a [RunRow],
    columns: Vec<Heading>,
    heads: Vec<Arc<Galley>>,
    /// Row by row the texts of the columns.
    cells: Vec<Vec<Arc<Galley>>>,
    /// Of the names, then of the numbers that stand side by side.
    widths: Vec<f32>,
    /// Whether names stand above their numbers.
    above: bool,
    /// On how many lines the numbers of a row are.
    lines: usize,
    colors: Palette,
}

/// Texts of a table.
struct Texts<'a> {
    ui: &'a Ui,
    font: FontId,
    colors: Palette,
}

impl Texts<'_> {
    fn job(&self, column: Heading) -> LayoutJob {
        LayoutJob {
            halign: match column {
                Heading::Run => Align::Min,
                _ => Align::Max,
            },
            ..LayoutJob::default()
        }
    }

    fn plain(&self, column: Heading, text: &str, font: &FontId, color: Color32) -> Arc<Galley> {
        let mut job = self.job(column);
        job.append(text, 0.0, TextFormat::simple(font.clone(), color));
        self.ui.painter().layout_job(job)
    }

    fn number(&self, row: &RunRow, column: Heading) -> Arc<Galley> {
        let color = match (column, row.number(column)) {
            (_, None) => self.colors.weak,
            (Heading::Diverged, _) => self.colors.danger,
            (Heading::Lost, Some(count)) if count > 0.0 => self.colors.danger,
            _ => self.colors.text,
        };
        let text = row.number(column).map(|value| column.written(value));
        let text = text.unwrap_or_else(|| "–".to_owned());
        let Some(range) = row.range(column) else {
            return self.plain(column, &text, &self.font, color);
        };
        let small = FontId::new(self.font.size * 0.85, self.font.family.clone());
        let mut job = self.job(column);
        job.append(&text, 0.0, TextFormat::simple(self.font.clone(), color));
        let range = format!("\n{}", between(column, range));
        job.append(&range, 0.0, TextFormat::simple(small, self.colors.weak));
        self.ui.painter().layout_job(job)
    }
}

/// A range of numbers.
fn between(column: Heading, [low, high]: [f64; 2]) -> String {
    let [low, high] = [low, high].map(|value| column.roughly(value));
    let low = low.strip_suffix("\u{a0}%").unwrap_or(&low);
    // Beside a minus sign a dash would look like one.
    let dash = if low.starts_with('−') { "…" } else { "–" };
    format!("{low}{dash}{high}")
}

impl<'a> LaidTable<'a> {
    /// The rows on a width.
    pub fn of(ui: &Ui, comparison: &'a Comparison, order: Option<(Heading, bool)>, room: f32) -> Self {
        let rows = &comparison.rows[..];
        let texts = Texts {
            ui,
            font: TextStyle::Small.resolve(ui.style()),
            colors: Palette::in_ui(ui),
        };
        let head = |column: &Heading| {
            let sign = match order {
                Some((by, falling)) if by == *column => [" ↑", " ↓"][usize::from(falling)],
                _ => "",
            };
            let text = format!("{}{sign}", column.words()[0]);
            texts.plain(*column, &text, &texts.font, texts.colors.weak)
        };
        let bold = FontId::new(texts.font.size, strong());
        let names: Vec<&str> = rows.iter().map(|row| &*row.name).collect();
        let whole = |name: &str| texts.plain(Heading::Run, name, &bold, texts.colors.text);
        let name = |row: &RunRow, longest: f32| {
            let fits = |cut: &str| whole(cut).size().x <= longest;
            whole(&abridged(&row.name, &names, fits))
        };
        let columns = comparison.telling();
        let heads: Vec<_> = columns.iter().map(head).collect();
        let cell = |row: &RunRow, column: &Heading| match column {
            Heading::Run => name(row, LONGEST),
            column => texts.number(row, *column),
        };
        let of = |row: &RunRow| columns.iter().map(|c| cell(row, c)).collect();
        let mut cells: Vec<Vec<_>> = rows.iter().map(of).collect();
        let widest = |cells: &[Vec<Arc<Galley>>], place: usize| {
            let widest = cells.iter().map(|row| row[place].size().x);
            widest.fold(heads[place].size().x, f32::max)
        };
        let numbers: Vec<f32> = (1..columns.len()).map(|c| widest(&cells, c) + GAP).collect();
        // Names give way to numbers, but not so far that they say nothing.
        let longest = room - EDGES - LOOK - numbers.iter().sum::<f32>();
        let above = longest < SHORTEST.min(widest(&cells, 0));
        let longest = if above { room - EDGES - LOOK } else { longest };
        for (row, cells) in rows.iter().zip(&mut cells) {
            cells[0] = name(row, if above { longest } else { longest.min(LONGEST) });
        }
        let first = if above { 0.0 } else { widest(&cells, 0) + LOOK };
        let (lines, numbers) = side_by_side(&numbers, room - EDGES - first);
        Self {
            widths: [vec![first], numbers].concat(),
            rows,
            columns,
            heads,
            cells,
            above,
            lines,
            colors: texts.colors,
        }
    }

    /// How much room all of it takes.
    pub fn height(&self, ui: &Ui) -> f32 {
        self.head_height(ui) + self.rows.len() as f32 * self.row_height(ui)
    }

    /// Height of the titles, which have two lines.
    fn head_height(&self, ui: &Ui) -> f32 {
        self.lines as f32 * ui.spacing().interact_size.y.max(36.0)
    }

    fn row_height(&self, ui: &Ui) -> f32 {
        let ranged = self.rows.iter().any(RunRow::is_of_seeds);
        let numbers = self.lines as f32 * if ranged { RANGED } else { NAMED };
        match self.above {
            true => NAMED + numbers + 4.0,
            false => ui.spacing().interact_size.y.max(24.0).max(numbers + 3.0),
        }
    }

    /// Space for a line of the table.
    fn line(&self, ui: &mut Ui, height: f32, sense: Sense) -> (Rect, Response) {
        ui.allocate_exact_size(vec2(ui.available_width(), height), sense)
    }

    /// Where the columns of a row are: the first at the left, the others spread to the right, on their lines.
    fn places(&self, row: Rect) -> Vec<Rect> {
        let spare = row.width() - EDGES - self.widths.iter().sum::<f32>();
        let across = self.widths.len() - 1;
        let more = (spare / across.max(1) as f32).max(0.0);
        let height = row.height() / self.lines as f32;
        let place = |column: usize| {
            let (line, place) = match column.checked_sub(1) {
                None => (0, 0),
                Some(number) => (number / across, 1 + number % across),
            };
            let before: f32 = self.widths[..place].iter().sum();
            let left = row.left() + EDGES / 2.0 + before + place.saturating_sub(1) as f32 * more;
            let wide = self.widths[place] + if place > 0 { more } else { 0.0 };
            let top = row.top() + line as f32 * height;
            Rect::from_min_size(pos2(left, top), vec2(wide, height))
        };
        (0..self.columns.len()).map(place).collect()
    }

    /// The titles. Returns the one that was clicked.
    pub fn head(&self, ui: &mut Ui) -> Option<Heading> {
        let (line, _) = self.line(ui, self.head_height(ui), Sense::hover());
        let mut clicked = None;
        // Names that stand above their numbers need no title.
        let places = self.places(line).into_iter().enumerate();
        for (index, rect) in places.skip(usize::from(self.above)) {
            let column = self.columns[index];
            let response = ui.interact(rect, ui.scope_id().with(("head", index)), Sense::click());
            let name = format!("Sort by {}", column.title().to_lowercase());
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            let over = response.hovered() || response.has_focus();
            let color = if over { self.colors.text } else { self.colors.weak };
            self.paint(ui, &self.heads[index], rect, index, Some(color));
            let response = response.on_hover_cursor(CursorIcon::PointingHand);
            if response.on_hover_text(column.words()[1]).clicked() {
                clicked = Some(column);
            }
        }
        let stroke = Stroke::new(1.0, self.colors.hairline);
        ui.painter().hline(line.x_range(), line.bottom(), stroke);
        clicked
    }

    /// A run; a click selects it.
    pub fn row(&self, ui: &mut Ui, index: usize, shown: &Shown) -> Option<Wish> {
        let row = &self.rows[index];
        let (line, response) = self.line(ui, self.row_height(ui), Sense::click());
        let selected = row.run == shown.scene.view.selected;
        let name = format!("{} in the comparison", row.name);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, &name));
        let response = response.on_hover_text("Select this run");
        let fill = match (selected, response.hovered() || response.has_focus()) {
            (true, _) => self.colors.selected,
            (false, true) => self.colors.raised,
            (false, false) => self.colors.panel,
        };
        ui.painter().rect_filled(line, 4.0, fill);
        let muted = shown.scene.view.muted.contains(&row.run);
        let (above, below) = match self.above {
            true => line.split_top_bottom_at_y(line.top() + NAMED + 2.0),
            false => (line, line),
        };
        for (place, rect) in self.places(below).into_iter().enumerate() {
            let column = self.columns[place];
            let rect = match column {
                Heading::Run => Rect::from_x_y_ranges(rect.x_range(), above.y_range()),
                _ => rect,
            };
            let color = muted.then_some(self.colors.weak);
            self.paint(ui, &self.cells[index][place], rect, place, color);
            if column == Heading::Run {
                look(ui, rect, row, shown, &self.colors);
                continue;
            }
            let cell = ui.interact(rect, response.id.with(place), Sense::hover());
            let said = said(row, column);
            cell.widget_info(|| WidgetInfo::labeled(Role::Cell, true, &said));
        }
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        let entered = response.has_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        (response.clicked() || entered).then_some(Wish::Select(row.run))
    }

    /// Puts a text into its column: names at the left, numbers at the right.
    fn paint(&self, ui: &Ui, text: &Arc<Galley>, rect: Rect, place: usize, color: Option<Color32>) {
        // What is aligned to the right reaches to the left of where it is put.
        let x = if place == 0 {
            rect.left() + LOOK
        } else {
            rect.right()
        };
        let at = pos2(x, rect.center().y - text.size().y / 2.0);
        match color {
            Some(color) => ui
                .painter()
                .galley_with_override_text_color(at, text.clone(), color),
            None => ui.painter().galley(at, text.clone(), self.colors.text),
        }
    }
}

/// On how few lines numbers of these widths fit into a room, and the widths of those side by side; one a line
/// at least.
fn side_by_side(widths: &[f32], room: f32) -> (usize, Vec<f32>) {
    let on = |lines: usize| {
        let across = widths.len().div_ceil(lines).max(1);
        let column = |place: usize| widths.iter().skip(place).step_by(across).copied();
        let widest = |place: usize| column(place).fold(0.0, f32::max);
        (
            widths.len().div_ceil(across).max(1),
            (0..across).map(widest).collect(),
        )
    };
    let fits = |(_, widths): &(usize, Vec<f32>)| widths.iter().sum::<f32>() <= room;
    let tried = (1..=widths.len()).map(on);
    tried
        .filter(fits)
        .min_by_key(|found| found.0)
        .unwrap_or_else(|| on(widths.len().max(1)))
}

/// What a cell holds, in words.
fn said(row: &RunRow, column: Heading) -> String {
    let value = row.number(column);
    let value = value.map_or_else(|| "none".to_owned(), |value| column.written(value));
    let mut said = format!("{} of {}: {value}", column.title(), row.name);
    if let Some([low, high]) = row.range(column) {
        let [low, high] = [low, high].map(|value| column.written(value));
        said += &format!("; 10 to 90 % of its seeds: {low} to {high}");
    }
    said
}

/// How the run's lines look, at the left of its name.
fn look(ui: &Ui, rect: Rect, row: &RunRow, shown: &Shown, colors: &Palette) {
    let style = shown.style(row.run, colors.dark);
    let ends = [rect.left_center(), rect.left_center() + vec2(18.0, 0.0)];
    for dash in dashes(&ends, style.dash, 0.0) {
        ui.painter().line(dash, Stroke::new(2.0, style.color));
    }
    on_painter(ui.painter(), |pen| {
        pen.marker(style.marker, ends[1], 4.0, style.color, colors.panel)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_on_as_few_lines_as_they_need() {
        for (room, lines, across) in [(100.0, 1, 4), (60.0, 2, 2), (35.0, 4, 1), (5.0, 4, 1)] {
            let (found, widths) = side_by_side(&[20.0, 30.0, 25.0, 10.0], room);
            assert_eq!((found, widths.len()), (lines, across), "{room}");
        }
        assert_eq!(side_by_side(&[20.0, 30.0, 25.0], 55.0), (2, vec![25.0, 30.0]));
    }
}
