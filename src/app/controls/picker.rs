//! Picks a rule from a list: the catalog's, then the user's own.

use super::finding;
use super::search::{self, ListRow};
use crate::app::compute::session::Finding;
use crate::app::editor::open;
use crate::app::rules::{Rules, WantedRule};
use crate::catalog;
use crate::lang::Kind;
use crate::scene::{Reference, RulePlace};
use crate::view::popup;
use egui::{Align, ComboBox, Layout, PopupCloseBehavior, RichText, Ui};

/// What a new surface begins with: a formula is a whole rule.
const FORMULA: &str = "x^2 + 10*sin(3*y)";

/// A list of all rules that can stand in a place, as wide as `width`. Returns the rule that was newly picked.
pub fn show(
    ui: &mut Ui,
    rules: &mut Rules,
    place: RulePlace,
    current: &Reference,
    name: &str,
    width: f32,
) -> Option<Reference> {
    let mut picked = None;
    let kind = place.kind();
    let about = current.rule(kind).and_then(|r| r.about.clone());
    let response = ComboBox::from_id_salt(name)
        .selected_text(current.title(kind))
        .width(width)
        .truncate()
        .height(popup::list(ui))
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show_ui(ui, |ui| {
            ui.set_min_width(220.0);
            picked = list(ui, rules, kind, Some(current));
        })
        .response
        .accessible_name(name);
    if let Some(about) = about {
        response.on_hover_text(about);
    }
    picked.filter(|picked| picked != current)
}

/// The rows of a list of all rules of a kind. Returns the rule that was picked, with which what it stands in
/// closes.
pub fn list(ui: &mut Ui, rules: &Rules, kind: Kind, current: Option<&Reference>) -> Option<Reference> {
    let (references, rows): (Vec<_>, Vec<_>) = offered(rules, kind, current).unzip();
    let picked = search::list(ui, kind.plural(), &rows)?;
    references.into_iter().nth(picked)
}

/// All rules of a kind: the catalog's, then the user's own.
fn offered<'a>(
    rules: &'a Rules,
    kind: Kind,
    current: Option<&'a Reference>,
) -> impl Iterator<Item = (Reference, ListRow)> + 'a {
    let named = move |(reference, title, about, words, own): (Reference, &str, &str, String, bool)| {
        let row = ListRow {
            title: title.to_owned(),
            name: title.to_owned(),
            about: about.to_owned(),
            words,
            current: current == Some(&reference),
            own,
        };
        (reference, row)
    };
    let built_in = catalog::entries(kind).iter().map(|entry| {
        let rule = &entry.rule;
        let about = rule.about.as_deref().unwrap_or("");
        let words = format!("{} {}", entry.id, rule.paper.as_deref().unwrap_or(""));
        (
            Reference::name(&entry.id),
            rule.name.as_str(),
            about,
            words,
            false,
        )
    });
    let own = rules.library.of(kind).map(|(name, source)| {
        let reference = Reference::Source(source.to_owned());
        (reference, name, "A rule of your own", String::new(), true)
    });
    built_in.chain(own).map(named)
}

/// A list of all rules of a kind with which a run can be added. Returns the one that was picked, with which
/// what it stands in closes.
pub fn to_add(ui: &mut Ui, rules: &Rules, kind: Kind) -> Option<Reference> {
    let (references, mut rows): (Vec<_>, Vec<_>) = offered(rules, kind, None).unzip();
    for row in &mut rows {
        row.name = format!("Add {}", row.title);
    }
    let picked = search::list(ui, &format!("{} to add", kind.plural()), &rows)?;
    references.into_iter().nth(picked)
}

/// What else can be done with a surface: written anew, or read where there is one.
pub fn written(ui: &mut Ui, rules: &mut Rules, readable: bool) -> Option<Reference> {
    let place = RulePlace::Surface;
    let new = ui
        .button("Write a formula…")
        .on_hover_text("A surface of your own: any formula of x and y");
    let read = |ui: &mut Ui| {
        let button = ui.button("Read this surface…");
        button
            .on_hover_text("The text that runs; fork it to change it")
            .clicked()
    };
    if (readable && read(ui)) || new.clicked() {
        rules.wanted = Some(WantedRule {
            place,
            fork: false,
            line: None,
        });
        ui.close();
    }
    new.clicked().then(|| Reference::Source(FORMULA.to_owned()))
}

/// The same under a label and the buttons that lead to its text, with what is wrong with it below.
pub fn labelled(
    ui: &mut Ui,
    rules: &mut Rules,
    place: RulePlace,
    current: &Reference,
    (label, owner): (&str, &str),
    (findings, pointer): (&[Finding], &str),
) -> Option<Reference> {
    ui.horizontal(|ui| {
        ui.label(RichText::new(label).small().weak());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let what = format!("{} of {owner}", label.to_lowercase());
            open::buttons(ui, rules, place, current, &what);
        });
    });
    let width = ui.available_width();
    let picked = show(ui, rules, place, current, &format!("{label} of {owner}"), width);
    finding::show(ui, findings, pointer);
    picked
}
