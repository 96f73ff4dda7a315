//! The report as JUnit XML: one suite for each operation, one case for each change.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::fact::facts;
use super::group::{NAMED, also_in, by_operation};
use crate::diff::{Change, Comparison};
use crate::finding::Level;
use crate::report::printable::printable;

/// Writes the report. Changes of at least `least` that nobody answers for are failures.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(comparison: &Comparison, least: Level, out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new(format!("{} to {}", comparison.old, comparison.new));
    for group in by_operation(comparison) {
        let mut suite = TestSuite::new(printable(group.title));
        let changes = group.changes.iter().chain(&group.words);
        suite.add_test_cases(changes.map(|change| case(change, comparison, least, group.title)));
        report.add_test_suite(suite);
    }
    if !comparison.notes.is_empty() {
        let mut suite = TestSuite::new("notes");
        let mut case = TestCase::new("compared documents", TestCaseStatus::success());
        case.set_system_out(printable(&comparison.notes.join("; ")));
        suite.add_test_case(case);
        report.add_test_suite(suite);
    }
    if !comparison.stale.is_empty() {
        let mut suite = TestSuite::new("approvals");
        suite.add_test_cases(comparison.stale.iter().map(|stale| {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(printable(&stale.to_string()));
            TestCase::new("stale approval", status)
        }));
        report.add_test_suite(suite);
    }
    let xml = report.to_string().map_err(io::Error::other)?;
    out.write_all(xml.as_bytes())
}

fn case(change: &Change, comparison: &Comparison, least: Level, suite: &str) -> TestCase {
    let failing = change.level >= least && change.approved.is_none();
    let mut status = if failing {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(printable(&change.what));
        status.set_type(change.rule.id);
        status.set_description(details(change, comparison));
        status
    } else {
        TestCaseStatus::success()
    };
    if let Some(approval) = &change.approved {
        status = TestCaseStatus::skipped();
        let told = format!("approved by {}: {}", approval.owner, approval.reason);
        status.set_message(printable(&told));
    }
    let mut case = TestCase::new(
        printable(&format!("{} {}", change.rule.id, change.place)),
        status,
    );
    case.set_classname(printable(suite));
    if !failing {
        case.set_system_out(details(change, comparison));
    }
    case
}

fn details(change: &Change, comparison: &Comparison) -> String {
    let mut lines = vec![change.what.clone()];
    for (label, spot) in [("before", &change.before), ("after", &change.after)] {
        if let Some(spot) = spot {
            lines.push(format!(
                "{label}: {}:{} {}",
                spot.file, spot.line, spot.text
            ));
        }
    }
    let facts = facts(change, comparison);
    lines.extend(
        facts
            .iter()
            .map(|fact| format!("{}: {}", fact.label, fact.text())),
    );
    if let Some(others) = also_in(change, NAMED) {
        lines.push(format!("also in: {others}"));
    }
    let lines: Vec<_> = lines.iter().map(|line| printable(line)).collect();
    lines.join("\n")
}
