use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::report::{line, remarks, summary};
use super::{Difference, Judgement};
use crate::runs::Run;

/// Writes the comparison as JUnit XML: one case for each finding of the two runs, which fails if it is
/// new. Findings of both runs are skipped.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn write(
    (before, after): (&Run, &Run),
    difference: &Difference<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut report = Report::new("memberspec compare");
    report.add_test_suite(suite("memberspec compare", (before, after), difference));
    let xml = report.to_string().map_err(io::Error::other)?;
    out.write_all(xml.as_bytes())
}

/// The two runs as a suite of that name.
pub(crate) fn suite(
    name: &str,
    (before, after): (&Run, &Run),
    difference: &Difference<'_>,
) -> TestSuite {
    let mut suite = TestSuite::new(name);
    suite.add_properties([
        ("before", line(before).as_str()),
        ("after", &line(after)),
        ("judgement", difference.judgement.as_str()),
    ]);
    let failure = || TestCaseStatus::non_success(NonSuccessKind::Failure);
    let error = || TestCaseStatus::non_success(NonSuccessKind::Error);
    for (findings, id, text, status) in [
        (&difference.new, "new", "new: ", &failure as &dyn Fn() -> _),
        (&difference.gone, "gone", "", &TestCaseStatus::success),
        (
            &difference.not_judged,
            "not-judged",
            "not judged again: ",
            &error,
        ),
        (
            &difference.same,
            "unchanged",
            "in both runs: ",
            &TestCaseStatus::skipped,
        ),
    ] {
        for finding in findings {
            let mut status = status();
            if !text.is_empty() {
                status.set_type(id);
                status.set_message(format!("{text}{}", finding.message));
            }
            let name = format!("{} {}", finding.check, finding.fingerprint);
            let mut case = TestCase::new(name, status);
            case.set_classname(finding.operation.as_str());
            suite.add_test_case(case);
        }
    }
    if difference.judgement == Judgement::Incomplete {
        let mut status = error();
        status.set_type("incomplete");
        status.set_message(summary(difference));
        status.set_description(remarks(before, after, difference).join("\n"));
        suite.add_test_case(TestCase::new("completeness", status));
    }
    suite
}
