use std::collections::BTreeSet;

use super::site::Site;
use super::view::{items, member};
use super::walker::Walk;
use crate::diff::load::Place;
use crate::diff::rules;

impl<'d> Walk<'d> {
    /// Compares two operations. Each comes with its path and its path item, whose parameters it
    /// shares.
    pub(super) fn operation(
        &mut self,
        (old_path, old_item, old): (&str, &Place<'d>, &Place<'d>),
        (new_path, new_item, new): (&str, &Place<'d>, &Place<'d>),
        site: &Site,
    ) {
        self.lifecycle(old, new, site);
        if super::lifecycle::is_unstable(old.node) && super::lifecycle::is_unstable(new.node) {
            if old.node != new.node {
                let what = "what may change without notice changed";
                self.say(
                    &rules::EDIT_WITHOUT_EFFECT,
                    site,
                    Some(old),
                    Some(new),
                    what,
                );
                self.record.cover(old, new);
            }
            return;
        }
        self.operation_id(old, new, site);
        self.tags(old, new, site);
        self.servers((old_item, old), (new_item, new), site);
        self.security(old, new, site);
        self.parameters((old_path, old_item, old), (new_path, new_item, new), site);
        self.body(old, new, site);
        self.responses(old, new, &site.turned());
        self.callbacks(old, new, site);
        self.words(old, new, site);
    }

    fn operation_id(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let (before, after) = (member(old, "operationId"), member(new, "operationId"));
        match (&before, &after) {
            (None, Some(_)) => {
                self.say(
                    &rules::OPERATION_ID_ADDED,
                    site,
                    Some(old),
                    after.as_ref(),
                    "an operationId was added",
                );
            }
            (Some(_), None) => {
                self.say(
                    &rules::OPERATION_ID_CHANGED,
                    site,
                    before.as_ref(),
                    Some(new),
                    "the operationId was removed",
                );
            }
            (Some(a), Some(b)) if a.node != b.node => {
                let what = format!(
                    "the operationId changed from {} to {}",
                    a.node.str().unwrap_or_default(),
                    b.node.str().unwrap_or_default()
                );
                self.say(
                    &rules::OPERATION_ID_CHANGED,
                    site,
                    before.as_ref(),
                    after.as_ref(),
                    what,
                );
            }
            _ => {}
        }
    }

    fn tags(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let names = |place: &Place<'d>| -> BTreeSet<&'d str> {
            let tags = member(place, "tags")
                .map(|tags| items(&tags))
                .unwrap_or_default();
            tags.iter().filter_map(|tag| tag.node.str()).collect()
        };
        let (before, after) = (names(old), names(new));
        for name in before.difference(&after) {
            let what = format!("the tag {name} was removed");
            self.say(&rules::TAG_REMOVED, site, Some(old), Some(new), what);
        }
        for name in after.difference(&before) {
            let what = format!("the tag {name} was added");
            self.say(&rules::TAG_ADDED, site, Some(old), Some(new), what);
        }
    }
}
