//! The shapes at the ends of lines.

/// A marker's shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A disc.
    Circle,
    /// A square.
    Square,
    /// A triangle, tip up.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// A triangle, tip down.
    Wedge,
    /// A pentagon.
    Pentagon,
    /// A hexagon.
    Hexagon,
    /// A flat bar.
    Bar,
}

impl Marker {
    /// All shapes, in the order in which runs take them.
    pub const ALL: [Self; 8] = [
        Self::Circle,
        Self::Square,
        Self::Triangle,
        Self::Diamond,
        Self::Wedge,
        Self::Pentagon,
        Self::Hexagon,
        Self::Bar,
    ];

    /// Its convex outline around the origin, y growing downwards, sized to look as large as a disc of radius
    /// 1.
    pub fn outline(self) -> Vec<[f32; 2]> {
        match self {
            Self::Circle => corners(24, 1.0, 0.0),
            Self::Square => corners(4, 1.25, 0.125),
            Self::Triangle => corners(3, 1.35, 0.0),
            Self::Diamond => corners(4, 1.3, 0.0),
            Self::Wedge => corners(3, 1.35, 0.5),
            Self::Pentagon => corners(5, 1.15, 0.0),
            Self::Hexagon => corners(6, 1.1, 0.25),
            Self::Bar => vec![[-1.6, -0.55], [1.6, -0.55], [1.6, 0.55], [-1.6, 0.55]],
        }
    }
}

/// Corners of a regular polygon, the first on top, turned by a part of a full turn.
fn corners(count: usize, radius: f32, turn: f32) -> Vec<[f32; 2]> {
    let at = |i: usize| {
        let angle = (i as f32 / count as f32 + turn) * std::f32::consts::TAU;
        [radius * angle.sin(), -radius * angle.cos()]
    };
    (0..count).map(at).collect()
}
