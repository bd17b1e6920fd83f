//! The honest comparison: every run over its own learning rates, the best of each, and what a budget of tries
//! would reach.
//!
//! [`racer`] and [`stats`] of the course: a run with its outcomes, what they come to; [`words`]: what is said of
//! them, and `table` the rows of it; [`lines`]: what is drawn.

pub mod lines;
mod table;
pub mod words;

pub use crate::course::explore::{racer, stats};

use super::ask;
use super::chart::{self, Chart};
use super::{more, offered};
use crate::course::explore::race::{self as course, SEEDS, Wanted};
use crate::scene::explore::{self, Explore, Value};
use crate::view::figure::Cell;
use crate::view::figure::profile::Profile;
use crate::view::number::short;
use crate::view::quantity::instead;
use crate::view::{Shown, Wish, entry};
use egui::{Button, ComboBox, DragValue, Label, RichText, ScrollArea, Ui};
use lines::{profile, value};
use racer::{Racer, Rules};

/// The accessible name of the chart.
pub const NAME: &str = "Race over learning rates";
/// The share of the page that the chart takes, and its least height.
const CHART: f32 = 0.62;
const LEAST: f32 = 190.0;

/// Draws the page; what is chosen is put into `explore`. `saves`: the outcomes are to be saved.
pub fn ui(ui: &mut Ui, shown: &Shown, explore: &mut Explore, saves: bool) -> Vec<Wish> {
    let below = super::is_small(ui);
    if !below {
        controls(ui, shown, explore);
    }
    let wanted = wanted(shown, explore);
    if wanted.is_empty() {
        instead(ui, NAME, "There is no run that could race.");
        return Vec::new();
    }
    let mut wishes: Vec<Wish> = wanted.iter().map(|w| Wish::Sweep(w.sweep.clone())).collect();
    let seen = seen(shown, explore);
    let racers = racers(shown, &seen, &wanted);
    let rules = rules(shown, &seen);
    let room = ui.available_height();
    let profile = profile(&shown.scene.experiment, &seen, &racers);
    let chart = Chart {
        name: NAME,
        height: (room * CHART).max(LEAST),
        profile: &profile,
    };
    let pointed = chart.show(ui);
    let mut rest = |ui: &mut Ui| {
        if below {
            controls(ui, shown, explore);
        }
        ui.add(Label::new(said(&seen, &profile, &racers, &pointed, rules)).wrap());
        table::show(ui, &racers);
    };
    match ui.available_height() < 60.0 {
        true => rest(ui),
        false => {
            let area = ScrollArea::vertical().id_salt(NAME).auto_shrink(false);
            area.show(ui, rest);
        }
    }
    if saves {
        let known = wanted
            .iter()
            .filter_map(|wanted| Some((wanted.label.as_str(), shown.sweep(&wanted.sweep)?)));
        wishes.extend(ask::csv(known).map(Wish::Outcomes));
    }
    if let Some((run, index)) = pointed
        .clicked()
        .filter(|_| !explore.race.tries && !shown.presented)
        && let Some(rate) = profile.x.values.get(index)
    {
        wishes.extend([Wish::Select(run), Wish::Rate(run, chart::tidy(*rate))]);
    }
    wishes
}

/// The chart for a file, where something is known.
pub fn figure(shown: &Shown, explore: &Explore) -> Option<Profile> {
    let seen = seen(shown, explore);
    let racers = racers(shown, &seen, &wanted(shown, &seen));
    let known = racers.iter().any(|racer| racer.done[0] > 0);
    known.then(|| profile(&shown.scene.experiment, &seen, &racers))
}

/// The same with what can be shown of outcomes.
fn seen(shown: &Shown, explore: &Explore) -> Explore {
    Explore {
        value: offered::shown(shown, explore.value),
        ..explore.clone()
    }
}

fn rules(shown: &Shown, explore: &Explore) -> Rules {
    course::rules(&super::exploring(shown, explore))
}

fn wanted(shown: &Shown, explore: &Explore) -> Vec<Wanted> {
    course::wanted(&super::exploring(shown, explore))
}

fn racers(shown: &Shown, explore: &Explore, wanted: &[Wanted]) -> Vec<Racer> {
    course::racers(&super::exploring(shown, explore), wanted, |sweep| {
        shown.sweep(sweep)
    })
}

/// The controls: what is shown and what counts; over which rates, with how many seeds, within which factor.
fn controls(ui: &mut Ui, shown: &Shown, explore: &mut Explore) {
    let value = value(&seen(shown, explore));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (tries, words, about) in [
            (false, "Rates", "Every run's outcome over its learning rate"),
            (
                true,
                "Tries",
                "The expected best of N rates drawn at random: what a budget of tries reaches (Dodge et al. \
                    2019, who count accuracies, which have an end). A try that diverges or ends above the loss at \
                    the start counts as that loss, one that does not arrive as all steps",
            ),
        ] {
            let button = ui.selectable_label(explore.race.tries == tries, RichText::new(words).small());
            let button = button.accessible_name(format!("Race: {words}"));
            if button.on_hover_text(about).clicked() {
                explore.race.tries = tries;
            }
        }
        if let Some(other) = counts(ui, shown, value) {
            explore.value = other;
        }
        rest(ui, &mut explore.race);
    });
}

/// What of an outcome may count: in few words, and in a sentence.
const COUNTED: [(Value, &str, &str); 6] = [
    (Value::Loss, "Loss at the end", "The loss at the end counts"),
    (Value::Best, "Lowest loss", "The lowest loss on the way counts"),
    (Value::Steps, "Steps", "The steps to the tolerance count"),
    (
        Value::Validation,
        "Validation",
        "The loss at the end on what is held back counts",
    ),
    (
        Value::BestValidation,
        "Lowest validation",
        "The lowest loss on what is held back counts",
    ),
    (
        Value::Accuracy,
        "Accuracy",
        "The share of wrong answers at the end on what is held back counts",
    ),
];

/// What counts, to be chosen; what was.
fn counts(ui: &mut Ui, shown: &Shown, now: Value) -> Option<Value> {
    let exists = |value: Value| shown.plan.is_none_or(|plan| offered::exists(plan, value));
    let words = COUNTED.iter().find(|row| row.0 == now).map_or("", |row| row.1);
    let combo = ComboBox::from_id_salt("what counts in the race")
        .selected_text(RichText::new(words).small())
        .width(110.0);
    let mut chosen = None;
    let menu = combo.show_ui(ui, |ui| {
        for (other, words, about) in COUNTED.into_iter().filter(|row| exists(row.0)) {
            let row = ui.add(Button::selectable(now == other, words));
            let row = row.accessible_name(format!("Race: {words} counts"));
            if row.on_hover_text(about).clicked() {
                chosen = Some(other);
            }
        }
    });
    let response = menu.response.accessible_name("What counts in the race");
    response.on_hover_text("What of each run's outcome is compared");
    chosen
}

/// The rates, the seeds, and which rates are good.
fn rest(ui: &mut Ui, race: &mut explore::Race) {
    let [low, high] = race.rates.map(short);
    let now = format!("η {low} … {high}, {}", more::seeds(race.seeds));
    let tip = "The rates that are tried, the seeds of each, and which ones are good";
    more::show(ui, &now, "Rates and seeds of the race", tip, |ui| {
        let tip = "An end of the learning rates that are tried";
        super::ends(ui, &mut race.rates, "Rates", tip);
        let drag = DragValue::new(&mut race.seeds)
            .range(1..=SEEDS)
            .speed(0.1)
            .prefix("seeds ");
        entry::add(
            ui,
            drag,
            "Seeds of the race",
            "With how many seeds each rate is tried; of a run that draws no random numbers all are alike",
        );
        let drag = DragValue::new(&mut race.factor)
            .range(1.0..=1000.0)
            .speed(0.02)
            .prefix("good within × ");
        entry::add(
            ui,
            drag,
            "Factor of the best",
            "A rate is good whose median is at most so many times the best, or within the tolerance",
        );
    });
}

/// What the pointer is on; else who is best.
fn said(
    explore: &Explore,
    profile: &Profile,
    racers: &[Racer],
    pointed: &chart::Pointed,
    rules: Rules,
) -> RichText {
    let done: usize = racers.iter().map(|racer| racer.done[0]).sum();
    let all: usize = racers.iter().map(|racer| racer.done[1]).sum();
    let text = match pointed.at {
        Some((run, index)) => {
            let racer = racers.iter().find(|racer| racer.run == run);
            let line = profile.lines.iter().find(|line| line.run == run);
            let cell = line.and_then(|line| line.cells.get(index).copied());
            let at = profile.x.values.get(index).copied().unwrap_or(f64::NAN);
            let label = racer.map_or("", |racer| racer.label.as_str());
            let outcome = match cell {
                Some(Cell::Value(value)) => short(value),
                Some(Cell::Diverged) if rules.value == Value::Steps => "not reached".to_owned(),
                Some(Cell::Diverged) => "diverged".to_owned(),
                _ => "not computed yet".to_owned(),
            };
            match explore.race.tries {
                true => format!("{label}: the best of {at} tries is {outcome} on average"),
                false => format!("{label} at η = {}: {outcome}; a click takes this rate", short(at)),
            }
        }
        None if done < all => format!("{:.0} % of {all} runs computed", 100.0 * done as f64 / all as f64),
        None => words::verdict(racers, rules),
    };
    RichText::new(text).small()
}
