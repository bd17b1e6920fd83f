//! What the editor does to a scene: puts texts in the place of others, with all that hangs on them.

use crate::app::controls::names;
use crate::app::rules::Rules;
use crate::app::runs::edit;
use crate::catalog;
use crate::lang::rewrite::{child_of, renamed};
use crate::lang::rule::Value;
use crate::lang::{Kind, Rule};
use crate::scene::{Reference, RulePlace, Scene};
use std::sync::Arc;

/// The text of a rule.
pub fn text(kind: Kind, reference: &Reference) -> String {
    match reference {
        Reference::Source(source) => source.clone(),
        Reference::Name(id) => catalog::find(kind, id).map_or_else(String::new, |e| e.rule.source.clone()),
    }
}

/// The rule of the catalog that an own one was forked from.
pub fn parent(rule: &Rule) -> Option<&'static Arc<catalog::Entry>> {
    rule.parents
        .iter()
        .find_map(|name| catalog::find(rule.kind, &name.text))
}

/// An own rule in the place of the one that stands there, under a new name. Returns its text.
pub fn fork(rules: &mut Rules, scene: &mut Scene, place: RulePlace) -> Option<String> {
    let kind = place.kind();
    let old = place.reference(&scene.experiment)?.clone();
    let wanted = format!("My {}", old.title(kind));
    let name = free(rules, scene, kind, &wanted);
    let source = renamed(&text(kind, &old), &name);
    let source = match &old {
        Reference::Name(id) => child_of(&source, id),
        Reference::Source(_) => source,
    };
    write(scene, &[place], &source);
    rules.library.put(kind, None, &name, &source);
    Some(source)
}

/// Another text wherever an own one stands.
pub fn replace(rules: &mut Rules, scene: &mut Scene, kind: Kind, old: &Reference, source: &str) {
    let places = uses(scene, kind, old);
    write(scene, &places, source);
    let before = match old {
        Reference::Source(before) => Some(before.as_str()),
        Reference::Name(_) => None,
    };
    rules
        .library
        .put(kind, before, &catalog::own(kind, source).rule.name, source);
}

/// The text with which an own rule began.
pub fn reverted(rule: &Rule) -> Option<String> {
    let parent = parent(rule)?;
    Some(child_of(&renamed(&parent.rule.source, &rule.name), &parent.id))
}

/// Forgets an own rule; where it stood stands the one it was forked from, or the plainest of its kind.
pub fn delete(rules: &mut Rules, scene: &mut Scene, kind: Kind, own: &Reference) {
    let rule = own.rule(kind);
    let entry = rule.as_deref().and_then(parent);
    let Some(entry) = entry.or_else(|| catalog::entries(kind).first()) else {
        return;
    };
    for place in uses(scene, kind, own) {
        put(scene, place, Reference::name(&entry.id));
    }
    rules.library.remove(kind, &text(kind, own));
}

/// The places where a rule stands.
fn uses(scene: &Scene, kind: Kind, reference: &Reference) -> Vec<RulePlace> {
    let all = RulePlace::all(&scene.experiment).into_iter();
    all.filter(|p| p.kind() == kind && p.reference(&scene.experiment) == Some(reference))
        .collect()
}

fn write(scene: &mut Scene, places: &[RulePlace], source: &str) {
    for place in places {
        put(scene, *place, Reference::Source(source.to_owned()));
    }
}

/// Puts a rule in a place, and leaves out what the old one had and the new one has not.
fn put(scene: &mut Scene, place: RulePlace, new: Reference) {
    let kind = place.kind();
    let Some(rule) = new.rule(kind) else { return };
    let after = new.title(kind);
    let Some((reference, params)) = place.parts(&mut scene.experiment) else {
        return;
    };
    let before = reference.title(kind);
    *reference = new;
    if let Some(params) = params {
        params.retain(|name, value| {
            let param = rule.param(name);
            param.is_some_and(|param| same_type(&param.default, value))
        });
    }
    if let RulePlace::Optimizer(run) = place {
        edit::relabel(scene, run, &before, &after);
    }
    if place == RulePlace::Surface {
        let flat = !rule.body.is_empty() && !rule.uses("y");
        forget_starts(scene, if flat { 1 } else { 2 });
    }
}

fn same_type(default: &Value, value: &Value) -> bool {
    std::mem::discriminant(default) == std::mem::discriminant(value)
}

/// A start of other dimensions, and what is zoomed to, mean nothing on another surface.
fn forget_starts(scene: &mut Scene, dimensions: usize) {
    let fits = |start: &Vec<f64>| start.len() == dimensions;
    let experiment = &mut scene.experiment;
    experiment.start = experiment.start.take().filter(fits);
    experiment.starts.retain(fits);
    if scene.view.picture.range.len() != dimensions {
        scene.view.picture.range.clear();
    }
}

/// A name that no rule of a kind has yet.
fn free(rules: &mut Rules, scene: &Scene, kind: Kind, wanted: &str) -> String {
    let places = RulePlace::all(&scene.experiment);
    let used = places.iter().filter(|p| p.kind() == kind);
    let used = used.filter_map(|p| p.reference(&scene.experiment));
    let mut taken: Vec<String> = used.map(|r| r.title(kind)).collect();
    taken.extend(rules.library.of(kind).map(|(name, _)| name.to_owned()));
    taken.extend(catalog::entries(kind).iter().map(|e| e.rule.name.clone()));
    names::free(&taken, wanted)
}
