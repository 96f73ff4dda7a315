use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use super::lifecycle::Day;
use super::record::Record;
use super::schema::{SchemaWalk, schema_of};
use super::site::Site;
use super::view::{member, members};
use super::walker::Walk;
use crate::diff::change::Change;
use crate::diff::load::{Document, FileId, Kind, Node, Object, Place};
use crate::diff::rules;
use crate::diff::schema::Direction;
use crate::diff::version::is_lowered;

/// What a comparison needs to know besides the documents.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Today, for sunset dates.
    pub today: Day,
}

/// Compares two documents: what changed, in the order of the new document.
#[must_use]
pub(crate) fn compare(old: &Document, new: &Document, options: Options) -> Vec<Change> {
    let mut walk = Walk {
        old,
        new,
        schemas: SchemaWalk::new(old, new, options.today),
        record: Record::new(old, new),
        options,
        moved: None,
        renamed: None,
    };
    walk.document();
    walk.record.finish()
}

impl<'d> Walk<'d> {
    fn document(&mut self) {
        let (old, new) = (self.old.root(), self.new.root());
        if self.same(&old, &new) {
            self.unread();
            self.untold();
            return;
        }
        let site = Site::document();
        if let (Some(before), Some(after)) = (member(&old, "info"), member(&new, "info")) {
            let site = site.part("info");
            self.version(&before, &after, &site);
            self.words(&before, &after, &site);
        }
        self.root_tags();
        self.schemes();
        self.path_items("paths", Direction::Request);
        self.path_items("webhooks", Direction::Response);
        self.components();
        self.words(&old, &new, &site);
        self.other_words(&["$self"], &old, &new, &site);
        self.dialects(&old, &new, &site);
        if self.old.version() != self.new.version() {
            self.other_words(&["openapi"], &old, &new, &site);
        }
        self.unread();
        self.untold();
    }

    fn version(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let (Some(before), Some(after)) = (old.node.text("version"), new.node.text("version"))
        else {
            return;
        };
        if is_lowered(before, after) {
            let what = format!("the version was lowered from {before} to {after}");
            self.say(&rules::VERSION_DECREASED, site, Some(old), Some(new), what);
        }
    }

    fn root_tags(&mut self) {
        let (old, new) = (self.old.root(), self.new.root());
        let site = Site::document().part("tags");
        let name = |place: &Place<'_>| place.node.text("name").map(str::to_owned);
        let list = |root| {
            member(root, "tags")
                .map(|tags| super::view::items(&tags))
                .unwrap_or_default()
        };
        let (before, after) = (list(&old), list(&new));
        for tag in &before {
            match after.iter().find(|other| name(other) == name(tag)) {
                Some(other) => {
                    self.words(tag, other, &site);
                    self.other_words(&["parent", "kind"], tag, other, &site);
                }
                None => {
                    let what = format!(
                        "the description of the tag {} was removed",
                        name(tag).unwrap_or_default()
                    );
                    self.say(&rules::TAG_REMOVED, &site, Some(tag), None, what);
                }
            }
        }
        for tag in after
            .iter()
            .filter(|tag| !before.iter().any(|other| name(other) == name(tag)))
        {
            let what = format!("the tag {} was described", name(tag).unwrap_or_default());
            self.say(&rules::TAG_ADDED, &site, None, Some(tag), what);
        }
    }

    /// Components that no operation uses, so that nothing was said of them.
    fn components(&mut self) {
        let roots = [self.old.root(), self.new.root()];
        let [before, after] = roots.map(|root| member(&root, "components"));
        let list = |components: &Option<Place<'d>>, section: &str| {
            let section = components.as_ref().and_then(|place| member(place, section));
            section.map_or_else(IndexMap::new, |section| members(&section))
        };
        let met = self.schemas.met();
        let [old_used, new_used] = [used(self.old), used(self.new)];
        let pointer = |place: &Place<'d>| std::ptr::from_ref(place.node);
        let site = Site::document().part("components");
        for section in SECTIONS {
            let (old, new) = (list(&before, section), list(&after, section));
            let noun = noun(section);
            for (name, place) in &old {
                let Some(other) = new.get(name) else {
                    // Code that was generated holds a type for every schema.
                    if section == "schemas" || !old_used.contains(&pointer(place)) {
                        let what = format!("the {noun} {name} was removed");
                        self.say(&rules::COMPONENT_REMOVED, &site, Some(place), None, what);
                    }
                    continue;
                };
                let is_compared = met.contains(&(pointer(place), pointer(other)))
                    || (old_used.contains(&pointer(place)) && new_used.contains(&pointer(other)));
                if place.node != other.node && !is_compared {
                    let use_of = match old_used.contains(&pointer(place)) {
                        _ if new_used.contains(&pointer(other)) => "no operation used it before",
                        true => "no operation uses it any more",
                        false => "no operation uses it",
                    };
                    let what = format!("the {noun} {name} changed; {use_of}");
                    let (place, other) = (Some(place), Some(other));
                    self.say(&rules::COMPONENT_CHANGED, &site, place, other, what);
                }
            }
            for (name, place) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
                if !new_used.contains(&pointer(place)) {
                    let what = format!("the {noun} {name} was added; no operation uses it");
                    self.say(&rules::COMPONENT_ADDED, &site, None, Some(place), what);
                }
            }
        }
    }
}

/// What people call a component of a section.
fn noun(section: &str) -> &str {
    match section {
        "requestBodies" => "request body",
        "mediaTypes" => "media type",
        "pathItems" => "path item",
        plural => plural.strip_suffix('s').unwrap_or(plural),
    }
}

/// The components that hold what operations refer to. Security schemes are compared by name.
const SECTIONS: [&str; 10] = [
    "schemas",
    "parameters",
    "headers",
    "requestBodies",
    "responses",
    "examples",
    "links",
    "callbacks",
    "mediaTypes",
    "pathItems",
];

/// What operations refer to, through any number of references.
fn used(document: &Document) -> FxHashSet<*const Node> {
    let root = document.root();
    let mut found = FxHashSet::default();
    let mut open: Vec<(FileId, &Node)> = ["paths", "webhooks"]
        .into_iter()
        .filter_map(|section| Some((root.file, root.node.get(section)?)))
        .collect();
    while let Some((file, node)) = open.pop() {
        match &node.kind {
            Kind::Array(items) => open.extend(items.iter().map(|item| (file, item))),
            Kind::Object(object) => {
                for (name, value) in object.iter() {
                    let references: Vec<String> = match name {
                        "$ref" | "$dynamicRef" => {
                            value.str().map(str::to_owned).into_iter().collect()
                        }
                        "discriminator" => mapped(value),
                        _ => Vec::new(),
                    };
                    for text in references {
                        if let Some(target) = document.target(file, &text)
                            && found.insert(std::ptr::from_ref(target.node))
                        {
                            found.insert(std::ptr::from_ref(document.written(&target).node));
                            open.push((target.file, target.node));
                        }
                    }
                    open.push((file, value));
                }
            }
            _ => {}
        }
    }
    found
}

/// What a discriminator leads to.
fn mapped(discriminator: &Node) -> Vec<String> {
    let mapping = discriminator.get("mapping").and_then(Node::object);
    (mapping.into_iter().flat_map(Object::iter))
        .filter_map(|(_, target)| target.str().map(schema_of))
        .collect()
}
