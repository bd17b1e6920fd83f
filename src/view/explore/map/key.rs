//! What the colours and the signs of maps mean.

use super::sheet::{LINE, Layout, MARGIN, SMALL, Sheet};
use crate::view::canvas::{Error, Pen, Picture, Writing};
use crate::view::figure::Cell;
use crate::view::figure::signs::{DIVERGED, Sign, scale};
use crate::view::palette::Palette;
use crate::view::style::class_style;
use crate::view::ticks::ticks;
use crate::view::{colormap, number};
use egui::{Color32, pos2, vec2};

/// Width of a sign in the key with the space behind it, and the space between entries.
const SIGN: f32 = 19.0;
const APART: f32 = 14.0;

impl Sheet {
    pub(super) fn bar_ticks(&self, count: usize) -> Vec<(f64, String)> {
        let (Some(measure), Some([low, high])) = (&self.measure, self.range) else {
            return Vec::new();
        };
        let found = ticks(measure.scale, low, high, count).into_iter();
        found
            .map(|t| (measure.place(t.value, [low, high]), t.text))
            .collect()
    }

    pub(super) fn bar(
        &self,
        pen: &Pen,
        layout: &Layout,
        picture: Option<&Picture>,
        colors: &Palette,
    ) -> Result<(), Error> {
        let (Some(picture), Some(_), Some(_)) = (picture, &self.measure, self.range) else {
            return Ok(());
        };
        let bar = layout.bar;
        scale(pen, bar, picture, |most| self.bar_ticks(most), colors)
    }

    /// What the signs mean.
    pub(super) fn signs(&self, colors: &Palette) -> Vec<(Sign, String)> {
        let mut signs = Vec::new();
        let any = |kind: Cell| self.panels.iter().any(|panel| panel.cells.contains(&kind));
        if self.measure.is_none() {
            let shares = match &self.panels[..] {
                [panel] => &panel.shares[..],
                _ => &[],
            };
            for (place, name) in self.minima.iter().enumerate() {
                let share = shares.get(place).map(|share| format!(": {:.1} %", 100.0 * share));
                let text = format!("{name}{}", share.unwrap_or_default());
                signs.push((Sign::Cell(minimum(place, colors)), text));
            }
        } else if let [panel] = &self.panels[..]
            && self.more.is_empty()
            && let Some((_, value)) = panel.lowest()
        {
            signs.push((Sign::Ring, format!("lowest: {}", number::short(value))));
        }
        if any(Cell::Diverged) {
            signs.push((Sign::Cell(DIVERGED), "diverged".to_owned()));
        }
        if any(Cell::Missing) {
            let missing = match &self.measure {
                Some(measure) => measure.missing.clone(),
                None => "ends at none of them".to_owned(),
            };
            signs.push((Sign::Cell(colors.background), missing));
        }
        if any(Cell::Hole) {
            signs.push((
                Sign::Cell(colors.background),
                "no value, or out of range".to_owned(),
            ));
        }
        if any(Cell::Unknown) && self.panels.iter().any(|panel| panel.trouble.is_none()) {
            signs.push((Sign::Cell(unknown(colors)), "not computed yet".to_owned()));
        }
        let boundary = self.panels.iter().find_map(|panel| panel.boundary.as_ref());
        signs.extend(boundary.map(|boundary| (Sign::Dashes, boundary.text.clone())));
        signs.extend(self.more.iter().cloned());
        signs
    }

    pub(super) fn key(&self, pen: &Pen, layout: &Layout, colors: &Palette) -> Result<(), Error> {
        write(pen, &layout.rows, layout.key, colors)
    }
}

/// Writes the rows of a key, the first one from a height on.
pub fn write(pen: &Pen, rows: &[Vec<(Sign, String)>], top: f32, colors: &Palette) -> Result<(), Error> {
    let writing = Writing::new(SMALL, colors.text);
    for (row, entries) in rows.iter().enumerate() {
        let mut at = pos2(MARGIN, top + LINE * (row as f32 + 0.5));
        for (sign, text) in entries {
            sign.draw(pen, at + vec2(6.0, 0.0), colors)?;
            at.x += SIGN;
            pen.text(text, at, writing)?;
            at.x += pen.width(text, writing)? + APART;
        }
    }
    Ok(())
}

/// Entries of a key in rows of a width.
pub fn rows(pen: &Pen, entries: Vec<(Sign, String)>, width: f32) -> Result<Vec<Vec<(Sign, String)>>, Error> {
    let writing = Writing::new(SMALL, Color32::BLACK);
    let (mut rows, mut used) = (Vec::<Vec<(Sign, String)>>::new(), 0.0);
    for (sign, text) in entries {
        let wide = SIGN + pen.width(&text, writing)?;
        if rows.is_empty() || used + wide > width {
            rows.push(Vec::new());
            used = 0.0;
        }
        used += wide + APART;
        if let Some(row) = rows.last_mut() {
            row.push((sign, text));
        }
    }
    Ok(rows)
}

/// The colour of the minimum of a number.
pub(super) fn minimum(place: usize, colors: &Palette) -> Color32 {
    let strength = if colors.dark { 0.55 } else { 0.7 };
    colormap::mix(colors.background, class_style(place, colors.dark).color, strength)
}

/// A cell that is not computed yet.
pub(super) fn unknown(colors: &Palette) -> Color32 {
    colors.hovered
}
