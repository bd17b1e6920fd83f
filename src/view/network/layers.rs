//! Every layer by itself: how long its weights, its gradient and its update are at this step, as a table with
//! bars; and one of these over the steps, a line a layer.

use super::trained::Trained;
use crate::compile::network::model::Layer;
use crate::lang::column;
use crate::scene::picture::Map;
use crate::scene::{Learning, Sort};
use crate::view::chart::{Scale, Series, scales};
use crate::view::charted::{Absent, Charted, Exhibit};
use crate::view::colormap::full;
use crate::view::marker::Marker;
use crate::view::number::short;
use crate::view::palette::Palette;
use crate::view::quantity;
use crate::view::style::RunStyle;
use crate::view::{Shown, Tab, Wish};
use egui::{Align2, Color32, FontId, Grid, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

/// The view of the layers.
#[derive(Debug, Default)]
pub struct Layers;

const NAME: &str = "Layers chart";
/// Height of a row of the table.
const ROW: f32 = 22.0;

/// A number of each layer.
struct Measure {
    /// What a scene remembers it by: its column.
    id: String,
    /// Its sign, above the table.
    sign: String,
    /// Its words.
    words: String,
    /// The column, and the one that it is divided by.
    columns: (String, Option<&'static str>),
}

impl Charted for Layers {
    fn tab(&self) -> Tab {
        Tab {
            name: NAME,
            id: "layers",
            title: "Layers",
            about: "Weights, gradient and update of every layer of the selected run, and what its rule keeps \
                by layer",
            of: Some(Sort::Network),
        }
    }

    fn controls(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let Ok(trained) = Trained::known(shown) else {
            return Vec::new();
        };
        let measures = measures(&trained);
        let chosen = chosen(shown, &measures);
        let step = shown.hovered.unwrap_or(shown.position);
        let clicked = table(ui, &trained, &measures, chosen, step);
        let wish = clicked.map(|clicked| {
            Wish::Learning(Box::new(Learning {
                layers: measures[clicked].id.clone(),
                ..shown.scene.view.learning.clone()
            }))
        });
        wish.into_iter().collect()
    }

    /// A line per layer.
    fn charts<'a>(&'a mut self, shown: &Shown<'a>, dark: bool) -> Result<Vec<Exhibit<'a>>, Absent> {
        let trained = Trained::known(shown)?;
        let measures = measures(&trained);
        let measure = measures.get(chosen(shown, &measures));
        let measure = measure.ok_or(Absent::now("Nothing is recorded by layer."))?;
        let series = series(&trained, measure, dark);
        let scales = (Scale::Log, scales(&series));
        let title = format!("{} of {}", measure.words, trained.trace.label);
        let mut chart = quantity::chart(shown, (title, measure.sign.clone()), series, scales);
        chart.hidden.clear();
        Ok(vec![Exhibit::new(NAME, chart)])
    }
}

/// The place of the measure that the scene shows over the steps.
fn chosen(shown: &Shown, measures: &[Measure]) -> usize {
    let wanted = &shown.scene.view.learning.layers;
    measures.iter().position(|m| m.id == *wanted).unwrap_or(0)
}

/// What is recorded of each layer: norms, then what the run's rule keeps by layer.
fn measures(trained: &Trained) -> Vec<Measure> {
    let norm = |id: &str, of, sign: &str, words: &str| Measure {
        id: id.to_owned(),
        sign: sign.to_owned(),
        words: words.to_owned(),
        columns: of,
    };
    let gradient = match trained.trace.column(column::G_NORMS) {
        Some(_) => "g_norms",
        None => "g_raw_norms",
    };
    let mut measures = vec![
        norm("w_norms", ("w_norms".to_owned(), None), "‖w‖", "Weight norm"),
        norm("g_norms", (gradient.to_owned(), None), "‖g‖", "Gradient norm"),
        norm(
            "update_norms",
            ("update_norms".to_owned(), None),
            "‖Δw‖",
            "Update norm",
        ),
        norm(
            "relative",
            ("update_norms".to_owned(), Some("w_norms")),
            "‖Δw‖/‖w‖",
            "Update relative to weight",
        ),
    ];
    let known = ["w_norms", "g_raw_norms", "g_norms", "update_norms"];
    let own = trained.by_layer().filter(|c| !known.contains(&c.name.as_str()));
    measures.extend(own.map(|c| norm(&c.name, (c.name.clone(), None), &c.name, &c.name)));
    measures.retain(|m| trained.trace.column(&m.columns.0).is_some());
    measures
}

impl Measure {
    /// Its number of each layer at a step.
    fn at(&self, trained: &Trained, step: f64) -> Vec<f64> {
        let above = trained.at(&self.columns.0, step).unwrap_or(&[]);
        match self.columns.1.and_then(|below| trained.at(below, step)) {
            Some(below) => above.iter().zip(below).map(|(a, b)| a / b).collect(),
            None => above.to_vec(),
        }
    }

    /// Its numbers of one layer over the steps.
    fn over(&self, trained: &Trained, layer: usize) -> Vec<f64> {
        let numbers = |column: &str| -> Vec<f64> {
            let column = trained.trace.column(column);
            let entries = column.map(|c| c.values.iter().skip(layer).step_by(c.stride()));
            entries.into_iter().flatten().copied().collect()
        };
        let above = numbers(&self.columns.0);
        match self.columns.1.map(numbers) {
            Some(below) => above.iter().zip(below).map(|(a, b)| a / b).collect(),
            None => above,
        }
    }
}

/// The table; gives the measure whose heading was clicked.
fn table(ui: &mut Ui, trained: &Trained, measures: &[Measure], chosen: usize, step: f64) -> Option<usize> {
    let numbers: Vec<Vec<f64>> = measures.iter().map(|m| m.at(trained, step)).collect();
    let layers = &trained.network.layers;
    let height = ROW * (layers.len() + 2) as f32;
    let room = (ui.available_height() * 0.55).min(height);
    let width = ((ui.available_width() - 40.0) / measures.len().max(1) as f32 - 6.0).max(56.0);
    let mut clicked = None;
    let scroll = ScrollArea::both()
        .id_salt("layers")
        .max_height(room)
        .auto_shrink([false, true]);
    scroll.show(ui, |ui| {
        Grid::new("layers")
            .min_row_height(ROW - 4.0)
            .spacing(vec2(6.0, 4.0))
            .show(ui, |ui| {
                ui.label("");
                for (index, measure) in measures.iter().enumerate() {
                    let heading = ui.selectable_label(index == chosen, RichText::new(&measure.sign).small());
                    let heading = heading.accessible_name(format!("{} over the steps", measure.words));
                    if heading
                        .on_hover_text(format!("{}: show it over the steps", measure.words))
                        .clicked()
                    {
                        clicked = Some(index);
                    }
                }
                ui.end_row();
                for (place, layer) in layers.iter().enumerate() {
                    ui.label(RichText::new(&layer.name).small().monospace())
                        .on_hover_text(shape(layer));
                    for (measure, numbers) in measures.iter().zip(&numbers) {
                        let most = numbers
                            .iter()
                            .copied()
                            .filter(|v| v.is_finite())
                            .fold(0.0, f64::max);
                        let value = numbers.get(place).copied().unwrap_or(f64::NAN);
                        cell(
                            ui,
                            width,
                            value,
                            most,
                            &format!("{} of {}", measure.words, layer.name),
                        );
                    }
                    ui.end_row();
                }
            });
    });
    clicked
}

fn shape(layer: &Layer) -> String {
    match layer.is_matrix {
        true => format!("{}: weights, {} x {}", layer.name, layer.rows, layer.cols),
        false => format!("{}: biases, {}", layer.name, layer.rows),
    }
}

/// A number on a bar as long as its share of the most.
fn cell(ui: &mut Ui, width: f32, value: f64, most: f64, name: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(width, ROW - 4.0), Sense::hover());
    let text = if value.is_finite() {
        short(value)
    } else {
        "–".to_owned()
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}: {text}")));
    let colors = Palette::in_ui(ui);
    let share = if most > 0.0 {
        (value / most).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let bar = Rect::from_min_size(rect.min, vec2(rect.width() * share as f32, rect.height()));
    let painter = ui.painter();
    painter.rect_filled(rect, 2.0, colors.raised.gamma_multiply(0.5));
    painter.rect_filled(bar, 2.0, colors.accent.gamma_multiply(0.4));
    let font = FontId::proportional(13.0);
    painter.text(
        rect.left_center() + vec2(6.0, 0.0),
        Align2::LEFT_CENTER,
        &text,
        font,
        colors.text,
    );
    response.on_hover_text(name);
}

/// A column of layers over the steps, a line each.
pub fn by_layer(trained: &Trained, column: &str, dark: bool) -> Vec<Series<'static>> {
    let measure = Measure {
        id: String::new(),
        sign: String::new(),
        words: String::new(),
        columns: (column.to_owned(), None),
    };
    series(trained, &measure, dark)
}

/// A line a layer, from the first to the last in the order of a colour map; biases in dashes.
fn series(trained: &Trained, measure: &Measure, dark: bool) -> Vec<Series<'static>> {
    let layers = &trained.network.layers;
    let column = trained.trace.column(&measure.columns.0);
    let every = column.map_or(1, |c| c.every.max(1));
    let line = |(place, layer): (usize, &Layer)| {
        let style = RunStyle {
            color: color(place / 2, layers.len() / 2, dark),
            dash: if layer.is_matrix { &[] } else { &[5.0, 4.0] },
            marker: if layer.is_matrix {
                Marker::Square
            } else {
                Marker::Circle
            },
        };
        Series {
            every,
            end: trained.steps(),
            diverged_at: trained.trace.diverged_at,
            ..Series::new(layer.name.clone(), style, measure.over(trained, place))
        }
    };
    layers.iter().enumerate().map(line).collect()
}

fn color(place: usize, count: usize, dark: bool) -> Color32 {
    let part = place as f64 / count.saturating_sub(1).max(1) as f64;
    // The ends of the map that stand out from the ground of the theme.
    let part = if dark { 0.4 + 0.6 * part } else { 0.7 * part };
    full(Map::Viridis, part)
}
