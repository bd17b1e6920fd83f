//! From the surface's block to the screen. The block reaches from -1 to 1 along x and y and from 0 to
//! [`HEIGHT`].

use crate::scene::picture::Camera;
use egui::{Pos2, Rect, Vec2, vec2};

/// How high the highest loss stands.
pub const HEIGHT: f32 = 0.72;
/// How far the eye is from the middle of the block; far enough for a gentle perspective.
const DISTANCE: f32 = 6.5;
/// Space for the axes' texts, in points.
const MARGIN: Vec2 = vec2(30.0, 22.0);
/// The middle of what is looked at.
const TARGET: [f32; 3] = [0.0, 0.0, 0.4 * HEIGHT];

/// A point of the block.
pub type BlockPoint = [f32; 3];

/// Where points of the block are seen.
#[derive(Clone, Copy, Debug)]
pub struct Projection {
    right: BlockPoint,
    up: BlockPoint,
    forward: BlockPoint,
    center: Pos2,
    scale: f32,
}

impl Projection {
    /// The block seen by a camera in a part of the screen.
    pub fn new(camera: Camera, rect: Rect) -> Self {
        let camera = camera.bounded();
        let (sin_turn, cos_turn) = (camera.turn.to_radians() as f32).sin_cos();
        let (sin_tilt, cos_tilt) = (camera.tilt.to_radians() as f32).sin_cos();
        // What a whole turn needs, so that turning does not change the size.
        let (across, along) = (1.45, 1.5 * sin_tilt + 0.62 * HEIGHT * cos_tilt);
        let room = (rect.size() / 2.0 - MARGIN).max(vec2(1.0, 1.0));
        let fit = (room.x / across).min(room.y / along);
        Self {
            right: [cos_turn, -sin_turn, 0.0],
            up: [sin_turn * sin_tilt, cos_turn * sin_tilt, cos_tilt],
            forward: [sin_turn * cos_tilt, cos_turn * cos_tilt, -sin_tilt],
            center: rect.center(),
            scale: fit * camera.zoom as f32,
        }
    }

    /// Where a point is seen.
    pub fn place(&self, point: BlockPoint) -> Pos2 {
        let from: BlockPoint = std::array::from_fn(|i| point[i] - TARGET[i]);
        let nearer = DISTANCE / (DISTANCE + dot(self.forward, from));
        let scale = self.scale * nearer;
        self.center + vec2(dot(self.right, from), -dot(self.up, from)) * scale
    }

    /// Where the eye is.
    pub fn eye(&self) -> BlockPoint {
        std::array::from_fn(|i| TARGET[i] - DISTANCE * self.forward[i])
    }

    /// Where the light comes from: over the viewer's left shoulder.
    pub fn light(&self) -> BlockPoint {
        normalized(std::array::from_fn(|i| {
            0.55 * self.up[i] - 0.5 * self.right[i] - 0.45 * self.forward[i] + [0.0, 0.0, 0.5][i]
        }))
    }

    /// Points on the screen a unit of the block, about.
    pub fn scale(&self) -> f32 {
        self.scale
    }
}

/// The inner product.
pub fn dot(a: BlockPoint, b: BlockPoint) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// The same direction with length 1.
pub fn normalized(a: BlockPoint) -> BlockPoint {
    let length = dot(a, a).sqrt().max(f32::MIN_POSITIVE);
    a.map(|v| v / length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    fn seen(turn: f64, tilt: f64) -> Projection {
        let camera = Camera {
            turn,
            tilt,
            zoom: 1.0,
        };
        Projection::new(camera, Rect::from_min_max(pos2(0.0, 0.0), pos2(600.0, 400.0)))
    }

    #[test]
    fn from_the_front_x_runs_right_and_the_loss_up() {
        let front = seen(0.0, 30.0);
        let place = |p| front.place(p);
        assert!(place([1.0, 0.0, 0.0]).x > place([-1.0, 0.0, 0.0]).x);
        assert!(
            place([0.0, 1.0, 0.0]).y < place([0.0, -1.0, 0.0]).y,
            "what is behind stands higher"
        );
        assert!(place([0.0, 0.0, HEIGHT]).y < place([0.0, 0.0, 0.0]).y);
        assert!(front.eye()[1] < -1.0 && front.eye()[2] > 0.0);
    }

    #[test]
    fn the_whole_block_is_seen_from_everywhere() {
        for turn in (0..360).step_by(15) {
            for tilt in [8.0, 25.0, 45.0, 70.0, 89.0] {
                let projection = seen(f64::from(turn), tilt);
                for corner in 0..8 {
                    let sign = |bit: i32| if corner & bit == 0 { -1.0 } else { 1.0 };
                    let top = if corner & 4 == 0 { 0.0 } else { HEIGHT };
                    let at = projection.place([sign(1), sign(2), top]);
                    let inside = (0.0..=600.0).contains(&at.x) && (0.0..=400.0).contains(&at.y);
                    assert!(inside, "{turn} {tilt} {corner}: {at:?}");
                }
            }
        }
    }
}
