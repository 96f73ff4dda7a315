use std::collections::BTreeMap;

use crate::diff::load::{FileId, Node, Place};
use crate::diff::rules::Rule;

/// How much around its place a change accounts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// The place itself and what is inside what was added or removed.
    Place,
    /// The keywords of the object as well.
    Keywords,
    /// Everything below it.
    All,
}

/// The places of both documents that changes were reported for.
#[derive(Debug, Default)]
pub(super) struct Covered([BTreeMap<(FileId, String), Reach>; 2]);

/// Rules whose place is the object around what was edited, or a property of it.
const PLACE: [&str; 10] = [
    "deprecated",
    "deprecation-withdrawn",
    "sunset-removed",
    "sunset-brought-forward",
    "sunset-changed",
    "stability-decreased",
    "stability-increased",
    "property-became-required",
    "property-became-optional",
    "operation-id-changed",
];

/// Rules that judge a place as a whole.
const ALL: [&str; 17] = [
    "not-compared",
    "documentation-changed",
    "extension-changed",
    "component-changed",
    "schema-changed",
    "schema-added",
    "schema-removed",
    "type-changed",
    "alternatives-changed",
    "all-of-changed",
    "items-changed",
    "prefix-items-changed",
    "additional-properties-changed",
    "pattern-properties-changed",
    "content-schema-changed",
    "parameter-moved",
    "link-changed",
];

/// Members under which objects stand that are compared on their own.
const INNER: [&str; 18] = [
    "properties",
    "patternProperties",
    "items",
    "prefixItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "schema",
    "content",
    "headers",
    "parameters",
    "responses",
    "requestBody",
    "callbacks",
    "links",
    "encoding",
    "servers",
];

impl Covered {
    pub(super) fn note(&mut self, edition: usize, place: &Place<'_>, rule: &Rule) {
        let reach = match rule.id {
            id if PLACE.contains(&id) => Reach::Place,
            id if ALL.contains(&id) => Reach::All,
            _ => Reach::Keywords,
        };
        self.put(edition, place, reach);
    }

    /// Notes a place that was reported as a whole.
    pub(super) fn all(&mut self, edition: usize, place: &Place<'_>) {
        self.put(edition, place, Reach::All);
    }

    fn put(&mut self, edition: usize, place: &Place<'_>, reach: Reach) {
        let key = (place.file, place.pointer.clone());
        let known = self.0[edition].entry(key).or_insert(reach);
        *known = reach.max(*known);
    }

    /// Whether a change was reported at a place or inside it.
    pub(super) fn inside(&self, edition: usize, file: FileId, pointer: &str) -> bool {
        if self.at(edition, file, pointer) {
            return true;
        }
        let told = &self.0[edition];
        let below = format!("{pointer}/");
        let next = told.range((file, below.clone())..).next();
        next.is_some_and(|((other, at), _)| *other == file && at.starts_with(&below))
    }

    /// Whether a change was reported at the place itself.
    pub(super) fn at(&self, edition: usize, file: FileId, pointer: &str) -> bool {
        self.0[edition].contains_key(&(file, pointer.to_owned()))
    }

    /// Whether a change around a place accounts for it. A text or an extension is only part of what
    /// was judged as a whole.
    pub(super) fn around(
        &self,
        edition: usize,
        file: FileId,
        pointer: &str,
        is_text: bool,
    ) -> bool {
        let mut above = pointer;
        let mut is_own = !is_text;
        while let Some((parent, _)) = above.rsplit_once('/') {
            match self.0[edition].get(&(file, parent.to_owned())) {
                Some(Reach::All) => return true,
                Some(Reach::Keywords) if is_own => return true,
                _ => {}
            }
            let name = parent.rsplit('/').next().unwrap_or_default();
            is_own &= !INNER.contains(&name);
            above = parent;
        }
        false
    }

    /// Whether a change is reported at what a reference inside a value leads to.
    pub(super) fn through<'d>(
        &self,
        edition: usize,
        node: &'d Node,
        target: &dyn Fn(&'d str) -> Option<Place<'d>>,
    ) -> bool {
        const MOST: usize = 1_000;
        let mut open = vec![node];
        let mut looked = 0;
        while let Some(node) = open.pop() {
            looked += 1;
            if looked > MOST {
                return true;
            }
            if let Some(place) = node.text("$ref").and_then(target)
                && self.inside(edition, place.file, &place.pointer)
            {
                return true;
            }
            let items = node.array().unwrap_or_default();
            open.extend(items);
            open.extend((node.object().into_iter()).flat_map(|o| o.iter().map(|(_, v)| v)));
        }
        false
    }
}
