//! The line under the maps.

use super::hand::{self, Done};
use super::sheet::Sheet;
use super::{Wanted, geometry, here, now};
use crate::view::number::short;
use egui::{Label, RichText, Ui};

/// What the pointer is on, or where the run stands, in words; and how much of the maps is known.
pub(super) fn readout(ui: &mut Ui, sheet: &Sheet, wanted: &[Wanted], done: &Done) {
    let own = || {
        let [map] = wanted else { return None };
        let spans = [sheet.spans.first()?.clone(), sheet.spans.get(1)?.clone()];
        here(map, &spans)?;
        let place = now(map, &spans);
        let said = said(sheet, wanted, (0, place))?;
        Some(format!("Now: {said}. Drag through the map to move it."))
    };
    let pointed = done.at.and_then(|at| said(sheet, wanted, at));
    let mut text = pointed.or_else(own).unwrap_or_else(|| {
        "Point at a map to see a run's path; click or drag to give the run its settings.".to_owned()
    });
    if let Some(film) = &sheet.film {
        text += &format!(" · {film}");
    }
    let [known, all] = sheet.panels.iter().fold([0, 0], |[known, all], panel| {
        [known + panel.done[0], all + panel.done[1]]
    });
    if known < all {
        text += &format!(
            " · {:.0} % of the map computed",
            100.0 * known as f64 / all as f64
        );
    }
    ui.add(Label::new(RichText::new(text).small()).wrap());
}

/// The settings of a point of a map, and what becomes of the run there.
fn said(sheet: &Sheet, wanted: &[Wanted], (index, point): (usize, [f64; 2])) -> Option<String> {
    let (panel, map) = (sheet.panels.get(index)?, wanted.get(index)?);
    let part = [0, 1].map(|axis| {
        let part = geometry::place(&sheet.spans[axis], point[axis]);
        part.clamp(0.0, 1.0 - 1e-9)
    });
    let lane = panel.index(part).and_then(|cell| panel.lanes.get(cell).copied());
    let both = sheet.labels.iter().zip(point);
    let settings: Vec<String> = both
        .map(|(label, value)| format!("{label} = {}", short(value)))
        .collect();
    let words = lane.flatten().map_or_else(
        || "not known yet".to_owned(),
        |lane| hand::words(&lane, panel.frame.map(|frame| frame.step)),
    );
    Some(format!("{}, {}: {words}", map.title, settings.join(", ")))
}
