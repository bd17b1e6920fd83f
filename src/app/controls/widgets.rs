//! Where widgets are, by accessible name: eframe passes the accessibility tree to the system, but not to a
//! page.

use egui::mutex::Mutex;
use egui::{Context, FullOutput, Plugin, Rect, accesskit};
use std::collections::HashMap;
use std::sync::Arc;

/// The accessibility tree of the last frame; nothing is noted before the first question.
#[derive(Clone, Default)]
pub struct Widgets {
    seen: Arc<Mutex<Option<Nodes>>>,
}

type Nodes = Vec<(accesskit::NodeId, accesskit::Node)>;

impl Widgets {
    /// Whether a name or a text on screen has a part.
    pub fn says(&self, context: &Context, part: &str) -> bool {
        self.look(context);
        let seen = self.seen.lock();
        let mut nodes = seen.iter().flatten().map(|(_, node)| node);
        nodes.any(|node| {
            [node.label(), node.value()]
                .into_iter()
                .flatten()
                .any(|text| text.contains(part))
        })
    }

    /// Begins to look, where it has not.
    fn look(&self, context: &Context) {
        let begun = self.seen.lock().is_some();
        if !begun {
            *self.seen.lock() = Some(Nodes::new());
            context.enable_accesskit();
            context.add_plugin(self.clone());
            context.request_repaint();
        }
    }

    /// The rectangle of the widget of a name, in points of the screen whatever the app's scale.
    pub fn find(&self, context: &Context, name: &str) -> Option<Rect> {
        self.look(context);
        let found = self.seen.lock().as_ref().and_then(|nodes| rect(nodes, name));
        found.map(|rect| rect * context.zoom_factor())
    }
}

impl Plugin for Widgets {
    fn debug_name(&self) -> &'static str {
        "ravine widgets"
    }

    fn output_hook(&mut self, _context: &Context, output: &mut FullOutput) {
        // A page's integration has no use for it.
        if let Some(update) = output.platform_output.accesskit_update.take() {
            *self.seen.lock() = Some(update.nodes);
        }
    }
}

/// The rectangle, in points, of the first node of a name. What is named by a label comes first: it is what a
/// user would act on.
fn rect(nodes: &Nodes, name: &str) -> Option<Rect> {
    let called = |node: &accesskit::Node| node.label().or_else(|| node.value()) == Some(name);
    let labels: HashMap<_, _> = nodes.iter().map(|(id, node)| (*id, node)).collect();
    let labelled = |node: &accesskit::Node| {
        let label = node.labelled_by().first().and_then(|id| labels.get(id));
        label.is_some_and(|label| called(label))
    };
    let mut all = nodes.iter().map(|(_, node)| node);
    let found = all.clone().find(|n| n.bounds().is_some() && labelled(n));
    let found = found.or_else(|| all.find(|n| n.bounds().is_some() && called(n)));
    let b = found?.bounds()?;
    let corners = [b.x0, b.y0, b.x1, b.y1].map(|v| v as f32);
    Some(Rect::from_x_y_ranges(
        corners[0]..=corners[2],
        corners[1]..=corners[3],
    ))
}
