//! The controls of a search: what is shown of it, who takes part, what is searched and how much is spent.

use super::seen::{style, words};
use crate::engine::search::{BUDGET, REPETITIONS, SETTINGS};
use crate::scene::explore::{Look, Method, Search, Span};
use crate::view::explore::map::controls::ends;
use crate::view::explore::more;
use crate::view::explore::setting::Setting;
use crate::view::{entry, popup};
use egui::{Button, DragValue, Popup, PopupCloseBehavior, RichText, Ui};

/// The looks: name and what they show.
const LOOKS: [(Look, &str, &str); 4] = [
    (
        Look::Tries,
        "Tries",
        "Every try over the first two settings: filled with the colour of its loss, with the mark of its \
            method; the larger, the farther it has come",
    ),
    (
        Look::Best,
        "Best so far",
        "The lowest loss in hand over what is spent: medians and 10–90 % bands over the repetitions",
    ),
    (
        Look::Parallel,
        "Parallel",
        "Every try as a line over all settings to its loss; the best of each method is strong",
    ),
    (
        Look::Slices,
        "Slices",
        "The loss over each setting, whatever the others are",
    ),
];

/// What each method does.
fn about(method: Method) -> &'static str {
    match method {
        Method::Grid => "Every value of one setting with every value of the others, in a random order",
        Method::Random => {
            "Anywhere in the space, evenly on the scale of each setting (Bergstra & Bengio 2012)"
        }
        Method::Tpe => {
            "Where good tries are dense and the others rare: the tree-structured Parzen estimator (Bergstra \
                et al. 2011). Its first tries are random"
        }
        Method::Halving => {
            "Many tries of a ninth of a run; the best third goes on, three times as long, twice (Jamieson & \
                Talwalkar 2016). A try goes on from where it was left, so only new steps are spent; its \
                schedule is that of the whole run"
        }
    }
}

/// Shows what can be looked at, and who takes part.
pub fn looks(ui: &mut Ui, search: &mut Search) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (look, words, about) in LOOKS {
            let button = ui.selectable_label(search.look == look, RichText::new(words).small());
            let button = button.accessible_name(format!("Search: {words}"));
            if button.on_hover_text(about).clicked() {
                search.look = look;
            }
        }
    });
}

/// Shows the rest; `space` is what is searched.
pub fn show(ui: &mut Ui, search: &mut Search, space: &[Span], settings: &[Setting]) {
    let mut chosen = space.to_vec();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        methods(ui, search);
        for place in 0..space.len() {
            setting(ui, &mut chosen, place, settings);
        }
        add(ui, &mut chosen, settings);
        let now = format!("{} runs × {}", search.budget, search.repetitions);
        let tip = "What is spent, how often, and with which random numbers";
        more::show(ui, &now, "Budget and repetitions", tip, |ui| numbers(ui, search));
    });
    if chosen != space {
        search.space = chosen;
    }
}

fn methods(ui: &mut Ui, search: &mut Search) {
    for method in Method::ALL {
        let on = search.methods.contains(&method);
        let color = style(method, ui.visuals().dark_mode).color;
        let text = RichText::new(words(method)).small();
        let text = if on { text.color(color).strong() } else { text };
        let button = ui.selectable_label(on, text);
        let button = button.accessible_name(format!("{} takes part", words(method)));
        if !button.on_hover_text(about(method)).clicked() {
            continue;
        }
        match on {
            // The last one stays.
            true if search.methods.len() > 1 => search.methods.retain(|own| *own != method),
            true => {}
            false => {
                let all = Method::ALL.into_iter();
                let with: Vec<Method> = all
                    .filter(|own| *own == method || search.methods.contains(own))
                    .collect();
                search.methods = with;
            }
        }
    }
}

/// The button of a setting that is searched, and its menu.
fn setting(ui: &mut Ui, chosen: &mut Vec<Span>, place: usize, settings: &[Setting]) {
    let span = chosen[place].clone();
    let own = settings.iter().find(|setting| setting.name == span.name);
    let words = own.map_or(span.name.as_str(), |setting| setting.words.as_str());
    let name = format!("Setting {}", place + 1);
    let seen = own.map_or(words.to_owned(), |setting| setting.seen(more::is_narrow(ui)));
    let button = ui.add(Button::new(RichText::new(format!("{seen} ▾")).small()));
    let button = button.accessible_name(format!("{name}: {words}"));
    let button = button.on_hover_text(format!("{words}: what is searched, over which range"));
    let menu = Popup::menu(&button)
        .width(280.0)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    menu.show(|ui| {
        popup::rows(ui, |ui| {
            ends(ui, &mut chosen[place], &name);
            if chosen.len() > SETTINGS[0] {
                let remove = ui.button("Search without it");
                if remove
                    .accessible_name(format!("Search without {words}"))
                    .clicked()
                {
                    chosen.remove(place);
                    ui.close();
                    return;
                }
            }
            ui.separator();
            if let Some(other) = menu_of(ui, chosen, settings, &name, &span.name) {
                chosen[place] = other;
                ui.close();
            }
        });
    });
}

/// The button of one setting more.
fn add(ui: &mut Ui, chosen: &mut Vec<Span>, settings: &[Setting]) {
    if chosen.len() >= SETTINGS[1] || chosen.len() >= settings.len() {
        return;
    }
    let button = ui.add(Button::new(RichText::new("+").small()));
    let button = button.accessible_name("Search one setting more");
    let button = button.on_hover_text("Search one setting more");
    Popup::menu(&button).width(280.0).show(|ui| {
        popup::rows(ui, |ui| {
            if let Some(other) = menu_of(ui, chosen, settings, "Another setting", "") {
                chosen.push(other);
                ui.close();
            }
        });
    });
}

/// The settings that are not searched yet; the one that is chosen.
fn menu_of(ui: &mut Ui, chosen: &[Span], settings: &[Setting], name: &str, now: &str) -> Option<Span> {
    let mut taken = None;
    let free = |setting: &&Setting| setting.name == now || chosen.iter().all(|own| own.name != setting.name);
    for setting in settings.iter().filter(free) {
        let row = ui.selectable_label(setting.name == now, &setting.words);
        let row = row.accessible_name(format!("{name}: take {}", setting.words));
        if row.on_hover_text(&setting.about).clicked() {
            taken = Some(setting.span.clone());
        }
    }
    taken
}

fn numbers(ui: &mut Ui, search: &mut Search) {
    let budget = DragValue::new(&mut search.budget)
        .range(BUDGET[0]..=BUDGET[1])
        .speed(0.2);
    entry::add(
        ui,
        budget.prefix("budget: runs "),
        "Budget of the search",
        "What each method may spend in a repetition: the steps of so many whole runs. A try that diverges \
            counts with all its steps",
    );
    let repetitions = DragValue::new(&mut search.repetitions)
        .range(1..=REPETITIONS)
        .speed(0.1);
    entry::add(
        ui,
        repetitions.prefix("repetitions "),
        "Repetitions of the search",
        "How often each method searches, each time with other random numbers of its own; the run keeps its \
            seed",
    );
    if search.repetitions > 1 && search.look != Look::Best {
        let mut shown = search.repetition.min(search.repetitions - 1) + 1;
        let drag = DragValue::new(&mut shown)
            .range(1..=search.repetitions)
            .speed(0.1);
        entry::add(
            ui,
            drag.prefix("repetition shown "),
            "Repetition shown",
            "Of which repetition the tries are shown",
        );
        search.repetition = shown - 1;
    }
    let seed = DragValue::new(&mut search.seed).speed(0.1);
    entry::add(
        ui,
        seed.prefix("seed "),
        "Seed of the search",
        "Which random numbers the methods draw",
    );
}
