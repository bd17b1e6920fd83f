//! Calculators as pages of the course: parameters above, what they come to below. Memory takes its numbers
//! from a model's shapes, be it a known one or the network on screen, and from the text of an optimizer, be
//! it the user's own.

mod bars;

use crate::app::compute::session::Finding;
use crate::app::controls::picker;
use crate::app::rules::Rules;
use crate::app::runs::params::{self, ParamsPlace};
use crate::compile::Plan;
use crate::course::calculator::model::{Model, Tensor};
use crate::course::calculator::state::{Factored, numbers};
use crate::course::calculator::{self, CalculatedLine, Calculator, SumPart};
use crate::lang::rule::Value;
use crate::lang::shape::Shape;
use crate::lang::{Kind, number};
use crate::scene::{Params, Reference, Scene};
use crate::view::palette::Palette;
use crate::view::popup;
use egui::{ComboBox, Label, RichText, Ui};
use std::collections::BTreeMap;

/// Digits of a figure.
const DIGITS: usize = 4;
/// The parameters that a model's shapes tell, and the one that an optimizer's text does.
const OF_MODEL: [&str; 5] = ["parameters", "layers", "hidden", "heads", "length"];
const OF_OPTIMIZER: &str = "states";

/// What is calculated.
#[derive(Debug)]
pub struct Calculators {
    /// The calculator's id.
    pub chosen: String,
    /// Parameters that are not as usual, by calculator.
    params: BTreeMap<String, Params>,
    /// Whose shapes count; None: the number of parameters is typed.
    model: Option<Shapes>,
    optimizer: Reference,
    factored: Factored,
}

/// Whose shapes count.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shapes {
    /// A known model's, by id.
    Known(String),
    /// Those of the network on screen.
    OnScreen,
}

impl Default for Calculators {
    fn default() -> Self {
        Self {
            chosen: calculator::all()
                .first()
                .map(|c| c.id.clone())
                .unwrap_or_default(),
            params: BTreeMap::new(),
            model: Some(Shapes::Known("llama_2_7b".to_owned())),
            optimizer: Reference::Name("adamw".to_owned()),
            factored: Factored::LastTwo,
        }
    }
}

impl Calculators {
    /// Shows the chosen calculator, as high as it is.
    pub fn show(&mut self, ui: &mut Ui, rules: &mut Rules, scene: &Scene, plan: Option<&Plan>) {
        self.choose(ui);
        let Some(calculator) = calculator::find(&self.chosen) else {
            return;
        };
        head(ui, calculator);
        let model = self.model(ui, calculator, plan);
        let given = self.given(ui, calculator, rules, scene, model.as_ref());
        self.rows(ui, calculator, &given);
        let mut values = self.values(calculator);
        values.extend(given);
        ui.add_space(8.0);
        match calculator.figures(&values) {
            Ok(figures) => results(ui, &figures, values.get("device").copied()),
            Err(error) => {
                let danger = Palette::in_ui(ui).danger;
                ui.add(Label::new(RichText::new(error.to_string()).color(danger)).wrap());
            }
        }
    }

    fn choose(&mut self, ui: &mut Ui) {
        let current = calculator::find(&self.chosen).map_or("", |c| &c.rule.name);
        let list = ComboBox::from_id_salt("calculators")
            .selected_text(current)
            .width(ui.available_width())
            .show_ui(ui, |ui| {
                for calculator in calculator::all() {
                    let about = calculator.rule.about.as_deref().unwrap_or_default();
                    let row = ui.selectable_label(calculator.id == self.chosen, &calculator.rule.name);
                    if row.on_hover_text(about).clicked() {
                        self.chosen.clone_from(&calculator.id);
                    }
                }
            });
        list.response
            .accessible_name("Calculator")
            .on_hover_text("What is calculated");
    }

    /// The model whose shapes count, after it was chosen.
    fn model(&mut self, ui: &mut Ui, calculator: &Calculator, plan: Option<&Plan>) -> Option<Model> {
        calculator.rule.param(OF_MODEL[0])?;
        let network = plan.and_then(on_screen);
        if self.model == Some(Shapes::OnScreen) && network.is_none() {
            self.model = None;
        }
        let all = Model::all();
        let name = |shapes: &Option<Shapes>| match shapes {
            None => "A number of parameters",
            Some(Shapes::OnScreen) => "The network on screen",
            Some(Shapes::Known(id)) => all.iter().find(|m| m.id == *id).map_or("", |m| &m.name),
        };
        let known = all.iter().map(|m| Some(Shapes::Known(m.id.clone())));
        let on_screen = network.as_ref().map(|_| Some(Shapes::OnScreen));
        let offered: Vec<Option<Shapes>> = known.chain(on_screen).chain([None]).collect();
        let list = ComboBox::from_id_salt("models")
            .selected_text(name(&self.model))
            .width(ui.available_width())
            .show_ui(ui, |ui| {
                for shapes in offered {
                    if ui.selectable_label(shapes == self.model, name(&shapes)).clicked() {
                        self.model = shapes;
                    }
                }
            });
        list.response
            .accessible_name("Model")
            .on_hover_text("Whose parameters are counted");
        match &self.model {
            Some(Shapes::OnScreen) => network,
            Some(Shapes::Known(id)) => all.iter().find(|m| m.id == *id).cloned(),
            None => None,
        }
    }

    /// The parameters that the model and the optimizer tell.
    fn given(
        &mut self,
        ui: &mut Ui,
        calculator: &Calculator,
        rules: &mut Rules,
        scene: &Scene,
        model: Option<&Model>,
    ) -> BTreeMap<String, f64> {
        let mut given = BTreeMap::new();
        let Some(model) = model else { return given };
        let parameters = model.parameters() as f64;
        given.insert(OF_MODEL[0].to_owned(), parameters);
        let transformer = model.transformer.unwrap_or_default();
        let extents = [
            transformer.layers,
            transformer.hidden,
            transformer.heads,
            transformer.length,
        ];
        for (name, extent) in OF_MODEL[1..].iter().zip(extents) {
            if calculator.rule.param(name).is_some() {
                // Without layers no activations are counted, whatever else is said of them.
                given.insert(
                    (*name).to_owned(),
                    (extent as f64).max(f64::from(*name != "layers")),
                );
            }
        }
        if calculator.rule.param(OF_OPTIMIZER).is_some() {
            self.optimizer(ui, rules, scene);
            if let Some(rule) = self.optimizer.rule(Kind::Optimizer) {
                let kept = numbers(&rule, model, self.factored) as f64;
                given.insert(OF_OPTIMIZER.to_owned(), kept / parameters);
            }
        }
        given
    }

    /// The optimizer whose state is counted: any rule, the user's own and those on screen too.
    fn optimizer(&mut self, ui: &mut Ui, rules: &mut Rules, scene: &Scene) {
        let name = self.optimizer.title(Kind::Optimizer);
        let mut picked = None;
        let list = ComboBox::from_id_salt("optimizers of calculators")
            .selected_text(name)
            .width(ui.available_width())
            .height(popup::list(ui))
            .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
            .show_ui(ui, |ui| {
                ui.set_min_width(220.0);
                for run in &scene.experiment.runs {
                    let of = format!("{}, on screen", run.optimizer.title(Kind::Optimizer));
                    if matches!(run.optimizer, Reference::Source(_))
                        && ui.selectable_label(false, of).clicked()
                    {
                        picked = Some(run.optimizer.clone());
                        ui.close();
                    }
                }
                let chosen = picker::list(ui, rules, Kind::Optimizer, Some(&self.optimizer));
                picked = picked.take().or(chosen);
            });
        list.response
            .accessible_name("Optimizer")
            .on_hover_text("Its state lines tell what is kept");
        self.optimizer = picked.unwrap_or_else(|| self.optimizer.clone());
        let rule = self.optimizer.rule(Kind::Optimizer);
        let mut states = rule.iter().flat_map(|rule| &rule.states);
        if states.any(|state| matches!(state.shape, Shape::Row | Shape::Col)) {
            let mut optax = self.factored == Factored::TwoLargest;
            let tip = "PyTorch takes the last two axes of a tensor as rows and columns, of a convolution \
                those of its kernel; optax the two largest where both are at least 128";
            ui.checkbox(&mut optax, RichText::new("Rows and columns as in optax").small())
                .on_hover_text(tip);
            self.factored = if optax {
                Factored::TwoLargest
            } else {
                Factored::LastTwo
            };
        }
    }

    /// A row for each parameter that is left to choose.
    fn rows(&mut self, ui: &mut Ui, calculator: &Calculator, given: &BTreeMap<String, f64>) {
        let params = self.params.entry(calculator.id.clone()).or_default();
        let place = ParamsPlace {
            owner: &calculator.rule.name,
            pointer: "",
            findings: &[] as &[Finding],
            idle: &[],
            several: None,
        };
        let rest = calculator.rule.params.iter();
        let without = given.get("layers") == Some(&0.0);
        let of_layers = |name: &str| OF_MODEL[1..].contains(&name) || name == "micro_batch";
        for param in rest.filter(|p| !given.contains_key(&p.name.text)) {
            if !(without && of_layers(&param.name.text)) {
                params::row(ui, param, params, place);
            }
        }
    }

    fn values(&self, calculator: &Calculator) -> BTreeMap<String, f64> {
        let chosen = self.params.get(&calculator.id).into_iter().flatten();
        let number = |(name, value): (&String, &Value)| {
            let value = match value {
                Value::Number(number) => *number,
                Value::Switch(on) => f64::from(*on),
                Value::List(_) => return None,
            };
            Some((name.clone(), value))
        };
        let mut values = calculator.defaults();
        values.extend(chosen.filter_map(number));
        values
    }
}

fn head(ui: &mut Ui, calculator: &Calculator) {
    let weak = Palette::in_ui(ui).weak;
    if let Some(about) = &calculator.rule.about {
        ui.add(Label::new(about).wrap());
    }
    if let Some(paper) = &calculator.rule.paper {
        ui.add(Label::new(RichText::new(paper).small().color(weak)).wrap());
    }
    ui.add_space(6.0);
}

/// The shapes of the network that is trained.
fn on_screen(plan: &Plan) -> Option<Model> {
    let network = plan.network()?;
    let tensor = |layer: &crate::compile::network::model::Layer| {
        let (rows, cols) = (layer.rows as u64, layer.cols as u64);
        Tensor {
            name: layer.name.clone(),
            shape: if layer.is_matrix {
                vec![rows, cols]
            } else {
                vec![rows]
            },
            count: 1,
        }
    };
    Some(Model {
        name: "The network on screen".to_owned(),
        tensors: network.layers.iter().map(tensor).collect(),
        ..Model::default()
    })
}

/// What it comes to: parts of a sum as a bar, and all figures in words.
fn results(ui: &mut Ui, figures: &[CalculatedLine], device: Option<f64>) {
    bars::show(ui, figures, device);
    let mut part = 0;
    for figure in figures {
        let value = figure
            .value
            .map_or("undefined".to_owned(), |v| number::significant(v, DIGITS));
        let unit = &figure.label.unit;
        let text = format!("{value} {unit}");
        let color = (figure.label.part == SumPart::Addend).then(|| {
            part += 1;
            bars::color(ui, part - 1)
        });
        let is_sum = figure.label.part == SumPart::Sum;
        bars::line(ui, &figure.label.words, text.trim(), color, is_sum);
    }
}
