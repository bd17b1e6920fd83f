//! Keeps the scene for the next visit and in the page's address, once it was shown without trouble and
//! nothing moves.

use crate::link;
use crate::scene::Scene;
use egui::Context;
use std::time::Duration;

/// What stores a scene, with the part of the page's address from `#` on that leads to it, where there is one
/// that can be read back.
pub type KeepScene = fn(&Scene, Option<&str>);

/// Shortest time between two scenes that are kept: browsers stop a page that changes its address all the
/// time.
const PAUSE: f64 = 0.4;

/// The card that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its id.
    pub id: &'static str,
    /// Whether the scene is another one than the card's own.
    pub changed: bool,
}

/// What was kept last, and how.
#[derive(Default)]
pub struct Keeper {
    /// Keeps nothing where absent.
    pub keep: Option<KeepScene>,
    kept: Option<(Scene, Option<Card>)>,
    time: f64,
}

impl Keeper {
    /// Keeps the scene where it changed, the pointer rests and the last time is long enough ago; else asks
    /// for a frame in which it can be kept.
    pub fn update(&mut self, ctx: &Context, scene: &Scene, card: Option<Card>, playing: bool) {
        let Some(keep) = self.keep else { return };
        let changed = match &self.kept {
            None => true,
            Some((_, kept)) if *kept != card => true,
            // While it plays the step changes all the time and is not worth keeping.
            Some((kept, _)) if playing => kept.experiment != scene.experiment,
            Some((kept, _)) => kept != scene,
        };
        let (held, now) = ctx.input(|i| (i.pointer.any_down(), i.time));
        if !changed || held {
            return;
        }
        let wait = self.time + PAUSE - now;
        if self.kept.is_some() && wait > 0.0 {
            ctx.request_repaint_after(Duration::from_secs_f64(wait));
            return;
        }
        keep(scene, address_of(scene, card.as_ref()).as_deref());
        self.kept = Some((scene.clone(), card));
        self.time = now;
    }

    /// Keeps a changed scene without waiting for rest: the page may be gone at once.
    pub fn flush(&mut self, scene: &Scene, card: Option<Card>) {
        let same = |kept: &(Scene, Option<Card>)| kept.0 == *scene && kept.1 == card;
        let changed = !self.kept.as_ref().is_some_and(same);
        if let Some(keep) = self.keep.filter(|_| changed) {
            keep(scene, address_of(scene, card.as_ref()).as_deref());
            self.kept = Some((scene.clone(), card));
        }
    }
}

/// The part of an address from `#` on that leads to a scene, or to a card and what became of its scene.
pub fn address_of(scene: &Scene, card: Option<&Card>) -> Option<String> {
    match card {
        None => link_of(scene).map(|link| format!("{}{link}", link::MARK)),
        Some(card) if card.changed => Some(link::to_card(card.id, Some(&link_of(scene)?))),
        Some(card) => Some(link::to_card(card.id, None)),
    }
}

/// The link of a scene, where the scene can be read back from it.
fn link_of(scene: &Scene) -> Option<String> {
    let link = link::encode(scene);
    link::decode(&link).is_ok().then_some(link)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Event, Modifiers, PointerButton, Pos2, RawInput};
    use std::cell::RefCell;

    thread_local! {
        static KEPT: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    }

    fn keeper() -> Keeper {
        Keeper {
            keep: Some(|scene, _| KEPT.with(|kept| kept.borrow_mut().push(scene.experiment.steps))),
            ..Keeper::default()
        }
    }

    fn of(steps: u32) -> Scene {
        let mut scene = Scene::on_surface("bowl");
        scene.experiment.steps = steps;
        scene
    }

    /// The steps of the scenes that were kept since this was asked last.
    fn kept() -> Vec<u32> {
        KEPT.with(RefCell::take)
    }

    #[test]
    fn a_page_that_goes_keeps_what_still_moves_and_nothing_twice() {
        let (ctx, mut keeper) = (Context::default(), keeper());
        let frame = |keeper: &mut Keeper, scene: &Scene, time: f64, events: Vec<Event>| {
            let input = RawInput {
                time: Some(time),
                events,
                ..RawInput::default()
            };
            let mut output = ctx.run_ui(input, |ui| keeper.update(ui.ctx(), scene, None, false));
            output.textures_delta.clear();
            kept()
        };
        let press = Event::PointerButton {
            pos: Pos2::ZERO,
            button: PointerButton::Primary,
            pressed: true,
            modifiers: Modifiers::NONE,
        };
        assert_eq!(frame(&mut keeper, &of(1), 1.0, Vec::new()), [1]);
        assert!(
            frame(&mut keeper, &of(2), 1.1, Vec::new()).is_empty(),
            "it waits for rest"
        );
        assert!(
            frame(&mut keeper, &of(3), 9.0, vec![press]).is_empty(),
            "it is held"
        );
        keeper.flush(&of(3), None);
        assert_eq!(kept(), [3]);
        keeper.flush(&of(3), None);
        assert!(kept().is_empty(), "hidden, then gone: it is kept already");
    }
}
