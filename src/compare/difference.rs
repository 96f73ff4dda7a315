use std::collections::BTreeSet;

use serde::Serialize;

use crate::finding::{Level, Verdict};
use crate::runs::{Finding, Run};

/// What changed from one run to another.
#[derive(Debug, Serialize)]
pub(crate) struct Difference<'r> {
    /// The answer to "may this go live?".
    pub(crate) judgement: Judgement,
    /// Findings of the second run only.
    pub(crate) new: Vec<&'r Finding>,
    /// Findings of the first run only, where the second looked as much.
    pub(crate) gone: Vec<&'r Finding>,
    /// Findings of the first run only that the second run may not have looked at.
    pub(crate) not_judged: Vec<&'r Finding>,
    /// Findings of both that count in at least one of them.
    pub(crate) same: Vec<&'r Finding>,
    /// Checks that judged less than half in the second run.
    pub(crate) checks_less: Vec<Amount<'r>>,
    /// Operations with less than half of the exchanges in the second run.
    pub(crate) operations_less: Vec<Amount<'r>>,
    /// Whether both runs were judged by one contract, and by the release that each site runs.
    pub(crate) same_contract: bool,
    /// What changed in what was sent, where both runs are recordings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wire: Option<Vec<WireChange>>,
}

/// A change between what two recordings show, as `memberspec diff` finds it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct WireChange {
    pub(crate) level: Level,
    /// The id of the rule.
    pub(crate) rule: &'static str,
    /// The first operation that it touches; empty for the whole API.
    pub(crate) operation: String,
    pub(crate) place: String,
    pub(crate) what: String,
    /// The same for as long as the change is the same.
    pub(crate) hash: String,
}

/// How much the two runs judged of something.
#[derive(Debug, Serialize)]
pub(crate) struct Amount<'r> {
    /// The check or the operation.
    pub(crate) id: &'r str,
    pub(crate) before: u64,
    pub(crate) after: u64,
    /// What is counted, in the plural.
    pub(crate) unit: &'r str,
}

/// Whether the second run is worse than the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Judgement {
    /// It has findings that the first does not have.
    Worse,
    /// It has none, and it did not judge all that the first judged.
    Incomplete,
    /// It has the same findings.
    Same,
    /// It has fewer.
    Better,
}

impl Judgement {
    /// The word for it in reports.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Incomplete => "incomplete",
            Self::Same => "same",
            Self::Better => "better",
        }
    }
}

impl<'r> Difference<'r> {
    /// Compares two runs.
    #[must_use]
    pub(crate) fn between(before: &'r Run, after: &'r Run) -> Self {
        let (old, fresh) = (before.by_identity(), after.by_identity());
        // A fault that appears at another place is new, and one that stays at another is not gone.
        let (old_places, fresh_places) = (before.fingerprints(), after.fingerprints());
        let is_known = |it: &Finding| it.fingerprints().all(|place| old_places.contains(place));
        let is_left = |it: &Finding| it.fingerprints().any(|place| fresh_places.contains(place));
        let (judged, exercised) = (after.judged(), after.exercised());
        let less = |amount: &Amount<'_>| amount.after < amount.before.div_ceil(2);
        let checks: Vec<Amount<'_>> = (before.checks.iter())
            .map(|check| Amount {
                id: &check.id,
                before: check.judged,
                after: judged.get(&*check.id).copied().unwrap_or(0),
                unit: &check.unit,
            })
            .collect();
        let operations: Vec<Amount<'_>> = (before.operations.iter())
            .map(|it| Amount {
                id: &it.operation,
                before: it.exchanges,
                after: exercised.get(&*it.operation).copied().unwrap_or(0),
                unit: "exchanges",
            })
            .collect();
        // Who looked less cannot say that it is gone.
        let weak_checks: BTreeSet<&str> = checks
            .iter()
            .filter(|it| has_judged_less(it.after, it.before))
            .map(|it| it.id)
            .collect();
        let weak_operations: BTreeSet<&str> = (operations.iter())
            .filter(|it| it.after < it.before)
            .map(|it| it.id)
            .collect();
        let is_looked_at = |finding: &&Finding| {
            !weak_checks.contains(&*finding.check) && !weak_operations.contains(&*finding.operation)
        };
        let new: Vec<&Finding> = (fresh.iter())
            .filter(|(_, finding)| finding.counts && !is_known(finding))
            .map(|(_, finding)| *finding)
            .collect();
        let same: Vec<&Finding> = (fresh.iter())
            .filter(|(identity, finding)| {
                let counted = old.get(*identity).is_some_and(|it| it.counts);
                is_known(finding) && (finding.counts || counted)
            })
            .map(|(_, finding)| *finding)
            .collect();
        let (gone, not_judged) = (old.iter())
            .filter(|(_, finding)| finding.counts && !is_left(finding))
            .map(|(_, finding)| *finding)
            .partition::<Vec<_>, _>(is_looked_at);
        let checks_less: Vec<Amount<'_>> = checks.into_iter().filter(less).collect();
        let operations_less: Vec<Amount<'_>> = operations.into_iter().filter(less).collect();
        let same_contract = before.contract == after.contract
            && before.extension == after.extension
            && same_release(before, after);
        let is_whole = same_contract
            && matches!(after.verdict, Verdict::Conforms | Verdict::Fails)
            && after.incomplete.is_empty()
            && not_judged.is_empty()
            && checks_less.is_empty()
            && operations_less.is_empty();
        let judgement = match (new.is_empty(), is_whole, gone.is_empty()) {
            // Where the first run judged nothing, nobody knows what is new.
            (false, _, _) if before.verdict == Verdict::NothingJudged => Judgement::Incomplete,
            (false, _, _) => Judgement::Worse,
            (true, false, _) => Judgement::Incomplete,
            (true, true, true) => Judgement::Same,
            (true, true, false) => Judgement::Better,
        };
        Self {
            judgement,
            new,
            gone,
            not_judged,
            same,
            checks_less,
            operations_less,
            same_contract,
            wire: None,
        }
    }
}

/// Whether the place of a finding that was not seen again may just not have been requested. A shop
/// loses some rows from one day to the next.
pub(super) fn has_judged_less(after: u64, before: u64) -> bool {
    u128::from(after) * 10 < u128::from(before) * 9
}

/// Whether one release judged both runs, or each run its own. A release that somebody chose is
/// another yardstick.
fn same_release(before: &Run, after: &Run) -> bool {
    match (&before.release, &after.release) {
        (Some(before), Some(after)) => {
            before.judged_by == after.judged_by || !(before.is_told() || after.is_told())
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn finding(fingerprint: &str) -> Value {
        json!({"check": "date-pair", "level": "error", "operation": "GET /members",
            "fingerprint": fingerprint, "message": "wrong", "counts": true})
    }

    fn run(judged: u64, exchanges: u64, findings: &[Value]) -> Run {
        let count = findings.iter().filter(|it| it["counts"] == true).count();
        let report = json!({
            "schema_version": crate::report::json::SCHEMA_VERSION,
            "verdict": match (count, judged) {
                (0, 0) => "nothing-judged",
                (0, _) => "conforms",
                _ => "fails",
            },
            "subject": {"name": "shop", "apis": ["v3"]},
            "contract": "observed",
            "strict": false,
            "release": null,
            "exchanges": exchanges,
            "checks": [{"id": "date-pair", "judged": judged, "unit": "date pairs",
                "findings": count}],
            "operations": [{"operation": "GET /members", "exchanges": exchanges}],
            "incomplete": [],
            "findings": findings,
        });
        Run::read(report.to_string().as_bytes()).unwrap()
    }

    fn judgement(before: &Run, after: &Run) -> Judgement {
        Difference::between(before, after).judgement
    }

    #[test]
    fn findings_are_told_apart_by_their_fingerprints() {
        let (clean, one) = (run(4, 2, &[]), run(4, 2, &[finding("a")]));
        let other = run(4, 2, &[finding("b")]);
        assert_eq!(judgement(&clean, &one), Judgement::Worse);
        assert_eq!(judgement(&one, &other), Judgement::Worse);
        assert_eq!(judgement(&one, &clean), Judgement::Better);
        assert_eq!(judgement(&one, &one), Judgement::Same);
        let difference = Difference::between(&one, &other);
        assert_eq!(difference.new[0].fingerprint, "b");
        assert_eq!(difference.gone[0].fingerprint, "a");
    }

    #[test]
    fn what_the_second_run_did_not_judge_is_not_gone() {
        let before = run(4, 2, &[finding("a")]);
        for after in [
            run(0, 2, &[]),
            run(4, 0, &[]),
            run(1, 2, &[]),
            run(4, 1, &[]),
        ] {
            let difference = Difference::between(&before, &after);
            assert_eq!(difference.judgement, Judgement::Incomplete);
            assert!(difference.gone.is_empty());
            assert_eq!(difference.not_judged.len(), 1);
        }
        let clean = run(4, 2, &[]);
        assert_eq!(judgement(&clean, &run(0, 2, &[])), Judgement::Incomplete);
        let nothing = run(0, 2, &[]);
        assert_eq!(judgement(&nothing, &clean), Judgement::Same);
        let broken = run(4, 2, &[finding("a")]);
        assert_eq!(judgement(&nothing, &broken), Judgement::Incomplete);
    }

    #[test]
    fn a_run_that_judged_much_less_proves_nothing_and_a_shop_may_lose_a_row() {
        for (after, is_less) in [(0, true), (9, true), (55, true), (56, false), (70, false)] {
            assert_eq!(has_judged_less(after, 62), is_less, "{after}");
        }
        let before = run(32, 5, &[finding("a")]);
        assert_eq!(judgement(&before, &run(21, 5, &[])), Judgement::Incomplete);
        assert_eq!(judgement(&before, &run(31, 5, &[])), Judgement::Better);
    }

    #[test]
    fn runs_by_different_contracts_are_not_the_same() {
        let (before, mut after) = (run(4, 2, &[]), run(4, 2, &[]));
        after.contract = "documented".to_owned();
        assert_eq!(judgement(&before, &after), Judgement::Incomplete);
    }

    #[test]
    fn a_finding_that_was_accepted_is_not_gone() {
        let mut accepted = finding("a");
        accepted["counts"] = json!(false);
        accepted["confirmation"] = json!("data-changed");
        let (open, accepted) = (run(4, 2, &[finding("a")]), run(4, 2, &[accepted]));
        let clean = run(4, 2, &[]);
        for (before, after) in [(&open, &accepted), (&accepted, &open), (&clean, &accepted)] {
            assert_eq!(judgement(before, after), Judgement::Same);
        }
        assert_eq!(Difference::between(&open, &accepted).same.len(), 1);
        assert!(Difference::between(&clean, &accepted).same.is_empty());
    }

    #[test]
    fn a_release_that_somebody_chose_is_another_yardstick() {
        let by = |judged_by: &str, by: &str| {
            let mut run = run(4, 2, &[]);
            let release = json!({"judged_by": judged_by, "named": null, "by": by});
            run.release = serde_json::from_value(release).unwrap();
            run
        };
        let (old, new) = (by("1.17.4", "system-status"), by("1.27.2", "answers"));
        assert_eq!(judgement(&old, &new), Judgement::Same);
        assert_eq!(
            judgement(&old, &by("1.27.2", "told")),
            Judgement::Incomplete
        );
    }

    #[test]
    fn runs_by_another_document_are_not_comparable() {
        let (before, mut after) = (run(5, 3, &[]), run(5, 3, &[]));
        assert_eq!(judgement(&before, &after), Judgement::Same);
        after.extension = Some("0123456789abcdef".to_owned());
        assert_eq!(judgement(&before, &after), Judgement::Incomplete);
    }

    #[test]
    fn something_else_is_no_report() {
        let error = Run::read(b"{}").unwrap_err().to_string();
        assert!(error.contains("--report json=FILE"), "{error}");
        let mut other: Value = json!({"schema_version": 9, "verdict": "nothing-judged",
            "subject": {"name": "s", "apis": []}, "contract": "observed", "strict": false, "release": null,
            "exchanges": 0, "checks": [], "operations": [], "findings": [], "incomplete": []});
        assert!(
            Run::read(other.to_string().as_bytes())
                .unwrap_err()
                .to_string()
                .contains('9')
        );
        other["schema_version"] = json!(crate::report::json::SCHEMA_VERSION);
        assert!(Run::read(other.to_string().as_bytes()).is_ok());
    }
}
