//! Where the parts of a formula stand. All lengths are parts of the letters' height; the origin of a part is
//! its left end, on the axis on which fractions and signs are centred.

use super::math::{Fence, Math, MathLine, NameMark};
use egui::{Pos2, Vec2, pos2, vec2};

/// Above and below the axis, a line of text takes this.
const UP: f32 = 0.5;
const DOWN: f32 = 0.52;
/// Above the axis, small letters and tall ones end here.
const SMALL_TOP: f32 = 0.2;
const TALL_TOP: f32 = 0.4;
/// Letters that reach above the small ones.
const TALL: &str = "bdfhklβδζθλξψ";
/// Exponents and indices are smaller, but never too small to read.
const SCRIPT: f32 = 0.68;
const SMALLEST: f32 = 10.0;
/// Thickness of lines.
const STROKE: f32 = 0.065;

/// A part in its place.
#[derive(Clone, Debug, Default)]
pub struct Laid {
    /// How wide it is.
    pub width: f32,
    /// How far it reaches above the axis.
    pub up: f32,
    /// How far it reaches below.
    pub down: f32,
    /// What is drawn.
    pub items: Vec<Item>,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub enum Item {
    /// A text by its left middle.
    Text {
        /// Where it stands.
        at: Pos2,
        /// Its height.
        size: f32,
        /// What it says.
        text: String,
        /// Whether it is no part of the formula.
        weak: bool,
    },
    /// A line.
    Line {
        /// Its points.
        points: Vec<Pos2>,
        /// Its thickness.
        width: f32,
    },
}

/// Lays formulas out.
pub struct Setter<'a> {
    /// How wide a text of a height is.
    pub measure: &'a dyn Fn(&str, f32) -> f32,
}

impl Laid {
    fn add(&mut self, mut part: Self, by: Vec2) {
        for item in &mut part.items {
            match item {
                Item::Text { at, .. } => *at += by,
                Item::Line { points, .. } => points.iter_mut().for_each(|p| *p += by),
            }
        }
        self.width = self.width.max(by.x + part.width);
        self.up = self.up.max(part.up - by.y);
        self.down = self.down.max(part.down + by.y);
        self.items.append(&mut part.items);
    }

    /// Puts a part at the right end.
    fn push(&mut self, part: Self) {
        self.add(part, vec2(self.width, 0.0));
    }

    fn line(&mut self, points: Vec<Pos2>, size: f32) {
        let width = (STROKE * size).max(1.0);
        self.items.push(Item::Line { points, width });
    }
}

impl Setter<'_> {
    /// A statement.
    pub fn line(&self, line: &MathLine, size: f32) -> Laid {
        let mut laid = self.lay(&line.target, size);
        laid.width += 0.35 * size;
        if !line.sign.is_empty() {
            laid.push(self.text(line.sign, size, true));
            laid.width += 0.35 * size;
        }
        laid.push(self.lay(&line.value, size));
        laid
    }

    /// A formula or a part of one.
    pub fn lay(&self, math: &Math, size: f32) -> Laid {
        match math {
            Math::Symbol(text) | Math::Word(text) => self.text(text, size, false),
            Math::Remark(text) => self.text(text, size, true),
            Math::Space(width) => Laid {
                width: width * size,
                ..Laid::default()
            },
            Math::Row(row) => {
                let mut laid = Laid::default();
                row.iter().for_each(|part| laid.push(self.lay(part, size)));
                laid
            }
            Math::Fraction(over, under) => self.fraction(over, under, size),
            Math::Root(inner) => self.root(inner, size),
            Math::Scripts { base, below, above } => {
                self.scripts(base, below.as_deref(), above.as_deref(), size)
            }
            Math::Marked(mark, inner) => self.marked(*mark, inner, size),
            Math::Fenced(fence, inner) => fenced(*fence, self.lay(inner, size), size),
            Math::Cases(cases) => self.cases(cases, size),
        }
    }

    fn text(&self, text: &str, size: f32, weak: bool) -> Laid {
        Laid {
            width: (self.measure)(text, size),
            up: UP * size,
            down: DOWN * size,
            items: vec![Item::Text {
                at: Pos2::ZERO,
                size,
                text: text.to_owned(),
                weak,
            }],
        }
    }

    fn fraction(&self, over: &Math, under: &Math, size: f32) -> Laid {
        let inner = (size * 0.92).max(SMALLEST);
        let (over, under) = (self.lay(over, inner), self.lay(under, inner));
        let width = over.width.max(under.width) + 0.3 * size;
        let mut laid = Laid::default();
        let left = |part: &Laid| (width - part.width) / 2.0;
        let (above, below) = (-(over.down + 0.06 * size), under.up + 0.1 * size);
        let (l, r) = (left(&over), left(&under));
        laid.add(over, vec2(l, above));
        laid.add(under, vec2(r, below));
        laid.line(vec![pos2(0.04 * size, 0.0), pos2(width - 0.04 * size, 0.0)], size);
        laid.width = width;
        laid
    }

    fn root(&self, inner: &Math, size: f32) -> Laid {
        let inner = self.lay(inner, size);
        let (top, bottom) = (-inner.up - 0.04 * size, inner.down * 0.85);
        let (sign, end) = (0.58 * size, 0.62 * size + inner.width + 0.04 * size);
        let mut laid = Laid::default();
        laid.add(inner, vec2(0.64 * size, 0.0));
        let points = [
            (0.02 * size, 0.12 * size),
            (0.16 * size, 0.02 * size),
            (0.34 * size, bottom),
            (sign, top),
            (end, top),
        ];
        laid.line(points.map(|(x, y)| pos2(x, y)).to_vec(), size);
        laid.up += 0.1 * size;
        laid.width += 0.06 * size;
        laid
    }

    fn scripts(&self, base: &Math, below: Option<&Math>, above: Option<&Math>, size: f32) -> Laid {
        let small = (size * SCRIPT).max(SMALLEST);
        let mut laid = self.lay(base, size);
        let (up, down, right) = (laid.up, laid.down, laid.width + 0.03 * size);
        if let Some(below) = below.map(|b| self.lay(b, small)) {
            let drop = down - 0.22 * size;
            laid.add(below, vec2(right, drop));
        }
        if let Some(above) = above.map(|a| self.lay(a, small)) {
            let rise = up - 0.12 * size + (above.down - DOWN * small).max(0.0);
            laid.add(above, vec2(right, -rise));
        }
        laid
    }

    fn marked(&self, mark: NameMark, inner: &Math, size: f32) -> Laid {
        let mut laid = self.lay(inner, size);
        let is_tall = |c: char| c.is_uppercase() || TALL.contains(c);
        let tall = inner.texts().iter().any(|text| text.contains(is_tall));
        let top = -(if tall { TALL_TOP } else { SMALL_TOP } + 0.07) * size;
        let (middle, half) = (laid.width / 2.0, (laid.width / 2.0).min(0.22 * size));
        let point = |x: f32, y: f32| pos2(middle + x * half, top - y * size);
        let points = match mark {
            NameMark::Hat => vec![point(-1.0, 0.0), point(0.0, 0.14), point(1.0, 0.0)],
            NameMark::Bar => vec![point(-1.1, 0.06), point(1.1, 0.06)],
            NameMark::Tilde => (-8..=8)
                .map(|i| {
                    let x = i as f32 / 8.0;
                    point(x, 0.07 - 0.06 * (x * std::f32::consts::PI).sin())
                })
                .collect(),
        };
        laid.line(points, size);
        laid.up = laid.up.max(-top + 0.2 * size);
        laid
    }

    fn cases(&self, cases: &[(Math, Math)], size: f32) -> Laid {
        let rows: Vec<(Laid, Laid)> = cases
            .iter()
            .map(|(value, when)| (self.lay(value, size), self.lay(when, size)))
            .collect();
        let values = rows.iter().map(|r| r.0.width).fold(0.0, f32::max);
        let gap = 0.25 * size;
        let height = |row: &(Laid, Laid)| (row.0.up.max(row.1.up), row.0.down.max(row.1.down));
        let total: f32 = rows.iter().map(|r| height(r).0 + height(r).1 + gap).sum::<f32>() - gap;
        let mut laid = Laid::default();
        let (mut y, start) = (-total / 2.0, 0.5 * size);
        for row in rows {
            let (up, down) = height(&row);
            laid.add(row.0, vec2(start, y + up));
            laid.add(row.1, vec2(start + values + 0.8 * size, y + up));
            y += up + down + gap;
        }
        laid.line(brace(total / 2.0, size), size);
        laid
    }
}

/// A brace that opens to the right, as high above the axis as below.
fn brace(half: f32, size: f32) -> Vec<Pos2> {
    let (tip, back, round) = (0.1 * size, 0.24 * size, 0.14 * size);
    let upper = [
        (0.4 * size, -half),
        (back + 0.06 * size, -half + 0.03 * size),
        (back, -half + round),
        (back, -round),
        (back - 0.05 * size, -0.05 * size),
        (tip, 0.0),
    ];
    let lower = upper.iter().rev().skip(1).map(|(x, y)| (*x, -y));
    let points = upper.iter().copied().chain(lower.collect::<Vec<_>>());
    points.map(|(x, y)| pos2(x, y)).collect()
}

fn fenced(fence: Fence, inner: Laid, size: f32) -> Laid {
    let (top, bottom) = (-inner.up, inner.down);
    let side = match fence {
        Fence::Round => 0.3 * size,
        Fence::Bars => 0.2 * size,
        Fence::DoubleBars => 0.34 * size,
        Fence::Floor | Fence::Ceiling => 0.28 * size,
    };
    let width = inner.width + 2.0 * side;
    let mut laid = Laid::default();
    laid.add(inner, vec2(side, 0.0));
    laid.width = width;
    let mut both = |points: &[(f32, f32)]| {
        for mirrored in [false, true] {
            let place = |x: f32| if mirrored { width - x } else { x };
            laid.line(points.iter().map(|(x, y)| pos2(place(*x), *y)).collect(), size);
        }
    };
    let upright = |x: f32| [(x * size, top), (x * size, bottom)];
    match fence {
        Fence::Round => {
            let middle = (top + bottom) / 2.0;
            let arc = (-8..=8).map(|i| {
                let turn = i as f32 / 8.0;
                let bulge = 0.14 * size * (1.0 - turn * turn);
                (0.22 * size - bulge, middle + turn * (bottom - top) / 2.0)
            });
            both(&arc.collect::<Vec<_>>());
        }
        Fence::Bars => both(&upright(0.1)),
        Fence::DoubleBars => {
            both(&upright(0.1));
            both(&upright(0.22));
        }
        Fence::Floor => both(&[(0.1 * size, top), (0.1 * size, bottom), (0.24 * size, bottom)]),
        Fence::Ceiling => both(&[(0.24 * size, top), (0.1 * size, top), (0.1 * size, bottom)]),
    }
    laid
}
