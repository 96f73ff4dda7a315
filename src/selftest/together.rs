//! Two faults at once: folding what one cause shows must not hide another cause. And what only the
//! end of a run says, or no response shows, is repeated too.

use super::trial::{of, trial};
use crate::serve::{Fault, fault};

/// Faults that have nothing to do with each other, chosen where one of them is explained by a law
/// that the other breaks too, or where one check speaks of both.
const PAIRS: [(&str, &str); 16] = [
    ("order-id-as-text", "absent-id-false"),
    ("plan-name-dropped", "links-dropped"),
    ("extra-property", "plan-name-dropped"),
    ("lists-without-meta", "plan-renamed-in-lists"),
    ("v2-differs", "lists-without-meta"),
    ("bounds-crash", "unknown-id-crashes"),
    ("codes-hidden", "error-status-disagrees"),
    ("dates-with-z", "one-date-an-hour-off"),
    ("unknown-status", "status-ignored"),
    ("status-list-short", "order-ignored"),
    ("pages-overlap", "status-ignored"),
    ("total-pages-rounded-down", "link-to-another-host"),
    ("total-counts-hidden-rows", "customer-ignored"),
    ("page-size-capped", "link-lost"),
    ("create-answers-201", "update-is-lost"),
    ("hook-wrong-topic", "hook-as-form"),
];

#[test]
fn two_faults_at_once_are_two_findings() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut hidden = Vec::new();
    for (one, other) in PAIRS {
        let faults: [&'static Fault; 2] = [fault(one).unwrap(), fault(other).unwrap()];
        let activity = of(faults[0]);
        let trial = runtime.block_on(trial(&faults, activity)).unwrap();
        let both = faults.iter().all(|it| trial.spoke.contains(it.found_by));
        if !both || trial.findings < 2 {
            hidden.push(format!(
                "{one} and {other}: findings: {}, by {:?}",
                trial.findings, trial.spoke
            ));
        }
    }
    assert!(hidden.is_empty(), "{hidden:#?}");
}

#[test]
fn what_only_the_end_says_and_what_is_not_answered_is_asked_again() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for id in [
        "open-to-all",
        "plan-dates-a-day-off",
        "closed-without-answer",
    ] {
        let fault = fault(id).unwrap();
        let trial = runtime.block_on(trial(&[fault], of(fault))).unwrap();
        assert!(trial.spoke.contains(fault.found_by), "{id}: {trial:?}");
        assert_eq!(trial.unconfirmed.len(), 0, "{id}: {trial:?}");
    }
}
