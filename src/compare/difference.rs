use std::collections::BTreeMap;

use serde::Serialize;

use super::Run;
use super::run::Finding;

/// What changed from one run to another.
#[derive(Debug, Serialize)]
pub(crate) struct Difference<'r> {
    /// The answer to "may this go live?".
    pub(crate) judgement: Judgement,
    /// Findings of the second run only.
    pub(crate) new: Vec<&'r Finding>,
    /// Findings of the first run only, whose check judged the operation in the second too.
    pub(crate) gone: Vec<&'r Finding>,
    /// Findings of the first run only that the second run could not have found.
    pub(crate) not_judged: Vec<&'r Finding>,
    /// Findings of both.
    pub(crate) same: Vec<&'r Finding>,
    /// Checks that had data in the first run only, with what they judged there.
    pub(crate) checks_lost: Vec<Lost<'r>>,
    /// Checks that had data in the second run only.
    pub(crate) checks_gained: Vec<&'r str>,
    /// Operations that only the first run exercised.
    pub(crate) operations_lost: Vec<&'r str>,
    /// Operations that only the second run exercised.
    pub(crate) operations_gained: Vec<&'r str>,
}

/// A check that judged something in the first run and nothing in the second.
#[derive(Debug, Serialize)]
pub(crate) struct Lost<'r> {
    pub(crate) check: &'r str,
    pub(crate) judged: u64,
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

impl<'r> Difference<'r> {
    /// Compares two runs.
    #[must_use]
    pub(crate) fn between(before: &'r Run, after: &'r Run) -> Self {
        let (old, fresh) = (before.counted(), after.counted());
        let [judged_before, judged_after] = [before, after].map(Run::judged);
        let [exercised_before, exercised_after] = [before, after].map(Run::exercised);
        let new: Vec<&Finding> = (fresh.iter())
            .filter(|(fingerprint, _)| !old.contains_key(*fingerprint))
            .map(|(_, finding)| *finding)
            .collect();
        let same: Vec<&Finding> = (fresh.iter())
            .filter(|(fingerprint, _)| old.contains_key(*fingerprint))
            .map(|(_, finding)| *finding)
            .collect();
        // Who did not look cannot say that it is gone.
        let is_looked_at = |finding: &&Finding| {
            let is_listed = exercised_before.contains_key(&*finding.operation);
            has(&judged_after, &finding.check)
                && (!is_listed || has(&exercised_after, &finding.operation))
        };
        let (gone, not_judged) = (old.iter())
            .filter(|(fingerprint, _)| !fresh.contains_key(*fingerprint))
            .map(|(_, finding)| *finding)
            .partition::<Vec<_>, _>(is_looked_at);
        let checks_lost: Vec<Lost<'_>> = (before.checks.iter())
            .filter(|check| check.judged > 0 && !has(&judged_after, &check.id))
            .map(|check| Lost {
                check: &check.id,
                judged: check.judged,
                unit: &check.unit,
            })
            .collect();
        let operations_lost = only_in(before, &exercised_after);
        let is_whole = before.contract == after.contract
            && after.verdict != "incomplete"
            && after.verdict != "nothing-judged"
            && after.incomplete.is_empty()
            && not_judged.is_empty()
            && checks_lost.is_empty()
            && operations_lost.is_empty();
        let judgement = match (new.is_empty(), is_whole, gone.is_empty()) {
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
            checks_lost,
            checks_gained: (after.checks.iter())
                .filter(|check| check.judged > 0 && !has(&judged_before, &check.id))
                .map(|check| check.id.as_str())
                .collect(),
            operations_lost,
            operations_gained: only_in(after, &exercised_before),
        }
    }
}

/// Whether there is a number for that id, and it is not zero.
fn has(numbers: &BTreeMap<&str, u64>, id: &str) -> bool {
    numbers.get(id).is_some_and(|number| *number > 0)
}

/// The operations that one run exercised and the other did not.
fn only_in<'r>(one: &'r Run, other: &BTreeMap<&str, u64>) -> Vec<&'r str> {
    (one.operations.iter())
        .filter(|it| it.exchanges > 0 && !has(other, &it.operation))
        .map(|it| it.operation.as_str())
        .collect()
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
        let report = json!({
            "schema_version": crate::report::json::SCHEMA_VERSION,
            "verdict": if findings.is_empty() { "conforms" } else { "fails" },
            "subject": {"name": "shop", "apis": ["v3"]},
            "contract": "observed",
            "release": null,
            "exchanges": exchanges,
            "checks": [{"id": "date-pair", "judged": judged, "unit": "date pairs"}],
            "operations": [{"operation": "GET /members", "exchanges": exchanges}],
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
        for after in [run(0, 2, &[]), run(4, 0, &[])] {
            let difference = Difference::between(&before, &after);
            assert_eq!(difference.judgement, Judgement::Incomplete);
            assert!(difference.gone.is_empty());
            assert_eq!(difference.not_judged.len(), 1);
        }
        let clean = run(4, 2, &[]);
        assert_eq!(judgement(&clean, &run(0, 2, &[])), Judgement::Incomplete);
        assert_eq!(judgement(&run(0, 2, &[]), &clean), Judgement::Same);
    }

    #[test]
    fn runs_by_different_contracts_are_not_the_same() {
        let (before, mut after) = (run(4, 2, &[]), run(4, 2, &[]));
        after.contract = "documented".to_owned();
        assert_eq!(judgement(&before, &after), Judgement::Incomplete);
    }

    #[test]
    fn findings_that_do_not_count_are_not_compared() {
        let mut known = finding("a");
        known["counts"] = json!(false);
        assert_eq!(
            judgement(&run(4, 2, &[]), &run(4, 2, &[known])),
            Judgement::Same
        );
    }

    #[test]
    fn something_else_is_no_report() {
        let error = Run::read(b"{}").unwrap_err().to_string();
        assert!(error.contains("--report json=FILE"), "{error}");
        let mut other: Value = json!({"schema_version": 9, "verdict": "conforms",
            "subject": {"name": "s", "apis": []}, "contract": "observed", "release": null,
            "exchanges": 0, "checks": [], "operations": [], "findings": []});
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
