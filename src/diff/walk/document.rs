use super::lifecycle::Day;
use super::record::Record;
use super::schema::SchemaWalk;
use super::site::Site;
use super::view::{member, members};
use super::walker::Walk;
use crate::diff::change::Change;
use crate::diff::load::{Document, Place};
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
        schemas: SchemaWalk::new(old, new),
        record: Record::new(old, new),
        options,
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
    }

    fn version(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let (Some(before), Some(after)) = (old.node.text("version"), new.node.text("version"))
        else {
            return;
        };
        if is_lowered(before, after) {
            let what = format!("the version went from {before} back to {after}");
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
                Some(other) => self.words(tag, other, &site),
                None => {
                    let what = format!(
                        "the description of the tag {} is gone",
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
            let what = format!("the tag {} is described", name(tag).unwrap_or_default());
            self.say(&rules::TAG_ADDED, &site, None, Some(tag), what);
        }
    }

    fn components(&mut self) {
        let (old, new) = (self.old.root(), self.new.root());
        let schemas = |root| member(&member(root, "components")?, "schemas");
        let (Some(before), after) = (schemas(&old), schemas(&new)) else {
            return;
        };
        let after = after.map(|after| members(&after)).unwrap_or_default();
        let site = Site::document().part("components");
        for (name, place) in members(&before) {
            if !after.contains_key(name) {
                let what = format!("the schema {name} is gone");
                self.say(&rules::COMPONENT_REMOVED, &site, Some(&place), None, what);
            }
        }
    }
}
