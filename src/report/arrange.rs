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

    /// How many errors count that the catalogue does not explain.
    fn unknown_errors(&self) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.counts && finding.level == Level::Error)
            .filter(|finding| finding.known_as.is_empty())
            .count()
    }
}

/// What counts and matters most comes first, what nobody knew before what the catalogue knows;
/// then as people would look for it.
fn rank(finding: &Finding) -> impl Ord + '_ {
    (
        Reverse(finding.counts),
        Reverse(finding.level),
        !finding.known_as.is_empty(),
        Reverse(finding.tally.bad),
        finding.rule.id,
        &finding.location,
        finding.cause.expected.as_str(),
        finding.cause.found.as_str(),
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
                Reverse(group.unknown_errors()),
                Reverse(group.count(Level::Error)),
                Reverse(group.count(Level::Warning)),
                Reverse(group.count(Level::Info)),
            )
        };
        (worst(a), a.operation).cmp(&(worst(b), b.operation))
    });
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn rules(outcome: &Outcome) -> Vec<(&str, Vec<&str>)> {
        by_operation(outcome)
            .iter()
            .map(|group| {
                let rules = group.findings.iter().map(|finding| finding.rule.id);
                (group.operation, rules.collect())
            })
            .collect()
    }

    #[test]
    fn errors_come_before_warnings_and_more_instances_before_fewer() {
        assert_eq!(
            rules(&sample::failing()),
            [
                (
                    "GET /wc/v3/memberships/members",
                    vec!["schema", "paging-headers"]
                ),
                (
                    "GET /wc/v3/memberships/members/{id}",
                    vec!["undocumented-property"]
                ),
                ("GET /wc/v3/memberships/plans", vec!["never-seen"]),
            ]
        );
    }

    #[test]
    fn what_nobody_knew_comes_before_what_the_catalogue_knows() {
        let mut outcome = sample::failing();
        outcome.findings[3].known_as = vec!["dates-without-offset"];
        assert_eq!(rules(&outcome)[0].1, ["paging-headers", "schema"]);
        outcome.findings[2].known_as = vec!["dates-without-offset"];
        outcome.findings[1].level = Level::Error;
        assert_eq!(rules(&outcome)[0].1, ["undocumented-property"]);
    }
}
