use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::lifecycle::{Sunset, is_unstable, sunset};
use super::server::base_path;
use super::site::Site;
use super::view::{member, patterned};
use super::walker::Walk;
use crate::diff::load::{Document, METHODS, Node, Place};
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

/// The operations of a path item by their methods, those without a field of their own included
/// (OpenAPI 3.2, Path Item Object).
pub(super) fn operations_of<'d>(item: &Place<'d>) -> IndexMap<&'d str, Place<'d>> {
    let mut found: IndexMap<&'d str, Place<'d>> = (METHODS.iter())
        .filter_map(|method| Some((*method, member(item, method)?)))
        .collect();
    for (method, operation) in member(item, "additionalOperations")
        .iter()
        .flat_map(patterned)
    {
        found.entry(method).or_insert(operation);
    }
    found
}

/// The operations of a document's paths as changes name them: `GET /members/{id}`.
#[must_use]
pub(crate) fn operations(document: &Document) -> Vec<String> {
    let mut found = Vec::new();
    let paths = member(&document.root(), "paths");
    for (path, item) in paths.iter().flat_map(patterned) {
        if let Some(item) = document.resolve(&item) {
            let here = operations_of(&item);
            found.extend(here.keys().map(|method| title("paths", method, path)));
        }
    }
    found
}

/// An operation as people choose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Operation {
    /// As changes name it: `GET /members/{id}`.
    pub(crate) title: String,
    /// Its path, or the name of a webhook.
    pub(crate) path: String,
    /// Its `operationId`.
    pub(crate) id: Option<String>,
    /// Its tags.
    pub(crate) tags: Vec<String>,
}

impl Operation {
    /// One of which nothing is known but its title.
    #[must_use]
    pub(crate) fn unknown(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            path: title.split(' ').nth(1).unwrap_or_default().to_owned(),
            id: None,
            tags: Vec::new(),
        }
    }
}

/// The operations of a document's paths and webhooks.
#[must_use]
pub(crate) fn operation_list(document: &Document) -> Vec<Operation> {
    let mut found = Vec::new();
    for section in ["paths", "webhooks"] {
        let items = member(&document.root(), section);
        for (path, item) in items.iter().flat_map(patterned) {
            let Some(item) = document.resolve(&item) else {
                continue;
            };
            for (method, operation) in operations_of(&item) {
                let tags = operation.node.get("tags").and_then(Node::array);
                let tags = tags.unwrap_or_default().iter().filter_map(Node::str);
                found.push(Operation {
                    title: title(section, method, path),
                    path: path.to_owned(),
                    id: operation.node.text("operationId").map(str::to_owned),
                    tags: tags.map(str::to_owned).collect(),
                });
            }
        }
    }
    found
}

/// An operation with the path and the item that it stands in.
type Stands<'d> = (&'d str, Place<'d>, Place<'d>);

/// Path items that a client cannot tell apart, by what their paths have in common.
type Alike<'a, 'd> = IndexMap<String, Vec<(&'d str, &'a Place<'d>)>>;

impl<'d> Walk<'d> {
    /// Pairs the path items of `paths` or `webhooks` and walks them.
    pub(super) fn path_items(&mut self, section: &str, direction: Direction) {
        let list = |root: &Place<'d>| {
            member(root, section)
                .map(|all| patterned(&all))
                .unwrap_or_default()
        };
        let (old, new) = (list(&self.old.root()), list(&self.new.root()));
        if section == "paths" {
            self.moved = moved([self.old, self.new], [&old, &new]);
        }
        self.pair_items(&old, &new, direction, section);
        self.moved = None;
    }

    fn pair_items(
        &mut self,
        old: &IndexMap<&'d str, Place<'d>>,
        new: &IndexMap<&'d str, Place<'d>>,
        direction: Direction,
        section: &str,
    ) {
        let [was, is] = self.moved.clone().unwrap_or_default();
        let (before, after) = (alike(old, &was), alike(new, &is));
        for (key, items) in &after {
            match (before.get(key).map(Vec::as_slice), items.as_slice()) {
                (None, items) => {
                    for (path, item) in items {
                        self.all_added(path, item, section);
                    }
                }
                (Some([before]), [after]) => {
                    self.path_item(*before, *after, direction, section);
                }
                (Some(before), after) => self.merged(before, after, direction, section),
            }
        }
        for (key, items) in &before {
            if !after.contains_key(key) {
                for (path, item) in items {
                    self.all_removed(path, item, section);
                }
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
        let stands = |path, item: Place<'d>| {
            let all = operations_of(&item).into_iter();
            all.map(|(method, operation)| (method, (path, item.clone(), operation)))
                .collect()
        };
        let (old, new) = (stands(old_path, before), stands(new_path, after));
        self.by_method(&old, &new, direction, section);
    }

    /// Several path items under one template: a client calls their methods and does not see which
    /// item holds them.
    fn merged(
        &mut self,
        old: &[(&'d str, &Place<'d>)],
        new: &[(&'d str, &Place<'d>)],
        direction: Direction,
        section: &str,
    ) {
        let collect = |document: &'d Document, items: &[(&'d str, &Place<'d>)]| {
            let mut found: IndexMap<&'d str, Stands<'d>> = IndexMap::new();
            for (path, item) in items {
                if let Some(item) = document.resolve(item) {
                    for (method, operation) in operations_of(&item) {
                        let stands = (*path, item.clone(), operation);
                        found.entry(method).or_insert(stands);
                    }
                }
            }
            found
        };
        let (old, new) = (collect(self.old, old), collect(self.new, new));
        self.by_method(&old, &new, direction, section);
    }

    fn by_method(
        &mut self,
        old: &IndexMap<&'d str, Stands<'d>>,
        new: &IndexMap<&'d str, Stands<'d>>,
        direction: Direction,
        section: &str,
    ) {
        for (method, (path, item, operation)) in new {
            match old.get(method) {
                Some((old_path, old_item, old)) => {
                    let site = Site::operation(title(section, method, path), direction);
                    self.operation((old_path, old_item, old), (path, item, operation), &site);
                }
                None => self.added(path, method, operation, section),
            }
        }
        for (method, (path, item, operation)) in old {
            if !new.contains_key(method) {
                self.removed(path, item, method, operation, section);
            }
        }
    }

    fn all_added(&mut self, path: &str, item: &Place<'d>, section: &str) {
        let Some(item) = self.new.resolve(item) else {
            return;
        };
        for (method, operation) in operations_of(&item) {
            self.added(path, method, &operation, section);
        }
    }

    fn all_removed(&mut self, path: &str, item: &Place<'d>, section: &str) {
        let Some(item) = self.old.resolve(item) else {
            return;
        };
        for (method, operation) in operations_of(&item) {
            self.removed(path, &item, method, &operation, section);
        }
    }

    /// Where the operation stands now that has the `operationId` of one that is gone.
    fn looks_renamed(&mut self, operation: &Place<'d>) -> Option<&str> {
        let (old, new) = (self.old, self.new);
        let renamed = self.renamed.get_or_insert_with(|| {
            let known: FxHashSet<String> = identified(old).into_values().collect();
            let mut all = identified(new);
            all.retain(|_, title| !known.contains(title));
            all
        });
        renamed
            .get(operation.node.text("operationId")?)
            .map(String::as_str)
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
                "the sunset date is invalid",
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
                "the webhook was removed",
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
                "the operation was removed; it was never stable",
            ),
            Sunset::On(day) if deprecated && day > self.options.today.0 => (
                &rules::OPERATION_REMOVED_BEFORE_SUNSET,
                "the operation was removed before its sunset date",
            ),
            Sunset::On(_) if deprecated => (
                &rules::OPERATION_REMOVED_AFTER_SUNSET,
                "the operation was removed as announced",
            ),
            Sunset::None if deprecated => (
                &rules::OPERATION_REMOVED_AFTER_SUNSET,
                "the deprecated operation was removed",
            ),
            Sunset::Unreadable if deprecated => (
                &rules::SUNSET_INVALID,
                "the operation was removed and its sunset date is invalid",
            ),
            _ => (&rules::OPERATION_REMOVED, "the operation was removed"),
        };
        let what = match self.looks_renamed(operation) {
            Some(now) => format!("{what}; it looks renamed to {now}"),
            None => what.to_owned(),
        };
        self.say(rule, &site, Some(operation), None, what);
    }

    /// The calls that a server makes to addresses which an operation was given.
    pub(super) fn callbacks(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        // The target of a reference that does not exist is unknown.
        let is_open = |name: &str| {
            [(self.old, old), (self.new, new)]
                .into_iter()
                .any(|(document, place)| {
                    let callback = member(place, "callbacks").and_then(|all| member(&all, name));
                    callback.is_some_and(|callback| document.is_unresolved(&callback))
                })
        };
        let list = |document: &'d crate::diff::load::Document, place: &Place<'d>| {
            let mut found: IndexMap<String, Place<'d>> = IndexMap::new();
            let Some(callbacks) = member(place, "callbacks") else {
                return found;
            };
            for (name, callback) in patterned(&callbacks) {
                if is_open(name) {
                    continue;
                }
                for (expression, item) in document
                    .resolve(&callback)
                    .map(|place| patterned(&place))
                    .unwrap_or_default()
                {
                    let Some(item) = document.resolve(&item) else {
                        continue;
                    };
                    for (method, operation) in operations_of(&item) {
                        let title = format!("{name} {} {expression}", method.to_ascii_uppercase());
                        found.insert(title, operation);
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
                    let what = format!("the callback {name} was removed");
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

/// The paths by what a client calls: the names of parameters left out, with the base of the
/// servers where that moved.
fn alike<'a, 'd>(items: &'a IndexMap<&'d str, Place<'d>>, base: &str) -> Alike<'a, 'd> {
    let mut found = Alike::new();
    for (path, item) in items {
        let key = template(&format!("{base}{path}"));
        found.entry(key).or_default().push((*path, item));
    }
    found
}

/// The paths that the servers of both documents end in, where paths are the same only together
/// with them.
fn moved(documents: [&Document; 2], paths: [&IndexMap<&str, Place<'_>>; 2]) -> Option<[String; 2]> {
    let bases = documents.map(|document| base_path(document).unwrap_or_default());
    if bases[0] == bases[1] {
        return None;
    }
    let [plain_old, plain_new] = paths.map(|paths| alike(paths, ""));
    let [whole_old, whole_new] = [0, 1].map(|at| alike(paths[at], &bases[at]));
    let met = |old: &Alike<'_, '_>, new: &Alike<'_, '_>| {
        old.keys().filter(|key| new.contains_key(*key)).count()
    };
    (met(&whole_old, &whole_new) > met(&plain_old, &plain_new)).then_some(bases)
}

/// The operations of a document by their `operationId`.
fn identified(document: &Document) -> FxHashMap<String, String> {
    let paths = member(&document.root(), "paths");
    let mut found = FxHashMap::default();
    for (path, item) in paths.iter().flat_map(patterned) {
        let Some(item) = document.resolve(&item) else {
            continue;
        };
        for (method, operation) in operations_of(&item) {
            if let Some(id) = operation.node.text("operationId") {
                found.insert(id.to_owned(), title("paths", method, path));
            }
        }
    }
    found
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
