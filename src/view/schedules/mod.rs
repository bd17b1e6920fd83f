//! Every schedule of the catalog over the steps of the selected run, to choose from by its shape.
//!
//! [`curve`]: the shapes.

pub mod curve;

use super::canvas::inside;
use super::chart::draw::{HEAD, draw};
use super::chart::{Axis, Chart, Counted, Scale, Scales, Series, Weight};
use super::charted::Absent;
use super::memo::Memo;
use super::number;
use super::palette::Palette;
use super::quantity::instead;
use super::style::{RunStyle, run_style};
use super::{Shown, Tab, View, Wish};
use crate::scene::{Reference, Run, Schedule};
use curve::{ScheduleCurve, curves};
use egui::{Button, CursorIcon, Pos2, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

/// The view of all schedules.
#[derive(Debug, Default)]
pub struct Schedules {
    curves: Memo<(Run, u32), Vec<ScheduleCurve>>,
    /// The one under the pointer, in the picture or in the list.
    hovered: Option<usize>,
    /// Whether a click adds a run instead of changing the selected one.
    adds: bool,
}

const NAME: &str = "Schedules chart";
const UNDRIVEN: &str = "The selected run's optimizer declares no lr: a schedule would have nothing to drive.";
/// How near to a curve, in points, the pointer names it.
const NEAR: f32 = 24.0;
/// The picture's share of the height, and its least height.
const PICTURE: f32 = 0.56;
const LEAST: f32 = 170.0;

impl View for Schedules {
    fn tab(&self) -> Tab {
        Tab {
            name: NAME,
            id: "schedules",
            title: "Schedules",
            about: "The shape of every schedule over these steps; a click uses it for the selected run or \
                for one more",
            of: None,
        }
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        let hovered = self.hovered;
        let mut page = match self.page(shown) {
            Ok(page) => page,
            Err(absent) => {
                instead(ui, NAME, absent.why());
                return Vec::new();
            }
        };
        page.lit = hovered;
        let several = shown.scene.experiment.runs.len() > 1;
        page.picture(ui);
        let rest = ui.available_height();
        // On a phone the page itself scrolls.
        match rest < LEAST / 2.0 {
            true => page.list(ui, several),
            false => {
                let area = ScrollArea::vertical().id_salt(NAME).auto_shrink(false);
                area.show(ui, |ui| page.list(ui, several));
            }
        }
        let Page {
            over, wishes, adds, ..
        } = page;
        self.adds = adds;
        if over != self.hovered {
            self.hovered = over;
            ui.ctx().request_repaint();
        }
        wishes
    }

    fn charts(&mut self, shown: &Shown, dark: bool) -> Result<Vec<Chart<'static>>, Absent> {
        let page = self.page(shown)?;
        Ok(vec![page.chart(&Palette::of(dark)).into_owned()])
    }
}

impl Schedules {
    /// The schedules as they are shown for the selected run.
    fn page(&mut self, shown: &Shown) -> Result<Page<'_>, Absent> {
        let experiment = &shown.scene.experiment;
        let selected = shown.scene.view.selected;
        let run = experiment.runs.get(selected);
        let run = run.ok_or(Absent::now("There is no run that a schedule could drive."))?;
        let curves = known(&mut self.curves, run, experiment.steps);
        match curves.is_empty() {
            true => Err(Absent::now(UNDRIVEN)),
            false => Ok(Page {
                curves,
                used: used(curves, run),
                run: selected,
                steps: experiment.steps,
                lit: None,
                over: None,
                adds: self.adds,
                wishes: Vec::new(),
            }),
        }
    }
}

/// The curves of a run, made anew where something but its schedule has changed.
fn known<'a>(
    curves: &'a mut Memo<(Run, u32), Vec<ScheduleCurve>>,
    run: &Run,
    steps: u32,
) -> &'a [ScheduleCurve] {
    let plain = Run {
        schedule: Schedule::default(),
        ..run.clone()
    };
    curves.get((plain, steps), || self::curves(run, steps))
}

/// The place of the one that a run uses.
fn used(curves: &[ScheduleCurve], run: &Run) -> Option<usize> {
    curves
        .iter()
        .position(|c| run.schedule.name == Reference::name(c.id))
}

/// The schedules as they are shown.
struct Page<'a> {
    curves: &'a [ScheduleCurve],
    /// The one that the selected run uses.
    used: Option<usize>,
    run: usize,
    steps: u32,
    /// The one that is lit up.
    lit: Option<usize>,
    /// The one now under the pointer.
    over: Option<usize>,
    adds: bool,
    wishes: Vec<Wish>,
}

impl Page<'_> {
    fn picture(&mut self, ui: &mut Ui) {
        let height = (ui.available_height() * PICTURE).max(LEAST);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, NAME));
        let chart = self.chart(&Palette::in_ui(ui));
        let painter = ui.painter_at(rect.expand(2.0));
        let drawn = inside(&painter, rect, |pen| draw(pen, &chart, &Palette::in_ui(ui), HEAD));
        let Some(drawn) = drawn else { return };
        let plot = drawn.plot.translate(rect.min.to_vec2());
        let pointer = response.hover_pos();
        self.over = pointer.and_then(|at| self.nearest(&chart, plot, at));
        if let Some(index) = self.over {
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
            if response.clicked() {
                self.choose(index);
            }
        }
    }

    fn chart(&self, colors: &Palette) -> Chart<'_> {
        let line = |index: usize| {
            let curve = &self.curves[index];
            let own = run_style(self.run, colors.dark);
            let (used, lit) = (self.used == Some(index), self.lit == Some(index));
            let grey = RunStyle {
                color: colors.weak.gamma_multiply(0.6),
                dash: &[],
                ..own
            };
            let style = match (lit, used) {
                (true, false) => RunStyle {
                    color: colors.accent,
                    dash: &[],
                    ..own
                },
                (_, true) => own,
                (false, false) => grey,
            };
            let label = if used || lit { curve.name } else { "" };
            Series {
                every: curve.every,
                end: self.steps.saturating_sub(1) as usize,
                weight: if used || lit {
                    Weight::Strong
                } else {
                    Weight::Plain
                },
                ..Series::new(label, style, &curve.parts[..])
            }
        };
        let mut order: Vec<usize> = (0..self.curves.len()).collect();
        order.sort_by_key(|&i| (self.lit == Some(i), self.used == Some(i)));
        let axis = |label: &'static str, low: f64, high: f64| Axis {
            label: label.into(),
            unit: "".into(),
            scale: Scale::Linear,
            low,
            high,
        };
        Chart {
            title: "Learning rate over its peak".into(),
            x: axis("step", 0.0, f64::from(self.steps.max(1))),
            counted: Counted::default(),
            y: axis("", 0.0, 1.05),
            scales: Scales::Linear("Shapes are compared evenly"),
            series: order.into_iter().map(line).collect(),
            bands: Vec::new(),
            guides: Vec::new(),
            notes: Vec::new(),
            hidden: Vec::new(),
            cursor: None,
            hovered: None,
        }
    }

    /// The curve nearest to a place of the plot.
    fn nearest(&self, chart: &Chart, plot: Rect, at: Pos2) -> Option<usize> {
        let step = chart.x.value(f64::from((at.x - plot.left()) / plot.width()));
        let far = |curve: &ScheduleCurve| {
            let value = *curve.parts.get((step / curve.every as f64) as usize)?;
            let y = plot.bottom() - plot.height() * chart.y.place(value) as f32;
            Some((y - at.y).abs())
        };
        let all = self.curves.iter().enumerate();
        let all = all.filter_map(|(index, curve)| Some((index, far(curve)?)));
        let (index, far) = all.min_by(|a, b| a.1.total_cmp(&b.1))?;
        (plot.contains(at) && far < NEAR).then_some(index)
    }

    fn list(&mut self, ui: &mut Ui, several: bool) {
        ui.horizontal_wrapped(|ui| {
            ui.small("Parameters at their defaults, no warmup.");
            let adds = ui.checkbox(&mut self.adds, RichText::new("Compare").small());
            adds.accessible_name("Compare schedules in runs of their own")
                .on_hover_text("A click adds a run with that schedule, instead of changing the selected one");
            let button = Button::new(RichText::new("Apply to all").small()).frame(false);
            let all = ui
                .add_enabled(several, button)
                .accessible_name("Apply this schedule to all runs");
            let tip = "Give every run the schedule of the selected one, with its settings and warmup";
            if all.on_hover_text(tip).clicked() {
                self.wishes.push(Wish::SameSchedule(self.run));
            }
        });
        let mut chosen = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
            for (index, curve) in self.curves.iter().enumerate() {
                let button = ui.selectable_label(self.used == Some(index), RichText::new(curve.name).small());
                let button = button.accessible_name(format!("Use the schedule {}", curve.name));
                if button.hovered() || button.has_focus() {
                    self.over = Some(index);
                }
                let button = button.on_hover_text(told(curve));
                if button.clicked() {
                    chosen = Some(index);
                }
            }
        });
        if let Some(index) = chosen {
            self.choose(index);
        }
    }

    fn choose(&mut self, index: usize) {
        let id = self.curves[index].id.to_owned();
        self.wishes.push(match self.adds {
            true => Wish::CompareSchedule(self.run, id),
            false => Wish::Schedule(self.run, id),
        });
    }
}

/// What a schedule does, and between which learning rates.
fn told(curve: &ScheduleCurve) -> String {
    let [peak, last] = [curve.peak, curve.last].map(number::short);
    let momentum = if curve.momentum {
        " It drives the momentum, too."
    } else {
        ""
    };
    format!("{} Peak {peak}, last {last}.{momentum}", curve.about)
}
