//! One parameter of a network among all: picked by its layer, its row and its column.

use crate::compile::network::model::{Layer, Network};
use crate::view::entry;
use egui::{ComboBox, DragValue, Ui};

/// The layer of a parameter, and its row and column there.
fn place(layers: &[Layer], parameter: usize) -> Option<(usize, [usize; 2])> {
    let holds = |l: &Layer| (l.first..l.first + l.size()).contains(&parameter);
    let index = layers.iter().position(holds)?;
    let (layer, within) = (&layers[index], parameter - layers[index].first);
    Some((index, [within / layer.cols, within % layer.cols]))
}

/// What a parameter is called: `W1[3,1]`, rows and columns counted from 1 as in a formula.
pub fn name(layers: &[Layer], parameter: usize) -> String {
    match place(layers, parameter) {
        Some((index, [row, col])) if layers[index].is_matrix => {
            format!("{}[{},{}]", layers[index].name, row + 1, col + 1)
        }
        Some((index, [row, _])) => format!("{}[{}]", layers[index].name, row + 1),
        None => "w".to_owned(),
    }
}

/// Controls that pick another parameter of a network.
pub fn pick(ui: &mut Ui, network: &Network, parameter: usize) -> usize {
    let layers = &network.layers[..];
    let Some((mut index, [mut row, mut col])) = place(layers, parameter) else {
        return parameter;
    };
    let text = |layer: &Layer| match layer.is_matrix {
        true => format!("{}, {} × {}", layer.name, layer.rows, layer.cols),
        false => format!("{}, {}", layer.name, layer.rows),
    };
    let combo = ComboBox::from_id_salt("layer").selected_text(text(&layers[index]));
    let shown = combo.show_ui(ui, |ui| {
        for (place, layer) in layers.iter().enumerate() {
            let about = match layer.is_matrix {
                true => "Weights: a row for each unit that they lead to",
                false => "Biases: one for each unit",
            };
            ui.selectable_value(&mut index, place, text(layer))
                .on_hover_text(about);
        }
    });
    let combo = shown.response.accessible_name("Layer of the parameter");
    combo.on_hover_text("The layer whose parameter is shown: weights W or biases b");
    let layer = &layers[index];
    let about = "The unit that the parameter leads to: its row. Drag or click to type";
    counted(
        ui,
        (&mut row, layer.rows),
        ["unit ", "Unit of the parameter", about],
        "",
    );
    if layer.is_matrix {
        let about = "The input that the parameter weighs: its column. Drag or click to type";
        let named = network.train.data.names.get(col).filter(|_| index == 0);
        let named = named.map_or(String::new(), |name| format!(" {name}"));
        counted(
            ui,
            (&mut col, layer.cols),
            ["input ", "Input of the parameter", about],
            &named,
        );
    }
    let (row, col) = (row.min(layer.rows - 1), col.min(layer.cols - 1));
    layer.first + row * layer.cols + col
}

/// A number from 0 that is shown as counted from 1, with what it stands for behind it.
fn counted(ui: &mut Ui, (index, count): (&mut usize, usize), [prefix, name, about]: [&str; 3], suffix: &str) {
    let mut number = *index + 1;
    let drag = DragValue::new(&mut number)
        .range(1..=count)
        .prefix(prefix)
        .suffix(suffix)
        .speed(0.1);
    entry::add(ui, drag, name, about);
    *index = number - 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_called_by_row_and_column() {
        let layer = |name: &str, rows, cols, first| Layer {
            name: name.to_owned(),
            rows,
            cols,
            is_matrix: cols > 1,
            first,
        };
        let layers = [layer("W1", 3, 2, 0), layer("b1", 3, 1, 6)];
        for (parameter, called) in [
            (0, "W1[1,1]"),
            (1, "W1[1,2]"),
            (5, "W1[3,2]"),
            (6, "b1[1]"),
            (8, "b1[3]"),
            (9, "w"),
        ] {
            assert_eq!(name(&layers, parameter), called, "{parameter}");
        }
    }
}
