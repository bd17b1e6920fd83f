//! A list with a field that searches it: rows that match stay, keys go through them and pick one.

use super::theme::TOUCH;
use egui::{Button, Id, Key, Modifiers, RichText, TextEdit, Ui};

/// Lists of no more rows need no field.
const FEW: usize = 8;

/// One row of a list.
#[derive(Clone, Debug)]
pub struct ListRow {
    /// What stands on it.
    pub title: String,
    /// Its accessible name.
    pub name: String,
    /// What it leads to, in a tooltip.
    pub about: String,
    /// What else it is found by.
    pub words: String,
    /// Whether it is what is there already.
    pub current: bool,
    /// Whether it is the user's own.
    pub own: bool,
}

/// What was typed, and the row that Enter picks.
#[derive(Clone, Debug, Default)]
struct Query {
    text: String,
    place: usize,
    /// The last frame in which the list was there: a new one begins anew.
    frame: u64,
}

/// Shows a list, in what scrolls, of what `what` says in the plural. Returns the row that was picked.
pub fn list(ui: &mut Ui, what: &str, rows: &[ListRow]) -> Option<usize> {
    let id = Id::unique(("search", what));
    let frame = ui.ctx().cumulative_frame_nr();
    let known = ui
        .data(|d| d.get_temp::<Query>(id))
        .filter(|q| q.frame + 1 >= frame);
    let begins = known.is_none();
    let mut query = known.unwrap_or_default();
    query.frame = frame;
    let keys = match rows.len() > FEW {
        true => field(ui, id.with("field"), what, &mut query, begins),
        false => Keys::default(),
    };
    let found = matching(rows, &query.text);
    let last = found.len().saturating_sub(1);
    query.place = query.place.saturating_add_signed(keys.by).min(last);
    let mut picked = keys.enter.then(|| found.get(query.place).copied()).flatten();
    let mut own = false;
    for (place, &index) in found.iter().enumerate() {
        let row = &rows[index];
        if row.own && !own {
            ui.separator();
            ui.label(RichText::new("Your own").small().weak());
        }
        own = row.own;
        let aimed = keys.typing && place == query.place;
        let button = Button::selectable(row.current || aimed, &row.title);
        let response = ui.add(button).accessible_name(&row.name);
        if aimed && keys.by != 0 {
            response.scroll_to_me(None);
        }
        if response.on_hover_text(&row.about).clicked() {
            picked = Some(index);
        }
    }
    if found.is_empty() {
        ui.label(RichText::new("Nothing is called so").small().weak());
    }
    ui.data_mut(|d| d.insert_temp(id, query));
    if picked.is_some() {
        ui.close();
    }
    picked
}

/// What was done by key in the field.
#[derive(Clone, Copy, Debug, Default)]
struct Keys {
    /// Whether the field has the keyboard.
    typing: bool,
    /// How far to go through the rows.
    by: isize,
    /// Whether the row is picked.
    enter: bool,
}

fn field(ui: &mut Ui, id: Id, what: &str, query: &mut Query, begins: bool) -> Keys {
    let typing = ui.memory(|m| m.has_focus(id));
    let by = match typing {
        // Before the field takes them to go to its ends.
        true => ui.input_mut(|i| {
            let mut count = |key| i.count_and_consume_key(Modifiers::NONE, key) as isize;
            count(Key::ArrowDown) - count(Key::ArrowUp)
        }),
        false => 0,
    };
    let edit = TextEdit::singleline(&mut query.text)
        .id(id)
        .hint_text("Search")
        .desired_width(204.0);
    let response = ui.add(edit).accessible_name(format!("Search {what}"));
    let enter = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if response.changed() {
        query.place = 0;
    }
    // A phone's keyboard would cover what can be tapped.
    if begins && ui.spacing().interact_size.y < TOUCH {
        response.request_focus();
    }
    response.on_hover_text("Part of a name or of what it does; the up and down keys choose, Enter picks");
    Keys { typing, by, enter }
}

/// The rows that hold every word of a text, those first whose title begins with it, then those whose title
/// holds it.
fn matching(rows: &[ListRow], text: &str) -> Vec<usize> {
    let text = text.trim().to_lowercase();
    let rank = |row: &ListRow| {
        let title = row.title.to_lowercase();
        let all = format!(
            "{title} {} {}",
            row.about.to_lowercase(),
            row.words.to_lowercase()
        );
        let holds = text.split_whitespace().all(|word| all.contains(word));
        holds.then(|| match (title.starts_with(&text), title.contains(&text)) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        })
    };
    let ranked = rows.iter().enumerate();
    let mut found: Vec<(u8, usize)> = ranked.filter_map(|(i, row)| Some((rank(row)?, i))).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_title_and_by_what_is_said_of_them() {
        let row = |title: &str, about: &str| ListRow {
            title: title.to_owned(),
            name: title.to_owned(),
            about: about.to_owned(),
            words: "Kingma".to_owned(),
            current: false,
            own: false,
        };
        let rows = [
            row("RMSprop", "The root of an average."),
            row("AdamW", "Adam with decay apart."),
            row("Lion", "The sign of momentum."),
            row("Adam", "Momentum over the root of an average."),
        ];
        for (text, found) in [
            ("", vec![0, 1, 2, 3]),
            ("adam", vec![1, 3]),
            ("ROOT", vec![0, 3]),
            ("momentum root", vec![3]),
            ("on", vec![2]),
            ("kingma sign", vec![2]),
            ("sgd", vec![]),
        ] {
            assert_eq!(matching(&rows, text), found, "{text}");
        }
    }
}
