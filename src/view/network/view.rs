//! What views of the selected run on a network have in common, where what they show is no chart over the
//! steps.

use super::trained::Trained;
use crate::scene::Problem;
use crate::scene::network::Network;
use crate::view::chart::Chart;
use crate::view::charted::Absent;
use crate::view::quantity::instead;
use crate::view::{Shown, Tab, View, Wish};
use egui::Ui;

/// A picture of the run of a network that is looked at.
pub trait NetworkView {
    /// How it is listed.
    const TAB: Tab;
    /// What it shows, which is no chart; a sentence.
    const SHOWS: &'static str;

    /// Whether it has something to show of a network; else it is not listed.
    fn suits(&self, _network: &Network) -> bool {
        true
    }

    /// Draws it into the space left.
    fn show(&mut self, ui: &mut Ui, shown: &Shown, trained: &Trained) -> Vec<Wish>;
}

impl<V: NetworkView> View for V {
    fn tab(&self) -> Tab {
        V::TAB
    }

    fn suits(&self, problem: &Problem) -> bool {
        problem
            .network()
            .is_some_and(|network| NetworkView::suits(self, network))
    }

    fn ui(&mut self, ui: &mut Ui, shown: &Shown) -> Vec<Wish> {
        match Trained::known(shown) {
            Ok(trained) => self.show(ui, shown, &trained),
            Err(absent) => {
                instead(ui, V::TAB.name, absent.why());
                Vec::new()
            }
        }
    }

    fn charts(&mut self, _shown: &Shown, _dark: bool) -> Result<Vec<Chart<'static>>, Absent> {
        Err(Absent::Never(V::SHOWS))
    }
}
