use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::base::plural;
use crate::diff::{Change, Comparison};
use crate::finding::Level;

/// The changes that a reader meets together: those of one operation, the worst first.
#[derive(Debug)]
pub(super) struct Group<'c> {
    /// The operation; the document itself where there is none.
    pub(super) title: &'c str,
    /// What changes the contract.
    pub(super) changes: Vec<&'c Change>,
    /// What only tells people or tools something: descriptions, examples, extensions.
    pub(super) words: Vec<&'c Change>,
}

impl Group<'_> {
    pub(super) fn worst(&self) -> Level {
        (self.changes.iter())
            .map(|change| change.level)
            .max()
            .unwrap_or(Level::Info)
    }

    /// The text changes in one line: `the description (9), the examples (8)`.
    pub(super) fn told_words(&self) -> String {
        let mut counts: IndexMap<&str, usize> = IndexMap::new();
        for change in &self.words {
            let subject = change.what.strip_suffix(" changed").unwrap_or(&change.what);
            *counts.entry(subject).or_default() += 1;
        }
        let told: Vec<String> = (counts.into_iter())
            .map(|(subject, count)| format!("{subject} ({count})"))
            .collect();
        told.join(", ")
    }
}

/// Groups changes by the first operation that each touches: the groups with the worst changes
/// first, else in the order of the document.
pub(super) fn by_operation(comparison: &Comparison) -> Vec<Group<'_>> {
    let mut groups: IndexMap<&str, Group<'_>> = IndexMap::new();
    for change in &comparison.changes {
        let title = (change.operations.first()).map_or("the document", |name| &**name);
        let group = groups.entry(title).or_insert_with(|| Group {
            title,
            changes: Vec::new(),
            words: Vec::new(),
        });
        if change.is_wording() {
            group.words.push(change);
        } else {
            group.changes.push(change);
        }
    }
    let mut groups: Vec<Group<'_>> = groups.into_values().collect();
    for group in &mut groups {
        group
            .changes
            .sort_by_key(|change| std::cmp::Reverse(change.level));
    }
    groups.sort_by_key(|group| (std::cmp::Reverse(group.worst()), group.changes.is_empty()));
    groups
}

/// Changes that are listed for people, the worst of them: who has more changes than that reads
/// the counts, or has a program read the JSON.
const LISTED: usize = 1_000;

/// The listed changes, grouped by operation, and the number of changes that are not listed.
pub(super) fn listed<'c>(comparison: &'c Comparison) -> (Vec<Group<'c>>, Option<String>) {
    let mut groups = by_operation(comparison);
    if comparison.changes.len() <= LISTED {
        return (groups, None);
    }
    let mut room = LISTED;
    let mut left: Vec<&'c Change> = Vec::new();
    // The worst of all operations come before those that matter less of the first.
    let mut kept: BTreeMap<Option<Level>, usize> = BTreeMap::new();
    for level in [Level::Error, Level::Warning, Level::Info] {
        let here = |group: &Group<'_>| (group.changes.iter()).filter(|c| c.level == level).count();
        let some = groups.iter().map(here).sum::<usize>().min(room);
        kept.insert(Some(level), some);
        room -= some;
    }
    kept.insert(None, room);
    for group in &mut groups {
        let mut keep = |level: Option<Level>, change: &'c Change| {
            let room = kept.entry(level).or_default();
            let is_kept = *room > 0;
            *room = room.saturating_sub(1);
            if !is_kept {
                left.push(change);
            }
            is_kept
        };
        group
            .changes
            .retain(|change| keep(Some(change.level), change));
        group.words.retain(|change| keep(None, change));
    }
    groups.retain(|group| !(group.changes.is_empty() && group.words.is_empty()));
    let told = format!(
        "not listed here: {}; --format json lists all of them",
        told_by_rule(left.into_iter())
    );
    (groups, Some(told))
}

/// How many changes of which rules: `12 more changes (10 type-changed, 2 property-added)`.
pub(super) fn told_by_rule<'c>(changes: impl Iterator<Item = &'c Change>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for change in changes {
        *counts.entry(change.rule.id).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let told: Vec<String> = (counts.iter())
        .map(|(rule, count)| format!("{count} {rule}"))
        .collect();
    let told = told.join(", ");
    format!("{} ({told})", plural(all as u64, "more change"))
}

/// Operations that a page names before it only counts the rest.
pub(super) const NAMED: usize = 100;

/// The operations that a change touches besides the first, as far as there are not too many:
/// `GET /a, GET /b and 7 more`.
pub(super) fn also_in(change: &Change, most: usize) -> Option<String> {
    let rest = change.operations.get(1..).filter(|rest| !rest.is_empty())?;
    let told = rest[..rest.len().min(most)].join(", ");
    Some(match rest.len() - rest.len().min(most) {
        0 => told,
        more => format!("{told} and {more} more"),
    })
}

/// `1 breaking change, 2 warnings, 3 other changes; raise the version: major`.
pub(super) fn summary(comparison: &Comparison) -> String {
    if comparison.changes.is_empty() {
        return "no change".to_owned();
    }
    let words = (comparison.changes.iter())
        .filter(|change| change.is_wording() && change.level == Level::Info)
        .count();
    let (error, warning) = (
        comparison.count(Level::Error),
        comparison.count(Level::Warning),
    );
    let info = comparison.count(Level::Info).saturating_sub(words);
    let mut told = vec![
        plural(error as u64, "breaking change"),
        plural(warning as u64, "warning"),
        plural(info as u64, "other change"),
    ];
    if words > 0 {
        told.push(plural(words as u64, "text change"));
    }
    let approved = (comparison.changes.iter())
        .filter(|change| change.approved.is_some())
        .count();
    if approved > 0 {
        told.push(format!("{approved} approved"));
    }
    format!(
        "{}; raise the version: {}",
        told.join(", "),
        comparison.bump()
    )
}

/// How many changes are known departures: `94 changes are 41 known departures`.
pub(super) fn known(comparison: &Comparison) -> Option<String> {
    if comparison.departures.is_empty() {
        return None;
    }
    let known = |level: Option<Level>| {
        (comparison.changes.iter())
            .filter(|change| level.is_none_or(|level| change.level == level))
            .filter(|change| !change.departures.is_empty())
            .count()
    };
    Some(format!(
        "{} of the breaking changes and {} in total are known: {}",
        known(Some(Level::Error)),
        plural(known(None) as u64, "change"),
        plural(comparison.departures.len() as u64, "departure"),
    ))
}
