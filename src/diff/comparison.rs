use std::collections::BTreeMap;

use super::approval::{Approvals, StaleApproval};
use super::change::{Change, Departure};
use super::load::Document;
use super::since;
use super::stack;
use super::version::Bump;
use super::walk::{Day, Options, compare};
use crate::base::Release;
use crate::finding::Level;

/// Two documents compared: all that reports need to know.
#[derive(Debug)]
pub struct Comparison {
    /// The old document as the user named it.
    pub old: String,
    /// The new document as the user named it.
    pub new: String,
    /// `info.version` of the old document.
    pub old_version: Option<String>,
    /// `info.version` of the new document.
    pub new_version: Option<String>,
    /// What readers must know of the documents themselves: that one was learned from
    /// traffic, or holds values of another form than OpenAPI gives them.
    pub notes: Vec<String>,
    /// What changed, in the order in which it was found.
    pub changes: Vec<Change>,
    /// Approvals that fail the run.
    pub stale: Vec<StaleApproval>,
    /// The known departures among the changes, in the order of their ids.
    pub departures: Vec<Departure>,
}

impl Comparison {
    /// Compares two documents.
    #[must_use]
    pub fn of(old: &Document, new: &Document, options: Options) -> Self {
        let changes = stack::deep(|| compare(old, new, options));
        let version = |document: &Document| {
            let info = document.root().node.get("info")?;
            info.text("version").map(str::to_owned)
        };
        Self {
            old: old.name().to_owned(),
            new: new.name().to_owned(),
            old_version: version(old),
            new_version: version(new),
            notes: [old.notes(), new.notes()].concat(),
            changes,
            stale: Vec::new(),
            departures: Vec::new(),
        }
    }

    /// How many changes of that level nobody answers for.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        let counts = |change: &&Change| change.level == level && change.approved.is_none();
        self.changes.iter().filter(counts).count()
    }

    /// Gives the changes of some rules another level, or leaves them out.
    pub fn override_levels(&mut self, levels: &BTreeMap<String, Option<Level>>) {
        self.changes
            .retain_mut(|change| match levels.get(change.rule.id) {
                None => true,
                Some(None) => false,
                Some(Some(level)) => {
                    change.level = *level;
                    true
                }
            });
    }

    /// Labels changes with the release that brought what changed, as `x-since` says.
    pub fn label_releases(&mut self, old: &Document, new: &Document) {
        since::label(&mut self.changes, old, new);
    }

    /// Leaves out the changes whose label does not name a later release.
    pub fn keep_later_than(&mut self, release: &Release) {
        self.changes.retain(|change| {
            let since = change.since.as_deref().and_then(Release::parse);
            since.is_some_and(|since| since > *release)
        });
    }

    /// Leaves changes out.
    pub fn leave_out(&mut self, which: impl Fn(&Change) -> bool) {
        self.changes.retain(|change| !which(change));
    }

    /// Keeps the operations that were requested. A change of the document itself stays where it
    /// matters to all of them.
    pub fn keep_operations(
        &mut self,
        asked: &dyn Fn(&str) -> bool,
        matters: impl Fn(&Change) -> bool,
    ) {
        self.changes.retain_mut(|change| {
            if change.operations.is_empty() {
                return matters(change);
            }
            let kept: Vec<_> = (change.operations.iter())
                .filter(|title| asked(title))
                .cloned()
                .collect();
            change.operations = kept.into_iter().collect();
            !change.operations.is_empty()
        });
    }

    /// Marks the changes that somebody answers for.
    pub fn approve(&mut self, approvals: &Approvals, today: Day) {
        self.stale = approvals.apply(&mut self.changes, today);
    }

    /// Whether a change of at least that level was found that nobody answers for, or an approval
    /// is stale.
    #[must_use]
    pub fn fails(&self, least: Level) -> bool {
        let counts = |change: &Change| change.level >= least && change.approved.is_none();
        !self.stale.is_empty() || self.changes.iter().any(counts)
    }

    /// Whether `info.version` was raised enough. `None` where it is not a version number.
    #[must_use]
    pub fn is_raised(&self) -> Option<bool> {
        let (old, new) = (self.old_version.as_deref()?, self.new_version.as_deref()?);
        Some(Bump::between(old, new)? >= self.bump())
    }

    /// The part of the version that these changes ask to be raised.
    #[must_use]
    pub fn bump(&self) -> Bump {
        Bump::of(&self.changes)
    }
}
