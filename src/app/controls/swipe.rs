//! A finger that swipes from page to page.

use egui::{Context, Id, Pos2, Rect};

/// How far a finger moves in a swipe.
const DISTANCE: f32 = 56.0;

/// Where a finger came down, and what it drags.
#[derive(Clone, Copy, Debug, Default)]
pub struct Swipe {
    from: Option<Pos2>,
    dragged: Option<Id>,
}

impl Swipe {
    /// By how many pages a finger that was just lifted has swiped in an area: -1, 0 or 1. `scroll` is what it
    /// drags where it drags nothing but the page; one that drags a control does not swipe.
    pub fn pages(&mut self, ctx: &Context, area: Rect, scroll: Id) -> isize {
        let (down, at) = ctx.input(|i| (i.pointer.press_origin(), i.pointer.latest_pos()));
        if down.is_some() {
            self.from = down;
            self.dragged = ctx.dragged_id().or(self.dragged);
            return 0;
        }
        let Self { from, dragged } = std::mem::take(self);
        let on_page = dragged.is_none_or(|id| id == scroll);
        let Some((from, to)) = from.zip(at).filter(|(from, _)| on_page && area.contains(*from)) else {
            return 0;
        };
        let way = to - from;
        match way.x.abs() > DISTANCE && way.x.abs() > 2.0 * way.y.abs() {
            true => -way.x.signum() as isize,
            false => 0,
        }
    }
}
