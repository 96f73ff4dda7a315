use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use super::lifecycle::Day;
use super::paths::operations;
use super::record::Record;
use super::schema::SchemaWalk;
use super::site::Site;
use super::view::{member, members};
use super::walker::Walk;
use crate::diff::change::Change;
use crate::diff::load::{Document, FileId, Kind, Node, Place};
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
        self.other_words(&["$self", "jsonSchemaDialect"], &old, &new, &site);
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

    /// Components that no operation uses, so that nothing was said of them: those of a library.
    fn components(&mut self) {
        let roots = [self.old.root(), self.new.root()];
        let [before, after] = roots.map(|root| member(&root, "components"));
        let none = IndexMap::new;
        let list = |components: &Option<Place<'d>>, section: &str| {
            let section = components.as_ref().and_then(|place| member(place, section));
            section.map_or_else(none, |section| members(&section))
        };
        let met = self.schemas.met();
        let is_library = [self.old, self.new].map(|document| operations(document).is_empty());
        let mut edited = Vec::new();
        for section in SECTIONS {
            let (old, new) = (list(&before, section), list(&after, section));
            for (name, place) in &old {
                match new.get(name) {
                    None if section == "schemas" => {
                        let site = Site::document().part("components");
                        let what = format!("the schema {name} was removed");
                        self.say(&rules::COMPONENT_REMOVED, &site, Some(place), None, what);
                    }
                    None => {}
                    Some(other) => {
                        let pair = (
                            std::ptr::from_ref(place.node),
                            std::ptr::from_ref(other.node),
                        );
                        if place.node != other.node && !met.contains(&pair) {
                            edited.push((section, *name, place.clone(), other.clone()));
                        }
                    }
                }
            }
            if is_library[1] {
                let added = new.iter().filter(|(name, _)| !old.contains_key(*name));
                for (name, place) in added {
                    let what = format!("the component {name} of {section} was added");
                    let site = Site::document().part("components");
                    self.say(&rules::COMPONENT_CHANGED, &site, None, Some(place), what);
                }
            }
        }
        if edited.is_empty() {
            return;
        }
        let [old, new] = [used(self.old), used(self.new)];
        for (section, name, before, after) in edited {
            let is_used = old.contains(&std::ptr::from_ref(before.node))
                || new.contains(&std::ptr::from_ref(after.node));
            if !is_used {
                let what =
                    format!("the component {name} of {section} changed; no operation uses it");
                let site = Site::document().part("components");
                self.say(
                    &rules::COMPONENT_CHANGED,
                    &site,
                    Some(&before),
                    Some(&after),
                    what,
                );
            }
        }
    }
}

/// The components that hold what operations refer to. Security schemes are compared by name.
const SECTIONS: [&str; 9] = [
    "schemas",
    "parameters",
    "headers",
    "requestBodies",
    "responses",
    "examples",
    "links",
    "callbacks",
    "mediaTypes",
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
                    let reference = match name {
                        "$ref" | "$dynamicRef" => value.str(),
                        _ => None,
                    };
                    let target = reference.and_then(|text| document.target(file, text));
                    if let Some(target) = target
                        && found.insert(std::ptr::from_ref(target.node))
                    {
                        open.push((target.file, target.node));
                    }
                    open.push((file, value));
                }
            }
            _ => {}
        }
    }
    found
}
