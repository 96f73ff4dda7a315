use std::cmp::Reverse;

use indexmap::IndexMap;

use crate::finding::{Finding, Level, Outcome};

/// The findings of one operation, the worst first.
pub(super) struct Group<'a> {
    /// The operation as people name it.
    pub(super) operation: &'a str,
    /// At least one.
    pub(super) findings: Vec<&'a Finding>,
}

impl Group<'_> {
    /// How many findings of that level count.
    pub(super) fn count(&self, level: Level) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.counts && finding.level == level)
            .count()
    }
}

/// What counts and matters most comes first; then as people would look for it.
fn rank(finding: &Finding) -> impl Ord + '_ {
    (
        Reverse(finding.counts),
        Reverse(finding.level),
        Reverse(finding.tally.bad),
        finding.rule.id,
        &finding.location,
        finding.expected.as_str(),
        finding.found.as_str(),
    )
}

/// Groups by operation, the operation with the worst finding first.
pub(super) fn by_operation(outcome: &Outcome) -> Vec<Group<'_>> {
    let mut groups: IndexMap<&str, Vec<&Finding>> = IndexMap::new();
    for finding in &outcome.findings {
        groups.entry(&finding.operation).or_default().push(finding);
    }
    let mut groups: Vec<Group<'_>> = groups
        .into_iter()
        .map(|(operation, mut findings)| {
            findings.sort_by(|a, b| rank(a).cmp(&rank(b)));
            Group {
                operation,
                findings,
            }
        })
        .collect();
    groups.sort_by(|a, b| {
        let worst = |group: &Group<'_>| {
            (
                Reverse(group.count(Level::Error)),
                Reverse(group.count(Level::Warning)),
                Reverse(group.count(Level::Info)),
            )
        };
        (worst(a), a.operation).cmp(&(worst(b), b.operation))
    });
    groups
}
