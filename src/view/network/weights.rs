//! The weights of a run at this step as pictures: a matrix a layer, or where the data are images what each
//! unit of the first layer looks for.

use super::answers::AnswerKey;
use super::trained::Trained;
use super::view::NetworkView;
use crate::compile::network::model::Layer;
use crate::scene::Sort;
use crate::view::colormap::diverging;
use crate::view::number::short;
use crate::view::palette::Palette;
use crate::view::{Shown, Tab, Wish};
use egui::{
    Color32, ColorImage, Context, Image, Label, Rect, RichText, Role, ScrollArea, Sense, TextureHandle,
    TextureOptions, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// The view of the weights.
#[derive(Default)]
pub struct Weights {
    made: Option<(AnswerKey, bool, Vec<Sheet>)>,
}

const NAME: &str = "Weights";
/// Largest and smallest side of a weight's cell on the screen.
const CELL: [f32; 2] = [3.0, 18.0];

/// Greatest height of a layer's picture, as far as the smallest cells allow.
const HEIGHT: f32 = 300.0;

/// The picture of a layer.
struct Sheet {
    texture: TextureHandle,
    layout: Layout,
    /// What is written above it.
    title: String,
}

/// Which pixel shows which weight.
struct Layout {
    layer: String,
    /// Weights by row and column of the picture; NaN where there is a gap.
    cells: Vec<f64>,
    /// What each cell is called: unit, then input.
    names: Vec<[usize; 2]>,
    /// What the inputs are called where a table's header tells.
    inputs: Vec<String>,
    columns: usize,
    /// The largest magnitude.
    most: f64,
}

impl NetworkView for Weights {
    const TAB: Tab = Tab {
        name: NAME,
        id: "weights",
        title: "Weights",
        about: "The weights of the selected run at this step: blue is negative, orange positive",
        of: Some(Sort::Network),
    };
    const SHOWS: &'static str = "The weights of a step are pictures, one per matrix.";

    fn show(&mut self, ui: &mut Ui, shown: &Shown, trained: &Trained) -> Vec<Wish> {
        let rect = ui.available_rect_before_wrap();
        let response = ui.interact(rect, ui.scope_id().with(NAME), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, NAME));
        let step = shown.hovered.unwrap_or(shown.position);
        let colors = Palette::in_ui(ui);
        let key = AnswerKey::of(trained, step);
        self.made
            .take_if(|(known, dark, _)| *known != key || *dark != colors.dark);
        let make = || (key, colors.dark, sheets(ui.ctx(), trained, step, &colors));
        let (_, _, sheets) = self.made.get_or_insert_with(make);
        let height = ui.available_height();
        ScrollArea::vertical()
            .id_salt(NAME)
            .max_height(height)
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.add(
                    Label::new(
                        RichText::new("Blue: negative; orange: positive; the ground: 0.")
                            .small()
                            .weak(),
                    )
                    .wrap(),
                );
                for sheet in sheets.iter() {
                    sheet.show(ui);
                }
            });
        Vec::new()
    }
}

fn sheets(ctx: &Context, trained: &Trained, step: f64, colors: &Palette) -> Vec<Sheet> {
    let weights = trained.weights(trained.place(step));
    let layers = &trained.network.layers;
    let sheet = |(place, pair): (usize, &[Layer])| {
        let [matrix, bias] = pair else { return None };
        let part = |layer: &Layer| weights.get(layer.first..layer.first + layer.size());
        let (of_matrix, of_bias) = (part(matrix)?, part(bias)?);
        let side = trained.network.train.data.side().filter(|_| place == 0);
        let mut layout = match side {
            Some(side) => filters(matrix, of_matrix, side),
            None => table(matrix, of_matrix, of_bias),
        };
        if place == 0 {
            layout.inputs = trained.network.train.data.names.clone();
        }
        Some(layout.sheet(ctx, matrix, side.is_some(), colors))
    };
    layers.chunks(2).enumerate().filter_map(sheet).collect()
}

/// A matrix, a row each unit, and after a gap its bias.
fn table(matrix: &Layer, weights: &[f64], bias: &[f64]) -> Layout {
    let (mut cells, mut names) = (Vec::new(), Vec::new());
    for (unit, row) in weights.chunks(matrix.cols).enumerate() {
        cells.extend(row.iter().copied().chain([f64::NAN, bias[unit]]));
        names.extend((0..matrix.cols + 2).map(|input| [unit, input]));
    }
    Layout {
        layer: matrix.name.clone(),
        cells,
        names,
        inputs: Vec::new(),
        columns: matrix.cols + 2,
        most: most(weights.iter().chain(bias)),
    }
}

/// An image each unit, side by side with gaps.
fn filters(matrix: &Layer, weights: &[f64], side: usize) -> Layout {
    let across = (matrix.rows as f64).sqrt().ceil().max(1.0) as usize;
    let down = matrix.rows.div_ceil(across);
    let columns = across * (side + 1) - 1;
    let rows = down * (side + 1) - 1;
    let mut cells = vec![f64::NAN; columns * rows];
    let mut names = vec![[0, 0]; columns * rows];
    for unit in 0..matrix.rows {
        for input in 0..side * side {
            let x = unit % across * (side + 1) + input % side;
            let y = unit / across * (side + 1) + input / side;
            cells[y * columns + x] = weights[unit * matrix.cols + input];
            names[y * columns + x] = [unit, input];
        }
    }
    Layout {
        layer: matrix.name.clone(),
        cells,
        names,
        inputs: Vec::new(),
        columns,
        most: most(weights.iter()),
    }
}

fn most<'a>(weights: impl Iterator<Item = &'a f64>) -> f64 {
    weights.fold(0.0, |most: f64, w| most.max(w.abs()))
}

impl Layout {
    fn sheet(self, ctx: &Context, matrix: &Layer, images: bool, colors: &Palette) -> Sheet {
        let ground = if colors.dark {
            colors.background
        } else {
            colors.raised
        };
        let scale = self.most.max(f64::MIN_POSITIVE);
        let color = |w: &f64| match w.is_nan() {
            true => Color32::TRANSPARENT,
            false => diverging(w / scale, ground, colors.dark),
        };
        let rows = self.cells.len() / self.columns;
        let image = ColorImage::new([self.columns, rows], self.cells.iter().map(color).collect());
        let what = match images {
            true => format!("what each of {} units looks for", matrix.rows),
            false => format!("{} units x {} inputs, then the bias", matrix.rows, matrix.cols),
        };
        Sheet {
            texture: ctx.load_texture("weights", image, TextureOptions::NEAREST),
            title: format!("{}: {what}; up to ±{}", self.layer, short(self.most)),
            layout: self,
        }
    }

    /// What stands in a cell, in words.
    fn at(&self, column: usize, row: usize) -> Option<String> {
        let place = row * self.columns + column;
        let value = *self
            .cells
            .get(place)
            .filter(|w| !w.is_nan() && column < self.columns)?;
        let [unit, input] = self.names[place];
        let is_bias = self.names.len() == self.cells.len() && self.is_bias(column);
        let name = match is_bias {
            true => format!("bias of unit {}", unit + 1),
            false => match self.inputs.get(input).filter(|name| !name.is_empty()) {
                Some(name) => format!("unit {}, {name}", unit + 1),
                None => format!("unit {}, input {}", unit + 1, input + 1),
            },
        };
        Some(format!("{name}: {}", short(value)))
    }

    /// Whether a column, the last one after a gap, holds biases.
    fn is_bias(&self, column: usize) -> bool {
        let gap = self.columns.checked_sub(2).and_then(|gap| self.cells.get(gap));
        column + 1 == self.columns && gap.is_some_and(|w| w.is_nan())
    }
}

impl Sheet {
    fn show(&self, ui: &mut Ui) {
        ui.add_space(4.0);
        ui.add(Label::new(RichText::new(&self.title).small()).wrap());
        let [columns, rows] = self.texture.size();
        let room = ui.available_width() - 12.0;
        let cell = (room / columns as f32).min(HEIGHT / rows as f32);
        let cell = cell.clamp(CELL[0], CELL[1]);
        let size = vec2(columns as f32, rows as f32) * cell;
        let image = Image::from_texture((self.texture.id(), size)).sense(Sense::hover());
        let response = ui.add(image.fit_to_exact_size(size));
        let name = format!("Weights {}", self.layout.layer);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
        let hovered = response.hover_pos().map(|at| (at - response.rect.min) / cell);
        let Some(at) = hovered.filter(|at| at.x >= 0.0 && at.y >= 0.0) else {
            return;
        };
        let (column, row) = (at.x as usize, at.y as usize);
        if let Some(text) = self.layout.at(column, row) {
            let corner = response.rect.min + vec2(column as f32, row as f32) * cell;
            let mark = Rect::from_min_size(pos2(corner.x, corner.y), Vec2::splat(cell));
            let accent = Palette::in_ui(ui).text;
            ui.painter()
                .rect_stroke(mark, 0.0, (1.0, accent), egui::StrokeKind::Outside);
            response.on_hover_text_at_pointer(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(rows: usize, cols: usize) -> Layer {
        Layer {
            name: "W1".to_owned(),
            rows,
            cols,
            is_matrix: true,
            first: 0,
        }
    }

    #[test]
    fn a_matrix_stands_beside_its_bias() {
        let found = table(&layer(2, 2), &[1.0, 2.0, 3.0, -4.0], &[5.0, 6.0]);
        assert_eq!((found.columns, found.most), (4, 6.0));
        for (column, row, text) in [
            (1, 0, Some("unit 1, input 2: 2")),
            (1, 1, Some("unit 2, input 2: −4")),
            (2, 0, None),
            (3, 1, Some("bias of unit 2: 6")),
            (4, 0, None),
        ] {
            assert_eq!(found.at(column, row).as_deref(), text, "{column} {row}");
        }
        let mut named = table(&layer(1, 2), &[1.0, 2.0], &[5.0]);
        named.inputs = vec!["age".to_owned(), String::new()];
        assert_eq!(named.at(0, 0).as_deref(), Some("unit 1, age: 1"));
        assert_eq!(named.at(1, 0).as_deref(), Some("unit 1, input 2: 2"));
    }

    #[test]
    fn filters_are_images_side_by_side() {
        let weights: Vec<f64> = (0..20).map(f64::from).collect();
        let found = filters(&layer(5, 4), &weights, 2);
        assert_eq!((found.columns, found.cells.len()), (8, 8 * 5));
        for (column, row, text) in [
            (0, 0, Some("unit 1, input 1: 0")),
            (1, 1, Some("unit 1, input 4: 3")),
            (3, 0, Some("unit 2, input 1: 4")),
            (4, 4, Some("unit 5, input 4: 19")),
            (2, 0, None),
            (7, 4, None),
        ] {
            assert_eq!(found.at(column, row).as_deref(), text, "{column} {row}");
        }
    }
}
