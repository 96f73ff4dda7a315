use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use super::lifecycle::{Sunset, is_unstable, sunset};
use super::site::Site;
use super::view::{member, patterned};
use super::walker::Walk;
use crate::diff::load::{Document, METHODS, Place};
use crate::diff::rules;
use crate::diff::schema::Direction;

/// A path with its parameters' names taken out: `/a/{b}` and `/a/{c}` are one path.
pub(super) fn template(path: &str) -> String {
    let mut plain = String::new();
    let mut inside = false;
    for character in path.chars() {
        match character {
            '{' => {
                inside = true;
                plain.push('{');
            }
            '}' => {
                inside = false;
                plain.push('}');
            }
            _ if inside => {}
            other => plain.push(other),
        }
    }
    plain
}

/// The operations of a document's paths as changes name them: `GET /members/{id}`.
#[must_use]
pub(crate) fn operations(document: &Document) -> Vec<String> {
    let mut found = Vec::new();
    let paths = member(&document.root(), "paths");
    for (path, item) in paths.iter().flat_map(patterned) {
        let Some(item) = document.resolve(&item) else {
            continue;
        };
        let here = METHODS
            .iter()
            .filter(|method| item.node.get(method).is_some());
        found.extend(here.map(|method| title("paths", method, path)));
    }
    found
}

impl<'d> Walk<'d> {
    /// Pairs the path items of `paths` or `webhooks` and walks them.
    pub(super) fn path_items(&mut self, section: &str, direction: Direction) {
        let list = |root: &Place<'d>| {
            member(root, section)
                .map(|all| patterned(&all))
                .unwrap_or_default()
        };
        let (old, new) = (list(&self.old.root()), list(&self.new.root()));
        self.pair_items(&old, &new, direction, section);
    }

    fn pair_items(
        &mut self,
        old: &IndexMap<&'d str, Place<'d>>,
        new: &IndexMap<&'d str, Place<'d>>,
        direction: Direction,
        section: &str,
    ) {
        let by_template: IndexMap<String, &str> =
            old.keys().map(|path| (template(path), *path)).collect();
        let mut met: FxHashSet<&str> = FxHashSet::default();
        for (path, item) in new {
            let twin = old.get_key_value(path).map(|(path, _)| *path).or_else(|| {
                let twin = by_template.get(&template(path)).copied()?;
                (!new.contains_key(twin)).then_some(twin)
            });
            match twin.and_then(|twin| Some((twin, old.get(twin)?))) {
                Some((twin, before)) => {
                    met.insert(twin);
                    self.path_item((twin, before), (path, item), direction, section);
                }
                None => self.all_added(path, item, section),
            }
        }
        for (path, item) in old {
            if !met.contains(path) {
                self.all_removed(path, item, section);
            }
        }
    }

    fn path_item(
        &mut self,
        (old_path, old): (&'d str, &Place<'d>),
        (new_path, new): (&'d str, &Place<'d>),
        direction: Direction,
        section: &str,
    ) {
        let (Some(before), Some(after)) = (self.old.resolve(old), self.new.resolve(new)) else {
            return;
        };
        self.words(&before, &after, &Site::document().part(new_path));
        for method in METHODS {
            match (member(&before, method), member(&after, method)) {
                (None, None) => {}
                (Some(old), Some(new)) => {
                    let site = Site::operation(title(section, method, new_path), direction);
                    self.operation((old_path, &before, &old), (new_path, &after, &new), &site);
                }
                (Some(old), None) => self.removed(old_path, &before, method, &old, section),
                (None, Some(new)) => self.added(new_path, method, &new, section),
            }
        }
    }

    fn all_added(&mut self, path: &str, item: &Place<'d>, section: &str) {
        let Some(item) = self.new.resolve(item) else {
            return;
        };
        for method in METHODS {
            if let Some(operation) = member(&item, method) {
                self.added(path, method, &operation, section);
            }
        }
    }

    fn all_removed(&mut self, path: &str, item: &Place<'d>, section: &str) {
        let Some(item) = self.old.resolve(item) else {
            return;
        };
        for method in METHODS {
            if let Some(operation) = member(&item, method) {
                self.removed(path, &item, method, &operation, section);
            }
        }
    }

    fn added(&mut self, path: &str, method: &str, operation: &Place<'d>, section: &str) {
        let site = Site::operation(title(section, method, path), Direction::Request);
        let (rule, what) = if section == "webhooks" {
            (&rules::WEBHOOK_ADDED, "the webhook was added")
        } else {
            (&rules::OPERATION_ADDED, "the operation was added")
        };
        self.say(rule, &site, None, Some(operation), what);
        if operation.node.flag("deprecated") && sunset(operation.node) == Sunset::Unreadable {
            self.say(
                &rules::SUNSET_INVALID,
                &site,
                None,
                Some(operation),
                "the sunset date cannot be read",
            );
        }
    }

    fn removed(
        &mut self,
        path: &str,
        item: &Place<'d>,
        method: &str,
        operation: &Place<'d>,
        section: &str,
    ) {
        let site = Site::operation(title(section, method, path), Direction::Request);
        if section == "webhooks" {
            self.say(
                &rules::WEBHOOK_REMOVED,
                &site,
                Some(operation),
                None,
                "the webhook is gone",
            );
            return;
        }
        let when = match sunset(operation.node) {
            Sunset::None => sunset(item.node),
            other => other,
        };
        let deprecated = operation.node.flag("deprecated");
        let (rule, what) = match when {
            _ if is_unstable(operation.node) => (
                &rules::OPERATION_REMOVED_AFTER_SUNSET,
                "the operation is gone; it was never stable",
            ),
            Sunset::On(day) if deprecated && day > self.options.today.0 => (
                &rules::OPERATION_REMOVED_BEFORE_SUNSET,
                "the operation is gone before its sunset date",
            ),
            Sunset::On(_) if deprecated => (
                &rules::OPERATION_REMOVED_AFTER_SUNSET,
                "the operation is gone as announced",
            ),
            Sunset::None if deprecated => (
                &rules::OPERATION_REMOVED_AFTER_SUNSET,
                "the deprecated operation is gone",
            ),
            Sunset::Unreadable if deprecated => (
                &rules::SUNSET_INVALID,
                "the operation is gone and its sunset date cannot be read",
            ),
            _ => (&rules::OPERATION_REMOVED, "the operation is gone"),
        };
        self.say(rule, &site, Some(operation), None, what);
    }

    /// The calls that a server makes to addresses which an operation was given.
    pub(super) fn callbacks(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let list = |document: &'d crate::diff::load::Document, place: &Place<'d>| {
            let mut found: IndexMap<String, Place<'d>> = IndexMap::new();
            let Some(callbacks) = member(place, "callbacks") else {
                return found;
            };
            for (name, callback) in patterned(&callbacks) {
                for (expression, item) in document
                    .resolve(&callback)
                    .map(|place| patterned(&place))
                    .unwrap_or_default()
                {
                    let Some(item) = document.resolve(&item) else {
                        continue;
                    };
                    for method in METHODS {
                        if let Some(operation) = member(&item, method) {
                            let title =
                                format!("{name} {} {expression}", method.to_ascii_uppercase());
                            found.insert(title, operation);
                        }
                    }
                }
            }
            found
        };
        let (before, after) = (list(self.old, old), list(self.new, new));
        for (name, callback) in &before {
            match after.get(name) {
                Some(other) => {
                    let inner = Site::operation(
                        format!("{} callback {name}", site.operation),
                        site.direction.turned(),
                    );
                    self.operation(("", callback, callback), ("", other, other), &inner);
                }
                None => {
                    let what = format!("the callback {name} is gone");
                    self.say(
                        &rules::CALLBACK_REMOVED,
                        site,
                        Some(callback),
                        Some(new),
                        what,
                    );
                }
            }
        }
        for (name, callback) in &after {
            if !before.contains_key(name) {
                let what = format!("the callback {name} was added");
                self.say(
                    &rules::CALLBACK_ADDED,
                    site,
                    Some(old),
                    Some(callback),
                    what,
                );
            }
        }
    }
}

fn title(section: &str, method: &str, path: &str) -> String {
    let method = method.to_ascii_uppercase();
    if section == "webhooks" {
        format!("webhook {path} {method}")
    } else {
        format!("{method} {path}")
    }
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn the_names_of_path_parameters_do_not_count() {
        assert_eq!(
            template("/a/{id}/b-{x}.json"),
            template("/a/{other}/b-{y}.json")
        );
        assert_ne!(template("/a/{id}"), template("/a/id"));
    }
}
