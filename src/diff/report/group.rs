use indexmap::IndexMap;

use crate::diff::{Change, Comparison};
use crate::finding::Level;

/// The changes that a reader meets together: those of one operation, the worst first.
#[derive(Debug)]
pub(super) struct Group<'c> {
    /// The operation; empty for the document itself.
    pub(super) title: &'c str,
    pub(super) changes: Vec<&'c Change>,
}

impl Group<'_> {
    pub(super) fn worst(&self) -> Level {
        self.changes
            .iter()
            .map(|change| change.level)
            .max()
            .unwrap_or(Level::Info)
    }
}

/// Groups changes by the first operation that each touches: the groups with the worst changes
/// first, else in the order of the document.
pub(super) fn by_operation(comparison: &Comparison) -> Vec<Group<'_>> {
    let mut groups: IndexMap<&str, Vec<&Change>> = IndexMap::new();
    for change in &comparison.changes {
        let title = change.operations.first().map_or("", String::as_str);
        groups.entry(title).or_default().push(change);
    }
    let mut groups: Vec<Group<'_>> = (groups.into_iter())
        .map(|(title, mut changes)| {
            changes.sort_by_key(|change| std::cmp::Reverse(change.level));
            Group { title, changes }
        })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.worst()));
    groups
}

/// `1 error, 2 warnings, 3 other changes`.
pub(super) fn summary(comparison: &Comparison) -> String {
    let plural = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    if comparison.changes.is_empty() {
        return "no change".to_owned();
    }
    format!(
        "{}, {}, {}; raise the version: {}",
        plural(
            comparison.count(Level::Error),
            "breaking change",
            "breaking changes"
        ),
        plural(comparison.count(Level::Warning), "warning", "warnings"),
        plural(
            comparison.count(Level::Info),
            "other change",
            "other changes"
        ),
        comparison.bump()
    )
}
