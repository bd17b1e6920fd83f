//! A finger that swipes from page to page.

use egui::{Context, Id, Pos2, Rect};

/// How far a finger moves in a swipe.
const DISTANCE: f32 = 56.0;

/// Where a finger came down that drags nothing but the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Swipe {
    from: Option<Pos2>,
    is_down: bool,
}

impl Swipe {
    /// By how many pages a finger that was just lifted has swiped in an area: -1, 0 or 1. `scroll` is what it
    /// drags where it drags nothing but the page; one that came down on a control that can be dragged does not swipe.
    pub fn pages(&mut self, ctx: &Context, area: Rect, scroll: Id) -> isize {
        let (down, at) = ctx.input(|i| (i.pointer.press_origin(), i.pointer.latest_pos()));
        if let Some(origin) = down {
            // Decided as it comes down: where drawing is slow, its moves and the lift arrive in one frame, in which
            // nothing is dragged.
            if !self.is_down {
                self.from = (area.contains(origin) && !on_a_control(ctx, scroll)).then_some(origin);
            }
            self.is_down = true;
            return 0;
        }
        let Some((from, to)) = std::mem::take(self).from.zip(at) else {
            return 0;
        };
        let way = to - from;
        match way.x.abs() > DISTANCE && way.x.abs() > 2.0 * way.y.abs() {
            true => -way.x.signum() as isize,
            false => 0,
        }
    }
}

/// Whether anything but the page itself that is under the pointer can be dragged.
fn on_a_control(ctx: &Context, scroll: Id) -> bool {
    let under: Vec<Id> = ctx.interaction_snapshot(|s| s.contains_pointer.iter().copied().collect());
    under.into_iter().any(|id| {
        let drags = ctx
            .read_response(id)
            .is_some_and(|response| response.sense.senses_drag());
        drags && id != scroll
    })
}
