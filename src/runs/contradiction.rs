use std::collections::BTreeMap;

use super::run::{Finding, Run};
use crate::base::plural;
use crate::finding::{Confirmation, Level, Verdict};

/// What a report says in one place and denies in another: then somebody changed it, and nothing that
/// it says can be trusted.
pub(super) fn contradiction(run: &Run) -> Option<String> {
    (checks(run))
        .or_else(|| levels(run))
        .or_else(|| run.findings.iter().find_map(|it| uncounted(run, it)))
        .or_else(|| baseline(run))
        .or_else(|| stopped(run))
        .or_else(|| verdict(run))
}

/// The findings that count, as each check counts them and as they are listed.
fn checks(run: &Run) -> Option<String> {
    let mut listed: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in run.findings.iter().filter(|it| it.counts) {
        *listed.entry(&finding.check).or_default() += 1;
    }
    run.checks.iter().find_map(|check| {
        let listed = listed.get(&*check.id).copied().unwrap_or(0);
        (check.findings != listed).then(|| {
            format!(
                "`checks` gives {} {}, and {listed} of it that count in `findings`",
                check.id,
                plural(check.findings, "finding")
            )
        })
    })
}

/// The same by level.
fn levels(run: &Run) -> Option<String> {
    let counts = run.counts.as_ref()?;
    [
        ("errors", Level::Error, counts.errors),
        ("warnings", Level::Warning, counts.warnings),
        ("infos", Level::Info, counts.infos),
    ]
    .into_iter()
    .find_map(|(name, level, said)| {
        let findings = run.findings.iter();
        let listed = findings.filter(|it| it.counts && it.level == level).count() as u64;
        (listed != said)
            .then(|| format!("`counts.{name}` is {said}, and {listed} are in `findings`"))
    })
}

/// What does not count is in the baseline, was gone when it was requested again, or is a remark that
/// the documentation differs, which nothing re-checks.
fn uncounted(run: &Run, finding: &Finding) -> Option<String> {
    let is_remark = finding.level == Level::Info
        && finding.confirmation.is_none()
        && run.contract == "observed"
        && !run.strict;
    let has_changed = finding.confirmation == Some(Confirmation::DataChanged);
    if finding.counts || finding.accepted.is_some() || has_changed || is_remark {
        return None;
    }
    Some(format!(
        "the finding {} ({}) does not count, and nothing in the report excuses it",
        finding.fingerprint, finding.check
    ))
}

/// Only a baseline accepts findings.
fn baseline(run: &Run) -> Option<String> {
    let accepted = run.findings.iter().filter(|it| it.accepted.is_some());
    let accepted = accepted.count() as u64;
    let known = run.baseline.as_ref().map_or(0, |it| it.known);
    (accepted != known).then(|| {
        format!(
            "`baseline.known` is {known}, and {} in `findings` {} accepted",
            accepted,
            if accepted == 1 { "is" } else { "are" }
        )
    })
}

/// Why it ended is the first reason of an incomplete run.
fn stopped(run: &Run) -> Option<String> {
    let first = run.incomplete.first().map(|it| &it.text);
    (run.stopped.as_ref() != first).then(|| {
        let (said, says) = match run.stopped {
            Some(_) => ("gives a reason", "does not begin with it"),
            None => ("gives no reason", "does"),
        };
        format!("`stopped` {said} why the run ended, and `incomplete` {says}")
    })
}

/// The verdict follows from the rest.
fn verdict(run: &Run) -> Option<String> {
    let shown = shown(run);
    (run.verdict != shown).then(|| {
        format!(
            "its verdict is `{}`, and what it lists makes it `{}`",
            run.verdict.as_str(),
            shown.as_str()
        )
    })
}

/// The verdict that follows from what the report lists.
fn shown(run: &Run) -> Verdict {
    let is_stale = |state: &str| matches!(state, "expired" | "vanished");
    let mut told = run.baseline.iter().flat_map(|it| &it.told);
    let fails = run.findings.iter().any(|it| run.is_failing(it))
        || (run.strict && told.any(|it| is_stale(&it.state)));
    let examined = run.checks.iter().map(|it| it.judged);
    let is_whole = run.incomplete.is_empty();
    Verdict::of(fails, is_whole, examined.fold(0, u64::saturating_add))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::finding::Outcome;
    use crate::report::{json as writer, sample};
    use crate::runs::Run;

    fn report(outcome: &Outcome) -> Value {
        let mut text = Vec::new();
        writer::write(outcome, &mut text).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    fn refused(report: &Value) -> String {
        let read = Run::read(report.to_string().as_bytes());
        read.map_or_else(|error| error.to_string(), |_| String::new())
    }

    #[test]
    fn what_a_run_wrote_is_believed() {
        for outcome in [
            sample::failing(),
            sample::conforming(),
            sample::documented(),
            sample::empty(),
            sample::incomplete(),
        ] {
            assert_eq!(refused(&report(&outcome)), "");
        }
    }

    #[test]
    fn what_somebody_changed_is_not() {
        let whole = report(&sample::failing());
        let at = |check: &str| {
            let checks = whole["checks"].as_array().unwrap();
            let place = checks.iter().position(|it| it["id"] == check).unwrap();
            format!("/checks/{place}/findings")
        };
        let of_first = at(whole["findings"][0]["check"].as_str().unwrap());
        let accepted = json!({"first_seen": "", "reason": "", "owner": "", "expires": "",
            "has_expired": false});
        for (said, changes) in [
            (
                "`checks` gives never-seen 7",
                vec![("/checks/0/findings", json!(7))],
            ),
            ("`counts.errors` is 0", vec![("/counts/errors", json!(0))]),
            ("`checks` gives", vec![("/findings", json!([]))]),
            ("`checks` gives", vec![("/findings/0/counts", json!(false))]),
            // All numbers agree, and the finding still has no excuse.
            (
                "does not count, and nothing",
                vec![
                    ("/findings/0/counts", json!(false)),
                    (of_first.as_str(), json!(0)),
                    ("/counts/errors", json!(1)),
                ],
            ),
            (
                "`baseline.known` is 0",
                vec![("/findings/0/accepted", accepted)],
            ),
            ("`stopped` gives no reason", vec![("/stopped", json!(null))]),
            ("`stopped` gives a reason", vec![("/incomplete", json!([]))]),
            (
                "its verdict is `conforms`",
                vec![("/verdict", json!("conforms"))],
            ),
        ] {
            let mut forged = whole.clone();
            for (pointer, value) in changes {
                *forged.pointer_mut(pointer).unwrap() = value;
            }
            let error = refused(&forged);
            assert!(error.contains(said), "{said}: {error}");
            assert!(error.contains("contradicts itself"), "{error}");
        }
    }
}
