//! What came of the runs, side by side: final and best loss, distance to the nearest minimum, cost until a tolerance,
//! divergence.
//!
//! [`row`]: the numbers.

pub mod row;

use super::abridge::abridged;
use super::canvas::fonts::strong;
use super::canvas::on_painter;
use super::line::dashes;
use super::memo::{Memo, Same};
use super::number;
use super::palette::Palette;
use super::quantity::instead;
use super::{Shown, Tab, View, Wish, entry};
use crate::trace::Trace;
use egui::text::LayoutJob;
use egui::{
    Align, Color32, CursorIcon, DragValue, FontId, Galley, Key, Layout, Rect, Response, Role, ScrollArea,
    Sense, Stroke, TextFormat, TextStyle, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use row::{Column, Row, rows, sort, telling, text};
use std::sync::Arc;

/// How far above the lowest known loss counts as reached, where the scene does not say.
pub const TOLERANCE: f64 = 1e-3;

/// The view of the comparison.
#[derive(Debug, Default)]
pub struct Table {
    rows: Memo<(Same<Trace>, u64), Vec<Row>>,
    /// The column by which it is sorted, and whether the largest come first.
    order: Option<(Column, bool)>,
}

const NAME: &str = "Comparison of the runs";
/// Space for a run's line and marker.
const LOOK: f32 = 30.0;
/// Widest name beside the numbers, and the least width for it there; with less it has a line for itself.
const LONGEST: f32 = 130.0;
const SHORTEST: f32 = 90.0;
/// Height of a line with a name or with numbers, where there are two.
const NAMED: f32 = 21.0;
/// Left and right of a line's columns.
const EDGES: f32 = 8.0;
/// Between columns.
const GAP: f32 = 7.0;
/// Beside what scrolls.
const HANDLE: f32 = 6.0;

impl View for Table {
    fn name(&self) -> &'static str {
        NAME
    }

    fn tab(&self) -> Tab {
        Tab {
            id: "table",
            title: "Comparison",
            about: "Final and best loss, distance to the minimum, and what it cost to come within a tolerance",
        }
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let Some(done) = shown.done else {
            instead(ui, NAME, "Nothing is computed yet.");
            return Vec::new();
        };
        let tolerance = tolerance(shown);
        let key = (Same::as_this(&done.trace), tolerance.to_bits());
        let mut rows = self.rows.get(key, || rows(done, tolerance)).clone();
        if let Some((column, falling)) = self.order {
            sort(&mut rows, column, falling);
        }
        let mut wishes = Vec::new();
        ui.horizontal(|ui| wishes.extend(bar(ui, &rows, tolerance)));
        // Room for the handle by which it scrolls.
        let sheet = Sheet::of(ui, &rows, self.order, ui.available_width() - HANDLE);
        if sheet.size(ui).x <= ui.available_width() && sheet.size(ui).y <= ui.available_height() {
            wishes.extend(self.sheet(ui, &sheet, shown));
            return wishes;
        }
        let area = ScrollArea::both().id_salt(NAME).auto_shrink(false);
        wishes.extend(area.show(ui, |ui| self.sheet(ui, &sheet, shown)).inner);
        wishes
    }
}

impl Table {
    fn sheet(&mut self, ui: &mut Ui, sheet: &Sheet, shown: &Shown) -> Vec<Wish> {
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_role(Role::Table);
            node.set_label(NAME);
        });
        ui.spacing_mut().item_spacing.y = 0.0;
        if let Some(column) = sheet.head(ui) {
            self.order = next(self.order, column);
        }
        let rows = 0..sheet.rows.len();
        rows.filter_map(|index| sheet.row(ui, index, shown)).collect()
    }
}

/// The tolerance of a scene.
pub fn tolerance(shown: &Shown) -> f64 {
    shown.scene.view.tolerance.unwrap_or(TOLERANCE)
}

/// The tolerance, and what takes the table elsewhere.
fn bar(ui: &mut Ui, rows: &[Row], tolerance: f64) -> Vec<Wish> {
    let mut wishes = Vec::new();
    ui.small("Tolerance");
    let mut wanted = tolerance;
    let drag = DragValue::new(&mut wanted)
        .speed(tolerance * 0.02)
        .range(1e-30..=1e30)
        .custom_formatter(|value, _| number::significant(value, 4));
    let tip = "How far above the lowest known loss counts as reached; where no minimum is known, above 0, or above the lowest \
        loss of all runs where that is below 0";
    entry::add(ui, drag, "Tolerance", tip);
    if wanted != tolerance {
        wishes.push(Wish::Tolerance(wanted));
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let csv = ui.button("CSV").accessible_name("Save the comparison as CSV");
        if csv
            .on_hover_text("Save the table with all digits as a CSV file")
            .clicked()
        {
            wishes.push(Wish::Comparison(text(rows, ',')));
        }
        let copy = ui.button("Copy").accessible_name("Copy the comparison");
        let tip = "Copy the table as text, with tabs between the columns";
        if copy.on_hover_text(tip).clicked() {
            ui.ctx().copy_text(text(rows, '\t'));
        }
    });
    wishes
}

/// The order after a click on a column: the smallest first, then the largest, then that of the list.
fn next(order: Option<(Column, bool)>, clicked: Column) -> Option<(Column, bool)> {
    match order {
        Some((column, false)) if column == clicked => Some((clicked, true)),
        Some((column, true)) if column == clicked => None,
        _ => Some((clicked, false)),
    }
}

/// The table laid out.
struct Sheet<'a> {
    rows: &'a [Row],
    columns: Vec<Column>,
    heads: Vec<Arc<Galley>>,
    /// Row by row the texts of the columns.
    cells: Vec<Vec<Arc<Galley>>>,
    widths: Vec<f32>,
    /// Whether names stand above their numbers.
    two: bool,
    colors: Palette,
}

impl<'a> Sheet<'a> {
    /// The rows on a width.
    fn of(ui: &Ui, rows: &'a [Row], order: Option<(Column, bool)>, room: f32) -> Self {
        let colors = Palette::in_ui(ui);
        let font = TextStyle::Small.resolve(ui.style());
        let job = |column: Column, text: String, font: &FontId, color: Color32| {
            let mut job = LayoutJob::single_section(text, TextFormat::simple(font.clone(), color));
            job.halign = if column == Column::Run {
                Align::Min
            } else {
                Align::Max
            };
            job
        };
        let layout = |column: Column, text: String, font: &FontId, color: Color32| {
            ui.painter().layout_job(job(column, text, font, color))
        };
        let head = |column: Column| {
            let sign = match order {
                Some((by, falling)) if by == column => [" ↑", " ↓"][usize::from(falling)],
                _ => "",
            };
            layout(column, format!("{}{sign}", column.words()[0]), &font, colors.weak)
        };
        let bold = FontId::new(font.size, strong());
        let names: Vec<&str> = rows.iter().map(|row| &*row.name).collect();
        let whole = |name: &str| layout(Column::Run, name.to_owned(), &bold, colors.text);
        let name = |row: &Row, longest: f32| {
            let fits = |cut: &str| whole(cut).size().x <= longest;
            whole(&abridged(&row.name, &names, fits))
        };
        let cell = |row: &Row, column: Column| match (column, row.number(column)) {
            (Column::Run, _) => name(row, LONGEST),
            (_, None) => layout(column, "–".to_owned(), &font, colors.weak),
            (Column::Diverged, Some(step)) => layout(column, written(column, step), &font, colors.danger),
            (_, Some(value)) => layout(column, written(column, value), &font, colors.text),
        };
        let columns = telling(rows);
        let heads: Vec<_> = columns.iter().map(|c| head(*c)).collect();
        let of = |row: &Row| columns.iter().map(|c| cell(row, *c)).collect();
        let mut cells: Vec<Vec<_>> = rows.iter().map(of).collect();
        let width = |cells: &[Vec<Arc<Galley>>], place: usize| {
            let widest = cells.iter().map(|row| row[place].size().x);
            let look = if place == 0 { LOOK } else { GAP };
            widest.fold(heads[place].size().x, f32::max) + look
        };
        let mut widths: Vec<f32> = (0..columns.len()).map(|place| width(&cells, place)).collect();
        // Names give way to numbers, but not so far that they say nothing.
        let missing = widths.iter().sum::<f32>() + EDGES - room;
        let longest = widths[0] - LOOK - missing;
        let two = missing > 0.0 && longest < SHORTEST;
        if missing > 0.0 {
            let alone = room - EDGES - LOOK;
            for (row, cells) in rows.iter().zip(&mut cells) {
                cells[0] = name(row, if two { alone } else { longest });
            }
            widths[0] = match two {
                true => heads[0].size().x + GAP,
                false => width(&cells, 0),
            };
        }
        Self {
            widths,
            rows,
            columns,
            heads,
            cells,
            two,
            colors,
        }
    }

    /// How much room all of it takes.
    fn size(&self, ui: &Ui) -> Vec2 {
        let width = self.widths.iter().sum::<f32>() + EDGES;
        vec2(
            width,
            head_height(ui) + self.rows.len() as f32 * self.row_height(ui),
        )
    }

    fn row_height(&self, ui: &Ui) -> f32 {
        match self.two {
            true => 2.0 * NAMED + 4.0,
            false => ui.spacing().interact_size.y.max(24.0),
        }
    }

    /// Space for a line of the table, as wide as the columns need, or as there is room.
    fn line(&self, ui: &mut Ui, height: f32, sense: Sense) -> (Rect, Response) {
        let width = self.widths.iter().sum::<f32>() + EDGES;
        ui.allocate_exact_size(vec2(width.max(ui.available_width()), height), sense)
    }

    /// Where the columns of a line are: the first at the left, the others spread to the right.
    fn places(&self, line: Rect) -> Vec<Rect> {
        let spare = line.width() - EDGES - self.widths.iter().sum::<f32>();
        let more = (spare / (self.widths.len() - 1) as f32).max(0.0);
        let mut left = line.left() + EDGES / 2.0;
        let place = |(index, width): (usize, &f32)| {
            let wide = width + if index > 0 { more } else { 0.0 };
            let rect = Rect::from_x_y_ranges(left..=left + wide, line.y_range());
            left += wide;
            rect
        };
        self.widths.iter().enumerate().map(place).collect()
    }

    /// The titles. Returns the one that was clicked.
    fn head(&self, ui: &mut Ui) -> Option<Column> {
        let (line, _) = self.line(ui, head_height(ui), Sense::hover());
        let mut clicked = None;
        for (index, rect) in self.places(line).into_iter().enumerate().rev() {
            let rect = self.held(ui, index, rect, self.colors.panel);
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
    fn row(&self, ui: &mut Ui, index: usize, shown: &Shown) -> Option<Wish> {
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
        let (above, below) = match self.two {
            true => line.split_top_bottom_at_y(line.top() + NAMED + 2.0),
            false => (line, line),
        };
        for (place, rect) in self.places(below).into_iter().enumerate().rev() {
            let column = self.columns[place];
            let rect = match column {
                Column::Run => Rect::from_x_y_ranges(rect.x_range(), above.y_range()),
                _ => rect,
            };
            let rect = self.held(ui, place, rect, fill);
            let color = muted.then_some(self.colors.weak);
            self.paint(ui, &self.cells[index][place], rect, place, color);
            if column == Column::Run {
                look(ui, rect, row, shown, &self.colors);
                continue;
            }
            let value = row.number(column);
            let value = value.map_or("none".to_owned(), |value| written(column, value));
            let cell = ui.interact(rect, response.id.with(place), Sense::hover());
            let said = format!("{} of {}: {value}", column.title(), row.name);
            cell.widget_info(|| WidgetInfo::labeled(Role::Cell, true, &said));
        }
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        let entered = response.has_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        (response.clicked() || entered).then_some(Wish::Select(row.run))
    }

    /// Where a cell is seen: the names stay at the left, over what is scrolled away under them.
    fn held(&self, ui: &Ui, place: usize, rect: Rect, ground: Color32) -> Rect {
        let away = ui.clip_rect().left() + EDGES / 2.0 - rect.left();
        if place > 0 || away <= 0.0 {
            return rect;
        }
        let held = rect.translate(vec2(away, 0.0));
        let ground_of = held.with_min_x(ui.clip_rect().left());
        ui.painter().rect_filled(ground_of, 0.0, ground);
        held
    }

    /// Puts a text into its column: names at the left, numbers at the right.
    fn paint(&self, ui: &Ui, text: &Arc<Galley>, rect: Rect, place: usize, color: Option<Color32>) {
        // What is aligned to the right reaches to the left of where it is put.
        let head = Arc::ptr_eq(text, &self.heads[place]);
        let x = if place == 0 {
            rect.left() + if self.two && head { 0.0 } else { LOOK }
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

/// Height of the titles, which have two lines.
fn head_height(ui: &Ui) -> f32 {
    ui.spacing().interact_size.y.max(36.0)
}

/// Counts are whole; other numbers have three digits.
fn written(column: Column, value: f64) -> String {
    match column {
        Column::Steps | Column::Evaluations | Column::Diverged => format!("{value}"),
        _ => number::short(value),
    }
}

/// How the run's lines look, at the left of its name.
fn look(ui: &Ui, rect: Rect, row: &Row, shown: &Shown, colors: &Palette) {
    let style = shown.style(row.run, colors.dark);
    let ends = [rect.left_center(), rect.left_center() + vec2(18.0, 0.0)];
    for dash in dashes(&ends, style.dash, 0.0) {
        ui.painter().line(dash, Stroke::new(2.0, style.color));
    }
    on_painter(ui.painter(), |pen| {
        pen.marker(style.marker, ends[1], 4.0, style.color, colors.panel)
    });
}
