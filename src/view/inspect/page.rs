//! All lines of a run's rules, with what they come to inside one step.

use super::line::{Written, about, comment, holds, idle_arms, names, part_at};
use crate::compile::inspect::{Inspection, Line};
use crate::lang::column;
use crate::lang::highlight::{Class, classes};
use crate::lang::rule::{Expr, Statement};
use crate::lang::{Kind, Rule, Span};
use crate::trace::Why;
use crate::view::number;
use crate::view::palette::Palette;
use crate::view::selected::{Selected, TakenApart};
use crate::view::syntax;
use egui::text::LayoutJob;
use egui::text_selection::LabelSelectionState;
use egui::{
    Align, Label, Layout, Response, RichText, Role, Stroke, TextFormat, TextStyle, Ui, WidgetInfo, vec2,
};
use std::ops::Range;

/// Everything that is shown inside one step.
pub(super) struct InspectPage<'a> {
    selected: Selected<'a>,
    inspection: &'a Inspection,
    values: Vec<f64>,
    /// How many of the lines are executed.
    executed: usize,
    /// The step asked for and the one shown, from 0.
    asked: usize,
    inside: usize,
    /// Whether later steps are still to be known.
    more: bool,
    colors: Palette,
}

/// Space for the values beside the lines.
const VALUES: f32 = 112.0;
/// Size of the names and comments between the lines.
const BETWEEN: f32 = 11.5;
/// How strong that is which has no effect.
const IDLE: f32 = 0.45;

impl<'a> InspectPage<'a> {
    /// The step `inside` of a run, nearest to the one asked for, and the values in it.
    pub(super) fn new(
        ui: &Ui,
        selected: &Selected<'a>,
        taken: &TakenApart<'a>,
        [asked, inside]: [usize; 2],
    ) -> Self {
        let inspection = taken.inspection;
        let values = taken.inspector.at(inside).unwrap_or_default();
        Self {
            selected: *selected,
            more: taken.more,
            inspection,
            executed: inspection.executed(&values),
            values,
            asked,
            inside,
            colors: Palette::in_ui(ui),
        }
    }

    pub(super) fn show(&self, ui: &mut Ui) {
        let place = RichText::new(self.place()).small();
        ui.add(Label::new(place).selectable(true).wrap());
        for (text, color) in self.remarks() {
            ui.add(Label::new(RichText::new(text).small().color(color)).wrap());
        }
        let mut above = String::new();
        for (index, line) in self.inspection.lines.iter().enumerate() {
            let heading = self.heading(line);
            if above != heading {
                ui.add_space(6.0);
                ui.add(Label::new(RichText::new(&heading).color(self.colors.weak)).wrap());
                above = heading;
            }
            self.line(ui, line, index < self.executed);
        }
        ui.add_space(8.0);
    }

    /// All lines with their values, as text.
    pub(super) fn text(&self) -> String {
        let lines = &self.inspection.lines;
        let texts: Vec<String> = lines.iter().map(|line| self.written(line).text).collect();
        let width = texts.iter().map(|t| t.chars().count()).max().unwrap_or(0);
        let mut all = format!("# {}: {}\n", self.selected.trace.label, self.place());
        let mut above = String::new();
        for (index, (line, text)) in lines.iter().zip(texts).enumerate() {
            let heading = self.heading(line);
            if above != heading {
                all += &format!("# {heading}\n");
                above = heading;
            }
            all += &format!("{text:width$}  # {}\n", self.outcome(line, index < self.executed));
        }
        all
    }

    /// Which step this is, and where it begins.
    fn place(&self) -> String {
        let run = self.selected.trace;
        let every = run.every();
        let steps = self.selected.computed.trace.steps / every;
        let mut text = format!("Step {} of {steps}", self.inside + 1);
        let w = number::significant(self.value(self.inspection.before.clone()), 4);
        text += &format!("; before it {} = {w}", self.selected.name());
        if let Some(loss) = run.number(column::LOSS, self.inside * every) {
            text += &format!(", loss {}", number::significant(loss, 4));
        }
        text
    }

    /// What is unusual about the step.
    fn remarks(&self) -> Vec<(String, egui::Color32)> {
        let mut remarks = Vec::new();
        let shared = self.selected.run.from.filter(|_| self.asked < self.inside);
        if let Some(fork) = shared {
            let text = format!("Up to step {} it is the run that it was forked from.", fork.step);
            remarks.push((text, self.colors.weak));
        }
        let computed = self.selected.computed;
        if !computed.plan.records_states() && computed.trace.engine == "gpu" {
            let text =
                "The CPU takes the run once more for this, so last digits may differ from the charts'.";
            remarks.push((text.to_owned(), self.colors.weak));
        }
        let network = computed.plan.network();
        if let Some(corrupt) = network.and_then(|network| network.corrupt_at(self.inside)) {
            let factor = number::significant(corrupt.factor, 4);
            let text =
                format!("A corrupt batch: the features of this step's samples are multiplied by {factor}.");
            remarks.push((text, self.colors.warning));
        }
        if self.inside < self.asked && self.more {
            let text = format!("The run is taken once more; {} steps so far.", self.inside + 1);
            remarks.push((text, self.colors.weak));
        }
        let run = self.selected.trace;
        if run.diverged_at == Some((self.inside + 1) * run.every()) {
            let stopped = run.stopped.as_ref().filter(|s| s.why != Why::Diverged);
            let text = match stopped {
                Some(stopped) => format!("The run {}; this step is not taken.", stopped.words(run.every())),
                None => {
                    "Diverged here: this step passes 2^60 and is not taken; the run stands still.".to_owned()
                }
            };
            remarks.push((text, self.colors.danger));
        }
        if self.executed < self.inspection.lines.len() {
            let text = "Skipped: a stage asked for it, so nothing below its `skip if` runs in this step.";
            remarks.push((text.to_owned(), self.colors.warning));
        }
        remarks
    }

    fn value(&self, value: Range<usize>) -> f64 {
        self.values[self.selected.pick(&value)]
    }

    fn rule(&self, line: &Line) -> &'a Rule {
        &self.inspection.rules[line.rule].rule
    }

    fn heading(&self, line: &Line) -> String {
        let rule = self.rule(line);
        let what = match (rule.kind, line.statement) {
            (Kind::Schedule, None) => return "Warmup".to_owned(),
            (Kind::Schedule, _) => "Schedule",
            (Kind::Stage, _) => "Stage",
            (Kind::Optimizer, _) => "Optimizer",
            (Kind::Surface, _) => "Surface",
            (Kind::Activation, _) => "Activation",
        };
        match rule.name.as_str() {
            "" => format!("{what}: own rule"),
            name => format!("{what}: {name}"),
        }
    }

    /// The name that a line assigns, or what it does.
    fn target(&self, line: &Line) -> &'a str {
        match self.inspection.statement(line).map(Statement::assignment) {
            Some(Some((name, _))) => name,
            Some(None) => "skip",
            None if self.rule(line).kind == Kind::Schedule => "lr",
            None => "g",
        }
    }

    fn outcome(&self, line: &Line, executed: bool) -> String {
        match executed {
            true => number::significant(self.value(line.value.clone()), 4),
            false => "skipped".to_owned(),
        }
    }

    /// A line and its value; above it what its comment says, below it the names that it reads.
    fn line(&self, ui: &mut Ui, line: &Line, executed: bool) {
        let between = |text: String| {
            RichText::new(text)
                .monospace()
                .size(BETWEEN)
                .color(self.colors.weak)
        };
        if let Some(statement) = self.inspection.statement(line) {
            let said = comment(&self.rule(line).source, statement.span.start);
            if !said.is_empty() {
                ui.add(Label::new(between(format!("# {said}"))).wrap());
            }
        }
        ui.horizontal_top(|ui| {
            let width = (ui.available_width() - VALUES).max(80.0);
            let size = vec2(width, 0.0);
            ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
                ui.set_width(width);
                self.text_of(ui, line, executed);
            });
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                let outcome = self.outcome(line, executed);
                let named = format!("{}: {outcome}", self.target(line));
                let color = match executed {
                    true => self.colors.accent,
                    false => self.colors.weak,
                };
                let value = Label::new(RichText::new(outcome).monospace().color(color));
                let response = ui.add(value.selectable(true));
                response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &named));
            });
        });
        let read = self.read(line);
        if executed && !read.is_empty() {
            ui.indent(("names", line.value.start), |ui| {
                ui.add(Label::new(between(read)).selectable(true).wrap())
            });
        }
    }

    /// The text of a line; hovering a part of it tells that part's value.
    fn text_of(&self, ui: &mut Ui, line: &Line, executed: bool) {
        let written = self.written(line);
        let label = Label::new(self.job(ui, line, &written, executed));
        let (at, galley, response) = label.selectable(true).wrap().layout_in_ui(ui);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &written.text));
        let color = self.colors.text;
        LabelSelectionState::label_text_selection(ui, &response, at, galley.clone(), color, Stroke::NONE);
        let pointer = response.hover_pos();
        let inside = |p: &egui::Pos2| executed && galley.rect.translate(at.to_vec2()).contains(*p);
        if let Some(pointer) = pointer.filter(inside) {
            let letter = galley.cursor_from_pos(pointer - at).index;
            if let Some(&place) = written.places.get(usize::from(letter)) {
                self.tell(response, line, place);
            }
        }
    }

    /// What stands at a byte of the source: its value, and what it is.
    fn tell(&self, response: Response, line: &Line, place: usize) {
        let (rule, statement) = (self.rule(line), self.inspection.statement(line));
        let (text, name, value) = match part_at(line, place) {
            Some((span, value)) => {
                let parts = statement.map(|s| s.expr().walk()).unwrap_or_default();
                let name = parts.into_iter().find(|e| e.span == span).and_then(Expr::name);
                (Written::of(&rule.source, span).text, name, value)
            }
            None => {
                let name = self.target(line);
                (name.to_owned(), Some(name), line.value.clone())
            }
        };
        let value = number::significant(self.value(value), 6);
        response.on_hover_ui_at_pointer(|ui| {
            ui.monospace(format!("{text} = {value}"));
            if let Some(about) = name.and_then(|name| about(rule, name)) {
                ui.small(about);
            }
        });
    }

    /// What stands in a line.
    fn written(&self, line: &Line) -> Written {
        if let Some(statement) = self.inspection.statement(line) {
            return Written::of(&self.rule(line).source, statement.span);
        }
        let warmup = self.selected.run.schedule.warmup;
        let text = match warmup.filter(|_| self.rule(line).kind == Kind::Schedule) {
            Some(warmup) => format!(
                "lr = if k < {0} then base_lr*({1} + (1 - {1})*(k + {2})/{0}) else lr",
                warmup.steps, warmup.start, warmup.first
            ),
            None => "g = grad(w)".to_owned(),
        };
        let places = text.char_indices().map(|(place, _)| place).collect();
        Written { text, places }
    }

    /// The parts of a line that have no effect.
    fn idle(&self, line: &Line) -> Vec<Span> {
        let statement = self.inspection.statement(line);
        statement.map_or_else(Vec::new, |s| idle_arms(s.expr(), line, |value| self.value(value)))
    }

    /// The text of a line in its colours.
    fn job(&self, ui: &Ui, line: &Line, written: &Written, executed: bool) -> LayoutJob {
        let kind = self.rule(line).kind;
        let (from, classes) = match self.inspection.statement(line) {
            Some(statement) => {
                let Span { start, end } = statement.span;
                let source = self.rule(line).source.get(start..end).unwrap_or("");
                (start, classes(kind, source))
            }
            None => (0, classes(kind, &written.text)),
        };
        let idle = self.idle(line);
        let look = |place: usize| {
            let class = classes.iter().find(|(span, _)| holds(*span, place - from));
            let works = executed && !idle.iter().any(|span| holds(*span, place));
            (class.map_or(Class::Name, |c| c.1), works)
        };
        let font = TextStyle::Monospace.resolve(ui.style());
        let mut job = LayoutJob::default();
        for ((class, works), piece) in written.pieces(look) {
            let strength = if works { 1.0 } else { IDLE };
            let color = syntax::color(class, &self.colors).gamma_multiply(strength);
            job.append(&piece, 0.0, TextFormat::simple(font.clone(), color));
        }
        job
    }

    /// The names that a line reads, with their values.
    fn read(&self, line: &Line) -> String {
        let Some(statement) = self.inspection.statement(line) else {
            return String::new();
        };
        let one = |(name, value): (&str, Range<usize>)| {
            // Spaces that do not break keep a name beside its value.
            format!("{name}\u{a0}{}", number::significant(self.value(value), 4))
        };
        let read = names(statement.expr(), line, &self.idle(line));
        read.into_iter().map(one).collect::<Vec<_>>().join("  ")
    }
}
