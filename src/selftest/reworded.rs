//! No behavior hangs on a sentence: the self-test passes with every sentence of every cause turned
//! around.

use std::process::Command;

use super::recorded::Table;
use super::{Result, all, markdown};
use crate::finding::{Cause, REVERSED};

const NAME: &str = "selftest::reworded::no_behaviour_hangs_on_a_sentence";

#[test]
fn no_behaviour_hangs_on_a_sentence() {
    if std::env::var_os(REVERSED).is_some() {
        return every_fault_is_one_finding();
    }
    // In a process of its own: the sentences of other tests stay as they are.
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .env(REVERSED, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{errors}");
    assert!(
        said.contains("1 passed"),
        "the test was not run: {said}{errors}"
    );
}

fn every_fault_is_one_finding() {
    let cause = Cause::new("any", Vec::new(), "expected", "found");
    assert_eq!((&*cause.expected, &*cause.found), ("detcepxe", "dnuof"));
    let mut table = Table::begin();
    let trials = all(&[], &mut |trial| table.add(trial)).unwrap();
    let wrong: Vec<_> = trials
        .iter()
        .filter(|trial| trial.result != Result::AsNamed)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(trials.len() > 100, "{} trials", trials.len());
    table.finish();
    let mut summary = Vec::new();
    markdown(&trials, &mut summary).unwrap();
    let summary = String::from_utf8(summary).unwrap();
    let page = include_str!("../../docs/reference/checks.md");
    assert!(
        page.contains(&summary),
        "docs/reference/checks.md is stale: MEMBERSPEC_UPDATE=1 cargo test --test e2e documentation"
    );
}
